/* SPDX-License-Identifier: MIT
 * The rtnetlink adapter against the kernel, in a network namespace of the test's own; what it did
 * is read back through /proc and ioctl(2), not through itself. Rows 17 and 31 of the fault matrix:
 * a cable that comes, goes and comes. */
#include "tests/unit/check.h"

#include "init/link.h"
#include "init/netlink.h"
#include "lib/clock.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static char heard[1024];

/* What the events have told so far, as the loader's loop sees it. */
static struct link told[LINK_MAX];
static unsigned n_told;

static const struct link *find(const char *name)
{
	for (unsigned i = 0; i < n_told; i++)
		if (strcmp(told[i].name, name) == 0)
			return &told[i];
	return NULL;
}

static void take_note(enum link_event event, const struct link *l)
{
	unsigned i = 0;

	while (i < n_told && told[i].ifindex != l->ifindex)
		i++;
	if (!CHECK((i == n_told) == (event == LINK_NEW)) || !CHECK(i < LINK_MAX))
		return;
	told[i] = *l;
	n_told += event == LINK_NEW;
	if (event == LINK_GONE)
		told[i] = told[--n_told];
}

static void hear(void *arg, enum link_event event, const struct link *l)
{
	static const char *const names[] = {"new", "gone", "carrier", "lost", "changed"};
	size_t n = strlen(heard);

	(void)arg;
	take_note(event, l);
	snprintf(heard + n, sizeof heard - n, "%s:%s ", l->name, names[event]);
}

/* Step until @want was heard; the kernel delays some carrier events by a second. */
static bool hear_until(const char *want)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;

	heard[0] = '\0';
	while (clock_ms() < until) {
		struct pollfd p = {.fd = link_fd(), .events = POLLIN};

		link_step(hear, NULL);
		if (strstr(heard, want))
			return true;
		poll(&p, 1, 100);
	}
	fprintf(stderr, "wanted %s, heard %s\n", want, heard);
	return false;
}

static int add(const char *kind, const char *name, const char *peer)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	size_t linkinfo, data, other;
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	nl_put(&r, IFLA_IFNAME, name, strlen(name) + 1);
	linkinfo = nl_open(&r, IFLA_LINKINFO);
	nl_put(&r, IFLA_INFO_KIND, kind, strlen(kind));
	if (peer) {
		data = nl_open(&r, IFLA_INFO_DATA);
		other = r.m.head.nlmsg_len;
		nl_put(&r, VETH_INFO_PEER, &info, sizeof info);
		nl_put(&r, IFLA_IFNAME, peer, strlen(peer) + 1);
		nl_close(&r, other);
		nl_close(&r, data);
	}
	nl_close(&r, linkinfo);
	return nl_do(&r);
}

static int del(const char *name)
{
	struct ifinfomsg info = {.ifi_index = (int)if_nametoindex(name)};
	struct nl_req r;

	nl_start(&r, RTM_DELLINK, 0, &info, sizeof info);
	return nl_do(&r);
}

static int rename_link(int ifindex, const char *name)
{
	struct ifinfomsg info = {.ifi_index = ifindex};
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, 0, &info, sizeof info);
	nl_put(&r, IFLA_IFNAME, name, strlen(name) + 1);
	return nl_do(&r);
}

/* A namespace with the pair a0-a1 and what must not be shown. */
static bool ready(void)
{
	int err;

	if (!check_own_network())
		return false;
	err = nl_request_open();
	if (!err)
		err = add("veth", "a0", "a1");
	if (err == -EOPNOTSUPP) {
		check_skip("this kernel, or the emulator before it, makes no veth pairs");
		return false;
	}
	CHECK_INT(err, 0);
	add("dummy", "dummy7", NULL);
	add("bridge", "br7", NULL);
	CHECK_INT(link_open(), 0);
	return CHECK(link_fd() >= 0 && hear_until("a1:new"));
}

static int ifindex(const char *name)
{
	return (int)if_nametoindex(name);
}

TEST(link_shows_what_can_boot)
{
	const struct link *l;

	if (!ready())
		return;
	CHECK_INT(n_told, 2);
	CHECK(!find("lo") && !find("dummy7") && !find("br7"));
	l = find("a0");
	if (!CHECK(l))
		return;
	CHECK_INT(l->ifindex, ifindex("a0"));
	CHECK(l->htype == 1 && l->mac_len == 6 && !l->up && !l->carrier);
	CHECK_INT(l->mtu, 1500);
	CHECK_INT(l->parent, 0);
	CHECK_STR(l->driver, "");
}

static bool is_up(const char *name)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq r = {0};

	strcpy(r.ifr_name, name);
	CHECK_INT(ioctl(fd, SIOCGIFFLAGS, &r), 0);
	close(fd);
	return r.ifr_flags & IFF_UP;
}

TEST(link_lo_is_up)
{
	if (ready())
		CHECK(is_up("lo"));
}

TEST(link_carrier_comes_and_goes)
{
	if (!ready())
		return;
	CHECK_INT(link_up(ifindex("a0")), 0);
	link_step(hear, NULL);
	CHECK(is_up("a0") && !find("a0")->carrier);
	for (int flap = 0; flap < 2; flap++) {
		CHECK_INT(link_up(ifindex("a1")), 0);
		CHECK(hear_until("a0:carrier"));
		CHECK(find("a0")->up && find("a0")->carrier);
		CHECK_INT(link_down(ifindex("a1")), 0);
		CHECK(hear_until("a0:lost"));
		CHECK(!find("a0")->carrier);
	}
	CHECK_INT(link_up(ifindex("a1")), 0);
	CHECK(hear_until("a0:carrier"));
}

/* A frame that nobody wants: the local experimental Ethernet type. */
static bool send_frame(const char *from)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
				 .sll_protocol = htons(0x88b5),
				 .sll_ifindex = ifindex(from),
				 .sll_halen = 6,
				 .sll_addr = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool sent = fd >= 0 && sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof to) == 1;

	close(fd);
	return sent;
}

TEST(link_counts_what_it_hears)
{
	uint64_t before = 0, after = 0;

	if (!ready())
		return;
	CHECK_INT(link_up(ifindex("a0")), 0);
	CHECK_INT(link_up(ifindex("a1")), 0);
	CHECK(hear_until("a0:carrier"));
	CHECK_INT(link_received(ifindex("a0"), &before), 0);
	CHECK(send_frame("a1"));
	CHECK_INT(link_received(ifindex("a0"), &after), 0);
	CHECK(after > before);
	CHECK_INT(link_received(0x7ffffff0, &after), -ENODEV);
}

TEST(link_mtu)
{
	if (!ready())
		return;
	CHECK_INT(link_mtu_set(ifindex("a0"), 1400), 0);
	CHECK(hear_until("a0:changed"));
	CHECK_INT(find("a0")->mtu, 1400);
	CHECK_INT(link_mtu_set(ifindex("a0"), 20), -EINVAL);
}

/* The line of /proc/net/route for @dst on @ifname: destination, gateway, mask, metric. */
static bool route(const char *ifname, const char *dst, const char *mask, const char *gw)
{
	FILE *f = fopen("/proc/thread-self/net/route", "re");
	unsigned d, g, m, flags;
	bool found = false;
	char line[256], name[32];

	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "%31s %x %x %x %*d %*d %*d %x", name, &d, &g, &flags, &m) != 5)
			continue;
		found |= strcmp(name, ifname) == 0 && d == inet_addr(dst) && g == inet_addr(gw) &&
			 m == inet_addr(mask);
	}
	if (f)
		fclose(f);
	return found;
}

static const char *address(const char *ifname, unsigned long what)
{
	struct ifreq r = {0};
	struct sockaddr_in in;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err;

	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", ifname);
	err = ioctl(fd, what, &r);
	close(fd);
	memcpy(&in, &r.ifr_addr, sizeof in);
	return err < 0 ? "none" : inet_ntoa(in.sin_addr);
}

/* The pair has carrier, which routes need. */
static bool ready_with_carrier(void)
{
	return ready() && CHECK_INT(link_up(ifindex("a0")), 0) &&
	       CHECK_INT(link_up(ifindex("a1")), 0) && CHECK(hear_until("a0:carrier"));
}

TEST(link_addresses_and_routes)
{
	int a0;

	if (!ready_with_carrier())
		return;
	a0 = ifindex("a0");
	CHECK_INT(link_addr_set(a0, 0x0a010205, 22, 0, 3600), 0);
	CHECK_STR(address("a0", SIOCGIFADDR), "10.1.2.5");
	CHECK_STR(address("a0", SIOCGIFNETMASK), "255.255.252.0");
	CHECK_STR(address("a0", SIOCGIFBRDADDR), "10.1.3.255");
	CHECK(route("a0", "10.1.0.0", "255.255.252.0", "0.0.0.0"));
	CHECK_INT(link_addr_set(a0, 0x0a010205, 22, 0, LINK_FOREVER), 0);
	CHECK_INT(link_route_add(a0, 0, 0, 0x0a010201, 0x0a010205), 0);
	CHECK_INT(link_route_add(a0, 0, 0, 0x0a010202, 0), 0);
	CHECK(!route("a0", "0.0.0.0", "0.0.0.0", "10.1.2.1"));
	CHECK(route("a0", "0.0.0.0", "0.0.0.0", "10.1.2.2"));
	CHECK_INT(link_route_add(a0, 0xc0a85a63, 24, 0x0a010203, 0), 0);
	CHECK(route("a0", "192.168.90.0", "255.255.255.0", "10.1.2.3"));
	CHECK_INT(link_route_add(a0, 0xc0a85b01, 32, 0, 0), 0);
	CHECK(route("a0", "192.168.91.1", "255.255.255.255", "0.0.0.0"));
	CHECK_INT(link_addr_del(a0, 0x0a010206, 22), -EADDRNOTAVAIL);
	CHECK_INT(link_addr_set(a0, 0x0a010205, 0, 0, 1), -EINVAL);
	CHECK_INT(link_addr_set(a0, 0x0a010205, 33, 0, 1), -EINVAL);
	CHECK_INT(link_route_add(a0, 0, 33, 0, 0), -EINVAL);
	CHECK_INT(link_addr_set(9999, 0x0a010205, 22, 0, 1), -ENODEV);
}

static void default_routes_of_both(void)
{
	CHECK_INT(link_addr_set(ifindex("a0"), 0x0a010205, 24, 0, LINK_FOREVER), 0);
	CHECK_INT(link_route_add(ifindex("a0"), 0, 0, 0x0a010202, 0), 0);
	CHECK_INT(link_addr_set(ifindex("a1"), 0x0a020205, 24, 0, LINK_FOREVER), 0);
	CHECK_INT(link_route_add(ifindex("a1"), 0, 0, 0x0a020201, 0), 0);
	CHECK(route("a0", "0.0.0.0", "0.0.0.0", "10.1.2.2"));
	CHECK(route("a1", "0.0.0.0", "0.0.0.0", "10.2.2.1"));
}

TEST(link_default_routes_of_two_interfaces)
{
	if (ready_with_carrier())
		default_routes_of_both();
}

TEST(link_flush_takes_all)
{
	int a0;

	if (!ready_with_carrier())
		return;
	default_routes_of_both();
	a0 = ifindex("a0");
	CHECK_INT(link_route_add(a0, 0xc0a85b01, 32, 0, 0), 0);
	CHECK(route("a0", "192.168.91.1", "255.255.255.255", "0.0.0.0"));
	for (uint32_t i = 0; i < 40; i++)
		CHECK_INT(link_addr_set(a0, 0x0a050005 + (i << 8), i % 2 ? 24 : 16, 0, 60), 0);
	CHECK_INT(link_flush(a0), 0);
	CHECK_STR(address("a0", SIOCGIFADDR), "none");
	CHECK(!route("a0", "0.0.0.0", "0.0.0.0", "10.1.2.2"));
	CHECK(!route("a0", "192.168.91.1", "255.255.255.255", "0.0.0.0"));
	CHECK(route("a1", "0.0.0.0", "0.0.0.0", "10.2.2.1"));
	CHECK_INT(link_flush(a0), 0);
}

TEST(hazard_20_gateway_outside_a_host_address)
{
	int a0;

	if (!ready_with_carrier())
		return;
	a0 = ifindex("a0");
	CHECK_INT(link_addr_set(a0, 0x0a010205, 32, 0, LINK_FOREVER), 0);
	CHECK_INT(link_route_add(a0, 0, 0, 0xac100001, 0x0a010205), 0);
	CHECK(route("a0", "0.0.0.0", "0.0.0.0", "172.16.0.1"));
	CHECK_INT(link_flush(a0), 0);
}

TEST(link_vlan)
{
	const struct link *l;
	int err;

	if (!ready())
		return;
	CHECK_INT(link_vlan_add(ifindex("a0"), 0, "v0"), -EINVAL);
	CHECK_INT(link_vlan_add(ifindex("a0"), 4095, "v0"), -EINVAL);
	err = link_vlan_add(ifindex("a0"), 7, "a0.7");
	if (err == -EOPNOTSUPP) {
		check_skip("this kernel has no 8021q");
		return;
	}
	CHECK_INT(err, 0);
	CHECK(hear_until("a0.7:new"));
	l = find("a0.7");
	CHECK(l && l->parent == ifindex("a0"));
	CHECK_INT(link_vlan_add(ifindex("a0"), 7, "a0.7"), 0);
	CHECK_INT(del("a0.7"), 0);
	CHECK(hear_until("a0.7:gone"));
}

TEST(link_rename_and_hotplug)
{
	if (!ready())
		return;
	CHECK_INT(add("veth", "b0", "b1"), 0);
	CHECK(hear_until("b0:new"));
	CHECK_INT(rename_link(ifindex("b0"), "renamed"), 0);
	CHECK(hear_until("renamed:changed"));
	CHECK(!find("b0"));
	CHECK_INT(del("renamed"), 0);
	CHECK(hear_until("renamed:gone"));
	CHECK(!find("renamed"));
}

TEST(link_more_than_there_is_room_for)
{
	char a[16], b[16];

	if (!ready())
		return;
	for (int i = 0; i < LINK_MAX / 2 + 3; i++) {
		snprintf(a, sizeof a, "p%d", i);
		snprintf(b, sizeof b, "q%d", i);
		CHECK_INT(add("veth", a, b), 0);
	}
	hear_until("p14:new");
	for (int i = 0; i < 100; i++)
		link_step(hear, NULL);
	CHECK_INT(n_told, LINK_MAX);
	for (int i = 0; i < LINK_MAX / 2 + 3; i++) {
		snprintf(a, sizeof a, "p%d", i);
		CHECK_INT(del(a), 0);
	}
	for (int i = 0; i < 100; i++)
		link_step(hear, NULL);
	CHECK_INT(n_told, 2);
}

TEST(netlink_request_that_does_not_fit)
{
	struct nl_req r;
	char big[600] = "";

	nl_start(&r, RTM_NEWLINK, 0, big, 16);
	nl_put(&r, 1, big, 400);
	CHECK(!r.full);
	nl_put(&r, 2, big, 400);
	CHECK(r.full);
	nl_put_u32(&r, 3, 1);
	CHECK_INT(nl_send(-1, &r), -EMSGSIZE);
}

static void swallow(const uint8_t *data, size_t len)
{
	static union nl_buf buf;
	struct nl_msgs m = {.p = buf.bytes, .left = len};
	const struct nlmsghdr *h;
	struct nl_attr a;

	memcpy(buf.bytes, data, len);
	while ((h = nl_msg(&m))) {
		struct nl_walk w = nl_walk(h, sizeof(struct ifinfomsg));

		while (nl_next(&w, &a))
			CHECK(a.data >= buf.bytes && a.data + a.len <= buf.bytes + len);
	}
}

TEST(netlink_mutations)
{
	struct ifinfomsg info = {.ifi_index = 1};
	struct nl_req r;
	size_t at;

	nl_start(&r, RTM_NEWLINK, 0, &info, sizeof info);
	nl_put(&r, IFLA_IFNAME, "eth0", 5);
	at = nl_open(&r, IFLA_LINKINFO);
	nl_put(&r, IFLA_INFO_KIND, "vlan", 5);
	nl_close(&r, at);
	check_mutations(r.m.bytes, r.m.head.nlmsg_len, swallow);
}
