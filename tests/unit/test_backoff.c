/* SPDX-License-Identifier: MIT
 * Waits between two tries: never below the base, never above the cap, never in step. */
#include "tests/unit/check.h"

#include "lib/backoff.h"

/* clang-format off */
#define FRESH {.base_ms = 100, .cap_ms = 5000, .good_ms = 10000}
/* clang-format on */

TEST(backoff_stays_between_base_and_cap)
{
	struct random r = {.state = 1};
	struct backoff b = FRESH;
	uint32_t high = 0;

	for (int i = 0; i < 10000; i++) {
		uint32_t wait = backoff_next(&b, &r);

		if (!CHECK(wait >= 100 && wait <= 5000))
			return;
		high = wait > high ? wait : high;
	}
	CHECK(high > 4000);
}

TEST(backoff_first_wait_is_short_again_after_a_good_run)
{
	struct random r = {.state = 2};

	for (int run = 0; run < 200; run++) {
		struct backoff b = FRESH;

		CHECK(backoff_next(&b, &r) <= 300);
		for (int i = 0; i < 20; i++)
			backoff_next(&b, &r);
		b.prev_ms = 5000;
		backoff_ran(&b, 9999);
		CHECK_INT(b.prev_ms, 5000);
		backoff_ran(&b, 10000);
		if (!CHECK(backoff_next(&b, &r) <= 300))
			return;
	}
}

TEST(backoff_of_two_machines_drifts_apart)
{
	struct random one = {.state = 3}, two = {.state = 4};
	struct backoff a = FRESH, b = FRESH;
	int same = 0;

	for (int i = 0; i < 100; i++)
		same += backoff_next(&a, &one) == backoff_next(&b, &two);
	CHECK(same < 10);
}

TEST(backoff_at_the_edges_of_its_numbers)
{
	struct random r = {.state = 5};
	struct backoff fixed = {.base_ms = 7, .cap_ms = 7};
	struct backoff wide = {.base_ms = 0, .cap_ms = UINT32_MAX, .prev_ms = UINT32_MAX};

	for (int i = 0; i < 100; i++)
		CHECK_INT(backoff_next(&fixed, &r), 7);
	backoff_next(&wide, &r);
	CHECK(wide.prev_ms <= UINT32_MAX - 1);
}
