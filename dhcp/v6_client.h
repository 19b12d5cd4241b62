/* SPDX-License-Identifier: MIT
 * dhcp/v6_client.h - how a link is set up for IPv6, as a state machine: a router is solicited, and what it
 * says leads to DHCPv6 for an address, for the rest, or to neither. Layer: pure. Callers:
 * pxe/worker/nic6.c, tests.
 *
 *     silent --RA--> M: SOLICIT --ADVERTISE--> REQUEST --REPLY--> ready
 *                    O: INFORMATION-REQUEST --REPLY--> ready
 *                    neither: ready
 *
 * Retransmission is that of RFC 8415 section 15, without a limit but that of the pauses. A router that says
 * nothing is solicited for ever, with pauses that grow to a minute.
 */
#ifndef DHCP_V6_CLIENT_H
#define DHCP_V6_CLIENT_H

#include "dhcp/ra.h"
#include "dhcp/v6_msg.h"
#include "lib/random.h"

#include <stdbool.h>
#include <stdint.h>

enum dhcp_v6_state {
	DHCP_V6_OFF,
	DHCP_V6_ROUTER,	    /* waits for a router */
	DHCP_V6_SOLICITING, /* waits for an offer */
	DHCP_V6_REQUESTING, /* waits for the address */
	DHCP_V6_ASKING,	    /* waits for the answer to an INFORMATION-REQUEST */
	DHCP_V6_READY,
};

enum dhcp_v6_action_kind {
	DHCP_V6_SEND_ROUTERS, /* to ff02::2, ICMPv6 */
	DHCP_V6_SEND_SERVERS, /* to ff02::1:2, UDP */
	DHCP_V6_ADDRESS,      /* set lease.addr; the lease is used when that is done */
	DHCP_V6_LEASED,	      /* state READY: the lease is there, or another one */
	DHCP_V6_LOG,	      /* a line for the log */
};

struct dhcp_v6_action {
	enum dhcp_v6_action_kind kind;
	const uint8_t *bytes; /* of a packet; live until the next call */
	size_t len;
	const char *text; /* DHCP_V6_LOG: printable, lives as long */
};

/** struct dhcp_v6_lease - what the link says, by router and DHCPv6 together */
struct dhcp_v6_lease {
	bool router, managed, other, prefix; /* of struct dhcp_ra */
	struct netaddr addr;		     /* by DHCPv6; none = that of SLAAC counts */
	struct netaddr gateway; /* a default router, link-local; none = there is none */
	uint32_t valid_s;
	struct netaddr dns[DHCP_V6_DNS_MAX]; /* those of DHCPv6, else of the router */
	char search[DHCP_V6_SEARCH_MAX];
	char url[DHCP_V6_URL_MAX], params[DHCP_V6_PARAM_MAX];
};

/** struct dhcp_v6_client - callers may read the first group */
struct dhcp_v6_client {
	enum dhcp_v6_state state;
	struct dhcp_v6_lease lease; /* READY */

	struct dhcp_v6_conf conf;
	struct random rnd;
	struct dhcp_ra ra;
	struct netaddr default_router; /* who said last that it is one */
	struct dhcp_v6_msg best;       /* the offer to request */
	uint32_t xid;
	uint64_t first_at;   /* ms at which the first message of this exchange left */
	uint64_t timeout_ms; /* RT; 0 = none was sent yet */
	uint64_t at;	     /* when to send again */
	uint64_t
		collect_at; /* SOLICITING: when the best offer is taken; CLOCK_NEVER = none is there */
	uint64_t renew_at; /* READY: when to ask anew; CLOCK_NEVER = never */
	unsigned sent,
		unsent; /* messages of this exchange; packets that could not leave, in a row */
	bool said_silence;
	unsigned pending; /* bits of 1 << enum dhcp_v6_action_kind */
	char text[200];
	uint8_t packet[DHCP_V6_REQUEST];
};

/** dhcp_v6_client_start() - the link is up; @now in ms of clock_ms() */
void dhcp_v6_client_start(struct dhcp_v6_client *c, const struct dhcp_v6_conf *conf, uint64_t now);

/** dhcp_v6_client_stop() - the link is down */
void dhcp_v6_client_stop(struct dhcp_v6_client *c);

/** dhcp_v6_client_again() - what the lease says led nowhere: ask anew. The lease stays until there is an
 *  answer */
void dhcp_v6_client_again(struct dhcp_v6_client *c, uint64_t now);

/** dhcp_v6_client_router() - ICMPv6 came from @from with this hop limit */
void dhcp_v6_client_router(struct dhcp_v6_client *c, struct rd packet, const struct netaddr *from,
			   unsigned hops, uint64_t now);

/** dhcp_v6_client_input() - a datagram came to port 546 */
void dhcp_v6_client_input(struct dhcp_v6_client *c, struct rd packet, uint64_t now);

/** dhcp_v6_client_unsent() - the packet could not be sent, as long as the kernel checks the link-local address
 *  for duplicates (RFC 4862 section 5.4): it is tried again soon, and counts as never sent. Where that goes on, IPv6 is off on the link, and it
 *  is tried ever more seldom */
void dhcp_v6_client_unsent(struct dhcp_v6_client *c, uint64_t now);

/** dhcp_v6_client_taken() - the address of DHCP_V6_ADDRESS is set */
void dhcp_v6_client_taken(struct dhcp_v6_client *c, uint64_t now);

void dhcp_v6_client_tick(struct dhcp_v6_client *c, uint64_t now);

/** dhcp_v6_client_next() - the next thing to do. Return: false = nothing */
bool dhcp_v6_client_next(struct dhcp_v6_client *c, struct dhcp_v6_action *ret);

/** dhcp_v6_client_deadline() - ms at which dhcp_v6_client_tick() is due */
uint64_t dhcp_v6_client_deadline(const struct dhcp_v6_client *c);

#endif
