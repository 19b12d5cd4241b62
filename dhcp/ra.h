/* SPDX-License-Identifier: MIT
 * dhcp/ra.h - router advertisements (RFC 4861 section 4.2) and the solicitation that asks for one.
 * Layer: pure. Callers: dhcp/v6_client.c, tests.
 *
 * The kernel makes addresses and routes of them by itself (SLAAC). What is read here is what it leaves
 * to others: whether there is DHCPv6, and name servers and domains (RFC 8106).
 */
#ifndef DHCP_RA_H
#define DHCP_RA_H

#include "lib/bytes.h"
#include "lib/netaddr.h"

#include <stdbool.h>
#include <stdint.h>

#define DHCP_RA_TYPE	   134
#define DHCP_RA_DNS_MAX	   3
#define DHCP_RA_SEARCH_MAX 256
#define DHCP_RA_MAX	   1500 /* bytes that are read of a longer one */
#define DHCP_RA_SOLICIT	   16	/* bytes of the longest solicitation */

/** struct dhcp_ra - what one advertisement says */
struct dhcp_ra {
	bool managed; /* addresses come from DHCPv6 */
	bool other;   /* other settings do */
	bool router;  /* it is a default router: its lifetime is not 0 */
	bool prefix;  /* addresses can be made of one of its prefixes */
	unsigned n_dns;
	struct netaddr dns[DHCP_RA_DNS_MAX]; /* RDNSS, those with a lifetime */
	char search[DHCP_RA_SEARCH_MAX];     /* DNSSL, blanks between the domains; "" = none */
};

enum dhcp_ra_error {
	DHCP_RA_NOT_OURS = 1, /* another type or code of ICMPv6 */
	DHCP_RA_FORGED, /* not from a neighbour's link-local address: RFC 4861 section 6.1.2 */
	DHCP_RA_CUT,	/* it ends within a field, or an option has the length 0 */
};

/**
 * dhcp_ra_read() - read a message of ICMPv6, from its type on
 * @from: who sent it
 * @hops: its hop limit as it came
 * @ret:  written on success only
 *
 * Options that are not known, and those whose content makes no sense, are passed over. Return: 0 or enum
 * dhcp_ra_error.
 */
int dhcp_ra_read(struct rd r, const struct netaddr *from, unsigned hops, struct dhcp_ra *ret);

/** dhcp_ra_solicit() - write a router solicitation; the sum is the kernel's part. @mac: 6 bytes, NULL = none */
void dhcp_ra_solicit(struct wr *w, const uint8_t *mac);

#endif
