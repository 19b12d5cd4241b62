/* SPDX-License-Identifier: MIT
 * init/kexec/s390x.h - from memfds to segments on s390x. Layer: adapter (maps descriptors).
 * Callers: init/kexec/kexec.c, tests (on any machine: nothing here runs the target's code).
 */
#ifndef INIT_KEXEC_S390X_H
#define INIT_KEXEC_S390X_H

#include "init/kexec/kexec.h"
#include "lib/text.h"

/** struct s390x_code - the assembled entry code */
struct s390x_code {
	const uint8_t *p;
	size_t n;
};

/**
 * s390x_prepare() - check a job, place it, and fill in the segments of kexec_load
 * @code: from s390x_entry.S
 * @set:  empty; on success the caller must kexec_set_drop() it after the call
 * @text: what goes where, or why not
 *
 * The kernel file is mapped privately, so that patching copies only the pages of its parameter
 * area and command line; the initrd is mapped as it is. Nothing is copied into a heap.
 * Return: 0, negative errno, or an enum kexec_reason.
 */
int s390x_prepare(const struct kexec_job *job, const struct ram *ram, struct s390x_code code,
		  struct kexec_set *set, struct str *text);

#endif
