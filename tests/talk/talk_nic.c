/* SPDX-License-Identifier: MIT
 * A network interface of the worker on a virtual clock, its sockets played by a socket pair. */
#include "tests/unit/check.h"

#include "lib/clock.h"
#include "pxe/worker/nic.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct nic n;
static struct chan_setup setup;
static struct chan_link net_link;
static int wire[2], udp[2];
static unsigned relinks;
static uint64_t now;

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

static void on_relink(void *ctx, unsigned ifindex)
{
	(void)ctx;
	CHECK_INT(ifindex, 7);
	relinks++;
}

static const struct nic_ops ops = {.addr = on_addr, .addr_gone = on_addr_gone, .relink = on_relink};

static void begin(bool carrier)
{
	relinks = 0;
	now = 1000;
	setup = (struct chan_setup){.arch = 31, .dhcp = true};
	net_link = (struct chan_link){
		.name = "eth0", .htype = 1, .mac_len = 6, .mtu = 1500, .carrier = carrier};
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, wire) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, udp) == 0);
	nic_open(&n, 7, &net_link, (const int[]){wire[0], udp[0]}, &setup, &ops, NULL, 1, now);
}

static void end(void)
{
	nic_close(&n);
	close(wire[1]);
	close(udp[1]);
}

/* Step as the worker does, at every deadline. */
static void pass(uint64_t ms)
{
	uint64_t until = now + ms;

	while (nic_deadline(&n) <= until) {
		now = nic_deadline(&n) > now ? nic_deadline(&n) : now;
		nic_step(&n, now);
	}
	now = until;
	nic_step(&n, now);
}

static void carrier(bool on)
{
	net_link.carrier = on;
	nic_changed(&n, &net_link, now);
}

TEST(deaf_link_is_switched_off_and_on_once)
{
	begin(true);
	pass(59999);
	CHECK_INT(relinks, 0);
	pass(1);
	CHECK_INT(relinks, 1);
	carrier(false);
	pass(10);
	carrier(true);
	pass(590000);
	CHECK_INT(relinks, 1);
	pass(10000);
	CHECK_INT(relinks, 2);
	end();
}

TEST(link_without_carrier_is_not_deaf)
{
	begin(false);
	pass(300000);
	CHECK_INT(relinks, 0);
	carrier(true);
	pass(59999);
	CHECK_INT(relinks, 0);
	pass(1);
	CHECK_INT(relinks, 1);
	end();
}

/* Whatever comes in shows that it hears, be it no word of DHCP. */
TEST(link_that_hears_anything_is_not_deaf)
{
	begin(true);
	for (int i = 0; i < 10; i++) {
		pass(50000);
		CHECK(write(wire[1], "not for us", 10) == 10);
		nic_step(&n, now);
	}
	CHECK_INT(relinks, 0);
	pass(60000);
	CHECK_INT(relinks, 1);
	end();
}

TEST(link_that_needs_no_dhcp_is_not_deaf)
{
	begin(true);
	end();
	setup.dhcp = false;
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, wire) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, udp) == 0);
	nic_open(&n, 7, &net_link, (const int[]){wire[0], udp[0]}, &setup, &ops, NULL, 1, now);
	nic_step(&n, now + 300000);
	CHECK_INT(relinks, 0);
	CHECK(nic_deadline(&n) == CLOCK_NEVER);
	end();
}
