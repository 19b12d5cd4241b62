/* SPDX-License-Identifier: MIT
 * lib/clock.h - the one clock of every wait. Layer: lib (leaf), adapter: reads the kernel's clock.
 *
 * Milliseconds that only go forward and never jump with the wall clock. Pure modules get the value
 * as an argument and never call this.
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>

/* No deadline at all. */
#define CLOCK_NEVER UINT64_MAX

/** clock_ms() - milliseconds since boot (CLOCK_BOOTTIME) */
uint64_t clock_ms(void);

/** clock_wait() - what to hand to poll() at @now to wake at @deadline: 0 when it has passed, -1 for
 *  CLOCK_NEVER, at most an hour. Pure. */
int clock_wait(uint64_t now, uint64_t deadline);

/** clock_min() - the earlier of two deadlines. Pure. */
uint64_t clock_min(uint64_t a, uint64_t b);

#endif
