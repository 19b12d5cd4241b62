/* SPDX-License-Identifier: MIT */
#include "dhcp/routes.h"

bool dhcp_addr_host(uint32_t addr)
{
	return addr >> 24 != 0 && addr >> 24 != 127 && addr >> 24 < 224;
}

uint32_t dhcp_mask(unsigned prefixlen)
{
	return prefixlen ? UINT32_MAX << (32 - prefixlen) : 0;
}

bool dhcp_mask_len(uint32_t mask, uint8_t *ret)
{
	for (uint8_t n = 1; n <= 32; n++) {
		if (mask == dhcp_mask(n)) {
			*ret = n;
			return true;
		}
	}
	return false;
}

bool dhcp_routes_add(struct dhcp_routes *routes, struct dhcp_route route)
{
	if (routes->n >= DHCP_ROUTES_MAX)
		return false;
	routes->route[routes->n++] = route;
	return true;
}

/* Skip a bad route instead of refusing the option: the good routes still count. */
static void add_sane(struct dhcp_routes *routes, uint32_t dest, uint8_t prefixlen, uint32_t gateway)
{
	struct dhcp_route route = {
		.dest = dest & dhcp_mask(prefixlen), .gateway = gateway, .prefixlen = prefixlen};

	if (gateway && !dhcp_addr_host(gateway))
		return;
	if (prefixlen && !dhcp_addr_host(route.dest) && route.dest)
		return;
	dhcp_routes_add(routes, route);
}

bool dhcp_routes_121(struct rd r, struct dhcp_routes *ret)
{
	struct dhcp_routes routes = {.n = 0};

	while (rd_left(&r)) {
		uint8_t prefixlen = rd_u8(&r);
		uint32_t dest = 0, gateway;

		if (prefixlen > 32)
			return rd_fail(&r);
		for (unsigned i = 0; i < 4; i++)
			dest = dest << 8 | (i * 8 < prefixlen ? rd_u8(&r) : 0u);
		gateway = rd_be32(&r);
		if (r.bad)
			return false;
		add_sane(&routes, dest, prefixlen, gateway);
	}
	if (r.bad || !routes.n)
		return false;
	*ret = routes;
	return true;
}

bool dhcp_routes_33(struct rd r, struct dhcp_routes *ret)
{
	struct dhcp_routes routes = {.n = 0};

	while (rd_left(&r)) {
		uint32_t dest = rd_be32(&r), gateway = rd_be32(&r);

		if (r.bad)
			return false;
		/* RFC 2132: the default route is not allowed here. */
		if (dest && gateway)
			add_sane(&routes, dest, 32, gateway);
	}
	if (r.bad || !routes.n)
		return false;
	*ret = routes;
	return true;
}
