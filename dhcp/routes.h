/* SPDX-License-Identifier: MIT
 * dhcp/routes.h - addresses and routes as DHCP carries them. Layer: pure.
 * Callers: dhcp/msg.c, dhcp/lease.c, dhcp/boot.c. All addresses are in host byte order.
 */
#ifndef DHCP_ROUTES_H
#define DHCP_ROUTES_H

#include "lib/bytes.h"

/* Most routes kept of one message, and of one lease with the on-link routes they need. */
#define DHCP_ROUTES_MAX 32

struct dhcp_route {
	uint32_t dest;	   /* bits behind the prefix are zero */
	uint32_t gateway;  /* 0 = on the link itself */
	uint8_t prefixlen; /* 0..32 */
};

struct dhcp_routes {
	unsigned n;
	struct dhcp_route route[DHCP_ROUTES_MAX];
};

/** dhcp_addr_host() - @addr can be one host's: not 0.x, 127.x, multicast, reserved or broadcast */
bool dhcp_addr_host(uint32_t addr);

/** dhcp_mask() - the netmask of a prefix length 0..32 */
uint32_t dhcp_mask(unsigned prefixlen);

/** dhcp_mask_len() - the prefix length of @mask; false for 0 and for masks with holes */
bool dhcp_mask_len(uint32_t mask, uint8_t *ret);

/** dhcp_routes_121() - classless static routes (RFC 3442). All of the option is read before any of
 *  it counts; routes over DHCP_ROUTES_MAX and those with an impossible gateway are left out.
 *  Return: false when malformed; @ret is then untouched. */
bool dhcp_routes_121(struct rd r, struct dhcp_routes *ret);

/** dhcp_routes_33() - static routes to single hosts (RFC 2132 section 5.8); otherwise the same */
bool dhcp_routes_33(struct rd r, struct dhcp_routes *ret);

/** dhcp_routes_add() - append one; false when full */
bool dhcp_routes_add(struct dhcp_routes *routes, struct dhcp_route route);

#endif
