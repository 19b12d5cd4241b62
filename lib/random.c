/* SPDX-License-Identifier: MIT */
#include "lib/random.h"

#include "lib/clock.h"

#include <sys/random.h>

/* splitmix64 (Steele, Lea, Flood 2014): one word of state, any seed is a good seed. */
uint64_t random_u64(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint32_t random_u32(struct random *r)
{
	return (uint32_t)(random_u64(r) >> 32);
}

uint32_t random_below(struct random *r, uint32_t n)
{
	return (uint32_t)((uint64_t)random_u32(r) * n >> 32);
}

uint64_t random_jitter(struct random *r, uint64_t ms, unsigned percent)
{
	uint64_t span = ms / 100 * percent + ms % 100 * percent / 100;

	if (span > UINT32_MAX / 2)
		span = UINT32_MAX / 2;
	return ms - span + random_below(r, (uint32_t)(2 * span + 1));
}

uint64_t random_seed(uint64_t salt)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed) {
		struct random mix = {.state = clock_ms() ^ salt};

		seed = random_u64(&mix);
	}
	return seed;
}
