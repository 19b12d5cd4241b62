/* SPDX-License-Identifier: MIT
 * init/kexec/x86.h - from memfds to kexec_file_load on x86_64. Layer: adapter (maps descriptors).
 * Callers: init/kexec/for_x86_64.c, tests.
 *
 * The kernel's own call does everything here: it places the parts, hands on memory map, firmware
 * tables and random seed. What is left is to say what is wrong before it does, in words.
 */
#ifndef INIT_KEXEC_X86_H
#define INIT_KEXEC_X86_H

#include "init/kexec/kexec.h"
#include "lib/text.h"

/**
 * x86_prepare() - check a job for kexec_file_load; the `prepare` of struct kexec_arch
 * @set: empty; on success without segments, and the caller must kexec_set_drop() it
 *
 * Return: 0, negative errno, or an enum kexec_reason.
 */
int x86_prepare(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
		struct str *text);

#endif
