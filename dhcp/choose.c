/* SPDX-License-Identifier: MIT */
#include "dhcp/choose.h"

#include "dhcp/lease.h"
#include "lib/clock.h"
#include "lib/text.h"

#include <string.h>

void dhcp_offers_clear(struct dhcp_offers *o)
{
	o->n = 0;
	o->seen = o->proxies = 0;
	o->has_proxy = false;
	o->decide_at = CLOCK_NEVER;
}

bool dhcp_is_proxy(const struct dhcp_msg *m)
{
	struct view class = view_of(m->vendor_class);

	return m->yiaddr == 0 &&
	       (view_starts(class, "PXEClient") || view_starts(class, "HTTPClient"));
}

/* A proxy that only points at port 4011 ranks below one whose reply names the boot file. */
static unsigned proxy_rank(const struct dhcp_msg *m)
{
	return (unsigned)dhcp_boot_class(m) * 2 + m->pxe.has;
}

static bool better_proxy(const struct dhcp_msg *a, const struct dhcp_msg *b)
{
	if (proxy_rank(a) != proxy_rank(b))
		return proxy_rank(a) > proxy_rank(b);
	return a->server_id <= b->server_id;
}

static bool better_offer(const struct dhcp_offers *o, const struct dhcp_msg *a,
			 const struct dhcp_msg *b)
{
	bool avoid_a = o->avoid && a->server_id == o->avoid;
	bool avoid_b = o->avoid && b->server_id == o->avoid;

	if (avoid_a != avoid_b)
		return avoid_b;
	if (dhcp_boot_class(a) != dhcp_boot_class(b))
		return dhcp_boot_class(a) > dhcp_boot_class(b);
	if ((a->type == DHCP_BOOTP) != (b->type == DHCP_BOOTP))
		return b->type == DHCP_BOOTP;
	return a->server_id < b->server_id;
}

static void remove_offer(struct dhcp_offers *o, unsigned i)
{
	o->n--;
	memmove(&o->offer[i], &o->offer[i + 1], (o->n - i) * sizeof *o->offer);
}

static void insert_offer(struct dhcp_offers *o, const struct dhcp_msg *m)
{
	unsigned at = 0;

	for (unsigned i = 0; i < o->n; i++) {
		if (o->offer[i].server_id == m->server_id) {
			remove_offer(o, i);
			break;
		}
	}
	while (at < o->n && !better_offer(o, m, &o->offer[at]))
		at++;
	if (at == DHCP_OFFERS_MAX)
		return;
	if (o->n == DHCP_OFFERS_MAX)
		o->n--;
	memmove(&o->offer[at + 1], &o->offer[at], (o->n - at) * sizeof *o->offer);
	o->offer[at] = *m;
	o->n++;
}

/* The offers have all boot data that is wanted: in the best offer, or from a proxy, which names the
 * boot file in its offer or on port 4011. */
static bool offers_suffice(const struct dhcp_offers *o, bool bare_ok)
{
	const struct dhcp_msg *best = &o->offer[0];

	if (o->avoid && best->server_id == o->avoid)
		return false;
	return bare_ok || best->no_proxy || o->has_proxy || dhcp_boot_class(best) >= DHCP_BOOT_FULL;
}

/* Nobody waits for others where the first offer has all that is wanted. */
static uint64_t decision_wait(const struct dhcp_offers *o, bool bare_ok)
{
	bool first = o->decide_at == CLOCK_NEVER;

	if (!offers_suffice(o, bare_ok))
		return DHCP_GRACE_MS;
	return first ? 0 : DHCP_GATHER_MS;
}

void dhcp_offers_again(struct dhcp_offers *o, bool bare_ok, uint64_t now)
{
	o->seen = o->proxies = 0;
	o->decide_at = CLOCK_NEVER;
	if (o->n)
		o->decide_at = now + (offers_suffice(o, bare_ok) ? DHCP_GATHER_MS : DHCP_GRACE_MS);
}

bool dhcp_offers_add(struct dhcp_offers *o, const struct dhcp_msg *m, bool bare_ok, uint64_t now)
{
	if (dhcp_is_proxy(m)) {
		if (!o->has_proxy || better_proxy(m, &o->proxy))
			o->proxy = *m;
		o->has_proxy = true;
		o->proxies++;
	} else if (m->server_id && dhcp_lease_addr_ok(m)) {
		insert_offer(o, m);
		o->seen++;
	} else {
		return false;
	}
	if (o->n)
		o->decide_at = clock_min(o->decide_at, now + decision_wait(o, bare_ok));
	return true;
}

const struct dhcp_msg *dhcp_offers_best(const struct dhcp_offers *o)
{
	return o->n ? &o->offer[0] : NULL;
}

void dhcp_offers_drop(struct dhcp_offers *o, uint32_t server_id)
{
	for (unsigned i = 0; i < o->n; i++) {
		if (o->offer[i].server_id == server_id) {
			remove_offer(o, i);
			return;
		}
	}
}
