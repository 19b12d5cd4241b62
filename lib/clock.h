/* SPDX-License-Identifier: MIT
 * lib/clock.h - the one clock of every wait. Layer: lib (leaf), adapter: reads the kernel's clock.
 *
 * The clock counts milliseconds, only goes forward and never jumps with the wall clock. Pure
 * modules get the time as an argument and never call clock_ms().
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>

/* The deadline of something that waits for ever. */
#define CLOCK_NEVER UINT64_MAX

/** clock_ms() - milliseconds since boot (CLOCK_BOOTTIME) */
uint64_t clock_ms(void);

/** clock_unix() - seconds since 1970, as the wall clock has it, which may jump; 0 = before that */
uint64_t clock_unix(void);

/** clock_wait() - the timeout in ms that lets poll() wake at @deadline: 0 when @deadline has
 *  passed, -1 for CLOCK_NEVER, at most an hour. Pure. */
int clock_wait(uint64_t now, uint64_t deadline);

/** clock_min() - the earlier of two deadlines. Pure. */
uint64_t clock_min(uint64_t a, uint64_t b);

#endif
