/* SPDX-License-Identifier: MIT */
#include "lib/random.h"

#include "lib/clock.h"

#include <stdbool.h>
#include <sys/random.h>

/* splitmix64 (Steele, Lea, Flood 2014) has one word of state, and every seed is good. */
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

/* GRND_INSECURE (Linux 5.6) never blocks. Even unseeded bytes are no worse than the clock. */
#ifndef GRND_INSECURE
#define GRND_INSECURE 4
#endif

uint64_t random_seed(uint64_t salt)
{
	struct random mix;
	uint64_t n;

	if (getrandom(&n, sizeof n, GRND_NONBLOCK) == (ssize_t)sizeof n ||
	    getrandom(&n, sizeof n, GRND_INSECURE) == (ssize_t)sizeof n)
		return n;
	mix.state = clock_ms() ^ salt;
	return random_u64(&mix);
}

/* random_secret_seed() sets this, in tests only. */
static struct {
	bool seeded;
	struct random random;
} repeat;

void random_secret_seed(uint64_t seed)
{
	repeat.seeded = true;
	repeat.random.state = seed;
}

uint32_t random_secret_u32(void)
{
	static uint64_t count; /* tells apart two calls in one ms when the kernel gives no bytes */

	return repeat.seeded ? random_u32(&repeat.random)
			     : (uint32_t)(random_seed(++count << 32) >> 32);
}
