/* SPDX-License-Identifier: MIT
 * Network, else disk: which time counts, on a virtual clock. */
#include "tests/unit/check.h"

#include "init/fallback.h"
#include "lib/clock.h"

static struct fallback f;
static uint64_t now;

static void begin(uint32_t seconds)
{
	now = 7000;
	fallback_start(&f, seconds, now);
}

/* Let @ms pass as PID 1's loop does. Return: the last turn that was no FALLBACK_WAIT */
static enum fallback_turn pass(bool used, uint64_t ms)
{
	enum fallback_turn last = FALLBACK_WAIT, t;
	uint64_t end = now + ms;

	do {
		uint64_t due;

		t = fallback_turn(&f, used, now);
		last = t != FALLBACK_WAIT ? t : last;
		due = fallback_deadline(&f);
		if (t == FALLBACK_DISK || now == end)
			return last;
		CHECK(due > now);
		now = due < end ? due : end;
	} while (true);
}

TEST(fallback_none_without_the_word)
{
	begin(0);
	CHECK_INT(fallback_turn(&f, false, now + 1000000000), FALLBACK_WAIT);
	CHECK(fallback_deadline(&f) == CLOCK_NEVER && !fallback_key(&f));
}

TEST(fallback_counts_down_and_goes)
{
	unsigned counted = 0;

	begin(60);
	CHECK_INT(pass(false, 49999), FALLBACK_WAIT);
	for (;;) {
		enum fallback_turn t;

		now = fallback_deadline(&f);
		t = fallback_turn(&f, false, now);
		if (t == FALLBACK_DISK)
			break;
		CHECK_INT(t, FALLBACK_COUNT);
		CHECK_INT(f.said_s, 10 - counted);
		if (++counted > 20)
			break;
	}
	CHECK_INT(counted, 10);
	CHECK_INT(now, 67000);
}

TEST(fallback_shorter_than_its_countdown)
{
	begin(3);
	CHECK_INT(fallback_turn(&f, false, now), FALLBACK_COUNT);
	CHECK_INT(f.said_s, 3);
	CHECK_INT(pass(false, 10000), FALLBACK_DISK);
	CHECK_INT(now, 10000);
}

/* A download of an hour, then a server that is gone: the time before and after it counts. */
TEST(fallback_clock_stands_still_while_the_network_is_of_use)
{
	begin(60);
	CHECK_INT(pass(false, 30000), FALLBACK_WAIT);
	CHECK_INT(pass(true, 3600000), FALLBACK_WAIT);
	CHECK_INT(pass(false, 19999), FALLBACK_WAIT);
	CHECK_INT(pass(false, 5001), FALLBACK_COUNT);
	CHECK_INT(f.said_s, 5);
	/* somebody opens the menu in the last second */
	CHECK_INT(pass(true, 60000), FALLBACK_PAUSED);
	CHECK(!fallback_key(&f));
	CHECK_INT(pass(false, 4999), FALLBACK_COUNT);
	CHECK_INT(pass(false, 1), FALLBACK_DISK);
}

TEST(fallback_rounds_that_fail_do_not_put_it_off)
{
	enum fallback_turn t = FALLBACK_WAIT;
	unsigned rounds = 0;

	begin(120);
	while (t != FALLBACK_DISK && rounds < 1000) {
		pass(true, 2000); /* a kernel for another machine, refused each time */
		t = pass(false, 10000);
		rounds++;
	}
	CHECK_INT(rounds, 12);
}

TEST(fallback_a_key_stays_for_good)
{
	begin(60);
	CHECK(!fallback_key(&f)); /* no countdown yet: the key has its other meaning */
	pass(false, 55000);
	CHECK(fallback_key(&f));
	CHECK_INT(pass(false, 0), FALLBACK_WAIT);
	CHECK(fallback_deadline(&f) == CLOCK_NEVER);
}

/* No disk was there: the same time once more. */
TEST(fallback_runs_anew_where_there_was_no_disk)
{
	begin(30);
	CHECK_INT(pass(false, 30000), FALLBACK_DISK);
	CHECK_INT(pass(false, 19999), FALLBACK_WAIT);
	CHECK_INT(pass(false, 10001), FALLBACK_DISK);
	CHECK_INT(now, 67000);
}
