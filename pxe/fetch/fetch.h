/* SPDX-License-Identifier: MIT
 * pxe/fetch/fetch.h - download one file by any protocol into a descriptor. Layer: adapter.
 * Callers: pxe/session/download.c, pxe/worker/worker.c, cmd/.
 *
 * A fetch finds the server's address and picks the transport. The transport asks again with fewer
 * options when the server or the network cannot carry them, and makes another attempt when one
 * breaks off. Several servers may have the file: the addresses of a host, the default servers, the
 * mirrors. A server that is silent, cannot serve or has no address leads to the next one, with one
 * line in the log. The server that was left is the last choice for that attempt to boot and the next one, unless
 * fetch_reconsider() is called.
 *
 * No call blocks, and no fetch waits for ever: a silent server is given up after about half a
 * minute. Whether to try again then is the caller's policy. TFTP uses no heap; libcurl and c-ares do. No
 * file of the root file system is needed. System calls: socket setsockopt getsockopt connect
 * recvmsg recvmmsg sendto pwritev ftruncate close, for names poll fcntl sendmsg recvfrom, and for HTTP those
 * of pxe/http/get.h.
 *
 *     fetch.c                states, pauses, host names to addresses
 *     servers.c              the server to ask next
 *     transports.c           the protocol of a scheme, among those of this build (with_*.c)
 *     tftp.c http.c https.c  attempts by one protocol each, and the meaning of their failures
 *     job.c                  the state that these files share
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
	FETCH_RESOLVE,	/* the DNS lookup of the host runs */
	FETCH_TRANSFER, /* an attempt runs */
	FETCH_BACKOFF,	/* a pause until resume_at */
	FETCH_OVER,
};

/** enum fetch_resume - what follows FETCH_BACKOFF */
enum fetch_resume {
	FETCH_ASK_AGAIN, /* another attempt with the same server */
	FETCH_ASK_OTHER, /* the first attempt with a new job.server */
	FETCH_FIND_HOST, /* the host of a new job.target is looked up */
};

/** struct fetch - one download, private; about 20 KiB. From fetch_start() to fetch_abort() a struct
 *  fetch must neither move nor be copied: libcurl points into it. */
struct fetch {
	enum fetch_state state;
	enum fetch_phase phase;
	enum fetch_resume resume;
	uint64_t resume_at, pause_ms;
	uint64_t silence_at; /* FETCH_TRANSFER: when to say that the server is silent */
	struct fetch_job job;
	struct fetch_servers servers;
	struct dns_lookup dns;
	const char *ifname; /* of the settings; that of a target's zone takes its place */
	const struct fetch_transport_ops *ops; /* NULL = no transport for the target yet */
	bool bare; /* the target named no host; job.target.host gets the default server's address */
};

/** fetch_trust() - read whom to trust over HTTPS, before a sandbox closes the files away
 *  @ca:  file of certificates, PEM or DER; NULL = those of the image, else the distribution's
 *  @pin: public keys, "sha256//...", several with ';' between; NULL = those in /etc/pxehop/pin
 *  The first call in a process counts. Without a call the first https URL reads the default files.
 *  Return: 0, or a negative errno when @ca or @pin cannot be used; -EPROTONOSUPPORT when this build
 *  has no HTTPS */
int fetch_trust(const char *ca, const char *pin);

/**
 * fetch_start() - begin a download in @f, which needs no preparation; a former fetch in @f must
 *                 have ended with fetch_abort()
 * @conf:      copied, but for its texts (see struct fetch_conf)
 * @target:    copied
 * @out:       regular file or memfd, the caller's; written from conf->base on
 * @max_bytes: larger files end with FETCH_TOO_BIG
 * @now:       ms of clock_ms()
 *
 * An attempt after one that broke off writes from conf->base again. By HTTP it continues behind the
 * bytes in @out if the server vouches that the file is the same. At FETCH_DONE @out ends where the
 * file ends. A bad target or a missing setting shows as FETCH_FAILED. Return: 0, or -errno when no
 * socket could be had.
 */
int fetch_start(struct fetch *f, const struct fetch_conf *conf, const struct pxe_target *target,
		int out, uint64_t max_bytes, uint64_t now);

/** fetch_forgive() - a new attempt to boot begins: servers that were left in the last one are the last choice
 *  still, those of earlier ones count like any other again */
void fetch_forgive(void);

/** fetch_reconsider() - what was looked for is not to be had: servers that were left in the last attempt count
 *  like any other again. Return: whether that makes a difference, for one of them comes before others */
bool fetch_reconsider(void);

/** fetch_pollfds() - fill @ret with the descriptors to poll, which may change with every step.
 *  After FETCH_DONE a caller may still poll and step, so that a lost last ACK is repeated, or call
 *  fetch_abort() at once. Return: the number of entries, 0 = nothing but the deadline */
unsigned fetch_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS]);

/** fetch_step() - continue, when a descriptor is ready or the deadline has passed; harmless at
 *  other times. One step takes a few hundred packets or 4 MiB at most, so that other descriptors
 *  get their turn. */
void fetch_step(struct fetch *f, uint64_t now);

/** fetch_deadline() - ms of clock_ms() at which fetch_step() is due; CLOCK_NEVER = none */
uint64_t fetch_deadline(const struct fetch *f);

enum fetch_state fetch_state(const struct fetch *f);

/** fetch_bytes() - bytes of the file in @out without a gap; falls when an attempt starts over */
uint64_t fetch_bytes(const struct fetch *f);

/** fetch_heard() - the server has sent something in the attempt that runs, or in the last one */
bool fetch_heard(const struct fetch *f);

/** fetch_size() - size that the server announced, 0 = unknown; for progress and early refusals */
uint64_t fetch_size(const struct fetch *f);

/** fetch_server() - address of the server that is or was asked; none = not known, or a proxy was asked in its
 *  place */
struct netaddr fetch_server(const struct fetch *f);

/** fetch_put_url() - append the file's URL, printable; a default server stands as its address */
void fetch_put_url(const struct fetch *f, struct str *out);

/** fetch_failure() - the kind of failure; FETCH_FINE unless the state is FETCH_FAILED */
enum fetch_fail fetch_failure(const struct fetch *f);

/** fetch_errno() - FETCH_LOCAL: the negative errno */
int fetch_errno(const struct fetch *f);

/** fetch_why() - the failure as one printable sentence, "object: what happened", with the server's
 *  own words; lives as long as @f */
const char *fetch_why(const struct fetch *f);

/** fetch_transport() - "tftp", "http", "https" or "ftp" */
const char *fetch_transport(const struct fetch *f);

const struct fetch_stats *fetch_stats(const struct fetch *f);

/** fetch_part() - what a later fetch of the same file into the same descriptor could go on behind, as
 *  conf->part; of a fetch that is done or was aborted. Lives as long as @f */
const struct fetch_part *fetch_part(const struct fetch *f);

/** fetch_abort() - tell the server and close everything; required after every fetch_start() */
void fetch_abort(struct fetch *f);

#endif
