/* SPDX-License-Identifier: MIT
 * The part of init/link.h that changes something. */
#include "init/link.h"

#include "init/netlink.h"
#include "lib/bytes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#define ADDRS_A_ROUND 16
#define ROUNDS	      64
/* Routes of equal destination with different metrics live side by side. */
#define METRIC_BASE 100

static int set_flags(int ifindex, unsigned flags)
{
	struct ifinfomsg info = {
		.ifi_index = ifindex,
		.ifi_flags = flags,
		.ifi_change = IFF_UP,
	};
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, 0, &info, sizeof info);
	return nl_do(&r);
}

int link_up(int ifindex)
{
	return set_flags(ifindex, IFF_UP);
}

int link_down(int ifindex)
{
	return set_flags(ifindex, 0);
}

int link_mtu_set(int ifindex, uint32_t mtu)
{
	struct ifinfomsg info = {.ifi_index = ifindex};
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, 0, &info, sizeof info);
	nl_put_u32(&r, IFLA_MTU, mtu);
	return nl_do(&r);
}

int link_rename(int ifindex, const char *name)
{
	struct ifinfomsg info = {.ifi_index = ifindex};
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, 0, &info, sizeof info);
	nl_put(&r, IFLA_IFNAME, name, strlen(name) + 1);
	return nl_do(&r);
}

int link_mac_set(int ifindex, const uint8_t mac[static 6])
{
	struct ifinfomsg info = {.ifi_index = ifindex};
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, 0, &info, sizeof info);
	nl_put(&r, IFLA_ADDRESS, mac, 6);
	return nl_do(&r);
}

static struct ifaddrmsg addr_body(int ifindex, uint8_t prefix_len)
{
	return (struct ifaddrmsg){
		.ifa_family = AF_INET,
		.ifa_prefixlen = prefix_len,
		.ifa_scope = RT_SCOPE_UNIVERSE,
		.ifa_index = (uint32_t)ifindex,
	};
}

int link_addr_set(int ifindex, uint32_t addr, uint8_t prefix_len, uint32_t broadcast,
		  uint32_t valid_s)
{
	struct ifaddrmsg body = addr_body(ifindex, prefix_len);
	struct ifa_cacheinfo life = {.ifa_prefered = valid_s, .ifa_valid = valid_s};
	struct nl_req r;

	if (prefix_len < 1 || prefix_len > 32 || !addr)
		return -EINVAL;
	if (!broadcast && prefix_len < 31)
		broadcast = addr | UINT32_MAX >> prefix_len;
	nl_start(&r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof body);
	nl_put_be32(&r, IFA_LOCAL, addr);
	nl_put_be32(&r, IFA_ADDRESS, addr);
	if (broadcast)
		nl_put_be32(&r, IFA_BROADCAST, broadcast);
	nl_put(&r, IFA_CACHEINFO, &life, sizeof life);
	return nl_do(&r);
}

static int change_addr6(uint16_t type, uint16_t flags, int ifindex, const uint8_t addr[static 16],
			uint8_t prefix_len, uint32_t valid_s, uint8_t kind)
{
	struct ifaddrmsg body = addr_body(ifindex, prefix_len);
	struct ifa_cacheinfo life = {.ifa_prefered = valid_s, .ifa_valid = valid_s};
	struct nl_req r;

	body.ifa_family = AF_INET6;
	body.ifa_flags = kind;
	nl_start(&r, type, flags, &body, sizeof body);
	nl_put(&r, IFA_LOCAL, addr, 16);
	nl_put(&r, IFA_ADDRESS, addr, 16);
	if (valid_s)
		nl_put(&r, IFA_CACHEINFO, &life, sizeof life);
	return nl_do(&r);
}

int link_addr6_set(int ifindex, const uint8_t addr[static 16], uint8_t prefix_len, uint32_t valid_s)
{
	/* The kernel clears the flag where optimistic addresses are switched off (init/early.c). */
	int err = change_addr6(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ifindex, addr, prefix_len,
			       valid_s, IFA_F_OPTIMISTIC);

	/* An address that is set already was checked for duplicates. */
	return err == -EEXIST ? change_addr6(RTM_NEWADDR, NLM_F_REPLACE, ifindex, addr, prefix_len,
					     valid_s, 0)
			      : err;
}

int link_addr6_del(int ifindex, const uint8_t addr[static 16], uint8_t prefix_len)
{
	return change_addr6(RTM_DELADDR, 0, ifindex, addr, prefix_len, 0, 0);
}

int link_route6_add(int ifindex, const uint8_t gateway[static 16])
{
	struct rtmsg body = {
		.rtm_family = AF_INET6,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST,
		.rtm_flags = RTNH_F_ONLINK,
	};
	struct nl_req r;

	nl_start(&r, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof body);
	nl_put(&r, RTA_GATEWAY, gateway, 16);
	nl_put_u32(&r, RTA_OIF, (uint32_t)ifindex);
	nl_put_u32(&r, RTA_PRIORITY, METRIC_BASE + (uint32_t)ifindex);
	return nl_do(&r);
}

int link_addr_del(int ifindex, uint32_t addr, uint8_t prefix_len)
{
	struct ifaddrmsg body = addr_body(ifindex, prefix_len);
	struct nl_req r;

	nl_start(&r, RTM_DELADDR, 0, &body, sizeof body);
	nl_put_be32(&r, IFA_LOCAL, addr);
	return nl_do(&r);
}

int link_route_add(int ifindex, uint32_t dst, uint8_t dst_len, uint32_t gw, uint32_t src)
{
	struct rtmsg body = {
		.rtm_family = AF_INET,
		.rtm_dst_len = dst_len,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_DHCP,
		.rtm_scope = gw ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
		.rtm_type = RTN_UNICAST,
		.rtm_flags = gw ? RTNH_F_ONLINK : 0,
	};
	struct nl_req r;

	if (dst_len > 32)
		return -EINVAL;
	if (dst_len < 32)
		dst &= ~(UINT32_MAX >> dst_len); /* the kernel refuses bits below the mask */
	nl_start(&r, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof body);
	if (dst_len)
		nl_put_be32(&r, RTA_DST, dst);
	if (gw)
		nl_put_be32(&r, RTA_GATEWAY, gw);
	if (src)
		nl_put_be32(&r, RTA_PREFSRC, src);
	nl_put_u32(&r, RTA_OIF, (uint32_t)ifindex);
	nl_put_u32(&r, RTA_PRIORITY, METRIC_BASE + (uint32_t)ifindex);
	return nl_do(&r);
}

/* --- removing all addresses ------------------------------------------------------------------- */

struct found {
	int ifindex;
	unsigned n;
	struct {
		uint32_t addr;
		uint8_t prefix_len;
	} addr[ADDRS_A_ROUND];
};

static void note_addr(void *arg, const struct nlmsghdr *h)
{
	const struct ifaddrmsg *body = nl_body(h, sizeof *body);
	struct found *f = arg;
	struct nl_walk w;
	struct nl_attr a;

	if (!body || h->nlmsg_type != RTM_NEWADDR || (int)body->ifa_index != f->ifindex)
		return;
	for (w = nl_walk(h, sizeof *body); nl_next(&w, &a);) {
		struct rd rd = rd_of(a.data, a.len);

		if (a.type != IFA_LOCAL || a.len != 4 || f->n == ADDRS_A_ROUND)
			continue;
		f->addr[f->n].addr = rd_be32(&rd);
		f->addr[f->n++].prefix_len = body->ifa_prefixlen;
	}
}

int link_flush(int ifindex)
{
	struct ifaddrmsg body = addr_body(ifindex, 0);
	struct nl_req r;

	/* With the last address of an interface the kernel removes its IPv4 routes. */
	for (int round = 0; round < ROUNDS; round++) {
		struct found f = {.ifindex = ifindex};
		int err;

		nl_start(&r, RTM_GETADDR, NLM_F_DUMP, &body, sizeof body);
		err = nl_dump(&r, note_addr, &f);
		if (err || !f.n)
			return err;
		for (unsigned i = 0; i < f.n; i++) {
			err = link_addr_del(ifindex, f.addr[i].addr, f.addr[i].prefix_len);
			/* Removing a first address may remove its secondaries. */
			if (err && err != -EADDRNOTAVAIL)
				return err;
		}
	}
	return -EBUSY;
}

int link_vlan_add(int parent, uint16_t id, const char *name)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	size_t linkinfo, data;
	struct nl_req r;
	int err;

	if (id < 1 || id > 4094 || strlen(name) >= IFNAMSIZ)
		return -EINVAL;
	nl_start(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	nl_put_u32(&r, IFLA_LINK, (uint32_t)parent);
	nl_put(&r, IFLA_IFNAME, name, strlen(name) + 1);
	linkinfo = nl_open(&r, IFLA_LINKINFO);
	nl_put(&r, IFLA_INFO_KIND, "vlan", 4);
	data = nl_open(&r, IFLA_INFO_DATA);
	nl_put(&r, IFLA_VLAN_ID, &id, sizeof id);
	nl_close(&r, data);
	nl_close(&r, linkinfo);
	err = nl_do(&r);
	return err == -EEXIST ? 0 : err;
}
