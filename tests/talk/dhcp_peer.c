/* SPDX-License-Identifier: MIT */
#include "tests/talk/dhcp_peer.h"

#include "dhcp/frame.h"
#include "lib/clock.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>

struct dhcp_talk us;

void us_drain(void)
{
	struct dhcp_action a;

	while (dhcp_client_next(&us.c, &a)) {
		switch (a.kind) {
		case DHCP_SEND:
			us.last = a;
			memcpy(us.packet, a.data, a.len);
			if (us.sent < sizeof us.sent_at / sizeof *us.sent_at)
				us.sent_at[us.sent] = us.now;
			us.sent++;
			break;
		case DHCP_BOUND: us.bound++; break;
		case DHCP_RENEWED: us.renewed++; break;
		case DHCP_BETTER: us.better++; break;
		case DHCP_LOST: us.lost++; break;
		case DHCP_LOG:
			CHECK(a.text && a.text[0]);
			us.said_at = us.now;
			us.said++;
			break;
		}
	}
	CHECK(dhcp_client_deadline(&us.c) != CLOCK_NEVER);
}

struct dhcp_conf us_conf(void)
{
	struct dhcp_match match = aid_match();
	struct dhcp_conf conf = {
		.htype = match.htype, .hlen = match.hlen, .arch = 0x1f, .seed = 42};

	memcpy(conf.mac, match.mac, sizeof conf.mac);
	return conf;
}

void us_begin_with(const struct dhcp_conf *conf)
{
	us.sent = us.bound = us.better = us.renewed = us.lost = us.said = 0;
	us.now = 1000;
	random_secret_seed(conf->seed);
	dhcp_client_start(&us.c, conf, us.now);
	us_drain();
}

void us_begin(void)
{
	struct dhcp_conf conf = us_conf();

	us_begin_with(&conf);
}

void us_step(void)
{
	uint64_t at = dhcp_client_deadline(&us.c);

	if (at > us.now)
		us.now = at;
	dhcp_client_tick(&us.c, us.now);
	us_drain();
}

void us_run_until(uint64_t until)
{
	unsigned guard = 0;

	while (dhcp_client_deadline(&us.c) <= until && CHECK(guard++ < 100000))
		us_step();
	us.now = until;
}

uint8_t us_sent_type(void)
{
	return us.packet[242];
}

uint32_t us_sent_xid(void)
{
	struct rd p = rd_of(us.packet + 4, 4);

	return rd_be32(&p);
}

struct rd us_sent_opt(uint8_t code)
{
	struct rd p = rd_of(us.packet, us.last.len), body;

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

uint32_t us_sent_opt32(uint8_t code)
{
	struct rd body = us_sent_opt(code);

	return rd_be32(&body);
}

int peer_feed_from(struct rd payload, uint32_t from)
{
	struct dhcp_from peer = {.addr = from, .port = DHCP_PORT_SERVER};
	uint8_t *copy = malloc(rd_left(&payload));
	size_t n = rd_left(&payload);
	int ret;

	/* Its own block, poisoned afterwards: nothing may point into the packet. */
	memcpy(copy, payload.p, n);
	ret = dhcp_client_input(&us.c, us.now, rd_of(copy, n), &peer);
	memset(copy, 0xa5, n);
	free(copy);
	us_drain();
	return ret;
}

int peer_feed(struct rd payload)
{
	return peer_feed_from(payload, SERVER);
}

int peer_offer(uint32_t server, uint32_t addr, const char *bootfile)
{
	reply_begin(&us.r, DHCP_OFFER, us.c.xid, addr, bootfile ? server : 0, server);
	reply_u32(&us.r, 1, 0xffffff00);
	reply_u32(&us.r, 51, 3600);
	if (bootfile)
		reply_text(&us.r, 67, bootfile);
	return peer_feed(reply_end(&us.r));
}

int peer_ack(uint32_t server, uint32_t addr, uint32_t lease_s, const char *bootfile)
{
	reply_begin(&us.r, DHCP_ACK, us.c.xid, addr, bootfile ? server : 0, server);
	reply_u32(&us.r, 1, 0xffffff00);
	reply_u32(&us.r, 3, SERVER);
	reply_u32(&us.r, 51, lease_s);
	if (bootfile)
		reply_text(&us.r, 67, bootfile);
	return peer_feed(reply_end(&us.r));
}

int peer_nak(uint32_t server)
{
	reply_begin(&us.r, DHCP_NAK, us.c.xid, 0, 0, server);
	return peer_feed(reply_end(&us.r));
}

void us_to_requesting(void)
{
	us_begin();
	us_step();
	CHECK_INT(peer_offer(SERVER, ADDR, "pxelinux.0"), 0);
	us_step();
	CHECK_INT(us.c.state, DHCP_REQUESTING);
}

void us_to_bound(uint32_t lease_s)
{
	us_to_requesting();
	CHECK_INT(peer_ack(SERVER, ADDR, lease_s, "pxelinux.0"), 0);
	CHECK_INT(us.c.state, DHCP_IS_BOUND);
}
