/* SPDX-License-Identifier: MIT
 * tests/fuzz/wire_rig.h - servers that answer as the fuzzer's input says, in place of sockets: defines
 * the functions of pxe/tftp/get.c, pxe/http/get.c and pxe/fetch/dns_lookup.c. By TFTP the transfers
 * are real ones (pxe/tftp/xfer.c), whose packets never see a network; of HTTP the heads are judged as
 * always (pxe/http/reply.c). When the input is over, servers are silent.
 */
#ifndef TESTS_FUZZ_WIRE_RIG_H
#define TESTS_FUZZ_WIRE_RIG_H

#include "lib/bytes.h"
#include "lib/clock.h"
#include "pxe/fetch/dns_lookup.h"
#include "pxe/fetch/fetch.h"
#include "pxe/fetch/probe.h"
#include "pxe/http/get.h"
#include "pxe/http/url.h"
#include "pxe/tftp/get.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct rd rig_in;

/* What the next honest server sends; of HTTP also its version, which is its ETag. */
static struct view rig_file;
static unsigned rig_version;
static bool
	rig_honest; /* by HTTP no other answers than those of an honest server that breaks off */

static void need(bool ok)
{
	if (!ok)
		abort();
}

/* Called when a request begins: sets rig_file. */
static void rig_choose_file(void);

/* --- TFTP ------------------------------------------------------------------------------------- */

static void rig_store(const struct tftp_get *g, const struct tftp_action *a)
{
	need(a->offset <= g->x.max_bytes && a->data.n <= g->x.max_bytes - a->offset);
	need(pwrite(g->out, a->data.p, a->data.n, (off_t)(g->base + a->offset)) ==
	     (ssize_t)a->data.n);
}

static void rig_drain(struct tftp_get *g)
{
	struct tftp_action a;

	while (tftp_xfer_next(&g->x, &a) != TFTP_NOTHING) {
		if (a.kind == TFTP_STORE)
			rig_store(g, &a);
		if (a.kind == TFTP_DONE)
			g->state = TFTP_GET_DONE;
		if (a.kind == TFTP_FAIL) {
			g->state = TFTP_GET_FAILED;
			g->reason = a.reason;
		}
	}
}

static void rig_packet(struct tftp_get *g, const uint8_t *bytes, size_t n, uint64_t now)
{
	uint8_t *exact = malloc(n ? n : 1);

	need(exact != NULL);
	memcpy(exact, bytes, n);
	tftp_xfer_input(&g->x, now, g->x.server, 4000, rd_of(exact, n));
	rig_drain(g);
	free(exact);
}

/* The file in blocks of what was granted, in order. */
static void rig_send_file(struct tftp_get *g, unsigned blocks, uint64_t now)
{
	static uint8_t packet[4 + UINT16_MAX];

	for (; blocks && g->state == TFTP_GET_RUNNING; blocks--) {
		uint64_t block = g->x.window.next ? g->x.window.next : 1;
		size_t size = g->x.grant.blksize ? g->x.grant.blksize : 512, n = 0;
		uint64_t at = (block - 1) * size;

		if (at < rig_file.n)
			n = rig_file.n - at < size ? rig_file.n - (size_t)at : size;
		packet[0] = 0;
		packet[1] = TFTP_OP_DATA;
		packet[2] = (uint8_t)(block >> 8);
		packet[3] = (uint8_t)block;
		if (n)
			memcpy(packet + 4, rig_file.p + at, n);
		rig_packet(g, packet, 4 + n, now);
	}
}

static void rig_send_raw(struct tftp_get *g, uint64_t now)
{
	uint8_t len = rd_u8(&rig_in), bytes[256];
	struct rd raw = rd_sub(&rig_in, len < rd_left(&rig_in) ? len : rd_left(&rig_in));
	size_t n = rd_left(&raw);

	rd_copy(&raw, bytes, n);
	rig_packet(g, bytes, n, now);
}

static void rig_send_error(struct tftp_get *g, uint8_t code, uint64_t now)
{
	uint8_t bytes[] = {0, TFTP_OP_ERROR, 0, code, 'n', 0x1b, 0xc3, 0xbc, '\\', 0};

	rig_packet(g, bytes, sizeof bytes, now);
}

int tftp_get_socket(const struct netaddr *server, const char *ifname)
{
	(void)server;
	(void)ifname;
	return -EMFILE;
}

struct tftp_path tftp_get_path(const char *ifname, const struct netaddr *addr)
{
	(void)ifname;
	return (struct tftp_path){.mtu = 1500, .direct = addr->b[15] & 1, .room = 212992};
}

int tftp_get_start(struct tftp_get *g, const char *ifname, const struct tftp_xfer_conf *conf,
		   int out, uint64_t base, uint64_t now)
{
	(void)ifname;
	*g = (struct tftp_get){.state = TFTP_GET_RUNNING, .out = out, .base = base};
	rig_choose_file();
	tftp_xfer_start(&g->x, conf, now);
	rig_drain(g);
	return 0;
}

void tftp_get_step(struct tftp_get *g, uint64_t now)
{
	uint8_t what = rd_left(&rig_in) ? rd_u8(&rig_in) : 0xff;

	if (g->fd < 0 || g->state != TFTP_GET_RUNNING)
		return;
	switch (what & 7) {
	case 0:
	case 1:
	case 2: rig_send_file(g, 1u << 16, now); break;
	case 3: rig_send_file(g, what >> 3, now); break;
	case 4:
		if (!rig_honest)
			rig_send_raw(g, now);
		break;
	case 5: rig_send_error(g, what >> 5, now); break;
	case 6: tftp_xfer_unreachable(&g->x, now, g->x.server, g->x.port); break;
	default: break;
	}
	rig_drain(g);
	tftp_xfer_tick(&g->x, now);
	rig_drain(g);
}

void tftp_get_stop(struct tftp_get *g)
{
	if (g->fd >= 0 && g->state == TFTP_GET_RUNNING)
		tftp_xfer_abort(&g->x, TFTP_CODE_UNDEFINED, "enough");
	g->fd = -1;
}

/* --- HTTP ------------------------------------------------------------------------------------- */

static void rig_line(struct http_get *g, const char *fmt, unsigned long long n)
{
	char line[HTTP_LOCATION_MAX];
	struct str s = str_of(line, sizeof line);

	for (; *fmt; fmt++)
		if (*fmt == '#')
			str_fmt(&s, "%llu", n);
		else
			str_putc(&s, *fmt);
	str_puts(&s, "\r\n");
	if (!http_reply_line(&g->reply, view_of(line)))
		g->fail = HTTP_FAIL_VERDICT;
}

static void rig_location(struct http_get *g)
{
	static const char *const where[] = {
		"Location: /again",
		"Location: http://10.0.0.7/other",
		"Location: https://10.0.0.7/other",
		"Location: http://127.0.0.1/inside",
		"Location: http://elsewhere/x",
		"Location: tftp://10.0.0.7/x",
		"Location: ftp://10.0.0.7/x",
		"Location: relative/../x",
	};
	uint8_t what = rd_u8(&rig_in);
	char line[300] = "Location: ";
	size_t n = strlen(line);
	struct rd own;

	if (what < 0xe0) {
		rig_line(g, where[what % 8], 0);
		return;
	}
	own = rd_sub(&rig_in, what < rd_left(&rig_in) ? what : rd_left(&rig_in));
	for (; rd_left(&own); n++) {
		line[n] = (char)rd_u8(&own);
		if (line[n] == '#' || !line[n])
			line[n] = '?';
	}
	line[n] = '\0';
	rig_line(g, line, 0);
}

/* As an honest server does it: a part if it is of the version that was asked for, else all of it. */
static void rig_honest_head(struct http_get *g)
{
	char tag[40];
	struct str s = str_of(tag, sizeof tag);
	uint64_t from = g->conf.from;

	str_fmt(&s, "\"v%u\"", rig_version);
	if (from && from < rig_file.n && strcmp(g->conf.validator, tag) == 0) {
		char line[100];
		struct str range = str_of(line, sizeof line);

		rig_line(g, "HTTP/1.1 206 Part", 0);
		str_fmt(&range, "Content-Range: bytes %llu-%zu/%zu", (unsigned long long)from,
			rig_file.n - 1, rig_file.n);
		rig_line(g, line, 0);
		rig_line(g, "Content-Length: #", rig_file.n - from);
	} else {
		rig_line(g, "HTTP/1.1 200 OK", 0);
		rig_line(g, "Content-Length: #", rig_file.n);
	}
	rig_line(g, "ETag: \"v#\"", rig_version);
	rig_line(g, "", 0);
}

static void rig_hostile_head(struct http_get *g)
{
	static const uint16_t status[] = {200, 206, 301, 302, 307, 404, 416, 500,
					  503, 429, 403, 200, 206, 100, 999, 304};
	uint8_t which = rd_u8(&rig_in), fields = rd_u8(&rig_in);

	rig_line(g, "HTTP/1.1 # Some reason", status[which & 15]);
	if (fields & 1)
		rig_line(g, "Content-Length: #", rig_file.n);
	if (fields & 2)
		rig_line(g, "Content-Length: #", rd_u8(&rig_in));
	if (fields & 4)
		rig_line(g, "ETag: \"v#\"", rig_version);
	if (fields & 8 || (which & 15) == 2)
		rig_location(g);
	if (fields & 16)
		rig_line(g, "Transfer-Encoding: chunked", 0);
	if (fields & 32)
		rig_line(g, "Content-Range: bytes #-999/1000", g->conf.from);
	if (fields & 64)
		rig_line(g, "Content-Range: bytes #-/1", rd_be32(&rig_in));
	if (fields & 128)
		rig_line(g, "Retry-After: #", rd_u8(&rig_in));
	rig_line(g, "", 0);
}

static bool rig_http_judge(struct http_get *g)
{
	struct http_want want = {
		.from = g->conf.from,
		.max_bytes = g->conf.max_bytes,
		.packed_name = http_packed_name(view_of(g->conf.target->path)),
	};

	g->verdict = g->fail ? HTTP_BAD_HEAD : http_reply_judge(&g->reply, &want);
	if (g->verdict != HTTP_TAKE && g->verdict != HTTP_TAKE_ALL) {
		g->fail = HTTP_FAIL_VERDICT;
		return false;
	}
	g->size = http_reply_size(&g->reply);
	if (g->verdict == HTTP_TAKE_ALL)
		g->bytes = 0;
	return true;
}

/* The body, and how it ended: libcurl knows when it is shorter than announced. */
static void rig_http_body(struct http_get *g)
{
	uint64_t start = g->bytes;
	size_t whole = start < rig_file.n ? rig_file.n - (size_t)start : 0, n = whole;
	uint8_t end = rd_u8(&rig_in);

	if (end & 1)
		n = n * rd_u8(&rig_in) / 256;
	if (n > g->conf.max_bytes - g->bytes) {
		g->fail = HTTP_FAIL_SPILL;
		return;
	}
	need(pwrite(g->conf.out, rig_file.p + start, n, (off_t)(g->conf.base + start)) ==
	     (ssize_t)n);
	g->bytes += n;
	if (g->reply.status == 206 && g->bytes != g->reply.last + 1)
		g->fail = HTTP_FAIL_CUT;
	else if (g->reply.has_length && g->reply.length != n)
		g->fail = HTTP_FAIL_CUT;
	else if ((end & 1 || end == 0xfe) && !(rig_honest && n == whole))
		g->fail = end & 2 ? HTTP_FAIL_CUT : HTTP_FAIL_STALLED;
}

int http_get_start(struct http_get *g, const struct http_conf *conf, uint64_t now)
{
	memset(g, 0, sizeof *g);
	g->conf = *conf;
	g->bytes = conf->from;
	g->easy = g;
	g->watch_at = now + 1000;
	need(!conf->from || conf->validator[0]);
	rig_choose_file();
	return 0;
}

void http_get_step(struct http_get *g, uint64_t now)
{
	static const enum http_fail early[] = {HTTP_FAIL_UNREACHABLE, HTTP_FAIL_TIMEOUT,
					       HTTP_FAIL_CUT,	      HTTP_FAIL_TLS,
					       HTTP_FAIL_PROXY,	      HTTP_FAIL_PROTOCOL};
	bool silent = !rd_left(&rig_in);
	uint8_t what = rd_u8(&rig_in);

	if (!g->easy || g->state != HTTP_GET_RUNNING)
		return;
	if (silent && now < g->watch_at)
		return;
	if (silent)
		g->fail = HTTP_FAIL_TIMEOUT;
	else if (what >= 0xe0)
		g->fail = early[what % 6];
	else if (rig_honest)
		rig_honest_head(g);
	else
		rig_hostile_head(g);
	if (!silent && what < 0xe0 && rig_http_judge(g))
		rig_http_body(g);
	g->state = g->fail ? HTTP_GET_FAILED : HTTP_GET_DONE;
	need(g->bytes <= g->conf.max_bytes || g->bytes == g->conf.from);
}

unsigned http_get_pollfds(const struct http_get *g, struct pollfd ret[static HTTP_SOCKETS])
{
	ret[0] = (struct pollfd){.fd = -1};
	return g->easy != NULL;
}

unsigned http_get_connect_ms(const struct http_conf *conf)
{
	(void)conf;
	return HTTP_CONNECT_S * 1000;
}

uint64_t http_get_deadline(const struct http_get *g)
{
	return g->easy ? g->watch_at : 0;
}

void http_get_stop(struct http_get *g)
{
	g->easy = NULL;
}

/* --- DNS -------------------------------------------------------------------------------------- */

void dns_lookup_start(struct dns_lookup *l, struct view host, const char *search,
		      const struct netaddr *servers, const char *ifname, uint64_t seed,
		      uint64_t now)
{
	static const uint32_t addr[] = {0x0a000005, 0x7f000001, 0xc0000201, 0xa9fe0001};
	uint8_t what = rd_u8(&rig_in);

	(void)search;
	(void)ifname;
	(void)seed;
	*l = (struct dns_lookup){.deadline = now + 1000};
	text_copy(l->host, sizeof l->host, host);
	l->state = what & 4 ? DNS_LOOKUP_FAILED : DNS_LOOKUP_DONE;
	l->reason = !netaddr_is_set(&servers[0]) ? DNS_NO_SERVER
		    : what & 8			 ? DNS_NO_HOST
						 : DNS_SILENT;
	l->found.n = 1 + (what & 3);
	for (unsigned i = 0; i < l->found.n; i++)
		l->found.addr[i] = netaddr_ip4(addr[(i + (what >> 4)) % 4]);
	if (what & 0x80)
		l->found.addr[0] = (struct netaddr){{0xfd, [15] = 5}};
}

void dns_lookup_step(struct dns_lookup *l, uint64_t now)
{
	(void)l;
	(void)now;
}

unsigned dns_lookup_pollfds(const struct dns_lookup *l,
			    struct pollfd ret[static DNS_LOOKUP_SOCKETS])
{
	(void)l;
	(void)ret;
	return 0;
}

const char *dns_lookup_why(const struct dns_lookup *l)
{
	return l->reason == DNS_NO_HOST ? "no such host" : "no name server answered";
}

void dns_lookup_stop(struct dns_lookup *l)
{
	(void)l;
}

/* --- pings and the time: an echo, or a time server's answer to whatever was sent, or anything ----- */

static uint8_t rig_probe[64];
static size_t rig_probe_n;

bool probe_way(const struct netaddr *addr, const char *ifname)
{
	(void)ifname;
	return addr->b[15] & 1;
}

int probe_open(uint32_t addr, uint16_t port, const char *ifname)
{
	(void)addr;
	(void)port;
	(void)ifname;
	rig_probe_n = 0;
	return rd_u8(&rig_in) & 1 ? -EACCES : dup(0);
}

int probe_send(int fd, const void *packet, size_t len)
{
	(void)fd;
	rig_probe_n = len < sizeof rig_probe ? len : 0;
	memcpy(rig_probe, packet, rig_probe_n);
	return rd_u8(&rig_in) & 1 ? -ENETUNREACH : 0;
}

ssize_t probe_recv(int fd, void *packet, size_t room)
{
	uint8_t what = rd_u8(&rig_in);
	size_t n = rig_probe_n;

	(void)fd;
	if (!n || !what)
		return -EAGAIN;
	rig_probe_n = 0;
	if (rig_probe[0] == 8) {
		rig_probe[0] = 0;
	} else if (n == 48) {
		memcpy(rig_probe + 24, rig_probe + 40, 8);
		rig_probe[0] = 0x24;
		rig_probe[1] = what;
	}
	need(n <= room);
	memcpy(packet, rig_probe, n);
	return (ssize_t)n;
}

#endif
