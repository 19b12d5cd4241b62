/* SPDX-License-Identifier: MIT
 * dhcp/lease.h - a granted address with its routes, servers and times, checked. Layer: pure.
 * Callers: dhcp/client.c, tests. init/address.c configures the interface with the result.
 */
#ifndef DHCP_LEASE_H
#define DHCP_LEASE_H

#include "dhcp/boot.h"
#include "dhcp/msg.h"

/* Lease times in seconds. A shorter lease is a mistake of the server and raised to the minimum. */
#define DHCP_LEASE_MIN	   30
#define DHCP_LEASE_DEFAULT 3600 /* when option 51 is missing */

/** struct dhcp_reply - what a server said, for iPXE's settings */
struct dhcp_reply {
	uint32_t server_id; /* host byte order; 0 = there is no such reply */
	uint32_t siaddr;    /* likewise; 0 = none */
	struct dhcp_kept options;
};

/** struct dhcp_lease - all in host byte order and seconds. Lists hold addresses that can be
 *  hosts. */
struct dhcp_lease {
	uint32_t addr;
	uint8_t prefixlen; /* 1..32; of the address class when the server sent no netmask */
	uint32_t broadcast;
	uint16_t mtu;		   /* bytes, 576 .. what the interface can; 0 = do not change */
	struct dhcp_addrs routers; /* option 3 as sent; @routes has the routes in force */
	uint32_t gateway;	   /* gateway of the default route in @routes; 0 = none */
	/* All routes in the order of their installation, the default route included. A gateway
	 * outside the subnet has a link route to itself in front. Option 121 replaces 3 and 33
	 * (RFC 3442). */
	struct dhcp_routes routes;
	struct dhcp_addrs dns, ntp;
	char hostname[DHCP_NAME_MAX], domain[DHCP_NAME_MAX];
	char search[DHCP_SEARCH_MAX]; /* of struct dhcp_msg; "" = none */
	uint32_t server_id;
	uint32_t lease_s, t1_s,
		t2_s; /* 0 < t1 < t2 <= lease; all DHCP_FOREVER = a lease without end */
	struct dhcp_boot boot;
	struct dhcp_reply reply; /* that granted it */
	struct dhcp_reply
		proxy; /* of the proxyDHCP server that named the boot file last, if there is one */
};

/** dhcp_reply_of() - what to keep of @m; NULL = there is none */
void dhcp_reply_of(const struct dhcp_msg *m, struct dhcp_reply *ret);

/** dhcp_lease_addr_ok() - yiaddr of @m can be our address: a host's, and not the server's own */
bool dhcp_lease_addr_ok(const struct dhcp_msg *m);

/** dhcp_lease_make() - fill @ret from @m, but for @ret->boot and @ret->proxy, which stay as they are
 *  @m:   a message that passed dhcp_lease_addr_ok()
 *  @mtu: the largest MTU that the interface can have, in bytes, 0 = 1500 */
void dhcp_lease_make(const struct dhcp_msg *m, uint16_t mtu, struct dhcp_lease *ret);

/** dhcp_lease_same() - @a and @b give an interface the same address, routes, MTU and DNS */
bool dhcp_lease_same(const struct dhcp_lease *a, const struct dhcp_lease *b);

#endif
