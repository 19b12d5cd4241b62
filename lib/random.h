/* SPDX-License-Identifier: MIT
 * lib/random.h - jitter, and numbers that strangers must not guess. Layer: lib (leaf);
 * random_seed() and random_secret_u32() alone ask the kernel.
 *
 * Pure modules draw jitter from a struct random of their own. Its state can be computed from a few
 * outputs, so transaction ids come from random_secret_u32() instead. A test that seeds both sends
 * the same packets in every run. The kernel chooses source ports.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

/** random_seed() - 64 bits from getrandom() without blocking, for jitter only. While the kernel has
 *  none, the seed is the clock mixed with @salt (a MAC address). */
uint64_t random_seed(uint64_t salt);

/** random_secret_u32() - 32 bits that a stranger cannot guess (DHCP xids, DNS ids), from
 *  getrandom() without blocking. An unseeded kernel gives the best it has. */
uint32_t random_secret_u32(void);

/** random_secret_seed() - for tests: @seed determines all further random_secret_u32() */
void random_secret_seed(uint64_t seed);

/** random_u64() - the next number. Pure. */
uint64_t random_u64(struct random *r);
uint32_t random_u32(struct random *r);

/** random_below() - 0 .. @n - 1; @n 0 gives 0. Pure. */
uint32_t random_below(struct random *r, uint32_t n);

/** random_jitter() - @ms moved by up to @percent percent either way. Pure. */
uint64_t random_jitter(struct random *r, uint64_t ms, unsigned percent);

#endif
