/* SPDX-License-Identifier: MIT
 * One TFTP download, packet by packet: what large blocks meet with on the way.
 */
#include "tests/talk/tftp_peer.h"
#include "tests/unit/check.h"

static const struct tftp_opts big = {
	.blksize = 65464, .timeout_s = 1, .utimeout_us = 400000, .tsize = true};
static const char *const grant_big[] = {"blksize", "65464", "utimeout", "400000", NULL};

static void open_big(struct talk *t)
{
	talk_open_whole(t, big, 1 << 20, 1468);
	t->now += 1;
	talk_oack(t, grant_big);
}

TEST(black_hole_for_large_blocks)
{
	struct talk t;

	talk_open(&t, ask_full, 4096);
	talk_oack(&t, grant_1468);
	talk_wait(&t, 1300);
	CHECK(!t.failed);
	CHECK_INT(talk_acked(&t), 0);
	talk_wait(&t, 1500);
	CHECK_INT(t.reason, TFTP_FAIL_BLACKHOLE);
	talk_close(&t);
}

TEST(fragments_that_vanish_cost_less_than_half_a_second)
{
	struct talk t;

	open_big(&t);
	talk_wait(&t, 390);
	CHECK(!t.failed);
	talk_wait(&t, 20);
	CHECK_INT(t.reason, TFTP_FAIL_BLACKHOLE);
	CHECK_INT(talk_errored(&t), 0);
	talk_close(&t);
}

TEST(fragments_that_vanish_among_the_first)
{
	struct talk t;

	open_big(&t);
	for (uint16_t b = 1; b <= 7; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	talk_wait(&t, 390);
	CHECK(!t.failed);
	talk_wait(&t, 20);
	CHECK_INT(t.reason, TFTP_FAIL_LOSSY);
	talk_close(&t);
}

/* What carried the first eight carries more: the link is down, or the server pauses. */
TEST(fragments_that_vanish_later_are_waited_for)
{
	struct talk t;

	open_big(&t);
	for (uint16_t b = 1; b <= 8; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	talk_wait(&t, 20000);
	CHECK(!t.failed);
	talk_data(&t, 9, 8 * 65464, 65464);
	CHECK_INT(talk_acked(&t), 9);
	talk_close(&t);
}

TEST(fragments_are_given_up_when_many_blocks_are_lost)
{
	struct talk t;

	open_big(&t);
	for (uint16_t b = 1; b <= 8 && !t.failed; b++) {
		talk_wait(&t, b & 1 ? 100 : 1);
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	}
	CHECK_INT(t.reason, TFTP_FAIL_LOSSY);
	CHECK_INT(t.x.window.next, 8); /* after the third loss */
	talk_close(&t);
}

TEST(few_lost_fragments_are_borne)
{
	struct talk t;

	open_big(&t);
	for (uint16_t b = 1; b <= 15; b++) {
		talk_wait(&t, b % 7 ? 1 : 100);
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	}
	CHECK(!t.failed);
	CHECK_INT(t.x.stalls, 2);
	talk_close(&t);
}

/* At 1 Mbit/s a block of 64 KiB takes half a second, and two files at once overflow the queue. */
TEST(large_blocks_are_given_up_on_a_slow_line)
{
	struct talk t;

	open_big(&t);
	talk_wait(&t, 500);
	CHECK_INT(t.reason, TFTP_FAIL_BLACKHOLE);
	talk_close(&t);
}

TEST(large_blocks_are_kept_on_a_long_way)
{
	struct talk t;

	talk_open_whole(&t, big, 1 << 20, 1468);
	t.now += 200;
	talk_oack(&t, grant_big);
	for (uint16_t b = 1; b <= 10; b++) {
		talk_wait(&t, 220);
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	}
	CHECK(!t.failed);
	talk_close(&t);
}
