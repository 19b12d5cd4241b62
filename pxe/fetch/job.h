/* SPDX-License-Identifier: MIT
 * pxe/fetch/job.h - one file to fetch: what pxe/fetch/fetch.c and the transports below it share.
 * Layer: adapter. Callers: pxe/fetch/.
 */
#ifndef PXE_FETCH_JOB_H
#define PXE_FETCH_JOB_H

#include "lib/random.h"
#include "pxe/fetch/dns_lookup.h"
#include "pxe/tftp/get.h"
#include "pxe/tftp/options.h"
#include "pxe/url.h"

#include <stdint.h>

#define FETCH_DNS_MAX	 DNS_LOOKUP_SERVERS
#define FETCH_WHY_MAX	 512
#define FETCH_POLLFDS	 3 /* FTP has two connections */
#define FETCH_SERVERS	 DNS_ADDRS_MAX
#define FETCH_PATH_SHOWN 120 /* characters of a path in a sentence */

/** struct fetch_conf - copied by fetch_start(), but for the texts, which must live as long as the
 *  fetch */
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
	uint64_t seed;		     /* of jitter */
	unsigned blksize;	     /* TFTP: to ask for; 0 = what the way takes; at most 65464 */
	unsigned windowsize;	     /* TFTP: to ask for; 0 = what the way takes; at most 256 */
	const char *proxy; /* "[http://]host:port" for http and https; "" or NULL = none */
	/* URLs, with blanks between them, under which the same file is as well when @name is put
	 * behind; "" or NULL = none */
	const char *mirrors;
	struct view name;
};

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
	uint64_t packets;	      /* TFTP: received, over all attempts */
	uint64_t retransmits;	      /* TFTP: packets sent again, over all attempts */
	unsigned attempts;	      /* requests begun */
};

/** enum fetch_end - how far an attempt got */
enum fetch_end {
	FETCH_END_NOT_YET, /* it runs */
	FETCH_END_WHOLE,   /* job->bytes are the file */
	FETCH_END_AGAIN,   /* ask the same server again at once: the request will be another one */
	FETCH_END_PAUSE,   /* ask the same server again after a pause */
	FETCH_END_MOVED,   /* a redirect: job->target is where to ask now */
	FETCH_END_FAILED,  /* job->fail and job->why say how; another server may have the file */
};

/** struct fetch_tftp - what a download by TFTP remembers; pxe/fetch/tftp.c's own */
struct fetch_tftp {
	struct tftp_get get;
	struct tftp_path path;
	struct tftp_peer peer; /* what to shun in this download */
};

/** struct fetch_job - must not move while it runs: libcurl and the sockets' owners point into it */
struct fetch_job {
	/* set by pxe/fetch/fetch.c */
	struct fetch_conf conf;
	struct pxe_target target; /* a transport changes it with FETCH_END_MOVED only */
	uint32_t server;	  /* whom to ask, host byte order */
	bool elsewhere; /* another server may have the file: less patience with this one */
	int out;
	uint64_t max_bytes;

	/* set by the transport */
	uint64_t bytes;	      /* in @out without a gap */
	uint64_t size;	      /* as announced, 0 = unknown */
	uint64_t at_least_ms; /* the server's wish with FETCH_END_PAUSE, 0 = none */
	enum fetch_fail fail;
	int error; /* negative errno of FETCH_LOCAL */
	char why[FETCH_WHY_MAX];

	/* shared */
	struct random rnd;
	unsigned broken; /* attempts with one server that broke off without getting further */
	struct fetch_stats stats;

	struct fetch_tftp tftp;
	struct fetch_http *http; /* pxe/fetch/http.c's own, NULL while there is none */
};

/** fetch_job_why() - a builder over job->why, which begins with the URL */
struct str fetch_job_why(struct fetch_job *j);

/** fetch_job_failed() - write the sentence: @text, or the words for @fail if that is NULL.
 *  Return: FETCH_END_FAILED, for callers to pass on. */
enum fetch_end fetch_job_failed(struct fetch_job *j, enum fetch_fail fail, const char *text);

/** fetch_job_failed_why() - the same with the sentence already in place */
enum fetch_end fetch_job_failed_why(struct fetch_job *j, enum fetch_fail fail);

/** fetch_job_failed_local() - the same for a negative errno of our side */
enum fetch_end fetch_job_failed_local(struct fetch_job *j, int error);

#endif
