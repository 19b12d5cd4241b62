/* SPDX-License-Identifier: MIT
 * One TFTP download in lock-step, packet by packet: lost blocks that another request brings sooner
 * than the server's own repeat, and servers that have given up during a break of the link.
 */
#include "lib/clock.h"
#include "pxe/tftp/options.h"
#include "tests/talk/tftp_peer.h"
#include "tests/unit/check.h"

enum { BLOCK = 1468, ROOM = 8 << 20 };

static const struct tftp_opts ask_hpa = {
	.blksize = BLOCK, .timeout_s = 1, .utimeout_us = 120000, .tsize = true};
static const char *const grant_dnsmasq[] = {"blksize", "1468", "tsize", "8000000", NULL};
static const char *const grant_hpa[] = {"blksize", "1468",    "utimeout", "120000",
					"tsize",   "8000000", NULL};

/* A client whose request is answered after 1 ms. */
static void open_with(struct talk *t, struct tftp_opts ask, const char *const *grant,
		      struct tftp_xfer_conf how)
{
	talk_open(t, ask, ROOM);
	t->conf.anew = how.anew;
	t->conf.eager = how.eager;
	t->conf.tardy = how.tardy;
	t->conf.answer_ms = how.answer_ms;
	talk_again(t, ask);
	t->now += 1;
	if (grant)
		talk_oack(t, grant);
}

/* Blocks up to @last, each @ms after its ACK. */
static void blocks(struct talk *t, unsigned last, uint64_t ms)
{
	for (uint64_t b = t->x.window.next; b <= last && !t->failed; b++) {
		talk_wait(t, ms);
		talk_data(t, (uint16_t)b, (b - 1) * BLOCK, BLOCK);
	}
}

/* Milliseconds of silence until the transfer fails; @most if it does not. */
static uint64_t silence_until_failure(struct talk *t, uint64_t most)
{
	uint64_t began = t->now;

	while (!t->failed && t->now - began < most)
		talk_wait(t, 1);
	return t->now - began;
}

TEST(real_14_early_loss_in_lock_step_is_asked_for_anew)
{
	for (unsigned spent = 0; spent <= 500; spent += 50) {
		struct talk t;
		uint64_t ms;

		open_with(&t, ask_full, grant_dnsmasq, (struct tftp_xfer_conf){.anew = true});
		blocks(&t, spent / 2, 2);
		ms = silence_until_failure(&t, 5000);
		CHECK_INT(t.reason, TFTP_FAIL_LOST);
		CHECK(ms >= (spent ? 250 : 400) && ms <= (spent ? 260 : 410));
		CHECK(talk_errored(&t) >= 0); /* the server is told to stop */
		talk_close(&t);
	}
}

/* What took 3 s is not fetched again for a loss that the server mends within two. */
TEST(real_14_late_loss_in_lock_step_is_left_to_the_server)
{
	struct talk t;

	open_with(&t, ask_full, grant_dnsmasq, (struct tftp_xfer_conf){.anew = true});
	blocks(&t, 1500, 2);
	talk_wait(&t, 5900);
	CHECK(!t.failed);
	blocks(&t, 1501, 0);
	CHECK_INT(talk_acked(&t), 1501);
	CHECK_INT(silence_until_failure(&t, 30000) / 1000, 17); /* twice the 8.9 s so far */
	CHECK_INT(t.reason, TFTP_FAIL_LOST);
	talk_close(&t);
}

TEST(real_14_loss_is_waited_for_where_nothing_is_asked_anew)
{
	struct talk t;

	open_with(&t, ask_full, grant_dnsmasq, (struct tftp_xfer_conf){0});
	blocks(&t, 100, 2);
	CHECK_INT(silence_until_failure(&t, 24000), 24000);
	talk_close(&t);
}

/* Answers take as long as they always took. */
TEST(real_14_long_way_is_no_loss)
{
	struct talk t;

	talk_open(&t, ask_full, ROOM);
	t.conf.anew = true;
	talk_again(&t, ask_full);
	t.now += 600;
	talk_oack(&t, grant_dnsmasq);
	blocks(&t, 100, 600);
	CHECK(!t.failed);
	CHECK_INT(t.x.stats.retransmits, 0);
	talk_close(&t);
}

/* A repeated ACK of a window is answered, so no loss of a window needs another request. */
TEST(real_14_windows_are_not_asked_for_anew)
{
	static const char *const grant[] = {"blksize", "1468", "windowsize", "16", NULL};
	struct talk t;

	open_with(&t, ask_full, grant, (struct tftp_xfer_conf){.anew = true});
	blocks(&t, 32, 1);
	CHECK_INT(silence_until_failure(&t, 20000), 20000);
	talk_close(&t);
}

/* A server that repeats its OACK is there, and asking it anew changes nothing. */
TEST(real_14_server_that_repeats_its_first_packet_is_not_asked_anew)
{
	struct talk t;

	open_with(&t, ask_full, grant_dnsmasq, (struct tftp_xfer_conf){.anew = true});
	talk_wait(&t, 300);
	talk_oack(&t, grant_dnsmasq);
	talk_wait(&t, 1500);
	CHECK(!t.failed);
	talk_close(&t);

	/* nor is it taken for one that has ended the transfer */
	open_with(&t, ask_hpa, grant_hpa, (struct tftp_xfer_conf){0});
	blocks(&t, 1, 2);
	for (unsigned waits = 1; waits <= 16; waits *= 2) {
		talk_wait(&t, waits * 120);
		talk_data(&t, 1, 0, BLOCK);
	}
	talk_wait(&t, 1000);
	CHECK(!t.failed);
	silence_until_failure(&t, 20000);
	CHECK_INT(t.reason, TFTP_FAIL_UNHEARD);
	talk_close(&t);
}

/* tftpd-hpa repeats a block after 120 and 360 ms; a loss of that, too, is rare. */
TEST(real_14_server_with_utimeout_gets_to_repeat_its_block)
{
	struct talk t;
	uint64_t ms;

	open_with(&t, ask_hpa, grant_hpa, (struct tftp_xfer_conf){.anew = true});
	blocks(&t, 50, 2);
	ms = silence_until_failure(&t, 5000);
	CHECK(ms > 360 && ms < 400);
	CHECK_INT(t.reason, TFTP_FAIL_LOST);
	talk_close(&t);
}

/* tftpd-hpa repeats a block for the last time after 31 times utimeout. */
TEST(real_14_server_that_gave_up_in_a_break_is_asked_again)
{
	struct talk t;
	uint64_t ms;

	open_with(&t, ask_hpa, grant_hpa, (struct tftp_xfer_conf){0});
	blocks(&t, 3000, 2);
	ms = silence_until_failure(&t, 10000);
	CHECK_INT(t.reason, TFTP_FAIL_ENDED);
	CHECK(ms > 31 * 120 && ms < 34 * 120);
	talk_close(&t);
}

/* The first block that comes by the server's own repeat. @wait_ms: of the server */
static void late_block(struct talk *t, uint64_t wait_ms)
{
	uint64_t b = t->x.window.next;

	talk_wait(t, wait_ms);
	talk_data(t, (uint16_t)b, (b - 1) * BLOCK, BLOCK);
	blocks(t, (unsigned)b + 1, 1);
}

TEST(real_14_server_is_asked_to_repeat_lost_blocks_sooner)
{
	struct tftp_peer peer = {.shun = TFTP_SHUN_FRAGMENTS};
	const struct tftp_path path = {.mtu = 1500, .direct = true, .room = 8 << 20};
	struct talk t;

	open_with(&t, ask_hpa, grant_hpa,
		  (struct tftp_xfer_conf){.tardy = tftp_options_tardy(&peer)});
	blocks(&t, 200, 1);
	late_block(&t, 121);
	CHECK_INT(t.reason, TFTP_FAIL_TARDY);
	CHECK(talk_errored(&t) >= 0);
	CHECK(tftp_options_give_up(&peer, t.reason, &t.x, BLOCK));
	CHECK_INT(tftp_options_choose(&peer, &path, 0, 0).utimeout_us, 10000);
	CHECK_INT(tftp_options_tardy(&peer), 0);
	/* A break of 0.6 s ends such a transfer. The next one outlives longer ones. */
	CHECK(tftp_options_give_up(&peer, TFTP_FAIL_ENDED, &t.x, BLOCK));
	CHECK_INT(tftp_options_choose(&peer, &path, 0, 0).utimeout_us, 40000);
	CHECK_INT(tftp_options_tardy(&peer), 0);
	talk_close(&t);
}

TEST(real_14_one_late_block_may_be_a_pause)
{
	struct tftp_peer peer = {0};
	struct talk t;

	open_with(&t, ask_hpa, grant_hpa,
		  (struct tftp_xfer_conf){.tardy = tftp_options_tardy(&peer)});
	blocks(&t, 200, 1);
	late_block(&t, 121);
	CHECK(!t.failed);
	blocks(&t, 400, 1);
	late_block(&t, 121);
	CHECK_INT(t.reason, TFTP_FAIL_TARDY);
	talk_close(&t);
}

/* Of 5450 blocks nearly all are here; losses were rare; the round trip is no shorter. */
TEST(real_14_shorter_wait_that_does_not_pay)
{
	static const struct {
		unsigned blocks;
		uint64_t trip;
	} cases[] = {{5000, 1}, {2000, 1}, {200, 30}};

	for (unsigned i = 0; i < 3; i++) {
		struct talk t;

		open_with(&t, ask_hpa, grant_hpa, (struct tftp_xfer_conf){.tardy = 1});
		blocks(&t, cases[i].blocks, cases[i].trip);
		late_block(&t, 121);
		CHECK(!t.failed);
		talk_close(&t);
	}
}

/* Requests within @ms of silence, and the least and the longest pause between two. */
static unsigned requests(struct talk *t, uint64_t ms, uint64_t *least, uint64_t *longest)
{
	unsigned seen = t->n_sent, first = seen;
	uint64_t last = t->now - 1;

	*least = CLOCK_NEVER;
	*longest = 0;
	for (uint64_t i = 0; i < ms; i++) {
		talk_wait(t, 1);
		if (t->n_sent == seen)
			continue;
		seen = t->n_sent;
		*least = clock_min(*least, talk_last(t)->at - last);
		*longest = talk_last(t)->at - last > *longest ? talk_last(t)->at - last : *longest;
		last = talk_last(t)->at;
		CHECK_INT(talk_last(t)->len, t->sent[0].len); /* with all options */
	}
	return seen - first;
}

TEST(real_14_server_known_to_answer_is_asked_twice_a_second)
{
	uint64_t least, longest;
	struct talk t;

	open_with(&t, ask_full, NULL, (struct tftp_xfer_conf){.eager = true});
	CHECK(requests(&t, 23000, &least, &longest) < 80);
	CHECK(least >= 299 && longest <= 501);
	CHECK(!t.failed);
	talk_oack(&t, grant_dnsmasq);
	CHECK_INT(talk_acked(&t), 0);
	talk_close(&t);
}

TEST(real_14_server_slow_to_answer_is_asked_less_often)
{
	uint64_t least, longest;
	struct talk t;

	open_with(&t, ask_full, NULL, (struct tftp_xfer_conf){.eager = true, .answer_ms = 1000});
	requests(&t, 20000, &least, &longest);
	CHECK(least >= 1499 && longest <= 2501);
	talk_wait(&t, 10000);
	CHECK_INT(t.reason, TFTP_FAIL_SILENT);
	talk_close(&t);
}
