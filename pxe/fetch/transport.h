/* SPDX-License-Identifier: MIT
 * pxe/fetch/transport.h - one table of functions for each protocol that pxe/fetch/fetch.c chooses
 * from. Layer: adapter. Caller: pxe/fetch/fetch.c.
 *
 * A transport makes attempts with job->server and judges each. It returns how an attempt ended;
 * fetch.c decides what follows: a pause, another server, the end. HTTP=no and TLS=no leave whole
 * transports out. Each build links one of pxe/fetch/with_*.c (deps/http.mk), and no other file
 * depends on the choice.
 */
#ifndef PXE_FETCH_TRANSPORT_H
#define PXE_FETCH_TRANSPORT_H

#include "pxe/fetch/job.h"

#include <poll.h>

struct fetch_transport_ops {
	/* Prepare the job and set @ret to the host to look up, if that is the proxy and not the
	 * target's host. Returns false on failure, with the reason in the job. May be NULL: the
	 * host is always the target's. */
	bool (*host)(struct fetch_job *j, struct view *ret);

	/* Begin the first attempt with a new job->server or job->target. Not NULL. */
	enum fetch_end (*begin)(struct fetch_job *j, uint64_t now);

	/* Begin another attempt with the same server, after AGAIN or PAUSE. Not NULL. */
	enum fetch_end (*again)(struct fetch_job *j, uint64_t now);

	/* Continue the attempt. Not NULL. */
	enum fetch_end (*step)(struct fetch_job *j, uint64_t now);

	/* The wait of a running attempt: pollfds() fills @ret and returns the number of entries;
	 * deadline() is the time in ms at which step() is due, CLOCK_NEVER = none. Not NULL. */
	unsigned (*pollfds)(const struct fetch_job *j, struct pollfd ret[static FETCH_POLLFDS]);
	uint64_t (*deadline)(const struct fetch_job *j);

	/* After WHOLE: answer a server that missed the last ACK, as long as pollfds() has a
	 * descriptor. May be NULL: stop() may then be called at once. */
	void (*linger)(struct fetch_job *j, uint64_t now);

	/* Close and free everything; harmless at any time and more than once. Not NULL. */
	void (*stop)(struct fetch_job *j);

	/* An attempt continues a partial file if the server vouches that the file is the same. Such
	 * transports share their state, so stop() is not called when one follows another. */
	bool resumes;

	/* See fetch_trust(). May be NULL: the transport does not authenticate servers. */
	int (*trust)(const char *ca, const char *pin);
};

extern const struct fetch_transport_ops fetch_tftp_ops;	 /* pxe/fetch/tftp.c */
extern const struct fetch_transport_ops fetch_http_ops;	 /* pxe/fetch/http.c: HTTP and FTP */
extern const struct fetch_transport_ops fetch_https_ops; /* pxe/fetch/https.c */

/** fetch_transports - the transports of this build by scheme; NULL = not in this build */
extern const struct fetch_transport_ops *const fetch_transports[PXE_UNKNOWN_SCHEME];

/** fetch_transport_of() - the transport of @scheme; NULL = this build does not speak @scheme */
const struct fetch_transport_ops *fetch_transport_of(enum pxe_scheme scheme);

#endif
