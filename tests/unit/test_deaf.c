/* SPDX-License-Identifier: MIT
 * Which links are switched off and on, and when, on a virtual clock. */
#include "tests/unit/check.h"

#include "init/deaf.h"

static struct deaf deaf;
static struct random dice;
static uint64_t now, received;

static void begin(void)
{
	deaf = (struct deaf){0};
	dice.state = 1;
	now = 5000;
	received = 17;
}

/* An answer is awaited for up to @seconds. Return: after how many ms the link was switched off and
 * on, 0 = it was not */
static uint64_t await(unsigned seconds)
{
	uint64_t from = now, end = now + seconds * 1000;

	for (;;) {
		if (deaf_await(&deaf, received, now, &dice))
			return now - from;
		if (now == end)
			return 0;
		now += 1000;
	}
}

TEST(deaf_for_3_s)
{
	begin();
	CHECK_INT(await(10), 3000);
}

TEST(anything_heard_is_not_deaf)
{
	begin();
	for (int i = 0; i < 1000; i++) {
		CHECK_INT(await(2), 0);
		received++;
	}
	CHECK_INT(await(10), 3000);
}

TEST(pauses_grow_with_jitter_up_to_a_minute)
{
	uint64_t last = 0, longest = 0, all = 0;
	bool differ = false;

	begin();
	await(3);
	for (int i = 0; i < 100; i++) {
		uint64_t pause = await(120);

		CHECK(pause >= DEAF_MS && pause <= DEAF_CAP_MS + 1000);
		differ |= last && pause != last;
		longest = pause > longest ? pause : longest;
		all += last = pause;
	}
	CHECK(differ && longest > DEAF_CAP_MS / 2 && all > 100 * 4 * DEAF_MS);
}

TEST(pauses_are_forgotten_when_something_was_heard)
{
	begin();
	for (int i = 0; i < 20; i++)
		await(120);
	received++;
	CHECK_INT(await(120), 3000);
}

/* A machine that waited for a person has awaited nothing meanwhile. */
TEST(time_counts_only_while_something_is_awaited)
{
	begin();
	for (int i = 0; i < 100; i++) {
		CHECK_INT(await(2), 0);
		now += 3600000;
	}
	CHECK_INT(await(10), 3000);
}
