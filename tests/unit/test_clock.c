/* SPDX-License-Identifier: MIT
 * The clock of every wait, beside the kernel's.
 */
#include "lib/clock.h"
#include "tests/unit/check.h"

#include <time.h>

static uint64_t kernel_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Longer than the time after which s390x' clock asks the kernel again. */
TEST(clock_keeps_to_the_kernel)
{
	uint64_t end = kernel_ms() + 2100, last = 0;

	while (kernel_ms() < end) {
		uint64_t before = kernel_ms(), now = clock_ms(), after = kernel_ms();

		CHECK(now >= last);
		CHECK(now + 2 >= before && now <= after + 2);
		last = now;
	}
}

TEST(waits_end_at_their_deadline)
{
	CHECK_INT(clock_wait(5, CLOCK_NEVER), -1);
	CHECK_INT(clock_wait(5, 5), 0);
	CHECK_INT(clock_wait(5, 4), 0);
	CHECK_INT(clock_wait(5, 12), 7);
	CHECK_INT(clock_wait(5, 5 + 7200000), 3600000);
	CHECK_INT(clock_min(3, 4), 3);
}
