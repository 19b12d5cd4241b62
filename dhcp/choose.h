/* SPDX-License-Identifier: MIT
 * dhcp/choose.h - the choice among several offers, and how long to wait for them. Layer: pure.
 * Caller: dhcp/client.c.
 *
 * The best few offers are kept, ordered by enum dhcp_boot_class, equal ones DHCP before BOOTP, then by
 * the lower server identifier. proxyDHCP offers have no address and are kept apart; the best proxyDHCP offer
 * completes whichever lease is taken.
 *
 * An offer with boot file and server (or a boot URL), one that rules out proxyDHCP (iPXE's option 175),
 * or a lease offer beside a proxyDHCP offer, is complete. If the first lease offer is, the client takes the best of what has arrived at once.
 * After an incomplete offer the client waits DHCP_GRACE_MS for a better one, and once a complete
 * one came, DHCP_GATHER_MS for simultaneous offers.
 */
#ifndef DHCP_CHOOSE_H
#define DHCP_CHOOSE_H

#include "dhcp/boot.h"
#include "dhcp/msg.h"

#define DHCP_OFFERS_MAX 4
#define DHCP_GATHER_MS	100
#define DHCP_GRACE_MS	2000

struct dhcp_offers {
	unsigned n;    /* offers kept, the best first */
	unsigned seen; /* lease offers that came, dropped ones included */
	struct dhcp_msg offer[DHCP_OFFERS_MAX];
	unsigned proxies; /* proxyDHCP offers that came */
	bool has_proxy;
	struct dhcp_msg proxy;
	uint32_t avoid;	    /* identifier of the server whose offers come last, 0 = none */
	uint64_t decide_at; /* time of the choice in ms; CLOCK_NEVER = no lease offer yet */
};

/** dhcp_offers_clear() - remove all offers; @o->avoid stays */
void dhcp_offers_clear(struct dhcp_offers *o);

/** dhcp_offers_again() - a new search begins, for which the offers still count: when to choose is
 *  decided anew */
void dhcp_offers_again(struct dhcp_offers *o, bool bare_ok, uint64_t now);

/** dhcp_is_proxy() - @m is a proxyDHCP offer: it has no address, and option 60 says PXEClient or
 *  HTTPClient */
bool dhcp_is_proxy(const struct dhcp_msg *m);

/**
 * dhcp_offers_add() - add one OFFER
 * @bare_ok: boot data is not wanted; the first lease is enough
 * @now:     ms of clock_ms()
 *
 * A lease offer without server identifier or with an unusable address is refused. A second offer of
 * a server replaces the first.
 * Return: true = the offer was added, or came from a proxy.
 */
bool dhcp_offers_add(struct dhcp_offers *o, const struct dhcp_msg *m, bool bare_ok, uint64_t now);

/** dhcp_offers_best() - the best lease offer; valid until @o changes. Return: NULL = none */
const struct dhcp_msg *dhcp_offers_best(const struct dhcp_offers *o);

/** dhcp_offers_drop() - remove the offer of a server that does not answer the REQUEST */
void dhcp_offers_drop(struct dhcp_offers *o, uint32_t server_id);

#endif
