/* SPDX-License-Identifier: MIT
 * A network interface of the worker on a virtual clock, its sockets played by a socket pair. */
#include "tests/unit/check.h"

#include "lib/clock.h"
#include "pxe/fetch/fetch.h"
#include "pxe/worker/nic.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct nic n;
static struct chan_setup setup;
static struct chan_link net_link;
static int wire[2], udp[2], arp[2], llc[2], slow[2];
static unsigned awaits;
static uint64_t now, seed = 1;

static void on_addr(void *ctx, unsigned ifindex, const struct chan_addr *addr)
{
	(void)ctx;
	(void)ifindex;
	(void)addr;
}

static void on_addr_gone(void *ctx, unsigned ifindex)
{
	(void)ctx;
	(void)ifindex;
}

static void on_await(void *ctx, unsigned ifindex)
{
	(void)ctx;
	CHECK_INT(ifindex, 7);
	awaits++;
}

static struct chan_addr6 asked6; /* the latest of CHAN_ADDR6 */

static void on_addr6(void *ctx, unsigned ifindex, const struct chan_addr6 *addr)
{
	(void)ctx;
	(void)ifindex;
	asked6 = *addr;
}

static const struct nic_ops ops = {
	.addr = on_addr, .addr6 = on_addr6, .addr_gone = on_addr_gone, .await = on_await};

static void open_nic(void)
{
	int *const pairs[NIC_SOCKETS] = {wire, udp, arp, llc, slow};
	int fds[NIC_SOCKETS];

	for (unsigned i = 0; i < NIC_SOCKETS; i++) {
		CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pairs[i]) == 0);
		fds[i] = pairs[i][0];
	}
	nic_open(&n, 7, &net_link, fds, NULL, &setup, &ops, NULL, seed, now);
}

static const struct chan_static fixed = {.used = true, .addr = 0x0a000005, .prefix_len = 24};

static void begin(bool carrier, bool may_go_deaf)
{
	awaits = 0;
	now = 1000;
	setup = (struct chan_setup){.arch = 31, .dhcp = true};
	net_link = (struct chan_link){.name = "eth0",
				      .htype = 1,
				      .mac_len = 6,
				      .mtu = 1500,
				      .carrier = carrier,
				      .may_go_deaf = may_go_deaf};
	open_nic();
}

static void end(void)
{
	nic_close(&n);
	close(wire[1]);
	close(udp[1]);
	close(arp[1]);
	close(llc[1]);
	close(slow[1]);
}

/* Step as the worker does, at every deadline. */
static void pass(uint64_t ms)
{
	uint64_t until = now + ms;

	while (nic_deadline(&n) <= until) {
		now = nic_deadline(&n) > now ? nic_deadline(&n) : now;
		nic_step(&n, true, now);
	}
	now = until;
	nic_step(&n, true, now);
}

static void carrier(bool on)
{
	net_link.carrier = on;
	nic_changed(&n, &net_link, now);
}

/* A network of IPv6 alone answers no DISCOVER, and switching its link off and on would lose the lease. */
TEST(link_that_a_router_was_heard_on_is_not_deaf)
{
	begin(true, true);
	n.six.ready_at = now;
	pass(10000);
	CHECK(n.asked);
	CHECK_INT(awaits, 0);
	end();
}

/* The first DISCOVER goes out within the second after the carrier; PID 1 hears of it at once, and
 * every second from then on. */
TEST(deaf_link_is_complained_of_from_the_first_discover_on)
{
	begin(true, true);
	while (!awaits && now < 3000)
		pass(1);
	CHECK(n.asked && now <= 2000);
	CHECK_INT(awaits, 1);
	pass(n.await_at + 1999 - now);
	CHECK_INT(awaits, 3);
	pass(1);
	CHECK_INT(awaits, 4);
	end();
}

TEST(link_of_another_driver_is_not_complained_of)
{
	begin(true, false);
	n.downloading = true;
	pass(3600000);
	CHECK_INT(awaits, 0);
	end();
}

TEST(link_without_carrier_is_not_deaf)
{
	begin(false, true);
	pass(300000);
	CHECK_INT(awaits, 0);
	carrier(true);
	pass(4000);
	CHECK(awaits >= 3);
	carrier(false);
	awaits = 0;
	pass(4000);
	CHECK_INT(awaits, 0);
	end();
}

/* Whatever comes in shows that it hears, be it a stranger's broadcast and no word of DHCP: nothing
 * is awaited before the client asks again. */
TEST(link_that_hears_anything_is_not_deaf)
{
	begin(true, true);
	while (!awaits)
		pass(1);
	CHECK(write(wire[1], "not for us", 10) == 10);
	nic_step(&n, true, now);
	awaits = 0;
	pass(2000);
	CHECK_INT(awaits, 0);
	pass(20000);
	CHECK(awaits > 10);
	end();
}

/* An answer to a download is awaited as well, on a link whose address is fixed. */
TEST(link_of_a_download_is_watched)
{
	begin(false, true);
	net_link.fixed = fixed;
	carrier(true);
	nic_addr_result(&n, 0x0a000005, 0, now);
	CHECK_INT(n.state, NIC_READY);
	pass(10000);
	CHECK_INT(awaits, 0);
	n.downloading = true;
	pass(10000);
	CHECK(awaits >= 10 && awaits <= 11);
	end();
}

/* Switching a link off takes its routes away; they are set again when it is back. */
TEST(fixed_address_is_set_again_when_the_link_is_back)
{
	begin(false, true);
	net_link.fixed = fixed;
	carrier(true);
	nic_addr_result(&n, 0x0a000005, 0, now);
	carrier(false);
	CHECK_INT(n.state, NIC_READY);
	carrier(true);
	CHECK_INT(n.state, NIC_SETTING);
	nic_addr_result(&n, 0x0a000005, 0, now);
	CHECK_INT(n.state, NIC_READY);
	end();
}

/* What says where to boot from need not wait for another interface. */
TEST(lease_without_boot_data_waits_for_other_links)
{
	begin(true, false);
	n.started = n.dhcp.has_lease = true;
	CHECK(!nic_suffices(&n));
	n.dhcp.lease.boot.has_bootfile = true;
	CHECK(nic_suffices(&n));
	n.dhcp.lease.boot.has_bootfile = false;
	n.dhcp.lease.boot.has_prefix = true;
	CHECK(nic_suffices(&n));
	n.dhcp.lease.boot.has_prefix = false;
	text_copy(setup.url, sizeof setup.url, view_of("http://10.0.0.1/boot.cfg"));
	CHECK(nic_suffices(&n));
	end();
}

/* A lease that is in use, and boot data that led nowhere. */
static void ready(const char *bootfile)
{
	begin(true, false);
	n.started = n.dhcp.has_lease = true;
	n.dhcp.lease.server_id = 0x0a000001;
	n.dhcp.lease.boot.has_bootfile = bootfile[0];
	text_copy(n.dhcp.lease.boot.bootfile, DHCP_PATH_MAX, view_of(bootfile));
	n.dhcp.state = DHCP_IS_BOUND;
	n.dhcp.t1_at = n.dhcp.end_at = CLOCK_NEVER;
	n.state = NIC_READY;
	n.until = CLOCK_NEVER;
}

/* The menu of a PXE server is boot data; what was chosen from it is asked for, and in the next round it
 * is there anew. */
TEST(boot_menu_is_chosen_from)
{
	static struct session_net net;

	ready("");
	CHECK(!nic_suffices(&n) && nic_rank(&n) == 0);
	n.dhcp.lease.addr = 0x0a000005;
	n.dhcp.lease.boot.menu = true;
	n.dhcp.pxe = (struct dhcp_pxe){.n_items = 1, .item_type = {7}, .texts = "seven"};
	n.dhcp.proxy_server = 0x0a000001;
	CHECK(nic_suffices(&n) && nic_rank(&n) == 2);
	nic_net(&n, &net);
	CHECK_STR(dhcp_pxe_text(&net.pxe, 0), "seven");
	CHECK(!nic_ask_otherwise(&n, true, now));
	nic_pick(&n, 0, now);
	CHECK(n.picked && n.state == NIC_ASKING);
	pass(60000); /* nobody answers */
	CHECK_INT(n.state, NIC_SETTING);
	nic_addr_result(&n, 0x0a000005, 0, now);
	CHECK(!n.picked && n.state == NIC_READY);
	nic_net(&n, &net);
	CHECK_INT(net.pxe.n_items, 0);
	nic_refresh(&n, now);
	CHECK_INT(n.state, NIC_DHCP);
	CHECK_INT(n.dhcp.offers.avoid, 0);
	end();
}

/* A loader that was built without HTTP does not ask for it. */
static bool speaks_http(void)
{
	return fetch_transport_of(PXE_HTTP) != NULL;
}

TEST(ipxe_is_played_where_the_plain_answer_led_nowhere)
{
	ready("undionly.kpxe");
	CHECK(!n.dhcp.conf.ipxe);
	CHECK(!nic_ask_otherwise(&n, false, now));
	CHECK(nic_ask_otherwise(&n, true, now));
	CHECK_INT(n.state, NIC_ASKING);
	CHECK(n.dhcp.conf.ipxe);
	/* nobody answers iPXE: the lease serves on, and once in a round is enough */
	pass(2999);
	CHECK(n.dhcp.conf.ipxe && !n.unchanged);
	pass(1);
	CHECK(!n.dhcp.conf.ipxe && n.state == NIC_READY && n.unchanged);
	CHECK(dhcp_client_lease(&n.dhcp) != NULL);
	/* then as UEFI's HTTP boot does, once too */
	CHECK(nic_ask_otherwise(&n, true, now) == speaks_http());
	CHECK(!n.dhcp.conf.ipxe && n.dhcp.conf.http == speaks_http());
	pass(3000);
	CHECK(!n.dhcp.conf.http && n.state == NIC_READY && n.unchanged);
	CHECK(!nic_ask_otherwise(&n, true, now));
	nic_refresh(&n, now);
	CHECK(!n.unchanged);
	n.state = NIC_READY;
	CHECK(nic_ask_otherwise(&n, true, now));
	end();
}

TEST(ipxe_is_played_for_a_lease_that_says_nothing)
{
	ready("");
	CHECK(nic_ask_otherwise(&n, false, now));
	CHECK_INT(n.state, NIC_DHCP);
	CHECK(n.dhcp.conf.ipxe);
	CHECK(n.dhcp.conf.ipxe_https == (fetch_transport_of(PXE_HTTPS) != NULL));
	/* nobody offers one to iPXE */
	pass(9999);
	CHECK(n.dhcp.conf.ipxe);
	pass(1);
	CHECK(!n.dhcp.conf.ipxe && n.dhcp.conf.http == speaks_http() && n.state == NIC_DHCP);
	/* nor to HTTPClient */
	pass(9999);
	CHECK(n.dhcp.conf.http == speaks_http());
	pass(1);
	CHECK(!n.dhcp.conf.http && n.state == NIC_DHCP && n.until == CLOCK_NEVER);
	end();
	/* a proxy is asked by a DISCOVER alone */
	ready("undionly.kpxe");
	n.dhcp.offers.has_proxy = true;
	CHECK(nic_ask_otherwise(&n, true, now));
	CHECK_INT(n.state, NIC_DHCP);
	end();
}

TEST(ipxe_is_not_played_for_pxelinux)
{
	ready("pxelinux.0");
	n.dhcp.lease.boot.has_conffile = true;
	CHECK(!nic_ask_otherwise(&n, true, now));
	n.dhcp.lease.boot.has_conffile = false;
	n.dhcp.lease.boot.has_prefix = true;
	CHECK(!nic_ask_otherwise(&n, true, now));
	n.dhcp.lease.boot.has_prefix = false;
	setup.url[0] = 'x';
	CHECK(!nic_ask_otherwise(&n, true, now));
	setup.url[0] = '\0';
	setup.ipxe = CHAN_IPXE_NEVER;
	setup.class[0] = 'x';
	CHECK(!nic_ask_otherwise(&n, true, now));
	end();
}

TEST(ipxe_is_played_until_it_leads_nowhere)
{
	ready("undionly.kpxe");
	CHECK(nic_ask_otherwise(&n, true, now));
	/* it led to a script, which failed: the server is asked in the same way */
	n.state = NIC_READY;
	CHECK(!nic_ask_otherwise(&n, false, now));
	nic_refresh(&n, now);
	CHECK(n.dhcp.conf.ipxe);
	n.state = NIC_READY;
	CHECK(nic_ask_otherwise(&n, true, now) == speaks_http()); /* as HTTPClient */
	CHECK(n.dhcp.conf.http == speaks_http() && n.dhcp.conf.ipxe != speaks_http());
	n.state = NIC_READY;
	nic_refresh(&n, now);
	CHECK(!n.dhcp.conf.ipxe && !n.dhcp.conf.http);
	end();
}

TEST(ipxe_from_the_start)
{
	begin(false, false);
	end();
	setup.ipxe = CHAN_IPXE_ALWAYS;
	net_link.carrier = true;
	open_nic();
	CHECK(n.dhcp.conf.ipxe && n.until == CLOCK_NEVER);
	pass(100000);
	CHECK(n.dhcp.conf.ipxe);
	end();
}

/* A fixed address and a URL are all that is needed: no name has to be a whole URL. */
TEST(names_are_relative_to_the_url_of_the_configuration)
{
	static struct session_net net;

	begin(true, false);
	n.link.fixed = fixed;
	text_copy(setup.url, sizeof setup.url, view_of("http://10.0.0.1/d/pxelinux.cfg/x"));
	nic_net(&n, &net);
	CHECK_STR(net.conffile, "http://10.0.0.1/d/pxelinux.cfg/x");
	CHECK(net.conffile_is_base);
	text_copy(setup.prefix, sizeof setup.prefix, view_of("tftp://10.0.0.2/t/"));
	nic_net(&n, &net);
	CHECK(!net.conffile_is_base && net.has_prefix);
	CHECK_STR(net.prefix, "tftp://10.0.0.2/t/");
	end();
}

/* HOST of ip= is the name of this machine, whatever the lease says. */
TEST(name_of_the_command_line_comes_before_the_lease)
{
	static struct session_net net;

	begin(true, false);
	n.started = n.dhcp.has_lease = true;
	text_copy(n.dhcp.lease.hostname, sizeof n.dhcp.lease.hostname, view_of("of-the-lease"));
	nic_net(&n, &net);
	CHECK_STR(net.hostname, "of-the-lease");
	text_copy(n.link.fixed.host, sizeof n.link.fixed.host, view_of("node5"));
	nic_net(&n, &net);
	CHECK_STR(net.hostname, "node5");
	n.link.fixed.used = true;
	nic_net(&n, &net);
	CHECK_STR(net.hostname, "node5");
	end();
}

/* Option 26 asks for more than the link has: it is raised as far as the link can, and downloads
 * count on it, though the kernel's word of that comes later. */
TEST(jumbo_frames_where_the_link_can)
{
	static struct session_net net;

	begin(false, false);
	net_link.max_mtu = 9216;
	carrier(true);
	CHECK_INT(n.dhcp.conf.mtu, 1500);
	CHECK_INT(n.dhcp.conf.max_mtu, 9216);
	n.started = n.dhcp.has_lease = true;
	n.dhcp.lease.mtu = 9000;
	nic_net(&n, &net);
	CHECK_INT(net.mtu, 9000);
	end();
}

TEST(link_that_is_off_by_the_command_line)
{
	begin(false, false);
	net_link.fixed.off = true;
	carrier(true);
	CHECK_INT(n.state, NIC_UNUSED);
	end();
}

/* --- IPv6 by the command line ----------------------------------------------------------------- */

static int icmp6[2], udp6[2];

/* A link with sockets for IPv6, of which ip= says this and nothing of IPv4. */
static void open_six(const struct chan_static6 *six)
{
	int fds[NIC_SOCKETS], fds6[NIC6_SOCKETS];
	int *const pairs[NIC_SOCKETS] = {wire, udp, arp, llc, slow};

	begin(false, false);
	end();
	for (unsigned i = 0; i < NIC_SOCKETS; i++) {
		CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pairs[i]) == 0);
		fds[i] = pairs[i][0];
	}
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, icmp6) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, udp6) == 0);
	fds6[0] = icmp6[0];
	fds6[1] = udp6[0];
	net_link.fixed.off = true;
	net_link.fixed.six = *six;
	net_link.fixed.dns[0] = (struct netaddr){{0xfd, [15] = 0x53}};
	text_copy(net_link.fixed.host, sizeof net_link.fixed.host, view_of("node"));
	net_link.carrier = true;
	asked6 = (struct chan_addr6){.valid_s = 0};
	nic_open(&n, 7, &net_link, fds, fds6, &setup, &ops, NULL, seed, now);
}

static void end_six(void)
{
	close(icmp6[1]);
	close(udp6[1]);
	end();
}

TEST(fixed_address_of_ip6)
{
	const struct chan_static6 six = {.how = CHAN_IP6_STATIC,
					 .prefix_len = 56,
					 .addr = {{0xfd, [15] = 5}},
					 .gateway = {{0xfe, 0x80, [15] = 1}},
					 .server = {{0xfd, [15] = 1}}};
	static struct session_net net;

	open_six(&six);
	CHECK_INT(n.state, NIC_IP6);
	pass(10);
	CHECK(!n.started && memcmp(asked6.addr, six.addr.b, 16) == 0);
	CHECK_INT(asked6.prefix_len, 56);
	CHECK(memcmp(asked6.gateway, six.gateway.b, 16) == 0 && asked6.valid_s == UINT32_MAX);
	CHECK(!nic6_leads(&n.six));
	nic6_address_set(&n.six, 0, now);
	CHECK(nic6_leads(&n.six));
	nic_net6(&n, &net);
	CHECK(net.ip6 && netaddr_eq(&net.server, &six.server));
	CHECK_INT(net.dns[0].b[15], 0x53);
	CHECK_STR(net.hostname, "node");
	nic6_again(&n.six, now);
	pass(60000);
	CHECK(nic6_leads(&n.six) && !n.started);
	asked6.valid_s = 0; /* the cable is pulled out and put back */
	carrier(false);
	CHECK(!nic6_leads(&n.six));
	carrier(true);
	pass(10);
	CHECK_INT(asked6.valid_s, UINT32_MAX);
	end_six();
}

TEST(link_local_address_is_enough)
{
	open_six(&(struct chan_static6){.how = CHAN_IP6_LINK});
	CHECK(n.six.ready_at && !nic6_leads(&n.six));
	text_copy(setup.url, sizeof setup.url, view_of("tftp://[fe80::1%25eth0]/x"));
	CHECK(nic6_leads(&n.six));
	text_copy(setup.url, sizeof setup.url, view_of("tftp://10.0.0.1/x"));
	CHECK(!nic6_leads(&n.six));
	end_six();
}

/* dhcp6 waits for no router, auto6 for nothing else, and neither asks DHCPv4. */
TEST(words_for_ip6_of_dracut)
{
	static const struct {
		enum chan_how6 how;
		enum dhcp_v6_state state;
	} rows[] = {{CHAN_IP6_DHCP, DHCP_V6_SOLICITING},
		    {CHAN_IP6_SLAAC, DHCP_V6_ROUTER},
		    {CHAN_IP6_EITHER, DHCP_V6_ROUTER}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		open_six(&(struct chan_static6){.how = (uint8_t)rows[i].how});
		pass(500);
		CHECK_INT(n.state, NIC_IP6);
		CHECK_INT(n.six.client.state, rows[i].state);
		CHECK(!n.started && !asked6.valid_s);
		end_six();
	}
	open_six(&(struct chan_static6){.how = CHAN_IP6_DHCP});
	end_six();
	setup.dhcp = false;
	open_nic();
	CHECK_INT(n.state, NIC_UNUSED);
	end();
}

/* --- another machine with the address --------------------------------------------------------- */

static const uint8_t router[6] = {2, 0, 0, 0, 0, 9};

/* The machine with @mac answers a probe for @addr. */
static void claim(const uint8_t mac[static 6], uint32_t addr)
{
	uint8_t packet[DHCP_ARP_LEN];
	struct wr w = wr_of(packet, sizeof packet);

	wr_be32(&w, 0x00010800);
	wr_be32(&w, 0x06040002);
	wr_bytes(&w, mac, 6);
	wr_be32(&w, addr);
	wr_zero(&w, 10);
	CHECK_INT(write(arp[1], packet, sizeof packet), sizeof packet);
	nic_step(&n, true, now);
}

/* As if a server had given @addr a moment ago. */
static void lease(uint32_t addr)
{
	n.started = n.dhcp.has_lease = true;
	n.dhcp.state = DHCP_IS_BOUND;
	n.dhcp.t1_at = n.dhcp.t2_at = n.dhcp.end_at = CLOCK_NEVER;
	n.dhcp.lease.addr = addr;
	n.state = NIC_READY;
	dhcp_arp_start(&n.arp, addr, net_link.mac, now);
}

TEST(address_of_another_machine_is_declined)
{
	begin(true, false);
	lease(0x0a000005);
	claim(router, 0x0a000007); /* another address is nobody's business */
	CHECK_INT(n.state, NIC_READY);
	claim(router, 0x0a000005);
	CHECK_INT(n.state, NIC_DHCP);
	CHECK(!n.dhcp.has_lease);
	end();
}

/* Another card of this machine on the same network answers as soon as the address is set, unless the
 * kernel is told to have each answer for its own alone. */
TEST(own_card_is_not_another_machine)
{
	for (int strict = 0; strict <= 1; strict++) {
		begin(true, false);
		n.link.strict_arp = strict;
		lease(0x0a000005);
		n.state = NIC_SETTING;
		n.asked_addr = 0x0a000005;
		nic_addr_result(&n, 0x0a000005, 0, now);
		CHECK_INT(n.state, NIC_READY);
		claim(router, 0x0a000005);
		CHECK_INT(n.state, strict ? NIC_DHCP : NIC_READY);
		end();
	}
}

TEST(address_that_is_claimed_late_stays)
{
	begin(true, false);
	lease(0x0a000005);
	pass(DHCP_ARP_WATCH_MS);
	claim(router, 0x0a000005);
	CHECK_INT(n.state, NIC_READY);
	end();
}

/* A router with proxy ARP has every address, as it says. */
TEST(who_claims_every_address_is_not_believed)
{
	begin(true, false);
	for (uint32_t addr = 5; addr < 7; addr++) {
		lease(addr);
		claim(router, addr);
		CHECK_INT(n.state, NIC_DHCP);
	}
	lease(7);
	claim(router, 7);
	CHECK_INT(n.state, NIC_READY);
	end();
}

TEST(fixed_address_of_another_machine_is_used_nevertheless)
{
	begin(false, false);
	net_link.fixed = fixed;
	carrier(true);
	CHECK_INT(n.arp.addr, 0x0a000005);
	claim(router, 0x0a000005);
	CHECK_INT(n.state, NIC_SETTING);
	nic_addr_result(&n, 0x0a000005, 0, now);
	nic_step(&n, true, now);
	CHECK_INT(n.state, NIC_READY);
	CHECK_INT(n.arp.addr, 0); /* it was said */
	CHECK(nic_deadline(&n) > now);
	end();
}

TEST(link_that_needs_no_dhcp_is_not_deaf)
{
	begin(true, true);
	end();
	setup.dhcp = false;
	open_nic();
	nic_step(&n, true, now + 300000);
	CHECK_INT(awaits, 0);
	CHECK(nic_deadline(&n) == CLOCK_NEVER);
	end();
}

/* --- ports that do not forward ---------------------------------------------------------------- */

/* Plain STP, hello every 2 s, forward delay 15 s. */
static const uint8_t bpdu[] = {0x42, 0x42, 3,	 0, 0, 0, 0,  0,    0x80, 0, 2,	 0, 0,
			       0,    0,	   1,	 0, 0, 0, 4,  0x80, 0,	  2, 0,	 0, 0,
			       0,    2,	   0x80, 1, 0, 0, 20, 0,    2,	  0, 15, 0};

static void bpdus_for(unsigned seconds)
{
	for (unsigned s = 0; s < seconds; s += 2) {
		CHECK(write(llc[1], bpdu, sizeof bpdu) == sizeof bpdu);
		nic_step(&n, true, now);
		pass(2000);
	}
}

/* Whoever asks every other second gets the lease within 3 s of the port's forwarding, whenever that
 * is; 4, 8, 16, 32 s would miss it by half a minute. */
TEST(blocked_port_is_asked_through_every_2_s)
{
	begin(true, false);
	bpdus_for(6);
	CHECK_INT(n.port_said, DHCP_PORT_BLOCKED);
	for (unsigned i = 0; i < 20; i++) {
		bpdus_for(2);
		CHECK(now - n.dhcp.discovered_at <= 2400);
	}
	bpdus_for(20);
	CHECK_INT(n.port_said, DHCP_PORT_UNKNOWN);
	CHECK(n.dhcp.tries >= 2);
	end();
}

/* A port that forwards only 35 s after the carrier: the lease is asked for within 3 s of that. */
TEST(port_that_forwards_after_35_s)
{
	for (seed = 1; seed <= 20; seed++) {
		begin(true, true);
		while (now < 1000 + 35000)
			bpdus_for(2);
		while (n.dhcp.discovered_at < 1000 + 35000 && now < 60000)
			pass(10);
		CHECK(n.dhcp.discovered_at < 1000 + 35000 + 2500);
		CHECK_INT(awaits, 0);
		end();
	}
	seed = 1;
}

/* A server that was dead for ten minutes, and then answers: whoever asks then asks within the minute. */
TEST(dhcp_server_that_was_dead_for_10_minutes)
{
	for (seed = 1; seed <= 20; seed++) {
		uint64_t back;

		begin(true, false);
		pass(600000);
		back = now;
		while (n.dhcp.discovered_at < back && now < back + 100000)
			pass(10);
		CHECK(n.dhcp.discovered_at >= back && n.dhcp.discovered_at < back + 61100);
		end();
	}
	seed = 1;
}

/* Nobody asks DHCP for a fixed address, but its machine waits for the port all the same. */
TEST(fixed_address_behind_a_blocked_port)
{
	begin(false, false);
	end();
	net_link.fixed = fixed;
	net_link.carrier = true;
	open_nic();
	nic_addr_result(&n, fixed.addr, 0, now);
	CHECK(!nic_blocked(&n));
	bpdus_for(6);
	CHECK(nic_blocked(&n) && n.state == NIC_READY);
	bpdus_for(50);
	CHECK(!nic_blocked(&n)); /* spanning tree has an end */
	end();
	open_nic();
	nic_addr_result(&n, fixed.addr, 0, now);
	bpdus_for(6);
	CHECK(nic_blocked(&n));
	nic_answered(&n);
	bpdus_for(2);
	CHECK(!nic_blocked(&n));
	end();
}

/* Switching such a link off and on would block the port for another half minute. */
TEST(link_with_a_switch_that_is_heard_is_not_deaf)
{
	begin(true, true);
	CHECK(write(llc[1], bpdu, sizeof bpdu) == sizeof bpdu);
	nic_step(&n, true, now);
	bpdus_for(120);
	CHECK_INT(awaits, 0);
	pass(7000);
	CHECK_INT(awaits, 0);
	pass(20000);
	CHECK(awaits > 8);
	end();
}

TEST(port_of_a_link_aggregation_is_named)
{
	static const uint8_t pdu[40] = {1, 1, 1, 20, 0x80, 0, 2, 0, 0,	 0,
					0, 1, 0, 7,  0x80, 0, 0, 3, 0x45};
	char text[200];
	struct str out = str_of(text, sizeof text);

	begin(true, true);
	CHECK(write(slow[1], pdu, sizeof pdu) == sizeof pdu);
	pass(5000);
	CHECK_INT(n.port_said, DHCP_PORT_UNBOUND);
	CHECK_INT(awaits, 0);
	nic_status(&n, &out, now);
	CHECK_STR(text, "eth0: waiting for the switch port to forward (LACP) for 5 s");
	carrier(false);
	carrier(true);
	CHECK_INT(n.port_said, DHCP_PORT_UNKNOWN);
	end();
}
