/* SPDX-License-Identifier: MIT
 * pxe/http/get.h - one request by HTTP, HTTPS or FTP, through libcurl, into a real file.
 * Layer: adapter. Caller: pxe/fetch/http.c, which resumes, redirects and tries again.
 *
 * All requests of a process share one pool of connections, so that the next file from the same
 * server needs no handshake. libcurl is given addresses, never names to look up. libcurl opens no
 * file, follows no redirect and reads no environment. PID 1 must not call this file, because
 * libcurl allocates and parses input from the network. System calls: socket connect setsockopt
 * getsockopt getsockname getpeername fcntl poll sendto recvfrom pwrite64 close, and the
 * allocator's.
 */
#ifndef PXE_HTTP_GET_H
#define PXE_HTTP_GET_H

#include "lib/netaddr.h"
#include "lib/text.h"
#include "pxe/http/reply.h"
#include "pxe/http/tls.h"
#include "pxe/url.h"

#include <poll.h>
#include <stdint.h>

/* Seconds for a connection to come up. TLS gets more, for the emulated guests of the tests need
 * seconds for one signature. */
#define HTTP_CONNECT_S 10
#define HTTP_TLS_S     20

#define HTTP_SOCKETS  3 /* most sockets that one request waits on; FTP has two */
#define HTTP_SAID_MAX HTTP_TLS_WHY_MAX

/** struct http_conf - one request; all that its pointers name must outlive the request */
struct http_conf {
	const struct pxe_target *target;
	bool login;	     /* send the target's user and password */
	struct netaddr addr; /* address of host or proxy */
	struct netaddr
		rival; /* another one, of the other family: tried too where the first does not answer at once,
				 * and the first to accept counts (RFC 8305); none = there is none */
	uint16_t proxy_port;	      /* 0 = no proxy */
	const char *ifname;	      /* "" or NULL = any */
	uint32_t source;	      /* the address of @ifname, host byte order; 0 = not known */
	http_tls_setup_fn *setup_tls; /* HTTPS: http_tls_setup(); else NULL */
	const char *validator;	      /* ETag or date for If-Range; read where @from is not 0 */
	uint64_t from;		      /* first byte of the file to ask for; 0 = the whole file */
	unsigned
		first_byte_ms; /* how long the server may say nothing; 0 = as long as it may stall */
	unsigned segment;      /* most bytes of a TCP packet that the server may send; 0 = as the
				* link has it. Connections that stand already are not used then */
	uint64_t max_bytes;    /* size limit of the whole file */
	const char *method;    /* NULL = GET */
	struct view body;      /* of the request; p NULL = none */
	struct view headers;   /* more of them, "Name: value" and LF each */
	int out;	       /* regular file or memfd; the caller's */
	uint64_t base;	       /* offset in @out of the file's first byte */
};

enum http_get_state { HTTP_GET_RUNNING, HTTP_GET_DONE, HTTP_GET_FAILED };

enum http_fail {
	HTTP_FAIL_NONE,
	HTTP_FAIL_VERDICT,     /* the reply is no file: see @verdict */
	HTTP_FAIL_UNREACHABLE, /* no connection: see @os_error */
	HTTP_FAIL_TIMEOUT,     /* no connection within HTTP_CONNECT_S or HTTP_TLS_S */
	HTTP_FAIL_CUT,	       /* the connection ended before the file did */
	HTTP_FAIL_SILENT,      /* not a byte within conf.first_byte_ms */
	HTTP_FAIL_STALLED,     /* less than 1 KiB/s for 30 s */
	HTTP_FAIL_PROTOCOL,    /* another error of libcurl: see @said */
	HTTP_FAIL_TLS,	       /* no trusted connection: see @said */
	HTTP_FAIL_PROXY,       /* the proxy refused: see @said */
	HTTP_FAIL_SPILL,       /* the body is longer than max_bytes */
	HTTP_FAIL_LOCAL,       /* an error of our side: see @error */
};

/** struct http_get - callers may read the first group; the second is private */
struct http_get {
	enum http_get_state state;
	enum http_fail fail;
	enum http_verdict verdict;
	int error;    /* HTTP_FAIL_LOCAL: negative errno */
	int os_error; /* HTTP_FAIL_UNREACHABLE: positive errno of connect(), 0 = unknown */
	struct http_reply reply;
	struct netaddr peer;	  /* who accepted; none = nobody yet, or there was no rival */
	uint64_t bytes;		  /* bytes of the file in @out, from its start without a gap */
	uint64_t size;		  /* size that the server announced, 0 = unknown */
	char said[HTTP_SAID_MAX]; /* the error in our words or libcurl's; printable */

	struct http_conf conf;
	void *easy, *headers, *way, *hosts;
	bool headed; /* the head of the reply is complete */
	uint64_t received, mark, watch_at;
	uint64_t
		race_at; /* when the rival must be being tried; CLOCK_NEVER = there is none, or it is past */
	uint64_t silent_at; /* CLOCK_NEVER = no limit, or it has begun to speak */
	struct http_tls_seen seen;
	char curl_said[256];
};

/** http_get_start() - begin the request of @conf, which is copied; @now in ms of clock_ms()
 *  Return: 0, -ENAMETOOLONG, -ENOMEM, -ENOKEY without anything to trust, -EPROTONOSUPPORT for HTTPS
 *  without setup_tls, or another -errno. Errors of the network show in @g->state. */
int http_get_start(struct http_get *g, const struct http_conf *conf, uint64_t now);

/** http_get_connect_ms() - how long a connection by @conf may take */
unsigned http_get_connect_ms(const struct http_conf *conf);

/** http_get_pollfds() - fill @ret with the sockets to poll. Return: the number of entries */
unsigned http_get_pollfds(const struct http_get *g, struct pollfd ret[static HTTP_SOCKETS]);

uint64_t http_get_deadline(const struct http_get *g);

/** http_get_step() - read what the sockets hold, at most 4 MiB, and check the timers */
void http_get_step(struct http_get *g, uint64_t now);

/** http_get_stop() - end the request; harmless on an ended @g and on one that is all zero */
void http_get_stop(struct http_get *g);

#endif
