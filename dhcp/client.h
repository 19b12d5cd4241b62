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
 * Retransmission (RFC 2131 section 4.1): 4, 8, 16, 32, 60 s, each +-1 s, under one xid; then a new
 * cycle begins with a new xid. A late offer counts as long as its cycle and the next one last, with or
 * without a lease: a better one than the lease's is told (DHCP_BETTER), and kept for the next search. The
 * client asks for unicast replies, since broadcast replies wake every other machine that boots. Where nobody
 * answers two DISCOVERs, the other three of the cycle have the broadcast flag set, for servers and relays
 * that cannot reach a machine without an address otherwise; from the first offer on it stays as it is. The
 * time that a DISCOVER says (secs) goes on over all searches until a lease is lost: some servers leave the
 * first seconds to others. A renewal is repeated after the same waits, which grow to at most half of the
 * remaining time (section 4.4.5).
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
	DHCP_SEND,    /* send data, on a raw socket when broadcast is set, else by the IP stack */
	DHCP_BOUND,   /* configure the lease, the first or a changed one */
	DHCP_RENEWED, /* the lease is the same, with new times */
	DHCP_BETTER, /* an offer came that says more of booting than the lease: dhcp_client_take() */
	DHCP_LOST,   /* stop using the address at once; text says why */
	DHCP_LOG,    /* log text, which is printable and lacks the interface's name */
};

/** struct dhcp_action - one action for the caller; data and text are valid until the next call of
 *  the client */
struct dhcp_action {
	enum dhcp_action_kind kind;
	bool broadcast; /* DHCP_SEND: to 255.255.255.255 from @src, link-layer broadcast */
	uint32_t src;	/* DHCP_SEND: source address, host byte order; 0 = none yet */
	uint32_t dest;	/* DHCP_SEND without broadcast: destination, host byte order */
	uint16_t port;	/* destination port: 67, or 4011 for a PXE boot server */
	const uint8_t *data;
	size_t len;
	const char *text; /* DHCP_LOST, DHCP_LOG */
};

/** struct dhcp_from - the source of a packet; host byte order */
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

#define DHCP_PXE_ANYBODY UINT32_MAX

/** struct dhcp_client - the client of one interface; private, less than 64 KiB */
struct dhcp_client {
	struct dhcp_conf conf;
	struct random random;
	enum dhcp_state state;
	uint32_t xid;
	bool broadcast;	     /* set the broadcast flag */
	bool hurry;	     /* dhcp_client_hurry() */
	unsigned tries;	     /* packets sent in this state and cycle */
	uint64_t began;	     /* start of acquisition or renewal */
	uint64_t since;	     /* start of the first of several searches, for secs; 0 = none yet */
	uint64_t resend_at;  /* next packet; INIT: start of SELECTING */
	uint64_t silence_at; /* SELECTING: time to log that nobody offers */
	uint64_t discovered_at, requested_at; /* times of the last DISCOVER and REQUEST */
	uint64_t offered_at;		      /* time of the last offer */
	uint32_t searched[2];		      /* xids of the cycle and of the one before */
	bool keep_offers;		      /* dhcp_client_search(): at the next cycle */
	struct dhcp_offers offers;
	struct dhcp_msg msg;	/* the packet being handled */
	struct dhcp_msg chosen; /* the chosen offer; once BOUND, the reply with the boot data */
	bool has_lease;
	bool said_otherwise; /* conf.ipxe or conf.http is another than when @chosen came */
	struct dhcp_lease lease, fresh;
	uint64_t t1_at, t2_at, end_at; /* CLOCK_NEVER for a lease without end */
	/* the request to a PXE boot server */
	struct dhcp_pxe pxe; /* the menu, and who is asked for what stands in it */
	bool proxy_asking, proxy_has_item;
	uint16_t proxy_item;
	uint32_t proxy_server; /* who has the menu */
	unsigned
		proxy_targets; /* who is asked, one after the other; DHCP_PXE_ANYBODY by broadcast */
	uint32_t proxy_target[DHCP_PXE_SERVERS + 3];
	bool proxy_listed_only; /* nobody else is believed */
	uint32_t proxy_done;	/* the proxy whose word the lease has; 0 = none */
	uint32_t proxy_xid;
	unsigned proxy_tries;
	uint64_t proxy_at;
	/* the queue of actions */
	unsigned queue_head, queue_n;
	struct dhcp_queued queue[DHCP_ACTIONS_MAX];
};

/** dhcp_client_start() - reset @c and begin, also after the link was down; @conf is copied. The
 *  first DISCOVER leaves within conf->start_jitter_ms. @now: ms of clock_ms() */
void dhcp_client_start(struct dhcp_client *c, const struct dhcp_conf *conf, uint64_t now);

/**
 * dhcp_client_input() - one UDP datagram arrived on port 68
 * @payload: UDP payload, from any sender
 * Return: 0 = the message was used; an enum dhcp_msg_error or DHCP_CLIENT_UNWANTED = dropped.
 */
int dhcp_client_input(struct dhcp_client *c, uint64_t now, struct rd payload,
		      const struct dhcp_from *from);

/* The message is well formed and for us, but this state does not wait for it. */
#define DHCP_CLIENT_UNWANTED 100

/** dhcp_client_tick() - time has passed; harmless before the deadline */
void dhcp_client_tick(struct dhcp_client *c, uint64_t now);

/** dhcp_client_conflict() - another machine uses our address: send a DECLINE and begin again after
 *  at least ten seconds (RFC 2131 section 3.1, step 5) */
void dhcp_client_conflict(struct dhcp_client *c, uint64_t now);

/** dhcp_client_wanted() - the address that is being requested, host byte order; 0 = none */
uint32_t dhcp_client_wanted(const struct dhcp_client *c);

/** dhcp_client_refresh() - renew now, because the server's boot data may have changed. The lease
 *  stays in force without an answer; an answer leads to DHCP_RENEWED or DHCP_BOUND. Without a
 *  lease, or during a renewal, the call does nothing. */
void dhcp_client_refresh(struct dhcp_client *c, uint64_t now);

/** dhcp_client_hurry() - the switch passes nothing on yet (@on), or does from now on: without an offer
 *  so far, the next DISCOVER follows within 2 s or at once. What goes meanwhile counts as no attempt,
 *  and nothing is logged. */
void dhcp_client_hurry(struct dhcp_client *c, bool on, uint64_t now);

/** dhcp_client_say() - from the next message on say what iPXE says, or UEFI's HTTP boot, or neither
 *  (dhcp_conf). Whatever boot data comes then counts, be it less than there was */
void dhcp_client_say(struct dhcp_client *c, bool ipxe, bool http);

/** dhcp_client_menu() - the menu of the PXE server: with lease.boot.menu it is there to be chosen from,
 *  later what was booted was chosen from it. Valid until the next call of the client. Return: NULL = none */
const struct dhcp_pxe *dhcp_client_menu(const struct dhcp_client *c);

/** dhcp_client_pick() - with lease.boot.menu: ask the boot servers for item @item of the menu, which is
 *  not DHCP_PXE_LOCAL. The lease's boot data is pending until one has answered, or none did */
void dhcp_client_pick(struct dhcp_client *c, unsigned item, uint64_t now);

/** dhcp_client_proxied() - a proxyDHCP server has answered, which a renewal does not ask again */
bool dhcp_client_proxied(const struct dhcp_client *c);

/** dhcp_client_others() - another server has offered a lease as well, even a late one, and can be
 *  chosen when booting by this lease failed. Return: false when boot data is not wanted */
bool dhcp_client_others(const struct dhcp_client *c);

/** dhcp_client_search() - booting by the data of the lease failed: let it go and begin again. What other
 *  servers have offered in the last two minutes still counts.
 *  @avoid: offers of the lease's server are taken only if there is no other, until the next call or
 *          dhcp_client_start() */
void dhcp_client_search(struct dhcp_client *c, bool avoid, uint64_t now);

/** dhcp_client_take() - after DHCP_BETTER: what the better offer says replaces what the lease does. A
 *  proxyDHCP server's completes the lease (DHCP_BOUND); for another server's the lease is let go. */
void dhcp_client_take(struct dhcp_client *c, uint64_t now);

/** dhcp_client_heard() - without a lease: a server has offered one */
bool dhcp_client_heard(const struct dhcp_client *c);

/** dhcp_client_next() - take the next action. Return: false = there is none */
bool dhcp_client_next(struct dhcp_client *c, struct dhcp_action *ret);

/** dhcp_client_deadline() - ms at which dhcp_client_tick() is due; never CLOCK_NEVER */
uint64_t dhcp_client_deadline(const struct dhcp_client *c);

/** dhcp_client_lease() - the lease, valid until the next call of the client. Return: NULL = none */
const struct dhcp_lease *dhcp_client_lease(const struct dhcp_client *c);

#endif
