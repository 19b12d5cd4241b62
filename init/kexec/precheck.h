/* SPDX-License-Identifier: MIT
 * init/kexec/precheck.h - whether this machine can jump at all, before anything is downloaded.
 * Layer: adapter (asks the kernel), with its judgement pure. Caller: init before it starts the
 * worker. layout_budget() says how much may be downloaded, init/kexec/for_ARCH.c whether the other
 * CPUs can be stopped.
 */
#ifndef INIT_KEXEC_PRECHECK_H
#define INIT_KEXEC_PRECHECK_H

#include "init/kexec/kexec.h"
#include "init/kexec/layout.h"

#include <stddef.h>

/**
 * kexec_ready() - will this kernel let us load and start another one at all?
 * @why: a sentence when it will not, else ""; KEXEC_TEXT is enough for it
 *
 * Asks with calls that fail on purpose after the check of rights, and so load nothing and drop
 * nothing. Where a limit on the number of loads is set (kernel.kexec_load_limit_reboot), asking
 * would use it up, so the limit itself is the answer.
 * Return: 0, KEXEC_NOT_BUILT_IN, KEXEC_TURNED_OFF or KEXEC_CPUS_STAY.
 */
int kexec_ready(char *why, size_t size);

/* --- the judgement, for tests ----------------------------------------------------------------- */

#define KEXEC_NO_LIMIT (-1)

/** struct kexec_state - what the kernel answered */
struct kexec_state {
	int file_load; /* errno of a kexec_file_load without a file; ENOSYS = not there */
	int load;      /* errno of a kexec_load with too many segments */
	int limit;     /* kexec_load_limit_reboot; KEXEC_NO_LIMIT = none, or not known */
	bool disabled; /* kexec_load_disabled is set */
	bool locked;   /* lockdown is on */
};

/** kexec_judge() - from the answers to a verdict, as kexec_ready() returns it */
int kexec_judge(const struct kexec_state *state, struct str *why);

/** kexec_lockdown() - does the text of /sys/kernel/security/lockdown say that it is on? The state
 *  in force stands in brackets. */
bool kexec_lockdown(struct view text);

#endif
