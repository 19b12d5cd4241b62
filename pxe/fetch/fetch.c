/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/fetch.h"

#include "lib/clock.h"
#include "lib/log.h"
#include "pxe/fetch/probe.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	PAUSE_MS = 500,
	PAUSE_MAX_MS = 8000,
	WISH_PERCENT = 10, /* jitter on top of the pause that a server asks for */
	LONG_MS = 10000,   /* a longer pause is said */
	SILENT_MS = 4000,  /* silence of a server that is said, once */
};

/* --- how an attempt ended -------------------------------------------------------------------- */

static void resume_later(struct fetch *f, enum fetch_resume what, uint64_t at)
{
	f->phase = FETCH_BACKOFF;
	f->resume = what;
	f->resume_at = at;
}

/* The pause in ms before the next attempt. Decorrelated jitter spreads clients that failed at the
 * same time. */
static uint64_t next_pause_ms(struct fetch *f)
{
	struct random *rnd = &f->job.rnd;
	uint64_t wish = f->job.at_least_ms, most = f->pause_ms * 3;

	f->job.at_least_ms = 0;
	if (wish)
		return wish + random_below(rnd, (uint32_t)(wish * WISH_PERCENT / 100 + 1));
	f->pause_ms = PAUSE_MS + random_below(rnd, (uint32_t)(most - PAUSE_MS + 1));
	if (f->pause_ms > PAUSE_MAX_MS)
		f->pause_ms = PAUSE_MAX_MS;
	return f->pause_ms;
}

/* @pause in ms. The transport has left in job.why what the server said. */
static void pause_attempts(struct fetch *f, uint64_t pause, uint64_t now)
{
	if (pause > LONG_MS)
		log_info("%s, next try in %llu s", f->job.why, (unsigned long long)(pause / 1000));
	resume_later(f, FETCH_ASK_AGAIN, now + pause);
}

static void stop_transport(struct fetch *f)
{
	if (f->ops)
		f->ops->stop(&f->job);
}

static void end_failed(struct fetch *f)
{
	stop_transport(f);
	f->state = FETCH_FAILED;
	f->phase = FETCH_OVER;
}

/* Only a server that is silent, or whose host has no address, leads to the next one. The refusal of
 * a server that answers is final. */
static void try_elsewhere(struct fetch *f, uint64_t now)
{
	enum fetch_servers_move move = FETCH_SERVERS_NO_MORE;

	if (f->job.fail == FETCH_TIMEOUT || f->job.fail == FETCH_NAME)
		move = fetch_servers_next(&f->servers, &f->job);
	if (move == FETCH_SERVERS_NO_MORE) {
		end_failed(f);
		return;
	}
	f->job.fail = FETCH_FINE;
	f->job.broken = 0;
	resume_later(f, move == FETCH_SERVERS_HOST ? FETCH_FIND_HOST : FETCH_ASK_OTHER, now);
}

/* An earlier attempt that broke off may have written more bytes than the file has. */
static void end_whole(struct fetch *f)
{
	struct fetch_job *j = &f->job;

	f->phase = FETCH_OVER;
	if (ftruncate(j->out, (off_t)(j->conf.base + j->bytes)) < 0) {
		fetch_job_failed_local(j, -errno);
		end_failed(f);
		return;
	}
	f->state = FETCH_DONE;
	if (!f->ops->linger)
		stop_transport(f);
}

static void begin_to_wait(struct fetch *f, uint64_t now)
{
	f->phase = FETCH_TRANSFER;
	f->job.heard = false;
	f->silence_at = now + SILENT_MS;
}

static void say_silence(struct fetch *f, uint64_t now)
{
	char url[FETCH_WHY_MAX];
	struct str text = str_of(url, sizeof url);

	if (f->job.heard || f->job.conf.quiet)
		f->silence_at = CLOCK_NEVER;
	if (now < f->silence_at)
		return;
	f->silence_at = CLOCK_NEVER;
	fetch_put_url(f, &text);
	log_info("%s: no answer for %d s, still waiting", url, SILENT_MS / 1000);
}

static void on_attempt_end(struct fetch *f, enum fetch_end end, uint64_t now)
{
	switch (end) {
	case FETCH_END_NOT_YET:
		if (f->phase != FETCH_TRANSFER)
			begin_to_wait(f, now);
		say_silence(f, now);
		break;
	case FETCH_END_WHOLE: end_whole(f); break;
	case FETCH_END_AGAIN: resume_later(f, FETCH_ASK_AGAIN, now); break;
	case FETCH_END_PAUSE: pause_attempts(f, next_pause_ms(f), now); break;
	case FETCH_END_MOVED: resume_later(f, FETCH_FIND_HOST, now); break;
	case FETCH_END_FAILED:
	default: try_elsewhere(f, now); break;
	}
}

/* --- from the target to its server ----------------------------------------------------------- */

/* Begin with job.server; 0 = no server is known, which fails the fetch. */
static void ask_server(struct fetch *f, uint64_t now)
{
	struct fetch_job *j = &f->job;

	if (f->bare && netaddr_is_set(&j->server)) {
		struct str host = str_of(j->target.host, sizeof j->target.host);

		str_netaddr(&host, &j->server);
	}
	if (j->conf.ip6 && netaddr_to_ip4(&j->server) && !probe_way(&j->server, j->conf.ifname)) {
		on_attempt_end(f,
			       fetch_job_failed(j, FETCH_TIMEOUT,
						"an IPv4 server, and this machine has IPv6 alone; "
						"name it by its IPv6 address or by a name"),
			       now);
		return;
	}
	on_attempt_end(f,
		       netaddr_is_set(&j->server) ? f->ops->begin(j, now)
						  : fetch_job_failed(j, FETCH_NO_SERVER, NULL),
		       now);
}

/* The default server's name is one of several that the network names. */
static void take_addresses(struct fetch *f, const struct netaddr *addr, unsigned n, uint64_t now)
{
	fetch_servers_take(&f->servers, &f->job, addr, n,
			   f->job.conf.named ? f->job.conf.servers : NULL);
	ask_server(f, now);
}

static void take_found(struct fetch *f, uint64_t now)
{
	struct dns_addrs *found = &f->dns.found;

	fetch_servers_mix(found->addr, found->n, f->job.conf.ifname);
	take_addresses(f, found->addr, found->n, now);
}

static enum fetch_end failed_dns(struct fetch *f)
{
	struct str s = fetch_job_why(&f->job);

	str_fmt(&s, "%s: %s", f->dns.host, dns_lookup_why(&f->dns));
	return fetch_job_failed_why(&f->job, FETCH_NAME);
}

static void go_on_unnamed(struct fetch *f, uint64_t now)
{
	if (!fetch_servers_leave_name()) {
		failed_dns(f);
		log_warn("%s, going on with the other servers that DHCP names", f->job.why);
		f->job.fail = FETCH_FINE;
		fetch_servers_lose_name();
	}
	f->bare = true;
	take_addresses(f, NULL, 0, now);
}

static void step_resolve(struct fetch *f, uint64_t now)
{
	dns_lookup_step(&f->dns, now);
	if (f->dns.state == DNS_LOOKUP_RUNNING)
		return;
	if (f->dns.state == DNS_LOOKUP_DONE)
		take_found(f, now);
	else if (f->job.target.host_optional && netaddr_is_set(&f->job.conf.server))
		take_addresses(f, f->job.conf.servers, FETCH_SERVERS, now);
	else if (f->job.conf.named && fetch_servers_any(f->job.conf.servers))
		go_on_unnamed(f, now);
	else
		on_attempt_end(f, failed_dns(f), now);
}

static void find_address(struct fetch *f, struct view host, uint64_t now)
{
	const struct fetch_conf *c = &f->job.conf;
	static const struct netaddr local[] = {{{[10] = 0xff, 0xff, 127, 0, 0, 1}}, {{[15] = 1}}};
	struct netaddr addr;

	f->bare = !host.n;
	if (c->named && fetch_servers_leave_name()) {
		go_on_unnamed(f, now);
	} else if (!host.n) {
		take_addresses(f, c->servers, FETCH_SERVERS, now);
	} else if (view_ieq(host, view_of("localhost"))) {
		take_addresses(f, local, sizeof local / sizeof *local, now);
	} else if (netaddr_text(host, &addr) && netaddr_is_link_local(&addr) &&
		   (!c->ifname || !*c->ifname)) {
		on_attempt_end(f,
			       fetch_job_failed(&f->job, FETCH_NAME,
						"a link-local address needs its interface, as in "
						"[fe80::1%25eth0]"),
			       now);
	} else if (netaddr_text(host, &addr)) {
		take_addresses(f, &addr, 1, now);
	} else {
		dns_lookup_start(&f->dns, host, c->search, c->dns, c->ifname,
				 random_u64(&f->job.rnd), now);
		f->phase = FETCH_RESOLVE;
		step_resolve(f, now);
	}
}

static void find_host(struct fetch *f, uint64_t now)
{
	struct fetch_job *j = &f->job;
	struct view host = view_of(j->target.host);
	const struct fetch_transport_ops *ops = fetch_transport_of(j->target.scheme);

	if (!ops || !ops->resumes)
		stop_transport(f);
	f->ops = ops;
	j->conf.ifname = j->target.zone[0] ? j->target.zone : f->ifname;
	if (!f->ops)
		on_attempt_end(
			f,
			fetch_job_failed(j, FETCH_NO_TRANSPORT,
					 j->target.scheme == PXE_UNKNOWN_SCHEME
						 ? "unknown scheme"
						 : "not in this build of the loader; use TFTP"),
			now);
	else if (j->conf.request && j->target.scheme != PXE_HTTP && j->target.scheme != PXE_HTTPS)
		on_attempt_end(
			f,
			fetch_job_failed(j, FETCH_REFUSED,
					 "parameters of a request go by http and https alone"),
			now);
	else if (f->ops->host && !f->ops->host(j, &host))
		on_attempt_end(f, FETCH_END_FAILED, now);
	else
		find_address(f, host, now);
}

/* --- what callers use ------------------------------------------------------------------------ */

int fetch_start(struct fetch *f, const struct fetch_conf *conf, const struct pxe_target *target,
		int out, uint64_t max_bytes, uint64_t now)
{
	*f = (struct fetch){
		.phase = FETCH_OVER,
		.pause_ms = PAUSE_MS,
		.ifname = conf->ifname,
		.job = {.conf = *conf,
			.out = out,
			.max_bytes = max_bytes,
			.rnd = {.state = conf->seed},
			.tftp = {.get = {.fd = -1}, .rival = {.fd = -1}}},
	};
	f->job.target = *target;
	fetch_servers_first(&f->servers, &f->job);
	find_host(f, now);
	return f->job.fail == FETCH_LOCAL && !f->job.stats.packets ? f->job.error : 0;
}

void fetch_forgive(void)
{
	fetch_servers_forgive();
}

bool fetch_reconsider(void)
{
	return fetch_servers_reconsider();
}

static void step_resume(struct fetch *f, uint64_t now)
{
	switch (f->resume) {
	case FETCH_ASK_AGAIN: on_attempt_end(f, f->ops->again(&f->job, now), now); break;
	case FETCH_ASK_OTHER: ask_server(f, now); break;
	case FETCH_FIND_HOST:
	default: find_host(f, now); break;
	}
}

/* The file is whole, but the last ACK may be lost: the transport still answers the server. */
static bool fetch_lingers(const struct fetch *f)
{
	return f->phase == FETCH_OVER && f->state == FETCH_DONE && f->ops && f->ops->linger;
}

static void step_attempt(struct fetch *f, uint64_t now)
{
	enum fetch_end end = f->ops->step(&f->job, now);

	fetch_servers_settle(&f->servers, &f->job);
	on_attempt_end(f, end, now);
}

void fetch_step(struct fetch *f, uint64_t now)
{
	switch (f->phase) {
	case FETCH_RESOLVE: step_resolve(f, now); break;
	case FETCH_TRANSFER: step_attempt(f, now); break;
	case FETCH_BACKOFF:
		if (now >= f->resume_at)
			step_resume(f, now);
		break;
	case FETCH_OVER:
	default:
		if (fetch_lingers(f))
			f->ops->linger(&f->job, now);
		break;
	}
}

unsigned fetch_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS])
{
	if (f->phase == FETCH_TRANSFER || fetch_lingers(f))
		return f->ops->pollfds(&f->job, ret);
	return f->phase == FETCH_RESOLVE ? dns_lookup_pollfds(&f->dns, ret) : 0;
}

uint64_t fetch_deadline(const struct fetch *f)
{
	if (f->phase == FETCH_TRANSFER)
		return clock_min(f->ops->deadline(&f->job), f->silence_at);
	if (fetch_lingers(f))
		return f->ops->deadline(&f->job);
	if (f->phase == FETCH_RESOLVE)
		return f->dns.deadline;
	return f->phase == FETCH_BACKOFF ? f->resume_at : CLOCK_NEVER;
}

void fetch_abort(struct fetch *f)
{
	dns_lookup_stop(&f->dns);
	stop_transport(f);
	f->phase = FETCH_OVER;
	f->ops = NULL;
	if (f->state != FETCH_RUNNING)
		return;
	fetch_job_failed(&f->job, FETCH_TIMEOUT, "aborted");
	f->state = FETCH_FAILED;
}

enum fetch_state fetch_state(const struct fetch *f)
{
	return f->state;
}

uint64_t fetch_bytes(const struct fetch *f)
{
	return f->job.bytes;
}

struct netaddr fetch_server(const struct fetch *f)
{
	const struct fetch_job *j = &f->job;
	bool web = j->target.scheme == PXE_HTTP || j->target.scheme == PXE_HTTPS;

	return web && j->conf.proxy && j->conf.proxy[0] ? (struct netaddr){0} : j->server;
}

bool fetch_heard(const struct fetch *f)
{
	return f->job.heard;
}

uint64_t fetch_size(const struct fetch *f)
{
	return f->job.size;
}

void fetch_put_url(const struct fetch *f, struct str *out)
{
	pxe_url_text(out, &f->job.target, FETCH_PATH_SHOWN);
}

enum fetch_fail fetch_failure(const struct fetch *f)
{
	return f->job.fail;
}

int fetch_errno(const struct fetch *f)
{
	return f->job.error;
}

const char *fetch_why(const struct fetch *f)
{
	return f->job.why;
}

const char *fetch_transport(const struct fetch *f)
{
	return pxe_url_scheme(f->job.target.scheme);
}

const struct fetch_part *fetch_part(const struct fetch *f)
{
	return &f->job.part;
}

const struct fetch_stats *fetch_stats(const struct fetch *f)
{
	return &f->job.stats;
}
