/* SPDX-License-Identifier: MIT
 * dhcp/client.h - the DHCP client of RFC 2131 as a machine without time or sockets. Layer: pure.
 * Callers: pxe/worker/nic.c, cmd/dhcp.c, tests.
 *
 *   INIT --jitter over--> SELECTING --offer chosen--> REQUESTING --ACK--> BOUND
 *   BOUND --T1--> RENEWING --T2--> REBINDING --lease over--> INIT, and back to BOUND on an ACK
 *   NAK of our server, address conflict: INIT, with a pause
 *
 * After each call to start, input, tick or conflict the caller drains dhcp_client_next() and then
 * sleeps until dhcp_client_deadline() or the next packet. There is always a deadline: no state
 * waits without a timer. The machine never gives up.
 *
 * Retransmission (RFC 2131 section 4.1): 4, 8, 16, 32, 64 s, each +-1 s, under one transaction id;
 * then a new cycle with a new id. Offers count as long as their cycle lasts, however late. Replies
 * are asked for by unicast; only after a cycle in which nobody offered anything is the broadcast
 * flag set, since broadcast replies wake every other machine that boots. A renewal repeats after
 * the same times, growing up to half of what is left (section 4.4.5).
 */
#ifndef DHCP_CLIENT_H
#define DHCP_CLIENT_H

#include "dhcp/choose.h"
#include "dhcp/lease.h"
#include "dhcp/request.h"

#include "lib/random.h"

enum dhcp_state {
	DHCP_INIT,
	DHCP_SELECTING,
	DHCP_REQUESTING,
	DHCP_IS_BOUND,
	DHCP_RENEWING,
	DHCP_REBINDING,
};

enum dhcp_action_kind {
	DHCP_SEND,    /* send data; on a raw socket when broadcast is set, else by the IP stack */
	DHCP_BOUND,   /* there is a lease, the first or a changed one: configure it */
	DHCP_RENEWED, /* the lease goes on as it was, with new times */
	DHCP_LOST,    /* stop using the address at once; text says why */
	DHCP_LOG,     /* a line for the log, printable, without the interface's name */
};

/** struct dhcp_action - what the caller has to do; data and text are valid until the next call */
struct dhcp_action {
	enum dhcp_action_kind kind;
	bool broadcast; /* DHCP_SEND: to 255.255.255.255 from @src, link-layer broadcast */
	uint32_t src;	/* address to send from, 0 while there is none */
	uint32_t dest;	/* DHCP_SEND without broadcast */
	uint16_t port;	/* destination port: 67, or 4011 for a PXE server */
	const uint8_t *data;
	size_t len;
	const char *text; /* DHCP_LOST, DHCP_LOG */
};

/** struct dhcp_from - where a packet came from */
struct dhcp_from {
	uint32_t addr;
	uint16_t port;
};

#define DHCP_ACTIONS_MAX 8
#define DHCP_LOG_MAX	 320

/* One queued action with its bytes. */
struct dhcp_queued {
	struct dhcp_action action;
	union {
		uint8_t data[DHCP_REQUEST_MAX];
		char text[DHCP_LOG_MAX];
	};
};

/** struct dhcp_client - all state of one interface's client; less than 64 KiB. Callers use the
 *  functions below and touch nothing. */
struct dhcp_client {
	struct dhcp_conf conf;
	struct random random;
	enum dhcp_state state;
	uint32_t xid;
	bool broadcast;			      /* ask for broadcast replies */
	unsigned tries;			      /* sent in this state and cycle */
	uint64_t began;			      /* when this acquisition or renewal began, for secs */
	uint64_t resend_at;		      /* in INIT: when to begin */
	uint64_t silence_at;		      /* in SELECTING: when to log that nothing came */
	uint64_t discovered_at, requested_at; /* when the last one was sent */
	struct dhcp_offers offers;
	struct dhcp_msg msg;	/* the packet at hand */
	struct dhcp_msg chosen; /* the offer asked for; once bound, the reply to boot by */
	bool has_lease;
	struct dhcp_lease lease, fresh;
	uint64_t t1_at, t2_at, end_at; /* CLOCK_NEVER for a lease without end */
	/* port 4011 */
	bool proxy_asking, proxy_has_item;
	uint16_t proxy_item;
	uint32_t proxy_server;
	uint32_t proxy_xid;
	unsigned proxy_tries;
	uint64_t proxy_at;
	/* to do */
	unsigned queue_head, queue_n;
	struct dhcp_queued queue[DHCP_ACTIONS_MAX];
};

/** dhcp_client_start() - forget everything and begin; @conf is copied. The first DISCOVER leaves
 *  within conf->start_jitter_ms. Also the way to begin anew after the link was down. */
void dhcp_client_start(struct dhcp_client *c, const struct dhcp_conf *conf, uint64_t now);

/**
 * dhcp_client_input() - one UDP datagram arrived on port 68
 * @payload: its payload, whoever sent it
 * Return: 0 if it was for us and counted, else why it was dropped: an enum dhcp_msg_error or
 * DHCP_CLIENT_UNWANTED.
 */
int dhcp_client_input(struct dhcp_client *c, uint64_t now, struct rd payload,
		      const struct dhcp_from *from);

/* Well formed and ours, but nothing this state waits for. */
#define DHCP_CLIENT_UNWANTED 100

/** dhcp_client_tick() - time passed; harmless when no deadline has come */
void dhcp_client_tick(struct dhcp_client *c, uint64_t now);

/** dhcp_client_conflict() - somebody else uses our address: decline it, begin anew after at least
 *  ten seconds (RFC 2131 section 3.1, step 5) */
void dhcp_client_conflict(struct dhcp_client *c, uint64_t now);

/** dhcp_client_refresh() - renew now: what the server says about booting may have changed. The
 * lease stays in force whether it answers or not; DHCP_RENEWED or DHCP_BOUND tells that it did.
 * Without a lease, or while a renewal is under way, it does nothing. */
void dhcp_client_refresh(struct dhcp_client *c, uint64_t now);

/** dhcp_client_others() - other servers offered a lease too, be it late, so that there is a choice
 * when booting from this one's data failed. False where boot data is not wanted. */
bool dhcp_client_others(const struct dhcp_client *c);

/** dhcp_client_avoid() - booting from this server's data failed: from the next acquisition on its
 *  offers are taken only if there is no other. 0 = none. Forgotten by dhcp_client_start(). */
void dhcp_client_avoid(struct dhcp_client *c, uint32_t server_id);

/** dhcp_client_next() - take the next action; false when there is none */
bool dhcp_client_next(struct dhcp_client *c, struct dhcp_action *ret);

/** dhcp_client_deadline() - when to call tick; never CLOCK_NEVER */
uint64_t dhcp_client_deadline(const struct dhcp_client *c);

/** dhcp_client_lease() - the lease, NULL while there is none; valid until the next call */
const struct dhcp_lease *dhcp_client_lease(const struct dhcp_client *c);

#endif
