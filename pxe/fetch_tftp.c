/* SPDX-License-Identifier: MIT
 * A download by TFTP: what to ask for, and what to do when an attempt comes to nothing. */
#include "pxe/fetch_steps.h"

#include "lib/log.h"

#include <errno.h>
#include <unistd.h>

enum {
	HEADERS = 32, /* IPv4, UDP and TFTP, with room for a tag */
	MTU_STD = 1500,
	WINDOW_STD = 16,
	/* More in flight than a default socket buffer takes would only be dropped. */
	WINDOW_BYTES = 128 * 1024,
	TIMEOUT_S = 1, /* a lock-step server resends a lost block no sooner */
	BROKEN_MAX = 3,
};

static void failed_tftp(struct fetch *f, enum fetch_fail fail)
{
	struct str s = fetch_begin_why(f);
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
	fetch_end_failed(f, fail);
}

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

void fetch_tftp_again(struct fetch *f, uint64_t now)
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
		fetch_failed_local(f, error);
}

void fetch_tftp_begin(struct fetch *f, uint64_t now)
{
	f->ask = options(f);
	fetch_tftp_again(f, now);
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
		fetch_tftp_again(f, now);
		break;
	case TFTP_FAIL_BLACKHOLE:
		f->ask.blksize = 0;
		fetch_tftp_again(f, now);
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
	f->phase = FETCH_OVER;
	/* An attempt that broke off may have written more than this one. */
	if (ftruncate(f->out, (off_t)(f->conf.base + f->get.x.total)) < 0)
		fetch_failed_local(f, -errno);
	else
		f->state = FETCH_DONE;
}
