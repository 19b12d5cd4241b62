/* SPDX-License-Identifier: MIT
 * The DHCP client and servers that know what to boot but lease nothing (proxyDHCP), on a virtual
 * clock. */
#include "tests/talk/dhcp_peer.h"
#include "tests/unit/check.h"

#define PROXY IP(10, 0, 0, 4)

static int proxy_from(uint32_t server, const char *bootfile)
{
	static const uint8_t menu[] = {6, 1, 3, 8,    7, 0x80, 0,   1,	 10,  0,  0,
				       4, 9, 6, 0x80, 0, 3,    'a', 'b', 'c', 255};

	reply_begin(&us.r, DHCP_OFFER, us.c.xid, 0, 0, server);
	reply_text(&us.r, 60, "PXEClient");
	if (bootfile) {
		reply_text(&us.r, 67, bootfile);
		reply_u32(&us.r, 150, server);
	} else {
		reply_opt(&us.r, 43, menu, sizeof menu);
	}
	return peer_feed_from(reply_end(&us.r), server);
}

static int proxy_offer(const char *bootfile)
{
	return proxy_from(PROXY, bootfile);
}

static int answer_4011(uint32_t xid, enum dhcp_type type)
{
	struct dhcp_from from = {.addr = PROXY, .port = 4011};
	int ret;

	reply_begin(&us.r, type, xid, 0, PROXY, PROXY);
	reply_text(&us.r, 60, "PXEClient");
	reply_file(&us.r, "menu.0", 6);
	ret = dhcp_client_input(&us.c, us.now, reply_end(&us.r), &from);
	us_drain();
	return ret;
}

TEST(hazard_43_proxy_alone_is_no_lease)
{
	us_begin();
	us_step();
	CHECK_INT(proxy_offer("p.0"), 0);
	us_run_until(us.now + 200000);
	CHECK_INT(us.bound, 0);
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
	/* Somebody answers, so unicast works: no broadcast flag. */
	CHECK_INT(us.packet[10], 0);
}

/* Whoever sends how many, useful lines stay on the console. */
TEST(hazard_39_floods_of_offers_fill_no_console)
{
	us_begin();
	us_step();
	for (unsigned i = 0; i < 1000; i++) {
		CHECK_INT(proxy_offer("p.0"), 0);
		proxy_from(IP(10, 0, 2, i % 200), "p.0");
	}
	CHECK(us.said > 0 && us.said <= DHCP_OFFERS_MAX);
	us.said = 0;
	for (unsigned i = 0; i < 1000; i++)
		CHECK_INT(peer_offer(IP(10, 0, 1, i % 200), ADDR, "x.0"), 0);
	CHECK(us.said > 0 && us.said <= DHCP_OFFERS_MAX);
	us_step();
	CHECK_INT(us.c.state, DHCP_REQUESTING);
	us.said = 0;
	for (unsigned i = 0; i < 1000; i++)
		proxy_offer("p.0");
	CHECK_INT(us.said, 0);
}

TEST(proxy_names_the_boot_file)
{
	us_begin();
	us_step();
	CHECK_INT(proxy_offer("p.0"), 0);
	CHECK_INT(peer_offer(SERVER, ADDR, NULL), 0);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "p.0");
	CHECK(dhcp_client_lease(&us.c)->boot.from_proxy);
	CHECK(dhcp_client_lease(&us.c)->boot.server_ip == PROXY);
	CHECK(!dhcp_client_lease(&us.c)->boot.pending);
}

/* Bound, with a proxy that wants to be asked on port 4011. */
static void to_proxy(void)
{
	struct dhcp_conf conf = us_conf();

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	proxy_offer(NULL);
	peer_offer(SERVER, ADDR, NULL);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK_INT(us.bound, 1);
	CHECK(dhcp_client_lease(&us.c)->boot.pending);
}

TEST(hazard_43_proxy_asked_on_port_4011)
{
	to_proxy();
	us_step();
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(!us.last.broadcast && us.last.dest == PROXY && us.last.port == 4011 &&
	      us.last.src == ADDR);
	CHECK_MEM(us_sent_opt(43).p, "\x47\x04\x80\x00\x00\x00", 6);
	CHECK_INT(answer_4011(us_sent_xid() ^ 1, DHCP_ACK), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(answer_4011(us_sent_xid(), DHCP_NAK), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.bound, 1);
	CHECK_INT(answer_4011(us_sent_xid(), DHCP_ACK), 0);
	CHECK_INT(us.bound, 2);
	CHECK(!dhcp_client_lease(&us.c)->boot.pending);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "menu.0");
	CHECK(dhcp_client_lease(&us.c)->boot.server_ip == PROXY);
	CHECK_INT(dhcp_client_lease(&us.c)->addr, ADDR);
}

/* dnsmasq says no more than "PXEClient" to architectures that are not x86, and waits on 4011. */
TEST(proxy_that_says_nothing_at_first)
{
	struct dhcp_conf conf = us_conf();

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	reply_begin(&us.r, DHCP_OFFER, us.c.xid, 0, PROXY, PROXY);
	reply_text(&us.r, 60, "PXEClient");
	CHECK_INT(peer_feed(reply_end(&us.r)), 0);
	peer_offer(SERVER, ADDR, NULL);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	us_step();
	CHECK(us.last.dest == PROXY && us.last.port == 4011);
	CHECK(!us_sent_opt(43).p);
	CHECK_INT(answer_4011(us_sent_xid(), DHCP_ACK), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "menu.0");
}

TEST(proxy_that_shows_its_menu_on_4011)
{
	static const uint8_t menu[] = {9, 6, 0x80, 7, 3, 'a', 'b', 'c', 255};
	struct dhcp_conf conf = us_conf();
	struct dhcp_from from = {.addr = PROXY, .port = 4011};

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	reply_begin(&us.r, DHCP_OFFER, us.c.xid, 0, PROXY, PROXY);
	reply_text(&us.r, 60, "PXEClient");
	CHECK_INT(peer_feed(reply_end(&us.r)), 0);
	peer_offer(SERVER, ADDR, NULL);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	us_step();
	for (unsigned i = 0; i < 2; i++) {
		CHECK(dhcp_client_lease(&us.c)->boot.pending);
		reply_begin(&us.r, DHCP_ACK, us_sent_xid(), 0, 0, PROXY);
		reply_text(&us.r, 60, "PXEClient");
		reply_opt(&us.r, 43, menu, sizeof menu);
		CHECK_INT(dhcp_client_input(&us.c, us.now, reply_end(&us.r), &from), 0);
		us_drain();
		if (i == 0) {
			us_step();
			CHECK_MEM(us_sent_opt(43).p, "\x47\x04\x80\x07\x00\x00", 6);
		}
	}
	/* Asked for an entry it still names no file: enough of that. */
	CHECK(!dhcp_client_lease(&us.c)->boot.pending);
}

/* A DHCP server that is a PXE server too, without a boot file in its offer. */
static void to_pxe_lease(const char *vendor_class, const char *conffile)
{
	static const uint8_t menu[] = {8, 14, 0x80, 1, 1, 10,	0, 0, 8,   0x80, 0,   1,  10,
				       0, 0,  9,    9, 6, 0x80, 0, 3, 'a', 'b',	 'c', 255};
	struct dhcp_conf conf = us_conf();

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	for (unsigned type = DHCP_OFFER; type <= DHCP_ACK; type += DHCP_ACK - DHCP_OFFER) {
		reply_begin(&us.r, (enum dhcp_type)type, us.c.xid, ADDR, 0, SERVER);
		reply_text(&us.r, 60, vendor_class);
		reply_opt(&us.r, 43, menu, sizeof menu);
		reply_text(&us.r, 209, conffile);
		CHECK_INT(peer_feed(reply_end(&us.r)), 0);
		if (type == DHCP_OFFER)
			us_step();
	}
	CHECK_INT(us.bound, 1);
}

TEST(dhcp_server_that_is_a_pxe_server_too)
{
	to_pxe_lease("PXEClient", "");
	CHECK(dhcp_client_lease(&us.c)->boot.pending);
	us_step();
	/* At the server that has what the menu's first entry stands for. */
	CHECK(us.last.port == 4011 && us.last.dest == IP(10, 0, 0, 9));
	to_pxe_lease("MSFT 5.0", "");
	CHECK(!dhcp_client_lease(&us.c)->boot.pending);
	/* Who names a configuration file needs no boot file. */
	to_pxe_lease("PXEClient", "conf");
	CHECK(!dhcp_client_lease(&us.c)->boot.pending);
}

TEST(proxy_that_does_not_answer_on_4011)
{
	uint64_t before;

	to_proxy();
	before = us.now;
	while (dhcp_client_lease(&us.c) && dhcp_client_lease(&us.c)->boot.pending)
		us_step();
	CHECK_INT(us.sent, 2 + 4);
	CHECK(us.now - before >= 7000 && us.now - before <= 13000);
	CHECK_INT(us.bound, 2);
	CHECK(!dhcp_client_lease(&us.c)->boot.has_bootfile);
	/* Renewal was not disturbed. */
	us_step();
	CHECK_INT(us.c.state, DHCP_RENEWING);
}

TEST(lease_lost_while_the_proxy_is_asked)
{
	to_proxy();
	us_step();
	dhcp_client_conflict(&us.c, us.now);
	us_drain();
	CHECK_INT(answer_4011(us.c.proxy_xid, DHCP_ACK), DHCP_MSG_NOT_FOR_US);
	CHECK(!dhcp_client_lease(&us.c));
}

TEST(pending_proxy_survives_a_renewal)
{
	to_proxy();
	us_step();
	us.c.t1_at = us.now; /* a lease so short that both overlap */
	dhcp_client_tick(&us.c, us.now);
	us_drain();
	CHECK_INT(us.c.state, DHCP_RENEWING);
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK(dhcp_client_lease(&us.c)->boot.pending);
	CHECK_INT(answer_4011(us.c.proxy_xid, DHCP_ACK), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "menu.0");
}

/* WDS and SCCM wait on purpose, so that others may answer first. */
TEST(late_proxy_completes_the_lease)
{
	struct dhcp_conf conf = us_conf();

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	peer_offer(SERVER, ADDR, NULL);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	us_run_until(us.now + 8000);
	CHECK_INT(proxy_offer("p.0"), 0);
	CHECK_INT(us.better, 1);
	dhcp_client_take(&us.c, us.now);
	us_drain();
	CHECK_INT(us.bound, 2);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "p.0");
	/* Its word is taken: the same again is nothing new. */
	CHECK_INT(proxy_offer("p.0"), 0);
	CHECK_INT(us.better, 1);
}

TEST(late_proxy_is_asked_on_port_4011)
{
	struct dhcp_conf conf = us_conf();

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	peer_offer(SERVER, ADDR, NULL);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	us_run_until(us.now + 3000);
	CHECK_INT(proxy_offer(NULL), 0);
	dhcp_client_take(&us.c, us.now);
	us_drain();
	CHECK(dhcp_client_lease(&us.c)->boot.pending);
	us_step();
	CHECK(us.last.dest == PROXY && us.last.port == 4011);
	CHECK_INT(answer_4011(us_sent_xid(), DHCP_ACK), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "menu.0");
}
