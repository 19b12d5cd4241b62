/* SPDX-License-Identifier: MIT
 * init/fallback.h - network, else disk: when the disk's turn is. Layer: pure. Callers: init/pid1.c,
 * tests.
 *
 * What counts is the time in which the network was of no use. While a file is downloaded, a person
 * has a menu or the shell, or a kernel is being loaded, the clock stands still; it is never set
 * back, so that a boot that fails again and again does not keep the machine from its disk.
 */
#ifndef INIT_FALLBACK_H
#define INIT_FALLBACK_H

#include <stdbool.h>
#include <stdint.h>

#define FALLBACK_COUNTDOWN_S 10 /* the last seconds are counted on the console */

/** struct fallback - all zero: there is none */
struct fallback {
	uint32_t seconds; /* as asked for; 0 = no fallback */
	uint64_t left_ms;
	uint64_t seen_at; /* ms: the last call */
	uint32_t said_s;  /* the last second that was counted; 0 = the countdown does not run */
	bool used;	  /* the clock stands still since @seen_at */
};

enum fallback_turn {
	FALLBACK_WAIT,	 /* nothing to do */
	FALLBACK_COUNT,	 /* another second of the countdown: @said_s are left */
	FALLBACK_PAUSED, /* the countdown is off again, for now */
	FALLBACK_DISK,	 /* start the disk. Where it cannot be, the same time runs anew */
};

/** fallback_start() - from @now ms on; @seconds: 0 = no fallback */
void fallback_start(struct fallback *f, uint32_t seconds, uint64_t now);

/** fallback_turn() - what is due at @now ms; @used: the network is of use since the last call */
enum fallback_turn fallback_turn(struct fallback *f, bool used, uint64_t now);

/** fallback_key() - a key was pressed. Return: whether it stopped a countdown; there is no fallback
 *  any more then */
bool fallback_key(struct fallback *f);

/** fallback_deadline() - when fallback_turn() is due, ms; CLOCK_NEVER */
uint64_t fallback_deadline(const struct fallback *f);

#endif
