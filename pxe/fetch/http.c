/* SPDX-License-Identifier: MIT
 * A download by HTTP, HTTPS or FTP: going on where a connection broke, redirects, patience. */
#include "pxe/fetch/internal.h"

#include "lib/error.h"
#include "pxe/http/get.h"
#include "pxe/http/tls.h"
#include "pxe/http/url.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(FETCH_POLLFDS >= HTTP_SOCKETS, "room for what one request waits on");

enum {
	REDIRECTS_MAX = 5,
	BROKEN_MAX = 3,	    /* connections in a row that brought next to nothing */
	ATTEMPTS_MAX = 30,  /* in all */
	PROGRESS = 65536,   /* bytes that make an attempt worth another */
	RETRY_PERCENT = 10, /* on top of Retry-After */
};

/** struct fetch_http - what a download by HTTP remembers from one attempt to the next */
struct fetch_http {
	struct http_get get;
	uint16_t proxy_port;		    /* f->server is the proxy, at this port; 0 = none */
	unsigned redirects;		    /* followed */
	bool inner;			    /* began at an address that no redirect may lead to */
	uint64_t kept;			    /* bytes in f->out that @validator vouches for */
	char validator[HTTP_VALIDATOR_MAX]; /* of the version being fetched; "" = none */
};

/* --- the end --------------------------------------------------------------------------------- */

static void put_status(const struct fetch *f, struct str *s)
{
	const struct http_reply *r = &f->http->get.reply;

	if (r->status)
		str_fmt(s, " (%u%s%s)", r->status, r->reason[0] ? " " : "", r->reason);
}

static void failed_verdict(struct fetch *f, enum fetch_fail fail)
{
	struct str s = fetch_begin_why(f);

	str_puts(&s, http_verdict_str(f->http->get.verdict));
	if (f->http->get.verdict == HTTP_TOO_BIG && http_reply_size(&f->http->get.reply))
		str_fmt(&s, ": %llu bytes announced, at most %llu accepted",
			(unsigned long long)http_reply_size(&f->http->get.reply),
			(unsigned long long)f->max_bytes);
	else if (f->http->get.verdict == HTTP_TOO_BIG)
		str_fmt(&s, ": at most %llu bytes accepted", (unsigned long long)f->max_bytes);
	else
		put_status(f, &s);
	fetch_end_failed(f, fail);
}

static const char *fail_words(const struct http_get *g)
{
	switch (g->fail) {
	case HTTP_FAIL_UNREACHABLE: return "no connection";
	case HTTP_FAIL_TIMEOUT: return "no connection in time";
	case HTTP_FAIL_CUT: return "the connection ended early";
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

static void failed_http(struct fetch *f, enum fetch_fail fail)
{
	struct str s = fetch_begin_why(f);
	const struct http_get *g = &f->http->get;

	str_puts(&s, fail_words(g));
	if (g->fail == HTTP_FAIL_SPILL)
		str_fmt(&s, ": at most %llu bytes accepted", (unsigned long long)f->max_bytes);
	else if (g->fail == HTTP_FAIL_CUT || g->fail == HTTP_FAIL_STALLED)
		str_fmt(&s, " (%llu bytes received)", (unsigned long long)g->bytes);
	else if (g->fail == HTTP_FAIL_TIMEOUT)
		str_fmt(&s, " (%d s)", f->target.scheme == PXE_HTTPS ? HTTP_TLS_S : HTTP_CONNECT_S);
	else if (g->os_error)
		str_fmt(&s, ": %s", error_str(g->os_error));
	else if (g->said[0])
		str_fmt(&s, ": %s", g->said);
	fetch_end_failed(f, fail);
}

/* --- one attempt ----------------------------------------------------------------------------- */

void fetch_http_again(struct fetch *f, uint64_t now)
{
	struct http_conf conf = {
		.target = &f->target,
		.addr = f->server,
		.proxy_port = f->http->proxy_port,
		.ifname = f->conf.ifname,
		.validator = f->http->validator,
		.from = f->http->kept,
		.max_bytes = f->max_bytes,
		.out = f->out,
		.base = f->conf.base,
	};
	int error = http_get_start(&f->http->get, &conf, now);

	f->phase = FETCH_TRANSFER;
	f->stats.attempts++;
	if (error == -EPROTONOSUPPORT)
		fetch_failed(f, FETCH_NO_TRANSPORT, "this build has no HTTPS (TLS=no)");
	else if (error == -ENOKEY)
		fetch_failed(f, FETCH_UNTRUSTED, "no CA or key to trust is in this image");
	else if (error)
		fetch_failed_local(f, error);
}

/* "host:port" or "http://host:port/"; a proxy that cannot be read is an error and no way around it.
 */
static bool proxy_host(struct fetch *f, struct view *host)
{
	struct view text = view_of(f->conf.proxy), rest;
	uint32_t port = 3128;

	if (view_starts(text, "http://"))
		text = (struct view){.p = text.p + 7, .n = text.n - 7};
	view_until(&text, '/', &rest);
	view_until(&rest, ':', host);
	if (rest.p && !text_u32(rest, 1, UINT16_MAX, &port))
		return false;
	f->http->proxy_port = (uint16_t)port;
	return host->n > 0;
}

bool fetch_http_host(struct fetch *f, struct view *host)
{
	const char *proxy = f->conf.proxy;

	if (!f->http)
		f->http = calloc(1, sizeof *f->http);
	if (!f->http) {
		fetch_failed_local(f, -ENOMEM);
		return false;
	}
	if (!proxy || !*proxy || f->target.scheme == PXE_FTP || proxy_host(f, host))
		return true;
	fetch_failed(f, FETCH_NAME, "the proxy is not HOST:PORT");
	return false;
}

/* A server outside must not send us to services of this machine or link that answer only to us. */
static bool led_astray(const struct fetch *f)
{
	return f->http->redirects && !f->http->proxy_port && http_inner_address(f->server) &&
	       !f->http->inner;
}

void fetch_http_begin(struct fetch *f, uint64_t now)
{
	if (led_astray(f)) {
		fetch_failed(f, FETCH_REFUSED, "a redirect to an inner address is not followed");
		return;
	}
	if (!f->http->redirects)
		f->http->inner = http_inner_address(f->server);
	if (!f->target.host[0]) {
		struct str host = str_of(f->target.host, sizeof f->target.host);

		str_ip4(&host, f->server);
	}
	fetch_http_again(f, now);
}

/* Only what a strong validator stands for may be continued: otherwise two versions of a file could
 * be joined. */
static void keep(struct fetch *f)
{
	const struct http_reply *r = &f->http->get.reply;

	if (r->status == 200) {
		f->http->kept = r->validator[0] ? f->http->get.bytes : 0;
		text_copy(f->http->validator, sizeof f->http->validator, view_of(r->validator));
	} else if (r->status == 206 && f->http->get.verdict == HTTP_TAKE) {
		f->http->kept = f->http->get.bytes;
	}
}

/* What another server may have at once is not waited for. */
static unsigned patience(const struct fetch *f)
{
	return fetch_place_more(f) ? 1 : BROKEN_MAX;
}

static void broke_off(struct fetch *f, uint64_t now)
{
	uint64_t before = f->http->kept;

	keep(f);
	if (f->http->get.bytes > before && f->http->get.bytes - before >= PROGRESS)
		f->broken = 0;
	if (++f->broken >= patience(f) || f->stats.attempts >= ATTEMPTS_MAX)
		failed_http(f, FETCH_TIMEOUT);
	else
		fetch_pause(f, now);
}

/* Whom nobody answers at all is left to the caller's patience, as with TFTP. */
static void no_answer(struct fetch *f, uint64_t now)
{
	if (f->http->kept || f->broken)
		broke_off(f, now);
	else
		failed_http(f, FETCH_TIMEOUT);
}

static void later(struct fetch *f, uint64_t now)
{
	uint64_t ms = (uint64_t)f->http->get.reply.retry_s * 1000;

	if (++f->broken >= patience(f) || f->stats.attempts >= ATTEMPTS_MAX) {
		failed_verdict(f, FETCH_TIMEOUT);
		return;
	}
	fetch_pause(f, now);
	if (ms)
		f->resume_at =
			now + ms + random_below(&f->rnd, (uint32_t)(ms * RETRY_PERCENT / 100 + 1));
}

/* The target changes hands only when the new one is known to be good. */
static void redirect(struct fetch *f, uint64_t now)
{
	static char text[2 * HTTP_LOCATION_MAX];
	static struct pxe_target to;
	struct str scratch = str_of(text, sizeof text), s;
	int bad = http_redirect(&f->target, view_of(f->http->get.reply.location), &scratch, &to);

	if (!bad && ++f->http->redirects <= REDIRECTS_MAX) {
		f->target = to;
		f->http->kept = 0;
		f->http->validator[0] = '\0';
		fetch_find_server(f, now);
		return;
	}
	s = fetch_begin_why(f);
	if (!bad)
		str_fmt(&s, "more than %d redirects", REDIRECTS_MAX);
	else if (bad == HTTP_REDIRECT_DOWN)
		str_puts(&s, "a redirect to a less private or another protocol is not followed");
	else
		str_fmt(&s, "a redirect that leads nowhere: %s", pxe_url_str(bad));
	fetch_end_failed(f, FETCH_REFUSED);
}

static void no_part(struct fetch *f, uint64_t now)
{
	f->http->kept = 0;
	f->http->validator[0] = '\0';
	if (++f->broken >= BROKEN_MAX)
		failed_verdict(f, FETCH_REFUSED);
	else
		fetch_http_again(f, now);
}

static void judged(struct fetch *f, uint64_t now)
{
	switch (f->http->get.verdict) {
	case HTTP_NOT_FOUND: failed_verdict(f, FETCH_NOT_FOUND); break;
	case HTTP_REDIRECT: redirect(f, now); break;
	case HTTP_LATER: later(f, now); break;
	case HTTP_NO_PART: no_part(f, now); break;
	case HTTP_TOO_BIG: failed_verdict(f, FETCH_TOO_BIG); break;
	case HTTP_TAKE:
	case HTTP_TAKE_ALL:
	case HTTP_REFUSED:
	case HTTP_BAD_LENGTH:
	case HTTP_BAD_HEAD:
	case HTTP_ENCODED:
	default: failed_verdict(f, FETCH_REFUSED); break;
	}
}

static void attempt_failed(struct fetch *f, uint64_t now)
{
	switch (f->http->get.fail) {
	case HTTP_FAIL_VERDICT: judged(f, now); break;
	case HTTP_FAIL_UNREACHABLE:
	case HTTP_FAIL_TIMEOUT: no_answer(f, now); break;
	case HTTP_FAIL_CUT:
	case HTTP_FAIL_STALLED: broke_off(f, now); break;
	case HTTP_FAIL_TLS: failed_http(f, FETCH_UNTRUSTED); break;
	case HTTP_FAIL_SPILL: failed_http(f, FETCH_TOO_BIG); break;
	case HTTP_FAIL_LOCAL: fetch_failed_local(f, f->http->get.error); break;
	case HTTP_FAIL_NONE:
	case HTTP_FAIL_PROTOCOL:
	case HTTP_FAIL_PROXY:
	default: failed_http(f, FETCH_REFUSED); break;
	}
}

/* --- what pxe/fetch/fetch.c calls ------------------------------------------------------------------------
 */

static void whole(struct fetch *f)
{
	f->phase = FETCH_OVER;
	/* An attempt that broke off may have written more than this one. */
	if (ftruncate(f->out, (off_t)(f->conf.base + f->bytes)) < 0)
		fetch_failed_local(f, -errno);
	else
		f->state = FETCH_DONE;
}

void fetch_http_step(struct fetch *f, uint64_t now)
{
	struct http_get *g = &f->http->get;

	http_get_step(g, now);
	f->bytes = g->bytes;
	if (g->size)
		f->size = g->size;
	if (g->state == HTTP_GET_RUNNING)
		return;
	http_get_stop(g);
	if (g->state == HTTP_GET_FAILED)
		attempt_failed(f, now);
	else
		whole(f);
	if (f->state != FETCH_RUNNING)
		fetch_http_stop(f);
	else if (f->phase == FETCH_BACKOFF)
		f->bytes = f->http->kept;
}

unsigned fetch_http_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS])
{
	return http_get_pollfds(&f->http->get, ret);
}

uint64_t fetch_http_deadline(const struct fetch *f)
{
	return http_get_deadline(&f->http->get);
}

void fetch_http_stop(struct fetch *f)
{
	if (!f->http)
		return;
	http_get_stop(&f->http->get);
	free(f->http);
	f->http = NULL;
}

int fetch_trust(const char *ca, const char *pin)
{
	return http_tls_trust(ca, pin);
}

bool fetch_http_built(enum pxe_scheme scheme)
{
	return scheme != PXE_HTTPS || http_tls_built();
}
