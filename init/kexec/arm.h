/* SPDX-License-Identifier: MIT
 * init/kexec/arm.h - from memfds to segments on ARM, 64 and 32 bits. Layer: adapter (maps
 * descriptors, unpacks). Callers: init/kexec/for_arm64.c, init/kexec/for_armhf.c, tests (on any
 * machine: nothing here runs the target's code).
 *
 * kexec_file_load makes its own device tree out of the running one. So it is asked only where that
 * is what is wanted; a tree from the network, and every zImage, goes through kexec_load.
 */
#ifndef INIT_KEXEC_ARM_H
#define INIT_KEXEC_ARM_H

#include "init/kexec/kexec.h"
#include "init/kexec/layout_arm.h"

/** struct arm_machine - what differs between the two */
struct arm_machine {
	enum arm_form form; /* the only kernel it starts */
	uint32_t max_cmdline;
	unsigned long flags; /* of kexec_load */
	bool by_file;	     /* it has kexec_file_load */
	bool unpacks;	     /* the kernel unpacks itself to other memory than its segment's */
	/* Where all of it goes; never NULL. */
	int (*layout)(const struct ram *ram, const struct arm_sizes *sizes,
		      struct kexec_layout *ret, struct str *why);
	/* Code that runs between the kernels, with a table of numbers at ARM_TABLE_AT. */
	const uint8_t *entry;
	size_t entry_len;
};

/* LE64: addresses of the kernel and the device tree, first and end address of the old kernel's code
 */
#define ARM_TABLE_AT  8u
#define ARM_TABLE_LEN 32u

/**
 * arm_prepare() - check a job, place it, and fill in the segments of kexec_load
 * @set:  empty; on success the caller must kexec_set_drop() it after the call
 * @text: what goes where, or why not
 *
 * Return: 0, negative errno, or an enum kexec_reason.
 */
int arm_prepare(const struct arm_machine *machine, const struct kexec_job *job,
		const struct ram *ram, struct kexec_set *set, struct str *text);

/** arm_see() - the `see` of struct kexec_arch: the running device tree, valid until the next call,
 *  and fresh random bytes, so that nobody on the network knows where the next kernel lies */
void arm_see(struct kexec_job *job);

/** arm_cpus() - the `cpus` of struct kexec_arch: can the other CPUs be stopped? Those that wait in
 *  a spin table of the firmware cannot, and the kernel finds it out only when everything has been
 *  downloaded. Asks the running system. */
int arm_cpus(struct str *why);

#endif
