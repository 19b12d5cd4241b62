/* SPDX-License-Identifier: MIT
 * One TFTP download, packet by packet: what large blocks meet with on the way.
 */
#include "pxe/tftp/options.h"
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
	talk_wait(&t, 245);
	CHECK(!t.failed);
	talk_wait(&t, 10);
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
	talk_wait(&t, 12500);
	CHECK(!t.failed);
	talk_data(&t, 9, 8 * 65464, 65464);
	CHECK_INT(talk_acked(&t), 9);
	talk_close(&t);
}

/* A kernel that is full of incomplete blocks drops all others. */
TEST(real_14_silence_after_lost_fragments_is_an_end_of_fragments)
{
	struct talk t;

	talk_open_whole(&t, big, 4 << 20, 1468);
	t.now += 1;
	talk_oack(&t, grant_big);
	for (uint16_t b = 1; b <= 40; b++) {
		talk_wait(&t, b % 12 ? 1 : 100);
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	}
	CHECK(!t.failed);
	CHECK_INT(t.x.stalls, 3);
	talk_wait(&t, 690);
	CHECK(!t.failed);
	talk_wait(&t, 20);
	CHECK_INT(t.reason, TFTP_FAIL_LOSSY);
	talk_close(&t);
}

/* Blocks that came in 2 ms say that a block which takes 250 ms is lost. */
TEST(real_14_loss_among_the_first_fragments_is_seen_soon)
{
	struct tftp_peer peer = {0};
	const struct tftp_path path = {.mtu = 1500, .room = 8 << 20};
	struct talk t;

	open_big(&t);
	for (uint16_t b = 1; b <= 5; b++) {
		talk_wait(&t, 2);
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	}
	talk_wait(&t, 245);
	CHECK(!t.failed);
	talk_wait(&t, 10);
	CHECK_INT(t.reason, TFTP_FAIL_LOSSY);
	CHECK(tftp_options_give_up(&peer, t.reason, &t.x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &path, 0, 0).blksize, 1468);
	CHECK_INT(tftp_options_choose(&peer, &path, 0, 0).utimeout_us, 10000);
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

/* A window of 64 blocks at 1 Mbit/s takes 0.77 s, and the server repeats it after one. */
TEST(real_14_window_that_the_line_carries_too_slowly)
{
	static const char *const grant[] = {"blksize", "1468", "windowsize", "64", NULL};
	struct tftp_peer peer = {0};
	const struct tftp_path path = {.mtu = 1500, .room = 8 << 20};
	struct talk t;

	talk_open_whole(&t, (struct tftp_opts){.blksize = 1468, .windowsize = 64}, 1 << 20, 1468);
	talk_oack(&t, grant);
	for (uint16_t b = 1; b <= 15; b++) {
		talk_wait(&t, 12);
		talk_data(&t, b, (uint64_t)(b - 1) * 1468, 1468);
		CHECK(!t.failed);
	}
	talk_wait(&t, 12);
	talk_data(&t, 16, 15 * 1468, 1468);
	CHECK_INT(t.reason, TFTP_FAIL_CROWDED);
	CHECK_INT(talk_errored(&t), 0);
	CHECK(tftp_options_give_up(&peer, t.reason, &t.x, 1468));
	CHECK_INT(tftp_options_choose(&peer, &path, 0, 0).windowsize, 17);
	CHECK(!tftp_options_give_up(&peer, t.reason, &t.x, 1468));
	talk_close(&t);
}

/* The same window at 1.5 Mbit/s is taken as it comes. Its tail does not fit the line's queue: an ACK
 * asks for it as soon as the pace of the line says that nothing more comes. */
TEST(real_14_lost_tail_of_a_window_is_asked_for_at_once)
{
	static const char *const grant[] = {"blksize", "1468", "windowsize", "64", NULL};
	struct talk t;

	talk_open_whole(&t, (struct tftp_opts){.blksize = 1468, .windowsize = 64}, 1 << 20, 1468);
	t.now += 400; /* of other files in the queue */
	talk_oack(&t, grant);
	for (uint16_t b = 1; b <= 40; b++) {
		talk_wait(&t, 8);
		talk_data(&t, b, (uint64_t)(b - 1) * 1468, 1468);
	}
	CHECK_INT(talk_acked(&t), 0);
	talk_wait(&t, 45);
	CHECK_INT(talk_acked(&t), 40);
	CHECK_INT(t.x.stats.retransmits, 0);
	talk_close(&t);
}

/* A queue that holds one block of 64 KiB passes one block of each window. */
TEST(real_14_windows_of_fragments_that_come_in_part_are_given_up)
{
	static const char *const grant[] = {"blksize", "65464", "windowsize", "16", NULL};
	struct talk t;

	talk_open_whole(&t, (struct tftp_opts){.blksize = 65464, .windowsize = 16}, 1 << 20, 1468);
	talk_oack(&t, grant);
	for (uint16_t b = 1; b <= 4 && !t.failed; b++) {
		talk_wait(&t, 52);
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
		talk_wait(&t, 200);
	}
	CHECK_INT(t.reason, TFTP_FAIL_LOSSY);
	talk_close(&t);
}

/* The server waits for an ACK, and the link is down for a time. */
static void link_returns(const char *const *grant, unsigned down_ms, unsigned within_ms)
{
	struct talk t;
	unsigned before;

	talk_open(&t, ask_full, 1 << 20);
	talk_oack(&t, grant);
	for (uint16_t b = 1; b <= 96; b++) {
		talk_wait(&t, 1);
		talk_data(&t, b, (uint64_t)(b - 1) * 1468, 1468);
	}
	talk_wait(&t, down_ms);
	before = t.n_sent;
	talk_wait(&t, within_ms);
	CHECK(t.n_sent > before);
	CHECK_INT(talk_acked(&t), 96);
	talk_data(&t, 97, 96 * 1468, 1468);
	CHECK(!t.failed);
	CHECK_INT(tftp_xfer_bytes(&t.x), 97 * 1468);
	talk_close(&t);
}

TEST(real_14_link_is_in_use_within_a_second_of_its_return)
{
	static const char *const lockstep[] = {"blksize", "1468", NULL};
	static const char *const windows[] = {"blksize", "1468", "windowsize", "16", NULL};

	for (unsigned down_ms = 1000; down_ms <= 5000; down_ms += 100) {
		link_returns(lockstep, down_ms, 1070);
		link_returns(windows, down_ms, 900);
	}
}

/* A server that waits for a second anew at each packet gets to repeat its block. */
TEST(real_14_pauses_let_a_server_repeat_its_block)
{
	struct talk t;
	unsigned before;

	talk_open(&t, ask_full, 1 << 20);
	talk_oack(&t, grant_1468);
	talk_data(&t, 1, 0, 1468);
	talk_wait(&t, 3000);
	before = t.n_sent;
	while (t.n_sent == before)
		talk_wait(&t, 1);
	talk_wait(&t, 999);
	CHECK_INT(t.n_sent, before + 1);
	talk_close(&t);
}

/* The process of a server whose patience ended is gone, and another attempt begins soon. */
TEST(real_14_server_that_gave_up_meanwhile_is_seen_soon)
{
	struct talk t;

	talk_open(&t, ask_full, 1 << 20);
	talk_oack(&t, grant_1468);
	talk_data(&t, 1, 0, 1468);
	talk_wait(&t, 7000);
	for (unsigned ms = 0; ms < 1400; ms++) {
		unsigned before = t.n_sent;

		talk_wait(&t, 1);
		if (t.n_sent > before)
			tftp_xfer_unreachable(&t.x, t.now, netaddr_ip4(SERVER_ADDR), TID);
		talk_drain(&t);
	}
	CHECK_INT(t.reason, TFTP_FAIL_UNREACHABLE);
	talk_close(&t);
}
