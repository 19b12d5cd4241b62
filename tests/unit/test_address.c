/* SPDX-License-Identifier: MIT
 * A lease onto a real interface, in a network namespace of the test's own; what is there is read
 * back through /proc and ioctl(2). */
#include "tests/unit/check.h"

#include "init/address.h"
#include "init/link.h"
#include "init/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define IP(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static int add_pair(const char *name, const char *peer)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	size_t linkinfo, data, other;
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	nl_put(&r, IFLA_IFNAME, name, strlen(name) + 1);
	linkinfo = nl_open(&r, IFLA_LINKINFO);
	nl_put(&r, IFLA_INFO_KIND, "veth", 4);
	data = nl_open(&r, IFLA_INFO_DATA);
	other = r.m.head.nlmsg_len;
	nl_put(&r, VETH_INFO_PEER, &info, sizeof info);
	nl_put(&r, IFLA_IFNAME, peer, strlen(peer) + 1);
	nl_close(&r, other);
	nl_close(&r, data);
	nl_close(&r, linkinfo);
	return nl_do(&r);
}

/* The index of a0, one end of the pair a0-a1 in a namespace of the test's own; 0 when there is none. */
static int ready(void)
{
	int err;

	if (!check_own_network())
		return 0;
	err = nl_request_open();
	if (!err)
		err = add_pair("a0", "a1");
	if (err == -EOPNOTSUPP) {
		check_skip("this kernel, or the emulator before it, makes no veth pairs");
		return 0;
	}
	CHECK_INT(err, 0);
	CHECK_INT(link_open(), 0);
	CHECK_INT(link_up((int)if_nametoindex("a0")), 0);
	CHECK_INT(link_up((int)if_nametoindex("a1")), 0);
	return (int)if_nametoindex("a0");
}

/* How many IPv4 routes of @ifname there are with this destination and gateway. */
static unsigned routes(const char *ifname, uint32_t dst, uint32_t gw)
{
	FILE *f = fopen("/proc/self/net/route", "r");
	char line[256], name[32];
	unsigned d, g, n = 0;

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "%31s %x %x", name, &d, &g) == 3 && !strcmp(name, ifname) &&
		    ntohl(d) == dst && ntohl(g) == gw)
			n++;
	if (f)
		fclose(f);
	return n;
}

/* The interface's address, 0 = none. */
static uint32_t address(const char *ifname)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in in;
	struct ifreq r = {0};
	int err;

	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", ifname);
	err = ioctl(fd, SIOCGIFADDR, &r);
	close(fd);
	memcpy(&in, &r.ifr_addr, sizeof in);
	return err < 0 ? 0 : ntohl(in.sin_addr.s_addr);
}

static int mtu(const char *ifname)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq r = {0};

	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", ifname);
	if (ioctl(fd, SIOCGIFMTU, &r) < 0)
		r.ifr_mtu = 0;
	close(fd);
	return r.ifr_mtu;
}

static struct chan_addr lease(uint32_t addr)
{
	struct chan_addr a = {
		.addr = addr, .prefix_len = 24, .mtu = 1400, .valid_s = 600, .routes = 2};

	a.route[0] = (struct chan_route){.gateway = IP(10, 9, 0, 1)};
	a.route[1] = (struct chan_route){
		.dst = IP(10, 77, 0, 0), .prefix_len = 16, .gateway = IP(10, 9, 0, 2)};
	return a;
}

/* a0 with the lease that most tests begin with; 0: skipped. */
static int leased(void)
{
	int i = ready();
	struct chan_addr a = lease(IP(10, 9, 0, 42));

	if (!i)
		return 0;
	CHECK_INT(address_apply(i, &a), 0);
	CHECK_INT(address("a0"), IP(10, 9, 0, 42));
	CHECK_INT(routes("a0", 0, IP(10, 9, 0, 1)), 1);
	return i;
}

TEST(address_lease_is_set_whole)
{
	if (!leased())
		return;
	CHECK_INT(mtu("a0"), 1400);
	CHECK_INT(routes("a0", IP(10, 77, 0, 0), IP(10, 9, 0, 2)), 1);
}

TEST(address_same_again_changes_nothing)
{
	int i = leased();
	struct chan_addr a = lease(IP(10, 9, 0, 42));

	if (!i)
		return;
	CHECK_INT(address_apply(i, &a), 0);
	CHECK_INT(address("a0"), IP(10, 9, 0, 42));
	CHECK_INT(routes("a0", 0, IP(10, 9, 0, 1)), 1);
	CHECK_INT(routes("a0", IP(10, 77, 0, 0), IP(10, 9, 0, 2)), 1);
}

TEST(address_another_replaces_it)
{
	int i = leased();
	struct chan_addr a = lease(IP(10, 9, 0, 43));

	if (!i)
		return;
	a.mtu = 0;
	CHECK_INT(address_apply(i, &a), 0);
	CHECK_INT(address("a0"), IP(10, 9, 0, 43));
	CHECK_INT(mtu("a0"), 1400);
	/* the first one is gone, and can be set by somebody else */
	CHECK_INT(link_addr_del(i, IP(10, 9, 0, 42), 24), -EADDRNOTAVAIL);
	CHECK_INT(routes("a0", 0, IP(10, 9, 0, 1)), 1);
}

TEST(address_another_mask_replaces_it_too)
{
	int i = leased();
	struct chan_addr a = lease(IP(10, 9, 0, 42));

	if (!i)
		return;
	a.prefix_len = 16;
	CHECK_INT(address_apply(i, &a), 0);
	CHECK_INT(routes("a0", IP(10, 9, 0, 0), 0), 1); /* and none for the old /24 besides */
}

TEST(address_a_bad_route_or_mtu_costs_only_itself)
{
	int i = ready();
	struct chan_addr a = lease(IP(10, 9, 0, 43));

	if (!i)
		return;
	a.mtu = 65535; /* veth takes it, other kinds of interface do not: then it stays as it is */
	a.route[0].dst = IP(10, 77, 0, 1); /* host bits outside its mask: the kernel refuses */
	a.route[0].prefix_len = 16;
	CHECK_INT(address_apply(i, &a), 0);
	CHECK_INT(address("a0"), IP(10, 9, 0, 43));
	CHECK_INT(routes("a0", IP(10, 77, 0, 1), IP(10, 9, 0, 1)), 0);
	CHECK_INT(routes("a0", IP(10, 77, 0, 0), IP(10, 9, 0, 2)), 1);
}

TEST(address_drop_takes_routes_along)
{
	int i = leased();

	if (!i)
		return;
	address_drop(i);
	CHECK_INT(address("a0"), 0);
	CHECK_INT(routes("a0", 0, IP(10, 9, 0, 1)), 0);
	CHECK_INT(routes("a0", IP(10, 77, 0, 0), IP(10, 9, 0, 2)), 0);
	address_drop(i); /* once more is harmless */
}

TEST(address_host_lease_reaches_its_gateway)
{
	int i = ready();
	struct chan_addr a = {.addr = IP(192, 0, 2, 7), .prefix_len = 32, .valid_s = UINT32_MAX};

	if (!i)
		return;
	a.routes = 2;
	a.route[0] = (struct chan_route){.dst = IP(10, 9, 0, 1), .prefix_len = 32};
	a.route[1] = (struct chan_route){.gateway = IP(10, 9, 0, 1)};
	CHECK_INT(address_apply(i, &a), 0);
	CHECK_INT(routes("a0", IP(10, 9, 0, 1), 0), 1);
	CHECK_INT(routes("a0", 0, IP(10, 9, 0, 1)), 1);
	address_drop(i);
}

TEST(address_two_interfaces_do_not_disturb_each_other)
{
	int i = leased(), k = i ? (int)if_nametoindex("a1") : 0;
	struct chan_addr b = lease(IP(10, 9, 0, 44));

	if (!i)
		return;
	CHECK_INT(address_apply(k, &b), 0);
	address_drop(i);
	CHECK_INT(address("a0"), 0);
	CHECK_INT(address("a1"), IP(10, 9, 0, 44));
	CHECK_INT(routes("a1", 0, IP(10, 9, 0, 1)), 1);
}

/* More of them than are kept in mind, and the one in use is still known: its address is taken off. */
TEST(address_many_interfaces_come_and_go)
{
	int i = leased();
	struct chan_addr a = lease(IP(10, 9, 0, 43));

	if (!i)
		return;
	for (int other = 1000; other < 1200; other++)
		address_drop(other);
	CHECK_INT(address_apply(i, &a), 0);
	CHECK_INT(link_addr_del(i, IP(10, 9, 0, 42), 24), -EADDRNOTAVAIL);
}

TEST(address_interface_that_is_not_there)
{
	struct chan_addr a = lease(IP(10, 9, 0, 42));

	if (!ready())
		return;
	CHECK(address_apply(0x7ffffff0, &a) < 0);
	address_drop(0x7ffffff0);
}

TEST(real_21_other_routes_of_an_address_do_not_pile_up)
{
	int a0 = leased();
	struct chan_addr a = lease(IP(10, 9, 0, 40));

	if (!a0)
		return;
	CHECK_INT(address_apply(a0, &a), 0);
	for (uint8_t i = 0; i < 50; i++) {
		a.route[1].dst = IP(10, 100u + i, 0, 0);
		CHECK_INT(address_apply(a0, &a), 0);
	}
	CHECK_INT(routes("a0", IP(10, 77, 0, 0), IP(10, 9, 0, 2)), 0);
	CHECK_INT(routes("a0", IP(10, 100, 0, 0), IP(10, 9, 0, 2)), 0);
	CHECK_INT(routes("a0", IP(10, 149, 0, 0), IP(10, 9, 0, 2)), 1);
	CHECK_INT(address("a0"), IP(10, 9, 0, 40));
}

/* Whether a line of @path has @part and ends in the interface's name. */
static bool has_line(const char *path, const char *part, const char *ifname)
{
	FILE *f = fopen(path, "r");
	char line[256];
	bool found = false;

	while (f && !found && fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		found = strstr(line, part) && strlen(line) > strlen(ifname) &&
			!strcmp(line + strlen(line) - strlen(ifname), ifname);
	}
	if (f)
		fclose(f);
	return found;
}

TEST(address_and_gateway_of_ip6)
{
	const char *addrs = "/proc/self/net/if_inet6", *routes6 = "/proc/self/net/ipv6_route";
	struct chan_addr6 a = {.addr = {0xfd, [15] = 5},
			       .prefix_len = 56,
			       .gateway = {0xfe, 0x80, [15] = 1},
			       .valid_s = UINT32_MAX};
	int index = ready();

	if (!index)
		return;
	CHECK_INT(address_apply6(index, &a), 0);
	CHECK(has_line(addrs, "fd000000000000000000000000000005", "a0"));
	CHECK(has_line(routes6, "fd000000000000000000000000000000 38 ", "a0"));
	CHECK(has_line(routes6,
		       "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
		       "fe800000000000000000000000000001",
		       "a0"));
	CHECK_INT(address_apply6(index, &a), 0); /* once more is no error */
	CHECK_INT(link_addr6_del(index, a.addr, 56), 0);
	CHECK(!has_line(addrs, "fd000000000000000000000000000005", "a0"));
}
