/* SPDX-License-Identifier: MIT
 * dhcp/lease.h - a granted address with what belongs to it, made sane. Layer: pure.
 * Callers: dhcp/client.c and whoever configures the interface.
 */
#ifndef DHCP_LEASE_H
#define DHCP_LEASE_H

#include "dhcp/boot.h"
#include "dhcp/msg.h"

/* Seconds. A server that says less means nothing by it; renewing every second helps nobody. */
#define DHCP_LEASE_MIN	   30
#define DHCP_LEASE_DEFAULT 3600 /* when option 51 is missing */

/** struct dhcp_lease - all in host byte order and seconds. Lists hold addresses that can be
 *  hosts. */
struct dhcp_lease {
	uint32_t addr;
	uint8_t prefixlen; /* 1..32; by the address's class when the server named none */
	uint32_t broadcast;
	uint16_t mtu;		   /* 0 = leave as it is; 576 .. the interface's */
	struct dhcp_addrs routers; /* as sent by option 3; routes is what counts */
	uint32_t gateway;	   /* of the default route in routes; 0 = none */
	/* Ready to be installed in this order: the default route too, each gateway that lies
	 * outside the subnet after a route on the link to itself. When option 121 is there, 3 and
	 * 33 do not count (RFC 3442). */
	struct dhcp_routes routes;
	struct dhcp_addrs dns, ntp;
	char hostname[DHCP_NAME_MAX], domain[DHCP_NAME_MAX];
	char search[DHCP_SEARCH_MAX]; /* option 119, blanks between the names; "" = none */
	uint32_t server_id;
	uint32_t lease_s, t1_s,
		t2_s; /* DHCP_FOREVER for a lease without end; else 0 < t1 < t2 <= lease */
	struct dhcp_boot boot;
};

/** dhcp_lease_addr_ok() - the address @m offers can be ours: one host's, not the server's own */
bool dhcp_lease_addr_ok(const struct dhcp_msg *m);

/** dhcp_lease_make() - all but boot (which stays as it is) from @m, whose address is ok
 *  @mtu: of the interface, 0 = 1500 */
void dhcp_lease_make(const struct dhcp_msg *m, uint16_t mtu, struct dhcp_lease *ret);

/** dhcp_lease_same() - @a and @b configure an interface and its DNS alike */
bool dhcp_lease_same(const struct dhcp_lease *a, const struct dhcp_lease *b);

#endif
