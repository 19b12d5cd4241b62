/* SPDX-License-Identifier: MIT
 * Conversations about IPv6 on a virtual clock: routers, and DHCPv6's servers with a loss here and there.
 */
#include "dhcp/v6_client.h"
#include "tests/unit/check.h"

#include "lib/clock.h"

#include <string.h>

static const struct netaddr router = {{0xfe, 0x80, [15] = 1}};

static struct {
	struct dhcp_v6_client c;
	uint64_t now;
	unsigned solicits, requests, informs, routers, addresses, leases;
	uint64_t sent_at[64]; /* messages to servers */
	unsigned sent;
	uint8_t last[DHCP_V6_REQUEST];
	size_t last_len;
	char said[400];
} net;

static void drain(void)
{
	struct dhcp_v6_action a;
	struct str said = {.p = net.said, .size = sizeof net.said, .n = strlen(net.said)};

	while (dhcp_v6_client_next(&net.c, &a)) {
		switch (a.kind) {
		case DHCP_V6_SEND_ROUTERS: net.routers++; break;
		case DHCP_V6_SEND_SERVERS:
			net.solicits += a.bytes[0] == DHCP_V6_SOLICIT;
			net.requests += a.bytes[0] == DHCP_V6_REQUEST_ADDRESS;
			net.informs += a.bytes[0] == DHCP_V6_INFORMATION;
			net.sent_at[net.sent++ % 64] = net.now;
			memcpy(net.last, a.bytes, a.len);
			net.last_len = a.len;
			break;
		case DHCP_V6_ADDRESS: net.addresses++; break;
		case DHCP_V6_LEASED: net.leases++; break;
		case DHCP_V6_LOG: str_puts(&said, a.text); break;
		}
	}
}

static void pass(uint64_t ms)
{
	uint64_t end = net.now + ms;

	while (dhcp_v6_client_deadline(&net.c) <= end) {
		if (dhcp_v6_client_deadline(&net.c) > net.now)
			net.now = dhcp_v6_client_deadline(&net.c);
		dhcp_v6_client_tick(&net.c, net.now);
		drain();
	}
	net.now = end;
}

static void start(uint64_t seed)
{
	struct dhcp_v6_conf conf = {
		.htype = 1, .mac = {2, 0, 0, 0, 0, 5}, .mac_len = 6, .arch = 0x1f, .seed = seed};

	memset(&net, 0, sizeof net);
	net.now = 5000;
	random_secret_seed(seed);
	dhcp_v6_client_start(&net.c, &conf, net.now);
	pass(1);
	CHECK_INT(net.routers, 1);
}

static void advertise(uint8_t flags)
{
	const uint8_t ra[] = {134, 0, 0, 0, 64,	  flags, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 25, 3, 0, 0,
			      0,   0, 2, 0, 0xfd, 0,	 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 9};

	dhcp_v6_client_router(&net.c, rd_of(ra, sizeof ra), &router, 255, net.now);
	drain();
}

/* What a server says to the last message. @url: NULL = no option 59. @addr: the last byte of an address, 0 = none */
static void answer(uint8_t type, uint8_t server, uint8_t addr, const char *url, uint8_t preference)
{
	uint8_t p[600];
	struct wr w = wr_of(p, sizeof p);
	struct view v = view_of(url);

	wr_u8(&w, type);
	wr_bytes(&w, net.last + 1, 3);
	wr_bytes(&w, net.last + 4, 14); /* the client's identifier is always first */
	wr_be32(&w, 2 << 16 | 3);
	wr_bytes(&w, (uint8_t[]){0, 4, server}, 3);
	wr_be32(&w, 7 << 16 | 1);
	wr_u8(&w, preference);
	if (addr) {
		wr_be32(&w, 3 << 16 | 40);
		wr_be32(&w, 5);
		wr_be32(&w, 1000);
		wr_be32(&w, 2000);
		wr_be32(&w, 5 << 16 | 24);
		wr_bytes(&w, (uint8_t[]){0xfd, 0, [15] = addr}, 16);
		wr_be32(&w, 3000);
		wr_be32(&w, 4000);
	}
	if (url) {
		wr_be32(&w, (uint32_t)(59 << 16 | v.n));
		wr_bytes(&w, v.p, v.n);
	}
	dhcp_v6_client_input(&net.c, rd_of(p, wr_len(&w)), net.now);
	drain();
}

TEST(no_router_no_word)
{
	start(1);
	pass(600000);
	CHECK(net.routers >= 12 && net.routers < 25);
	CHECK_INT(net.sent, 0);
	CHECK_STR(net.said, "");
	CHECK_INT(net.c.state, DHCP_V6_ROUTER);
}

TEST(slaac_alone)
{
	start(2);
	advertise(0);
	CHECK_INT(net.c.state, DHCP_V6_READY);
	CHECK_INT(net.leases, 1);
	CHECK_INT(net.c.lease.dns[0].b[15], 9);
	CHECK(!net.c.lease.url[0] && net.c.lease.router);
	pass(1000000);
	CHECK_INT(net.sent, 0);
	advertise(0x40); /* the router has changed its mind */
	pass(200);
	CHECK_INT(net.informs, 1);
}

TEST(stateless)
{
	start(3);
	advertise(0x40);
	pass(200);
	CHECK_INT(net.informs, 1);
	answer(DHCP_V6_REPLY, 1, 0, "tftp://[fd00::1]/pxelinux.0", 0);
	CHECK_INT(net.c.state, DHCP_V6_READY);
	CHECK_STR(net.c.lease.url, "tftp://[fd00::1]/pxelinux.0");
	CHECK(!netaddr_is_set(&net.c.lease.addr));
	CHECK_INT(net.c.lease.dns[0].b[15], 9);
	CHECK_INT(net.addresses, 0);
}

static void until_requested(void)
{
	start(4);
	advertise(0xc0);
	pass(200);
	CHECK_INT(net.solicits, 1);
	answer(DHCP_V6_ADVERTISE, 1, 0x42, "tftp://[fd00::1]/x", 0);
	CHECK_INT(net.requests, 1);
}

TEST(stateful)
{
	until_requested();
	answer(DHCP_V6_REPLY, 1, 0x42, "tftp://[fd00::1]/x", 0);
	CHECK_INT(net.addresses, 1);
	CHECK_INT(net.leases, 0); /* not before PID 1 has set it */
	dhcp_v6_client_taken(&net.c, net.now);
	drain();
	CHECK_INT(net.leases, 1);
	CHECK_INT(net.c.lease.addr.b[15], 0x42);
	CHECK_STR(net.c.lease.url, "tftp://[fd00::1]/x");
	pass(900000);
	CHECK_INT(net.sent, 2);
	pass(150000); /* T1 is over */
	CHECK(net.solicits >= 2);
}

TEST(offer_with_a_url_comes_before_one_without)
{
	start(5);
	advertise(0x80);
	pass(200);
	answer(DHCP_V6_ADVERTISE, 1, 0x41, NULL, 200);
	CHECK_INT(net.requests, 0); /* others may come */
	answer(DHCP_V6_ADVERTISE, 2, 0x42, "http://x/", 0);
	CHECK_INT(net.requests, 1);
	answer(DHCP_V6_REPLY, 1, 0x41, NULL, 0); /* not the one that was asked */
	CHECK_INT(net.addresses, 0);
	answer(DHCP_V6_REPLY, 2, 0x42, "http://x/", 0);
	CHECK_INT(net.addresses, 1);
}

TEST(offer_without_a_url_is_taken_when_no_other_comes)
{
	start(6);
	advertise(0x80);
	pass(200);
	answer(DHCP_V6_ADVERTISE, 1, 0x41, NULL, 0);
	pass(1200);
	CHECK_INT(net.requests, 1);
	CHECK_INT(net.solicits, 1);
}

TEST(server_that_takes_its_offer_back)
{
	until_requested();
	answer(DHCP_V6_REPLY, 1, 0, NULL, 0);
	CHECK_INT(net.addresses, 0);
	CHECK(strstr(net.said, "takes its offer back"));
	pass(2000);
	CHECK(net.solicits >= 2);
}

TEST(server_that_dies_behind_its_offer)
{
	until_requested();
	pass(600000);
	CHECK_INT(net.requests, 10);
	CHECK(net.solicits > 1);
}

TEST(no_address_is_said_once)
{
	start(8);
	advertise(0x80);
	for (int i = 0; i < 20; i++) {
		pass(1000);
		if (net.sent)
			answer(DHCP_V6_ADVERTISE, 1, 0, NULL, 0);
	}
	CHECK_STR(net.said, "IPv6: a DHCPv6 server has no address for this machine; still asking");
}

/* RFC 8415 section 15: doubled each time, a tenth either way; the first wait of a SOLICIT is no shorter. */
TEST(pauses)
{
	for (uint64_t seed = 1; seed < 50; seed++) {
		start(seed);
		advertise(0x80);
		pass(500000);
		CHECK(net.sent_at[1] - net.sent_at[0] >= 1000 &&
		      net.sent_at[1] - net.sent_at[0] <= 1100);
		for (unsigned i = 2; i < net.sent; i++) {
			uint64_t before = net.sent_at[i - 1] - net.sent_at[i - 2];
			uint64_t pause = net.sent_at[i] - net.sent_at[i - 1];

			CHECK(pause <= 66000 &&
			      pause >= (before > 31000 ? 54000 : before * 17 / 10));
		}
		CHECK(strstr(net.said, "no server does"));
	}
}

TEST(packet_that_cannot_leave_is_tried_soon)
{
	start(9);
	for (int i = 0; i < 5; i++) {
		dhcp_v6_client_unsent(&net.c, net.now);
		pass(310);
	}
	CHECK_INT(net.routers, 6);
	CHECK_INT(net.c.sent, 1);
}

TEST(link_without_ip6_is_tried_seldom)
{
	unsigned before;

	start(12);
	for (int i = 0; i < 3000; i++) {
		before = net.routers;
		pass(100);
		if (net.routers != before)
			dhcp_v6_client_unsent(&net.c, net.now);
	}
	CHECK(net.routers >= 16 + 8 && net.routers < 40);
	CHECK_STR(net.said, "");
}

TEST(strangers_change_nothing)
{
	static const uint8_t other[] = {0, 1, 0, 3, 9, 9, 9};

	start(10);
	advertise(0x80);
	pass(200);
	net.last[3] ^= 1; /* another transaction */
	answer(DHCP_V6_ADVERTISE, 1, 0x42, "http://x/", 255);
	net.last[3] ^= 1;
	memcpy(net.last + 8, other, sizeof other); /* another machine */
	answer(DHCP_V6_ADVERTISE, 1, 0x42, "http://x/", 255);
	CHECK_INT(net.requests, 0);
	CHECK_INT(net.c.state, DHCP_V6_SOLICITING);
}

TEST(again)
{
	start(11);
	advertise(0x40);
	pass(200);
	answer(DHCP_V6_REPLY, 1, 0, "http://x/", 0);
	dhcp_v6_client_again(&net.c, net.now);
	CHECK_STR(net.c.lease.url, "http://x/");
	pass(200);
	answer(DHCP_V6_REPLY, 1, 0, "http://y/", 0);
	CHECK_INT(net.leases, 2);
	CHECK_STR(net.c.lease.url, "http://y/");
	dhcp_v6_client_stop(&net.c);
	CHECK(dhcp_v6_client_deadline(&net.c) == CLOCK_NEVER);
}
