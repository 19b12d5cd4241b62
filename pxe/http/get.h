/* SPDX-License-Identifier: MIT
 * pxe/http/get.h - one request by HTTP, HTTPS or FTP, through libcurl, into a real file.
 * Layer: adapter. Caller: pxe/fetch/http.c, which resumes, redirects and tries again.
 *
 * All requests of a process share one pool of connections, so that the next file from the same
 * server needs no handshake. libcurl is given addresses, never names to look up; it opens no file,
 * follows no redirect and reads no environment. Not for PID 1: it allocates, and reads what
 * strangers sent. System calls: socket connect setsockopt getsockopt getsockname getpeername fcntl
 * poll sendto recvfrom pwrite64 close, and the allocator's.
 */
#ifndef PXE_HTTP_GET_H
#define PXE_HTTP_GET_H

#include "pxe/http/reply.h"
#include "pxe/http/tls.h"
#include "pxe/url.h"

#include <poll.h>
#include <stdint.h>

/* A connection is there within this time or given up; the emulated guests of tests sign slowly. */
#define HTTP_CONNECT_S 10
#define HTTP_TLS_S     20

#define HTTP_SOCKETS  3 /* that one request waits on at most; FTP has two */
#define HTTP_SAID_MAX HTTP_TLS_WHY_MAX

/** struct http_conf - one request; what it points to must live as long as the request */
struct http_conf {
	const struct pxe_target *target;
	uint32_t addr;		      /* of the target's host or of the proxy, host byte order */
	uint16_t proxy_port;	      /* 0 = no proxy */
	const char *ifname;	      /* "" or NULL = any */
	http_tls_setup_fn *setup_tls; /* HTTPS: http_tls_setup(); else NULL */
	const char *validator;	      /* of what is there already; with @from */
	uint64_t from;		      /* ask for the bytes from here on; 0 = all */
	uint64_t max_bytes;	      /* of the whole file */
	int out;
	uint64_t base; /* where in @out the file begins */
};

enum http_get_state { HTTP_GET_RUNNING, HTTP_GET_DONE, HTTP_GET_FAILED };

enum http_fail {
	HTTP_FAIL_NONE,
	HTTP_FAIL_VERDICT,     /* a complete reply that is no file: see @verdict */
	HTTP_FAIL_UNREACHABLE, /* no connection: see @os_error */
	HTTP_FAIL_TIMEOUT,     /* no connection in time */
	HTTP_FAIL_CUT,	       /* the connection ended before the file did */
	HTTP_FAIL_STALLED,     /* less than 1 KiB/s for 30 s */
	HTTP_FAIL_PROTOCOL,    /* see @said */
	HTTP_FAIL_TLS,	       /* see @said */
	HTTP_FAIL_PROXY,       /* the proxy refused, see @said */
	HTTP_FAIL_SPILL,       /* more than max_bytes came */
	HTTP_FAIL_LOCAL,       /* see @error */
};

/** struct http_get - the first group may be read */
struct http_get {
	enum http_get_state state;
	enum http_fail fail;
	enum http_verdict verdict;
	int error;    /* negative errno of our side */
	int os_error; /* errno of a connection that was not made, 0 = unknown */
	struct http_reply reply;
	uint64_t bytes;		  /* of the file, in @out without a gap */
	uint64_t size;		  /* as announced, 0 = unknown */
	char said[HTTP_SAID_MAX]; /* what was wrong, in our words or libcurl's; printable */

	struct http_conf conf;
	void *easy, *headers, *way;
	bool headed; /* the head is complete */
	uint64_t received, mark, watch_at;
	struct http_tls_seen seen;
	char curl_said[256];
};

/** http_get_start() - begin; Return: 0, -ENOMEM or another -errno; all else shows in state */
int http_get_start(struct http_get *g, const struct http_conf *conf, uint64_t now);

/** http_get_pollfds() - what to poll: how many entries of @ret were filled */
unsigned http_get_pollfds(const struct http_get *g, struct pollfd ret[static HTTP_SOCKETS]);

uint64_t http_get_deadline(const struct http_get *g);

/** http_get_step() - take what is there, at most some MiB, and look at the time */
void http_get_step(struct http_get *g, uint64_t now);

/** http_get_stop() - end the request; harmless when it has ended or was never begun (all zero) */
void http_get_stop(struct http_get *g);

#endif
