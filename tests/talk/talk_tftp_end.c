/* SPDX-License-Identifier: MIT
 * One TFTP download, packet by packet: refusals, silence, and how it ends.
 */
#include "tests/talk/tftp_peer.h"
#include "tests/unit/check.h"

#include <string.h>

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

		talk_open(&t, ask_full, 0);
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
	talk_open(&t, ask_full, 0);
	talk_feed(&t, SERVER_ADDR, TID, big, sizeof big);
	CHECK_INT(t.reason, TFTP_FAIL_SERVER);
	CHECK(strlen(t.x.text) <= TFTP_TEXT_MAX + 3);
	talk_close(&t);
}

TEST(hazard_63_stump_of_an_error_is_ignored)
{
	struct talk t;

	talk_open(&t, ask_full, 0);
	talk_feed(&t, SERVER_ADDR, TID, "\0\5", 2);
	talk_feed(&t, SERVER_ADDR, TID, "\0\5\0", 3);
	CHECK(!t.failed);
	talk_close(&t);
}

TEST(hazard_64_error_in_mid_transfer)
{
	struct talk t;

	talk_open(&t, ask_full, 4096);
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

	talk_open(&t, ask_none, 4096);
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

	talk_open(&t, ask_none, 4096);
	talk_feed(&t, SERVER_ADDR, 69, data, sizeof data);
	CHECK(talk_intact(&t, 1));
	CHECK_INT(talk_last(&t)->port, 69);
	talk_close(&t);
}

/* The request is repeated 5 times in about 24 s, in the end without options, then it is over. */
TEST(hazard_67_silence_after_the_request)
{
	struct talk t;

	talk_open(&t, ask_full, 0);
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

	talk_open(&t, ask_full, 4096);
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

		talk_open_w4(&t);
		t.now += 1;
		for (uint16_t b = 1; b <= n; b++)
			talk_data(&t, b, (uint64_t)(b - 1) * 8, 8);
		sent = t.n_sent;
		talk_wait(&t, 2000);
		CHECK(t.n_sent > sent);
		CHECK_INT(talk_acked(&t), n);
		talk_wait(&t, 60000);
		CHECK_INT(t.reason, TFTP_FAIL_STALLED);
		CHECK(t.n_sent - sent < 40);
		talk_close(&t);
	}
}

/* A link that was down for some seconds is used again within a second of its return. */
TEST(acks_go_out_once_a_second_while_nothing_comes)
{
	struct talk t;
	uint64_t last = 0;

	talk_open_w4(&t);
	t.now += 1;
	talk_data(&t, 1, 0, 8);
	for (uint64_t until = t.now + 20000; t.now < until; talk_wait(&t, 10)) {
		if (talk_last(&t)->at != last)
			CHECK(!last || talk_last(&t)->at - last <= 1250);
		last = talk_last(&t)->at;
		CHECK(t.now - last <= 1260);
	}
	CHECK(!t.failed);
	for (uint16_t b = 2; b <= 5; b++)
		talk_data(&t, b, (uint64_t)(b - 1) * 8, 8);
	talk_wait(&t, 40); /* a loss right behind it waits for the round trip again */
	CHECK(talk_last(&t)->at > t.now - 40);
	talk_close(&t);
}

TEST(hazard_67_repeats_do_not_keep_a_dead_transfer_alive)
{
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 512);
	for (int i = 0; i < 600 && !t.failed; i++) {
		talk_wait(&t, 100);
		talk_data(&t, 1, 0, 512);
	}
	CHECK_INT(t.reason, TFTP_FAIL_UNHEARD);
	talk_close(&t);
	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 2, 512, 512);
	for (int i = 0; i < 600 && !t.failed; i++) {
		talk_wait(&t, 100);
		talk_data(&t, 2, 512, 512);
	}
	CHECK_INT(t.reason, TFTP_FAIL_STALLED);
	talk_close(&t);
}

/* A firewall lets requests through and drops what goes to the server's port: dnsmasq repeats its OACK
 * after 2, 4 and 7 s, tftpd-hpa its block after 1, 3 and 7. */
TEST(server_that_hears_no_ack_is_told_from_a_dead_one)
{
	static const char *const grant[] = {"tsize", "1000", NULL};
	static const unsigned waits_ms[] = {2000, 2000, 3000};
	uint64_t began;
	struct talk t;

	talk_open(&t, ask_full, 1000);
	began = t.now;
	talk_oack(&t, grant);
	for (unsigned i = 0; i < 3; i++) {
		talk_wait(&t, waits_ms[i]);
		talk_oack(&t, grant);
		CHECK(!t.failed);
	}
	talk_wait(&t, 2900);
	CHECK_INT(t.reason, TFTP_FAIL_UNHEARD);
	CHECK_INT(talk_errored(&t), 0);
	CHECK(t.now - began <= 10000); /* people wait no longer to be told */
	talk_close(&t);
	/* One repeat may be chance, and a block that comes in the end is what counts. */
	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 512);
	talk_wait(&t, 2000);
	talk_data(&t, 1, 0, 512);
	talk_wait(&t, 1000);
	talk_data(&t, 1, 0, 512);
	talk_data(&t, 2, 512, 512);
	talk_wait(&t, 12000);
	CHECK(!t.failed);
	talk_data(&t, 3, 1024, 1);
	CHECK(talk_intact(&t, 1025));
	talk_close(&t);
}

/* A server with two addresses answers from the one that was not asked. */
/* All 128 bits of an address of IPv6 count. */
TEST(hazard_47_other_address_of_ip6_is_a_strangers)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'x'};
	struct tftp_xfer_conf conf = {.name = view_of("f"), .port = 69, .max_bytes = 100};
	struct netaddr other;
	struct tftp_action a;
	struct tftp_xfer x;

	CHECK(netaddr_text(view_of("fd00::a09:1"), &conf.server));
	tftp_xfer_start(&x, &conf, 1000);
	CHECK_INT(tftp_xfer_next(&x, &a), TFTP_SEND);
	CHECK(netaddr_eq(&a.addr, &conf.server));
	for (size_t i = 0; i < sizeof other.b; i++) {
		other = conf.server;
		other.b[i] ^= 1;
		tftp_xfer_input(&x, 1000, other, 4000, rd_of(data, sizeof data));
	}
	tftp_xfer_input(&x, 1000, netaddr_ip4(0x0a090001), 4000, rd_of(data, sizeof data));
	CHECK_INT(x.stats.strangers, 17);
	CHECK_INT(x.state, TFTP_REQUESTED);
	while (tftp_xfer_next(&x, &a) != TFTP_NOTHING)
		CHECK_INT(a.kind, TFTP_SEND);
	tftp_xfer_input(&x, 1000, conf.server, 4000, rd_of(data, sizeof data));
	CHECK_INT(tftp_xfer_next(&x, &a), TFTP_STORE);
}

TEST(hazard_47_other_address_that_answers_is_named)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'x'};
	uint64_t began;
	struct talk t;

	talk_open(&t, ask_none, 4096);
	began = t.now;
	talk_feed(&t, SERVER_ADDR + 1, TID, data, sizeof data);
	CHECK_INT(netaddr_to_ip4(&t.x.other), SERVER_ADDR + 1);
	for (int i = 0; i < 50 && !t.failed; i++)
		talk_wait(&t, 100);
	CHECK_INT(t.reason, TFTP_FAIL_SILENT);
	CHECK(t.now - began <= 4100);
	talk_close(&t);
	/* The server itself counts, whoever else answers. */
	talk_open(&t, ask_none, 4096);
	talk_feed(&t, SERVER_ADDR + 1, TID, data, sizeof data);
	talk_data(&t, 1, 0, 3);
	CHECK(talk_intact(&t, 3));
	talk_close(&t);
}

/* Who knows of another server does not wait half a minute for the first. */
TEST(silent_server_is_left_early_where_there_is_another)
{
	struct tftp_xfer x;
	struct tftp_xfer_conf conf = {.name = view_of("f"),
				      .server = netaddr_ip4(SERVER_ADDR),
				      .port = 69,
				      .max_bytes = 1000,
				      .quiet_ms = 4000};
	struct tftp_action a;
	uint64_t now = 5000;

	tftp_xfer_start(&x, &conf, now);
	while (tftp_xfer_next(&x, &a) != TFTP_FAIL && CHECK(now < 40000)) {
		if (a.kind != TFTP_NOTHING)
			continue;
		now = tftp_xfer_deadline(&x);
		tftp_xfer_tick(&x, now);
	}
	CHECK_INT(a.reason, TFTP_FAIL_SILENT);
	CHECK_INT(now, 9000);
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
	CHECK_INT(t.reason, TFTP_FAIL_SLOW);
	CHECK(t.now - began < 50000);
	talk_close(&t);
}

TEST(hazard_68_names_that_cannot_be_asked_for)
{
	static char long_name[2000];
	static const size_t lengths[] = {0, 504, 511, 512, 2000};

	memset(long_name, 'n', sizeof long_name);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		struct tftp_xfer_conf conf = {.server = netaddr_ip4(SERVER_ADDR), .port = 69};
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
		struct tftp_xfer_conf conf = {.server = netaddr_ip4(SERVER_ADDR),
					      .port = 69,
					      .name = names[i],
					      .ask = ask_full};
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

	talk_open(&t, ask_full, 0);
	began = t.now;
	for (int i = 0; i < 100 && !t.failed; i++) {
		tftp_xfer_unreachable(&t.x, t.now, netaddr_ip4(SERVER_ADDR), 69);
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

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 512);
	tftp_xfer_unreachable(&t.x, t.now, netaddr_ip4(SERVER_ADDR),
			      69); /* about another port: not ours */
	tftp_xfer_unreachable(&t.x, t.now, netaddr_ip4(SERVER_ADDR + 1), TID);
	CHECK_INT(t.x.unreachable, 0);
	for (int i = 0; i < 3; i++)
		tftp_xfer_unreachable(&t.x, t.now, netaddr_ip4(SERVER_ADDR), TID);
	talk_wait(&t, 1500);
	CHECK(!t.failed);
	talk_data(&t, 2, 512, 512); /* it is back */
	CHECK_INT(talk_acked(&t), 2);
	for (int i = 0; i < 4; i++)
		tftp_xfer_unreachable(&t.x, t.now, netaddr_ip4(SERVER_ADDR), TID);
	talk_drain(&t);
	CHECK_INT(t.reason, TFTP_FAIL_UNREACHABLE);
	talk_close(&t);
}

TEST(hazard_70_server_restarts_with_another_port)
{
	static const uint8_t data[] = {0, 3, 0, 1, 'n', 'e', 'w'};
	struct talk t;

	talk_open(&t, ask_none, 4096);
	talk_data(&t, 1, 0, 512);
	for (int i = 0; i < 100 && !t.failed; i++) {
		talk_feed(&t, SERVER_ADDR, TID + 1, data, sizeof data);
		talk_wait(&t, 1000);
	}
	CHECK_INT(t.reason, TFTP_FAIL_STALLED);
	CHECK_INT(t.stored, 512);
	talk_close(&t);
}

TEST(abort_tells_the_server)
{
	struct talk t;

	talk_open(&t, ask_none, 4096);
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

	talk_open(&t, ask_none, 4096);
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
	tftp_xfer_input(&x, 1000, netaddr_ip4(SERVER_ADDR), TID, rd_of("\0\3\0\1x", 5));
	tftp_xfer_unreachable(&x, 1000, netaddr_ip4(SERVER_ADDR), TID);
	tftp_xfer_abort(&x, TFTP_CODE_UNDEFINED, "x");
	CHECK_INT(tftp_xfer_next(&x, &a), TFTP_NOTHING);
	CHECK(tftp_xfer_deadline(&x) == UINT64_MAX);
}

TEST(every_wait_has_jitter)
{
	uint64_t first = 0;
	bool differ = false;

	for (uint64_t seed = 1; seed < 20; seed++) {
		struct tftp_xfer_conf conf = {.name = view_of("f"),
					      .server = netaddr_ip4(SERVER_ADDR),
					      .port = 69,
					      .seed = seed};
		struct tftp_xfer x;

		tftp_xfer_start(&x, &conf, 0);
		CHECK(tftp_xfer_deadline(&x) >= 750 && tftp_xfer_deadline(&x) <= 1250);
		differ = differ || (first && tftp_xfer_deadline(&x) != first);
		first = tftp_xfer_deadline(&x);
	}
	CHECK(differ);
}

/* Every wait of the machine is served, yet the file would take years. */
TEST(real_19_a_trickle_is_given_up)
{
	static const char *const grant_8[] = {"blksize", "8", NULL};
	struct talk t;
	uint16_t block = 0;

	talk_open(&t, ask_full, 4096);
	talk_oack(&t, grant_8);
	for (int i = 0; i < 20 && !t.failed; i++) {
		block++;
		talk_data(&t, block, (block - 1) * 8u, 8);
		talk_wait(&t, 15000);
	}
	CHECK_INT(t.reason, TFTP_FAIL_SLOW);
	CHECK(t.now <= 1000 + 3 * 15000);
	CHECK(talk_errored(&t) >= 0); /* the server is told */
	talk_close(&t);
}

/* The block with which the transfer is given up is not written, and so not counted. */
TEST(real_19_what_is_counted_is_written)
{
	static const char *const grant_8[] = {"blksize", "8", NULL};
	struct talk t;

	talk_open(&t, ask_full, 16384);
	talk_oack(&t, grant_8);
	for (unsigned i = 0; i < 2000 && !t.failed; i++) {
		talk_data(&t, (uint16_t)(i + 1), i * 8u, 8);
		if (!t.failed)
			talk_wait(&t, 25);
	}
	CHECK_INT(t.reason, TFTP_FAIL_SLOW);
	CHECK_INT(tftp_xfer_bytes(&t.x), t.stored);
	CHECK(talk_errored(&t) >= 0);
	talk_close(&t);
}

TEST(real_19_a_file_at_the_floor_arrives)
{
	static const char *const grant_512[] = {"blksize", "512", NULL};
	struct talk t;

	talk_open(&t, ask_full, 50 * 1024);
	talk_oack(&t, grant_512);
	for (unsigned i = 0; i < 99; i++) {
		talk_data(&t, (uint16_t)(i + 1), i * 512u, 512);
		talk_wait(&t, 1300);
	}
	talk_data(&t, 100, 99 * 512, 10);
	CHECK(talk_intact(&t, 99 * 512 + 10));
	talk_close(&t);
}

/* A client that holds refusals, @ms after its request. */
static void open_held(struct talk *t, uint64_t refusal_ms, uint64_t answer_ms, uint64_t ms)
{
	talk_open(t, ask_full, 4096);
	t->conf.refusal_ms = refusal_ms;
	t->conf.answer_ms = answer_ms;
	talk_again(t, ask_full);
	talk_wait(t, ms);
}

/* A blind ERROR from some port of the server's address, and the server's answer a little later. */
TEST(real_22_blind_error_loses_against_an_oack_or_data)
{
	static const uint8_t blind[] = {0, 5, 0, 1, 'x', 0}, refusal[] = {0, 5, 0, 8, 'o', 0};
	static const uint8_t bad_oack[] = {0, 6, 'w', 'o', 'w', 0, '1', 0};

	for (int plain = 0; plain < 2; plain++) {
		struct talk t;

		open_held(&t, 20, 0, 1);
		talk_feed(&t, SERVER_ADDR, 12345, blind, sizeof blind);
		talk_feed(&t, SERVER_ADDR, 12346, bad_oack, sizeof bad_oack);
		talk_feed(&t, SERVER_ADDR, 12347, refusal, sizeof refusal);
		talk_wait(&t, 19);
		CHECK(!t.failed);
		if (!plain)
			talk_oack(&t, (const char *const[]){"tsize", "7", NULL});
		talk_data(&t, 1, 0, 7);
		CHECK(talk_intact(&t, 7));
		CHECK_STR(t.x.text, "");
		CHECK_INT(t.x.code, 0);
		talk_close(&t);
	}
}

TEST(real_22_refusal_is_believed_when_nothing_else_comes)
{
	static const struct {
		uint64_t floor, known, at, until;
	} cases[] = {
		{20, 0, 1, 21},	      {20, 0, 100, 200},    {20, 100, 100, 125}, {20, 100, 1, 125},
		{20, 100, 300, 320},  {250, 100, 1, 251},   {250, 0, 900, 1800}, {20, 0, 0, 20},
		{20, 60000, 1, 1001}, {250, 100, 100, 350},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct talk t;

		open_held(&t, cases[i].floor, cases[i].known, cases[i].at);
		talk_error(&t, 1, "no such file");
		talk_error(&t, 2, "another story");
		talk_wait(&t, cases[i].until - cases[i].at - 1);
		CHECK(!t.failed);
		CHECK_INT(t.n_sent, 1);
		talk_wait(&t, 1);
		CHECK_INT(t.reason, TFTP_FAIL_SERVER);
		CHECK_INT(t.x.code, 1);
		CHECK_STR(t.x.text, "no such file");
		CHECK_INT(t.x.answer_ms, cases[i].at);
		talk_close(&t);
	}
}

/* The time counts from the latest request. */
TEST(real_22_refusal_of_a_repeated_request)
{
	struct talk t;

	open_held(&t, 20, 0, 0);
	while (t.n_sent < 2)
		talk_wait(&t, 1);
	talk_wait(&t, 30);
	talk_error(&t, 1, "no such file");
	talk_wait(&t, 29);
	CHECK(!t.failed);
	talk_wait(&t, 2);
	CHECK_INT(t.reason, TFTP_FAIL_SERVER);
	CHECK_INT(t.x.answer_ms, 0);
	talk_close(&t);
}

TEST(real_22_refusal_of_options_counts_more)
{
	struct talk t;

	open_held(&t, 20, 0, 1);
	talk_error(&t, 1, "blind");
	talk_error(&t, 8, "no options");
	talk_error(&t, 1, "blind");
	talk_wait(&t, 20);
	CHECK_INT(t.reason, TFTP_FAIL_OPTIONS);
	CHECK_STR(t.x.text, "no options");
	talk_close(&t);
}

TEST(real_22_errors_of_the_server_in_mid_transfer_count_at_once)
{
	struct talk t;

	open_held(&t, 20, 0, 1);
	talk_oack(&t, grant_1468);
	talk_error(&t, 0, "disk fell out");
	CHECK(t.failed);
	talk_close(&t);
}
