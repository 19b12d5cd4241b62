/* SPDX-License-Identifier: MIT
 * pxe/fetch/servers.h - the order in which servers are asked for a file: first the addresses of its
 * host, or the default servers, then the mirrors. Layer: adapter. Caller: pxe/fetch/fetch.c.
 *
 * A server that was left for another is the last choice for all later files of the attempt to boot, and of the
 * next one, until fetch_servers_reconsider(): whoever is dead costs its silence once where another server has
 * what is wanted.
 */
#ifndef PXE_FETCH_SERVERS_H
#define PXE_FETCH_SERVERS_H

#include "pxe/fetch/job.h"

/** struct fetch_servers - private */
struct fetch_servers {
	unsigned n;
	struct netaddr at[DNS_ADDRS_MAX + FETCH_SERVERS]; /* addresses of the target's host */
	unsigned nth, left;  /* index of the address in use; addresses not tried yet */
	struct view mirrors; /* mirrors not tried yet */
	unsigned mirror;     /* number of the mirror in use, 0 = none */
};

enum fetch_servers_move {
	FETCH_SERVERS_NO_MORE,
	FETCH_SERVERS_ADDRESS, /* job->server is another address of the same host */
	FETCH_SERVERS_HOST,    /* job->target is another host, whose address must be looked up */
};

/** fetch_servers_first() - begin with job->target, or with the mirror that served the last file,
 *  which then replaces job->target */
void fetch_servers_first(struct fetch_servers *s, struct fetch_job *j);

/** fetch_servers_forgive() - a new attempt to boot: servers that were left in the one before the last count
 *  like any other */
void fetch_servers_forgive(void);

/** fetch_servers_reconsider() - those that were left in the last attempt count like any other too; they may be
 *  back. Return: whether one of them would have been asked before others */
bool fetch_servers_reconsider(void);

/** fetch_servers_lose_name() - the default server's name has no address: like a server that is silent it is
 *  left for others, in this attempt to boot and in the next one */
void fetch_servers_lose_name(void);

/** fetch_servers_leave_name() - the default server's name is about to be looked up. Return: whether the other
 *  servers are to be asked without that */
bool fetch_servers_leave_name(void);

/** fetch_servers_take() - take the @n addresses of the target's host or of the proxy, and
 *  @others, which may be NULL, behind them. job->server becomes the first one to ask; none = there is none. */
void fetch_servers_take(struct fetch_servers *s, struct fetch_job *j, const struct netaddr *addr,
			unsigned n, const struct netaddr others[FETCH_SERVERS]);

/** fetch_servers_mix() - put the @n addresses of a name into the order in which they are asked (RFC 8305
 *  section 4): IPv6 and IPv4 in turn, behind them those that this machine has no way to. Addresses of one
 *  family stay as they are. @ifname: as in struct fetch_conf */
void fetch_servers_mix(struct netaddr *addr, unsigned n, const char *ifname);

/** fetch_servers_any() - one of @servers is set */
bool fetch_servers_any(const struct netaddr servers[FETCH_SERVERS]);

/** fetch_servers_settle() - after a step of a transport: job->rival may have answered and be job->server by now. It
 *  is the first choice from then on, and the log says so */
void fetch_servers_settle(struct fetch_servers *s, struct fetch_job *j);

/** fetch_servers_next() - go to the next server; one log line has job->why and that server */
enum fetch_servers_move fetch_servers_next(struct fetch_servers *s, struct fetch_job *j);

#endif
