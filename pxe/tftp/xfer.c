/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/xfer.h"

#include "lib/clock.h"
#include "pxe/tftp/signs.h"

#include <string.h>

enum {
	WAIT_MAX_MS = 8000,
	/* In a window the server has to read and send much, and what comes too early makes it send
	 * all of it again. */
	WINDOW_MIN_MS = 20,
	QUICK_TRIES = 6,   /* on the measured round trip */
	HELPED_TRIES = 24, /* of those where losses are known to be many */
	OPENING_TRIES = 2, /* of those, before the first block: a slow disk looks like a loss */
	QUICK_MAX_MS = 1000,
	PLAIN_FROM_TRY = 4,  /* some servers drop a request with options without a word */
	BLACKHOLE_TRIES = 2, /* slow ones */
	BLACKHOLE_LOSSY = 4, /* of those, where blocks of any size get lost */
	/* The server of a first block has to open a file, perhaps on a disk that sleeps. */
	FRAGMENTS_FIRST = 8, /* so few are soon fetched again */
	FRAGMENTS_FIRST_MS = 800,
	FRAGMENTS_LATER_MS = 3000,
	HASTY_TELL = 8,	     /* fewer repeats may have been doubled on the way */
	HASTY_PART = 2,	     /* per block: the server does not wait for an answer that it gets */
	HASTY_LOOK = 256,    /* what came may be fetched again */
	TOGETHER_MS = 1,     /* between two ACKs of which one is known to be right */
	UNREACHABLE_MAX = 3, /* in mid-transfer: the server's process is gone */
	REPEAT_MIN_MS = 10,
	DALLY_MS = 2000,
	STRANGERS_ANSWERED = 64,
};

/* RFC 1123 4.2.3.2 wants backoff and names no numbers. */
static const uint16_t slow_ms[] = {1000, 1000, 2000, 4000, 8000, 8000};
#define SLOW_TRIES (sizeof slow_ms / sizeof slow_ms[0])

/* --- time ------------------------------------------------------------------------------------ */

/* Nothing but words so far: neither side has committed to anything. */
static bool opening(const struct tftp_xfer *x)
{
	return x->state == TFTP_REQUESTED || x->window.next == 1;
}

static unsigned quick_tries(const struct tftp_xfer *x)
{
	if (!x->rtt.measured || x->state == TFTP_REQUESTED)
		return 0;
	if (x->lossy)
		return HELPED_TRIES;
	return opening(x) ? OPENING_TRIES : QUICK_TRIES;
}

static unsigned max_tries(const struct tftp_xfer *x)
{
	return quick_tries(x) + (unsigned)SLOW_TRIES;
}

static uint64_t patience(struct tftp_xfer *x)
{
	uint64_t trip = tftp_rtt_timeout(&x->rtt), ms;
	unsigned quick = quick_tries(x);

	if (x->lossy)
		trip = tftp_rtt_lossy_timeout(&x->rtt);
	else if (!x->tries)
		trip = tftp_rtt_patience(&x->rtt);
	if (x->window.size > 1 && trip < WINDOW_MIN_MS)
		trip = WINDOW_MIN_MS;
	trip += random_below(&x->rnd, (uint32_t)trip / 4);
	if (x->tries < quick)
		return clock_min(trip << (x->lossy && x->tries ? 1 : x->tries),
				 trip < QUICK_MAX_MS ? QUICK_MAX_MS : WAIT_MAX_MS);
	ms = x->tries - quick < SLOW_TRIES ? slow_ms[x->tries - quick] : WAIT_MAX_MS;
	ms = random_jitter(&x->rnd, ms, 25);
	return ms > trip ? ms : trip;
}

/* When a large block is overdue that is sent in fragments. */
static uint64_t fragments_until(const struct tftp_xfer *x)
{
	return x->heard_at +
	       (x->window.next <= FRAGMENTS_FIRST ? FRAGMENTS_FIRST_MS : FRAGMENTS_LATER_MS);
}

static void arm(struct tftp_xfer *x, uint64_t now, uint64_t ms)
{
	x->deadline = clock_min(now + ms, x->progress_at + TFTP_NO_PROGRESS_MS);
	if (tftp_xfer_in_fragments(x))
		x->deadline = clock_min(x->deadline, fragments_until(x));
}

/* A hole that reordering would fill is filled soon; longer waiting only idles the window, most of
 * all when its last block is here. */
static uint64_t grace(struct tftp_xfer *x)
{
	uint64_t ms = tftp_window_spent(&x->window) ? 1 : 4;

	return ms + tftp_rtt_slack(&x->rtt) + random_below(&x->rnd, 3);
}

/* --- sending --------------------------------------------------------------------------------- */

static void queue(struct tftp_xfer *x, const struct wr *w, uint32_t addr, uint16_t port)
{
	x->out_len = wr_len(w);
	x->out_addr = addr;
	x->out_port = port;
}

static void send_error(struct tftp_xfer *x, uint32_t addr, uint16_t port, enum tftp_code code,
		       const char *text)
{
	struct wr w = wr_of(x->out, sizeof x->out);

	tftp_msg_error(&w, code, text);
	queue(x, &w, addr, port);
}

static void send_request(struct tftp_xfer *x, bool plain)
{
	struct wr w = wr_of(x->out, sizeof x->out);
	struct tftp_opts none = {0};

	tftp_msg_request(&w, view_of(x->name), plain ? &none : &x->asked);
	queue(x, &w, x->server, x->port);
}

static void send_ack_of(struct tftp_xfer *x, uint64_t now, uint16_t wire)
{
	struct wr w = wr_of(x->out, sizeof x->out);

	tftp_msg_ack(&w, wire);
	queue(x, &w, x->peer, x->tid);
	x->sent_at = now;
}

static void send_ack(struct tftp_xfer *x, uint64_t now)
{
	send_ack_of(x, now, tftp_window_ack(&x->window));
}

/* Either our ACK was lost or the block that answers it, and a server takes no ACK but of the block
 * that it sent last. With blocks known from elsewhere all can be sent that may be the one. */
static bool can_probe(const struct tftp_xfer *x)
{
	return x->state == TFTP_RECEIVING && x->probe && x->probe <= x->held &&
	       x->probe <= x->probed + 1 && x->probe < x->window.next + TFTP_WINDOW_SKIP;
}

/* Those that are right if the one before them is follow it at once. Else the server may throw away
 * what comes right behind a wrong one (tftpd-hpa does). */
static void arm_probe(struct tftp_xfer *x, uint64_t now)
{
	arm(x, now, !can_probe(x) ? patience(x) : x->tries ? TOGETHER_MS : 0);
}

/* The ACK that opens the next window: its answer gives the round trip (Karn: only if sent once).
 * One that was sent on suspicion is not sent again before its time: the answer shows that it was
 * right. */
static void send_fresh_ack(struct tftp_xfer *x, uint64_t now)
{
	bool sent = x->guessing && x->probed >= x->window.next - 1;

	x->first_sent_at = now;
	if (sent) {
		tftp_window_ack(&x->window);
		x->probe = x->probed + 1;
	} else {
		send_ack(x, now);
		x->timing = true;
		x->probed = x->window.next - 1;
		x->probe = x->window.next;
		x->guessing = false;
	}
	if (!x->helped)
		x->probe = 0;
	arm_probe(x, now);
}

static void send_again(struct tftp_xfer *x, uint64_t now)
{
	if (x->state == TFTP_REQUESTED)
		send_request(x, x->tries >= PLAIN_FROM_TRY);
	else
		send_ack(x, now);
	if (x->state != TFTP_REQUESTED)
		x->timing = false;
	x->stats.retransmits++;
}

/* A repeat may mean that our ACK was lost. Answering each would double the traffic wherever the
 * network doubles packets (the Sorcerer's Apprentice), so those right behind an ACK are let go. */
static void answer_repeat(struct tftp_xfer *x, uint64_t now)
{
	uint64_t quiet = tftp_rtt_patience(&x->rtt) / 2;

	if (now - x->sent_at < (quiet > REPEAT_MIN_MS ? quiet : REPEAT_MIN_MS))
		return;
	send_ack(x, now);
	x->timing = false;
	x->stats.retransmits++;
}

static void fail(struct tftp_xfer *x, enum tftp_fail reason)
{
	x->state = TFTP_OVER;
	x->deadline = CLOCK_NEVER;
	x->reason = reason;
	x->report = true;
	x->store = false;
}

/* Tell the server as well: it stops resending, and its log says why. */
static void fail_saying(struct tftp_xfer *x, enum tftp_fail reason, enum tftp_code code,
			const char *text)
{
	if (x->tid)
		send_error(x, x->peer, x->tid, code, text);
	fail(x, reason);
}

static void fail_aloud(struct tftp_xfer *x, enum tftp_fail reason)
{
	enum tftp_code code = reason == TFTP_FAIL_TOO_BIG ? TFTP_CODE_FULL : TFTP_CODE_UNDEFINED;

	fail_saying(x, reason, code, tftp_fail_str(reason));
}

/* --- receiving ------------------------------------------------------------------------------- */

/* After the server's own patience it is not known to what its packet answers (Karn). */
static void measure(struct tftp_xfer *x, uint64_t ms)
{
	uint64_t server_us =
		x->grant.utimeout ? x->asked.utimeout_us : x->asked.timeout_s * 1000000u;

	if (server_us && ms * 1100 >= server_us)
		tftp_rtt_back_off(&x->rtt, ms);
	else
		tftp_rtt_sample(&x->rtt, ms);
}

static void pin(struct tftp_xfer *x, uint64_t now, uint32_t addr, uint16_t port,
		const struct tftp_grant *grant)
{
	x->peer = addr;
	x->tid = port;
	x->grant = *grant;
	x->state = TFTP_RECEIVING;
	x->unreachable = 0;
	x->progress_at = x->heard_at = now;
	x->oack_ms = now - x->first_sent_at;
	x->asked_twice = x->tries > 0;
	if (x->tries)
		tftp_rtt_back_off(&x->rtt, x->oack_ms);
	else
		measure(x, x->oack_ms);
	x->tries = 0;
	x->stalls = 0;
	tftp_window_start(&x->window, grant->windowsize);
}

static void progress(struct tftp_xfer *x, uint64_t now, bool moved)
{
	uint64_t silence = now - (x->timing ? x->sent_at : x->heard_at);

	if (x->tries)
		x->stalls++;
	/* Pauses inside a window count too, or a slow sender would look like a loss. */
	if (x->guessing)
		x->rtt.backoff_ms = 0; /* no telling which of many it answers */
	else if (x->timing || (!x->tries && silence > tftp_rtt_timeout(&x->rtt) / 2))
		measure(x, silence);
	else if (x->tries)
		tftp_rtt_back_off(&x->rtt, now - x->first_sent_at);
	x->timing = false;
	x->tries = 0;
	x->unreachable = 0;
	x->heard_at = now;
	if (moved)
		x->progress_at = now;
}

static void complete(struct tftp_xfer *x, uint64_t now)
{
	send_ack(x, now);
	x->state = TFTP_DALLYING;
	x->report = true;
	x->deadline = now + DALLY_MS;
}

/* The reported gap is filled and what came behind it is known: the server need not resend that. */
static bool mended(struct tftp_xfer *x, uint64_t block)
{
	if (!x->mending || x->window.next <= block)
		return false;
	x->mending = false;
	return x->window.next > block + 1;
}

static void take_data(struct tftp_xfer *x, uint64_t now, uint64_t block, struct view data)
{
	bool final = data.n < x->grant.blksize;
	uint64_t at = (block - 1) * x->grant.blksize;

	if (final && !tftp_window_final_ok(&x->window, block))
		return;
	if (at > x->max_bytes || data.n > x->max_bytes - at) {
		fail_aloud(x, TFTP_FAIL_TOO_BIG);
		return;
	}
	if (!final && tftp_signs_slow(x, now)) {
		fail_aloud(x, TFTP_FAIL_BLACKHOLE);
		return;
	}
	if (!final && tftp_signs_lossy(x)) {
		fail_aloud(x, TFTP_FAIL_LOSSY);
		return;
	}
	progress(x, now, tftp_window_take(&x->window, block, final));
	x->store = data.n > 0;
	x->store_at = at;
	x->store_data = data;
	if (final)
		x->total = at + data.n;
	if (tftp_window_complete(&x->window))
		complete(x, now);
	else if (tftp_window_due(&x->window) || mended(x, block))
		send_fresh_ack(x, now);
	else
		arm(x, now, tftp_window_gap(&x->window) ? grace(x) : patience(x));
}

/* A repeat that was on its way before our answer reached the server: the line is so slow, or so
 * busy, that the server's patience ends before a block has arrived. Each block is then sent twice
 * or more, which makes the line busier still. */
static void on_repeat(struct tftp_xfer *x, uint64_t now, uint64_t block)
{
	x->stats.repeats++;
	if (block > x->window.base)
		return;
	if (x->grant.utimeout && x->timing && now - x->sent_at < tftp_rtt_patience(&x->rtt))
		x->hasty++;
	if (x->hasty >= HASTY_TELL && x->hasty * (uint64_t)HASTY_PART >= block &&
	    block <= HASTY_LOOK)
		fail_aloud(x, TFTP_FAIL_HASTY);
	else
		answer_repeat(x, now);
}

static void on_data(struct tftp_xfer *x, uint64_t now, const struct tftp_msg *m)
{
	uint64_t block;

	if (m->data.n > x->grant.blksize)
		return;
	if (x->state == TFTP_RECEIVING)
		tftp_window_skip(&x->window, m->block, x->held);
	switch (tftp_window_place(&x->window, m->block, &block)) {
	case TFTP_PLACE_NEW:
		if (x->state == TFTP_RECEIVING)
			take_data(x, now, block, m->data);
		break;
	case TFTP_PLACE_REPEAT: on_repeat(x, now, block); break;
	case TFTP_PLACE_UNSURE:
		if (x->window.size == 1)
			answer_repeat(x, now);
		break;
	case TFTP_PLACE_ALIEN:
	default: break;
	}
}

static void on_error(struct tftp_xfer *x, const struct tftp_msg *m)
{
	struct str s = str_of(x->text, sizeof x->text);
	/* with anything else tsize is asked for as well (pxe/tftp/ask.c), or blksize */
	bool asked = x->asked.blksize || x->asked.tsize;
	bool about_options = m->code == TFTP_CODE_OPTIONS || m->code == TFTP_CODE_UNDEFINED ||
			     m->code == TFTP_CODE_ILLEGAL;

	str_printable(&s, m->text, TFTP_TEXT_MAX);
	x->code = m->code;
	/* Servers that choke on options do not agree on how to say so. */
	if (asked && about_options && opening(x))
		fail(x, TFTP_FAIL_OPTIONS);
	else
		fail(x, TFTP_FAIL_SERVER);
}

static void first_reply(struct tftp_xfer *x, uint64_t now, uint32_t addr, uint16_t port,
			const struct tftp_msg *m)
{
	static const struct tftp_grant plain = {.blksize = TFTP_BLKSIZE_STD, .windowsize = 1};

	switch (m->op) {
	case TFTP_OP_OACK:
		pin(x, now, addr, port, &m->grant);
		if (x->grant.tsize > x->max_bytes)
			fail_aloud(x, TFTP_FAIL_TOO_BIG);
		else
			send_fresh_ack(x, now);
		break;
	case TFTP_OP_DATA: /* a server that knows no options */
		if (m->block != 1 || m->data.n > plain.blksize)
			break;
		pin(x, now, addr, port, &plain);
		on_data(x, now, m);
		break;
	case TFTP_OP_ERROR: on_error(x, m); break;
	case TFTP_OP_RRQ:
	case TFTP_OP_WRQ:
	case TFTP_OP_ACK:
	default: break;
	}
}

static void bad_oack(struct tftp_xfer *x, uint32_t addr, uint16_t port, int why)
{
	if (x->state != TFTP_REQUESTED)
		return;
	x->code = TFTP_CODE_OPTIONS;
	x->peer = addr;
	x->tid = port;
	fail_saying(x, TFTP_FAIL_OPTIONS, TFTP_CODE_OPTIONS, tftp_msg_str(why));
}

static bool is_peer(const struct tftp_xfer *x, uint32_t addr, uint16_t port)
{
	if (x->state == TFTP_REQUESTED)
		return addr == x->server || x->any_address;
	return addr == x->peer && port == x->tid;
}

/* Never answer an ERROR with one: two programs could do that to each other for ever. */
static void on_stranger(struct tftp_xfer *x, uint32_t addr, uint16_t port, struct rd packet)
{
	if (rd_be16(&packet) == TFTP_OP_ERROR || x->stats.strangers++ >= STRANGERS_ANSWERED)
		return;
	send_error(x, addr, port, TFTP_CODE_UNKNOWN_TID, "unknown transfer ID");
}

void tftp_xfer_input(struct tftp_xfer *x, uint64_t now, uint32_t addr, uint16_t port,
		     struct rd packet)
{
	struct tftp_msg m;
	int bad;

	if (x->state == TFTP_IDLE || x->state == TFTP_OVER)
		return;
	if (!is_peer(x, addr, port)) {
		on_stranger(x, addr, port, packet);
		return;
	}
	bad = tftp_msg_decode(packet, &x->asked, &m);
	if (bad == TFTP_MSG_UNASKED || bad == TFTP_MSG_BAD_OPTION)
		bad_oack(x, addr, port, bad);
	if (bad)
		return;
	x->stats.packets++;
	if (x->state == TFTP_REQUESTED)
		first_reply(x, now, addr, port, &m);
	else if (m.op == TFTP_OP_DATA)
		on_data(x, now, &m);
	else if (m.op == TFTP_OP_OACK && !x->window.top)
		answer_repeat(x, now);
	else if (m.op == TFTP_OP_ERROR && x->state == TFTP_RECEIVING)
		on_error(x, &m);
}

/* --- the caller's side ----------------------------------------------------------------------- */

void tftp_xfer_start(struct tftp_xfer *x, const struct tftp_xfer_conf *conf, uint64_t now)
{
	*x = (struct tftp_xfer){
		.state = TFTP_REQUESTED,
		.grant = {.blksize = TFTP_BLKSIZE_STD, .windowsize = 1},
		.asked = conf->ask,
		.server = conf->server,
		.port = conf->port,
		.whole = conf->whole,
		.any_address = conf->any_address,
		.lossy = conf->lossy,
		.max_bytes = conf->max_bytes,
		.rnd = {.state = conf->seed},
		.progress_at = now,
		.first_sent_at = now,
		.sent_at = now,
	};
	tftp_window_start(&x->window, 1);
	if (!tftp_msg_name_ok(conf->name) || !text_copy(x->name, sizeof x->name, conf->name)) {
		fail(x, TFTP_FAIL_NAME);
		return;
	}
	send_request(x, false);
	arm(x, now, patience(x));
}

static void dally_no_more(struct tftp_xfer *x)
{
	x->state = TFTP_OVER;
	x->deadline = CLOCK_NEVER;
}

static void give_up(struct tftp_xfer *x)
{
	if (x->state == TFTP_REQUESTED)
		fail(x, x->unreachable ? TFTP_FAIL_UNREACHABLE : TFTP_FAIL_SILENT);
	else
		fail_aloud(x, TFTP_FAIL_STALLED);
}

static void probe(struct tftp_xfer *x, uint64_t now)
{
	send_ack_of(x, now, tftp_window_wire(&x->window, x->probe));
	if (x->probe > x->probed)
		x->probed = x->probe;
	x->probe++;
	x->guessing = true;
	x->stats.retransmits++;
	arm_probe(x, now);
	if (!can_probe(x))
		x->probe = 0;
}

void tftp_xfer_tick(struct tftp_xfer *x, uint64_t now)
{
	if (now < x->deadline || x->state == TFTP_IDLE || x->state == TFTP_OVER)
		return;
	if (x->state == TFTP_DALLYING) {
		dally_no_more(x);
		return;
	}
	if (x->state == TFTP_RECEIVING && tftp_window_gap(&x->window)) {
		x->mending = true;
		x->stalls++;
	}
	/* What came of the window is acknowledged for the first time: news, not a repeat. */
	if (x->state == TFTP_RECEIVING && x->window.next - 1 > x->window.base) {
		send_fresh_ack(x, now);
		return;
	}
	if (tftp_xfer_in_fragments(x) && now >= fragments_until(x)) {
		fail_aloud(x, opening(x) ? TFTP_FAIL_BLACKHOLE : TFTP_FAIL_LOSSY);
		return;
	}
	if (can_probe(x)) {
		probe(x, now);
		return;
	}
	if (++x->tries >= max_tries(x) || now - x->progress_at >= TFTP_NO_PROGRESS_MS) {
		give_up(x);
		return;
	}
	if (x->state == TFTP_RECEIVING && opening(x) && !x->window.top &&
	    x->grant.blksize > TFTP_BLKSIZE_STD &&
	    x->tries >= quick_tries(x) + (x->lossy ? BLACKHOLE_LOSSY : BLACKHOLE_TRIES)) {
		fail_aloud(x, TFTP_FAIL_BLACKHOLE);
		return;
	}
	send_again(x, now);
	x->probe = x->helped ? x->window.next : 0;
	x->probed = x->window.next - 1; /* what was sent beyond that is lost */
	arm_probe(x, now);
}

void tftp_xfer_unreachable(struct tftp_xfer *x, uint64_t now, uint32_t addr, uint16_t port)
{
	bool asking = x->state == TFTP_REQUESTED;
	uint64_t soon;

	if (!asking && x->state != TFTP_RECEIVING)
		return;
	if (addr != (asking ? x->server : x->peer) || port != (asking ? x->port : x->tid))
		return;
	if (++x->unreachable > UNREACHABLE_MAX && !asking) {
		fail(x, TFTP_FAIL_UNREACHABLE);
		return;
	}
	soon = random_jitter(&x->rnd, 250u << (x->unreachable < 5 ? x->unreachable - 1 : 4), 25);
	x->deadline = clock_min(x->deadline, now + soon);
}

void tftp_xfer_abort(struct tftp_xfer *x, enum tftp_code code, const char *text)
{
	if (x->state == TFTP_REQUESTED)
		fail(x, TFTP_FAIL_ABORTED);
	else if (x->state == TFTP_RECEIVING)
		fail_saying(x, TFTP_FAIL_ABORTED, code, text);
	else if (x->state == TFTP_DALLYING)
		dally_no_more(x);
}
