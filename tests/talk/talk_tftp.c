/* SPDX-License-Identifier: MIT
 * One TFTP download, packet by packet: requests, options and who may answer.
 */
#include "tests/talk/tftp_peer.h"
#include "tests/unit/check.h"

#include <stdio.h>

TEST(request_has_options)
{
	static const char want[] = "\0\1file\0octet\0tsize\0"
				   "0\0blksize\0"
				   "1468\0timeout\0"
				   "2\0utimeout\0"
				   "100000\0windowsize\0"
				   "16";
	struct tftp_opts ask = ask_full;
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

	talk_open(&t, ask_none, 4096);
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

	talk_open(&t, ask_full, 4096);
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

	talk_open(&t, ask_none, 4096);
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

	talk_open(&t, ask_none, 4096);
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

	talk_open(&t, ask_none, 4096);
	for (int i = 0; i < 1000; i++)
		talk_feed(&t, SERVER_ADDR + 1, 1000, data, sizeof data);
	CHECK_INT(t.n_sent, 1 + 64);
	talk_close(&t);
}

TEST(hazard_47_first_reply_from_another_address_is_a_strangers)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'x'};
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_feed(&t, SERVER_ADDR + 1, TID, data, sizeof data);
	CHECK(!t.done);
	CHECK_INT(talk_errored(&t), 5);
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

		talk_open(&t, ask_full, 4096);
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

	talk_open(&t, ask_full, 4096);
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

		talk_open(&t, ask_full, 4096);
		talk_feed(&t, SERVER_ADDR, TID, ragged[i].bytes, ragged[i].len);
		if (!CHECK_INT(t.x.grant.blksize, 1000) || !CHECK_INT(talk_acked(&t), 0))
			printf("  case %zu\n", i);
		talk_close(&t);
	}
}

TEST(hazard_53_oack_twice)
{
	struct talk t;

	talk_open(&t, ask_full, 4096);
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

	talk_open(&t, ask_full, 65536);
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

	talk_open(&t, ask_full, 4096);
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

	talk_open(&t, ask_full, 4096);
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

	talk_open(&t, ask_full, 4096);
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

		talk_open(&t, ask_full, 0);
		talk_error(&t, plain[i], "options!");
		CHECK_INT(t.reason, TFTP_FAIL_OPTIONS);
		CHECK_STR(t.x.text, "options!");
		talk_close(&t);
		talk_open(&t, ask_none, 0); /* without options there is nothing to leave out */
		talk_error(&t, plain[i], "no");
		CHECK_INT(t.reason, TFTP_FAIL_SERVER);
		talk_close(&t);
	}
	for (size_t i = 0; i < sizeof final / sizeof final[0]; i++) {
		struct talk t;

		talk_open(&t, ask_full, 0);
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

		talk_open(&t, ask_full, 4096);
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

	talk_open(&t, ask_full, 16);
	t.conf.max_bytes = UINT64_MAX;
	tftp_xfer_start(&t.x, &t.conf, t.now);
	talk_oack(&t, pairs);
	CHECK(t.x.grant.tsize == 8589934592u);
	CHECK(!t.failed);
	talk_close(&t);
}
