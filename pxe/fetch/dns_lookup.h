/* SPDX-License-Identifier: MIT
 * pxe/fetch/dns_lookup.h - ask up to three servers for the addresses of one name. Layer: adapter.
 * Callers: pxe/fetch/fetch.c.
 */
#ifndef PXE_FETCH_DNS_LOOKUP_H
#define PXE_FETCH_DNS_LOOKUP_H

#include "lib/random.h"
#include "pxe/fetch/dns.h"

#define DNS_LOOKUP_SERVERS 3

enum dns_lookup_state { DNS_LOOKUP_RUNNING, DNS_LOOKUP_DONE, DNS_LOOKUP_FAILED };

/** struct dns_lookup - the first group may be read */
struct dns_lookup {
	enum dns_lookup_state state;
	struct dns_addrs found; /* DONE */
	int reason;		/* FAILED: enum dns_error, or 0 when no server answered at all */
	int fd;			/* to poll for input, -1 when there is none */
	uint64_t deadline;

	char host[DNS_NAME_MAX + 1];
	const char *ifname;
	uint32_t servers[DNS_LOOKUP_SERVERS];
	unsigned n_servers, tries;
	uint16_t id;
	struct random rnd;
};

/**
 * dns_lookup_start() - ask for @host
 * @domain:  appended when @host has no dot; NULL or "" = nothing
 * @servers: DNS_LOOKUP_SERVERS addresses, host byte order, 0 = none
 * @ifname:  must live as long as the lookup; NULL or "" = any interface
 *
 * Every try is a new socket, so that port and id both have to be guessed. The servers are asked in
 * turn, 1, 2 and 4 s for each round; it takes at most 21 s until all have failed.
 */
void dns_lookup_start(struct dns_lookup *l, struct view host, const char *domain,
		      const uint32_t *servers, const char *ifname, uint64_t seed, uint64_t now);

/** dns_lookup_step() - read what came, look at the time */
void dns_lookup_step(struct dns_lookup *l, uint64_t now);

/** dns_lookup_stop() - close the socket */
void dns_lookup_stop(struct dns_lookup *l);

#endif
