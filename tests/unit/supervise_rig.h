/* SPDX-License-Identifier: MIT
 * tests/unit/supervise_rig.h - PID 1 against workers that misbehave: real processes, virtual time.
 * The worker is the script that each test sets; worker_main() of this rig takes the place of the
 * real one.
 */
#ifndef TESTS_UNIT_SUPERVISE_RIG_H
#define TESTS_UNIT_SUPERVISE_RIG_H

#include "init/menu/menu.h"
#include "init/menu/recv.h"
#include "init/supervise.h"

#include <fcntl.h>

/* What a part must bear before PID 1 takes it. */

/* --- the worker's side: what scripts are made of ---------------------------------------------- */

/** script_sleep_on() - until killed */
void script_sleep_on(void);

/** script_deaf() - a whole script: says nothing, hears nothing */
void script_deaf(int fd);

void script_send(int fd, const struct chan_msg *m);

/** script_say() - a line for the log */
void script_say(int fd, const char *text);

/** script_wait() - the next message of this kind */
void script_wait(int fd, uint32_t kind, struct chan_msg *m);

/** script_memfd() - a file of @text in memory, with the seals of fcntl(F_ADD_SEALS) */
int script_memfd(const char *text, int seals);

/** script_part() - announce @part as @size bytes, and close it */
void script_part(int fd, unsigned which, int part, uint64_t size);

/* --- PID 1's side ----------------------------------------------------------------------------- */

/** struct boss - PID 1's watch over the worker, and how often what was asked of it since
 * boss_begin() */
struct boss {
	struct supervise sup;
	struct menu menu;
	uint64_t now;
	char lines[4096]; /* the log */
	unsigned logs, progress, files, addrs, gone, clocks, relinks, boots, reboots, reaped;
	unsigned vlan;	   /* of the latest CHAN_VLAN on a known link */
	uint64_t clock_ms; /* of the latest CHAN_CLOCK */
	uint64_t received; /* packets on its link, for on_received() */
	unsigned below;	   /* the link that is asked about and switched */
	const struct boot_parts *booted;
	int last_status; /* of the worker, as waitpid() has it */
};

extern struct boss boss;

/** boss_begin() - at 1,000,000 ms, with @worker as the script; boss_end() - kill it, free all */
void boss_begin(void (*worker)(int fd));
void boss_end(void);

/** boss_reap() - tell of the worker's end if it ended */
void boss_reap(void);

/** boss_logged() - let real time pass, but no virtual time, until @text was logged or patience ends
 */
bool boss_logged(const char *text);

/** boss_must_kill() - a worker that must be killed for what it sent, with @why in the log, and
 * replaced after a pause */
void boss_must_kill(void (*worker)(int fd), const char *why);

#endif
