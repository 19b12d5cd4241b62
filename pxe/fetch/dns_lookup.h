/* SPDX-License-Identifier: MIT
 * pxe/fetch/dns_lookup.h - ask up to three DNS servers for the addresses of one name. Layer:
 * adapter. Callers: pxe/fetch/fetch.c, pxe/session/script_ask.c.
 */
#ifndef PXE_FETCH_DNS_LOOKUP_H
#define PXE_FETCH_DNS_LOOKUP_H

#include "lib/random.h"
#include "pxe/fetch/dns.h"

#define DNS_LOOKUP_SERVERS 3

enum dns_lookup_state { DNS_LOOKUP_RUNNING, DNS_LOOKUP_DONE, DNS_LOOKUP_FAILED };

/** struct dns_lookup - callers may read the first group; the second is private */
struct dns_lookup {
	enum dns_lookup_state state;
	struct dns_addrs found; /* DONE: at least one address */
	int reason;		/* FAILED: enum dns_error; 0 = no server answered */
	int fd;			/* socket to poll for input, -1 = none */
	uint64_t deadline;	/* ms at which dns_lookup_step() is due */

	char host[DNS_NAME_MAX + 1];
	const char *ifname;
	uint32_t servers[DNS_LOOKUP_SERVERS];
	unsigned n_servers, tries;
	uint16_t id;
	struct random rnd;
};

/**
 * dns_lookup_start() - ask for the addresses of @host
 * @domain:  appended when @host has no dot; NULL or "" = nothing
 * @servers: DNS_LOOKUP_SERVERS addresses, host byte order, 0 = none
 * @ifname:  must outlive the lookup; NULL or "" = any interface
 * @seed:    seed of the jitter
 * @now:     ms of clock_ms()
 *
 * Each try uses a new socket, so that a forger has to guess both port and id. The servers are asked
 * in turn, in three rounds with 1, 2 and 4 s for each server. Three silent servers take 21 s, give
 * or take the jitter. Errors show in @l->state.
 */
void dns_lookup_start(struct dns_lookup *l, struct view host, const char *domain,
		      const uint32_t *servers, const char *ifname, uint64_t seed, uint64_t now);

/** dns_lookup_step() - read the packets that came, and check the deadline */
void dns_lookup_step(struct dns_lookup *l, uint64_t now);

/** dns_lookup_stop() - close the socket; harmless when it is closed */
void dns_lookup_stop(struct dns_lookup *l);

#endif
