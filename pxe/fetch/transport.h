/* SPDX-License-Identifier: MIT
 * pxe/fetch/transport.h - the protocols that pxe/fetch/fetch.c chooses from, behind one table each.
 * Layer: adapter. Callers: pxe/fetch/fetch.c.
 *
 * A transport makes attempts with the server that the job names, and judges each. It returns how
 * an attempt ended and leaves to fetch.c what follows: a pause, another server, the end.
 * HTTP=no and TLS=no leave whole transports out: each build has one of pxe/fetch/with_*.c, and
 * nothing else knows which (deps/http.mk).
 */
#ifndef PXE_FETCH_TRANSPORT_H
#define PXE_FETCH_TRANSPORT_H

#include "pxe/fetch/job.h"

#include <poll.h>

struct fetch_transport_ops {
	/* Whose address is needed if not the target's host: the proxy's host in @ret. Returns false
	 * when that failed, with the reason in the job. May be NULL: it is always the target's. */
	bool (*host)(struct fetch_job *j, struct view *ret);

	/* The first attempt with job->server, or the first at the target of a redirect. Not NULL. */
	enum fetch_end (*begin)(struct fetch_job *j, uint64_t now);

	/* Another attempt with the same server, after AGAIN or PAUSE. Not NULL. */
	enum fetch_end (*again)(struct fetch_job *j, uint64_t now);

	/* Go on. Not NULL. */
	enum fetch_end (*step)(struct fetch_job *j, uint64_t now);

	/* What a running attempt waits for: how many entries of @ret were filled, and when step() is
	 * due at the latest (CLOCK_NEVER = not for its time). Neither is NULL. */
	unsigned (*pollfds)(const struct fetch_job *j, struct pollfd ret[static FETCH_POLLFDS]);
	uint64_t (*deadline)(const struct fetch_job *j);

	/* After WHOLE: go on to answer a server that missed the end, as long as pollfds() has a
	 * descriptor. May be NULL: nothing is owed then, and stop() may be called at once. */
	void (*linger)(struct fetch_job *j, uint64_t now);

	/* Close and free all; harmless at any time, and more than once. Not NULL. */
	void (*stop)(struct fetch_job *j);

	/* An attempt goes on behind what is there if the server vouches that the file is the same.
	 * Such transports share what they remember: stop() is not called between two of them. */
	bool resumes;

	/* See fetch_trust(). May be NULL: the transport trusts whoever answers. */
	int (*trust)(const char *ca, const char *pin);
};

extern const struct fetch_transport_ops fetch_tftp_ops;	 /* pxe/fetch/tftp.c */
extern const struct fetch_transport_ops fetch_http_ops;	 /* pxe/fetch/http.c: HTTP and FTP */
extern const struct fetch_transport_ops fetch_https_ops; /* pxe/fetch/https.c */

/** fetch_transports - of this build; NULL = it does not speak that scheme */
extern const struct fetch_transport_ops *const fetch_transports[PXE_UNKNOWN_SCHEME];

/** fetch_transport_of() - NULL = this build does not speak @scheme */
const struct fetch_transport_ops *fetch_transport_of(enum pxe_scheme scheme);

#endif
