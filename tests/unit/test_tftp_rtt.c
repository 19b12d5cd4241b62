/* SPDX-License-Identifier: MIT
 * The estimate of the round trip, and what is waited for an answer.
 */
#include "pxe/tftp/rtt.h"
#include "tests/unit/check.h"

TEST(a_second_until_something_is_measured)
{
	struct tftp_rtt r = {0};

	CHECK_INT(tftp_rtt_timeout(&r), 1000);
}

TEST(timeout_is_trip_and_four_times_its_spread)
{
	struct tftp_rtt r = {0};

	tftp_rtt_sample(&r, 100);
	CHECK_INT(tftp_rtt_timeout(&r), 300);
	for (int i = 0; i < 100; i++)
		tftp_rtt_sample(&r, 100);
	CHECK(tftp_rtt_timeout(&r) >= 100 && tftp_rtt_timeout(&r) <= 104);
	for (int i = 0; i < 100; i++)
		tftp_rtt_sample(&r, i & 1 ? 80 : 120);
	CHECK(tftp_rtt_timeout(&r) >= 160 && tftp_rtt_timeout(&r) <= 200);
}

TEST(timeout_has_a_floor_and_a_ceiling)
{
	struct tftp_rtt r = {0};

	for (int i = 0; i < 50; i++)
		tftp_rtt_sample(&r, 0);
	CHECK_INT(tftp_rtt_timeout(&r), 5);
	for (int i = 0; i < 50; i++)
		tftp_rtt_sample(&r, UINT64_MAX);
	CHECK_INT(tftp_rtt_timeout(&r), 8000);
}

TEST(ambiguous_answers_measure_nothing)
{
	struct tftp_rtt r = {0};

	tftp_rtt_back_off(&r, 400);
	CHECK_INT(r.backoff_ms, 500);
	CHECK(!r.measured);
	tftp_rtt_back_off(&r, 100000);
	CHECK_INT(r.backoff_ms, 4000);
	tftp_rtt_sample(&r, 10);
	tftp_rtt_back_off(&r, 100000);
	CHECK_INT(r.backoff_ms, 120);
}

/* A queue that fills up makes the way longer than any timer that was measured before. */
TEST(ambiguous_answers_in_a_row_lengthen_the_patience)
{
	static const unsigned want[] = {20, 40, 80, 160, 320, 500, 500};
	struct tftp_rtt r = {0};

	for (int i = 0; i < 20; i++)
		tftp_rtt_sample(&r, 0);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		tftp_rtt_back_off(&r, 400);
		CHECK_INT(tftp_rtt_patience(&r), want[i]);
	}
	CHECK_INT(tftp_rtt_timeout(&r), 5);
	tftp_rtt_sample(&r, 1);
	CHECK(tftp_rtt_patience(&r) < 20);
}
