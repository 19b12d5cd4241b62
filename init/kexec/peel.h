/* SPDX-License-Identifier: MIT
 * init/kexec/peel.h - from a file to the bare kernel inside. Layer: adapter (maps, unpacks).
 * Caller: init/kexec/arm.c.
 */
#ifndef INIT_KEXEC_PEEL_H
#define INIT_KEXEC_PEEL_H

#include "init/kexec/kexec.h"
#include "lib/image/arm.h"

/** struct kexec_peeled - a kernel that can be started, and what came wrapped with it */
struct kexec_peeled {
	struct arm_image image; /* form Image or zImage */
	struct rd kernel;	/* its bytes */
	int fd;			/* a file of exactly these bytes; -1 = there is none */
	struct rd initrd, dtb;	/* what a multi-file uImage or a FIT has of them; else empty */
};

/** struct kexec_peel_want - what must come out, and what to choose where there is a choice */
struct kexec_peel_want {
	enum arm_form form;
	size_t cap;	   /* the most bytes that a layer may unpack to */
	struct view conf;  /* of a FIT, see fit_read() */
	struct rd running; /* the running system's device tree; may be empty */
};

/**
 * kexec_peel() - take one wrapping off after the other
 * @set:  owns all mappings; kexec_set_drop() ends them, and with them what @ret points at
 * @ret:  written only on success
 * @why:  what is wrong, behind the word "kernel: "
 *
 * Sums that a wrapping has are verified.
 * Return: 0, negative errno, or KEXEC_NOT_KERNEL.
 */
int kexec_peel(struct kexec_set *set, int kernel_fd, const struct kexec_peel_want *want,
	       struct kexec_peeled *ret, struct str *why);

#endif
