/* SPDX-License-Identifier: MIT */
#include "lib/clock.h"

#include <time.h>

#define HOUR_MS 3600000u

uint64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int clock_wait(uint64_t now, uint64_t deadline)
{
	if (deadline == CLOCK_NEVER)
		return -1;
	if (deadline <= now)
		return 0;
	return deadline - now > HOUR_MS ? (int)HOUR_MS : (int)(deadline - now);
}

uint64_t clock_min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}
