/* SPDX-License-Identifier: MIT */
#include "lib/clock.h"

#include <time.h>

#define HOUR_MS 3600000u

static uint64_t kernel_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

#ifdef __s390x__
/* musl makes a system call of clock_gettime() here, which takes longer than anything else that a
 * block of a download needs. So the time comes from the TOD clock (STCKF, 4096 units a microsecond),
 * and the kernel's clock corrects it every second. */
static uint64_t time_us(void)
{
	static uint64_t base_tod, base_us, last_us;
	uint64_t tod, us;

	__asm__ volatile("stckf %0" : "=Q"(tod) : : "cc");
	us = (tod - base_tod) / 4096;
	if (!base_us || us > 1000000) {
		base_us = kernel_us();
		base_tod = tod;
		us = 0;
	}
	us += base_us;
	last_us = us > last_us ? us : last_us;
	return last_us;
}
#else
static uint64_t time_us(void)
{
	return kernel_us();
}
#endif

uint64_t clock_ms(void)
{
	return time_us() / 1000;
}

uint64_t clock_unix(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec > 0 ? (uint64_t)t.tv_sec : 0;
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
