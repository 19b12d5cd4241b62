/* SPDX-License-Identifier: MIT */
#include "init/link.h"

#include "init/bus.h"
#include "init/deaf.h"
#include "init/netlink.h"
#include "lib/text.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The number of lo in every network namespace: the kernel's LOOPBACK_IFINDEX. */
#define LO 1

/* IFF_LOWER_UP: linux/if.h has it but does not go together with net/if.h. */
#define LOWER_UP	 0x10000u
#define DATAGRAMS_A_STEP 64

static struct link links[LINK_MAX];
static bool seen[LINK_MAX]; /* in the listing that runs */
static unsigned n_links;
static int events = -1;
static bool listing; /* a list of all is on its way */
static bool lost;    /* messages are missing: a list of all is needed */

/* --- the table -------------------------------------------------------------------------------- */

int link_fd(void)
{
	return events;
}

static void forget_link(unsigned i, link_event_fn *event, void *arg)
{
	struct link gone = links[i];

	n_links--;
	memmove(&links[i], &links[i + 1], (n_links - i) * sizeof *links);
	memmove(&seen[i], &seen[i + 1], (n_links - i) * sizeof *seen);
	event(arg, LINK_GONE, &gone);
}

/* --- what the kernel says --------------------------------------------------------------------- */

/* Kinds that are made of other interfaces, or of nothing: no network boots over them. */
static bool is_boot_kind(struct view kind)
{
	static const char *const no[] = {
		"bridge",    "team",   "dummy", "ifb",	 "vxlan", "geneve", "gretap",
		"ip6gretap", "erspan", "tun",	"nlmon", "vcan",  "batadv", "macsec",
	};

	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (view_is(kind, no[i]))
			return false;
	return true;
}

static void find_driver(struct link *l)
{
	char path[64], target[128];
	struct str where = str_of(path, sizeof path);
	const char *slash;
	ssize_t n;

	str_fmt(&where, "/sys/class/net/%s/device/driver", l->name);
	n = readlink(path, target, sizeof target - 1);
	target[n > 0 ? n : 0] = '\0';
	slash = strrchr(target, '/');
	if (!slash || !text_copy(l->driver, sizeof l->driver, view_of(slash + 1)))
		l->driver[0] = '\0';
}

static struct view as_text(struct nl_attr a)
{
	const char *p = (const char *)a.data;

	return (struct view){.p = p, .n = strnlen(p, a.len)};
}

static struct view link_kind(struct nl_attr info)
{
	struct nl_walk w = nl_walk_in(&info);
	struct view kind = {0};
	struct nl_attr a;

	while (nl_next(&w, &a))
		if (a.type == IFLA_INFO_KIND)
			kind = as_text(a);
	return kind;
}

/* Turn one message into a struct link; false when it is not one that we show. */
static bool read_link(const struct nlmsghdr *h, struct link *ret)
{
	const struct ifinfomsg *info = nl_body(h, sizeof *info);
	struct link l = {0};
	struct view kind = {0};
	struct nl_walk w;
	struct nl_attr a;

	if (!info || info->ifi_index <= 0 || info->ifi_type != ARPHRD_ETHER ||
	    info->ifi_flags & (IFF_LOOPBACK | IFF_POINTOPOINT))
		return false;
	l.ifindex = info->ifi_index;
	l.htype = info->ifi_type;
	l.up = info->ifi_flags & IFF_UP;
	l.carrier = l.up && info->ifi_flags & LOWER_UP;
	for (w = nl_walk(h, sizeof *info); nl_next(&w, &a);) {
		if (a.type == IFLA_IFNAME)
			text_copy(l.name, sizeof l.name, as_text(a));
		else if (a.type == IFLA_ADDRESS && a.len <= sizeof l.mac)
			memcpy(l.mac, a.data, l.mac_len = (uint8_t)a.len);
		else if (a.type == IFLA_MTU)
			nl_u32(&a, &l.mtu);
		else if (a.type == IFLA_MAX_MTU)
			nl_u32(&a, &l.max_mtu);
		else if (a.type == IFLA_LINK)
			nl_u32(&a, (uint32_t *)&l.parent);
		else if (a.type == IFLA_MASTER)
			return false;
		else if (a.type == IFLA_LINKINFO)
			kind = link_kind(a);
	}
	if (l.mac_len != 6 || !l.name[0] || !is_boot_kind(kind))
		return false;
	/* the driver makes one by itself, whether anybody wants it or not */
	if (view_is(kind, "bond") && !l.up)
		return false;
	if (!view_is(kind, "vlan"))
		l.parent = 0; /* veth has its other end there */
	*ret = l;
	return true;
}

static void update_link(struct link *old, const struct link *now, link_event_fn *event, void *arg)
{
	bool carrier = old->carrier, changed;

	changed = strcmp(old->name, now->name) != 0 || old->mtu != now->mtu ||
		  memcmp(old->mac, now->mac, sizeof old->mac) != 0;
	memcpy(old->name, now->name, sizeof old->name);
	memcpy(old->mac, now->mac, sizeof old->mac);
	old->mtu = now->mtu;
	old->max_mtu = now->max_mtu;
	old->parent = now->parent;
	old->up = now->up;
	old->carrier = now->carrier;
	if (changed)
		event(arg, LINK_CHANGED, old);
	if (carrier != old->carrier)
		event(arg, old->carrier ? LINK_CARRIER : LINK_LOST, old);
}

static void take_link(const struct nlmsghdr *h, link_event_fn *event, void *arg)
{
	const struct ifinfomsg *info = nl_body(h, sizeof *info);
	struct link l;
	unsigned i = 0;
	bool show;

	if (!info)
		return;
	show = h->nlmsg_type == RTM_NEWLINK && read_link(h, &l);
	while (i < n_links && links[i].ifindex != info->ifi_index)
		i++;
	if (i < n_links) {
		seen[i] = true;
		if (show)
			update_link(&links[i], &l, event, arg);
		else
			forget_link(i, event, arg);
	} else if (show && n_links < LINK_MAX) {
		find_driver(&l);
		bus_read(l.name, &l.bus);
		links[n_links] = l;
		seen[n_links++] = true;
		event(arg, LINK_NEW, &links[i]);
	}
}

/* --- the listing of all ----------------------------------------------------------------------- */

static int list_all(void)
{
	struct nl_req r;
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	int err;

	nl_start(&r, RTM_GETLINK, NLM_F_DUMP, &info, sizeof info);
	err = nl_send(events, &r);
	if (err)
		return err;
	memset(seen, 0, sizeof seen);
	listing = true;
	lost = false;
	return 0;
}

static void end_listing(const struct nlmsghdr *h, link_event_fn *event, void *arg)
{
	listing = false;
	if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_flags & NLM_F_DUMP_INTR)
		lost = true;
	for (unsigned i = n_links; i-- > 0 && !lost;)
		if (!seen[i])
			forget_link(i, event, arg);
}

static void take_message(const struct nlmsghdr *h, link_event_fn *event, void *arg)
{
	if (h->nlmsg_type == RTM_NEWLINK || h->nlmsg_type == RTM_DELLINK)
		take_link(h, event, arg);
	else if (listing && (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR))
		end_listing(h, event, arg);
}

void link_step(link_event_fn *event, void *arg)
{
	static union nl_buf buf;
	const struct nlmsghdr *h;
	struct nl_msgs m;
	int err = 0;

	for (int i = 0; i < DATAGRAMS_A_STEP && events >= 0 && err != -EAGAIN; i++) {
		err = nl_recv(events, &buf, &m);
		while (!err && (h = nl_msg(&m)))
			take_message(h, event, arg);
		if (err && err != -EAGAIN)
			lost = true;
		if (lost && !listing)
			list_all(); /* where that fails, the next step tries again */
	}
}

int link_open(void)
{
	int err = nl_request_open();

	if (err)
		return err;
	events = nl_socket(RTMGRP_LINK);
	if (events < 0)
		return events;
	link_up(LO);
	return list_all();
}

/* --- for the worker --------------------------------------------------------------------------- */

static const char *name_of(int ifindex)
{
	for (unsigned i = 0; i < n_links; i++)
		if (links[i].ifindex == ifindex)
			return links[i].name;
	return "";
}

/* A VLAN goes deaf with the link below it. */
static const char *driver_below(const struct link *l)
{
	for (unsigned i = 0; i < n_links && l->parent; i++)
		if (links[i].ifindex == l->parent)
			return links[i].driver;
	return l->driver;
}

void link_chan(const struct link *l, struct chan_link *ret)
{
	*ret = (struct chan_link){.htype = l->htype,
				  .mac_len = l->mac_len,
				  .mtu = l->mtu,
				  .max_mtu = l->max_mtu,
				  .carrier = l->carrier,
				  .may_go_deaf = strcmp(driver_below(l), DEAF_DRIVER) == 0,
				  .below = (uint32_t)l->parent};
	text_copy(ret->name, sizeof ret->name, view_of(l->name));
	if (l->parent)
		text_copy(ret->parent, sizeof ret->parent, view_of(name_of(l->parent)));
	memcpy(ret->mac, l->mac, sizeof ret->mac);
	memcpy(ret->driver, l->driver, sizeof ret->driver);
	ret->bus = l->bus;
}

/* --- for the watch over links that may go deaf ------------------------------------------------ */

struct received {
	int ifindex;
	bool found;
	uint64_t packets;
};

static void note_received(void *arg, const struct nlmsghdr *h)
{
	const struct ifinfomsg *info = nl_body(h, sizeof *info);
	struct received *r = arg;
	struct nl_walk w;
	struct nl_attr a;

	if (!info || h->nlmsg_type != RTM_NEWLINK || info->ifi_index != r->ifindex)
		return;
	for (w = nl_walk(h, sizeof *info); nl_next(&w, &a);) {
		if (a.type != IFLA_STATS64 || a.len < sizeof r->packets)
			continue;
		/* rx_packets stands first in struct rtnl_link_stats64 */
		memcpy(&r->packets, a.data, sizeof r->packets);
		r->found = true;
	}
}

int link_received(int ifindex, uint64_t *ret)
{
	struct ifinfomsg all = {.ifi_family = AF_UNSPEC};
	struct received r = {.ifindex = ifindex};
	struct nl_req q;
	int err;

	nl_start(&q, RTM_GETLINK, NLM_F_DUMP, &all, sizeof all);
	err = nl_dump(&q, note_received, &r);
	if (err)
		return err;
	if (!r.found)
		return -ENODEV;
	*ret = r.packets;
	return 0;
}
