/* SPDX-License-Identifier: MIT */
#include "init/address.h"

#include "init/link.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/text.h"

#include <stdbool.h>
#include <string.h>

#define KNOWN_MAX 64

/* The address set on each interface. A new worker may bring another one, and the old one goes. */
struct known {
	int ifindex; /* 0 = free slot */
	uint32_t addr;
	uint8_t prefix_len;
	uint8_t routes;
	struct chan_route route[CHAN_ROUTES_MAX];
};

static struct known known[KNOWN_MAX];

/* Return: NULL when there is no slot left; the interface is used, but its old address stays. */
static struct known *address_known(int ifindex)
{
	for (int i = 0; i < KNOWN_MAX; i++)
		if (known[i].ifindex == ifindex)
			return &known[i];
	for (int i = 0; i < KNOWN_MAX; i++) {
		if (known[i].ifindex)
			continue;
		known[i] = (struct known){.ifindex = ifindex};
		return &known[i];
	}
	return NULL;
}

static void set_route(int ifindex, const struct chan_route *r, uint32_t src)
{
	char line[80];
	struct str text = str_of(line, sizeof line);
	int err = link_route_add(ifindex, r->dst, r->prefix_len, r->gateway, src);

	if (!err)
		return;
	str_ip4(&text, r->dst);
	str_fmt(&text, "/%u via ", r->prefix_len);
	str_ip4(&text, r->gateway);
	log_warn("route %s: %s, left out", line, error_str(-err));
}

void address_routes(int ifindex, const struct chan_addr *a)
{
	for (unsigned i = 0; i < a->routes; i++)
		set_route(ifindex, &a->route[i], a->addr);
}

static bool same_routes(const struct known *k, const struct chan_addr *a)
{
	if (k->routes != a->routes)
		return false;
	for (unsigned i = 0; i < a->routes; i++)
		if (k->route[i].dst != a->route[i].dst ||
		    k->route[i].gateway != a->route[i].gateway ||
		    k->route[i].prefix_len != a->route[i].prefix_len)
			return false;
	return true;
}

/* Routes go with their address: other routes of the same one must not pile up. */
static bool is_other(const struct known *k, const struct chan_addr *a)
{
	return k->addr &&
	       (k->addr != a->addr || k->prefix_len != a->prefix_len || !same_routes(k, a));
}

int address_apply(int ifindex, const struct chan_addr *a)
{
	struct known *had = address_known(ifindex);
	int err;

	if (had && is_other(had, a))
		link_flush(ifindex);
	if (a->mtu) {
		err = link_mtu_set(ifindex, a->mtu);
		if (err)
			log_warn("MTU %u: %s, left as it is", a->mtu, error_str(-err));
	}
	err = link_addr_set(ifindex, a->addr, a->prefix_len, 0, a->valid_s);
	if (err)
		return err;
	if (had) {
		had->addr = a->addr;
		had->prefix_len = a->prefix_len;
		had->routes = a->routes;
		memcpy(had->route, a->route, sizeof had->route);
	}
	address_routes(ifindex, a);
	return 0;
}

int address_apply6(int ifindex, const struct chan_addr6 *a)
{
	static const uint8_t none[16];
	int err = link_addr6_set(ifindex, a->addr, a->prefix_len, a->valid_s), route_err = 0;

	if (!err && memcmp(a->gateway, none, sizeof none) != 0)
		route_err = link_route6_add(ifindex, a->gateway);
	if (route_err)
		log_warn("IPv6 gateway: %s, left out", error_str(-route_err));
	return err;
}

void address_drop(int ifindex)
{
	struct known *had = address_known(ifindex);

	link_flush(ifindex);
	if (had)
		had->ifindex = 0;
}
