/* SPDX-License-Identifier: MIT
 * The whole worker on a virtual clock: several interfaces, a DHCP server behind the last of them, files in
 * memory, and PID 1 at the other end of the channel. */
#include "lib/clock.h"
#include "tests/unit/dhcp_aid.h"

/* Its one look at the clock that is not an argument. */
static uint64_t ms_now;
#define clock_ms() ms_now
#include "pxe/worker/worker.c"
#undef clock_ms

#include "dhcp/frame.h"
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#define FIRST	 1000u /* ms: the carrier is there */
#define PROXY	 IP(10, 0, 0, 4)
#define ROUTER	 IP(10, 0, 0, 9)
#define PXE_TYPE 0x8002

static struct {
	int pid1;
	int wire[NICS_MAX][NIC_SOCKETS];
	unsigned nics;
	/* what the server of the last interface has answered, and the one of the first: a router without boot
	 * data, where there is one */
	uint64_t discovered[NICS_MAX], requested[NICS_MAX];
	bool silent, router;
	bool both;	       /* the server is behind the first interface too */
	uint32_t lease_s;      /* of its leases */
	unsigned naks;	       /* it refuses so many of the next requests */
	uint64_t forwards_at;  /* ms: the switch's port passes nothing before */
	unsigned renewals;     /* requests for an address that the machine has */
	const char *boot;      /* the boot file in its replies */
	const uint8_t *vendor; /* option 43, with class PXEClient; NULL = none */
	size_t vendor_len;
	unsigned boots, menus, gone, entries;
	unsigned awaits[NICS_MAX]; /* complaints that nothing comes in */
	unsigned given_up;	   /* lines that say so of a family */
	uint64_t booted;	   /* ms */
} lab;

static void open_nic(unsigned i, bool carrier, bool last)
{
	struct chan_link link = {.htype = 1, .mac_len = 6, .mtu = 1500, .carrier = carrier};
	struct chan_msg m = {.kind = CHAN_LINK, .ifindex = i + 1};
	struct dhcp_match known = aid_match();
	struct str name = str_of(link.name, sizeof link.name);
	int fds[NIC_SOCKETS];

	str_fmt(&name, "eth%u", i);
	memcpy(link.mac, known.mac, 6);
	link.mac[5] ^= last ? 0 : (uint8_t)(i + 1);
	m.u.link = link;
	for (unsigned k = 0; k < NIC_SOCKETS; k++) {
		int pair[2];

		CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair) == 0);
		fds[k] = pair[0];
		lab.wire[i][k] = pair[1];
	}
	handle_pid1_message(&worker, &m, fds, NIC_SOCKETS, ms_now);
}

/* @nics interfaces, of which the server is behind the last; the others have a carrier, or not. */
static void begin(unsigned nics, bool carriers, uint64_t seed)
{
	struct chan_msg setup = {.kind = CHAN_SETUP};
	int pair[2];

	rig_fresh();
	memset(&worker, 0, sizeof worker);
	memset(&lab, 0, sizeof lab);
	random_secret_seed(seed);
	ms_now = FIRST;
	lab.boot = "pxelinux.0";
	lab.lease_s = 86400;
	CHECK(!chan_pair(pair));
	lab.pid1 = pair[0];
	worker_init(&worker, pair[1], seed, ms_now);
	setup.u.setup = (struct chan_setup){
		.arch = 31, .dhcp = true, .timeout_s = UINT32_MAX, .loadparm = CHAN_NO_LOADPARM};
	handle_pid1_message(&worker, &setup, NULL, 0, ms_now);
	lab.nics = nics;
	for (unsigned i = 0; i < nics; i++)
		open_nic(i, carriers || i + 1 == nics, i + 1 == nics);
}

static void end(void)
{
	session_stop(&worker.session);
	for (unsigned i = 0; i < lab.nics; i++) {
		nic_close(&worker.nics[i]);
		for (unsigned k = 0; k < NIC_SOCKETS; k++)
			close(lab.wire[i][k]);
	}
	close(lab.pid1);
	close(worker.fd);
}

/* --- who answers ----------------------------------------------------------------------------- */

static void reply_to(const struct nic *n, uint32_t xid, enum dhcp_type type, uint32_t server,
		     uint16_t port, const char *file)
{
	static struct reply r;
	uint8_t frame[DHCP_FRAME_MAX];
	struct dhcp_udp udp = {.src = server, .dst = ADDR, .sport = port, .dport = 68};
	size_t len;

	reply_begin(&r, type, xid, port == 67 && type != DHCP_NAK ? ADDR : 0, file ? server : 0,
		    server);
	memcpy(r.buf + 28, n->link.mac, 6);
	reply_u32(&r, 1, 0xffffff00);
	reply_u32(&r, 51, lab.lease_s);
	if (file)
		reply_file(&r, file, strlen(file));
	if (lab.vendor) {
		reply_text(&r, 60, "PXEClient");
		reply_opt(&r, 43, lab.vendor, lab.vendor_len);
	}
	udp.payload = reply_end(&r);
	len = dhcp_frame_build(&udp, frame, sizeof frame);
	CHECK(len && write(lab.wire[n->ifindex - 1][0], frame, len) == (ssize_t)len);
}

/* What a DHCP server says to a request of the client in this state. */
static enum dhcp_type answer_to(enum dhcp_state state)
{
	if (state == DHCP_SELECTING)
		return DHCP_OFFER;
	lab.renewals += state != DHCP_REQUESTING;
	if (!lab.naks)
		return DHCP_ACK;
	lab.naks--;
	return DHCP_NAK;
}

/* Return: whether something came for the worker */
static bool serve_nic(unsigned i, uint32_t server, const char *boot)
{
	const struct nic *n = &worker.nics[i];
	const struct dhcp_client *c = &n->dhcp;
	uint64_t asked = c->state == DHCP_SELECTING ? c->discovered_at : c->requested_at;
	uint64_t *answered = c->state == DHCP_SELECTING ? lab.discovered : lab.requested;

	if (!n->started || !n->link.carrier || asked == answered[i] || c->state == DHCP_INIT ||
	    c->state == DHCP_IS_BOUND || asked < lab.forwards_at)
		return false;
	answered[i] = asked;
	reply_to(n, c->xid, answer_to(c->state), server, 67, boot);
	return true;
}

static bool serve(void)
{
	bool any = !lab.silent && serve_nic(lab.nics - 1, SERVER, lab.boot);

	any = (lab.both && serve_nic(0, SERVER, lab.boot)) || any;
	return (lab.router && serve_nic(0, ROUTER, NULL)) || any;
}

/* The cable of interface @i, as PID 1 tells it. */
static void plug(unsigned i, bool carrier)
{
	struct chan_msg m = {.kind = CHAN_LINK, .ifindex = i + 1};

	m.u.link = worker.nics[i].link;
	m.u.link.carrier = carrier;
	handle_pid1_message(&worker, &m, NULL, 0, ms_now);
}

static void tell_worker(const struct chan_msg *m)
{
	CHECK(!chan_send(lab.pid1, m, NULL, 0));
}

static void note_log(const char *text)
{
	size_t n = strlen(rig.logged);
	struct str s = str_of(rig.logged + n, sizeof rig.logged - n);

	str_fmt(&s, "%s\n", text);
}

/* Return: whether the worker was told something */
static bool play_pid1(void)
{
	static struct chan_msg m, answer;
	bool told = false;
	int fds[CHAN_FDS_MAX], n;

	while ((n = chan_recv(lab.pid1, &m, fds)) >= 0) {
		CHECK(chan_check(&m, (unsigned)n));
		for (int i = 0; i < n; i++)
			close(fds[i]);
		if (m.kind == CHAN_ADDR) {
			answer = (struct chan_msg){.kind = CHAN_ADDR_RESULT, .ifindex = m.ifindex};
			answer.u.result.addr = m.u.addr.addr;
			tell_worker(&answer);
			told = true;
		} else if (m.kind == CHAN_BOOT) {
			lab.boots++;
			lab.booted = ms_now;
		}
		if (m.kind == CHAN_AWAIT)
			lab.awaits[m.ifindex - 1]++;
		if (m.kind == CHAN_LOG)
			note_log(m.u.log.text);
		lab.gone += m.kind == CHAN_MENU_GONE;
		lab.given_up += m.kind == CHAN_LOG &&
				strstr(m.u.log.text,
				       "eth0: no server answers by IPv4 so far, going on by IPv6");
		lab.menus += m.kind == CHAN_SHOW;
		lab.entries += m.kind == CHAN_ENTRY;
	}
	return told;
}

static void turn(void)
{
	static struct ready all = {.pid1 = true};
	bool more;

	memset(all.nics, true, sizeof all.nics);
	do {
		worker_act(&worker, &all, ms_now);
		more = play_pid1();
		more = serve() || more;
	} while (more);
}

static bool booted(void)
{
	return lab.boots > 0;
}

static bool shows_menu(void)
{
	return lab.menus > 0;
}

static bool asks(void)
{
	const struct nic *n = &worker.nics[lab.nics - 1];

	return n->dhcp.proxy_asking && n->dhcp.proxy_tries > 0;
}

/* All deadlines until @ms from now, or until @done; what wants another turn at once gets some. */
static bool pass(uint64_t ms, bool (*done)(void))
{
	uint64_t until = ms_now + ms;
	unsigned at_once = 0;

	for (unsigned turns = 0; turns < 200000; turns++) {
		uint64_t at;

		turn();
		if (done && done())
			return true;
		at = worker_deadline(&worker, ms_now);
		if (at <= ms_now && at_once++ < 50)
			continue;
		if (ms_now >= until)
			return !done;
		ms_now = clock_min(until, at > ms_now ? at : ms_now + 1);
		at_once = 0;
	}
	return CHECK(false);
}

/* --- the figures of docs/networks.md ---------------------------------------------------------- */

static uint64_t time_to_boot(unsigned nics, bool carriers, uint64_t seed)
{
	begin(nics, carriers, seed);
	rig_put("pxelinux.cfg/default", TWO);
	CHECK(pass(30000, booted));
	end();
	return lab.booted - FIRST;
}

/* Seven more, without a cable or in networks where nobody answers, cost no 100 ms. */
TEST(eight_interfaces_of_which_the_last_is_connected)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		uint64_t one = time_to_boot(1, true, seed);

		CHECK(one <= 100); /* this network takes no time */
		CHECK(time_to_boot(8, false, seed) <= one + 100);
		CHECK(time_to_boot(8, true, seed) <= one + 100);
	}
}

/* The same where the lease says nothing of booting: others may come, and are waited for as ever. */
TEST(eight_interfaces_and_a_bare_lease)
{
	uint64_t one, eight;

	begin(1, true, 1);
	lab.boot = NULL;
	rig_put("pxelinux.cfg/default", TWO);
	CHECK(pass(30000, booted));
	one = lab.booted;
	end();
	begin(8, true, 1);
	lab.boot = NULL;
	rig_put("pxelinux.cfg/default", TWO);
	CHECK(pass(30000, booted));
	eight = lab.booted;
	end();
	CHECK(eight <= one + 100);
}

/* A cable without a server, a router that knows nothing of booting, and no cable at all, beside the one. */
TEST(router_and_dead_links_beside_the_boot_server)
{
	uint64_t one = time_to_boot(1, true, 1);

	begin(4, true, 1);
	lab.router = true;
	plug(1, false);
	rig_put("pxelinux.cfg/default", TWO);
	CHECK(pass(30000, booted));
	CHECK(lab.booted - FIRST <= one + 100);
	end();
}

/* Its server comes 20 s later: what the router's lease leads to is given up for it, whatever that is. */
TEST(boot_server_that_comes_later_than_a_router)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		for (unsigned silent = 0; silent < 2; silent++) {
			uint64_t back;

			begin(2, true, seed);
			lab.router = lab.silent = true;
			if (silent) /* no TFTP there, rather than no configuration */
				rig_put_slow("pxelinux.cfg/01-52-54-00-12-34-57", NULL, 40000);
			CHECK(pass(20000, NULL));
			CHECK_INT(lab.boots, 0);
			back = worker.nics[1].dhcp.resend_at;
			lab.silent = false;
			rig_put("pxelinux.cfg/default", TWO);
			CHECK(pass(100000, booted));
			CHECK(lab.booted <= back + 100);
			CHECK_STR(worker.booting->link.name, "eth1");
			end();
		}
	}
}

/* Somebody moves the cable to another card, with the same network behind it, in mid-download. */
TEST(cable_that_is_moved_to_another_interface)
{
	uint64_t moved;

	begin(2, true, 1);
	plug(1, false);
	lab.both = true;
	rig_put("pxelinux.cfg/default", TWO);
	rig_put_slow("k", NULL, 1000000); /* its packets go nowhere, for a long time */
	CHECK(pass(2000, NULL));
	CHECK(worker.booting == &worker.nics[0]);
	plug(0, false);
	CHECK(pass(2000, NULL));
	CHECK(worker.booting == &worker.nics[0]); /* it may come back */
	moved = ms_now;
	plug(1, true);
	rig_put("k", "kernel");
	CHECK(pass(30000, booted));
	CHECK(worker.booting == &worker.nics[1]);
	CHECK(lab.booted - moved <= 4000);
	end();
}

/* A server that is dead for ten minutes, by TFTP or altogether, and then back: within 64 s. */
TEST(server_that_was_dead_for_10_minutes)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		for (unsigned dhcp = 0; dhcp < 2; dhcp++) {
			uint64_t back;

			begin(1, true, seed);
			lab.silent = dhcp;
			rig_put("pxelinux.cfg/0A000032", NULL); /* no answer for this one */
			CHECK(pass(600000, NULL));
			CHECK_INT(lab.boots, 0);
			back = ms_now;
			lab.silent = false;
			rig_put("pxelinux.cfg/0A000032", TWO);
			CHECK(pass(100000, booted));
			CHECK(lab.booted - back <= 64000);
			end();
		}
	}
}

/* --- leases that end, and whoever takes longer than they last ---------------------------------- */

/* A download of 200 s, by a lease of @lease_s that is the only one to come, in a network of one interface. */
static void begin_long_download(uint32_t lease_s, uint64_t seed)
{
	begin(1, true, seed);
	lab.lease_s = lease_s;
	rig.pace_ms = 1000;
	rig_put("pxelinux.cfg/default", TWO);
	rig_put_slow("i", "initrd", 200);
}

TEST(download_that_takes_longer_than_the_lease)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		begin_long_download(40, seed);
		CHECK(pass(230000, booted));
		CHECK(lab.booted - FIRST < 202000);
		CHECK(lab.renewals >= 5 && lab.renewals <= 15);
		end();
	}
}

/* A minute without a word about it is too long, however often the lease is renewed meanwhile. */
TEST(what_a_download_waits_for_is_said_every_minute)
{
	unsigned said = 0;

	begin_long_download(40, 1);
	CHECK(pass(190000, NULL));
	for (const char *p = rig.logged; (p = strstr(p, "eth0: fetching")); p++)
		said++;
	CHECK(said == 3);
	end();
}

/* The server is gone at renewal: the download goes on for as long as the lease does, and no longer. It comes
 * back after some minutes. */
TEST(server_that_is_gone_at_renewal)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		uint64_t back;

		begin_long_download(40, seed);
		CHECK(pass(10000, NULL));
		lab.silent = true;
		CHECK(pass(29000, NULL));
		CHECK(worker.booting != NULL);
		CHECK(pass(2000, NULL));
		CHECK(!worker.booting);
		LOGGED("the lease is over and no server renewed it, beginning anew");
		LOGGED("the address is gone, the boot from it is given up");
		CHECK(pass(300000, NULL));
		CHECK_INT(lab.boots, 0);
		back = ms_now;
		lab.silent = false;
		lab.lease_s = 86400;
		CHECK(pass(300000, booted));
		CHECK(lab.booted - back <= 64000 + 201000);
		end();
	}
}

/* A refusal ends the download, be the next address the same one. */
TEST(renewal_that_is_refused_during_a_download)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		begin_long_download(40, seed);
		CHECK(pass(10000, NULL));
		lab.naks = 1;
		CHECK(pass(15000, NULL));
		CHECK_INT(lab.naks, 0);
		LOGGED("refused the address (NAK), beginning anew");
		CHECK_INT(lab.boots, 0);
		CHECK(pass(240000, booted));
		CHECK(lab.booted - FIRST <= 25000 + 2000 + 201000);
		CHECK_INT(lab.boots, 1);
		end();
	}
}

/* A menu may stand for hours: its lease is renewed under it, in time. */
TEST(menu_outlives_its_lease)
{
	struct chan_msg choose = {.kind = CHAN_CHOOSE};

	begin(1, true, 1);
	lab.lease_s = 600;
	rig_put("pxelinux.cfg/default", MENU);
	CHECK(pass(5000, shows_menu));
	CHECK(pass(36000000, NULL));
	CHECK(lab.menus == 1 && !lab.gone);
	CHECK(lab.renewals >= 100 && lab.renewals <= 140);
	tell_worker(&choose);
	CHECK(pass(5000, booted));
	end();
}

/* The lease that a menu came by is refused: the menu goes, and is there again by the next lease. */
TEST(menu_whose_lease_is_refused)
{
	struct chan_msg choose = {.kind = CHAN_CHOOSE};

	for (uint64_t seed = 1; seed <= 20; seed++) {
		begin(1, true, seed);
		lab.lease_s = 600;
		rig_put("pxelinux.cfg/default", MENU);
		CHECK(pass(5000, shows_menu));
		lab.naks = 1;
		lab.menus = 0;
		CHECK(pass(310000, shows_menu));
		CHECK(lab.gone == 1 && !lab.naks);
		LOGGED("refused the address (NAK), beginning anew");
		tell_worker(&choose);
		CHECK(pass(5000, booted));
		end();
	}
}

/* --- two of a kind ---------------------------------------------------------------------------- */

/* Both interfaces are told where to boot from; only what the second finds there leads anywhere. */
TEST(two_boot_servers_of_which_one_has_a_configuration)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		begin(2, true, seed);
		lab.both = true;
		rig_put("pxelinux.cfg/01-52-54-00-12-34-56", TWO);
		CHECK(pass(30000, booted));
		CHECK_STR(worker.booting->link.name, "eth1");
		CHECK(lab.booted - FIRST <= 1000);
		end();
	}
}

/* Both lead to a configuration: one boot, and nothing of the other. */
TEST(two_boot_servers_as_good_as_each_other)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		begin(2, true, seed);
		lab.both = true;
		rig_put("pxelinux.cfg/default", TWO);
		CHECK(pass(30000, booted));
		CHECK(lab.booted - FIRST <= 100);
		CHECK(pass(60000, NULL));
		CHECK_INT(lab.boots, 1);
		end();
	}
}

/* --- tagged ports and ports that do not forward ------------------------------------------------- */

/* The link below the VLAN hears nobody, for ever, and complains: it is PID 1 that then leaves it alone
 * (supervise_lies). The download over the VLAN goes on for minutes. */
TEST(download_over_a_vlan_whose_link_hears_nobody)
{
	begin(2, true, 1);
	for (unsigned i = 0; i < 2; i++)
		worker.nics[i].link.may_go_deaf = true;
	text_copy(worker.nics[1].link.parent, sizeof worker.nics[1].link.parent, view_of("eth0"));
	rig.pace_ms = 1000;
	rig_put("pxelinux.cfg/default", TWO);
	rig_put_slow("i", "initrd", 400);
	CHECK(pass(420000, booted));
	CHECK(lab.booted - FIRST <= 402000);
	CHECK_INT(lab.boots, 1);
	CHECK(lab.awaits[0] > 300);
	LOGGED("eth0: no DHCP offer");
	CHECK(!strstr(rig.logged, "given up"));
	end();
}

/* Spanning tree holds the port for 35 s, in which the switch says so every 2 s: the kernel is there
 * within 3 s of forwarding, at whatever moment of its 2 s the port begins to. */
TEST(port_that_forwards_after_35_s_boots_within_3_s)
{
	static const uint8_t bpdu[] = {0x42, 0x42, 3,	 0, 0, 0, 0,  0,    0x80, 0, 2,	 0, 0,
				       0,    0,	   1,	 0, 0, 0, 4,  0x80, 0,	  2, 0,	 0, 0,
				       0,    2,	   0x80, 1, 0, 0, 20, 0,    2,	  0, 15, 0};
	struct random random = {.state = 35};

	for (uint64_t seed = 1; seed <= 20; seed++) {
		begin(1, true, seed);
		rig_put("pxelinux.cfg/default", TWO);
		lab.forwards_at = FIRST + 35000 + random_below(&random, 2000);
		CHECK(pass(random_below(&random, 2000), NULL));
		for (unsigned s = 0; s < 60 && !lab.boots; s += 2) {
			CHECK(write(lab.wire[0][3], bpdu, sizeof bpdu) == sizeof bpdu);
			if (pass(2000, booted))
				break;
		}
		CHECK_INT(lab.boots, 1);
		CHECK(lab.booted - lab.forwards_at <= 3000);
		LOGGED("the switch port is not forwarding yet (spanning tree)");
		end();
	}
}

/* --- both families --------------------------------------------------------------------------- */

#define SIX_URL "tftp://[fd00::1]/six/pxelinux.0"

/* DHCPv6 has named a boot file on interface @i. */
static void lease_six(unsigned i, const char *url)
{
	struct nic6 *six = &worker.nics[i].six;

	six->setup = &worker.setup;
	six->ready_at = ms_now;
	text_copy(six->client.lease.url, sizeof six->client.lease.url, view_of(url));
}

static void put_six(void)
{
	rig_put("six/pxelinux.cfg/default", TWO);
	rig_put("six/k", "kernel");
	rig_put("six/i", "initrd");
}

TEST(dead_servers_of_ip4_leave_it_to_ip6)
{
	begin(1, true, 1);
	rig.silent4 = 1000000;
	put_six();
	CHECK(pass(1000, NULL));
	lease_six(0, SIX_URL);
	CHECK(pass(500, NULL));
	CHECK(worker.booting && !worker.by_six);
	CHECK(pass(30000, booted));
	CHECK(worker.by_six);
	CHECK(lab.booted - FIRST <= FAMILY_MS + 200);
	CHECK_INT(lab.given_up, 1);
	end();
}

TEST(dead_servers_of_ip6_leave_it_to_ip4)
{
	uint64_t back;

	begin(1, true, 1);
	lab.silent = true;
	lease_six(0, SIX_URL);
	rig.silent6 = 1000000;
	rig_put("pxelinux.cfg/default", TWO);
	CHECK(pass(2200, NULL));
	CHECK(worker.booting && worker.by_six); /* there is nothing else */
	back = worker.nics[0].dhcp.resend_at;
	lab.silent = false;
	CHECK(pass(30000, booted));
	CHECK(!worker.by_six);
	CHECK(lab.booted <= back + 200);
	end();
}

/* The other family has no configuration: the first one may take its time then. */
TEST(family_that_was_given_up_gets_another_turn)
{
	begin(1, true, 1);
	rig.silent4 = 1000000;
	CHECK(pass(100, NULL));
	lease_six(0, SIX_URL);
	CHECK(pass(2500, NULL));
	CHECK(worker.booting && !worker.by_six && worker.has_left && !worker.left);
	CHECK_INT(lab.given_up, 1);
	CHECK(pass(2500, NULL));
	CHECK(worker.booting && !worker.by_six);
	end();
}

/* An IPv4 server that cannot be asked says nothing about IPv6: its turn comes in the same round. */
TEST(lost_server_of_ip4_leaves_ip6_its_turn)
{
	begin(1, true, 1);
	rig_put_slow("pxelinux.cfg/01-52-54-00-12-34-56", NULL, 20000);
	put_six();
	CHECK(pass(100, NULL));
	lease_six(0, SIX_URL);
	CHECK(pass(1000, booted));
	CHECK(worker.by_six);
	end();
}

TEST(cable_of_a_session_by_ip6_that_is_moved)
{
	begin(2, true, 1);
	plug(1, false);
	lease_six(0, SIX_URL);
	put_six();
	rig_put_slow("six/k", NULL, 1000000);
	rig_put("pxelinux.cfg/default", TWO);
	CHECK(pass(2000, NULL));
	CHECK(worker.booting == &worker.nics[0] && worker.by_six);
	plug(0, false);
	CHECK(pass(2000, NULL));
	CHECK(worker.booting == &worker.nics[0]);
	plug(1, true);
	CHECK(pass(10000, booted));
	CHECK(worker.booting == &worker.nics[1] && !worker.by_six);
	end();
}

/* An IPv4 server's URL is no reason to begin by IPv6, nor the other way round. */
TEST(url_of_one_family_leads_by_that_one_alone)
{
	static const struct {
		const char *url;
		bool four, six;
	} rows[] = {{"tftp://10.0.0.1/conf", true, false},
		    {"http://a:b@10.0.0.1:8080/conf", true, false},
		    {"tftp://[fd00::1]/conf", false, true},
		    {"tftp://boot.lan/conf", true, true},
		    {"http://10.0.0.1.lan/conf", true, true}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(1, true, 1);
		lab.boot = NULL;
		lease_six(0, "");
		text_copy(worker.setup.url, sizeof worker.setup.url, view_of(rows[i].url));
		CHECK(pass(1, NULL));
		CHECK_INT(nic_suffices(&worker.nics[0]), rows[i].four);
		CHECK_INT(nic6_leads(&worker.nics[0].six), rows[i].six);
		end();
	}
}

/* --- the boot menu of a PXE server ----------------------------------------------------------- */

static const uint8_t menu[] = {6, 1, 3,	  8,   7,   0x80, 2,   1,   10,	 0,   0,
			       4, 9, 14,  0,   0,   4,	  'D', 'i', 's', 'k', 0x80,
			       2, 4, 'L', 'i', 'n', 'x',  10,  2,   60,	 'P'};

/* Shown, chosen from, asked for, and what the boot server names is looked up. */
TEST(boot_menu_leads_to_what_was_chosen)
{
	struct chan_msg choose = {.kind = CHAN_CHOOSE};
	const struct nic *n = worker.nics;

	begin(1, true, 1);
	lab.boot = NULL;
	lab.vendor = menu;
	lab.vendor_len = sizeof menu;
	rig_put("linux/pxelinux.cfg/default", TWO);
	rig_put("linux/k", "kernel");
	rig_put("linux/i", "initrd");
	CHECK(pass(5000, shows_menu));
	CHECK_INT(lab.entries, 2);
	CHECK(pass(3600000, NULL)); /* whoever thinks for an hour */
	CHECK_INT(lab.menus, 1);
	choose.u.choice.entry = 1;
	tell_worker(&choose);
	CHECK(pass(2000, asks));
	CHECK_INT(n->dhcp.proxy_target[0], PROXY);
	CHECK_INT(n->dhcp.proxy_item, PXE_TYPE);
	lab.vendor_len = 0;
	reply_to(n, n->dhcp.proxy_xid, DHCP_ACK, PROXY, 4011, "linux/pxelinux.0");
	CHECK(pass(5000, booted));
	end();
}

/* Nobody answers for it: what else there is is tried, and then the menu is there again. */
TEST(boot_menu_whose_server_is_dead)
{
	struct chan_msg choose = {.kind = CHAN_CHOOSE};

	begin(1, true, 1);
	lab.boot = NULL;
	lab.vendor = menu;
	lab.vendor_len = sizeof menu;
	CHECK(pass(5000, shows_menu));
	choose.u.choice.entry = 1;
	tell_worker(&choose);
	CHECK(pass(2000, asks));
	lab.menus = 0;
	CHECK(pass(60000, shows_menu));
	end();
}
