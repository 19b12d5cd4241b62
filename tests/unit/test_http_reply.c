/* SPDX-License-Identifier: MIT */
#include "pxe/http/reply.h"

#include "tests/unit/check.h"

#include <string.h>

static struct http_reply reply;

/* Lines as they come, "\n" for each line end; true when all were taken. */
static bool take(const char *text)
{
	struct view v = view_of(text), line;

	memset(&reply, 0, sizeof reply);
	while (view_until(&v, '\n', &line))
		if (!http_reply_line(&reply, line))
			return false;
	return true;
}

static enum http_verdict judge(uint64_t from, uint64_t max)
{
	struct http_want want = {.from = from, .max_bytes = max};

	return http_reply_judge(&reply, &want);
}

struct row {
	const char *head;
	uint64_t from;
	enum http_verdict verdict;
	uint64_t size;
};

static const struct row rows[] = {
	{"HTTP/1.1 200 OK\nContent-Length: 5", 0, HTTP_TAKE, 5},
	{"HTTP/1.0 200\n", 0, HTTP_TAKE, 0},
	{"HTTP/1.1 200 OK\ncontent-length:  5  ", 3, HTTP_TAKE_ALL, 5},
	{"HTTP/1.1 200 OK\nContent-Length: 1000", 0, HTTP_TAKE, 1000},
	{"HTTP/1.1 200 OK\nContent-Length: 1001", 0, HTTP_TOO_BIG, 1001},
	{"HTTP/1.1 200 OK\nContent-Length: 1001\nTransfer-Encoding: chunked", 0, HTTP_TAKE, 0},
	{"HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 5", 0, HTTP_TAKE, 5},
	{"HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Length: 6\nContent-Length: x", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Length: -5", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Length: +5", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Length: 0x5", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Length: ", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Length: 9223372036854775808", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Length: 18446744073709551621", 0, HTTP_BAD_LENGTH, 0},
	{"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 5", 0, HTTP_ENCODED, 5},
	{"HTTP/1.1 200 OK\nContent-Encoding: identity\nContent-Length: 5", 0, HTTP_TAKE, 5},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-8/9\nContent-Length: 6", 3, HTTP_TAKE, 9},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-8/*", 3, HTTP_TAKE, 0},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-7/9", 3, HTTP_NO_PART, 9},
	{"HTTP/1.1 206 P\nContent-Range: bytes 2-8/9", 3, HTTP_NO_PART, 9},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-8/8", 3, HTTP_NO_PART, 0},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-2/9", 3, HTTP_NO_PART, 0},
	{"HTTP/1.1 206 P\nContent-Range: lines 3-8/9", 3, HTTP_NO_PART, 0},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-8", 3, HTTP_NO_PART, 0},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-8/9\nContent-Range: bytes 3-8/9", 3, HTTP_NO_PART,
	 9},
	{"HTTP/1.1 206 P", 3, HTTP_NO_PART, 0},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-8/9\nContent-Length: 5", 3, HTTP_BAD_LENGTH, 9},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-1000/1001", 3, HTTP_TOO_BIG, 1001},
	{"HTTP/1.1 206 P\nContent-Range: bytes 3-999/1000", 3, HTTP_TAKE, 1000},
	{"HTTP/1.1 206 P\nContent-Range: bytes 0-8/9", 0, HTTP_REFUSED, 9},
	{"HTTP/1.1 301 Moved\nLocation: /x", 0, HTTP_REDIRECT, 0},
	{"HTTP/1.1 308 Moved\nLocation: /x", 0, HTTP_REDIRECT, 0},
	{"HTTP/1.1 302 Moved\nLocation:", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 300 Choose\nLocation: /x", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 204 Empty", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 304 Same", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 401 No", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 403 No", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 404 No", 0, HTTP_NOT_FOUND, 0},
	{"HTTP/1.1 410 Gone", 0, HTTP_NOT_FOUND, 0},
	{"HTTP/1.1 416 No", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 416 No", 3, HTTP_NO_PART, 0},
	{"HTTP/1.1 408 Late", 0, HTTP_LATER, 0},
	{"HTTP/1.1 429 Often", 0, HTTP_LATER, 0},
	{"HTTP/1.1 500 Oops", 0, HTTP_LATER, 0},
	{"HTTP/1.1 501 Never", 0, HTTP_REFUSED, 0},
	{"HTTP/1.1 503 Busy", 0, HTTP_LATER, 0},
	{"HTTP/1.1 599 Odd", 0, HTTP_LATER, 0},
	{"HTTP/1.1 100 Go on\nContent-Length: 7\n\nHTTP/1.1 200 OK\nContent-Length: 5", 0,
	 HTTP_TAKE, 5},
	{"HTTP/1.1 200 OK\nX-Content-Length: 7\nContent-Length : 9\nno colon\n folded: 3", 0,
	 HTTP_TAKE, 0},
};

TEST(hazard_72_75_78_79_verdicts)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK(take(rows[i].head));
		if (judge(rows[i].from, 1000) != rows[i].verdict)
			CHECK_STR(rows[i].head, "judged otherwise");
		CHECK_INT(http_reply_size(&reply), rows[i].size);
	}
}

TEST(validators)
{
	CHECK(take("HTTP/1.1 200 OK\nLast-Modified: Sat, 21 Nov 2026 09:00:00 GMT"));
	CHECK_STR(reply.validator, "Sat, 21 Nov 2026 09:00:00 GMT");
	CHECK(take("HTTP/1.1 200 OK\nLast-Modified: x\nETag: \"abc\""));
	CHECK_STR(reply.validator, "\"abc\"");
	CHECK(take("HTTP/1.1 200 OK\nETag: \"abc\"\nLast-Modified: x"));
	CHECK_STR(reply.validator, "\"abc\"");
	CHECK(take("HTTP/1.1 200 OK\nETag: W/\"abc\""));
	CHECK_STR(reply.validator, "");
	CHECK(take("HTTP/1.1 200 OK\nETag: \"a\rInjected: b\""));
	CHECK_STR(reply.validator, "");
}

TEST(hazard_78_retry_after)
{
	static const struct {
		const char *text;
		uint32_t s;
	} times[] = {{"0", 1},	   {"1", 1},
		     {"120", 120}, {"300", 300},
		     {"301", 300}, {"1000000000", 300},
		     {"-1", 0},	   {"1.5", 0},
		     {"", 0},	   {"Fri, 31 Dec 1999 23:59:59 GMT", 0}};

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		char head[80];
		struct str s = str_of(head, sizeof head);

		str_fmt(&s, "HTTP/1.1 503 x\nRetry-After: %s", times[i].text);
		CHECK(take(head));
		CHECK_INT(reply.retry_s, times[i].s);
	}
}

TEST(hazard_77_heads_have_an_end)
{
	static char line[HTTP_HEAD_MAX];

	memset(line, 'a', sizeof line);
	CHECK(take("HTTP/1.1 200 OK"));
	CHECK(http_reply_line(&reply, (struct view){.p = line, .n = HTTP_HEAD_MAX - 15}));
	CHECK_INT(reply.bytes, HTTP_HEAD_MAX);
	CHECK(!http_reply_line(&reply, view_of("b")));
	CHECK_INT(judge(0, 1000), HTTP_BAD_HEAD);
	memset(&reply, 0, sizeof reply);
	for (int i = 0; i < 3000; i++)
		http_reply_line(&reply, view_of("HTTP/1.1 100 Continue\r\n"));
	CHECK(reply.too_long);
}

TEST(odd_status_lines)
{
	CHECK(!take("HTTP/1.1 2OO OK"));
	CHECK(!take("HTTP/1.1 99 Low"));
	CHECK(!take("HTTP/1.1 600 High"));
	CHECK(!take("HTTP/1.1"));
	CHECK(!take("Content-Length: 5"));
	CHECK(take("HTTP/1.1 404 a\x1b[31mb\xff"));
	CHECK_STR(reply.reason, "a\\x1b[31mb\\xff");
	CHECK(take("HTTP/1.1 404 a very long sentence that a server made up to fill the line"));
	CHECK_INT(strlen(reply.reason) < HTTP_REASON_MAX, 1);
}

TEST(ends_with_an_empty_line)
{
	CHECK(take("HTTP/1.1 100 Continue"));
	CHECK(!http_reply_ended(&reply, view_of("\r\n")));
	CHECK(take("HTTP/1.1 200 OK"));
	CHECK(http_reply_ended(&reply, view_of("\r\n")));
	CHECK(http_reply_ended(&reply, view_of("\n")));
	CHECK(!http_reply_ended(&reply, view_of("a: b\r\n")));
}
