/* SPDX-License-Identifier: MIT
 * pxe/fetch/dns_lookup.h - the addresses of one name, by c-ares inside the poll loop of the caller.
 * Layer: adapter. Callers: pxe/fetch/fetch.c, pxe/session/script_net.c.
 */
#ifndef PXE_FETCH_DNS_LOOKUP_H
#define PXE_FETCH_DNS_LOOKUP_H

#include "lib/netaddr.h"
#include "lib/text.h"

#include <poll.h>
#include <stdint.h>

#define DNS_LOOKUP_SERVERS 3
#define DNS_LOOKUP_SOCKETS (2 * DNS_LOOKUP_SERVERS) /* UDP and TCP */
#define DNS_ADDRS_MAX	   16 /* addresses kept of one name; others are ignored */
#define DNS_NAME_MAX	   253
#define DNS_SEARCH_MAX	   6 /* domains that are tried; others are ignored */

enum dns_lookup_state { DNS_LOOKUP_RUNNING, DNS_LOOKUP_DONE, DNS_LOOKUP_FAILED };

enum dns_error {
	DNS_NO_SERVER = 1, /* there is nobody to ask */
	DNS_SILENT,	   /* no server answered */
	DNS_SERVER,	   /* all servers failed or refused, by RCODE or ICMP */
	DNS_MALFORMED,	   /* the answer is broken */
	DNS_NO_HOST,	   /* the name does not exist in any domain */
	DNS_NO_ADDRESS,	   /* the name exists and has no usable address */
	DNS_LOCAL,	   /* an error of our side: no memory */
};

/** struct dns_addrs - the addresses of a name in the order of the answer */
struct dns_addrs {
	unsigned n;
	struct netaddr addr[DNS_ADDRS_MAX];
};

/** struct dns_lookup - callers may read the first group; the second is private. It must not move
 *  between dns_lookup_start() and dns_lookup_stop(): c-ares points into it. */
struct dns_lookup {
	enum dns_lookup_state state;
	struct dns_addrs found; /* DONE: at least one address */
	enum dns_error reason;	/* FAILED */
	char host[DNS_NAME_MAX + 1];
	uint64_t deadline; /* ms at which dns_lookup_step() is due */

	void *channel;	   /* NULL = none */
	unsigned open;	   /* questions, for A and AAAA, without an answer */
	uint64_t grace_at; /* when one answer is enough; CLOCK_NEVER = there is none yet */
	uint64_t end_at;
	struct pollfd socks[DNS_LOOKUP_SOCKETS]; /* events 0 = free entry */
};

/**
 * dns_lookup_start() - ask for the addresses of @host
 * @search:  domains with blanks between them, in which a @host without a dot is looked for first, and
 *           any other if there is none of that very name; NULL or "" = none
 * @servers: DNS_LOOKUP_SERVERS addresses; none is passed over
 * @ifname:  NULL or "" = any interface
 * @seed:    seed of the jitter
 * @now:     ms of clock_ms()
 *
 * The ids are random numbers of the kernel's, and so is the port, which each lookup has for itself. The
 * servers are asked in turn, in three rounds with 1, 2 and 4 s for each server, give or take the jitter.
 * A server that fails or refuses leads to the next, a truncated answer to TCP. After 30 s in all the
 * lookup ends. Both families are asked for at a time, and
 * what one brings counts 50 ms later without the other (RFC 8305 section 3). Addresses that no host
 * has are ignored, see netaddr_is_host(), and so are link-local ones of IPv6, whose link nobody names. Errors show in
 * @l->state.
 */
void dns_lookup_start(struct dns_lookup *l, struct view host, const char *search,
		      const struct netaddr *servers, const char *ifname, uint64_t seed,
		      uint64_t now);

/** dns_lookup_pollfds() - fill @ret with the sockets to poll. Return: the number of entries */
unsigned dns_lookup_pollfds(const struct dns_lookup *l,
			    struct pollfd ret[static DNS_LOOKUP_SOCKETS]);

/** dns_lookup_step() - read the packets that came, and check the deadline */
void dns_lookup_step(struct dns_lookup *l, uint64_t now);

/** dns_lookup_why() - @l->reason in words; never NULL */
const char *dns_lookup_why(const struct dns_lookup *l);

/** dns_lookup_stop() - close the sockets; harmless when they are closed and on an @l that is all zero */
void dns_lookup_stop(struct dns_lookup *l);

#endif
