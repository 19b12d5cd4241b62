/* SPDX-License-Identifier: MIT
 * pxe/fetch/job.h - one file to fetch: the state that pxe/fetch/fetch.c shares with the transports.
 * Layer: adapter. Callers: pxe/fetch/.
 */
#ifndef PXE_FETCH_JOB_H
#define PXE_FETCH_JOB_H

#include "lib/netaddr.h"
#include "lib/random.h"
#include "pxe/fetch/dns_lookup.h"
#include "pxe/tftp/get.h"
#include "pxe/tftp/options.h"
#include "pxe/url.h"

#include <stdint.h>

#define FETCH_DNS_MAX	    DNS_LOOKUP_SERVERS
#define FETCH_WHY_MAX	    512
#define FETCH_POLLFDS	    DNS_LOOKUP_SOCKETS /* a transport has fewer */
#define FETCH_SERVERS	    8
#define FETCH_VALIDATOR_MAX 128 /* bytes, with NUL */
#define FETCH_PATH_SHOWN    120 /* characters of a path in a message */
/* A lookup of many names waits for so long at each one that is missing. */
#define FETCH_REFUSAL_MS 20
/* The same for a file that must be there, and that a server may have to look for. */
#define FETCH_REFUSAL_PAYLOAD_MS 250

/** struct fetch_request - what is sent with a request by HTTP or HTTPS, but the name of the file. All of
 *  it must outlive the fetch. A redirect is followed by a plain GET, as iPXE does. A server that may
 *  have acted upon it is not asked again. */
struct fetch_request {
	const char *method;  /* a token of RFC 9110 section 5.6.2, in capital letters */
	struct view body;    /* application/x-www-form-urlencoded; p NULL = none */
	struct view headers; /* "Name: value" and LF each, without other control characters */
};

/** struct fetch_part - the beginning of a file, of which the server said which version it is */
struct fetch_part {
	uint64_t bytes;
	char validator
		[FETCH_VALIDATOR_MAX]; /* ETag or date; "" = it said nothing, and bytes is 0 */
};

/** struct fetch_conf - settings of a fetch. fetch_start() copies the struct; the texts that it
 *  points to must outlive the fetch. */
struct fetch_conf {
	const char *ifname; /* send and receive on this interface only; "" or NULL = any */
	unsigned ifindex;   /* index of @ifname, for callers; pxe/fetch does not use it */
	uint32_t
		source; /* address of @ifname, so that no connection of an older one is used; 0 = any */
	bool ip6;	/* the lease is one of IPv6: there may be no way to servers of IPv4 */
	uint16_t mtu;  /* bytes, MTU of the path; 0 = ask the kernel */
	uint64_t base; /* offset in the descriptor of the file's first byte */
	union {
		struct netaddr server; /* the default server; none = there is none */
		struct netaddr servers[FETCH_SERVERS]; /* it and its substitutes */
	};
	bool named; /* the host of the target is the default server's name, @servers take its place */
	struct netaddr dns[FETCH_DNS_MAX]; /* DNS servers; none behind the last */
	/* Domains in which host names are looked for, blanks between them; "" or NULL = none. */
	const char *search;
	uint64_t seed; /* seed of the jitter */
	/* TFTP: a refusal is held for so many ms at least, since anybody can send one to a port
	 * that he guesses; 0 = FETCH_REFUSAL_MS */
	unsigned refusal_ms;
	bool quiet;	     /* another fetch from the same server says that it is silent */
	unsigned blksize;    /* TFTP: bytes to request, at most 65464; 0 = by path */
	unsigned windowsize; /* TFTP: blocks to request, at most 256; 0 = by path */
	const char *proxy;   /* "[http://]host:port" for http and https; "" or NULL = none */
	/* URLs with blanks between them. Each one with @name appended leads to the same file. "" or
	 * NULL = no mirror. */
	const char *mirrors;
	struct view name;
	/* what @out has of the file already; by HTTP and HTTPS it is not sent again if it is the same still */
	struct fetch_part part;
	const struct fetch_request *request; /* NULL = a plain GET; by HTTP and HTTPS alone */
};

enum fetch_fail {
	FETCH_FINE,
	FETCH_NOT_FOUND,    /* TFTP error 1, HTTP 404 or 410, FTP 550; nothing else */
	FETCH_REFUSED,	    /* the server said no for another reason */
	FETCH_TIMEOUT,	    /* the server is silent, unreachable, or broke off every attempt */
	FETCH_TOO_BIG,	    /* the file exceeds max_bytes, as announced or as sent */
	FETCH_NO_SERVER,    /* the target is on the default server, and there is none */
	FETCH_NO_TRANSPORT, /* this build does not speak the scheme */
	FETCH_UNTRUSTED,    /* HTTPS: the server could not prove its identity */
	FETCH_NAME,	    /* DNS does not know the host, or TFTP cannot carry the path */
	FETCH_LOCAL,	    /* an error of our side: see fetch_errno() */
};

struct fetch_stats {
	unsigned blksize, windowsize; /* TFTP: bytes and blocks in force; 0 = another protocol */
	uint64_t packets;	      /* TFTP: packets received, over all attempts */
	uint64_t retransmits;	      /* TFTP: packets sent again, over all attempts */
	unsigned attempts;	      /* requests begun */
};

/** enum fetch_end - the state of an attempt, and what fetch.c does next */
enum fetch_end {
	FETCH_END_NOT_YET, /* the attempt runs */
	FETCH_END_WHOLE,   /* the file is whole and has job->bytes */
	FETCH_END_AGAIN,   /* ask the same server at once, with another request */
	FETCH_END_PAUSE,   /* ask the same server after a pause; job->why says for what reason */
	FETCH_END_MOVED,   /* follow a redirect to the new job->target */
	FETCH_END_FAILED,  /* job->fail and job->why say how; another server may have the file */
};

/** struct fetch_tftp - state that a download by TFTP keeps; private to pxe/fetch/tftp.c */
struct fetch_tftp {
	struct tftp_get get;
	struct tftp_path path;
	struct tftp_peer peer; /* the options that this download shuns */
	unsigned lost;	       /* attempts that ended with TFTP_FAIL_LOST */
	bool eager;	       /* the server answered a moment before this attempt */
	/* the same request to job.rival */
	struct tftp_get rival;
	struct tftp_path rival_path;
	struct tftp_peer rival_peer;
	uint64_t rival_at; /* ms when it is sent; CLOCK_NEVER = it was, or there is no rival */
};

/** struct fetch_job - one file; must not move while an attempt runs: libcurl points into it */
struct fetch_job {
	/* pxe/fetch/fetch.c sets these. */
	struct fetch_conf conf;
	struct pxe_target target; /* a transport changes it with FETCH_END_MOVED only */
	struct netaddr server;	  /* server to ask; none = none is known */
	bool elsewhere;		  /* another server may have the file: leave this one sooner */
	bool beyond;		  /* so may one that is not @rival */
	/* The address of the other family that comes next: it is asked as well when @server does not answer at
	 * once, and the first to answer becomes @server (RFC 8305 section 5). None = there is none, or one of
	 * the two has answered. */
	struct netaddr rival;
	int out;
	uint64_t max_bytes;

	/* The transport sets these. */
	bool heard;	      /* the server has sent something in this attempt */
	bool raced;	      /* @rival was asked as well */
	uint64_t bytes;	      /* bytes of the file in @out without a gap */
	uint64_t size;	      /* size that the server announced, 0 = unknown */
	uint64_t at_least_ms; /* FETCH_END_PAUSE: pause that the server asked for, 0 = none */
	struct fetch_part
		part; /* once the fetch was stopped: what another one could go on behind */
	enum fetch_fail fail;
	int error; /* FETCH_LOCAL: negative errno */
	char why[FETCH_WHY_MAX];

	/* Both sides change these. */
	struct random rnd;
	unsigned broken; /* attempts in a row with one server that broke off without progress */
	struct fetch_stats stats;

	struct fetch_tftp tftp;
	struct fetch_http *http; /* private to pxe/fetch/http.c, on the heap; NULL = none */
};

/** fetch_job_why() - begin the sentence job->why with the URL. Return: a builder to append to it */
struct str fetch_job_why(struct fetch_job *j);

/** fetch_job_failed() - fail the job with a whole sentence; @text NULL = the usual words for @fail
 *  Return: FETCH_END_FAILED, for callers to pass on */
enum fetch_end fetch_job_failed(struct fetch_job *j, enum fetch_fail fail, const char *text);

/** fetch_job_failed_why() - fail the job; the caller has written job->why
 *  Return: FETCH_END_FAILED */
enum fetch_end fetch_job_failed_why(struct fetch_job *j, enum fetch_fail fail);

/** fetch_job_failed_local() - fail the job with FETCH_LOCAL and the negative errno @error
 *  Return: FETCH_END_FAILED */
enum fetch_end fetch_job_failed_local(struct fetch_job *j, int error);

#endif
