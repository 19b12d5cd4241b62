/* SPDX-License-Identifier: MIT
 * A download by TFTP: what to ask for, and what to do when an attempt comes to nothing. */
#include "pxe/fetch/internal.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <errno.h>
#include <unistd.h>

enum {
	BROKEN_MAX = 3,
	PEERS = 4, /* servers of which failures are remembered */
};

static void failed_tftp(struct fetch *f, enum fetch_fail fail)
{
	struct str s = fetch_begin_why(f);
	const struct tftp_xfer *x = &f->get.x;

	str_puts(&s, tftp_xfer_fail_str(f->get.reason));
	if (f->get.reason == TFTP_FAIL_SERVER || f->get.reason == TFTP_FAIL_OPTIONS)
		str_fmt(&s, ": \"%s\" (error %u)", x->text, x->code);
	if (f->get.reason == TFTP_FAIL_TOO_BIG && x->grant.tsize)
		str_fmt(&s, ": %llu bytes announced, at most %llu accepted",
			(unsigned long long)x->grant.tsize, (unsigned long long)f->max_bytes);
	else if (f->get.reason == TFTP_FAIL_TOO_BIG)
		str_fmt(&s, ": at most %llu bytes accepted", (unsigned long long)f->max_bytes);
	if (f->get.reason == TFTP_FAIL_STALLED || f->get.reason == TFTP_FAIL_UNREACHABLE)
		str_fmt(&s, " (%llu bytes received)", (unsigned long long)tftp_xfer_bytes(x));
	fetch_end_failed(f, fail);
}

/* What failed once is not tried again with every file of a boot. */
static struct tftp_peer *known_of(uint32_t server)
{
	static struct tftp_peer peers[PEERS];
	static unsigned oldest;
	struct tftp_peer *p;

	for (p = peers; p < peers + PEERS; p++)
		if (p->addr == server)
			return p;
	p = &peers[oldest++ % PEERS];
	*p = (struct tftp_peer){.addr = server};
	return p;
}

/* What the way to the server cannot carry holds for all files at once; a refusal may be about this
 * file, until it turns out that it can be had with fewer options. */
static void remember(const struct fetch *f)
{
	struct tftp_peer *known = known_of(f->server);

	known->shun |= f->peer.shun;
}

static bool learn(struct fetch *f, enum tftp_fail reason)
{
	bool again = tftp_options_give_up(&f->peer, reason, f->get.x.grant.blksize,
					  tftp_options_whole(&f->path));

	if (reason != TFTP_FAIL_OPTIONS)
		remember(f);
	return again;
}

static struct tftp_xfer_conf conf_of(struct fetch *f)
{
	return (struct tftp_xfer_conf){
		.name = view_of(f->target.path),
		.server = f->server,
		.port = f->target.port,
		.whole = tftp_options_whole(&f->path),
		.ask = tftp_options_choose(&f->peer, &f->path, f->conf.blksize, f->conf.windowsize),
		.max_bytes = f->max_bytes,
		.seed = random_u64(&f->rnd),
	};
}

void fetch_tftp_again(struct fetch *f, uint64_t now)
{
	struct tftp_xfer_conf conf = conf_of(f);
	int error = tftp_get_start(&f->get, f->conf.ifname, &conf, f->out, f->conf.base, now);

	f->phase = FETCH_TRANSFER;
	f->stats.attempts++;
	if (error)
		fetch_failed_local(f, error);
}

static void account(struct fetch *f)
{
	f->stats.packets += f->get.x.stats.packets;
	f->stats.retransmits += f->get.x.stats.retransmits;
	f->stats.blksize = f->get.x.grant.blksize;
	f->stats.windowsize = f->get.x.grant.windowsize;
}

uint64_t fetch_tftp_deadline(const struct fetch *f)
{
	return f->get.fd < 0 ? CLOCK_NEVER : tftp_xfer_deadline(&f->get.x);
}

void fetch_tftp_begin(struct fetch *f, uint64_t now)
{
	f->peer = *known_of(f->server);
	f->path = tftp_get_path(f->conf.ifname, f->server);
	if (f->conf.mtu)
		f->path.mtu = f->conf.mtu;
	fetch_tftp_again(f, now);
}

/* A transfer that broke off starts over, each time with less that could be in the network's way. */
static void broke_off(struct fetch *f, enum fetch_fail final, uint64_t now)
{
	if (++f->broken >= BROKEN_MAX) {
		failed_tftp(f, final);
		return;
	}
	f->peer.shun |= TFTP_SHUN_FRAGMENTS;
	if (f->broken >= 2)
		f->peer.shun |= TFTP_SHUN_WINDOW;
	fetch_pause(f, now);
}

static void refused(struct fetch *f, uint64_t now)
{
	if (f->get.x.state == TFTP_OVER && f->get.x.window.next > 1)
		broke_off(f, FETCH_REFUSED, now);
	else
		failed_tftp(f,
			    f->get.x.code == TFTP_CODE_NOT_FOUND ? FETCH_NOT_FOUND : FETCH_REFUSED);
}

static enum fetch_fail final_of(enum tftp_fail reason)
{
	return reason == TFTP_FAIL_NAME	     ? FETCH_NAME
	       : reason == TFTP_FAIL_OPTIONS ? FETCH_REFUSED
	       : reason == TFTP_FAIL_TOO_BIG ? FETCH_TOO_BIG
					     : FETCH_TIMEOUT;
}

static void attempt_failed(struct fetch *f, uint64_t now)
{
	enum tftp_fail reason = f->get.reason;

	if (learn(f, reason))
		fetch_tftp_again(f, now);
	else if (reason == TFTP_FAIL_SERVER)
		refused(f, now);
	else if (reason == TFTP_FAIL_LOSSY || reason == TFTP_FAIL_STALLED ||
		 (reason == TFTP_FAIL_UNREACHABLE && f->get.x.window.next > 1))
		broke_off(f, FETCH_TIMEOUT, now);
	else
		failed_tftp(f, final_of(reason));
}

/* Servers that convert or serve a file being written announce another size; the hash decides. */
static void compare_size(const struct fetch *f)
{
	const struct tftp_xfer *x = &f->get.x;
	char url[FETCH_WHY_MAX];
	struct str s = str_of(url, sizeof url);

	if (!x->grant.tsize || x->grant.tsize == x->total)
		return;
	pxe_url_text(&s, &f->target, FETCH_PATH_SHOWN);
	log_warn("%s: %llu bytes announced, %llu sent, taken as sent", url,
		 (unsigned long long)x->grant.tsize, (unsigned long long)x->total);
}

void fetch_tftp_step(struct fetch *f, uint64_t now)
{
	tftp_get_step(&f->get, now);
	if (f->get.state == TFTP_GET_RUNNING)
		return;
	account(f);
	if (f->get.state == TFTP_GET_FAILED) {
		tftp_get_stop(&f->get);
		if (f->get.error)
			fetch_failed_local(f, f->get.error);
		else
			attempt_failed(f, now);
		return;
	}
	compare_size(f);
	learn(f, 0);
	f->phase = FETCH_OVER;
	/* An attempt that broke off may have written more than this one. */
	if (ftruncate(f->out, (off_t)(f->conf.base + f->get.x.total)) < 0)
		fetch_failed_local(f, -errno);
	else
		f->state = FETCH_DONE;
}
