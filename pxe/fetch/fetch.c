/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/internal.h"

#include "lib/clock.h"
#include "lib/error.h"
#include "lib/words.h"

#include <string.h>

enum { PAUSE_MS = 500, PAUSE_MAX_MS = 8000 };

static const char fail_text[] = "fine\0"
				"no such file\0"
				"refused\0"
				"no answer\0"
				"too big\0"
				"no server known\0"
				"transport not built in\0"
				"server not trusted\0"
				"bad name\0"
				"local error\0";

/* --- the end --------------------------------------------------------------------------------- */

struct str fetch_begin_why(struct fetch *f)
{
	struct str s = str_of(f->why, sizeof f->why);

	fetch_put_url(f, &s);
	str_puts(&s, ": ");
	return s;
}

/* A server that answers, though not with the file, has the last word. */
void fetch_end_failed(struct fetch *f, enum fetch_fail fail)
{
	if ((fail == FETCH_TIMEOUT || fail == FETCH_NAME) && fetch_place_next(f)) {
		f->broken = 0;
		f->resume_at = 0;
		f->phase = FETCH_BACKOFF;
		return;
	}
	f->state = FETCH_FAILED;
	f->phase = FETCH_OVER;
	f->fail = fail;
}

void fetch_failed(struct fetch *f, enum fetch_fail fail, const char *text)
{
	struct str s = fetch_begin_why(f);

	str_puts(&s, text ? text : words_nth(fail_text, fail));
	fetch_end_failed(f, fail);
}

void fetch_failed_local(struct fetch *f, int error)
{
	struct str s = fetch_begin_why(f);

	str_fmt(&s, "%s", error_str(-error));
	f->error = error;
	fetch_end_failed(f, FETCH_LOCAL);
}

static void failed_dns(struct fetch *f)
{
	struct str s = fetch_begin_why(f);

	if (!f->dns.n_servers)
		str_fmt(&s, "%s: no name server known", f->target.host);
	else if (f->dns.reason)
		str_fmt(&s, "%s: %s", f->dns.host, dns_str(f->dns.reason));
	else
		str_fmt(&s, "%s: no name server answered", f->dns.host);
	fetch_end_failed(f, FETCH_NAME);
}

/* Decorrelated jitter: clients that failed together do not come back together. */
void fetch_pause(struct fetch *f, uint64_t now)
{
	uint64_t most = f->pause_ms * 3;

	f->pause_ms = PAUSE_MS + random_below(&f->rnd, (uint32_t)(most - PAUSE_MS + 1));
	if (f->pause_ms > PAUSE_MAX_MS)
		f->pause_ms = PAUSE_MAX_MS;
	f->resume_at = now + f->pause_ms;
	f->phase = FETCH_BACKOFF;
}

/* --- phases ---------------------------------------------------------------------------------- */

static bool by_http(const struct fetch *f)
{
	return f->target.scheme != PXE_TFTP;
}

static void begin(struct fetch *f, uint64_t now)
{
	struct str host;

	if (f->bare && f->server) {
		host = str_of(f->target.host, sizeof f->target.host);
		str_ip4(&host, f->server);
	}
	if (!f->server)
		fetch_failed(f, FETCH_NO_SERVER, NULL);
	else if (by_http(f))
		fetch_http_begin(f, now);
	else
		fetch_tftp_begin(f, now);
}

static void take(struct fetch *f, const uint32_t *addr, unsigned n, uint64_t now)
{
	fetch_place_take(f, addr, n);
	begin(f, now);
}

static void take_default(struct fetch *f, uint64_t now)
{
	take(f, f->conf.servers, FETCH_SERVERS, now);
}

static void step_resolve(struct fetch *f, uint64_t now)
{
	dns_lookup_step(&f->dns, now);
	if (f->dns.state == DNS_LOOKUP_RUNNING)
		return;
	if (f->dns.state == DNS_LOOKUP_DONE)
		take(f, f->dns.found.addr, f->dns.found.n, now);
	else if (f->target.host_optional && f->conf.server)
		take_default(f, now);
	else
		failed_dns(f);
}

static void find_host(struct fetch *f, struct view host, uint64_t now)
{
	uint32_t addr = 0x7f000001;

	f->bare = !host.n;
	if (!host.n) {
		take_default(f, now);
	} else if (text_ip4(host, &addr) || view_ieq(host, view_of("localhost"))) {
		take(f, &addr, 1, now);
	} else {
		dns_lookup_start(&f->dns, host, f->conf.domain, f->conf.dns, f->conf.ifname,
				 random_u64(&f->rnd), now);
		f->phase = FETCH_RESOLVE;
		step_resolve(f, now);
	}
}

void fetch_find_server(struct fetch *f, uint64_t now)
{
	struct view host = view_of(f->target.host);

	if (f->target.scheme == PXE_TFTP || fetch_http_host(f, &host))
		find_host(f, host, now);
}

static void find_first(struct fetch *f, uint64_t now)
{
	enum pxe_scheme scheme = f->target.scheme;

	if (scheme == PXE_UNKNOWN_SCHEME)
		fetch_failed(f, FETCH_NO_TRANSPORT, "unknown scheme");
	else if (scheme == PXE_TFTP || fetch_http_built(scheme))
		fetch_find_server(f, now);
	else
		fetch_failed(f, FETCH_NO_TRANSPORT, "not in this build of the loader; use TFTP");
}

int fetch_start(struct fetch *f, const struct fetch_conf *conf, const struct pxe_target *target,
		int out, uint64_t max_bytes, uint64_t now)
{
	*f = (struct fetch){
		.phase = FETCH_OVER,
		.conf = *conf,
		.dns = {.fd = -1},
		.get = {.fd = -1},
		.rnd = {.state = conf->seed},
		.out = out,
		.max_bytes = max_bytes,
		.pause_ms = PAUSE_MS,
	};
	f->target = *target;
	fetch_place_first(f);
	find_first(f, now);
	return f->fail == FETCH_LOCAL && !f->stats.packets ? f->error : 0;
}

static void step_transfer(struct fetch *f, uint64_t now)
{
	if (by_http(f))
		fetch_http_step(f, now);
	else
		fetch_tftp_step(f, now);
}

static void try_again(struct fetch *f, uint64_t now)
{
	enum fetch_move move = f->move;

	f->move = FETCH_STAY;
	if (move != FETCH_STAY && !by_http(f))
		fetch_http_stop(f);
	if (move == FETCH_NEXT_HOST)
		find_first(f, now);
	else if (move == FETCH_NEXT_ADDR)
		begin(f, now);
	else if (by_http(f))
		fetch_http_again(f, now);
	else
		fetch_tftp_again(f, now);
}

void fetch_step(struct fetch *f, uint64_t now)
{
	switch (f->phase) {
	case FETCH_RESOLVE: step_resolve(f, now); break;
	case FETCH_TRANSFER: step_transfer(f, now); break;
	case FETCH_BACKOFF:
		if (now >= f->resume_at)
			try_again(f, now);
		break;
	case FETCH_OVER:
	default: tftp_get_step(&f->get, now); break;
	}
}

unsigned fetch_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS])
{
	int fd = f->phase == FETCH_RESOLVE ? f->dns.fd : f->phase == FETCH_BACKOFF ? -1 : f->get.fd;

	if (f->phase == FETCH_TRANSFER && by_http(f))
		return fetch_http_pollfds(f, ret);
	ret[0] = (struct pollfd){.fd = fd, .events = POLLIN};
	return fd >= 0;
}

uint64_t fetch_deadline(const struct fetch *f)
{
	if (f->phase == FETCH_RESOLVE)
		return f->dns.deadline;
	if (f->phase == FETCH_BACKOFF)
		return f->resume_at;
	if (f->phase == FETCH_TRANSFER && by_http(f))
		return fetch_http_deadline(f);
	return fetch_tftp_deadline(f);
}

void fetch_abort(struct fetch *f)
{
	dns_lookup_stop(&f->dns);
	tftp_get_stop(&f->get);
	fetch_http_stop(f);
	f->phase = FETCH_OVER;
	f->left = 0;
	f->mirrors.n = 0;
	if (f->state == FETCH_RUNNING)
		fetch_failed(f, FETCH_TIMEOUT, "aborted");
}

enum fetch_state fetch_state(const struct fetch *f)
{
	return f->state;
}

uint64_t fetch_bytes(const struct fetch *f)
{
	if (!f->stats.attempts)
		return 0;
	if (by_http(f))
		return f->bytes;
	return f->phase == FETCH_BACKOFF ? 0 : tftp_xfer_bytes(&f->get.x);
}

uint64_t fetch_size(const struct fetch *f)
{
	if (!f->stats.attempts)
		return 0;
	return by_http(f) ? f->size : f->get.x.grant.tsize;
}

void fetch_put_url(const struct fetch *f, struct str *out)
{
	pxe_url_text(out, &f->target, FETCH_PATH_SHOWN);
}

enum fetch_fail fetch_failure(const struct fetch *f)
{
	return f->fail;
}

int fetch_errno(const struct fetch *f)
{
	return f->error;
}

const char *fetch_why(const struct fetch *f)
{
	return f->why;
}

const char *fetch_transport(const struct fetch *f)
{
	return pxe_url_scheme(f->target.scheme);
}

const struct fetch_stats *fetch_stats(const struct fetch *f)
{
	return &f->stats;
}
