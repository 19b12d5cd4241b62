/* SPDX-License-Identifier: MIT
 * A download by HTTP, HTTPS or FTP: resuming a broken connection, redirects, retries. */
#include "pxe/fetch/http.h"

#include "lib/error.h"
#include "lib/log.h"
#include "pxe/http/url.h"

#include <errno.h>
#include <stdlib.h>

_Static_assert(FETCH_VALIDATOR_MAX == HTTP_VALIDATOR_MAX, "one is copied to the other");
_Static_assert(FETCH_POLLFDS >= HTTP_SOCKETS, "room for what one request waits on");

enum {
	REDIRECTS_MAX = 5,
	BROKEN_MAX = 3,	       /* attempts in a row that brought less than PROGRESS */
	ATTEMPTS_MAX = 30,     /* attempts in all */
	FIRST_BYTE_MS = 15000, /* silence after which another server is asked */
	PROGRESS = 65536,      /* bytes after which a broken attempt does not count */
	SEGMENT = 1220,	       /* bytes of TCP that a path of IPv6 carries at least (RFC 8200) */
};

/* Of an earlier download nothing came, though its connection stood: packets as large as the link has them may
 * get lost on the way, without a word. */
static bool narrow;

/** struct fetch_http - state that a download by HTTP keeps between attempts */
struct fetch_http {
	struct http_get get;
	http_tls_setup_fn *setup_tls; /* HTTPS; NULL = not encrypted */
	uint16_t proxy_port;	      /* job->server is the proxy, at this port; 0 = no proxy */
	unsigned redirects;	      /* redirects followed */
	bool login_asked;	      /* the server wants a login over an open connection */
	bool inner;		      /* the first server has an http_inner_address() */
	uint64_t kept;		      /* bytes in job->out that @validator vouches for */
	char validator[HTTP_VALIDATOR_MAX]; /* ETag or date of the file being fetched; "" = none */
};

/* --- the end --------------------------------------------------------------------------------- */

static void put_status(const struct fetch_job *j, struct str *s)
{
	const struct http_reply *r = &j->http->get.reply;

	if (r->status)
		str_fmt(s, " (%u%s%s)", r->status, r->reason[0] ? " " : "", r->reason);
}

static enum fetch_end failed_http_verdict(struct fetch_job *j, enum fetch_fail fail)
{
	struct str s = fetch_job_why(j);

	if (j->http->get.verdict == HTTP_BAD_HEAD && j->http->get.reply.too_long) {
		str_fmt(&s, "the head of the server's reply is longer than %d KiB",
			HTTP_HEAD_MAX / 1024);
		return fetch_job_failed_why(j, fail);
	}
	str_puts(&s, http_verdict_str(j->http->get.verdict));
	if (j->http->get.verdict == HTTP_TOO_BIG && http_reply_size(&j->http->get.reply))
		str_fmt(&s, ": %llu bytes announced, at most %llu accepted",
			(unsigned long long)http_reply_size(&j->http->get.reply),
			(unsigned long long)j->max_bytes);
	else if (j->http->get.verdict == HTTP_TOO_BIG)
		str_fmt(&s, ": at most %llu bytes accepted", (unsigned long long)j->max_bytes);
	else
		put_status(j, &s);
	return fetch_job_failed_why(j, fail);
}

static const char *http_fail_words(const struct http_get *g)
{
	switch (g->fail) {
	case HTTP_FAIL_UNREACHABLE: return "no connection";
	case HTTP_FAIL_TIMEOUT: return "no connection in time";
	case HTTP_FAIL_CUT: return "the connection ended early";
	case HTTP_FAIL_SILENT: return "the server accepts and says nothing";
	case HTTP_FAIL_STALLED: return "less than 1 KiB/s for 30 s";
	case HTTP_FAIL_TLS: return "no trusted connection";
	case HTTP_FAIL_PROXY: return "the proxy refused";
	case HTTP_FAIL_SPILL: return "larger than allowed";
	case HTTP_FAIL_NONE:
	case HTTP_FAIL_VERDICT:
	case HTTP_FAIL_PROTOCOL:
	case HTTP_FAIL_LOCAL:
	default: return "not understood";
	}
}

static enum fetch_end failed_http(struct fetch_job *j, enum fetch_fail fail)
{
	struct str s = fetch_job_why(j);
	const struct http_get *g = &j->http->get;

	str_puts(&s, http_fail_words(g));
	if (g->fail == HTTP_FAIL_SPILL)
		str_fmt(&s, ": at most %llu bytes accepted", (unsigned long long)j->max_bytes);
	else if (g->fail == HTTP_FAIL_CUT || g->fail == HTTP_FAIL_STALLED)
		str_fmt(&s, " (%llu bytes received)", (unsigned long long)g->bytes);
	else if (g->fail == HTTP_FAIL_TIMEOUT)
		str_fmt(&s, " (%u s)", http_get_connect_ms(&g->conf) / 1000);
	else if (g->os_error)
		str_fmt(&s, ": %s", error_str(g->os_error));
	else if (g->said[0])
		str_fmt(&s, ": %s", g->said);
	return fetch_job_failed_why(j, fail);
}

/* --- one attempt ----------------------------------------------------------------------------- */

/* What the caller sends with the request goes to the first server alone. */
static bool sends(const struct fetch_job *j)
{
	return j->conf.request && !j->http->redirects;
}

static bool sends_body(const struct fetch_job *j)
{
	return sends(j) && j->conf.request->body.p;
}

enum fetch_end fetch_http_again(struct fetch_job *j, uint64_t now)
{
	struct http_conf conf = {
		.target = &j->target,
		.login = j->target.scheme != PXE_HTTP || j->http->login_asked,
		.addr = j->server,
		.rival = j->rival,
		.proxy_port = j->http->proxy_port,
		.ifname = j->conf.ifname,
		.source = j->conf.source,
		.setup_tls = j->http->setup_tls,
		.validator = j->http->validator,
		.from = j->http->kept,
		.first_byte_ms = j->elsewhere ? FIRST_BYTE_MS : 0,
		.segment = narrow ? SEGMENT : 0,
		.max_bytes = j->max_bytes,
		.out = j->out,
		.base = j->conf.base,
	};
	int error;

	if (sends(j)) {
		conf.method = j->conf.request->method;
		conf.body = j->conf.request->body;
		conf.headers = j->conf.request->headers;
	}
	j->raced = netaddr_is_set(&j->rival);
	error = http_get_start(&j->http->get, &conf, now);
	j->stats.attempts++;
	if (error == -ENOKEY)
		return fetch_job_failed(j, FETCH_UNTRUSTED,
					"no CA or key to trust is in this image");
	return error ? fetch_job_failed_local(j, error) : FETCH_END_NOT_YET;
}

/* A proxy is "host:port" or "http://host:port/". A malformed proxy fails the fetch: a request that
 * went around the proxy could leak. */
static bool proxy_host(struct fetch_job *j, struct view *host)
{
	struct view text = view_of(j->conf.proxy), rest;
	uint32_t port = 3128;

	if (view_starts(text, "http://"))
		text = (struct view){.p = text.p + 7, .n = text.n - 7};
	view_until(&text, '/', &rest);
	view_until(&rest, ':', host);
	if (rest.p && !text_u32(rest, 1, UINT16_MAX, &port))
		return false;
	j->http->proxy_port = (uint16_t)port;
	return host->n > 0;
}

static bool begin_state(struct fetch_job *j)
{
	const struct fetch_part *part = &j->conf.part;

	j->http = calloc(1, sizeof *j->http);
	if (!j->http)
		return false;
	j->http->kept = part->validator[0] ? part->bytes : 0;
	text_copy(j->http->validator, sizeof j->http->validator, view_of(part->validator));
	return true;
}

bool fetch_http_host(struct fetch_job *j, struct view *host)
{
	const char *proxy = j->conf.proxy;

	if (!j->http && !begin_state(j)) {
		fetch_job_failed_local(j, -ENOMEM);
		return false;
	}
	if (!proxy || !*proxy || j->target.scheme == PXE_FTP || proxy_host(j, host))
		return true;
	fetch_job_failed(j, FETCH_NAME, "the proxy is not HOST:PORT");
	return false;
}

/* A redirect must not reach services of this machine or link that trust local clients. */
static bool leads_inside(const struct fetch_job *j)
{
	bool inside = http_inner_address(&j->server) ||
		      (netaddr_is_set(&j->rival) && http_inner_address(&j->rival));

	return j->http->redirects && !j->http->proxy_port && inside && !j->http->inner;
}

enum fetch_end fetch_http_begin(struct fetch_job *j, http_tls_setup_fn *setup_tls, uint64_t now)
{
	if (leads_inside(j))
		return fetch_job_failed(j, FETCH_REFUSED,
					"a redirect to an inner address is not followed");
	if (!j->http->redirects)
		j->http->inner = http_inner_address(&j->server);
	j->http->setup_tls = setup_tls;
	return fetch_http_again(j, now);
}

static enum fetch_end http_begin(struct fetch_job *j, uint64_t now)
{
	return fetch_http_begin(j, NULL, now);
}

/* Only bytes with a validator are kept for the next attempt. Otherwise two versions of a file could
 * be joined. */
static void keep_part(struct fetch_job *j)
{
	const struct http_reply *r = &j->http->get.reply;

	if (r->status == 200) {
		j->http->kept = r->validator[0] ? j->http->get.bytes : 0;
		text_copy(j->http->validator, sizeof j->http->validator, view_of(r->validator));
	} else if (r->status == 206 && j->http->get.verdict == HTTP_TAKE) {
		j->http->kept = j->http->get.bytes;
	}
}

/* Where another server may have the file, one broken attempt is enough to leave this one. */
static bool worth_another(struct fetch_job *j)
{
	return ++j->broken < (j->elsewhere ? 1 : BROKEN_MAX) && j->stats.attempts < ATTEMPTS_MAX;
}

static enum fetch_end http_broke_off(struct fetch_job *j)
{
	uint64_t before = j->http->kept;

	/* the server may have done what it was sent */
	if (sends_body(j))
		return failed_http(j, FETCH_REFUSED);
	keep_part(j);
	if (j->http->get.bytes > before && j->http->get.bytes - before >= PROGRESS)
		j->broken = 0;
	return worth_another(j) ? FETCH_END_PAUSE : failed_http(j, FETCH_TIMEOUT);
}

/* A server that never answered gets no second attempt here, as by TFTP: the caller decides. */
static enum fetch_end no_answer(struct fetch_job *j)
{
	return j->http->kept || j->broken ? http_broke_off(j) : failed_http(j, FETCH_TIMEOUT);
}

/* It has the request. */
static enum fetch_end said_nothing(struct fetch_job *j)
{
	return sends_body(j) ? failed_http(j, FETCH_REFUSED) : no_answer(j);
}

static enum fetch_end retry_later(struct fetch_job *j)
{
	struct str s;

	if (!worth_another(j))
		return failed_http_verdict(j, FETCH_TIMEOUT);
	s = fetch_job_why(j);
	str_puts(&s, "the server asks to come back later");
	put_status(j, &s);
	j->at_least_ms = (uint64_t)j->http->get.reply.retry_s * 1000;
	return FETCH_END_PAUSE;
}

static void forget_part(struct fetch_job *j)
{
	j->http->kept = 0;
	j->http->validator[0] = '\0';
}

/* job->target changes only when the target of the redirect is valid. */
static enum fetch_end follow_redirect(struct fetch_job *j)
{
	static char text[2 * HTTP_LOCATION_MAX];
	static struct pxe_target to;
	struct str scratch = str_of(text, sizeof text), s;
	int bad = http_redirect(&j->target, view_of(j->http->get.reply.location), &scratch, &to);

	if (!bad && ++j->http->redirects <= REDIRECTS_MAX) {
		j->target = to;
		j->http->login_asked = false;
		forget_part(j);
		return FETCH_END_MOVED;
	}
	s = fetch_job_why(j);
	if (!bad)
		str_fmt(&s, "more than %d redirects", REDIRECTS_MAX);
	else if (bad == HTTP_REDIRECT_DOWN)
		str_puts(&s, "a redirect to a less private or another protocol is not followed");
	else
		str_fmt(&s, "a redirect that leads nowhere: %s", pxe_url_str(bad));
	return fetch_job_failed_why(j, FETCH_REFUSED);
}

static enum fetch_end no_part(struct fetch_job *j)
{
	forget_part(j);
	return ++j->broken < BROKEN_MAX ? FETCH_END_AGAIN : failed_http_verdict(j, FETCH_REFUSED);
}

/* A password goes over an open connection only when the server asks for one. */
static enum fetch_end send_login(struct fetch_job *j)
{
	char url[FETCH_WHY_MAX];
	struct str s = str_of(url, sizeof url);

	pxe_url_text(&s, &j->target, FETCH_PATH_SHOWN);
	log_warn("%s: the server asks for the password, which travels in the clear; use https",
		 url);
	j->http->login_asked = true;
	return FETCH_END_AGAIN;
}

static enum fetch_end http_refused(struct fetch_job *j)
{
	if (j->http->get.reply.status == 401 && j->target.user[0] && !j->http->login_asked &&
	    j->target.scheme == PXE_HTTP)
		return send_login(j);
	return failed_http_verdict(j, FETCH_REFUSED);
}

static enum fetch_end http_judged(struct fetch_job *j)
{
	switch (j->http->get.verdict) {
	case HTTP_NOT_FOUND: return failed_http_verdict(j, FETCH_NOT_FOUND);
	case HTTP_REDIRECT: return follow_redirect(j);
	case HTTP_LATER: return retry_later(j);
	case HTTP_NO_PART: return no_part(j);
	case HTTP_REFUSED: return http_refused(j);
	case HTTP_TOO_BIG: return failed_http_verdict(j, FETCH_TOO_BIG);
	case HTTP_TAKE:
	case HTTP_TAKE_ALL:
	case HTTP_BAD_LENGTH:
	case HTTP_BAD_HEAD:
	case HTTP_ENCODED:
	default: return failed_http_verdict(j, FETCH_REFUSED);
	}
}

/* As TFTP asks for smaller blocks then. */
static void doubt_path(const struct fetch_job *j)
{
	char url[FETCH_WHY_MAX];
	struct str s = str_of(url, sizeof url);

	if (narrow || j->http->get.bytes > j->http->kept)
		return;
	narrow = true;
	pxe_url_text(&s, &j->target, FETCH_PATH_SHOWN);
	log_info(
		"%s: large packets may get lost on the way, smaller ones are asked for from now on",
		url);
}

static enum fetch_end http_attempt_failed(struct fetch_job *j)
{
	if (j->http->get.fail == HTTP_FAIL_SILENT || j->http->get.fail == HTTP_FAIL_STALLED)
		doubt_path(j);
	switch (j->http->get.fail) {
	case HTTP_FAIL_VERDICT: return http_judged(j);
	case HTTP_FAIL_SILENT: return said_nothing(j);
	case HTTP_FAIL_UNREACHABLE:
	case HTTP_FAIL_TIMEOUT: return no_answer(j);
	case HTTP_FAIL_CUT:
	case HTTP_FAIL_STALLED: return http_broke_off(j);
	case HTTP_FAIL_TLS: return failed_http(j, FETCH_UNTRUSTED);
	case HTTP_FAIL_SPILL: return failed_http(j, FETCH_TOO_BIG);
	case HTTP_FAIL_LOCAL: return fetch_job_failed_local(j, j->http->get.error);
	case HTTP_FAIL_NONE:
	case HTTP_FAIL_PROTOCOL:
	case HTTP_FAIL_PROXY:
	default: return failed_http(j, FETCH_REFUSED);
	}
}

/* The end of the connection is the end of the file, whatever it was that ended it. */
static void warn_of_no_length(const struct fetch_job *j)
{
	const struct http_reply *r = &j->http->get.reply;
	char url[FETCH_WHY_MAX];
	struct str s = str_of(url, sizeof url);

	if (j->conf.quiet || j->target.scheme == PXE_FTP || r->has_length || r->chunked)
		return;
	pxe_url_text(&s, &j->target, FETCH_PATH_SHOWN);
	log_warn("%s: the server does not say how long it is, so that nobody would notice an end "
		 "that is cut off; "
		 "taken as it came",
		 url);
}

/* --- what pxe/fetch/fetch.c calls ------------------------------------------------------------ */

/* libcurl has asked both addresses, and one has answered. */
static void note_peer(struct fetch_job *j)
{
	const struct netaddr *peer = &j->http->get.peer;

	if (!netaddr_is_set(peer))
		return;
	if (netaddr_eq(peer, &j->rival))
		j->server = j->rival;
	j->rival = (struct netaddr){0};
}

enum fetch_end fetch_http_step(struct fetch_job *j, uint64_t now)
{
	struct http_get *g = &j->http->get;
	enum fetch_end end;

	http_get_step(g, now);
	note_peer(j);
	j->bytes = g->bytes;
	j->heard |= g->headed || g->received;
	if (g->size)
		j->size = g->size;
	if (g->state == HTTP_GET_RUNNING)
		return FETCH_END_NOT_YET;
	http_get_stop(g);
	if (g->state == HTTP_GET_DONE) {
		warn_of_no_length(j);
		return FETCH_END_WHOLE;
	}
	end = http_attempt_failed(j);
	if (end != FETCH_END_FAILED)
		j->bytes = j->http->kept;
	return end;
}

unsigned fetch_http_pollfds(const struct fetch_job *j, struct pollfd ret[static FETCH_POLLFDS])
{
	return http_get_pollfds(&j->http->get, ret);
}

uint64_t fetch_http_deadline(const struct fetch_job *j)
{
	return http_get_deadline(&j->http->get);
}

void fetch_http_stop(struct fetch_job *j)
{
	if (!j->http)
		return;
	http_get_stop(&j->http->get);
	keep_part(j);
	j->part.bytes = j->http->kept;
	text_copy(j->part.validator, sizeof j->part.validator, view_of(j->http->validator));
	free(j->http);
	j->http = NULL;
}

const struct fetch_transport_ops fetch_http_ops = {
	.host = fetch_http_host,
	.begin = http_begin,
	.again = fetch_http_again,
	.step = fetch_http_step,
	.pollfds = fetch_http_pollfds,
	.deadline = fetch_http_deadline,
	.stop = fetch_http_stop,
	.resumes = true,
};
