/* SPDX-License-Identifier: MIT
 * One TFTP download, packet by packet: DATA in any order, of any size and number.
 */
#include "tests/talk/tftp_peer.h"
#include "tests/unit/check.h"

TEST(announced_size_above_the_limit_ends_before_the_download)
{
	static const char *const pairs[] = {"tsize", "4097", NULL};
	struct talk t;

	talk_open(&t, ask_full, 4096);
	talk_oack(&t, pairs);
	CHECK_INT(t.reason, TFTP_FAIL_TOO_BIG);
	CHECK_INT(talk_errored(&t), 3);
	talk_close(&t);
}

TEST(limit_holds_at_the_byte)
{
	struct talk t;

	talk_open(&t, ask_none, 600);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 2, 512, 88);
	CHECK(talk_intact(&t, 600));
	talk_close(&t);
	talk_open(&t, ask_none, 600);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 2, 512, 89);
	CHECK(!t.done);
	CHECK_INT(t.reason, TFTP_FAIL_TOO_BIG);
	CHECK_INT(t.stored, 512);
	talk_close(&t);
}

/* A file may have grown since its size was told, by as much again and 16 MiB. */
TEST(hazard_55_endless_after_an_announced_size)
{
	static const char *const pairs[] = {"blksize", "65464", "tsize", "100000", NULL};
	enum { BLOCK = 65464, MOST = (2 * 100000 + (16 << 20)) / BLOCK };
	struct talk t;

	talk_open(&t, (struct tftp_opts){.blksize = BLOCK, .tsize = true}, 20 << 20);
	talk_oack(&t, pairs);
	for (uint64_t n = 1; n <= MOST + 3 && !t.failed; n++)
		talk_data(&t, (uint16_t)n, (n - 1) * BLOCK, BLOCK);
	CHECK_INT(t.reason, TFTP_FAIL_OVERRUN);
	CHECK_INT(t.stored, MOST * BLOCK);
	CHECK_INT(talk_errored(&t), 0);
	talk_close(&t);
}

TEST(hazard_56_data_of_impossible_size)
{
	static const uint8_t stump[] = {0, 3, 0, 1};
	struct talk t;

	talk_open(&t, ask_full, 4096);
	talk_oack(&t, grant_1468);
	talk_data(&t, 1, 0, 1469);
	for (size_t n = 0; n < 4; n++)
		talk_feed(&t, SERVER_ADDR, TID, stump, n);
	CHECK_INT(t.stored, 0);
	CHECK_INT(talk_acked(&t), 0);
	talk_data(&t, 1, 0, 1468);
	CHECK_INT(talk_acked(&t), 1);
	talk_close(&t);
}

TEST(hazard_57_exact_multiple_ends_with_an_empty_block)
{
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 2, 512, 512);
	CHECK(!t.done);
	talk_data(&t, 3, 1024, 0);
	CHECK_INT(talk_acked(&t), 3);
	CHECK(talk_intact(&t, 1024));
	talk_close(&t);
}

TEST(hazard_57_empty_file)
{
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 0);
	CHECK_INT(talk_acked(&t), 1);
	CHECK(talk_intact(&t, 0));
	talk_close(&t);
}

TEST(hazard_57_dally_repeats_the_last_ack)
{
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 5);
	CHECK(t.done);
	t.now += 1000;
	talk_data(&t, 1, 0, 5);
	CHECK_INT(talk_acked(&t), 1);
	CHECK_INT(t.n_sent, 3);
	talk_wait(&t, 3000);
	CHECK_INT(t.x.state, TFTP_OVER);
	CHECK(tftp_xfer_deadline(&t.x) == UINT64_MAX);
	CHECK(!t.failed);
	talk_close(&t);
}

TEST(hazard_57_final_block_lost_and_server_gone)
{
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 512);
	talk_wait(&t, 60000);
	CHECK_INT(t.reason, TFTP_FAIL_STALLED);
	CHECK_INT(talk_errored(&t), 0);
	talk_close(&t);
}

TEST(hazard_58_block_0_as_data)
{
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 0, 0, 512);
	CHECK_INT(t.n_sent, 1);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 0, 0, 512);
	CHECK_INT(t.n_sent, 2);
	CHECK_INT(t.stored, 512);
	talk_close(&t);
}

TEST(hazard_61_block_of_an_earlier_cycle)
{
	struct talk t;
	uint64_t at = 0;
	unsigned sent;

	talk_open(&t, (struct tftp_opts){.blksize = 8}, 700000);
	talk_oack(&t, (const char *const[]){"blksize", "8", NULL});
	for (uint32_t b = 1; b <= 65636; b++, at += 8)
		talk_data(&t, (uint16_t)b, at, 8);
	CHECK_INT(talk_acked(&t), 100);
	t.now += 5000;
	sent = t.n_sent;
	talk_data(&t, 500, 499 * 8, 8); /* long behind, looks like far ahead */
	talk_data(&t, 50, 49 * 8, 8);
	talk_data(&t, 65000, 64999 * 8, 8);
	CHECK_INT(t.n_sent, sent); /* not even answered */
	CHECK_INT(talk_acked(&t), 100);
	CHECK_INT(t.stored, at);
	talk_data(&t, 101, at, 1);
	CHECK(talk_intact(&t, at + 1));
	talk_close(&t);
}

/* One stale block 1 at the very moment of the roll-over must not be taken for a roll-over to 1. */
TEST(hazard_61_stale_block_1_at_the_first_roll_over)
{
	struct talk t;
	uint64_t at = 0;

	talk_open(&t, (struct tftp_opts){.blksize = 8}, 700000);
	talk_oack(&t, (const char *const[]){"blksize", "8", NULL});
	for (uint32_t b = 1; b <= 65535; b++, at += 8)
		talk_data(&t, (uint16_t)b, at, 8);
	talk_data(&t, 1, 0, 8);
	CHECK_INT(t.stored, at);
	talk_data(&t, 0, at, 8);
	talk_data(&t, 1, at + 8, 2);
	CHECK(talk_intact(&t, at + 10));
	talk_close(&t);
}

TEST(hazard_62_gap_is_reported_soon_and_filled)
{
	struct talk t;
	unsigned sent;

	talk_open_w4(&t);
	talk_data(&t, 1, 0, 8);
	talk_data(&t, 3, 16, 8);
	talk_data(&t, 4, 24, 8);
	CHECK_INT(talk_acked(&t), 0);
	talk_wait(&t, 4);
	CHECK_INT(talk_acked(&t), 1);
	sent = t.n_sent;
	talk_data(&t, 2, 8, 8); /* the server starts again behind 1; 3 and 4 are there already */
	CHECK_INT(tftp_xfer_bytes(&t.x), 32);
	CHECK_INT(talk_acked(&t), 4); /* so it need not send them again */
	CHECK_INT(t.n_sent, sent + 1);
	talk_data(&t, 3, 16, 8);
	talk_data(&t, 4, 24, 8);
	talk_data(&t, 5, 32, 8);
	CHECK_INT(t.n_sent, sent + 1);
	CHECK_INT(t.stored, 40);
	talk_data(&t, 6, 40, 3);
	CHECK_INT(talk_acked(&t), 6);
	CHECK(talk_intact(&t, 43));
	talk_close(&t);
}

TEST(hazard_62_reorder_within_the_window_costs_nothing)
{
	struct talk t;

	talk_open_w4(&t);
	talk_data(&t, 4, 24, 8);
	talk_data(&t, 2, 8, 8);
	talk_data(&t, 1, 0, 8);
	CHECK_INT(t.n_sent, 2);
	talk_data(&t, 3, 16, 8);
	CHECK_INT(talk_acked(&t), 4);
	CHECK_INT(t.n_sent, 3);
	talk_data(&t, 5, 32, 0);
	CHECK(talk_intact(&t, 32));
	talk_close(&t);
}

TEST(hazard_62_whole_window_lost)
{
	struct talk t;

	talk_open_w4(&t);
	for (uint16_t b = 1; b <= 4; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 8, 8);
	CHECK_INT(talk_acked(&t), 4);
	talk_wait(&t, 200);
	CHECK(t.n_sent >= 4);
	CHECK_INT(talk_acked(&t), 4);
	talk_close(&t);
}

TEST(hazard_62_last_block_of_the_window_lost)
{
	struct talk t;

	talk_open_w4(&t);
	for (uint16_t b = 1; b <= 3; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 8, 8);
	CHECK_INT(t.n_sent, 2);
	talk_wait(&t, 100);
	CHECK_INT(talk_acked(&t), 3);
	talk_close(&t);
}

TEST(hazard_62_block_behind_the_window)
{
	struct talk t;

	talk_open_w4(&t);
	for (uint16_t b = 1; b <= 4; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 8, 8);
	talk_data(&t, 2, 8, 8);
	CHECK_INT(t.n_sent, 3);
	CHECK_INT(t.stored, 32);
	CHECK_INT(t.x.stats.repeats, 1);
	talk_data(&t, 9, 64, 8); /* ahead of the window */
	CHECK_INT(t.stored, 32);
	talk_close(&t);
}

TEST(hazard_62_final_block_comes_first)
{
	struct talk t;

	talk_open_w4(&t);
	talk_data(&t, 3, 16, 2);
	talk_data(&t, 4, 18, 8); /* behind the end: a lie */
	talk_data(&t, 2, 8, 8);
	CHECK(!t.done);
	talk_data(&t, 1, 0, 8);
	CHECK_INT(talk_acked(&t), 3);
	CHECK(talk_intact(&t, 18));
	talk_close(&t);
}

TEST(hazard_62_short_block_in_front_of_a_received_one)
{
	struct talk t;

	talk_open_w4(&t);
	talk_data(&t, 3, 16, 8);
	talk_data(&t, 2, 8, 5);
	CHECK_INT(t.stored, 8);
	talk_data(&t, 2, 8, 8);
	talk_data(&t, 1, 0, 8);
	CHECK_INT(tftp_xfer_bytes(&t.x), 24);
	talk_close(&t);
}

/* Far into a large file, where nobody wants to wait for a test to get by itself. */
TEST(offsets_beyond_4_gib)
{
	static const char *const grant[] = {"blksize", "65464", NULL};
	static uint8_t packet[4 + 65464];
	struct tftp_action a;
	struct talk t;
	uint64_t block = 0x100000005;

	talk_open(&t, (struct tftp_opts){.blksize = 65464}, 0);
	t.conf.max_bytes = UINT64_MAX;
	tftp_xfer_start(&t.x, &t.conf, t.now);
	talk_oack(&t, grant);
	t.x.window.base = block - 1;
	t.x.window.next = block;
	t.x.window.wrap = TFTP_WRAP_TO_0;
	packet[1] = TFTP_OP_DATA;
	packet[3] = 5;
	tftp_xfer_input(&t.x, t.now, netaddr_ip4(SERVER_ADDR), TID, rd_of(packet, sizeof packet));
	if (CHECK_INT(tftp_xfer_next(&t.x, &a), TFTP_STORE)) {
		CHECK(a.offset == (block - 1) * 65464);
		CHECK_INT(a.data.n, 65464);
	}
	CHECK(tftp_xfer_bytes(&t.x) == block * 65464);
	packet[3] = 6;
	tftp_xfer_input(&t.x, t.now, netaddr_ip4(SERVER_ADDR), TID, rd_of(packet, 5));
	while (tftp_xfer_next(&t.x, &a) != TFTP_DONE)
		if (!CHECK(a.kind != TFTP_NOTHING))
			break;
	CHECK(a.total == block * 65464 + 1);
	talk_close(&t);
}
