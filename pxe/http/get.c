/* SPDX-License-Identifier: MIT */
#include "pxe/http/get.h"

#include "lib/clock.h"
#include "pxe/http/net.h"
#include "pxe/http/url.h"

#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	HEADER_MAX = 16 * 1024 + 1, /* bytes of one line that a caller sends */
	BUFFER = 256 * 1024, /* bytes of one read from the socket and of one write to the file */
	ROUNDS = 16,	     /* reads of a buffer in one step */
	DISCARD = 64 * 1024, /* bytes of an error page that are read, to keep its connection */
	CONNECT_MS = HTTP_CONNECT_S * 1000,
	TLS_MS = HTTP_TLS_S * 1000,
	RACE_MS = 250, /* after which the rival is tried as well, RFC 8305 section 5 */
	/* libcurl's timer for it is exact, and its look at the clock then may find a millisecond missing: nobody
	 * would look again */
	RACE_LATE_MS = 20,
	WAY_MAX = 160, /* bytes of two addresses, a name and a port */
	WATCH_MS = 30000,
	WATCH_BYTES = 30 * 1024,
};

static bool is_ftp(const struct http_get *g)
{
	return g->conf.target->scheme == PXE_FTP;
}

static void note_fail(struct http_get *g, enum http_fail why)
{
	if (g->fail == HTTP_FAIL_NONE)
		g->fail = why;
}

/* --- libcurl calls back ----------------------------------------------------------------------- */

/* The body of such a reply is not read: libcurl closes the connection. */
static bool body_is_bait(enum http_verdict v)
{
	return v == HTTP_TOO_BIG || v == HTTP_BAD_LENGTH || v == HTTP_ENCODED ||
	       v == HTTP_BAD_HEAD || v == HTTP_NO_PART;
}

/* Which of two addresses the connection leads to. */
static void note_peer(struct http_get *g)
{
	const char *text = NULL;

	if (netaddr_is_set(&g->conf.rival) && !netaddr_is_set(&g->peer) &&
	    !curl_easy_getinfo(g->easy, CURLINFO_PRIMARY_IP, &text) && text)
		netaddr_text(view_of(text), &g->peer);
}

static bool take_head(struct http_get *g, struct view line)
{
	struct http_want want = {
		.from = g->conf.from,
		.max_bytes = g->conf.max_bytes,
		.packed_name = http_packed_name(view_of(g->conf.target->path)),
	};

	if (!http_reply_line(&g->reply, line)) {
		g->verdict = HTTP_BAD_HEAD;
		note_fail(g, HTTP_FAIL_VERDICT);
		return false;
	}
	if (!http_reply_ended(&g->reply, line))
		return true;
	g->headed = true;
	g->verdict = http_reply_judge(&g->reply, &want);
	/* what is too big is told by how much */
	if (g->verdict == HTTP_TAKE || g->verdict == HTTP_TAKE_ALL || g->verdict == HTTP_TOO_BIG)
		g->size = http_reply_size(&g->reply);
	if (g->verdict == HTTP_TAKE_ALL)
		g->bytes = 0;
	if (g->verdict != HTTP_TAKE && g->verdict != HTTP_TAKE_ALL)
		note_fail(g, HTTP_FAIL_VERDICT);
	return !body_is_bait(g->verdict);
}

/* libcurl passes the trailers of a chunked body here as well. They count towards HTTP_HEAD_MAX. */
static size_t on_head(char *p, size_t size, size_t n, void *ctx)
{
	struct http_get *g = ctx;

	n *= size;
	note_peer(g);
	if (is_ftp(g))
		return n;
	if (g->headed) {
		g->reply.bytes += n;
		return g->reply.bytes > HTTP_HEAD_MAX ? 0 : n;
	}
	return take_head(g, (struct view){.p = p, .n = n}) ? n : 0;
}

static int store_body(const struct http_get *g, const char *p, size_t n)
{
	uint64_t at = g->conf.base + g->bytes;

	while (n) {
		ssize_t done = pwrite(g->conf.out, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done < 0 ? -errno : -EIO;
		p += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return 0;
}

static void ask_ftp_size(struct http_get *g)
{
	curl_off_t size = -1;

	g->headed = true;
	if (!curl_easy_getinfo(g->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size) && size > 0)
		g->size = (uint64_t)size;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct http_get *g = ctx;

	n *= size;
	g->received += n;
	if (is_ftp(g) && !g->headed)
		ask_ftp_size(g);
	if (g->fail == HTTP_FAIL_VERDICT)
		return g->received > DISCARD ? 0 : n;
	if (n > g->conf.max_bytes - g->bytes) {
		note_fail(g, HTTP_FAIL_SPILL);
		return 0;
	}
	g->error = store_body(g, p, n);
	if (g->error) {
		note_fail(g, HTTP_FAIL_LOCAL);
		return 0;
	}
	g->bytes += n;
	return n;
}

static int on_new_socket(void *ctx, curl_socket_t fd, curlsocktype purpose)
{
	const struct http_get *g = ctx;
	const char *name = g->conf.ifname;
	int segment = (int)g->conf.segment;

	(void)purpose;
	/* without it the server sends what it would have sent */
	if (segment)
		setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
	if (name && *name &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, (socklen_t)strlen(name)) < 0)
		return CURL_SOCKOPT_ERROR;
	return CURL_SOCKOPT_OK;
}

/* --- the request ------------------------------------------------------------------------------ */

static void add_header(struct http_get *g, const char *line)
{
	struct curl_slist *list = curl_slist_append(g->headers, line);

	if (list)
		g->headers = list;
}

/* A header without a value is "Name;" to libcurl. */
static void add_own_headers(struct http_get *g)
{
	struct view rest = g->conf.headers, line;
	static char text[HEADER_MAX]; /* libcurl copies it */

	while (rest.n && view_until(&rest, '\n', &line)) {
		struct str s = str_of(text, sizeof text);

		line = view_trim(line);
		str_put(&s, line);
		if (line.n && line.p[line.n - 1] == ':' && s.n)
			s.p[s.n - 1] = ';';
		if (!s.cut)
			add_header(g, text);
	}
}

static void set_headers(struct http_get *g)
{
	char line[HTTP_VALIDATOR_MAX + 32];
	struct str s = str_of(line, sizeof line);

	add_header(g, "Accept-Encoding: identity");
	if (g->conf.from) {
		str_fmt(&s, "Range: bytes=%llu-", (unsigned long long)g->conf.from);
		add_header(g, line);
		s = str_of(line, sizeof line);
		str_fmt(&s, "If-Range: %s", g->conf.validator);
		add_header(g, line);
	}
	add_own_headers(g);
	curl_easy_setopt(g->easy, CURLOPT_HTTPHEADER, g->headers);
}

/* "Expect: 100-continue" would wait a second for servers that do not know it. */
static void set_request(struct http_get *g)
{
	const struct http_conf *c = &g->conf;

	if (c->body.p) {
		curl_easy_setopt(g->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body.n);
		curl_easy_setopt(g->easy, CURLOPT_POSTFIELDS, c->body.p);
		add_header(g, "Expect:");
	}
	if (c->method)
		curl_easy_setopt(g->easy, CURLOPT_CUSTOMREQUEST, c->method);
}

static int set_request_url(struct http_get *g)
{
	static char url[HTTP_URL_MAX]; /* libcurl copies it */
	struct str s = str_of(url, sizeof url);

	if (!http_url(&s, g->conf.target))
		return -ENAMETOOLONG;
	return curl_easy_setopt(g->easy, CURLOPT_URL, url) ? -ENOMEM : 0;
}

static void put_addr(struct str *s, const struct netaddr *addr)
{
	bool ip6 = netaddr_is_ip6(addr);

	str_puts(s, ip6 ? "[" : "");
	str_netaddr(s, addr);
	str_puts(s, ip6 ? "]" : "");
}

/* A name for both addresses, which is theirs alone: libcurl keeps connections by it. */
static void put_both(struct str *s, const struct http_conf *c)
{
	bool turned = netaddr_is_ip6(&c->rival);

	str_hex(s, turned ? c->rival.b : c->addr.b, sizeof c->addr.b, 0);
	str_putc(s, '.');
	str_hex(s, turned ? c->addr.b : c->rival.b, sizeof c->addr.b, 0);
}

static void put_way(struct str *s, const struct http_conf *c)
{
	if (netaddr_is_set(&c->rival))
		put_both(s, c);
	else
		put_addr(s, &c->addr);
}

/* What that name resolves to, the first choice first: +NAME:PORT:ADDRESS,ADDRESS. libcurl forgets it in time. */
static int set_hosts(struct http_get *g)
{
	const struct http_conf *c = &g->conf;
	char text[WAY_MAX];
	struct str s = str_of(text, sizeof text);

	if (!netaddr_is_set(&c->rival))
		return 0;
	str_putc(&s, '+');
	put_both(&s, c);
	str_fmt(&s, ":%u:", c->proxy_port ? c->proxy_port : c->target->port);
	put_addr(&s, &c->addr);
	str_putc(&s, ',');
	put_addr(&s, &c->rival);
	g->hosts = curl_slist_append(NULL, text);
	if (!g->hosts)
		return -ENOMEM;
	curl_easy_setopt(g->easy, CURLOPT_RESOLVE, g->hosts);
	curl_easy_setopt(g->easy, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, (long)RACE_MS);
	return 0;
}

/* libcurl gets addresses in place of names, so that it has nothing to resolve. An empty proxy keeps
 * libcurl from reading one out of the environment. */
static int set_way(struct http_get *g)
{
	char text[WAY_MAX];
	struct str s = str_of(text, sizeof text);
	struct curl_slist *list;

	if (g->conf.proxy_port) {
		str_puts(&s, "http://");
		put_way(&s, &g->conf);
		str_fmt(&s, ":%u", g->conf.proxy_port);
	}
	curl_easy_setopt(g->easy, CURLOPT_PROXY, text);
	curl_easy_setopt(g->easy, CURLOPT_NOPROXY, "");
	if (g->conf.proxy_port)
		return set_hosts(g);
	str_puts(&s, "::");
	put_way(&s, &g->conf);
	str_putc(&s, ':');
	list = curl_slist_append(NULL, text);
	if (!list)
		return -ENOMEM;
	g->way = list;
	curl_easy_setopt(g->easy, CURLOPT_CONNECT_TO, list);
	return set_hosts(g);
}

static void set_callbacks(struct http_get *g)
{
	CURL *c = g->easy;

	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, g);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, g);
	curl_easy_setopt(c, CURLOPT_SOCKOPTFUNCTION, on_new_socket);
	curl_easy_setopt(c, CURLOPT_SOCKOPTDATA, g);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, g->curl_said);
}

unsigned http_get_connect_ms(const struct http_conf *conf)
{
	return conf->target->scheme == PXE_HTTPS ? TLS_MS : CONNECT_MS;
}

static void set_manners(struct http_get *g)
{
	CURL *c = g->easy;

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, is_ftp(g) ? "ftp" : "http,https");
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(c, CURLOPT_BUFFERSIZE, (long)BUFFER);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)http_get_connect_ms(&g->conf));
	curl_easy_setopt(c, CURLOPT_USERAGENT, "pxehop/" PXEHOP_VERSION);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, g->conf.segment ? 1L : 0L);
	if (!is_ftp(g))
		return;
	curl_easy_setopt(c, CURLOPT_FTP_FILEMETHOD, (long)CURLFTPMETHOD_NOCWD);
	if (g->conf.max_bytes <= INT64_MAX)
		curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)g->conf.max_bytes);
}

/* Basic (RFC 7617): the caller decides over what it may go. */
static void set_login(struct http_get *g)
{
	const struct pxe_target *t = g->conf.target;

	if (!g->conf.login || !t->user[0])
		return;
	curl_easy_setopt(g->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(g->easy, CURLOPT_USERNAME, t->user);
	curl_easy_setopt(g->easy, CURLOPT_PASSWORD, t->password);
}

static void free_lists(struct http_get *g)
{
	curl_slist_free_all(g->headers);
	curl_slist_free_all(g->way);
	curl_slist_free_all(g->hosts);
	g->headers = g->way = g->hosts = NULL;
}

int http_get_start(struct http_get *g, const struct http_conf *conf, uint64_t now)
{
	int err;

	memset(g, 0, sizeof *g);
	g->conf = *conf;
	g->bytes = conf->from;
	g->watch_at = now + WATCH_MS;
	g->silent_at = conf->first_byte_ms ? now + conf->first_byte_ms : CLOCK_NEVER;
	g->race_at = netaddr_is_set(&conf->rival) ? now + RACE_MS + RACE_LATE_MS : CLOCK_NEVER;
	g->seen.host = conf->target->host;
	g->easy = curl_easy_init();
	if (!g->easy)
		return -ENOMEM;
	set_callbacks(g);
	set_manners(g);
	set_request(g);
	set_headers(g);
	set_login(g);
	err = set_request_url(g);
	if (!err)
		err = set_way(g);
	if (!err && conf->target->scheme == PXE_HTTPS)
		err = conf->setup_tls ? conf->setup_tls(g->easy, &g->seen) : -EPROTONOSUPPORT;
	if (!err)
		err = http_net_add(g->easy, g, conf->ifname ? conf->ifname : "", conf->source);
	if (!err)
		return 0;
	curl_easy_cleanup(g->easy);
	free_lists(g);
	g->easy = NULL;
	return err;
}

void http_get_stop(struct http_get *g)
{
	if (!g->easy)
		return;
	http_net_remove(g->easy, g);
	free_lists(g);
	g->easy = NULL;
}

/* --- the end of a request --------------------------------------------------------------------- */

static void request_failed(struct http_get *g, enum http_fail why)
{
	struct str s = str_of(g->said, sizeof g->said);

	note_fail(g, why);
	str_printable(&s, view_of(g->curl_said), sizeof g->said - 4);
	g->state = HTTP_GET_FAILED;
}

/* libcurl reports a refused CONNECT as a broken connection. */
static void cut_off(struct http_get *g)
{
	long code = 0;

	note_peer(g);
	if (!curl_easy_getinfo(g->easy, CURLINFO_HTTP_CONNECTCODE, &code) && code >= 300)
		request_failed(g, HTTP_FAIL_PROXY);
	else
		request_failed(g, HTTP_FAIL_CUT);
}

/* The reason found by pxe/http/tls.c replaces libcurl's, which names no certificate. */
static void request_failed_tls(struct http_get *g, bool pin)
{
	struct str s = str_of(g->said, sizeof g->said);

	request_failed(g, HTTP_FAIL_TLS);
	if (g->seen.why[0])
		str_puts(&s, g->seen.why);
	else if (pin)
		str_puts(&s, "its public key is not the pinned one");
}

static void request_failed_verdict(struct http_get *g, enum http_verdict v)
{
	g->verdict = v;
	request_failed(g, HTTP_FAIL_VERDICT);
}

static void request_whole(struct http_get *g)
{
	const struct http_reply *r = &g->reply;

	if (!is_ftp(g) && !g->headed)
		request_failed(g, HTTP_FAIL_CUT);
	else if (!is_ftp(g) && r->status == 206 && g->bytes != r->last + 1)
		request_failed(g, HTTP_FAIL_CUT);
	else
		g->state = HTTP_GET_DONE;
}

static void no_connection(struct http_get *g)
{
	long os = 0;

	if (!curl_easy_getinfo(g->easy, CURLINFO_OS_ERRNO, &os))
		g->os_error = (int)os;
	request_failed(g, HTTP_FAIL_UNREACHABLE);
}

/* CURLE_OUT_OF_MEMORY also stands for a header line longer than libcurl's limit. Once a reply has
 * begun, the cause is the header line. */
static void request_out_of_memory(struct http_get *g)
{
	curl_off_t begun_us = 0;

	curl_easy_getinfo(g->easy, CURLINFO_STARTTRANSFER_TIME_T, &begun_us);
	if (!is_ftp(g) && !g->headed && begun_us > 0) {
		g->reply.too_long = true;
		request_failed_verdict(g, HTTP_BAD_HEAD);
		return;
	}
	g->error = -ENOMEM;
	request_failed(g, HTTP_FAIL_LOCAL);
}

static void request_ended(struct http_get *g, int result)
{
	if (g->fail != HTTP_FAIL_NONE) {
		request_failed(g, g->fail);
		return;
	}
	switch (result) {
	case CURLE_OK: request_whole(g); break;
	case CURLE_COULDNT_CONNECT: no_connection(g); break;
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_FTP_ACCEPT_TIMEOUT: request_failed(g, HTTP_FAIL_TIMEOUT); break;
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR: cut_off(g); break;
	case CURLE_REMOTE_FILE_NOT_FOUND:
	case CURLE_FTP_COULDNT_RETR_FILE: request_failed_verdict(g, HTTP_NOT_FOUND); break;
	case CURLE_LOGIN_DENIED:
	case CURLE_REMOTE_ACCESS_DENIED: request_failed_verdict(g, HTTP_REFUSED); break;
	case CURLE_FILESIZE_EXCEEDED: request_failed_verdict(g, HTTP_TOO_BIG); break;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_PEER_FAILED_VERIFICATION: request_failed_tls(g, false); break;
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH: request_failed_tls(g, true); break;
	case CURLE_PROXY: request_failed(g, HTTP_FAIL_PROXY); break;
	case CURLE_OUT_OF_MEMORY: request_out_of_memory(g); break;
	default: request_failed(g, HTTP_FAIL_PROTOCOL); break;
	}
}

static void collect_ended(void)
{
	struct http_get *g;
	int result;

	while ((g = http_net_ended(&result))) {
		request_ended(g, result);
		http_get_stop(g);
	}
}

static void watch_pace(struct http_get *g, uint64_t now)
{
	if (g->state != HTTP_GET_RUNNING)
		return;
	if (g->headed || g->received)
		g->silent_at = CLOCK_NEVER;
	if (now >= g->silent_at) {
		note_peer(g);
		request_failed(g, HTTP_FAIL_SILENT);
		http_get_stop(g);
		return;
	}
	if (now < g->watch_at)
		return;
	if (g->received - g->mark < WATCH_BYTES) {
		request_failed(g, HTTP_FAIL_STALLED);
		http_get_stop(g);
		return;
	}
	g->mark = g->received;
	g->watch_at = now + WATCH_MS;
}

void http_get_step(struct http_get *g, uint64_t now)
{
	uint64_t before;

	for (int i = 0; i < ROUNDS && g->easy; i++) {
		before = g->received;
		http_net_run(g);
		collect_ended();
		if (g->received - before < BUFFER / 2)
			break;
	}
	http_net_tick(now);
	if (now >= g->race_at)
		g->race_at = CLOCK_NEVER;
	collect_ended();
	watch_pace(g, now);
}

unsigned http_get_pollfds(const struct http_get *g, struct pollfd ret[static HTTP_SOCKETS])
{
	return g->easy ? http_net_pollfds(g, ret, HTTP_SOCKETS) : 0;
}

uint64_t http_get_deadline(const struct http_get *g)
{
	if (!g->easy) /* the step of another request may have ended this one: it is due now */
		return 0;
	return clock_min(clock_min(g->watch_at, clock_min(g->silent_at, g->race_at)),
			 http_net_deadline());
}
