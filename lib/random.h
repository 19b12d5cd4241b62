/* SPDX-License-Identifier: MIT
 * lib/random.h - jitter and identifiers. Layer: lib (leaf); random_seed() alone asks the kernel.
 *
 * Pure modules hold a struct random and draw from it, so that a run with the same seed repeats
 * itself to the packet.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

/** random_seed() - 64 bits from getrandom() without blocking; when the kernel has none yet, the
 *  clock mixed with @salt (a MAC address), which is enough for xids and jitter and nothing else */
uint64_t random_seed(uint64_t salt);

/** random_u64() - the next number. Pure. */
uint64_t random_u64(struct random *r);
uint32_t random_u32(struct random *r);

/** random_below() - 0 .. @n - 1; @n 0 gives 0. Pure. */
uint32_t random_below(struct random *r, uint32_t n);

/** random_jitter() - @ms moved by up to @percent percent either way. Pure. */
uint64_t random_jitter(struct random *r, uint64_t ms, unsigned percent);

#endif
