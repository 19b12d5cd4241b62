/* SPDX-License-Identifier: MIT */
#include "dhcp/lease.h"

#include "lib/text.h"

#include <string.h>

#define MTU_MIN 576

bool dhcp_lease_addr_ok(const struct dhcp_msg *m)
{
	return dhcp_addr_host(m->yiaddr) && m->yiaddr != m->server_id;
}

/* The prefix length of the address class (RFC 791), for leases without a netmask. */
static uint8_t classful_prefixlen(uint32_t addr)
{
	return addr >> 31 == 0 ? 8 : addr >> 30 == 2 ? 16 : 24;
}

static bool lease_on_link(const struct dhcp_lease *l, uint32_t addr)
{
	uint32_t mask = dhcp_mask(l->prefixlen);

	if ((addr & mask) == (l->addr & mask))
		return true;
	for (unsigned i = 0; i < l->routes.n; i++) {
		const struct dhcp_route *r = &l->routes.route[i];

		if (!r->gateway && (addr & dhcp_mask(r->prefixlen)) == r->dest)
			return true;
	}
	return false;
}

/* @gateway fits this lease: it is neither our address nor the subnet's broadcast address. */
static bool gateway_ok(const struct dhcp_lease *l, uint32_t gateway)
{
	uint32_t mask = dhcp_mask(l->prefixlen);

	return gateway != l->addr && (l->prefixlen > 30 || gateway != (l->addr | ~mask));
}

static void add_route(struct dhcp_lease *l, struct dhcp_route route)
{
	if (route.gateway && !gateway_ok(l, route.gateway))
		return;
	if (route.gateway && !lease_on_link(l, route.gateway)) {
		if (l->routes.n + 2 > DHCP_ROUTES_MAX)
			return;
		dhcp_routes_add(&l->routes,
				(struct dhcp_route){.dest = route.gateway, .prefixlen = 32});
	}
	dhcp_routes_add(&l->routes, route);
}

static void set_routes(const struct dhcp_msg *m, struct dhcp_lease *l)
{
	for (unsigned i = 0; i < m->classless.n; i++)
		add_route(l, m->classless.route[i]);
	if (m->classless.n)
		return;
	for (unsigned i = 0; i < m->routers.n; i++) {
		if (!gateway_ok(l, m->routers.addr[i]))
			continue;
		add_route(l, (struct dhcp_route){.gateway = m->routers.addr[i]});
		break;
	}
	for (unsigned i = 0; i < m->hosts.n; i++)
		add_route(l, m->hosts.route[i]);
}

/* T1 and T2 get the defaults of RFC 2131 section 4.4.5 where the server's are absent or out of
 * order. */
static void set_times(const struct dhcp_msg *m, struct dhcp_lease *l)
{
	uint32_t lease = m->has_lease ? m->lease_s : DHCP_LEASE_DEFAULT;
	uint32_t t1 = m->has_t1 ? m->t1_s : 0, t2 = m->has_t2 ? m->t2_s : 0;

	if (lease == DHCP_FOREVER) {
		l->lease_s = l->t1_s = l->t2_s = DHCP_FOREVER;
		return;
	}
	if (lease < DHCP_LEASE_MIN)
		lease = DHCP_LEASE_MIN;
	if (t1 < DHCP_LEASE_MIN || t1 >= lease)
		t1 = lease / 2;
	if (t2 <= t1 || t2 >= lease)
		t2 = lease - lease / 8;
	if (t2 <= t1)
		t1 = lease / 2;
	l->lease_s = lease;
	l->t1_s = t1;
	l->t2_s = t2;
}

static uint32_t default_gateway(const struct dhcp_routes *routes)
{
	for (unsigned i = 0; i < routes->n; i++)
		if (!routes->route[i].prefixlen && routes->route[i].gateway)
			return routes->route[i].gateway;
	return 0;
}

void dhcp_reply_of(const struct dhcp_msg *m, struct dhcp_reply *ret)
{
	memset(ret, 0, sizeof *ret);
	if (!m)
		return;
	ret->server_id = m->server_id;
	ret->siaddr = dhcp_addr_host(m->siaddr) ? m->siaddr : 0;
	ret->options = m->kept;
}

void dhcp_lease_make(const struct dhcp_msg *m, uint16_t mtu, struct dhcp_lease *ret)
{
	uint16_t most = mtu ? mtu : 1500;

	ret->addr = m->yiaddr;
	ret->prefixlen = m->prefixlen ? m->prefixlen : classful_prefixlen(m->yiaddr);
	ret->broadcast = ret->prefixlen > 30 ? UINT32_MAX : m->yiaddr | ~dhcp_mask(ret->prefixlen);
	if (m->broadcast && !dhcp_addr_host(m->broadcast))
		ret->broadcast = UINT32_MAX;
	ret->mtu = m->mtu < MTU_MIN ? 0 : m->mtu > most ? most : m->mtu;
	ret->routers = m->routers;
	ret->routes.n = 0;
	set_routes(m, ret);
	ret->gateway = default_gateway(&ret->routes);
	ret->dns = m->dns;
	ret->ntp = m->ntp;
	text_copy(ret->hostname, sizeof ret->hostname, view_of(m->hostname));
	text_copy(ret->domain, sizeof ret->domain, view_of(m->domain));
	text_copy(ret->search, sizeof ret->search, view_of(m->search));
	ret->server_id = m->server_id;
	dhcp_reply_of(m, &ret->reply);
	set_times(m, ret);
}

static bool same_addrs(const struct dhcp_addrs *a, const struct dhcp_addrs *b)
{
	return a->n == b->n && memcmp(a->addr, b->addr, a->n * sizeof *a->addr) == 0;
}

static bool same_lease_routes(const struct dhcp_routes *a, const struct dhcp_routes *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++) {
		const struct dhcp_route *x = &a->route[i], *y = &b->route[i];

		if (x->dest != y->dest || x->gateway != y->gateway || x->prefixlen != y->prefixlen)
			return false;
	}
	return true;
}

bool dhcp_lease_same(const struct dhcp_lease *a, const struct dhcp_lease *b)
{
	return a->addr == b->addr && a->prefixlen == b->prefixlen && a->mtu == b->mtu &&
	       same_lease_routes(&a->routes, &b->routes) && same_addrs(&a->dns, &b->dns) &&
	       strcmp(a->domain, b->domain) == 0 && strcmp(a->search, b->search) == 0;
}
