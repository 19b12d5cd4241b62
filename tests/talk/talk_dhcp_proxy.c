/* SPDX-License-Identifier: MIT
 * The DHCP client and servers that know what to boot but lease nothing (proxyDHCP), on a virtual
 * clock. */
#include "tests/talk/dhcp_peer.h"
#include "tests/unit/check.h"

#include <string.h>

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
	us_run_until(us.now + 100000);
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

/* Bound, with a proxy that has a menu. */
static void to_menu(void)
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
	CHECK(dhcp_client_lease(&us.c)->boot.menu && !dhcp_client_lease(&us.c)->boot.pending);
	CHECK_INT(dhcp_client_menu(&us.c)->n_items, 1);
	CHECK_STR(dhcp_pxe_text(dhcp_client_menu(&us.c), 0), "abc");
}

static void pick(unsigned item)
{
	dhcp_client_pick(&us.c, item, us.now);
	us_drain();
	CHECK(dhcp_client_lease(&us.c)->boot.pending && !dhcp_client_lease(&us.c)->boot.menu);
}

/* Something was chosen from it. */
static void to_proxy(void)
{
	to_menu();
	pick(0);
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
			CHECK_INT(us.bound, 2);
			CHECK(dhcp_client_lease(&us.c)->boot.menu);
			pick(0);
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
	CHECK(dhcp_client_lease(&us.c)->boot.menu);
	pick(0);
	us_step();
	/* At the server that has what the menu's first entry stands for. */
	CHECK(us.last.port == 4011 && us.last.dest == IP(10, 0, 0, 9));
	to_pxe_lease("MSFT 5.0", "");
	CHECK(!dhcp_client_lease(&us.c)->boot.menu);
	/* Who names a configuration file needs no boot file. */
	to_pxe_lease("PXEClient", "conf");
	CHECK(!dhcp_client_lease(&us.c)->boot.pending && !dhcp_client_lease(&us.c)->boot.menu);
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
	CHECK(dhcp_client_lease(&us.c)->boot.menu);
	pick(0);
	us_step();
	CHECK(us.last.dest == PROXY && us.last.port == 4011);
	CHECK_INT(answer_4011(us_sent_xid(), DHCP_ACK), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "menu.0");
}

/* --- how boot servers are found -------------------------------------------------------------- */

/* Bound, with a proxy whose option 43 is this. */
static void to_vendor(const void *vendor, size_t len)
{
	struct dhcp_conf conf = us_conf();

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	reply_begin(&us.r, DHCP_OFFER, us.c.xid, 0, 0, PROXY);
	reply_text(&us.r, 60, "PXEClient");
	reply_opt(&us.r, 43, vendor, len);
	CHECK_INT(peer_feed_from(reply_end(&us.r), PROXY), 0);
	peer_offer(SERVER, ADDR, NULL);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
}

/* Step on; who was asked now? 0 = by broadcast, on port 67 */
static uint32_t asked_next(void)
{
	us_step();
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(us.last.src == ADDR && us.last.port == (us.last.broadcast ? 67 : 4011));
	return us.last.broadcast ? 0 : us.last.dest;
}

static int answer_from(uint32_t server, uint16_t port, uint16_t type, const char *file)
{
	struct dhcp_from from = {.addr = server, .port = port};
	uint8_t vendor[] = {71, 4, (uint8_t)(type >> 8), (uint8_t)type, 0, 0, 255};
	int ret;

	reply_begin(&us.r, DHCP_ACK, us_sent_xid(), 0, 0, server);
	reply_text(&us.r, 60, "PXEClient");
	reply_opt(&us.r, 43, vendor, sizeof vendor);
	reply_file(&us.r, file, strlen(file));
	ret = dhcp_client_input(&us.c, us.now, reply_end(&us.r), &from);
	us_drain();
	return ret;
}

#define MENU_OF_TWO  9, 10, 0x80, 1, 2, 'A', '1', 0x80, 2, 2, 'B', '2'
#define SERVERS_OF_1 8, 11, 0x80, 1, 2, 10, 0, 0, 8, 10, 0, 0, 9

/* Each server of the type in turn; the one that is named for another type is not asked. */
TEST(boot_servers_of_the_chosen_type_are_asked_in_turn)
{
	static const uint8_t vendor[] = {6, 1, 7, MENU_OF_TWO, SERVERS_OF_1, 8, 7, 0x80, 2, 1, 10,
					 0, 0, 7};

	to_vendor(vendor, sizeof vendor);
	pick(0);
	CHECK_INT(asked_next(), IP(10, 0, 0, 8));
	CHECK_MEM(us_sent_opt(43).p, "\x47\x04\x80\x01\x00\x00", 6);
	CHECK_INT(asked_next(), IP(10, 0, 0, 9));
	CHECK_INT(asked_next(), IP(10, 0, 0, 8));
	CHECK_INT(answer_from(IP(10, 0, 0, 9), 4011, 0x8001, "a.0"), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "a.0");
	CHECK_INT(dhcp_client_lease(&us.c)->boot.server_ip, IP(10, 0, 0, 9));
	to_vendor(vendor, sizeof vendor);
	pick(1);
	CHECK_INT(asked_next(), IP(10, 0, 0, 7));
	CHECK_MEM(us_sent_opt(43).p, "\x47\x04\x80\x02\x00\x00", 6);
}

/* Sub-option 6, bit 2: nobody else is believed. */
TEST(boot_server_that_is_not_listed)
{
	static const uint8_t listed[] = {6, 1, 4, MENU_OF_TWO, SERVERS_OF_1};
	static const uint8_t open[] = {6, 1, 0, MENU_OF_TWO, SERVERS_OF_1};

	to_vendor(listed, sizeof listed);
	pick(0);
	asked_next();
	CHECK_INT(answer_from(IP(10, 0, 0, 66), 4011, 0x8001, "bad.0"), DHCP_CLIENT_UNWANTED);
	CHECK_INT(answer_from(IP(10, 0, 0, 8), 4011, 0x8001, "a.0"), 0);
	to_vendor(open, sizeof open);
	pick(0);
	asked_next();
	CHECK_INT(answer_from(IP(10, 0, 0, 66), 4011, 0x8001, "other.0"), 0);
}

/* Nobody is named for the type: the server of the menu, then by multicast and broadcast. */
TEST(boot_servers_are_looked_for)
{
	static const uint8_t all[] = {7, 4, 224, 0, 1, 2, MENU_OF_TWO};
	static const uint8_t no_broadcast[] = {6, 1, 1, 7, 4, 224, 0, 1, 2, MENU_OF_TWO};
	static const uint8_t no_multicast[] = {6, 1, 2, 7, 4, 224, 0, 1, 2, MENU_OF_TWO};

	to_vendor(all, sizeof all);
	pick(1);
	CHECK_INT(asked_next(), PROXY);
	CHECK_INT(asked_next(), IP(224, 0, 1, 2));
	CHECK_INT(asked_next(), 0);
	CHECK_INT(asked_next(), PROXY);
	to_vendor(no_broadcast, sizeof no_broadcast);
	pick(1);
	CHECK_INT(asked_next(), PROXY);
	CHECK_INT(asked_next(), IP(224, 0, 1, 2));
	CHECK_INT(asked_next(), PROXY);
	to_vendor(no_multicast, sizeof no_multicast);
	pick(1);
	CHECK_INT(asked_next(), PROXY);
	CHECK_INT(asked_next(), 0);
	CHECK_INT(asked_next(), PROXY);
}

/* A DHCP server takes the broadcast for a renewal; other boot servers hear it as well. */
TEST(answers_to_the_broadcast_that_are_none)
{
	static const uint8_t vendor[] = {MENU_OF_TWO};

	to_vendor(vendor, sizeof vendor);
	pick(1);
	asked_next();
	asked_next();
	CHECK(us.last.broadcast);
	CHECK_INT(answer_from(SERVER, 67, 0x8002, ""), DHCP_CLIENT_UNWANTED);
	CHECK_INT(answer_from(IP(10, 0, 0, 8), 4011, 0x8001, "a.0"), DHCP_CLIENT_UNWANTED);
	CHECK(dhcp_client_lease(&us.c)->boot.pending);
	CHECK_INT(answer_from(IP(10, 0, 0, 8), 4011, 0x8002, "b.0"), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "b.0");
}

TEST(no_boot_server_answers)
{
	static const uint8_t vendor[] = {7, 4, 224, 0, 1, 2, MENU_OF_TWO, SERVERS_OF_1};
	uint64_t before;

	to_vendor(vendor, sizeof vendor);
	before = us.now;
	pick(0);
	while (dhcp_client_lease(&us.c)->boot.pending)
		us_step();
	CHECK_INT(us.sent, 2 + 2 * 4); /* two listed, multicast, broadcast: twice each */
	CHECK(us.now - before > 8000 && us.now - before < 16000);
	CHECK(!dhcp_client_lease(&us.c)->boot.menu);
	CHECK(dhcp_client_menu(&us.c) != NULL); /* for the next round: it is asked for anew */
}

/* Whatever a renewal brings: the menu is there until something was chosen, or there is a boot file. */
TEST(renewal_while_the_menu_is_shown)
{
	to_menu();
	us.c.t1_at = us.now;
	dhcp_client_tick(&us.c, us.now);
	us_drain();
	CHECK_INT(us.c.state, DHCP_RENEWING);
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK(dhcp_client_lease(&us.c)->boot.menu);
	pick(0);
	dhcp_client_pick(&us.c, 5, us.now); /* no such item, and too late */
	us_step();
	CHECK_MEM(us_sent_opt(43).p, "\x47\x04\x80\x00\x00\x00", 6);
	CHECK_INT(answer_4011(us_sent_xid(), DHCP_ACK), 0);
}
