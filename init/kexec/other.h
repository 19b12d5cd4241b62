/* SPDX-License-Identifier: MIT
 * init/kexec/other.h - kernels in forms that our own code does not know, through kexec-tools.
 * Layer: adapter (runs a program). Caller: init/kexec/for_arm64.c.
 *
 * Today that is one form: arm64's vmlinux in ELF. On 32-bit ARM kexec-tools knows none that we do
 * not.
 */
#ifndef INIT_KEXEC_OTHER_H
#define INIT_KEXEC_OTHER_H

#include "init/kexec/kexec.h"

/** kexec_other_ready() - while it is root, and before anything from the network is looked at: let
 * this process and its children, whoever they are then, read what kexec-tools will read:
 * /proc/iomem and the running device tree. Both are copies, in a mount namespace of its own.
 * Without them kexec-tools says what it misses. */
void kexec_other_ready(void);

/** kexec_other_knows() - the `foreign` of struct kexec_arch: an ELF kernel, and kexec-tools is there */
bool kexec_other_knows(const struct kexec_job *job);

/**
 * kexec_other_load() - the `other` of struct kexec_arch
 * @report: always written
 *
 * The program keeps the right to load a kernel, and no other.
 * Return: 0; KEXEC_REFUSED with its last words; KEXEC_CMDLINE_LONG; negative errno.
 */
int kexec_other_load(const struct kexec_job *job, struct kexec_report *report);

#endif
