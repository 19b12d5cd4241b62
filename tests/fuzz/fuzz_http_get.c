/* SPDX-License-Identifier: MIT
 * What a server sends, through libcurl and its callbacks: any bytes in any pieces, by HTTP and by FTP
 * with its second connection, until it closes. The request ends, its file keeps its limit, and no
 * length that was announced is believed without the bytes. connect() is replaced: what libcurl then
 * holds is one end of a pair, and the input comes out of the other.
 */
#include "pxe/http/get.h"

#include "lib/bytes.h"
#include "lib/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define FARS	  4
#define BASE	  8
#define LIMIT	  5000
#define STEPS_MAX 100

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int far[FARS];
static unsigned n_far;

static void need(bool ok)
{
	if (!ok)
		abort();
}

int connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	int pair[2];

	(void)addr;
	(void)len;
	if (n_far == FARS) {
		errno = ECONNREFUSED;
		return -1;
	}
	need(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
	need(dup3(pair[0], fd, O_CLOEXEC) == fd);
	close(pair[0]);
	far[n_far++] = pair[1];
	return 0;
}

static void far_send(unsigned which, const void *bytes, size_t n)
{
	char asked[4096];

	if (which >= n_far)
		return;
	while (recv(far[which], asked, sizeof asked, MSG_DONTWAIT) > 0)
		;
	if (n && send(far[which], bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		need(errno == EPIPE || errno == EAGAIN || errno == ECONNRESET);
}

static void far_close(void)
{
	while (n_far)
		close(far[--n_far]);
}

/* Words of the two protocols, so that short inputs get far. */
static const char *const canned[] = {
	"HTTP/1.1 200 OK\r\n",
	"HTTP/1.1 206 Part\r\n",
	"HTTP/1.1 302 Found\r\n",
	"HTTP/1.1 100 Continue\r\n\r\n",
	"Content-Length: 10\r\n",
	"Transfer-Encoding: chunked\r\n",
	"Content-Range: bytes 5-9/10\r\n",
	"ETag: \"a\"\r\nLocation: /x\r\n",
	"\r\n",
	"5\r\nhello\r\n0\r\n\r\n",
	"220 hello\r\n331 who\r\n230 in\r\n257 \"/\"\r\n",
	"229 (|||4000|)\r\n200 type\r\n213 10\r\n",
	"150 here it is\r\n",
	"226 done\r\n",
	"0123456789",
	"227 (10,0,0,2,15,160)\r\n",
};

/* One piece of what the server sends; false at the end. */
static bool send_piece(struct rd *in)
{
	uint8_t what = rd_u8(in);
	struct rd part;

	if (in->bad)
		return false;
	if (what >= 0xf0) {
		far_send(0, canned[what & 15], strlen(canned[what & 15]));
		return true;
	}
	part = rd_sub(in, (what & 63u) < rd_left(in) ? what & 63u : rd_left(in));
	far_send(what >> 6 == 2 ? 1 : 0, part.p, rd_left(&part));
	return true;
}

static void check_done(const struct http_get *g)
{
	const struct http_reply *r = &g->reply;
	struct stat st;

	need(fstat(g->conf.out, &st) == 0);
	if (g->bytes > g->conf.from) /* nothing came: there may be no file yet */
		need((uint64_t)st.st_size >= BASE + g->bytes);
	if (g->conf.target->scheme != PXE_HTTP)
		return;
	need(g->headed && (g->verdict == HTTP_TAKE || g->verdict == HTTP_TAKE_ALL));
	if (r->status == 200 && r->has_length && !r->chunked)
		need(g->bytes == r->length);
	if (r->status == 206)
		need(r->first == g->conf.from && g->bytes == r->last + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct http_get g;
	static struct pxe_target target;
	static int out = -1;
	struct rd in = rd_of(data, size);
	uint8_t how = rd_u8(&in);
	struct http_conf conf = {.target = &target,
				 .addr = netaddr_ip4(0x0a000002),
				 .validator = "\"a\"",
				 .from = how & 1 ? 5 : 0,
				 .setup_tls = http_tls_setup,
				 .max_bytes = LIMIT,
				 .base = BASE};
	uint64_t now = clock_ms();
	bool more = true;

	if (out < 0)
		out = memfd_create("fuzz", MFD_CLOEXEC);
	conf.out = out;
	need(ftruncate(out, 0) == 0);
	need(pxe_url_resolve(view_of(""),
			     view_of(how & 2 ? "ftp://10.0.0.2/f" : "http://10.0.0.2/f"),
			     &target) == 0);
	if (target.scheme == PXE_FTP)
		conf.from = 0; /* fetch asks for whole files there */
	need(http_get_start(&g, &conf, now) == 0);
	http_get_step(&g, now);
	for (unsigned steps = 0; g.state == HTTP_GET_RUNNING; steps++) {
		need(steps < STEPS_MAX + size);
		if (more)
			more = send_piece(&in);
		else
			now += 1000;
		if (!more)
			for (unsigned i = 0; i < n_far; i++)
				shutdown(far[i], SHUT_WR);
		http_get_step(&g, now);
		need(g.bytes <= LIMIT && view_printable(view_of(g.said)));
	}
	if (g.state == HTTP_GET_DONE)
		check_done(&g);
	else
		need(g.fail != HTTP_FAIL_NONE && g.fail != HTTP_FAIL_LOCAL);
	http_get_stop(&g);
	far_close();
	return 0;
}
