/* SPDX-License-Identifier: MIT
 * What transfers of one file know of each other, and when another one is worth its load. Whole
 * downloads with helpers are in tests/talk/talk_tftp_loss.c.
 */
#include "pxe/tftp/team.h"

#include "tests/unit/check.h"

/* A transfer in lock-step that has received blocks 1 to @held, @trip ms each. */
static struct tftp_xfer with(uint64_t held, unsigned trip)
{
	struct tftp_xfer x = {
		.state = TFTP_RECEIVING,
		.grant = {.blksize = 1468, .windowsize = 1, .tsize = 1 << 20},
	};

	tftp_window_start(&x.window, 1);
	while (x.window.next <= held) {
		tftp_window_take(&x.window, x.window.next, false);
		tftp_window_ack(&x.window);
	}
	tftp_rtt_sample(&x.rtt, trip);
	return x;
}

TEST(an_attempt_after_another_knows_what_that_one_brought)
{
	struct tftp_team t = {0};
	struct tftp_xfer x = with(40, 1), next = with(0, 1);

	tftp_team_note(&t, &x, 1000);
	CHECK_INT(t.held, 40);
	tftp_team_again(&t, true, 5000);
	tftp_team_note(&t, &next, 5001);
	CHECK_INT(t.held, 40);
	tftp_team_help(&t, &next, 5001);
	CHECK_INT(next.held, 40);
	CHECK(next.helped);
}

TEST(a_first_attempt_is_on_its_own)
{
	struct tftp_team t = {0};
	struct tftp_xfer x = with(40, 1);

	tftp_team_note(&t, &x, 1000);
	tftp_team_help(&t, &x, 1000);
	CHECK(!x.helped);
}

TEST(another_file_or_one_without_size_begins_anew)
{
	for (int what = 0; what < 4; what++) {
		struct tftp_team t = {0};
		struct tftp_xfer x = with(40, 1), next = with(0, 1);

		next.grant.tsize += what == 0;
		if (what == 3)
			next.grant.tsize = x.grant.tsize = 0;
		next.grant.blksize = what == 1 ? 512 : next.grant.blksize;
		tftp_team_note(&t, &x, 1000);
		tftp_team_again(&t, what != 2, 5000);
		tftp_team_note(&t, &next, 5001);
		tftp_team_help(&t, &next, 5001);
		CHECK_INT(t.held, 0);
		CHECK(!next.helped);
	}
}

TEST(what_one_measured_serves_one_that_could_not)
{
	struct tftp_team t = {.running = 1};
	struct tftp_xfer x = with(40, 3), next = with(0, 1);

	next.rtt = (struct tftp_rtt){0};
	tftp_team_note(&t, &x, 1000);
	tftp_team_help(&t, &next, 1000);
	CHECK(next.rtt.measured);
	CHECK_INT(next.rtt.least_ms, 3);
}

TEST(a_stuck_file_wants_help_where_trips_are_short)
{
	static const struct {
		unsigned trip;
		uint64_t after;
		bool lossy, want;
	} cases[] = {
		{1, 100, false, false}, /* a pause */
		{1, 200, false, true},	 {10, 200, false, true},
		{11, 200, false, false}, /* a slow line, perhaps */
		{1, 1, true, true},	 {50, 1, true, true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct tftp_team t = {0};
		struct tftp_xfer x = with(40, cases[i].trip);

		tftp_team_note(&t, &x, 1000);
		CHECK(tftp_team_wants(&t, &x, cases[i].lossy, 1000 + cases[i].after) ==
		      cases[i].want);
	}
}

TEST(few_ask_at_a_time)
{
	struct tftp_team t = {0};
	struct tftp_xfer x = with(40, 1);
	unsigned begun = 0;

	tftp_team_note(&t, &x, 1000);
	for (uint64_t now = 1000; now < 10000; now += 10)
		if (tftp_team_wants(&t, &x, begun > 0, now)) {
			tftp_team_begun(&t, now);
			t.running = ++begun;
		}
	CHECK_INT(begun, 3);
	t.asking = 0;
	CHECK(tftp_team_wants(&t, &x, true, 20000));
	t.running = TFTP_HELPERS;
	CHECK(!tftp_team_wants(&t, &x, true, 20000));
}

TEST(no_help_for_windows_nor_fragments)
{
	struct tftp_team t = {0};
	struct tftp_xfer x = with(40, 1);

	tftp_team_note(&t, &x, 1000);
	x.whole = 512;
	CHECK(!tftp_team_wants(&t, &x, true, 5000));
	x.whole = 1468;
	CHECK(tftp_team_wants(&t, &x, true, 5000));
	x.window.size = 4;
	CHECK(!tftp_team_wants(&t, &x, true, 5000));
}
