/* SPDX-License-Identifier: MIT */
#include "init/address.h"

#include "init/link.h"
#include "lib/log.h"
#include "lib/text.h"

#include <stdbool.h>
#include <string.h>

#define KNOWN_MAX 64

/* What each interface has from us. A new worker may bring another address for it. */
static struct {
	int ifindex;
	uint32_t addr;
} known[KNOWN_MAX];

static uint32_t *known_addr(int ifindex)
{
	for (int i = 0; i < KNOWN_MAX; i++)
		if (known[i].ifindex == ifindex)
			return &known[i].addr;
	for (int i = 0; i < KNOWN_MAX; i++) {
		if (known[i].ifindex)
			continue;
		known[i].ifindex = ifindex;
		known[i].addr = 0;
		return &known[i].addr;
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
	log_warn("route %s: %s, left out", line, strerror(-err));
}

int address_apply(int ifindex, const struct chan_addr *a)
{
	uint32_t *had = known_addr(ifindex);
	int err;

	if (had && *had && *had != a->addr)
		link_flush(ifindex);
	if (a->mtu) {
		err = link_mtu_set(ifindex, a->mtu);
		if (err)
			log_warn("MTU %u: %s, left as it is", a->mtu, strerror(-err));
	}
	err = link_addr_set(ifindex, a->addr, a->prefix_len, 0, a->valid_s);
	if (err)
		return err;
	if (had)
		*had = a->addr;
	for (unsigned i = 0; i < a->routes; i++)
		set_route(ifindex, &a->route[i], a->addr);
	return 0;
}

void address_drop(int ifindex)
{
	uint32_t *had = known_addr(ifindex);

	link_flush(ifindex);
	if (had)
		*had = 0;
}
