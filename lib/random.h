/* SPDX-License-Identifier: MIT
 * lib/random.h - jitter, and numbers that strangers must not guess. Layer: lib (leaf);
 * random_seed() and random_secret_u32() alone ask the kernel.
 *
 * For jitter pure modules hold a struct random and draw from it. Its state can be computed from a few
 * outputs, so transaction ids come from random_secret_u32() instead. Tests that seed both repeat
 * themselves to the packet. Source ports are the kernel's choice.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

/** random_seed() - 64 bits from getrandom() without blocking; when the kernel has none yet, the
 *  clock mixed with @salt (a MAC address), which is enough for jitter and nothing else */
uint64_t random_seed(uint64_t salt);

/** random_secret_u32() - for what a stranger has to guess (DHCP xids, DNS ids): from getrandom()
 *  without blocking. Before the kernel has gathered enough it gives the best it has. */
uint32_t random_secret_u32(void);

/** random_secret_seed() - for tests: from now on random_secret_u32() repeats what follows from
 *  @seed */
void random_secret_seed(uint64_t seed);

/** random_u64() - the next number. Pure. */
uint64_t random_u64(struct random *r);
uint32_t random_u32(struct random *r);

/** random_below() - 0 .. @n - 1; @n 0 gives 0. Pure. */
uint32_t random_below(struct random *r, uint32_t n);

/** random_jitter() - @ms moved by up to @percent percent either way. Pure. */
uint64_t random_jitter(struct random *r, uint64_t ms, unsigned percent);

#endif
