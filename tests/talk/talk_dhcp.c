/* SPDX-License-Identifier: MIT
 * Conversations of the DHCP client on a virtual clock. */
#include "tests/unit/check.h"
#include "tests/unit/dhcp_aid.h"

#include "dhcp/client.h"
#include "dhcp/frame.h"
#include "lib/clock.h"

#include <stdlib.h>
#include <string.h>

#define SERVER	IP(10, 0, 0, 1)
#define SERVER2 IP(10, 0, 0, 2)
#define ADDR	IP(10, 0, 0, 50)

/* The client, its clock and what it did since the last step. */
static struct dhcp_client c;
static uint64_t now;
static struct reply r;
static unsigned sent, bound, renewed, lost, said;
static struct dhcp_action last;
static uint8_t packet[DHCP_REQUEST_MAX];
static uint64_t sent_at[4000], said_at;

static void drain(void)
{
	struct dhcp_action a;

	while (dhcp_client_next(&c, &a)) {
		switch (a.kind) {
		case DHCP_SEND:
			last = a;
			memcpy(packet, a.data, a.len);
			if (sent < sizeof sent_at / sizeof *sent_at)
				sent_at[sent] = now;
			sent++;
			break;
		case DHCP_BOUND: bound++; break;
		case DHCP_RENEWED: renewed++; break;
		case DHCP_LOST: lost++; break;
		case DHCP_SAY:
			CHECK(a.text && a.text[0]);
			said_at = now;
			said++;
			break;
		}
	}
	CHECK(dhcp_client_deadline(&c) != CLOCK_NEVER);
}

static struct dhcp_conf conf_of(void)
{
	struct dhcp_match us = aid_match();
	struct dhcp_conf conf = {.htype = us.htype, .hlen = us.hlen, .arch = 0x1f, .seed = 42};

	memcpy(conf.mac, us.mac, sizeof conf.mac);
	return conf;
}

static void begin_with(const struct dhcp_conf *conf)
{
	sent = bound = renewed = lost = said = 0;
	now = 1000;
	dhcp_client_start(&c, conf, now);
	drain();
}

static void begin(void)
{
	struct dhcp_conf conf = conf_of();

	begin_with(&conf);
}

/* Let the next timer fire. */
static void step(void)
{
	uint64_t at = dhcp_client_deadline(&c);

	if (at > now)
		now = at;
	dhcp_client_tick(&c, now);
	drain();
}

/* Let all timers up to @until fire. */
static void run_until(uint64_t until)
{
	unsigned guard = 0;

	while (dhcp_client_deadline(&c) <= until && CHECK(guard++ < 100000))
		step();
	now = until;
}

static uint8_t sent_type(void)
{
	return packet[242];
}

static uint32_t sent_xid(void)
{
	struct rd p = rd_of(packet + 4, 4);

	return rd_be32(&p);
}

/* The value of option @code in the last packet; empty if absent. */
static struct rd sent_opt(uint8_t code)
{
	struct rd p = rd_of(packet, last.len), body;

	rd_skip(&p, 240);
	while (rd_left(&p)) {
		uint8_t o = rd_u8(&p);

		if (o == 0)
			continue;
		if (o == 255)
			break;
		body = rd_sub(&p, rd_u8(&p));
		if (o == code)
			return body;
	}
	return rd_of(NULL, 0);
}

static uint32_t sent_opt32(uint8_t code)
{
	struct rd body = sent_opt(code);

	return rd_be32(&body);
}

static int feed_from(struct rd payload, uint32_t from)
{
	struct dhcp_from peer = {.addr = from, .port = DHCP_PORT_SERVER};
	uint8_t *copy = malloc(rd_left(&payload));
	size_t n = rd_left(&payload);
	int ret;

	/* Its own block, poisoned afterwards: nothing may point into the packet. */
	memcpy(copy, payload.p, n);
	ret = dhcp_client_input(&c, now, rd_of(copy, n), &peer);
	memset(copy, 0xa5, n);
	free(copy);
	drain();
	return ret;
}

static int feed(struct rd payload)
{
	return feed_from(payload, SERVER);
}

static int offer(uint32_t server, uint32_t addr, const char *bootfile)
{
	reply_begin(&r, DHCP_OFFER, c.xid, addr, bootfile ? server : 0, server);
	reply_u32(&r, 1, 0xffffff00);
	reply_u32(&r, 51, 3600);
	if (bootfile)
		reply_text(&r, 67, bootfile);
	return feed(reply_end(&r));
}

static int ack_for(uint32_t server, uint32_t addr, uint32_t lease_s, const char *bootfile)
{
	reply_begin(&r, DHCP_ACK, c.xid, addr, bootfile ? server : 0, server);
	reply_u32(&r, 1, 0xffffff00);
	reply_u32(&r, 3, SERVER);
	reply_u32(&r, 51, lease_s);
	if (bootfile)
		reply_text(&r, 67, bootfile);
	return feed(reply_end(&r));
}

static int nak(uint32_t server)
{
	reply_begin(&r, DHCP_NAK, c.xid, 0, 0, server);
	return feed(reply_end(&r));
}

/* As far as REQUESTING, or BOUND. */
static void to_requesting(void)
{
	begin();
	step();
	CHECK_INT(offer(SERVER, ADDR, "pxelinux.0"), 0);
	step();
	CHECK_INT(c.state, DHCP_REQUESTING);
}

static void to_bound(uint32_t lease_s)
{
	to_requesting();
	CHECK_INT(ack_for(SERVER, ADDR, lease_s, "pxelinux.0"), 0);
	CHECK_INT(c.state, DHCP_IS_BOUND);
}

TEST(dora)
{
	const struct dhcp_lease *l;

	begin();
	CHECK_INT(sent, 0);
	step();
	CHECK_INT(sent, 1);
	CHECK_INT(sent_type(), DHCP_DISCOVER);
	CHECK(last.broadcast && last.port == 67 && last.src == 0);
	CHECK_INT(packet[10], 0); /* unicast replies wanted */
	CHECK_INT(offer(SERVER, ADDR, "s390/boot.img"), 0);
	step();
	CHECK_INT(sent_type(), DHCP_REQUEST);
	CHECK(sent_opt32(50) == ADDR && sent_opt32(54) == SERVER);
	CHECK(!dhcp_client_lease(&c));
	CHECK_INT(ack_for(SERVER, ADDR, 3600, "s390/boot.img"), 0);
	CHECK_INT(bound, 1);
	l = dhcp_client_lease(&c);
	if (!CHECK(l))
		return;
	CHECK(l->addr == ADDR && l->prefixlen == 24 && l->server_id == SERVER);
	CHECK_INT(l->lease_s, 3600);
	CHECK_INT(l->t1_s, 1800);
	CHECK_INT(l->t2_s, 3150);
	CHECK_STR(l->boot.bootfile, "s390/boot.img");
	CHECK(l->boot.server_ip == SERVER && !l->boot.pending);
}

TEST(one_good_server_costs_100_ms)
{
	uint64_t before;

	begin();
	step();
	before = now;
	offer(SERVER, ADDR, "pxelinux.0");
	step();
	CHECK_INT(now - before, DHCP_GATHER_MS);
	CHECK_INT(sent_type(), DHCP_REQUEST);
}

TEST(state_fits_in_64_kib)
{
	CHECK(sizeof c < 65536);
}

TEST(silence_is_4_8_16_32_64_under_one_xid)
{
	static const unsigned gap[] = {4, 8, 16, 32, 64};
	uint32_t xid;

	begin();
	step();
	xid = sent_xid();
	for (unsigned i = 0; i < 5; i++) {
		uint64_t before = now, waited;
		unsigned packets = sent;

		CHECK_INT(sent_xid(), xid);
		CHECK_INT(packet[10], 0);
		while (sent == packets)
			step();
		waited = now - before;
		CHECK(waited >= gap[i] * 1000 - 1000 && waited <= gap[i] * 1000 + 1000);
		CHECK((packet[8] << 8 | packet[9]) > 0);
	}
	/* The next cycle: new id, and now for broadcast replies. */
	CHECK(sent_xid() != xid);
	CHECK_INT(packet[10], 0x80);
	CHECK_INT(sent, 6);
}

TEST(hazard_40_late_offer)
{
	begin();
	step();
	run_until(now + 50000);
	CHECK_INT(offer(SERVER, ADDR, "pxelinux.0"), 0);
	step();
	CHECK_INT(sent_type(), DHCP_REQUEST);
}

TEST(hazard_38_nak_in_every_state)
{
	/* SELECTING: nothing was asked yet. */
	begin();
	step();
	CHECK_INT(nak(SERVER), DHCP_CLIENT_UNWANTED);
	CHECK_INT(nak(0), DHCP_CLIENT_UNWANTED);
	CHECK_INT(c.state, DHCP_SELECTING);

	to_requesting();
	CHECK_INT(nak(SERVER2), DHCP_CLIENT_UNWANTED);
	CHECK_INT(nak(0), DHCP_CLIENT_UNWANTED);
	CHECK_INT(c.state, DHCP_REQUESTING);
	CHECK_INT(nak(SERVER), 0);
	CHECK_INT(c.state, DHCP_INIT);
	CHECK_INT(lost, 0);

	to_bound(3600);
	CHECK_INT(nak(SERVER), DHCP_CLIENT_UNWANTED);
	CHECK_INT(c.state, DHCP_IS_BOUND);

	step();
	CHECK_INT(c.state, DHCP_RENEWING);
	CHECK_INT(nak(SERVER2), DHCP_CLIENT_UNWANTED);
	CHECK_INT(nak(SERVER), 0);
	CHECK_INT(c.state, DHCP_INIT);
	CHECK_INT(lost, 1);
	CHECK(!dhcp_client_lease(&c));

	to_bound(3600);
	run_until(now + 3200000);
	CHECK_INT(c.state, DHCP_REBINDING);
	CHECK_INT(nak(SERVER2), DHCP_CLIENT_UNWANTED);
	CHECK_INT(nak(SERVER), 0);
	CHECK_INT(lost, 1);
}

TEST(hazard_38_nak_storm_is_one_discover_per_10_s)
{
	unsigned discovers = 0;
	uint64_t until;

	begin();
	until = now + 300000;
	while (now < until) {
		step();
		if (c.state == DHCP_SELECTING) {
			if (c.tries == 1)
				discovers++;
			offer(SERVER, ADDR, "pxelinux.0");
		}
		for (unsigned i = 0; i < 100 && c.state == DHCP_REQUESTING; i++)
			nak(SERVER);
	}
	CHECK(discovers >= 20 && discovers <= 31);
	/* The offer and the refusal, once each; the other 99 refusals are silent. */
	CHECK(said <= 2 * discovers);
}

TEST(renews_by_unicast_at_t1)
{
	uint64_t bound_at;

	to_bound(3600);
	bound_at = now;
	step();
	CHECK_INT(c.state, DHCP_RENEWING);
	CHECK(now - bound_at <= 1800000 && now - bound_at >= 1700000);
	CHECK(!last.broadcast && last.dest == SERVER && last.port == 67 && last.src == ADDR);
	CHECK_INT(sent_type(), DHCP_REQUEST);
	CHECK(!sent_opt32(50) && !sent_opt32(54));
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	CHECK_INT(c.state, DHCP_IS_BOUND);
	CHECK_INT(renewed, 1);
	CHECK_INT(bound, 1);
	/* What we boot by was said once and stays. */
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "pxelinux.0");
}

TEST(rebinds_then_expires)
{
	uint64_t bound_at;

	to_bound(3600);
	bound_at = now;
	run_until(bound_at + 3149000);
	CHECK_INT(c.state, DHCP_RENEWING);
	run_until(bound_at + 3151000);
	CHECK_INT(c.state, DHCP_REBINDING);
	CHECK(last.broadcast && last.src == ADDR);
	CHECK_INT(lost, 0);
	run_until(bound_at + 3600000);
	CHECK_INT(lost, 1);
	CHECK(!dhcp_client_lease(&c));
	step();
	CHECK_INT(sent_type(), DHCP_DISCOVER);
}

TEST(no_minute_without_a_word)
{
	uint64_t quiet = 0;

	begin();
	step();
	said_at = now;
	while (now < 3600000) {
		uint64_t before = said_at;

		step();
		if (said_at != before && said_at - before > quiet)
			quiet = said_at - before;
	}
	CHECK(quiet > 30000 && quiet <= 60000);
}

TEST(start_jitter_spreads_and_is_bounded)
{
	struct dhcp_conf conf = conf_of();
	uint64_t least = UINT64_MAX, most = 0;

	conf.start_jitter_ms = 1000;
	for (unsigned i = 0; i < 200; i++) {
		uint64_t wait;

		conf.seed = i;
		begin_with(&conf);
		step();
		CHECK_INT(sent, 1);
		wait = now - 1000;
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	CHECK(least < 100 && most > 900 && most <= 1000);
}

TEST(same_seed_same_packets)
{
	uint32_t xid;

	begin();
	step();
	run_until(300000);
	xid = sent_xid();
	begin();
	step();
	run_until(300000);
	CHECK_INT(sent_xid(), xid);
}

TEST(request_lost_is_sent_again_then_all_anew)
{
	uint32_t xid;
	uint64_t began;

	to_requesting();
	xid = sent_xid();
	began = now;
	for (unsigned i = 0; i < 3; i++) {
		step();
		CHECK_INT(sent_type(), DHCP_REQUEST);
		CHECK_INT(sent_xid(), xid);
	}
	step();
	CHECK_INT(sent_type(), DHCP_DISCOVER);
	CHECK(sent_xid() != xid);
	CHECK(now - began >= 56000 && now - began <= 64000);
}

TEST(server_that_died_after_its_offer)
{
	uint64_t before;

	begin();
	step();
	offer(SERVER, ADDR, "pxelinux.0");
	offer(SERVER2, ADDR + 1, NULL);
	step();
	CHECK(sent_opt32(54) == SERVER);
	before = now;
	step();
	step();
	CHECK_INT(sent_type(), DHCP_REQUEST);
	CHECK(sent_opt32(54) == SERVER2 && sent_opt32(50) == ADDR + 1);
	CHECK(now - before <= 14000);
	CHECK_INT(ack_for(SERVER2, ADDR + 1, 3600, NULL), 0);
	CHECK_INT(bound, 1);
}

TEST(two_servers_the_better_offer_wins_whoever_is_faster)
{
	for (unsigned first = 0; first < 2; first++) {
		begin();
		step();
		if (first == 0)
			offer(SERVER2, ADDR + 1, NULL);
		offer(SERVER, ADDR, "pxelinux.0");
		if (first == 1)
			offer(SERVER2, ADDR + 1, NULL);
		step();
		CHECK(sent_opt32(54) == SERVER);
	}
}

TEST(bare_offer_waits_two_seconds_for_a_better_one)
{
	uint64_t before;

	begin();
	step();
	before = now;
	offer(SERVER2, ADDR + 1, NULL);
	now += 1500;
	offer(SERVER, ADDR, "pxelinux.0");
	step();
	CHECK_INT(now - before, 1500 + DHCP_GATHER_MS);
	CHECK(sent_opt32(54) == SERVER);
	begin();
	step();
	before = now;
	offer(SERVER2, ADDR + 1, NULL);
	step();
	CHECK_INT(now - before, DHCP_GRACE_MS);
	CHECK(sent_opt32(54) == SERVER2);
}

TEST(duplicates_change_nothing)
{
	begin();
	step();
	for (unsigned i = 0; i < 5; i++)
		offer(SERVER, ADDR, "pxelinux.0");
	step();
	CHECK_INT(sent, 2);
	CHECK_INT(c.offers.n, 1);
	CHECK_INT(ack_for(SERVER, ADDR, 3600, "pxelinux.0"), 0);
	for (unsigned i = 0; i < 5; i++)
		CHECK_INT(ack_for(SERVER, ADDR, 3600, "pxelinux.0"), DHCP_CLIENT_UNWANTED);
	CHECK_INT(bound, 1);
	CHECK_INT(sent, 2);
}

TEST(hazard_07_replies_to_an_old_question)
{
	begin();
	step();
	reply_begin(&r, DHCP_OFFER, c.xid ^ 1, ADDR, SERVER, SERVER);
	CHECK_INT(feed(reply_end(&r)), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(c.offers.n, 0);
}

TEST(hazard_24_ack_of_another_server)
{
	to_requesting();
	CHECK_INT(ack_for(SERVER2, ADDR, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(bound, 0);
	/* One that forgets its identifier is still the one that was asked. */
	CHECK_INT(ack_for(0, ADDR, 3600, NULL), 0);
	CHECK_INT(bound, 1);
	CHECK(dhcp_client_lease(&c)->server_id == SERVER);
}

TEST(hazard_41_ack_for_another_address)
{
	to_requesting();
	CHECK_INT(ack_for(SERVER, ADDR + 1, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(ack_for(SERVER, 0, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(bound, 0);
	to_bound(3600);
	step();
	CHECK_INT(ack_for(SERVER, ADDR + 1, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(c.state, DHCP_RENEWING);
}

TEST(hazard_42_messages_that_no_server_sends)
{
	static const uint8_t types[] = {DHCP_DISCOVER, DHCP_REQUEST, DHCP_DECLINE,
					DHCP_RELEASE,  DHCP_INFORM,  9 /* FORCERENEW */};

	for (unsigned bound_first = 0; bound_first < 2; bound_first++) {
		if (bound_first)
			to_bound(3600);
		else
			to_requesting();
		for (size_t i = 0; i < sizeof types; i++) {
			enum dhcp_state before = c.state;

			reply_begin(&r, (enum dhcp_type)types[i], c.xid, ADDR, 0, SERVER);
			CHECK(feed(reply_end(&r)) != 0);
			CHECK_INT(c.state, before);
		}
	}
}

TEST(replies_come_from_server_ports_only)
{
	struct dhcp_from from = {.addr = SERVER, .port = 1067};

	begin();
	step();
	reply_begin(&r, DHCP_OFFER, c.xid, ADDR, SERVER, SERVER);
	CHECK_INT(dhcp_client_input(&c, now, reply_end(&r), &from), DHCP_CLIENT_UNWANTED);
	CHECK_INT(c.offers.n, 0);
}

TEST(boot_file_named_in_the_offer_only)
{
	begin();
	step();
	offer(SERVER, ADDR, "pxelinux.0");
	step();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "pxelinux.0");
}

TEST(boot_file_named_in_the_ack_only)
{
	begin();
	step();
	offer(SERVER, ADDR, NULL);
	step();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, "pxelinux.0"), 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "pxelinux.0");
}

TEST(renewals_repeat_at_growing_pauses_until_t2)
{
	unsigned first;

	to_bound(86400);
	first = sent;
	step();
	CHECK_INT(c.state, DHCP_RENEWING);
	while (c.state == DHCP_RENEWING)
		step();
	/* The last gap is cut off by T2. */
	CHECK(sent - first >= 8 && sent - first <= 30);
	CHECK(sent_at[first + 1] - sent_at[first] <= 5000);
	for (unsigned i = first; i + 1 < sent; i++)
		CHECK(sent_at[i + 1] - sent_at[i] >= 1000);
}

TEST(short_lease_is_renewed_in_time)
{
	/* One minute, as during a long download; every other reply is lost. */
	uint64_t until;

	to_bound(60);
	until = now + 600000;
	while (now < until) {
		unsigned before = sent;

		step();
		if (sent != before && sent % 2)
			ack_for(SERVER, ADDR, 60, NULL);
	}
	CHECK_INT(lost, 0);
	CHECK(renewed >= 10);
}

TEST(renewed_lease_that_changed_is_reported)
{
	to_bound(3600);
	step();
	reply_begin(&r, DHCP_ACK, c.xid, ADDR, 0, SERVER);
	reply_u32(&r, 1, 0xffff0000);
	reply_u32(&r, 51, 7200);
	CHECK_INT(feed(reply_end(&r)), 0);
	CHECK_INT(bound, 2);
	CHECK_INT(dhcp_client_lease(&c)->prefixlen, 16);
	CHECK_INT(dhcp_client_lease(&c)->lease_s, 7200);
}

TEST(refresh_brings_new_boot_data)
{
	to_bound(3600);
	dhcp_client_refresh(&c, now);
	drain();
	CHECK_INT(sent_type(), DHCP_REQUEST);
	CHECK(!last.broadcast && last.dest == SERVER && last.src == ADDR);
	CHECK_INT(ack_for(SERVER, ADDR, 3600, "right/pxelinux.0"), 0);
	CHECK(renewed == 1 && bound == 1 && lost == 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "right/pxelinux.0");
}

TEST(renewal_without_boot_data_keeps_the_old)
{
	to_bound(3600);
	dhcp_client_refresh(&c, now);
	drain();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	CHECK_INT(renewed, 1);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "pxelinux.0");
	CHECK(dhcp_client_lease(&c)->boot.server_ip == SERVER);
}

TEST(refresh_without_an_answer_costs_nothing)
{
	uint64_t end;

	to_bound(3600);
	end = c.end_at;
	dhcp_client_refresh(&c, now);
	dhcp_client_refresh(&c, now); /* one is under way */
	drain();
	CHECK_INT(sent, 3);
	while (now < end - 600000)
		step();
	CHECK(dhcp_client_lease(&c) && lost == 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "pxelinux.0");
}

TEST(refresh_without_a_lease_does_nothing)
{
	begin();
	dhcp_client_refresh(&c, now);
	drain();
	CHECK_INT(sent, 0);
	to_requesting();
	dhcp_client_refresh(&c, now);
	CHECK_INT(c.state, DHCP_REQUESTING);
}

TEST(rebinding_takes_any_server)
{
	to_bound(3600);
	run_until(now + 3200000);
	CHECK_INT(c.state, DHCP_REBINDING);
	CHECK_INT(ack_for(SERVER2, ADDR, 3600, NULL), 0);
	CHECK_INT(c.state, DHCP_IS_BOUND);
	CHECK(dhcp_client_lease(&c)->server_id == SERVER2);
	step();
	CHECK(!last.broadcast && last.dest == SERVER2);
}

TEST(lease_without_end_still_has_a_timer)
{
	to_bound(DHCP_FOREVER);
	CHECK_INT(dhcp_client_lease(&c)->lease_s, DHCP_FOREVER);
	run_until(now + 10ull * 86400 * 1000);
	CHECK_INT(c.state, DHCP_IS_BOUND);
	CHECK_INT(sent, 2);
	CHECK(dhcp_client_deadline(&c) > now);
}

TEST(longest_lease_does_not_overflow)
{
	to_bound(DHCP_FOREVER - 1);
	CHECK(dhcp_client_deadline(&c) > now + 1000000000ull);
	run_until(now + 4294967293ull * 1000);
	CHECK_INT(lost, 0);
	run_until(now + 2000);
	CHECK_INT(lost, 1);
}

TEST(lease_counts_from_the_request)
{
	uint64_t asked;

	to_requesting();
	asked = now;
	now += 3000;
	CHECK_INT(ack_for(SERVER, ADDR, 30, "pxelinux.0"), 0);
	run_until(asked + 29999);
	CHECK_INT(lost, 0);
	run_until(asked + 30000);
	CHECK_INT(lost, 1);
}

TEST(clock_that_slept_through_the_lease)
{
	to_bound(3600);
	now += 100000000;
	dhcp_client_tick(&c, now);
	drain();
	CHECK_INT(lost, 1);
	CHECK(!dhcp_client_lease(&c));
}

TEST(address_conflict_is_declined)
{
	uint64_t before;

	to_bound(3600);
	before = now;
	dhcp_client_conflict(&c, now);
	drain();
	CHECK_INT(lost, 1);
	CHECK_INT(sent_type(), DHCP_DECLINE);
	CHECK(sent_opt32(50) == ADDR && sent_opt32(54) == SERVER);
	CHECK(last.broadcast && last.src == 0);
	step();
	CHECK_INT(sent_type(), DHCP_DISCOVER);
	CHECK(now - before >= 10000 && now - before <= 11000);
	/* Without a lease there is nothing to decline. */
	begin();
	dhcp_client_conflict(&c, now);
	drain();
	CHECK_INT(sent, 0);
}

TEST(failed_server_is_avoided_but_not_refused)
{
	begin();
	dhcp_client_avoid(&c, SERVER);
	step();
	offer(SERVER, ADDR, "pxelinux.0");
	offer(SERVER2, ADDR + 1, NULL);
	step();
	CHECK(sent_opt32(54) == SERVER2);
	begin();
	dhcp_client_avoid(&c, SERVER);
	step();
	offer(SERVER, ADDR, "pxelinux.0");
	step();
	CHECK(sent_opt32(54) == SERVER);
}

/* --- proxyDHCP ------------------------------------------------------------------------------- */

#define PROXY IP(10, 0, 0, 4)

static int proxy_from(uint32_t server, const char *bootfile)
{
	static const uint8_t menu[] = {6, 1, 3, 8,    7, 0x80, 0,   1,	 10,  0,  0,
				       4, 9, 6, 0x80, 0, 3,    'a', 'b', 'c', 255};

	reply_begin(&r, DHCP_OFFER, c.xid, 0, 0, server);
	reply_text(&r, 60, "PXEClient");
	if (bootfile) {
		reply_text(&r, 67, bootfile);
		reply_u32(&r, 150, server);
	} else {
		reply_opt(&r, 43, menu, sizeof menu);
	}
	return feed_from(reply_end(&r), server);
}

static int proxy_offer(const char *bootfile)
{
	return proxy_from(PROXY, bootfile);
}

static int answer_4011(uint32_t xid, enum dhcp_type type)
{
	struct dhcp_from from = {.addr = PROXY, .port = 4011};
	int ret;

	reply_begin(&r, type, xid, 0, PROXY, PROXY);
	reply_text(&r, 60, "PXEClient");
	reply_file(&r, "menu.0", 6);
	ret = dhcp_client_input(&c, now, reply_end(&r), &from);
	drain();
	return ret;
}

TEST(hazard_43_proxy_alone_is_no_lease)
{
	begin();
	step();
	CHECK_INT(proxy_offer("p.0"), 0);
	run_until(now + 200000);
	CHECK_INT(bound, 0);
	CHECK_INT(sent_type(), DHCP_DISCOVER);
	/* Somebody answers, so unicast works: no broadcast flag. */
	CHECK_INT(packet[10], 0);
}

/* Whoever sends how many, useful lines stay on the console. */
TEST(hazard_39_floods_of_offers_fill_no_console)
{
	begin();
	step();
	for (unsigned i = 0; i < 1000; i++) {
		CHECK_INT(proxy_offer("p.0"), 0);
		proxy_from(IP(10, 0, 2, i % 200), "p.0");
	}
	CHECK(said > 0 && said <= DHCP_OFFERS_MAX);
	said = 0;
	for (unsigned i = 0; i < 1000; i++)
		CHECK_INT(offer(IP(10, 0, 1, i % 200), ADDR, "x.0"), 0);
	CHECK(said > 0 && said <= DHCP_OFFERS_MAX);
	step();
	CHECK_INT(c.state, DHCP_REQUESTING);
	said = 0;
	for (unsigned i = 0; i < 1000; i++)
		proxy_offer("p.0");
	CHECK_INT(said, 0);
}

TEST(proxy_names_the_boot_file)
{
	begin();
	step();
	CHECK_INT(proxy_offer("p.0"), 0);
	CHECK_INT(offer(SERVER, ADDR, NULL), 0);
	step();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "p.0");
	CHECK(dhcp_client_lease(&c)->boot.from_proxy);
	CHECK(dhcp_client_lease(&c)->boot.server_ip == PROXY);
	CHECK(!dhcp_client_lease(&c)->boot.pending);
}

/* Bound, with a proxy that wants to be asked on port 4011. */
static void to_proxy(void)
{
	struct dhcp_conf conf = conf_of();

	conf.proxy_ask = true;
	begin_with(&conf);
	step();
	proxy_offer(NULL);
	offer(SERVER, ADDR, NULL);
	step();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	CHECK_INT(bound, 1);
	CHECK(dhcp_client_lease(&c)->boot.pending);
}

TEST(hazard_43_proxy_asked_on_port_4011)
{
	to_proxy();
	step();
	CHECK_INT(sent_type(), DHCP_REQUEST);
	CHECK(!last.broadcast && last.dest == PROXY && last.port == 4011 && last.src == ADDR);
	CHECK_MEM(sent_opt(43).p, "\x47\x04\x80\x00\x00\x00", 6);
	CHECK_INT(answer_4011(sent_xid() ^ 1, DHCP_ACK), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(answer_4011(sent_xid(), DHCP_NAK), DHCP_CLIENT_UNWANTED);
	CHECK_INT(bound, 1);
	CHECK_INT(answer_4011(sent_xid(), DHCP_ACK), 0);
	CHECK_INT(bound, 2);
	CHECK(!dhcp_client_lease(&c)->boot.pending);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "menu.0");
	CHECK(dhcp_client_lease(&c)->boot.server_ip == PROXY);
	CHECK_INT(dhcp_client_lease(&c)->addr, ADDR);
}

/* dnsmasq says no more than "PXEClient" to architectures that are not x86, and waits on 4011. */
TEST(proxy_that_says_nothing_at_first)
{
	struct dhcp_conf conf = conf_of();

	conf.proxy_ask = true;
	begin_with(&conf);
	step();
	reply_begin(&r, DHCP_OFFER, c.xid, 0, PROXY, PROXY);
	reply_text(&r, 60, "PXEClient");
	CHECK_INT(feed(reply_end(&r)), 0);
	offer(SERVER, ADDR, NULL);
	step();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	step();
	CHECK(last.dest == PROXY && last.port == 4011);
	CHECK(!sent_opt(43).p);
	CHECK_INT(answer_4011(sent_xid(), DHCP_ACK), 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "menu.0");
}

TEST(proxy_that_shows_its_menu_on_4011)
{
	static const uint8_t menu[] = {9, 6, 0x80, 7, 3, 'a', 'b', 'c', 255};
	struct dhcp_conf conf = conf_of();
	struct dhcp_from from = {.addr = PROXY, .port = 4011};

	conf.proxy_ask = true;
	begin_with(&conf);
	step();
	reply_begin(&r, DHCP_OFFER, c.xid, 0, PROXY, PROXY);
	reply_text(&r, 60, "PXEClient");
	CHECK_INT(feed(reply_end(&r)), 0);
	offer(SERVER, ADDR, NULL);
	step();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	step();
	for (unsigned i = 0; i < 2; i++) {
		CHECK(dhcp_client_lease(&c)->boot.pending);
		reply_begin(&r, DHCP_ACK, sent_xid(), 0, 0, PROXY);
		reply_text(&r, 60, "PXEClient");
		reply_opt(&r, 43, menu, sizeof menu);
		CHECK_INT(dhcp_client_input(&c, now, reply_end(&r), &from), 0);
		drain();
		if (i == 0) {
			step();
			CHECK_MEM(sent_opt(43).p, "\x47\x04\x80\x07\x00\x00", 6);
		}
	}
	/* Asked for an entry it still names no file: enough of that. */
	CHECK(!dhcp_client_lease(&c)->boot.pending);
}

/* A DHCP server that is a PXE server too, without a boot file in its offer. */
static void to_pxe_lease(const char *vendor_class, const char *conffile)
{
	static const uint8_t menu[] = {8, 14, 0x80, 1, 1, 10,	0, 0, 8,   0x80, 0,   1,  10,
				       0, 0,  9,    9, 6, 0x80, 0, 3, 'a', 'b',	 'c', 255};
	struct dhcp_conf conf = conf_of();

	conf.proxy_ask = true;
	begin_with(&conf);
	step();
	for (unsigned type = DHCP_OFFER; type <= DHCP_ACK; type += DHCP_ACK - DHCP_OFFER) {
		reply_begin(&r, (enum dhcp_type)type, c.xid, ADDR, 0, SERVER);
		reply_text(&r, 60, vendor_class);
		reply_opt(&r, 43, menu, sizeof menu);
		reply_text(&r, 209, conffile);
		CHECK_INT(feed(reply_end(&r)), 0);
		if (type == DHCP_OFFER)
			step();
	}
	CHECK_INT(bound, 1);
}

TEST(dhcp_server_that_is_a_pxe_server_too)
{
	to_pxe_lease("PXEClient", "");
	CHECK(dhcp_client_lease(&c)->boot.pending);
	step();
	/* At the server that has what the menu's first entry stands for. */
	CHECK(last.port == 4011 && last.dest == IP(10, 0, 0, 9));
	to_pxe_lease("MSFT 5.0", "");
	CHECK(!dhcp_client_lease(&c)->boot.pending);
	/* Who names a configuration file needs no boot file. */
	to_pxe_lease("PXEClient", "conf");
	CHECK(!dhcp_client_lease(&c)->boot.pending);
}

TEST(ack_counts_before_the_offer)
{
	to_requesting();
	CHECK_INT(ack_for(SERVER, ADDR, 3600, "other.0"), 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "other.0");
}

TEST(proxy_that_does_not_answer_on_4011)
{
	uint64_t before;

	to_proxy();
	before = now;
	while (dhcp_client_lease(&c) && dhcp_client_lease(&c)->boot.pending)
		step();
	CHECK_INT(sent, 2 + 4);
	CHECK(now - before >= 7000 && now - before <= 13000);
	CHECK_INT(bound, 2);
	CHECK(!dhcp_client_lease(&c)->boot.has_bootfile);
	/* Renewal was not disturbed. */
	step();
	CHECK_INT(c.state, DHCP_RENEWING);
}

TEST(lease_lost_while_the_proxy_is_asked)
{
	to_proxy();
	step();
	dhcp_client_conflict(&c, now);
	drain();
	CHECK_INT(answer_4011(c.proxy_xid, DHCP_ACK), DHCP_MSG_NOT_FOR_US);
	CHECK(!dhcp_client_lease(&c));
}

TEST(pending_proxy_survives_a_renewal)
{
	to_proxy();
	step();
	c.t1_at = now; /* a lease so short that both overlap */
	dhcp_client_tick(&c, now);
	drain();
	CHECK_INT(c.state, DHCP_RENEWING);
	CHECK_INT(ack_for(SERVER, ADDR, 3600, NULL), 0);
	CHECK(dhcp_client_lease(&c)->boot.pending);
	CHECK_INT(answer_4011(c.proxy_xid, DHCP_ACK), 0);
	CHECK_STR(dhcp_client_lease(&c)->boot.bootfile, "menu.0");
}

/* --- loss ------------------------------------------------------------------------------------ */

/* A server behind a link that loses half of all packets, both ways. */
TEST(half_of_all_packets_lost)
{
	uint32_t dice = 1;
	unsigned slow = 0;

	for (unsigned run = 0; run < 100; run++) {
		struct dhcp_conf conf = conf_of();

		conf.seed = run;
		begin_with(&conf);
		while (!bound && CHECK(now < 3600000)) {
			unsigned before = sent;

			step();
			if (sent == before)
				continue;
			dice = dice * 1664525 + 1013904223;
			if ((dice >> 24 & 3) != 0) /* a quarter makes it there and back */
				continue;
			if (sent_type() == DHCP_DISCOVER)
				offer(SERVER, ADDR, "pxelinux.0");
			else
				ack_for(SERVER, ADDR, 3600, "pxelinux.0");
		}
		slow += now > 900000;
	}
	/* A quarter hour is enough but for a few unlucky ones. */
	CHECK(slow <= 5);
}

TEST(caller_that_never_drains)
{
	struct dhcp_conf conf = conf_of();
	struct dhcp_from from = {.addr = SERVER, .port = 67};

	begin_with(&conf);
	for (unsigned i = 0; i < 100; i++) {
		now = dhcp_client_deadline(&c);
		dhcp_client_tick(&c, now);
		reply_begin(&r, DHCP_OFFER, c.xid, ADDR, SERVER, SERVER);
		dhcp_client_input(&c, now, reply_end(&r), &from);
	}
	CHECK_INT(c.queue_n, DHCP_ACTIONS_MAX);
}

TEST(flood_of_offers_is_bounded_and_said_few_times)
{
	begin();
	step();
	for (unsigned i = 0; i < 1000; i++)
		offer(IP(10, 0, 3, 1) + i, ADDR + i, NULL);
	CHECK_INT(c.offers.n, DHCP_OFFERS_MAX);
	step();
	CHECK(sent_opt32(54) == IP(10, 0, 3, 1));
}

TEST(names_for_logs)
{
	CHECK_STR(dhcp_state_str(DHCP_REBINDING), "REBINDING");
	CHECK_STR(dhcp_state_str((enum dhcp_state)99), "unknown");
	CHECK_STR(dhcp_type_str(DHCP_NAK), "NAK");
	CHECK_STR(dhcp_type_str((enum dhcp_type)99), "unknown");
}
