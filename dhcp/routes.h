/* SPDX-License-Identifier: MIT
 * dhcp/routes.h - addresses and routes as DHCP carries them. Layer: pure.
 * Callers: dhcp/msg.c, dhcp/lease.c, dhcp/boot.c. All addresses are in host byte order.
 */
#ifndef DHCP_ROUTES_H
#define DHCP_ROUTES_H

#include "lib/bytes.h"

/* Routes kept of one message, and of one lease with the link routes to its gateways. */
#define DHCP_ROUTES_MAX 32

struct dhcp_route {
	uint32_t dest;	   /* bits behind the prefix are zero */
	uint32_t gateway;  /* 0 = a route on the link */
	uint8_t prefixlen; /* 0..32 */
};

struct dhcp_routes {
	unsigned n;
	struct dhcp_route route[DHCP_ROUTES_MAX];
};

/** dhcp_addr_host() - @addr can be a host's: not 0.x, 127.x, multicast, reserved or broadcast */
bool dhcp_addr_host(uint32_t addr);

/** dhcp_mask() - the netmask of a prefix length 0..32 */
uint32_t dhcp_mask(unsigned prefixlen);

/** dhcp_mask_len() - the prefix length of @mask. Return: false for 0 and for masks with holes */
bool dhcp_mask_len(uint32_t mask, uint8_t *ret);

/** dhcp_routes_121() - read classless static routes (RFC 3442). Routes over DHCP_ROUTES_MAX and
 *  routes with an impossible gateway are skipped. Return: false = the option is malformed, and @ret
 *  is untouched */
bool dhcp_routes_121(struct rd r, struct dhcp_routes *ret);

/** dhcp_routes_33() - read static routes to single hosts (RFC 2132 section 5.8), in the manner of
 *  dhcp_routes_121() */
bool dhcp_routes_33(struct rd r, struct dhcp_routes *ret);

/** dhcp_routes_add() - append @route. Return: false = @routes is full */
bool dhcp_routes_add(struct dhcp_routes *routes, struct dhcp_route route);

#endif
