/* SPDX-License-Identifier: MIT
 * dhcp/choose.h - several servers answered: which one, and how long to wait. Layer: pure.
 * Caller: dhcp/client.c.
 *
 * The best few offers are kept, by how much they help to boot (dhcp/boot.h), equals by the lower
 * server identifier, so that the choice does not hang on which server was faster. proxyDHCP offers
 * carry no address and are kept aside; the best one adds to whatever lease is taken.
 *
 * Waiting: an offer with boot file and server (or a boot URL), or a proxyDHCP server beside one
 * with an address, is what we came for, so only DHCP_GATHER_MS go by for others to arrive at the
 * same time: a network with one server loses nothing. Anything less waits DHCP_GRACE_MS after it
 * came for something better.
 */
#ifndef DHCP_CHOOSE_H
#define DHCP_CHOOSE_H

#include "dhcp/boot.h"
#include "dhcp/msg.h"

#define DHCP_OFFERS_MAX 4
#define DHCP_GATHER_MS	100
#define DHCP_GRACE_MS	2000

struct dhcp_offers {
	unsigned n;    /* offers in order, the best first */
	unsigned seen; /* lease offers that came, counting those that were dropped */
	struct dhcp_msg offer[DHCP_OFFERS_MAX];
	unsigned proxies; /* proxyDHCP offers that came */
	bool has_proxy;
	struct dhcp_msg proxy;
	uint32_t avoid;	    /* server whose offers come last, 0 = none */
	uint64_t decide_at; /* CLOCK_NEVER while there is no lease offer */
};

/** dhcp_offers_clear() - forget all offers; avoid stays */
void dhcp_offers_clear(struct dhcp_offers *o);

/** dhcp_is_proxy() - @m is a proxyDHCP server's: no address, and option 60 says PXEClient */
bool dhcp_is_proxy(const struct dhcp_msg *m);

/**
 * dhcp_offers_add() - take in one OFFER
 * @bare_ok: boot data is not wanted, the first lease will do
 * A lease offer must name its server and an address that can be ours, else it is refused. A second
 * offer of the same server replaces the first.
 * Return: true if it was taken in or was a proxy's.
 */
bool dhcp_offers_add(struct dhcp_offers *o, const struct dhcp_msg *m, bool bare_ok, uint64_t now);

/** dhcp_offers_best() - the best lease offer, NULL if none; valid until the next change */
const struct dhcp_msg *dhcp_offers_best(const struct dhcp_offers *o);

/** dhcp_offers_drop() - this server does not answer: forget its offer */
void dhcp_offers_drop(struct dhcp_offers *o, uint32_t server_id);

#endif
