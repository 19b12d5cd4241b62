/* SPDX-License-Identifier: MIT
 * pxe/fetch/fetch.h - one file from wherever it lives into a descriptor. Layer: adapter.
 * Callers: pxe/session/download.c, pxe/worker/worker.c, cmd/.
 *
 * Finds the server's address, picks the transport, asks again with fewer options when the server or
 * the network cannot carry them, and makes another attempt when one breaks off. Where the same file
 * is to be had elsewhere too (a host with several addresses, several default servers, mirrors) a
 * server that is silent, cannot serve or has no address leads to the next one, with one line in the
 * log; a server that was left so is the last choice from then on.
 *
 * It never blocks and never waits for ever: a silent server is given up after about half a minute;
 * whether to try again then is the caller's policy. By TFTP there is no heap; libcurl has one. No
 * file of the root file system is needed. System calls: socket setsockopt getsockopt connect
 * recvmsg recvmmsg sendto pwritev ftruncate close, and for HTTP those of pxe/http/get.h.
 *
 *     fetch.c                states, pauses, from names to addresses
 *     servers.c              which server is asked next
 *     transports.c           which protocol, of those that this build speaks (with_*.c)
 *     tftp.c http.c https.c  attempts by one protocol each, and what their failures mean
 *     job.c                  what all of these share
 */
#ifndef PXE_FETCH_FETCH_H
#define PXE_FETCH_FETCH_H

#include "pxe/fetch/job.h"
#include "pxe/fetch/servers.h"
#include "pxe/fetch/transport.h"

#include <poll.h>
#include <stdint.h>

enum fetch_state { FETCH_RUNNING, FETCH_DONE, FETCH_FAILED };

enum fetch_phase {
	FETCH_RESOLVE,	/* the host's address is asked for */
	FETCH_TRANSFER, /* an attempt runs */
	FETCH_BACKOFF,	/* until resume_at */
	FETCH_OVER,
};

/** enum fetch_resume - what follows FETCH_BACKOFF */
enum fetch_resume {
	FETCH_ASK_AGAIN, /* the same server */
	FETCH_ASK_OTHER, /* job.server is another one */
	FETCH_FIND_HOST, /* job.target is another one */
};

/** struct fetch - about 20 KiB; private. From fetch_start() to fetch_abort() it must not move, nor
 *  be copied: libcurl points into it. */
struct fetch {
	enum fetch_state state;
	enum fetch_phase phase;
	enum fetch_resume resume;
	uint64_t resume_at, pause_ms;
	struct fetch_job job;
	struct fetch_servers servers;
	struct dns_lookup dns;
	const struct fetch_transport_ops *ops; /* NULL until there is one for the target */
	bool bare; /* the target named no host: it is on the default server, whose address it gets */
};

/** fetch_trust() - whom to trust over HTTPS, read before a sandbox closes the files away
 *  @ca:  certificates, PEM; NULL = those of the image (/etc/pxehop/ca.pem), else the distribution's
 *  @pin: public keys, "sha256//...", several with ';' between; NULL = those of /etc/pxehop/pin
 *  The first call in a process counts; without one the first https URL makes it.
 *  Return: 0, or a negative errno for what was named and cannot be used */
int fetch_trust(const char *ca, const char *pin);

/**
 * fetch_start() - begin; @f needs no preparation, and after a former fetch in it came to its end
 * @target:    copied
 * @out:       regular file or memfd, written from conf->base on; stays the caller's
 * @max_bytes: larger files end with FETCH_TOO_BIG
 *
 * After an attempt that broke off the next one writes from conf->base again, or by HTTP goes on
 * behind what @out has, if the server vouches that the file is the same; at FETCH_DONE @out ends
 * where the file ends. What the target or the configuration lack ends in FETCH_FAILED, not here.
 * Return: 0, or -errno when no socket could be had.
 */
int fetch_start(struct fetch *f, const struct fetch_conf *conf, const struct pxe_target *target,
		int out, uint64_t max_bytes, uint64_t now);

/** fetch_pollfds() - what to poll for; returns how many entries of @ret it filled, 0 when only time
 *  counts. They may change with every step. After FETCH_DONE it may still be polled and stepped for
 *  a while, so that a lost last ACK is repeated; to stop instead is fine. */
unsigned fetch_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS]);

/** fetch_step() - go on: when readable or when the deadline has passed, harmless at other times.
 *  Takes what is pending, at most a few hundred packets, so that other descriptors get their turn.
 */
void fetch_step(struct fetch *f, uint64_t now);

/** fetch_deadline() - ms; UINT64_MAX = none */
uint64_t fetch_deadline(const struct fetch *f);

enum fetch_state fetch_state(const struct fetch *f);

/** fetch_bytes() - bytes in @out without a gap; falls back when an attempt starts over */
uint64_t fetch_bytes(const struct fetch *f);

/** fetch_size() - as announced by the server, 0 = unknown; for progress and early refusals only */
uint64_t fetch_size(const struct fetch *f);

/** fetch_put_url() - append where the file comes from, printable: a default server by its address
 */
void fetch_put_url(const struct fetch *f, struct str *out);

/** fetch_failure() - why it is FETCH_FAILED */
enum fetch_fail fetch_failure(const struct fetch *f);

/** fetch_errno() - negative errno of FETCH_LOCAL */
int fetch_errno(const struct fetch *f);

/** fetch_why() - one printable sentence, "object: what happened", with the server's own words */
const char *fetch_why(const struct fetch *f);

/** fetch_transport() - "tftp", "http", "https" or "ftp" */
const char *fetch_transport(const struct fetch *f);

const struct fetch_stats *fetch_stats(const struct fetch *f);

/** fetch_abort() - close what is open and tell the server; needed unless never started */
void fetch_abort(struct fetch *f);

#endif
