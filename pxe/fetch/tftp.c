/* SPDX-License-Identifier: MIT
 * A download by TFTP: the options of each attempt, and what follows when an attempt fails. */
#include "pxe/fetch/transport.h"

#include "lib/clock.h"
#include "lib/log.h"

enum {
	BROKEN_MAX = 3,
	LOST_MAX = 2, /* requests anew for a lost block; more may be bad luck each time */
	/* Silence of a server after which another is asked, if there is one. A server that answered a
	 * moment ago is behind a link that is down. */
	QUIET_MS = 4000,
	RACE_MS =
		250, /* after which an address of the other family is asked as well (RFC 8305 section 5) */
	PEERS = 4, /* servers whose failures are remembered */
};

/* Append what is wrong with the OACK, or the ERROR with the server's text, if it has one. */
static void put_said(struct str *s, const struct tftp_xfer *x)
{
	if (x->bad_oack)
		str_fmt(s, ": bad OACK, %s", tftp_msg_str(x->bad_oack));
	else if (x->text[0])
		str_fmt(s, ": \"%s\" (error %u)", x->text, x->code);
	else
		str_fmt(s, " (error %u)", x->code);
}

static enum fetch_end failed_tftp(struct fetch_job *j, enum fetch_fail fail)
{
	struct str s = fetch_job_why(j);
	const struct tftp_get *g = &j->tftp.get;
	const struct tftp_xfer *x = &g->x;

	str_puts(&s, tftp_xfer_fail_str(g->reason));
	if (g->reason == TFTP_FAIL_SERVER || g->reason == TFTP_FAIL_OPTIONS)
		put_said(&s, x);
	if (g->reason == TFTP_FAIL_TOO_BIG && x->grant.tsize > j->max_bytes)
		str_fmt(&s, ": %llu bytes announced, at most %llu accepted",
			(unsigned long long)x->grant.tsize, (unsigned long long)j->max_bytes);
	else if (g->reason == TFTP_FAIL_TOO_BIG)
		str_fmt(&s, ": at most %llu bytes accepted", (unsigned long long)j->max_bytes);
	if (g->reason == TFTP_FAIL_OVERRUN)
		str_fmt(&s, ": %llu bytes announced, ended after %llu",
			(unsigned long long)x->grant.tsize, (unsigned long long)tftp_xfer_bytes(x));
	if (g->reason == TFTP_FAIL_SILENT && netaddr_is_set(&x->other)) {
		str_puts(&s, ", but ");
		str_netaddr(&s, &x->other);
		str_puts(&s,
			 " answers in its place, which is not taken: the server must answer from "
			 "the address that is asked, or be named by the other");
	}
	if (g->reason == TFTP_FAIL_UNHEARD)
		str_fmt(&s, " %u, and let only port %u through", x->tid, x->port);
	if (g->reason == TFTP_FAIL_STALLED || g->reason == TFTP_FAIL_SLOW ||
	    g->reason == TFTP_FAIL_UNREACHABLE)
		str_fmt(&s, " (%llu bytes received)", (unsigned long long)tftp_xfer_bytes(x));
	return fetch_job_failed_why(j, fail);
}

/* What is known of @server: options that failed with one file are not tried with the next. */
static struct tftp_peer *peer_of(const struct netaddr *server)
{
	static struct tftp_peer peers[PEERS];
	static unsigned oldest;
	struct tftp_peer *p;

	for (p = peers; p < peers + PEERS; p++)
		if (netaddr_eq(&p->addr, server))
			return p;
	p = &peers[oldest++ % PEERS];
	*p = (struct tftp_peer){.addr = *server};
	return p;
}

/* Options that the path cannot carry fail with every file, so they are remembered at once. A
 * refusal of options may be about the file. The refusal is remembered once the file has come
 * without options. */
static void remember_peer(const struct fetch_job *j)
{
	struct tftp_peer *p = peer_of(&j->server);

	p->shun |= j->tftp.peer.shun;
	if (j->tftp.peer.fits)
		p->fits = j->tftp.peer.fits;
	if (j->tftp.peer.wait_us)
		p->wait_us = j->tftp.peer.wait_us;
}

static void remember_answer(const struct fetch_job *j)
{
	struct tftp_peer *p = peer_of(&j->server);
	uint64_t ms = clock_min(j->tftp.get.x.answer_ms, UINT16_MAX);

	if (ms > p->answer_ms)
		p->answer_ms = (uint16_t)ms;
}

/* Return: true = a request with fewer options may succeed at once */
static bool give_up_options(struct fetch_job *j, enum tftp_fail reason)
{
	bool again = tftp_options_give_up(&j->tftp.peer, reason, &j->tftp.get.x,
					  tftp_options_whole(&j->tftp.path));

	if (reason != TFTP_FAIL_OPTIONS)
		remember_peer(j);
	return again;
}

/* Send the request to @server. Return: 0 or negative errno */
static int ask_tftp(struct fetch_job *j, struct tftp_get *g, const struct netaddr *server,
		    const struct tftp_path *path, const struct tftp_peer *peer, uint64_t now)
{
	const struct fetch_conf *c = &j->conf;
	bool another = netaddr_is_set(&j->rival) ? j->beyond : j->elsewhere;
	struct tftp_xfer_conf conf = {
		.name = view_of(j->target.path),
		.server = *server,
		.port = j->target.port,
		.whole = tftp_options_whole(path),
		.ask = tftp_options_choose(peer, path, c->blksize, c->windowsize),
		.max_bytes = j->max_bytes,
		.seed = random_u64(&j->rnd),
		.refusal_ms = c->refusal_ms ? c->refusal_ms : FETCH_REFUSAL_MS,
		.quiet_ms = another && !j->tftp.eager ? QUIET_MS : 0,
		.answer_ms = peer_of(server)->answer_ms,
		.anew = j->tftp.lost < LOST_MAX,
		.eager = j->tftp.eager,
		.tardy = tftp_options_tardy(peer),
	};

	j->stats.attempts++;
	return tftp_get_start(g, c->ifname, &conf, j->out, c->base, now);
}

static enum fetch_end tftp_again(struct fetch_job *j, uint64_t now)
{
	struct fetch_tftp *t = &j->tftp;
	int error = ask_tftp(j, &t->get, &j->server, &t->path, &t->peer, now);

	j->bytes = 0;
	return error ? fetch_job_failed_local(j, error) : FETCH_END_NOT_YET;
}

static struct tftp_path path_to(const struct fetch_job *j, const struct netaddr *server)
{
	struct tftp_path path = tftp_get_path(j->conf.ifname, server);

	if (j->conf.mtu)
		path.mtu = j->conf.mtu;
	return path;
}

static enum fetch_end tftp_begin(struct fetch_job *j, uint64_t now)
{
	struct fetch_tftp *t = &j->tftp;

	t->peer = *peer_of(&j->server);
	t->lost = 0;
	t->eager = false;
	t->path = path_to(j, &j->server);
	tftp_get_stop(&t->rival);
	t->rival_at = netaddr_is_set(&j->rival) ? now + RACE_MS : CLOCK_NEVER;
	return tftp_again(j, now);
}

/* --- two addresses are asked ------------------------------------------------------------------ */

static void ask_rival(struct fetch_job *j, uint64_t now)
{
	struct fetch_tftp *t = &j->tftp;

	t->rival_at = CLOCK_NEVER;
	t->rival_peer = *peer_of(&j->rival);
	t->rival_path = path_to(j, &j->rival);
	j->raced = !ask_tftp(j, &t->rival, &j->rival, &t->rival_path, &t->rival_peer, now);
}

static void swap_rival(struct fetch_job *j)
{
	struct fetch_tftp *t = &j->tftp;
	struct netaddr server = j->server;
	struct tftp_get get = t->get;

	j->server = j->rival;
	j->rival = server;
	t->get = t->rival;
	t->rival = get;
	t->path = t->rival_path;
	t->peer = t->rival_peer;
}

/* No more than one of the two has sent anything: neither has stored a byte before this. */
static void drop_rival(struct fetch_job *j)
{
	tftp_get_stop(&j->tftp.rival);
	j->tftp.rival_at = CLOCK_NEVER;
	j->rival = (struct netaddr){0};
}

static bool tftp_heard(const struct tftp_get *g)
{
	return g->x.stats.packets > 0;
}

/* After a step of the first. One that has failed unheard leaves the stage to the other. */
static void race_tftp(struct fetch_job *j, uint64_t now)
{
	struct fetch_tftp *t = &j->tftp;
	bool over = t->get.state == TFTP_GET_FAILED;

	if (tftp_heard(&t->get)) {
		drop_rival(j);
		return;
	}
	if (now >= t->rival_at || (over && t->rival_at != CLOCK_NEVER && !t->get.error))
		ask_rival(j, now);
	if (t->rival.fd < 0)
		return;
	tftp_get_step(&t->rival, now);
	if (tftp_heard(&t->rival)) {
		swap_rival(j);
		drop_rival(j);
	} else if (over && t->rival.state == TFTP_GET_RUNNING) {
		swap_rival(j);
	}
}

/* A transfer that broke off starts over, each time with fewer options that may be the cause. */
static enum fetch_end tftp_broke_off(struct fetch_job *j, enum fetch_fail final)
{
	if (++j->broken >= BROKEN_MAX)
		return failed_tftp(j, final);
	j->tftp.peer.shun |= TFTP_SHUN_FRAGMENTS;
	if (j->broken >= 2)
		j->tftp.peer.shun |= TFTP_SHUN_WINDOW;
	return FETCH_END_PAUSE;
}

/* The file is begun anew: going on behind what is there could mix two files. */
static enum fetch_end tftp_begin_anew(struct fetch_job *j, const char *why)
{
	char url[FETCH_WHY_MAX];
	struct str s = str_of(url, sizeof url);

	pxe_url_text(&s, &j->target, FETCH_PATH_SHOWN);
	log_info("%s: %s after %llu bytes, beginning anew", url, why,
		 (unsigned long long)tftp_xfer_bytes(&j->tftp.get.x));
	j->tftp.eager = true;
	return FETCH_END_AGAIN;
}

/* The server's process is gone, as a rule after a break of the link. The second time in a row large
 * blocks may be the cause. */
static enum fetch_end tftp_ended(struct fetch_job *j)
{
	if (++j->broken >= BROKEN_MAX)
		return failed_tftp(j, FETCH_TIMEOUT);
	if (j->broken > 1)
		j->tftp.peer.shun |= TFTP_SHUN_FRAGMENTS;
	return tftp_begin_anew(j, tftp_xfer_fail_str(TFTP_FAIL_ENDED));
}

static enum fetch_end tftp_attempt_failed(struct fetch_job *j)
{
	const struct tftp_get *g = &j->tftp.get;
	bool begun = g->x.window.next > 1;

	if (g->error)
		return fetch_job_failed_local(j, g->error);
	j->tftp.eager = false;
	if (give_up_options(j, g->reason) && g->reason != TFTP_FAIL_ENDED &&
	    g->reason != TFTP_FAIL_UNREACHABLE)
		return FETCH_END_AGAIN;
	switch (g->reason) {
	case TFTP_FAIL_LOST:
		j->tftp.lost++;
		return tftp_begin_anew(j, tftp_xfer_fail_str(g->reason));
	case TFTP_FAIL_ENDED: return tftp_ended(j);
	case TFTP_FAIL_SERVER:
		if (begun)
			return tftp_broke_off(j, FETCH_REFUSED);
		return failed_tftp(j, g->x.code == TFTP_CODE_NOT_FOUND ? FETCH_NOT_FOUND
								       : FETCH_REFUSED);
	case TFTP_FAIL_SLOW: /* another server may have the file at once */
		return j->elsewhere ? failed_tftp(j, FETCH_TIMEOUT)
				    : tftp_broke_off(j, FETCH_TIMEOUT);
	case TFTP_FAIL_LOSSY:
	case TFTP_FAIL_STALLED: return tftp_broke_off(j, FETCH_TIMEOUT);
	case TFTP_FAIL_UNREACHABLE: return begun ? tftp_ended(j) : failed_tftp(j, FETCH_TIMEOUT);
	case TFTP_FAIL_NAME: return failed_tftp(j, FETCH_NAME);
	case TFTP_FAIL_OPTIONS:
	case TFTP_FAIL_OVERRUN: return failed_tftp(j, FETCH_REFUSED);
	case TFTP_FAIL_TOO_BIG: return failed_tftp(j, FETCH_TOO_BIG);
	case TFTP_FAIL_SILENT:
	case TFTP_FAIL_UNHEARD:
	case TFTP_FAIL_BLACKHOLE:
	case TFTP_FAIL_ABORTED:
	default: return failed_tftp(j, FETCH_TIMEOUT);
	}
}

/* A server that converts the file, or whose file is being written, sends another size than its
 * tsize. The bytes that came count; a hash, if given, decides. */
static void warn_of_size(const struct fetch_job *j)
{
	const struct tftp_xfer *x = &j->tftp.get.x;
	char url[FETCH_WHY_MAX];
	struct str s = str_of(url, sizeof url);

	if (!x->grant.tsize || x->grant.tsize == x->total)
		return;
	pxe_url_text(&s, &j->target, FETCH_PATH_SHOWN);
	log_warn("%s: %llu bytes announced, %llu sent, taken as sent", url,
		 (unsigned long long)x->grant.tsize, (unsigned long long)x->total);
}

static enum fetch_end tftp_step(struct fetch_job *j, uint64_t now)
{
	struct tftp_get *g = &j->tftp.get;

	tftp_get_step(g, now);
	if (netaddr_is_set(&j->rival))
		race_tftp(j, now);
	j->bytes = tftp_xfer_bytes(&g->x);
	j->size = g->x.grant.tsize;
	j->heard |= g->x.stats.packets > 0;
	if (g->state == TFTP_GET_RUNNING)
		return FETCH_END_NOT_YET;
	j->stats.packets += g->x.stats.packets;
	j->stats.retransmits += g->x.stats.retransmits;
	j->stats.blksize = g->x.grant.blksize;
	j->stats.windowsize = g->x.grant.windowsize;
	remember_answer(j);
	if (g->state == TFTP_GET_FAILED) {
		tftp_get_stop(g);
		return tftp_attempt_failed(j);
	}
	warn_of_size(j);
	remember_peer(j);
	return FETCH_END_WHOLE;
}

static unsigned tftp_pollfds(const struct fetch_job *j, struct pollfd ret[static FETCH_POLLFDS])
{
	if (j->tftp.get.fd < 0)
		return 0;
	ret[0] = (struct pollfd){.fd = j->tftp.get.fd, .events = POLLIN};
	if (j->tftp.rival.fd < 0)
		return 1;
	ret[1] = (struct pollfd){.fd = j->tftp.rival.fd, .events = POLLIN};
	return 2;
}

static uint64_t tftp_deadline(const struct fetch_job *j)
{
	const struct fetch_tftp *t = &j->tftp;
	uint64_t at = t->get.fd < 0 ? CLOCK_NEVER : tftp_xfer_deadline(&t->get.x);

	if (t->rival.fd >= 0)
		at = clock_min(at, tftp_xfer_deadline(&t->rival.x));
	return clock_min(at, t->rival_at);
}

static void tftp_linger(struct fetch_job *j, uint64_t now)
{
	tftp_get_step(&j->tftp.get, now);
}

static void tftp_stop(struct fetch_job *j)
{
	tftp_get_stop(&j->tftp.get);
	drop_rival(j);
}

const struct fetch_transport_ops fetch_tftp_ops = {
	.begin = tftp_begin,
	.again = tftp_again,
	.step = tftp_step,
	.pollfds = tftp_pollfds,
	.deadline = tftp_deadline,
	.linger = tftp_linger,
	.stop = tftp_stop,
};
