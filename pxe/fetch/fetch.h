/* SPDX-License-Identifier: MIT
 * pxe/fetch/fetch.h - one file from wherever it lives into a descriptor. Layer: adapter.
 * Callers: pxe/session*.c, cmd/load_fetch.c, cmd/get.c.
 *
 * Finds the server's address, picks the transport, asks again with fewer options when the server or
 * the network cannot carry them, and starts over when a transfer breaks off. Where the same file is
 * to be had elsewhere too (a host with several addresses, several default servers, mirrors) a
 * server that is silent, cannot serve or has no address leads to the next one, with one line; a
 * server that was left so is the last choice from then on. It never blocks and
 * never waits for ever: a silent server is given up after about half a minute; whether to try again
 * then is the caller's policy. No heap; needs no file of the root file system. System calls:
 * socket setsockopt getsockopt connect recvmsg recvmmsg sendto pwritev ftruncate close.
 */
#ifndef PXE_FETCH_FETCH_H
#define PXE_FETCH_FETCH_H

#include "pxe/fetch/dns_lookup.h"
#include "pxe/tftp/get.h"
#include "pxe/url.h"

#include <poll.h>
#include <stdint.h>

#define FETCH_DNS_MAX DNS_LOOKUP_SERVERS
#define FETCH_WHY_MAX 512
#define FETCH_POLLFDS 3 /* FTP has two connections */
#define FETCH_SERVERS DNS_ADDRS_MAX

/** struct fetch_conf - copied by start, but for the texts, which must live as long as the fetch */
struct fetch_conf {
	const char *ifname;	 /* send and receive on this interface only; "" or NULL = any */
	unsigned ifindex;	 /* of ifname, for callers; not used here */
	uint16_t mtu;		 /* of the path; 0 = ask the kernel */
	uint64_t base;		 /* where in the descriptor the file begins */
	union {			 /* host byte order; 0 = none */
		uint32_t server; /* the default server */
		uint32_t servers[FETCH_SERVERS]; /* and those that take its place */
	};
	uint32_t dns[FETCH_DNS_MAX]; /* host byte order; 0 = none */
	const char *domain;	     /* appended to host names without a dot; "" or NULL = none */
	uint64_t seed;		     /* of jitter and DNS ids: 64 unpredictable bits */
	unsigned blksize;	     /* to ask for; 0 = what the way takes; at most 65464 */
	unsigned windowsize;	     /* to ask for; 0 = what the way takes; at most 256 */
	const char *proxy; /* "[http://]host:port" for http and https; "" or NULL = none */
	/* URLs, with blanks between them, under which the same file is as well when @name is put
	 * behind; "" or NULL = none */
	const char *mirrors;
	struct view name;
};

enum fetch_state { FETCH_RUNNING, FETCH_DONE, FETCH_FAILED };

enum fetch_fail {
	FETCH_FINE,
	FETCH_NOT_FOUND,    /* TFTP error 1, HTTP 404 or 410, FTP 550; nothing else */
	FETCH_REFUSED,	    /* the server said no for another reason */
	FETCH_TIMEOUT,	    /* silent, unreachable, or never able to finish */
	FETCH_TOO_BIG,	    /* more than max_bytes, announced or sent */
	FETCH_NO_SERVER,    /* the name means the default server and there is none */
	FETCH_NO_TRANSPORT, /* a scheme this build does not speak */
	FETCH_UNTRUSTED,    /* HTTPS: the server could not prove who it is */
	FETCH_NAME,	    /* host unknown to DNS, or a path that TFTP cannot carry */
	FETCH_LOCAL,	    /* our side: see fetch_errno() */
};

struct fetch_stats {
	unsigned blksize, windowsize; /* in force; 0 but for TFTP */
	uint64_t packets;	      /* received, over all attempts */
	uint64_t retransmits;	      /* packets sent again, over all attempts */
	unsigned attempts;	      /* requests begun */
};

enum fetch_phase { FETCH_RESOLVE, FETCH_TRANSFER, FETCH_BACKOFF, FETCH_OVER };

/** struct fetch - about 20 KiB, must not move while it runs; private */
struct fetch {
	enum fetch_state state;
	enum fetch_phase phase;
	struct fetch_conf conf;
	struct pxe_target target;
	struct dns_lookup dns;
	struct dns_addrs at; /* of the target's host */
	unsigned nth, left;  /* which is at hand, and how many were not tried yet */
	bool bare;	     /* the target is on the default server, and has its address as host */
	struct view mirrors; /* not tried yet */
	unsigned mirror;     /* which is at hand, 0 = none */
	enum fetch_move { FETCH_STAY, FETCH_NEXT_ADDR, FETCH_NEXT_HOST } move;
	struct tftp_get get;
	struct tftp_path path;
	struct tftp_peer peer;
	struct random rnd;
	uint32_t server;
	int out;
	uint64_t max_bytes, resume_at, pause_ms;
	unsigned broken;	 /* transfers that broke off, without getting further */
	struct fetch_http *http; /* while it runs, by HTTP */
	uint64_t bytes, size;	 /* by HTTP: so far, announced */
	enum fetch_fail fail;
	int error;
	struct fetch_stats stats;
	char why[FETCH_WHY_MAX];
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
 * When an attempt breaks off the next one writes from conf->base again, or goes on from what @out
 * has; at FETCH_DONE @out ends where the file ends. What the target or the configuration lack ends
 * in FETCH_FAILED, not here.
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
