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
	const char *boot;      /* the boot file in its replies */
	const uint8_t *vendor; /* option 43, with class PXEClient; NULL = none */
	size_t vendor_len;
	unsigned boots, menus, entries;
	uint64_t booted; /* ms */
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

	reply_begin(&r, type, xid, port == 67 ? ADDR : 0, file ? server : 0, server);
	memcpy(r.buf + 28, n->link.mac, 6);
	reply_u32(&r, 1, 0xffffff00);
	reply_u32(&r, 51, 86400);
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

/* Return: whether something came for the worker */
static bool serve_nic(unsigned i, uint32_t server, const char *boot)
{
	const struct nic *n = &worker.nics[i];
	const struct dhcp_client *c = &n->dhcp;
	uint64_t asked = c->state == DHCP_SELECTING ? c->discovered_at : c->requested_at;
	uint64_t *answered = c->state == DHCP_SELECTING ? lab.discovered : lab.requested;

	if (!n->started || !n->link.carrier || asked == answered[i] ||
	    (c->state != DHCP_SELECTING && c->state != DHCP_REQUESTING))
		return false;
	answered[i] = asked;
	reply_to(n, c->xid, c->state == DHCP_SELECTING ? DHCP_OFFER : DHCP_ACK, server, 67, boot);
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
