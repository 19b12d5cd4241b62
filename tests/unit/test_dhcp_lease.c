/* SPDX-License-Identifier: MIT
 * What becomes of a reply: the lease, the boot server, the best offer. */
#include "tests/unit/check.h"
#include "tests/unit/dhcp_aid.h"

#include "dhcp/boot.h"
#include "dhcp/choose.h"
#include "dhcp/lease.h"
#include "lib/clock.h"

#include <stdio.h>
#include <string.h>

static struct dhcp_msg m, proxy;
static struct dhcp_lease l;
static struct dhcp_boot b;
static struct dhcp_offers offers;

static void begin(void)
{
	memset(&m, 0, sizeof m);
	m.type = DHCP_ACK;
	m.yiaddr = ADDR;
	m.server_id = SERVER;
	m.prefixlen = 24;
}

static void make(void)
{
	memset(&l, 0, sizeof l);
	dhcp_lease_make(&m, 1500, &l);
}

static bool route_is(unsigned i, uint32_t dest, unsigned prefixlen, uint32_t gateway)
{
	const struct dhcp_route *r = &l.routes.route[i];

	return i < l.routes.n && r->dest == dest && r->prefixlen == prefixlen &&
	       r->gateway == gateway;
}

static void router(uint32_t addr)
{
	m.routers.addr[m.routers.n++] = addr;
}

TEST(hazard_20_gateway_outside_the_subnet)
{
	begin();
	m.prefixlen = 32;
	router(SERVER);
	make();
	CHECK_INT(l.routes.n, 2);
	CHECK(route_is(0, SERVER, 32, 0) && route_is(1, 0, 0, SERVER));
	/* Inside it needs no route of its own. */
	begin();
	router(SERVER);
	make();
	CHECK_INT(l.routes.n, 1);
	CHECK(route_is(0, 0, 0, SERVER));
}

TEST(hazard_20_no_usable_mask)
{
	begin();
	m.prefixlen = 0;
	make();
	CHECK_INT(l.prefixlen, 8);
	m.yiaddr = IP(172, 16, 0, 9);
	make();
	CHECK_INT(l.prefixlen, 16);
	m.yiaddr = IP(192, 168, 1, 9);
	make();
	CHECK_INT(l.prefixlen, 24);
	CHECK(l.broadcast == IP(192, 168, 1, 255));
}

TEST(hazard_22_routers_that_are_none)
{
	begin();
	router(ADDR);
	router(IP(10, 0, 0, 255));
	make();
	CHECK_INT(l.routes.n, 0);
	router(IP(10, 0, 0, 9));
	make();
	CHECK(route_is(0, 0, 0, IP(10, 0, 0, 9)));
}

TEST(hazard_23_addresses_that_are_none)
{
	static const uint32_t bad[] = {0,      UINT32_MAX,     IP(224, 0, 0, 1), IP(127, 0, 0, 1),
				       SERVER, IP(0, 1, 2, 3), IP(240, 0, 0, 1)};

	begin();
	CHECK(dhcp_lease_addr_ok(&m));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		m.yiaddr = bad[i];
		CHECK(!dhcp_lease_addr_ok(&m));
	}
}

TEST(hazard_25_times)
{
	static const struct {
		bool has;
		uint32_t lease, t1, t2, want_lease, want_t1, want_t2;
	} table[] = {
		{true, 3600, 0, 0, 3600, 1800, 3150},
		{true, 3600, 1000, 2000, 3600, 1000, 2000},
		{true, 3600, 2000, 1000, 3600, 2000, 3150}, /* T1 > T2 */
		{true, 3600, 4000, 5000, 3600, 1800, 3150}, /* both behind the end */
		{true, 3600, 3600, 3600, 3600, 1800, 3150},
		{true, 3600, 3500, 0, 3600, 1800, 3150}, /* T1 behind the default T2 */
		{true, 3600, 2000, 2000, 3600, 2000, 3150},
		{true, 3600, 30, 2000, 3600, 30, 2000},
		{true, 3600, 29, 2000, 3600, 1800, 2000},
		{true, 3600, 1, 2, 3600, 1800, 3150}, /* renewing every second */
		{true, 0, 0, 0, 30, 15, 27},
		{true, 1, 0, 0, 30, 15, 27},
		{true, 31, 30, 0, 31, 15, 28},
		{false, 0, 0, 0, 3600, 1800, 3150},
		{true, DHCP_FOREVER, 5, 6, DHCP_FOREVER, DHCP_FOREVER, DHCP_FOREVER},
		{true, DHCP_FOREVER - 1, 0, 0, DHCP_FOREVER - 1, 0x7fffffff, 0xdfffffff},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		begin();
		m.has_lease = table[i].has;
		m.lease_s = table[i].lease;
		m.t1_s = table[i].t1;
		m.t2_s = table[i].t2;
		m.has_t1 = m.has_t2 = true;
		make();
		CHECK_INT(l.lease_s, table[i].want_lease);
		CHECK_INT(l.t1_s, table[i].want_t1);
		CHECK_INT(l.t2_s, table[i].want_t2);
	}
}

TEST(hazard_26_mtu)
{
	static const uint16_t table[][2] = {{0, 0},	  {67, 0},	{575, 0},     {576, 576},
					    {1400, 1400}, {1500, 1500}, {65535, 1500}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		begin();
		m.mtu = table[i][0];
		make();
		CHECK_INT(l.mtu, table[i][1]);
	}
}

TEST(hazard_27_121_overrides_3_and_33)
{
	begin();
	router(SERVER);
	dhcp_routes_add(&m.hosts, (struct dhcp_route){IP(1, 1, 1, 1), SERVER, 32});
	make();
	CHECK_INT(l.routes.n, 2);
	CHECK(l.gateway == SERVER);
	dhcp_routes_add(&m.classless, (struct dhcp_route){IP(10, 9, 0, 0), IP(10, 0, 0, 3), 16});
	make();
	CHECK_INT(l.routes.n, 1);
	CHECK(route_is(0, IP(10, 9, 0, 0), 16, IP(10, 0, 0, 3)));
	CHECK_INT(l.gateway, 0);
	/* A gateway reached by an on-link route of the same option needs no other. */
	begin();
	dhcp_routes_add(&m.classless, (struct dhcp_route){IP(192, 168, 0, 0), 0, 24});
	dhcp_routes_add(&m.classless, (struct dhcp_route){0, IP(192, 168, 0, 1), 0});
	make();
	CHECK_INT(l.routes.n, 2);
	CHECK(l.gateway == IP(192, 168, 0, 1));
}

TEST(hazard_27_routes_never_lose_their_gateway)
{
	begin();
	for (unsigned i = 0; i < DHCP_ROUTES_MAX; i++)
		dhcp_routes_add(&m.classless,
				(struct dhcp_route){IP(20, 0, i, 0), IP(30, 0, 0, i + 1), 24});
	make();
	CHECK_INT(l.routes.n, DHCP_ROUTES_MAX);
	for (unsigned i = 0; i + 1 < l.routes.n; i += 2)
		CHECK(l.routes.route[i].gateway == 0 &&
		      l.routes.route[i].dest == l.routes.route[i + 1].gateway);
}

TEST(same_lease)
{
	static struct dhcp_lease other;

	begin();
	router(SERVER);
	make();
	other = l;
	other.lease_s = other.t1_s = 7;
	CHECK(dhcp_lease_same(&l, &other));
	other.routes.route[0].gateway++;
	CHECK(!dhcp_lease_same(&l, &other));
	other = l;
	other.dns.addr[other.dns.n++] = SERVER;
	CHECK(!dhcp_lease_same(&l, &other));
	other = l;
	other.prefixlen--;
	CHECK(!dhcp_lease_same(&l, &other));
}

/* --- boot server ----------------------------------------------------------------------------- */

TEST(server_precedence)
{
	static const struct {
		uint32_t siaddr;
		const char *name66;
		uint32_t o150;
		const char *sname;
		uint32_t want_ip;
		const char *want_name;
		const char *why;
	} table[] = {
		{IP(10, 0, 0, 7), "10.0.0.8", IP(10, 0, 0, 9), "s", IP(10, 0, 0, 7), "",
		 "server 10.0.0.7 (siaddr, which is not the DHCP server)"},
		{SERVER, "10.0.0.8", IP(10, 0, 0, 9), "s", IP(10, 0, 0, 8), "",
		 "server 10.0.0.8 (option 66; siaddr is only the DHCP server itself)"},
		{0, "tftp.lab", IP(10, 0, 0, 9), "s", 0, "tftp.lab", "server tftp.lab (option 66)"},
		{SERVER, "", IP(10, 0, 0, 9), "s", IP(10, 0, 0, 9), "",
		 "server 10.0.0.9 (option 150; siaddr is only the DHCP server itself)"},
		{SERVER, "", 0, "s", SERVER, "", "server 10.0.0.1 (siaddr)"},
		{0, "", 0, "s", 0, "s", "server s (the sname field)"},
		{0, "", 0, "10.0.0.6", IP(10, 0, 0, 6), "", "server 10.0.0.6 (the sname field)"},
		{0, "", 0, "", SERVER, "",
		 "server 10.0.0.1 (the DHCP server, as nothing else is named)"},
		{IP(127, 0, 0, 1), "", 0, "", SERVER, "",
		 "server 10.0.0.1 (the DHCP server, as nothing else is named)"},
		{0, "0.0.0.0", 0, "", SERVER, "",
		 "server 10.0.0.1 (the DHCP server, as nothing else is named)"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		begin();
		m.siaddr = table[i].siaddr;
		snprintf(m.tftp_name, sizeof m.tftp_name, "%s", table[i].name66);
		snprintf(m.sname, sizeof m.sname, "%s", table[i].sname);
		if (table[i].o150)
			m.tftp = (struct dhcp_addrs){.n = 1, .addr = {table[i].o150}};
		dhcp_boot_make(&m, NULL, &b);
		CHECK(b.server_ip == table[i].want_ip);
		CHECK_STR(b.server_name, table[i].want_name);
		CHECK_STR(b.why, table[i].why);
	}
}

TEST(other_servers_of_option_150_stand_behind_the_first)
{
	begin();
	m.siaddr = IP(10, 0, 0, 7);
	m.tftp = (struct dhcp_addrs){
		.n = 4,
		.addr = {IP(10, 0, 0, 9), IP(10, 0, 0, 7), IP(10, 0, 0, 8), IP(10, 0, 0, 6)}};
	dhcp_boot_make(&m, NULL, &b);
	CHECK_INT(b.server_ip, IP(10, 0, 0, 7));
	CHECK_INT(b.servers[1], IP(10, 0, 0, 9));
	CHECK_INT(b.servers[2], IP(10, 0, 0, 8));
	CHECK_INT(b.servers[3], IP(10, 0, 0, 6));
	CHECK_INT(b.servers[4], SERVER);
	CHECK_INT(b.servers[5], 0);
	/* a name is looked up, and the others take its place */
	strcpy(m.tftp_name, "tftp.lab");
	m.siaddr = 0;
	dhcp_boot_make(&m, NULL, &b);
	CHECK_STR(b.server_name, "tftp.lab");
	CHECK_INT(b.server_ip, 0);
	CHECK_INT(b.servers[1], IP(10, 0, 0, 9));
	CHECK_INT(b.servers[5], SERVER);
}

/* In the order of trust: what is named for booting, the proxy, the DHCP server. */
TEST(whoever_is_named_may_take_the_place_of_a_lost_server)
{
	begin();
	memset(&proxy, 0, sizeof proxy);
	proxy.server_id = IP(10, 0, 0, 4);
	m.siaddr = IP(10, 0, 0, 7);
	strcpy(m.tftp_name, "10.0.0.8");
	strcpy(m.sname, "10.0.0.9");
	m.tftp = (struct dhcp_addrs){.n = 1, .addr = {IP(10, 0, 0, 10)}};
	strcpy(m.bootfile, "x.0");
	dhcp_boot_make(&m, &proxy, &b);
	CHECK_INT(b.servers[0], IP(10, 0, 0, 7));
	CHECK_INT(b.servers[1], IP(10, 0, 0, 10));
	CHECK_INT(b.equals, 2);
	CHECK_INT(b.servers[2], IP(10, 0, 0, 8));
	CHECK_INT(b.servers[3], IP(10, 0, 0, 9));
	CHECK_INT(b.servers[4], IP(10, 0, 0, 4));
	CHECK_INT(b.servers[5], SERVER);
	CHECK_INT(b.servers[6], 0);
}

TEST(file_field_beats_option_67)
{
	begin();
	strcpy(m.bootfile, "o67");
	dhcp_boot_make(&m, NULL, &b);
	CHECK_STR(b.bootfile, "o67");
	strcpy(m.file, "field");
	dhcp_boot_make(&m, NULL, &b);
	CHECK_STR(b.bootfile, "field");
	CHECK(b.has_bootfile && !b.has_conffile && !b.has_prefix && !b.has_reboot_time);
}

TEST(urls_are_named_in_why)
{
	begin();
	strcpy(m.bootfile, "http://boot.lab/x");
	dhcp_boot_make(&m, NULL, &b);
	CHECK(strstr(b.why, "the boot file is a URL") != NULL);
	CHECK(b.server_ip == SERVER);
	CHECK(dhcp_is_url("tftp://h//x") && !dhcp_is_url("a:b") && !dhcp_is_url("::x"));
	CHECK(!dhcp_is_url("h::x") && !dhcp_is_url("") && !dhcp_is_url("//x"));
	CHECK(!dhcp_is_url("a b://x") && dhcp_is_url("HTTP://x"));
	CHECK(dhcp_is_url("az09://x") && !dhcp_is_url("a{://x") && !dhcp_is_url("a`://x"));
	CHECK(!dhcp_is_url("a/://x") && !dhcp_is_url("http:/x"));
}

TEST(proxy_fills_what_the_lease_lacks)
{
	begin();
	memset(&proxy, 0, sizeof proxy);
	proxy.server_id = IP(10, 0, 0, 4);
	proxy.siaddr = IP(10, 0, 0, 5);
	strcpy(proxy.bootfile, "proxy.0");
	strcpy(proxy.conffile, "proxy.conf");
	m.siaddr = SERVER;
	dhcp_boot_make(&m, &proxy, &b);
	CHECK(b.from_proxy && b.server_ip == IP(10, 0, 0, 5) && b.source == IP(10, 0, 0, 4));
	CHECK_STR(b.bootfile, "proxy.0");
	CHECK_STR(b.conffile, "proxy.conf");
	CHECK(strstr(b.why, "proxyDHCP") != NULL);
	/* The lease has a boot file: its own file and server count. */
	strcpy(m.bootfile, "lease.0");
	dhcp_boot_make(&m, &proxy, &b);
	CHECK(!b.from_proxy && b.server_ip == SERVER && b.source == SERVER);
	CHECK_STR(b.bootfile, "lease.0");
	/* A proxy without a file is there for other machines; its files come before the router's. */
	proxy.bootfile[0] = m.bootfile[0] = '\0';
	dhcp_boot_make(&m, &proxy, &b);
	CHECK(!b.from_proxy && b.server_ip == IP(10, 0, 0, 5));
	CHECK(strstr(b.why, "names no boot file for this architecture") != NULL);
	CHECK_INT(b.servers[1], IP(10, 0, 0, 4));
	CHECK_INT(b.servers[2], SERVER);
	m.siaddr = IP(10, 0, 0, 7);
	dhcp_boot_make(&m, &proxy, &b);
	CHECK(b.server_ip == IP(10, 0, 0, 7) && b.servers[1] == IP(10, 0, 0, 5));
}

TEST(longest_why_fits)
{
	begin();
	memset(m.tftp_name, 'n', 200);
	m.siaddr = SERVER;
	strcpy(m.bootfile, "http://h/x");
	strcpy(m.conffile, "http://h/x");
	strcpy(m.prefix, "http://h/");
	dhcp_boot_make(&m, NULL, &b);
	CHECK(strlen(b.why) < sizeof b.why);
	CHECK(strstr(b.why, "option 66") != NULL);
	CHECK_INT(strlen(b.server_name), 200);
}

TEST(boot_class_by_single_fields)
{
	begin();
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_BARE);
	m.siaddr = SERVER;
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_BARE);
	strcpy(m.bootfile, "f");
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_FULL);
	m.siaddr = 0;
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_FILE);
	strcpy(m.file, "tftp://h/f");
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_URL);
	begin();
	strcpy(m.prefix, "/p/");
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_URL);
	begin();
	strcpy(m.tftp_name, "h");
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_SERVER);
	begin();
	m.tftp.n = 1;
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_SERVER);
	begin();
	strcpy(m.sname, "h");
	CHECK_INT(dhcp_boot_class(&m), DHCP_BOOT_SERVER);
	CHECK_STR(dhcp_boot_class_str(DHCP_BOOT_SERVER), "a server, no boot file");
	CHECK_STR(dhcp_boot_class_str((enum dhcp_boot_class)9), "unknown");
}

/* --- choosing -------------------------------------------------------------------------------- */

static void offer(uint32_t server, enum dhcp_boot_class boot_class, uint64_t now)
{
	begin();
	m.type = DHCP_OFFER;
	m.server_id = server;
	if (boot_class == DHCP_BOOT_URL)
		strcpy(m.conffile, "conf");
	if (boot_class == DHCP_BOOT_FULL || boot_class == DHCP_BOOT_FILE)
		strcpy(m.bootfile, "pxelinux.0");
	if (boot_class == DHCP_BOOT_FULL || boot_class == DHCP_BOOT_SERVER)
		m.siaddr = IP(10, 0, 0, 200);
	CHECK_INT(dhcp_boot_class(&m), boot_class);
	CHECK(dhcp_offers_add(&offers, &m, false, now));
}

TEST(hazard_39_offers_of_200_servers)
{
	dhcp_offers_clear(&offers);
	for (unsigned i = 0; i < 200; i++) {
		unsigned k = i * 77 % 200; /* in no order */

		offer(IP(10, 0, 1, k), k % 50 == 0 ? DHCP_BOOT_FULL : DHCP_BOOT_BARE, 1000);
	}
	CHECK_INT(offers.n, DHCP_OFFERS_MAX);
	CHECK_INT(offers.seen, 200);
	for (unsigned i = 0; i < 4; i++)
		CHECK(offers.offer[i].server_id == IP(10, 0, 1, i * 50));
}

TEST(offer_ranks)
{
	dhcp_offers_clear(&offers);
	for (unsigned i = 0; i < 4; i++)
		offer(IP(10, 0, 0, 10 + i), (enum dhcp_boot_class)(i + 1), 1000);
	for (unsigned i = 0; i < 4; i++)
		CHECK_INT(dhcp_boot_class(&offers.offer[i]), 4 - i);
	/* The same server again replaces its first offer. */
	offer(IP(10, 0, 0, 13), DHCP_BOOT_BARE, 1000);
	CHECK_INT(offers.n, 4);
	CHECK_INT(dhcp_boot_class(&offers.offer[0]), DHCP_BOOT_FULL);
	CHECK_INT(dhcp_boot_class(&offers.offer[3]), DHCP_BOOT_BARE);
	dhcp_offers_drop(&offers, IP(10, 0, 0, 12));
	CHECK_INT(dhcp_boot_class(dhcp_offers_best(&offers)), DHCP_BOOT_FILE);
	dhcp_offers_drop(&offers, IP(9, 9, 9, 9));
	CHECK_INT(offers.n, 3);
}

TEST(how_long_to_wait)
{
	dhcp_offers_clear(&offers);
	CHECK(offers.decide_at == CLOCK_NEVER);
	offer(IP(10, 0, 0, 9), DHCP_BOOT_BARE, 1000);
	CHECK_INT(offers.decide_at, 1000 + DHCP_GRACE_MS);
	offer(IP(10, 0, 0, 8), DHCP_BOOT_FILE, 1500);
	CHECK_INT(offers.decide_at, 1000 + DHCP_GRACE_MS);
	offer(IP(10, 0, 0, 7), DHCP_BOOT_FULL, 1600);
	CHECK_INT(offers.decide_at, 1600 + DHCP_GATHER_MS);
	offer(IP(10, 0, 0, 6), DHCP_BOOT_URL, 1650);
	CHECK_INT(offers.decide_at, 1600 + DHCP_GATHER_MS);
	dhcp_offers_clear(&offers);
	begin();
	CHECK(dhcp_offers_add(&offers, &m, true, 1000));
	CHECK_INT(offers.decide_at, 1000);
	dhcp_offers_clear(&offers);
	offer(IP(10, 0, 0, 7), DHCP_BOOT_FULL, 1000);
	CHECK_INT(offers.decide_at, 1000);
}

TEST(avoided_server_comes_last)
{
	dhcp_offers_clear(&offers);
	offers.avoid = IP(10, 0, 0, 7);
	offer(IP(10, 0, 0, 7), DHCP_BOOT_URL, 1000);
	CHECK_INT(offers.decide_at, 1000 + DHCP_GRACE_MS);
	offer(IP(10, 0, 0, 8), DHCP_BOOT_BARE, 1000);
	CHECK(dhcp_offers_best(&offers)->server_id == IP(10, 0, 0, 8));
	offers.avoid = 0;
}

TEST(hazard_24_offer_without_server)
{
	dhcp_offers_clear(&offers);
	begin();
	m.server_id = 0;
	CHECK(!dhcp_offers_add(&offers, &m, false, 1000));
	CHECK(offers.n == 0 && offers.decide_at == CLOCK_NEVER);
}

TEST(hazard_43_proxy_offer_is_no_lease)
{
	dhcp_offers_clear(&offers);
	begin();
	m.yiaddr = 0;
	CHECK(!dhcp_offers_add(&offers, &m, false, 1000));
	strcpy(m.vendor_class, "PXEClient");
	strcpy(m.bootfile, "p.0");
	CHECK(dhcp_offers_add(&offers, &m, false, 1000));
	CHECK(offers.n == 0 && offers.has_proxy && offers.decide_at == CLOCK_NEVER);
	/* With it a bare lease is all that is wanted. */
	offer(IP(10, 0, 0, 9), DHCP_BOOT_BARE, 1000);
	CHECK_INT(offers.decide_at, 1000);
	/* The better proxy stays, whichever came first. */
	begin();
	m.yiaddr = 0;
	m.server_id = IP(10, 0, 0, 2);
	strcpy(m.vendor_class, "PXEClient");
	CHECK(dhcp_offers_add(&offers, &m, false, 1000));
	CHECK_STR(offers.proxy.bootfile, "p.0");
	/* Equals: the lower server identifier, whichever came first. */
	strcpy(m.bootfile, "q.0");
	m.server_id = IP(10, 0, 0, 0);
	CHECK(dhcp_offers_add(&offers, &m, false, 1000));
	CHECK_STR(offers.proxy.bootfile, "q.0");
	strcpy(m.bootfile, "r.0");
	m.server_id = IP(10, 0, 0, 3);
	CHECK(dhcp_offers_add(&offers, &m, false, 1000));
	CHECK_STR(offers.proxy.bootfile, "q.0");
}
