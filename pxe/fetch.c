/* SPDX-License-Identifier: MIT */
#include "pxe/fetch.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	HEADERS = 32, /* IPv4, UDP and TFTP, with room for a tag */
	MTU_STD = 1500,
	WINDOW_STD = 16,
	/* More in flight than a default socket buffer takes would only be dropped. */
	WINDOW_BYTES = 128 * 1024,
	TIMEOUT_S = 1, /* a lock-step server resends a lost block no sooner */
	BROKEN_MAX = 3,
	PAUSE_MS = 500,
	PAUSE_MAX_MS = 8000,
	PATH_SHOWN = 120,
};

static const char *const fail_text[] = {
	[FETCH_FINE] = "fine",
	[FETCH_NOT_FOUND] = "no such file",
	[FETCH_REFUSED] = "refused",
	[FETCH_TIMEOUT] = "no answer",
	[FETCH_TOO_BIG] = "too big",
	[FETCH_NO_SERVER] = "no server known",
	[FETCH_NO_TRANSPORT] = "transport not built in",
	[FETCH_NAME] = "bad name",
	[FETCH_LOCAL] = "local error",
};

/* --- the end --------------------------------------------------------------------------------- */

static struct str begin_why(struct fetch *f)
{
	struct str s = str_of(f->why, sizeof f->why);
	struct pxe_target *t = &f->target;

	if (!t->host[0] && f->server) {
		struct str host = str_of(t->host, sizeof t->host);

		str_ip4(&host, f->server);
	}
	pxe_url_text(&s, t, PATH_SHOWN);
	str_puts(&s, ": ");
	return s;
}

static void end_failed(struct fetch *f, enum fetch_fail fail)
{
	f->state = FETCH_FAILED;
	f->phase = FETCH_OVER;
	f->fail = fail;
}

static void failed(struct fetch *f, enum fetch_fail fail, const char *text)
{
	struct str s = begin_why(f);

	str_puts(&s, text ? text : fail_text[fail]);
	end_failed(f, fail);
}

static void failed_local(struct fetch *f, int error)
{
	struct str s = begin_why(f);

	str_fmt(&s, "%s", strerror(-error));
	f->error = error;
	end_failed(f, FETCH_LOCAL);
}

static void failed_dns(struct fetch *f)
{
	struct str s = begin_why(f);

	if (!f->dns.n_servers)
		str_fmt(&s, "%s: no name server known", f->target.host);
	else if (f->dns.reason)
		str_fmt(&s, "%s: %s", f->dns.host, dns_str(f->dns.reason));
	else
		str_fmt(&s, "%s: no name server answered", f->dns.host);
	end_failed(f, FETCH_NAME);
}

static void failed_tftp(struct fetch *f, enum fetch_fail fail)
{
	struct str s = begin_why(f);
	const struct tftp_xfer *x = &f->get.x;

	str_puts(&s, tftp_fail_str(f->get.reason));
	if (f->get.reason == TFTP_FAIL_SERVER || f->get.reason == TFTP_FAIL_OPTIONS)
		str_fmt(&s, ": \"%s\" (error %u)", x->text, x->code);
	if (f->get.reason == TFTP_FAIL_TOO_BIG && x->grant.tsize)
		str_fmt(&s, ": %llu bytes announced, at most %llu accepted",
			(unsigned long long)x->grant.tsize, (unsigned long long)f->max_bytes);
	else if (f->get.reason == TFTP_FAIL_TOO_BIG)
		str_fmt(&s, ": at most %llu bytes accepted", (unsigned long long)f->max_bytes);
	if (f->get.reason == TFTP_FAIL_STALLED || f->get.reason == TFTP_FAIL_UNREACHABLE)
		str_fmt(&s, " (%llu bytes received)", (unsigned long long)tftp_xfer_bytes(x));
	end_failed(f, fail);
}

/* --- one attempt ----------------------------------------------------------------------------- */

static struct tftp_opts options(const struct fetch *f)
{
	unsigned mtu = f->conf.mtu, blksize = f->conf.blksize, window = f->conf.windowsize;

	if (!mtu)
		mtu = tftp_get_mtu(f->conf.ifname, f->server);
	if (!mtu)
		mtu = MTU_STD;
	if (!blksize)
		blksize = mtu > HEADERS + TFTP_BLKSIZE_STD ? mtu - HEADERS : TFTP_BLKSIZE_STD;
	if (blksize < TFTP_BLKSIZE_MIN)
		blksize = TFTP_BLKSIZE_MIN;
	if (blksize > TFTP_BLKSIZE_MAX)
		blksize = TFTP_BLKSIZE_MAX;
	if (!window)
		window = WINDOW_BYTES / blksize < WINDOW_STD ? WINDOW_BYTES / blksize : WINDOW_STD;
	if (window > TFTP_WINDOW_MAX)
		window = TFTP_WINDOW_MAX;
	return (struct tftp_opts){
		.blksize = (uint16_t)(blksize == TFTP_BLKSIZE_STD ? 0 : blksize),
		.windowsize = (uint16_t)(window > 1 ? window : 0),
		.timeout_s = TIMEOUT_S,
		.tsize = true,
	};
}

static void begin_transfer(struct fetch *f, uint64_t now)
{
	struct tftp_xfer_conf conf = {
		.name = view_of(f->target.path),
		.server = f->server,
		.port = f->target.port,
		.ask = f->ask,
		.max_bytes = f->max_bytes,
		.seed = random_u64(&f->rnd),
	};
	int error = tftp_get_start(&f->get, f->conf.ifname, &conf, f->out, f->conf.base, now);

	f->phase = FETCH_TRANSFER;
	f->stats.attempts++;
	if (error)
		failed_local(f, error);
}

static void have_server(struct fetch *f, uint32_t server, uint64_t now)
{
	f->server = server;
	if (!server) {
		failed(f, FETCH_NO_SERVER, NULL);
		return;
	}
	f->ask = options(f);
	begin_transfer(f, now);
}

/* Decorrelated jitter: clients that failed together do not come back together. */
static void pause_then_retry(struct fetch *f, uint64_t now)
{
	uint64_t most = f->pause_ms * 3;

	f->pause_ms = PAUSE_MS + random_below(&f->rnd, (uint32_t)(most - PAUSE_MS + 1));
	if (f->pause_ms > PAUSE_MAX_MS)
		f->pause_ms = PAUSE_MAX_MS;
	f->resume_at = now + f->pause_ms;
	f->phase = FETCH_BACKOFF;
}

/* A transfer that broke off starts over, each time with less that could be in the network's way. */
static void broke_off(struct fetch *f, enum fetch_fail final, uint64_t now)
{
	if (++f->broken >= BROKEN_MAX) {
		failed_tftp(f, final);
		return;
	}
	if (f->broken >= 2)
		f->ask.windowsize = 0;
	pause_then_retry(f, now);
}

static void refused(struct fetch *f, uint64_t now)
{
	if (f->get.x.state == TFTP_OVER && f->get.x.window.next > 1)
		broke_off(f, FETCH_REFUSED, now);
	else
		failed_tftp(f,
			    f->get.x.code == TFTP_CODE_NOT_FOUND ? FETCH_NOT_FOUND : FETCH_REFUSED);
}

static void attempt_failed(struct fetch *f, uint64_t now)
{
	switch (f->get.reason) {
	case TFTP_FAIL_NAME: failed_tftp(f, FETCH_NAME); break;
	case TFTP_FAIL_SERVER: refused(f, now); break;
	case TFTP_FAIL_OPTIONS:
		if (f->plain) {
			failed_tftp(f, FETCH_REFUSED);
			break;
		}
		f->plain = true;
		f->ask = (struct tftp_opts){0};
		begin_transfer(f, now);
		break;
	case TFTP_FAIL_BLACKHOLE:
		f->ask.blksize = 0;
		begin_transfer(f, now);
		break;
	case TFTP_FAIL_STALLED: broke_off(f, FETCH_TIMEOUT, now); break;
	case TFTP_FAIL_UNREACHABLE:
		if (f->get.x.window.next > 1)
			broke_off(f, FETCH_TIMEOUT, now);
		else
			failed_tftp(f, FETCH_TIMEOUT);
		break;
	case TFTP_FAIL_TOO_BIG: failed_tftp(f, FETCH_TOO_BIG); break;
	case TFTP_FAIL_SILENT:
	case TFTP_FAIL_ABORTED:
	default: failed_tftp(f, FETCH_TIMEOUT); break;
	}
}

/* --- phases ---------------------------------------------------------------------------------- */

static void account(struct fetch *f)
{
	f->stats.packets += f->get.x.stats.packets;
	f->stats.retransmits += f->get.x.stats.retransmits;
	f->stats.blksize = f->get.x.grant.blksize;
	f->stats.windowsize = f->get.x.grant.windowsize;
}

/* Servers that convert or serve a file being written announce another size; the hash decides. */
static void compare_size(const struct fetch *f)
{
	const struct tftp_xfer *x = &f->get.x;
	char url[FETCH_WHY_MAX];
	struct str s = str_of(url, sizeof url);

	if (!x->grant.tsize || x->grant.tsize == x->total)
		return;
	pxe_url_text(&s, &f->target, PATH_SHOWN);
	log_warn("%s: %llu bytes announced, %llu sent, taken as sent", url,
		 (unsigned long long)x->grant.tsize, (unsigned long long)x->total);
}

static void step_transfer(struct fetch *f, uint64_t now)
{
	tftp_get_step(&f->get, now);
	if (f->get.state == TFTP_GET_RUNNING)
		return;
	account(f);
	if (f->get.state == TFTP_GET_FAILED) {
		tftp_get_stop(&f->get);
		if (f->get.error)
			failed_local(f, f->get.error);
		else
			attempt_failed(f, now);
		return;
	}
	compare_size(f);
	f->phase = FETCH_OVER;
	/* An attempt that broke off may have written more than this one. */
	if (ftruncate(f->out, (off_t)(f->conf.base + f->get.x.total)) < 0)
		failed_local(f, -errno);
	else
		f->state = FETCH_DONE;
}

static void step_resolve(struct fetch *f, uint64_t now)
{
	dns_lookup_step(&f->dns, now);
	if (f->dns.state == DNS_LOOKUP_RUNNING)
		return;
	if (f->dns.state == DNS_LOOKUP_DONE)
		have_server(f, f->dns.addr, now);
	else if (f->target.host_optional && f->conf.server)
		have_server(f, f->conf.server, now);
	else
		failed_dns(f);
}

static void find_server(struct fetch *f, uint64_t now)
{
	uint32_t addr;

	if (!f->target.host[0]) {
		have_server(f, f->conf.server, now);
	} else if (text_ip4(view_of(f->target.host), &addr)) {
		have_server(f, addr, now);
	} else if (view_ieq(view_of(f->target.host), view_of("localhost"))) {
		have_server(f, 0x7f000001, now);
	} else {
		dns_lookup_start(&f->dns, view_of(f->target.host), f->conf.domain, f->conf.dns,
				 f->conf.ifname, random_u64(&f->rnd), now);
		f->phase = FETCH_RESOLVE;
		step_resolve(f, now);
	}
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
		.stats = {.transport = "tftp", .blksize = TFTP_BLKSIZE_STD, .windowsize = 1},
	};
	f->target = *target;
	if (target->scheme == PXE_TFTP)
		find_server(f, now);
	else if (target->scheme == PXE_UNKNOWN_SCHEME)
		failed(f, FETCH_NO_TRANSPORT, "unknown scheme, this build fetches by TFTP only");
	else
		failed(f, FETCH_NO_TRANSPORT,
		       "not built in, HTTP comes with a later version; use TFTP");
	return f->fail == FETCH_LOCAL && !f->stats.packets ? f->error : 0;
}

void fetch_step(struct fetch *f, uint64_t now)
{
	switch (f->phase) {
	case FETCH_RESOLVE: step_resolve(f, now); break;
	case FETCH_TRANSFER: step_transfer(f, now); break;
	case FETCH_BACKOFF:
		if (now >= f->resume_at)
			begin_transfer(f, now);
		break;
	case FETCH_OVER:
	default: tftp_get_step(&f->get, now); break;
	}
}

unsigned fetch_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS])
{
	int fd = f->phase == FETCH_RESOLVE ? f->dns.fd : f->phase == FETCH_BACKOFF ? -1 : f->get.fd;

	ret[0] = (struct pollfd){.fd = fd, .events = POLLIN};
	return fd >= 0;
}

uint64_t fetch_deadline(const struct fetch *f)
{
	if (f->phase == FETCH_RESOLVE)
		return f->dns.deadline;
	if (f->phase == FETCH_BACKOFF)
		return f->resume_at;
	return f->get.fd < 0 ? CLOCK_NEVER : tftp_xfer_deadline(&f->get.x);
}

void fetch_abort(struct fetch *f)
{
	dns_lookup_stop(&f->dns);
	tftp_get_stop(&f->get);
	f->phase = FETCH_OVER;
	if (f->state == FETCH_RUNNING)
		failed(f, FETCH_TIMEOUT, "aborted");
}

enum fetch_state fetch_state(const struct fetch *f)
{
	return f->state;
}

uint64_t fetch_bytes(const struct fetch *f)
{
	return f->stats.attempts && f->phase != FETCH_BACKOFF ? tftp_xfer_bytes(&f->get.x) : 0;
}

uint64_t fetch_size(const struct fetch *f)
{
	return f->stats.attempts ? f->get.x.grant.tsize : 0;
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

const struct fetch_stats *fetch_stats(const struct fetch *f)
{
	return &f->stats;
}
