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
static unsigned sent, bound, renewed, lost;
static struct dhcp_action last;
static uint8_t packet[DHCP_REQUEST_MAX];
static uint64_t sent_at[4000];

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
		case DHCP_SAY: CHECK(a.text && a.text[0]); break;
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
	sent = bound = renewed = lost = 0;
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

	while (dhcp_client_deadline(&c) <= until && CHECK(guard++ < 10000))
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

		CHECK_INT(sent_xid(), xid);
		CHECK_INT(packet[10], 0);
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
