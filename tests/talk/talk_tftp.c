/* SPDX-License-Identifier: MIT
 * One TFTP download, packet by packet: what a server or a stranger can say, in which order.
 */
#include "tests/talk/tftp_peer.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

static const struct tftp_opts none;
static const struct tftp_opts full = {
	.blksize = 1468, .windowsize = 16, .timeout_s = 2, .tsize = true};

static const char *const grant_1468[] = {"blksize", "1468", "tsize", "4000", NULL};
static const char *const grant_w4[] = {"blksize", "8", "windowsize", "4", NULL};

/* A transfer in which the server granted 8-byte blocks and a window of 4; the client asked so. */
static void open_w4(struct talk *t)
{
	talk_open(t, (struct tftp_opts){.blksize = 8, .windowsize = 4}, 4096);
	talk_oack(t, grant_w4);
}

TEST(request_has_options)
{
	static const char want[] = "\0\1file\0octet\0tsize\0"
				   "0\0blksize\0"
				   "1468\0timeout\0"
				   "2\0utimeout\0"
				   "100000\0windowsize\0"
				   "16";
	struct tftp_opts ask = full;
	struct talk t;

	ask.utimeout_us = 100000;
	talk_open(&t, ask, 0);
	if (CHECK(talk_last(&t)) && CHECK_INT(talk_last(&t)->len, sizeof want))
		CHECK_MEM(talk_last(&t)->bytes, want, sizeof want);
	CHECK_INT(talk_last(&t)->port, 69);
	talk_close(&t);
}

TEST(two_blocks_without_options)
{
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	CHECK_INT(talk_acked(&t), 1);
	CHECK_INT(talk_last(&t)->port, TID);
	CHECK_INT(tftp_xfer_bytes(&t.x), 512);
	talk_data(&t, 2, 512, 10);
	CHECK_INT(talk_acked(&t), 2);
	CHECK(talk_intact(&t, 522));
	CHECK_INT(tftp_xfer_bytes(&t.x), 522);
	talk_close(&t);
}

TEST(options_in_force_after_oack)
{
	struct talk t;

	talk_open(&t, full, 4096);
	talk_oack(&t, grant_1468);
	CHECK_INT(talk_acked(&t), 0);
	CHECK_INT(t.x.grant.tsize, 4000);
	CHECK_INT(t.x.grant.windowsize, 1);
	talk_data(&t, 1, 0, 1468);
	talk_data(&t, 2, 1468, 1468);
	talk_data(&t, 3, 2936, 1064);
	CHECK(talk_intact(&t, 4000));
	talk_close(&t);
}

TEST(hazard_46_stranger_gets_error_5_and_transfer_goes_on)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'e', 'v', 'i', 'l'};
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	talk_feed(&t, SERVER_ADDR, TID + 1, data, sizeof data);
	CHECK_INT(talk_errored(&t), 5);
	CHECK_INT(talk_last(&t)->port, TID + 1);
	talk_feed(&t, SERVER_ADDR + 7, TID, data, sizeof data);
	CHECK_INT(talk_errored(&t), 5);
	CHECK_INT(talk_last(&t)->addr, SERVER_ADDR + 7);
	talk_data(&t, 2, 512, 3);
	CHECK(talk_intact(&t, 515));
	talk_close(&t);
}

TEST(hazard_46_strangers_error_is_not_answered_and_not_believed)
{
	static const uint8_t error[] = {0, 5, 0, 1, 'n', 'o', 0};
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	talk_feed(&t, SERVER_ADDR, TID + 1, error, sizeof error);
	CHECK_INT(talk_acked(&t), 1);
	CHECK(!t.failed);
	talk_close(&t);
}

TEST(hazard_46_strangers_are_answered_a_bounded_number_of_times)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'x'};
	struct talk t;

	talk_open(&t, none, 4096);
	for (int i = 0; i < 1000; i++)
		talk_feed(&t, SERVER_ADDR + 1, 1000, data, sizeof data);
	CHECK_INT(t.n_sent, 1 + 64);
	talk_close(&t);
}

TEST(hazard_47_first_reply_from_another_address)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'x'};
	struct talk t;

	talk_open(&t, none, 4096);
	talk_feed(&t, SERVER_ADDR + 1, TID, data, sizeof data);
	CHECK(!t.done);
	CHECK_INT(talk_errored(&t), 5);
	t.conf.any_address = true;
	tftp_xfer_start(&t.x, &t.conf, t.now);
	talk_feed(&t, SERVER_ADDR + 1, TID, data, sizeof data);
	CHECK(t.done);
	CHECK_INT(talk_last(&t)->addr, SERVER_ADDR + 1);
	talk_close(&t);
}

TEST(hazard_48_to_51_bad_grants_get_error_8)
{
	static const char *const bad[][3] = {
		{"rollover", "0"},	 {"blksize", "0"},
		{"blksize", "7"},	 {"blksize", "1469"},
		{"blksize", "65465"},	 {"blksize", "1468x"},
		{"blksize", ""},	 {"blksize", "-1"},
		{"blksize", " 1468"},	 {"windowsize", "0"},
		{"windowsize", "17"},	 {"windowsize", ""},
		{"blksizeFOO", "1468"},	 {"blksiz", "1468"},
		{"windowsize", "16 "},	 {"blksize", "+1468"},
		{"blksize", "0x5bc"},	 {"multicast", "x"},
		{"windowsize", "65537"}, {"blksize", "99999999999999999999"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct talk t;

		talk_open(&t, full, 4096);
		talk_oack(&t, bad[i]);
		if (!CHECK(t.failed) || !CHECK_INT(talk_errored(&t), 8))
			printf("  %s=%s\n", bad[i][0], bad[i][1]);
		CHECK_INT(t.reason, TFTP_FAIL_OPTIONS);
		talk_close(&t);
	}
}

TEST(hazard_48_option_not_asked_in_this_request)
{
	static const char *const window[] = {"windowsize", "4", NULL};
	struct talk t;

	talk_open(&t, (struct tftp_opts){.blksize = 1468}, 4096);
	talk_oack(&t, window);
	CHECK_INT(t.reason, TFTP_FAIL_OPTIONS);
	talk_close(&t);
}

TEST(hazard_51_option_names_in_any_case)
{
	static const char *const upper[] = {"BLKSIZE", "1024", "WindowSize", "3", NULL};
	struct talk t;

	talk_open(&t, full, 4096);
	talk_oack(&t, upper);
	CHECK_INT(t.x.grant.blksize, 1024);
	CHECK_INT(t.x.grant.windowsize, 3);
	CHECK_INT(talk_acked(&t), 0);
	talk_close(&t);
}

TEST(hazard_52_good_part_of_a_ragged_oack)
{
	static const struct {
		const char *bytes;
		size_t len;
	} ragged[] = {
		{"\0\6blksize\0001000", 14},		   /* no last NUL */
		{"\0\6blksize\0001000\0windowsize", 25},   /* name without value */
		{"\0\6blksize\0001000\0windowsize\0", 26}, /* the same, with its NUL */
		{"\0\6blksize\0001000\0\0", 16},	   /* one to four bytes of garbage */
		{"\0\6blksize\0001000\0\377\0\0\1", 19},
		{"\0\6blksize\0001000\0ab\0c", 19},
		{"\0\6blksize\0001000\0blksize\0007\0", 25}, /* the first counts */
	};

	for (size_t i = 0; i < sizeof ragged / sizeof ragged[0]; i++) {
		struct talk t;

		talk_open(&t, full, 4096);
		talk_feed(&t, SERVER_ADDR, TID, ragged[i].bytes, ragged[i].len);
		if (!CHECK_INT(t.x.grant.blksize, 1000) || !CHECK_INT(talk_acked(&t), 0))
			printf("  case %zu\n", i);
		talk_close(&t);
	}
}

TEST(hazard_53_oack_twice)
{
	struct talk t;

	talk_open(&t, full, 4096);
	t.now += 30;
	talk_oack(&t, grant_1468);
	talk_oack(&t, grant_1468); /* doubled by the network: let go */
	CHECK_INT(t.n_sent, 2);
	t.now += 500;
	talk_oack(&t, grant_1468); /* repeated by the server: our ACK was lost */
	CHECK_INT(t.n_sent, 3);
	CHECK_INT(talk_acked(&t), 0);
	talk_close(&t);
}

TEST(hazard_53_oack_after_data)
{
	static const char *const other[] = {"blksize", "512", NULL};
	struct talk t;

	talk_open(&t, full, 65536);
	talk_oack(&t, grant_1468);
	for (uint16_t b = 1; b <= 5; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 1468, 1468);
	talk_oack(&t, other);
	CHECK_INT(t.x.grant.blksize, 1468);
	CHECK_INT(talk_acked(&t), 5);
	talk_data(&t, 6, 5 * 1468, 1);
	CHECK(talk_intact(&t, 5 * 1468 + 1));
	talk_close(&t);
}

TEST(hazard_53_data_instead_of_oack)
{
	struct talk t;

	talk_open(&t, full, 4096);
	talk_data(&t, 1, 0, 512);
	CHECK_INT(t.x.grant.blksize, 512);
	CHECK_INT(t.x.grant.windowsize, 1);
	talk_oack(&t, grant_1468); /* late, by a server that cannot make up its mind */
	CHECK_INT(t.x.grant.blksize, 512);
	talk_data(&t, 2, 512, 0);
	CHECK(talk_intact(&t, 512));
	talk_close(&t);
}

TEST(hazard_53_large_or_later_data_before_the_oack_is_not_for_us)
{
	struct talk t;

	talk_open(&t, full, 4096);
	talk_data(&t, 1, 0, 1468);
	talk_data(&t, 2, 512, 512);
	CHECK_INT(t.n_sent, 1);
	talk_oack(&t, grant_1468);
	CHECK_INT(talk_acked(&t), 0);
	talk_close(&t);
}

TEST(late_oack_of_a_second_request_is_a_stranger)
{
	static const uint8_t oack[] = "\0\6blksize\0001468";
	struct talk t;

	talk_open(&t, full, 4096);
	talk_wait(&t, 1500);
	CHECK_INT(t.n_sent, 2);
	talk_oack(&t, grant_1468);
	CHECK_INT(talk_acked(&t), 0);
	talk_feed(&t, SERVER_ADDR, TID + 9, oack, sizeof oack);
	CHECK_INT(talk_errored(&t), 5);
	CHECK_INT(talk_last(&t)->port, TID + 9);
	talk_data(&t, 1, 0, 100);
	CHECK(talk_intact(&t, 100));
	talk_close(&t);
}

TEST(hazard_54_option_refusals_ask_for_a_plain_request)
{
	static const uint16_t plain[] = {0, 4, 8}, final[] = {1, 2, 3, 5, 6, 7, 9, 65535};

	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		struct talk t;

		talk_open(&t, full, 0);
		talk_error(&t, plain[i], "options!");
		CHECK_INT(t.reason, TFTP_FAIL_OPTIONS);
		CHECK_STR(t.x.text, "options!");
		talk_close(&t);
		talk_open(&t, none, 0); /* without options there is nothing to leave out */
		talk_error(&t, plain[i], "no");
		CHECK_INT(t.reason, TFTP_FAIL_SERVER);
		talk_close(&t);
	}
	for (size_t i = 0; i < sizeof final / sizeof final[0]; i++) {
		struct talk t;

		talk_open(&t, full, 0);
		talk_error(&t, final[i], "no");
		CHECK_INT(t.reason, TFTP_FAIL_SERVER);
		CHECK_INT(t.x.code, final[i]);
		talk_close(&t);
	}
}

TEST(hazard_55_tsize_is_for_show)
{
	static const struct {
		const char *text;
		uint64_t want;
	} cases[] = {
		{"0", 0},
		{"3", 3},
		{"4096", 4096},
		{"-1", 0},
		{"ten", 0},
		{"", 0},
		{"1099511627777", 0},
		{"9223372036854775808", 0},
		{"99999999999999999999999", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *const pairs[] = {"blksize", "512", "tsize", cases[i].text, NULL};
		struct talk t;

		talk_open(&t, full, 4096);
		talk_oack(&t, pairs);
		CHECK_INT(t.x.grant.tsize, cases[i].want);
		talk_data(&t, 1, 0, 512);
		talk_data(&t, 2, 512, 1);
		if (!CHECK(talk_intact(&t, 513)))
			printf("  tsize %s\n", cases[i].text);
		talk_close(&t);
	}
}

TEST(hazard_55_tsize_beyond_4_gib)
{
	static const char *const pairs[] = {"tsize", "8589934592", NULL};
	struct talk t;

	talk_open(&t, full, 16);
	t.conf.max_bytes = UINT64_MAX;
	tftp_xfer_start(&t.x, &t.conf, t.now);
	talk_oack(&t, pairs);
	CHECK(t.x.grant.tsize == 8589934592u);
	CHECK(!t.failed);
	talk_close(&t);
}

TEST(announced_size_above_the_limit_ends_before_the_download)
{
	static const char *const pairs[] = {"tsize", "4097", NULL};
	struct talk t;

	talk_open(&t, full, 4096);
	talk_oack(&t, pairs);
	CHECK_INT(t.reason, TFTP_FAIL_TOO_BIG);
	CHECK_INT(talk_errored(&t), 3);
	talk_close(&t);
}

TEST(limit_holds_at_the_byte)
{
	struct talk t;

	talk_open(&t, none, 600);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 2, 512, 88);
	CHECK(talk_intact(&t, 600));
	talk_close(&t);
	talk_open(&t, none, 600);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 2, 512, 89);
	CHECK(!t.done);
	CHECK_INT(t.reason, TFTP_FAIL_TOO_BIG);
	CHECK_INT(t.stored, 512);
	talk_close(&t);
}

TEST(hazard_56_data_of_impossible_size)
{
	static const uint8_t stump[] = {0, 3, 0, 1};
	struct talk t;

	talk_open(&t, full, 4096);
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

	talk_open(&t, none, 4096);
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

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 0);
	CHECK_INT(talk_acked(&t), 1);
	CHECK(talk_intact(&t, 0));
	talk_close(&t);
}

TEST(hazard_57_dally_repeats_the_last_ack)
{
	struct talk t;

	talk_open(&t, none, 4096);
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

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	talk_wait(&t, 60000);
	CHECK_INT(t.reason, TFTP_FAIL_STALLED);
	CHECK_INT(talk_errored(&t), 0);
	talk_close(&t);
}

TEST(hazard_58_block_0_as_data)
{
	struct talk t;

	talk_open(&t, none, 4096);
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

	open_w4(&t);
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

	open_w4(&t);
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

	open_w4(&t);
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

	open_w4(&t);
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

	open_w4(&t);
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

	open_w4(&t);
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

	open_w4(&t);
	talk_data(&t, 3, 16, 8);
	talk_data(&t, 2, 8, 5);
	CHECK_INT(t.stored, 8);
	talk_data(&t, 2, 8, 8);
	talk_data(&t, 1, 0, 8);
	CHECK_INT(tftp_xfer_bytes(&t.x), 24);
	talk_close(&t);
}

TEST(hazard_63_error_texts)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *want;
	} cases[] = {
		{"\0\5\0\1File not found", 19, "File not found"},
		{"\0\5\0\1File not found", 18, "File not found"}, /* no NUL */
		{"\0\5\0\1", 4, ""},
		{"\0\5\0\1\33[2Jx\7\\\x80", 12, "\\x1b[2Jx\\x07\\x5c\\x80"},
		{"\0\5\0\1a\0b", 8, "a"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct talk t;

		talk_open(&t, full, 0);
		talk_feed(&t, SERVER_ADDR, TID, cases[i].bytes, cases[i].len);
		CHECK_INT(t.reason, TFTP_FAIL_SERVER);
		CHECK_INT(t.x.code, 1);
		CHECK_STR(t.x.text, cases[i].want);
		talk_close(&t);
	}
}

TEST(hazard_63_error_of_64_kib)
{
	static uint8_t big[65507] = {0, 5, 0, 2};
	struct talk t;

	memset(big + 4, 'A', sizeof big - 4);
	talk_open(&t, full, 0);
	talk_feed(&t, SERVER_ADDR, TID, big, sizeof big);
	CHECK_INT(t.reason, TFTP_FAIL_SERVER);
	CHECK(strlen(t.x.text) <= TFTP_TEXT_MAX + 3);
	talk_close(&t);
}

TEST(hazard_63_stump_of_an_error_is_ignored)
{
	struct talk t;

	talk_open(&t, full, 0);
	talk_feed(&t, SERVER_ADDR, TID, "\0\5", 2);
	talk_feed(&t, SERVER_ADDR, TID, "\0\5\0", 3);
	CHECK(!t.failed);
	talk_close(&t);
}

TEST(hazard_64_error_in_mid_transfer)
{
	struct talk t;

	talk_open(&t, full, 4096);
	talk_oack(&t, grant_1468);
	talk_data(&t, 1, 0, 1468);
	talk_error(&t, 0, "disk fell out");
	CHECK_INT(t.reason, TFTP_FAIL_SERVER); /* and not OPTIONS: those worked */
	CHECK_STR(t.x.text, "disk fell out");
	talk_close(&t);
}

TEST(hazard_65_other_opcodes_are_ignored)
{
	static const uint16_t ops[] = {0, 1, 2, 4, 7, 8, 0x0300, 0xffff};
	struct talk t;

	talk_open(&t, none, 4096);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
			uint8_t b[] = {(uint8_t)(ops[i] >> 8), (uint8_t)ops[i], 0, 1, 'x', 0};

			talk_feed(&t, SERVER_ADDR, TID, b, sizeof b);
		}
		CHECK_INT(t.n_sent, 1 + round);
		talk_data(&t, 1, 0, 512);
	}
	CHECK(!t.failed);
	talk_close(&t);
}

TEST(hazard_66_server_answers_from_port_69)
{
	uint8_t data[] = {0, 3, 0, 1, talk_byte(0)};
	struct talk t;

	talk_open(&t, none, 4096);
	talk_feed(&t, SERVER_ADDR, 69, data, sizeof data);
	CHECK(talk_intact(&t, 1));
	CHECK_INT(talk_last(&t)->port, 69);
	talk_close(&t);
}

/* The request is repeated 5 times in about 24 s, in the end without options, then it is over. */
TEST(hazard_67_silence_after_the_request)
{
	struct talk t;

	talk_open(&t, full, 0);
	talk_wait(&t, 15000);
	CHECK(!t.failed);
	talk_wait(&t, 20000);
	CHECK_INT(t.reason, TFTP_FAIL_SILENT);
	CHECK_INT(t.n_sent, 6);
	CHECK_INT(talk_last(&t)->len, 2 + 5 + 6);
	CHECK_INT(t.sent[3].len, t.sent[0].len);
	talk_close(&t);
}

TEST(hazard_67_reply_to_the_plain_repeat)
{
	struct talk t;

	talk_open(&t, full, 4096);
	while (t.n_sent < 5)
		talk_wait(&t, 100);
	talk_data(&t, 1, 0, 3);
	CHECK(talk_intact(&t, 3));
	talk_close(&t);
}

TEST(hazard_67_silence_after_every_block)
{
	for (uint16_t n = 0; n <= 9; n++) {
		struct talk t;
		unsigned sent;

		open_w4(&t);
		t.now += 1;
		for (uint16_t b = 1; b <= n; b++)
			talk_data(&t, b, (uint64_t)(b - 1) * 8, 8);
		sent = t.n_sent;
		talk_wait(&t, 2000);
		CHECK(t.n_sent > sent);
		CHECK_INT(talk_acked(&t), n);
		talk_wait(&t, 60000);
		CHECK_INT(t.reason, TFTP_FAIL_STALLED);
		CHECK(t.n_sent - sent < 16);
		talk_close(&t);
	}
}

TEST(hazard_67_repeats_do_not_keep_a_dead_transfer_alive)
{
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	for (int i = 0; i < 600 && !t.failed; i++) {
		talk_wait(&t, 100);
		talk_data(&t, 1, 0, 512);
	}
	CHECK_INT(t.reason, TFTP_FAIL_STALLED);
	talk_close(&t);
}

/* New blocks all the time, but never the one in front: a server could do that for a day. */
TEST(hazard_67_drip_behind_a_hole_is_no_progress)
{
	struct talk t;
	uint64_t began;

	talk_open(&t, (struct tftp_opts){.blksize = 8, .windowsize = 64}, 4096);
	talk_oack(&t, (const char *const[]){"blksize", "8", "windowsize", "64", NULL});
	began = t.now;
	for (uint16_t b = 2; b <= 64 && !t.failed; b++) {
		talk_data(&t, b, (uint64_t)(b - 1) * 8, 8);
		talk_wait(&t, 3000);
	}
	CHECK_INT(t.reason, TFTP_FAIL_STALLED);
	CHECK(t.now - began < 50000);
	talk_close(&t);
}

TEST(hazard_68_names_that_cannot_be_asked_for)
{
	static char long_name[2000];
	static const size_t lengths[] = {0, 504, 511, 512, 2000};

	memset(long_name, 'n', sizeof long_name);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		struct tftp_xfer_conf conf = {.server = SERVER_ADDR, .port = 69};
		struct tftp_action a;
		struct tftp_xfer x;

		conf.name = (struct view){.p = long_name, .n = lengths[i]};
		tftp_xfer_start(&x, &conf, 0);
		CHECK_INT(tftp_xfer_next(&x, &a), TFTP_FAIL);
		CHECK_INT(a.reason, TFTP_FAIL_NAME);
	}
}

TEST(hazard_68_longest_name_and_odd_names)
{
	static char long_name[TFTP_NAME_MAX];
	const struct view names[] = {
		{.p = long_name, .n = sizeof long_name},
		view_of("%n%s%x"),
		view_of("b\xc3\xbcro/\xe2\x82\xac"),
	};
	const size_t lengths[] = {TFTP_REQUEST_MAX, 0, 0};

	memset(long_name, 'n', sizeof long_name);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct tftp_xfer_conf conf = {
			.server = SERVER_ADDR, .port = 69, .name = names[i], .ask = full};
		struct tftp_action a;
		struct tftp_xfer x;

		tftp_xfer_start(&x, &conf, 0);
		CHECK_INT(tftp_xfer_next(&x, &a), TFTP_SEND);
		if (lengths[i])
			CHECK_INT(a.len, lengths[i]);
		CHECK_MEM(a.bytes + 2, names[i].p, names[i].n);
	}
}

TEST(hazard_69_unreachable_port_is_asked_again_soon_but_not_for_ever)
{
	struct talk t;
	uint64_t began;

	talk_open(&t, full, 0);
	began = t.now;
	for (int i = 0; i < 100 && !t.failed; i++) {
		tftp_xfer_unreachable(&t.x, t.now, SERVER_ADDR, 69);
		t.now = tftp_xfer_deadline(&t.x) < UINT64_MAX ? tftp_xfer_deadline(&t.x) : t.now;
		tftp_xfer_tick(&t.x, t.now);
		talk_drain(&t);
	}
	CHECK_INT(t.reason, TFTP_FAIL_UNREACHABLE);
	CHECK_INT(t.n_sent, 6);
	CHECK(t.now - began > 3000 && t.now - began < 20000);
	talk_close(&t);
}

TEST(hazard_69_unreachable_in_mid_transfer)
{
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	tftp_xfer_unreachable(&t.x, t.now, SERVER_ADDR, 69); /* about another port: not ours */
	tftp_xfer_unreachable(&t.x, t.now, SERVER_ADDR + 1, TID);
	CHECK_INT(t.x.unreachable, 0);
	for (int i = 0; i < 3; i++)
		tftp_xfer_unreachable(&t.x, t.now, SERVER_ADDR, TID);
	talk_wait(&t, 1500);
	CHECK(!t.failed);
	talk_data(&t, 2, 512, 512); /* it is back */
	CHECK_INT(talk_acked(&t), 2);
	for (int i = 0; i < 4; i++)
		tftp_xfer_unreachable(&t.x, t.now, SERVER_ADDR, TID);
	talk_drain(&t);
	CHECK_INT(t.reason, TFTP_FAIL_UNREACHABLE);
	talk_close(&t);
}

TEST(hazard_70_server_restarts_with_another_port)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'n', 'e', 'w'};
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	for (int i = 0; i < 100 && !t.failed; i++) {
		talk_feed(&t, SERVER_ADDR, TID + 1, data, sizeof data);
		talk_wait(&t, 1000);
	}
	CHECK_INT(t.reason, TFTP_FAIL_STALLED);
	CHECK_INT(t.stored, 512);
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
	tftp_xfer_input(&t.x, t.now, SERVER_ADDR, TID, rd_of(packet, sizeof packet));
	if (CHECK_INT(tftp_xfer_next(&t.x, &a), TFTP_STORE)) {
		CHECK(a.offset == (block - 1) * 65464);
		CHECK_INT(a.data.n, 65464);
	}
	CHECK(tftp_xfer_bytes(&t.x) == block * 65464);
	packet[3] = 6;
	tftp_xfer_input(&t.x, t.now, SERVER_ADDR, TID, rd_of(packet, 5));
	while (tftp_xfer_next(&t.x, &a) != TFTP_DONE)
		if (!CHECK(a.kind != TFTP_NOTHING))
			break;
	CHECK(a.total == block * 65464 + 1);
	talk_close(&t);
}

TEST(black_hole_for_large_blocks)
{
	struct talk t;

	talk_open(&t, full, 4096);
	talk_oack(&t, grant_1468);
	talk_wait(&t, 1300);
	CHECK(!t.failed);
	CHECK_INT(talk_acked(&t), 0);
	talk_wait(&t, 1500);
	CHECK_INT(t.reason, TFTP_FAIL_BLACKHOLE);
	talk_close(&t);
}

static const struct tftp_opts big = {
	.blksize = 65464, .timeout_s = 1, .utimeout_us = 100000, .tsize = true};
static const char *const grant_big[] = {"blksize", "65464", "utimeout", "100000", NULL};

static void open_big(struct talk *t)
{
	talk_open_whole(t, big, 1 << 20, 1468);
	t->now += 1;
	talk_oack(t, grant_big);
}

TEST(fragments_that_vanish_cost_less_than_a_second)
{
	struct talk t;

	open_big(&t);
	talk_wait(&t, 600); /* a disk may need to wake up */
	CHECK(!t.failed);
	talk_wait(&t, 205);
	CHECK_INT(t.reason, TFTP_FAIL_BLACKHOLE);
	CHECK_INT(talk_errored(&t), 0);
	talk_close(&t);
}

TEST(fragments_that_vanish_in_mid_transfer)
{
	struct talk t;

	/* much to be fetched again for what may be a pause of the server */
	open_big(&t);
	for (uint16_t b = 1; b <= 8; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	talk_wait(&t, 2500);
	CHECK(!t.failed);
	talk_wait(&t, 505);
	CHECK_INT(t.reason, TFTP_FAIL_LOSSY);
	talk_close(&t);
	/* little */
	open_big(&t);
	for (uint16_t b = 1; b <= 7; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 65464, 65464);
	talk_wait(&t, 600);
	CHECK(!t.failed);
	talk_wait(&t, 205);
	CHECK_INT(t.reason, TFTP_FAIL_LOSSY);
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
	CHECK_INT(t.x.window.next, 6); /* with the third loss */
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
	talk_data(&t, 1, 0, 65464);
	CHECK(!t.failed); /* it may have been the server's disk */
	talk_wait(&t, 500);
	talk_data(&t, 2, 65464, 65464);
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

/* Each block comes twice, the second time before our answer can have reached the server. */
TEST(server_that_repeats_too_early_is_left)
{
	static const char *const grant[] = {"blksize", "512",	  "utimeout", "100000",
					    "tsize",   "1000000", NULL};
	struct talk t;

	talk_open(&t, (struct tftp_opts){.blksize = 600, .utimeout_us = 100000, .tsize = true},
		  1 << 20);
	talk_oack(&t, grant);
	for (uint16_t b = 1; b <= 60 && !t.failed; b++) {
		talk_wait(&t, 80);
		talk_data(&t, b, (uint64_t)(b - 1) * 512, 512);
		talk_wait(&t, 40);
		talk_data(&t, b, (uint64_t)(b - 1) * 512, 512);
	}
	CHECK_INT(t.reason, TFTP_FAIL_HASTY);
	CHECK(t.x.window.next < 20);
	talk_close(&t);
}

TEST(abort_tells_the_server)
{
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 512);
	tftp_xfer_abort(&t.x, TFTP_CODE_FULL, "disk full");
	talk_drain(&t);
	CHECK_INT(talk_errored(&t), 3);
	CHECK_INT(t.reason, TFTP_FAIL_ABORTED);
	talk_data(&t, 2, 512, 512);
	CHECK_INT(t.stored, 512);
	talk_close(&t);
}

TEST(abort_after_the_end_is_no_second_end)
{
	struct talk t;

	talk_open(&t, none, 4096);
	talk_data(&t, 1, 0, 5);
	tftp_xfer_abort(&t.x, TFTP_CODE_UNDEFINED, "x");
	talk_drain(&t);
	CHECK(t.done && !t.failed);
	CHECK_INT(talk_acked(&t), 1);
	CHECK_INT(t.x.state, TFTP_OVER);
	talk_close(&t);
}

TEST(nothing_is_done_before_start_and_after_the_end)
{
	struct tftp_xfer x = {.state = TFTP_IDLE};
	struct tftp_action a;

	tftp_xfer_tick(&x, 1000);
	tftp_xfer_input(&x, 1000, SERVER_ADDR, TID, rd_of("\0\3\0\1x", 5));
	tftp_xfer_unreachable(&x, 1000, SERVER_ADDR, TID);
	tftp_xfer_abort(&x, TFTP_CODE_UNDEFINED, "x");
	CHECK_INT(tftp_xfer_next(&x, &a), TFTP_NOTHING);
	CHECK(tftp_xfer_deadline(&x) == UINT64_MAX);
}

TEST(every_wait_has_jitter)
{
	uint64_t first = 0;
	bool differ = false;

	for (uint64_t seed = 1; seed < 20; seed++) {
		struct tftp_xfer_conf conf = {
			.name = view_of("f"), .server = SERVER_ADDR, .port = 69, .seed = seed};
		struct tftp_xfer x;

		tftp_xfer_start(&x, &conf, 0);
		CHECK(tftp_xfer_deadline(&x) >= 750 && tftp_xfer_deadline(&x) <= 1250);
		differ = differ || (first && tftp_xfer_deadline(&x) != first);
		first = tftp_xfer_deadline(&x);
	}
	CHECK(differ);
}
