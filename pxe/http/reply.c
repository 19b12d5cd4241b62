/* SPDX-License-Identifier: MIT */
#include "pxe/http/reply.h"

#include <string.h>

const char *http_verdict_str(enum http_verdict v)
{
	switch (v) {
	case HTTP_TAKE:
	case HTTP_TAKE_ALL: return "fine";
	case HTTP_REDIRECT: return "moved";
	case HTTP_NOT_FOUND: return "not found";
	case HTTP_REFUSED: return "the server refused";
	case HTTP_LATER: return "the server cannot serve it now";
	case HTTP_NO_PART: return "the server sent another part than asked for";
	case HTTP_TOO_BIG: return "larger than allowed";
	case HTTP_BAD_LENGTH: return "the server's Content-Length makes no sense";
	case HTTP_ENCODED: return "the server compressed it, unasked; switch that off there";
	case HTTP_BAD_HEAD:
	default: return "the server's reply makes no sense";
	}
}

/* --- lines of a head -------------------------------------------------------------------------- */

static void set_printable(char *dst, size_t size, struct view v)
{
	struct str s = str_of(dst, size);

	str_printable(&s, v, size - 4);
}

/* A status line is "HTTP/1.1 200 OK"; "HTTP/2 200" has no reason phrase. */
static bool take_status(struct http_reply *r, struct view line)
{
	struct view version, code;
	size_t bytes = r->bytes;
	uint32_t status;

	line = view_trim(line);
	version = view_word(&line);
	code = view_word(&line);
	if (!view_starts(version, "HTTP/") || !text_u32(code, 100, 599, &status))
		return false;
	memset(r, 0, sizeof *r);
	r->bytes = bytes;
	r->status = status;
	r->total = UINT64_MAX;
	set_printable(r->reason, sizeof r->reason, view_trim(line));
	return true;
}

/* Two different lengths let two readers cut the stream at different places (RFC 9112 6.3). */
static void take_length(struct http_reply *r, struct view v)
{
	uint64_t n;

	if (!text_u64(v, 0, INT64_MAX, &n) || (r->has_length && n != r->length))
		r->bad_length = true;
	else
		r->length = n;
	r->has_length = true;
}

/* A Content-Range is "bytes 100-199/200"; "*" stands for an unknown total (RFC 9110 14.4). */
static void take_range(struct http_reply *r, struct view v)
{
	struct view unit = view_word(&v), first, last;

	v = view_trim(v);
	r->bad_range = r->has_range || !view_ieq(unit, view_of("bytes")) ||
		       !view_until(&v, '-', &first) || !view_until(&v, '/', &last) ||
		       !text_u64(first, 0, INT64_MAX, &r->first) ||
		       !text_u64(last, r->first, INT64_MAX, &r->last) ||
		       (!view_is(v, "*") && !text_u64(v, r->last + 1, INT64_MAX, &r->total));
	r->has_range = true;
}

/* A weak ETag promises the same meaning, not the same bytes. A strong ETag beats Last-Modified. */
static void take_tag(struct http_reply *r, struct view v)
{
	char tag[HTTP_VALIDATOR_MAX];

	if (v.n < 2 || v.p[0] != '"' || !text_copy(tag, sizeof tag, v))
		return;
	for (size_t i = 0; i < v.n; i++)
		if (tag[i] <= 0x20 || tag[i] > 0x7e)
			return;
	memcpy(r->validator, tag, sizeof tag);
}

static void take_modified(struct http_reply *r, struct view v)
{
	if (r->validator[0] || !v.n || v.n > 40)
		return;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] < 0x20 || v.p[i] > 0x7e)
			return;
	text_copy(r->validator, sizeof r->validator, v);
}

/* A Retry-After in seconds is used. A date needs a right clock, which this machine may lack. */
static void take_retry(struct http_reply *r, struct view v)
{
	uint64_t s;

	if (text_u64(v, 0, UINT64_MAX, &s))
		r->retry_s = s < 1 ? 1 : s > HTTP_RETRY_MAX_S ? HTTP_RETRY_MAX_S : (uint32_t)s;
}

static void take_encoding(struct http_reply *r, struct view v)
{
	if (v.n && !view_ieq(v, view_of("identity")))
		r->encoded = true;
}

static void take_chunked(struct http_reply *r, struct view v)
{
	(void)v;
	r->chunked = true;
}

static void take_location(struct http_reply *r, struct view v)
{
	text_copy(r->location, sizeof r->location, v);
}

static const struct header {
	char name[20];
	void (*take)(struct http_reply *r, struct view v); /* never NULL */
} headers[] = {
	{"content-length", take_length},
	{"content-range", take_range},
	{"etag", take_tag},
	{"last-modified", take_modified},
	{"retry-after", take_retry},
	{"content-encoding", take_encoding},
	{"transfer-encoding", take_chunked},
	{"location", take_location},
};

bool http_reply_line(struct http_reply *r, struct view line)
{
	struct view name;

	r->bytes += line.n;
	if (r->bytes > HTTP_HEAD_MAX) {
		r->too_long = true;
		return false;
	}
	if (view_starts(line, "HTTP/"))
		return take_status(r, line);
	if (!r->status)
		return false;
	if (!view_until(&line, ':', &name) || !line.p)
		return true;
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		if (view_ieq(name, view_of(headers[i].name)))
			headers[i].take(r, view_trim(line));
	return true;
}

bool http_reply_ended(const struct http_reply *r, struct view line)
{
	return r->status >= 200 && view_trim(line).n == 0;
}

/* --- the verdict ------------------------------------------------------------------------------ */

uint64_t http_reply_size(const struct http_reply *r)
{
	if (r->status == 206)
		return r->total == UINT64_MAX ? 0 : r->total;
	return r->status == 200 && r->has_length && !r->bad_length && !r->chunked ? r->length : 0;
}

static enum http_verdict judge_whole(const struct http_reply *r, const struct http_want *w)
{
	if (r->bad_length && !r->chunked)
		return HTTP_BAD_LENGTH;
	if (r->encoded && !w->packed_name)
		return HTTP_ENCODED;
	if (http_reply_size(r) > w->max_bytes)
		return HTTP_TOO_BIG;
	return w->from ? HTTP_TAKE_ALL : HTTP_TAKE;
}

/* The part must begin where the local file ends and reach the end of the whole file. */
static enum http_verdict judge_part(const struct http_reply *r, const struct http_want *w)
{
	if (!w->from)
		return HTTP_REFUSED;
	if (!r->has_range || r->bad_range || r->first != w->from ||
	    (r->total != UINT64_MAX && r->last + 1 != r->total))
		return HTTP_NO_PART;
	if (!r->chunked && r->has_length && (r->bad_length || r->length != r->last - r->first + 1))
		return HTTP_BAD_LENGTH;
	return r->last >= w->max_bytes ? HTTP_TOO_BIG : HTTP_TAKE;
}

enum http_verdict http_reply_judge(const struct http_reply *r, const struct http_want *w)
{
	if (r->too_long || r->status < 200)
		return HTTP_BAD_HEAD;
	switch (r->status) {
	case 200: return judge_whole(r, w);
	case 206: return judge_part(r, w);
	case 301:
	case 302:
	case 303:
	case 307:
	case 308: return r->location[0] ? HTTP_REDIRECT : HTTP_REFUSED;
	case 404:
	case 410: return HTTP_NOT_FOUND;
	case 416: return w->from ? HTTP_NO_PART : HTTP_REFUSED;
	case 408:
	case 425:
	case 429: return HTTP_LATER;
	case 501:
	case 505: return HTTP_REFUSED;
	default: return r->status >= 500 ? HTTP_LATER : HTTP_REFUSED;
	}
}
