/* SPDX-License-Identifier: MIT
 * pxe/fetch/servers.h - which server to ask for a file: the addresses of its host or the default
 * servers, then mirrors. Layer: adapter. Caller: pxe/fetch/fetch.c.
 *
 * A server that was left for another is the last choice for all later files of the process.
 */
#ifndef PXE_FETCH_SERVERS_H
#define PXE_FETCH_SERVERS_H

#include "pxe/fetch/job.h"

/** struct fetch_servers - private */
struct fetch_servers {
	struct dns_addrs at; /* of the target's host */
	unsigned nth, left;  /* which is at hand, and how many were not tried yet */
	struct view mirrors; /* not tried yet */
	unsigned mirror;     /* which is at hand, 0 = none */
};

enum fetch_servers_move {
	FETCH_SERVERS_NO_MORE,
	FETCH_SERVERS_ADDRESS, /* job->server is another address of the same host */
	FETCH_SERVERS_HOST,    /* job->target is elsewhere, and its host's address to be found */
};

/** fetch_servers_first() - job->target is where the file should be; the mirror that was good for
 *  the last file may take its place */
void fetch_servers_first(struct fetch_servers *s, struct fetch_job *j);

/** fetch_servers_take() - the @n addresses (0 = none) of the target's host, or of the proxy;
 *  job->server is the first to be asked, 0 if there is none */
void fetch_servers_take(struct fetch_servers *s, struct fetch_job *j, const uint32_t *addr,
			unsigned n);

/** fetch_servers_next() - to the next server, logged behind job->why */
enum fetch_servers_move fetch_servers_next(struct fetch_servers *s, struct fetch_job *j);

#endif
