/* SPDX-License-Identifier: MIT
 * pxe/http/reply.h - what the head of an HTTP reply means for a download. Layer: pure.
 * Callers: pxe/http/get.c, pxe/fetch/http.c.
 *
 * libcurl splits the stream into lines and undoes chunks. This file reads every field that decides
 * anything, and reads it strictly: an ambiguous length is refused (RFC 9112 6.3), where a lenient
 * reader would boot half a kernel.
 */
#ifndef PXE_HTTP_REPLY_H
#define PXE_HTTP_REPLY_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define HTTP_HEAD_MAX	   65536 /* bytes of all heads of one request, those of 1xx included */
#define HTTP_VALIDATOR_MAX 128	 /* with NUL */
#define HTTP_LOCATION_MAX  4400	 /* with NUL: a path of PXE_PATH_MAX, host and scheme */
#define HTTP_REASON_MAX	   48	 /* with NUL */
#define HTTP_RETRY_MAX_S   300

/** struct http_reply - the head of one reply; its texts are printable but for @location */
struct http_reply {
	unsigned status; /* 0 = no reply yet */
	bool has_length, bad_length;
	uint64_t length;
	bool has_range, bad_range; /* Content-Range: first-last/total */
	uint64_t first, last;
	uint64_t total; /* size in Content-Range; UINT64_MAX = unknown */
	bool encoded;	/* Content-Encoding other than identity */
	bool chunked;
	bool too_long;			    /* the heads exceed HTTP_HEAD_MAX */
	uint32_t retry_s;		    /* Retry-After within 1..HTTP_RETRY_MAX_S, 0 = none */
	size_t bytes;			    /* bytes of all heads so far */
	char reason[HTTP_REASON_MAX];	    /* reason phrase of the status line */
	char validator[HTTP_VALIDATOR_MAX]; /* strong ETag, else Last-Modified; "" = none */
	char location[HTTP_LOCATION_MAX];   /* Location; "" = none or too long */
};

/** struct http_want - what the request asked for */
struct http_want {
	uint64_t from;	    /* first byte of the file that was asked for; 0 = the whole file */
	uint64_t max_bytes; /* size limit of the whole file */
	bool packed_name;   /* the name says that the file is compressed: see http_packed_name() */
};

enum http_verdict {
	HTTP_TAKE,	/* the body is the file from @from on */
	HTTP_TAKE_ALL,	/* a part was asked for, but the body is the whole file */
	HTTP_REDIRECT,	/* the file is at @location */
	HTTP_NOT_FOUND, /* 404, 410 */
	HTTP_REFUSED,	/* another 4xx, or a status that fits no download */
	HTTP_LATER,	/* 408, 425, 429, 5xx: the same request may work after a pause */
	HTTP_NO_PART,	/* 416, or another part than asked for: ask for the whole file */
	HTTP_TOO_BIG,	/* the announced size exceeds @max_bytes */
	HTTP_BAD_LENGTH,
	HTTP_BAD_HEAD,
	HTTP_ENCODED, /* the server compressed the body, unasked */
};

/** http_verdict_str() - @v in words; never NULL */
const char *http_verdict_str(enum http_verdict v);

/**
 * http_reply_line() - take one line of a head, with or without its line end
 *
 * A status line begins a new reply: the fields of the reply before it (1xx) are cleared, its bytes
 * still count. Return: false for a head over HTTP_HEAD_MAX or a malformed status line; the caller
 * then cuts the connection.
 */
bool http_reply_line(struct http_reply *r, struct view line);

/** http_reply_ended() - @line is the empty line that ends the head of a final reply (not 1xx) */
bool http_reply_ended(const struct http_reply *r, struct view line);

/** http_reply_judge() - the verdict on a complete head */
enum http_verdict http_reply_judge(const struct http_reply *r, const struct http_want *want);

/** http_reply_size() - bytes of the whole file as announced; 0 = unknown */
uint64_t http_reply_size(const struct http_reply *r);

#endif
