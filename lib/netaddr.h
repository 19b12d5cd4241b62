/* SPDX-License-Identifier: MIT
 * lib/netaddr.h - the address of a machine, of IPv4 or IPv6. Layer: pure. Callers: dhcp, pxe, init, cmd, tests.
 *
 * An address of IPv4 is kept in its IPv4-mapped form, ::ffff:a.b.c.d (RFC 4291 2.5.5.2), and the unspecified
 * one, ::, stands for none. No interface belongs to an address: sockets are bound to theirs.
 */
#ifndef NETADDR_H
#define NETADDR_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define NETADDR_TEXT 40 /* bytes of the longest text, with the NUL */

/** struct netaddr - an address in network byte order; all 0 = none */
struct netaddr {
	uint8_t b[16];
};

/** netaddr_ip4() - @addr in host byte order; 0 gives none */
struct netaddr netaddr_ip4(uint32_t addr);

/** netaddr_to_ip4() - @a in host byte order; 0 = none, or an address of IPv6 */
uint32_t netaddr_to_ip4(const struct netaddr *a);

/** netaddr_is_set() - @a is not none; netaddr_is_ip6(): it is an address of IPv6 */
bool netaddr_is_set(const struct netaddr *a);
bool netaddr_is_ip6(const struct netaddr *a);

bool netaddr_eq(const struct netaddr *a, const struct netaddr *b);

/** netaddr_is_host() - a machine may have @a: neither none nor multicast, broadcast, "this network"
 *  (0.0.0.0/8) or an IPv4 address in another form (RFC 4291 2.5.5.1) */
bool netaddr_is_host(const struct netaddr *a);

/** netaddr_is_link_local() - fe80::/10 (RFC 4291 2.5.6); of use on one interface alone */
bool netaddr_is_link_local(const struct netaddr *a);

/** netaddr_text() - read @v, a dotted quad (text_ip4()) or an IPv6 address (RFC 4291 2.2), without
 *  brackets and zone. IPv4-mapped addresses are refused. @ret is written on success only */
bool netaddr_text(struct view v, struct netaddr *ret);

/** str_netaddr() - append @a, of IPv6 as RFC 5952 has it */
void str_netaddr(struct str *s, const struct netaddr *a);

#endif
