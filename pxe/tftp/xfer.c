/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/xfer.h"

#include "lib/clock.h"

#include <string.h>

enum {
	REQUESTS = 6,	    /* requests in all, see request_ms */
	PLAIN_FROM_TRY = 4, /* some servers drop a request with options without an ERROR */
	/* Longest wait between two ACKs on a short round trip. In lock-step it is longer than the
	 * second after which a server repeats its block (TIMEOUT_S in pxe/tftp/options.c): servers
	 * exist that wait anew at each packet. */
	RESEND_MAX_MS = 1000,
	RESEND_WINDOW_MS = 700,
	RESEND_LONGEST_MS = 8000, /* longest wait between two ACKs on any round trip */
	/* Before the first block the server reads the file. A slow disk looks like a loss. */
	OPENING_MIN_MS = 200,
	/* For a window the server reads and sends many blocks. An ACK that is repeated too early
	 * makes the server send all of them again. */
	WINDOW_MIN_MS = 20,
	PACE_KNOWN = 8, /* pauses inside a window that tell its pace */
	PACES = 4,	/* the pause between two blocks may grow so many times */
	/* Servers repeat a window after a second (TIMEOUT_S in pxe/tftp/options.c). */
	WINDOW_LONGEST_MS = 600,
	WINDOW_FITS_MS = 200,	/* time of a window that leaves room for other transfers */
	WINDOW_TELLS = 16,	/* blocks that tell how long the whole window takes */
	BLACKHOLE_MS = 2000,	/* wait for the first large block after the OACK */
	FRAGMENTS_FIRST = 8,	/* blocks that are quickly fetched again in smaller ones */
	FRAGMENTS_MIN_MS = 250, /* a loss, and no pause of the server */
	FRAGMENTS_TRIPS = 8,	/* the same in units of the longest usual round trip */
	STALLS_TELL = 3,	/* fewer stalls may be chance */
	STALLS_PART = 8,	/* one lost block of so many is too much */
	/* the same where the server was asked to repeat blocks soon */
	STALLS_SOON_TELL = 12,
	STALLS_SOON_PART = 3,
	UNREACHABLE_MAX = 3, /* ICMP errors in mid-transfer; more: the server's process is gone */
	GONE_MS = 100,	     /* wait between them */
	REPEAT_MIN_MS = 10,
	DALLY_MS = 2000,
	OTHER_MS = 4000, /* wait for the server when another address answers */
	FIRSTS_TELL = 2, /* repeats of the first packet; one may be chance */
	STRANGERS_ANSWERED = 64,
	REFUSAL_MAX_MS = 1000, /* longest time that a refusal is held */
	EAGER_MS = 400,	       /* wait between requests to a server that answered a moment ago */
	EAGER_FOR_MS = 24000,  /* as long as the waits of request_ms together */
	/* A silence that is a loss and not a pause of the server, who may be looking for the file. */
	LOST_MIN_MS = 250,
	LOST_OPENING_MS = 400,
	LOST_SPENT_MS = 500, /* half of the second that servers wait at least */
	LOST_TRIES = 2, /* repeated ACKs that say that no ACK was lost; 1 before the first block */
	LOST_REPEATS = 3,   /* in waits of a server that resends after utimeout: two resends */
	ENDED_MIN_MS = 700, /* what is under way may be late */
	ENDED_WAITS = 33,   /* tftpd-hpa resends after 31 waits for the last time */
	WAIT_MIN_MS = 10,   /* the least utimeout that tftpd-hpa accepts */
	WAIT_TRIPS = 4,	    /* utimeout in round trips; other files on the line make these longer */
	FRAGMENTS_SILENT_MS = 700, /* a silence after losses: longer than any wait for an ACK */
};

/* Waits between requests. RFC 1123 4.2.3.2 wants an exponential backoff and names no numbers. */
static const uint16_t request_ms[REQUESTS] = {1000, 1000, 2000, 4000, 8000, 8000};

const char *tftp_xfer_fail_str(enum tftp_fail f)
{
	switch (f) {
	case TFTP_FAIL_NAME: return "name cannot be asked for by TFTP";
	case TFTP_FAIL_SERVER: return "the server refused";
	case TFTP_FAIL_OPTIONS: return "the server does not get along with our options";
	case TFTP_FAIL_SILENT: return "no answer";
	case TFTP_FAIL_UNHEARD:
		return "the server repeats its first packet and hears no answer: a firewall may "
		       "drop "
		       "what goes to its port";
	case TFTP_FAIL_STALLED: return "the server stopped sending";
	case TFTP_FAIL_SLOW: return "less than 10 KiB in 30 s";
	case TFTP_FAIL_BLACKHOLE: return "large blocks do not arrive";
	case TFTP_FAIL_LOSSY: return "too much is lost on the way";
	case TFTP_FAIL_CROWDED: return "the line is too slow for so large a window";
	case TFTP_FAIL_LOST: return "a block was lost";
	case TFTP_FAIL_TARDY: return "lost blocks come late";
	case TFTP_FAIL_ENDED: return "the server has ended the transfer";
	case TFTP_FAIL_UNREACHABLE: return "nothing listens there";
	case TFTP_FAIL_TOO_BIG: return "file too big";
	case TFTP_FAIL_OVERRUN: return "the server sends far more than it announced";
	case TFTP_FAIL_ABORTED: return "aborted";
	default: return "failed";
	}
}

/* --- time ------------------------------------------------------------------------------------ */

/* No block has come yet, so another attempt with other options costs nothing. */
static bool is_opening(const struct tftp_xfer *x)
{
	return x->state == TFTP_REQUESTED || x->window.next == 1;
}

static bool in_fragments(const struct tftp_xfer *x)
{
	return x->whole && x->grant.blksize > x->whole && x->state == TFTP_RECEIVING;
}

/* ms after which the server repeats its block for the first time; 0 = unknown */
static uint64_t server_wait_ms(const struct tftp_xfer *x)
{
	return x->grant.utimeout ? x->asked.utimeout_us / 1000 : 0;
}

/* One lost fragment costs the whole block, and the time until the server repeats it. */
static bool fragments_get_lost(const struct tftp_xfer *x)
{
	uint64_t wait = server_wait_ms(x);
	bool soon = wait && wait < TFTP_FRAGMENTS_MS;
	unsigned tell = soon ? STALLS_SOON_TELL : STALLS_TELL;
	unsigned part = soon ? STALLS_SOON_PART : STALLS_PART;

	return in_fragments(x) && x->stalls >= tell &&
	       x->stalls * (uint64_t)part > x->window.next - 1;
}

/* A server that takes longer to answer than usual is not asked more often than it answers. */
static uint32_t request_wait_ms(const struct tftp_xfer *x)
{
	uint32_t ms = request_ms[x->tries < REQUESTS ? x->tries : REQUESTS - 1];
	uint64_t eager = 2 * x->known_ms > EAGER_MS ? 2 * x->known_ms : EAGER_MS;

	return x->eager ? (uint32_t)clock_min(eager, request_ms[REQUESTS - 1]) : ms;
}

static bool asked_long_enough(const struct tftp_xfer *x, uint64_t now)
{
	return x->eager ? now - x->first_sent_at >= EAGER_FOR_MS : x->tries >= REQUESTS;
}

/* The wait in ms for the answer to the packet that is sent now. */
static uint64_t resend_ms(struct tftp_xfer *x)
{
	uint64_t trip = tftp_rtt_patience(&x->rtt), most;

	if (x->state == TFTP_REQUESTED)
		return random_jitter(&x->rnd, request_wait_ms(x), 25);
	if (is_opening(x) && trip < OPENING_MIN_MS)
		trip = OPENING_MIN_MS;
	if (x->window.size > 1 && trip < WINDOW_MIN_MS)
		trip = WINDOW_MIN_MS;
	most = x->window.size > 1 ? RESEND_WINDOW_MS : RESEND_MAX_MS;
	if (most < 2 * trip)
		most = clock_min(2 * trip, RESEND_LONGEST_MS);
	trip = clock_min(trip << (x->tries < 10 ? x->tries : 10), most);
	return trip + random_below(&x->rnd, (uint32_t)trip / (trip == RESEND_MAX_MS ? 16 : 4));
}

/* The wait in ms for the next block of a window, of which some are here. */
static uint64_t burst_ms(struct tftp_xfer *x)
{
	uint64_t ms = PACES * x->pace16 / 16, most = resend_ms(x);

	if (x->window.size == 1 || x->paces < PACE_KNOWN)
		return most;
	if (ms < WINDOW_MIN_MS)
		ms = WINDOW_MIN_MS;
	return clock_min(ms + random_below(&x->rnd, (uint32_t)ms / 4), most);
}

/* The time at which a transfer without any news is given up. */
static uint64_t over_at(const struct tftp_xfer *x)
{
	uint64_t at = x->progress_at + TFTP_NO_PROGRESS_MS;

	if (x->state == TFTP_RECEIVING)
		at = clock_min(at, x->heard_at + TFTP_SILENCE_MS);
	if (x->state == TFTP_RECEIVING && x->firsts >= FIRSTS_TELL)
		at = clock_min(at, x->heard_at + TFTP_UNHEARD_MS);
	if (x->state == TFTP_REQUESTED && x->quiet_ms)
		at = clock_min(at, x->progress_at + x->quiet_ms);
	return at;
}

/* What the blocks before took says how long the next one may take. */
static uint64_t fragments_ms(const struct tftp_xfer *x)
{
	uint64_t ms = FRAGMENTS_TRIPS * tftp_rtt_timeout(&x->rtt);

	if (is_opening(x) || ms > TFTP_FRAGMENTS_MS)
		return TFTP_FRAGMENTS_MS;
	return ms < FRAGMENTS_MIN_MS ? FRAGMENTS_MIN_MS : ms;
}

/* The time at which large blocks are given up if none comes. The server sends a block twice that
 * takes longer than its timeout, and a slow line then carries nothing new. Later blocks may take
 * longer: a path that carried the first large blocks can carry large blocks. */
static uint64_t large_until(const struct tftp_xfer *x)
{
	if (in_fragments(x) && x->window.next <= FRAGMENTS_FIRST)
		return x->heard_at + fragments_ms(x) + x->oack_ms;
	if (in_fragments(x) && x->stalls >= STALLS_TELL)
		return x->heard_at + FRAGMENTS_SILENT_MS + 2 * x->oack_ms;
	if (x->state == TFTP_RECEIVING && !x->window.top && x->grant.blksize > TFTP_BLKSIZE_STD)
		return x->heard_at + BLACKHOLE_MS + 2 * x->oack_ms;
	return CLOCK_NEVER;
}

/* The time from which the server repeats nothing any more. One that repeats its first packet may not
 * hear us: TFTP_UNHEARD_MS. */
static uint64_t ended_at(const struct tftp_xfer *x)
{
	uint64_t wait = server_wait_ms(x), ms = ENDED_WAITS * wait;

	if (x->state != TFTP_RECEIVING || !wait || x->window.size > 1 || x->firsts)
		return CLOCK_NEVER;
	return x->heard_at + (ms < ENDED_MIN_MS ? ENDED_MIN_MS : ms) + x->oack_ms;
}

/* The time at which another request is likely to bring the lost block sooner than a wait. A server
 * that repeats its first packet is there, and its packets arrive. Servers
 * repeat a block after a second or two, and wait longer each time: a server that was silent for
 * some time is likely to be so for half of that time again. */
static uint64_t lost_at(const struct tftp_xfer *x)
{
	uint64_t ms = is_opening(x) ? LOST_OPENING_MS : LOST_MIN_MS;
	uint64_t spent = x->heard_at - x->begun_at;
	uint64_t repeats = LOST_REPEATS * server_wait_ms(x) + x->oack_ms;
	unsigned tries = is_opening(x) ? 1 : LOST_TRIES;

	if (!x->anew || x->state != TFTP_RECEIVING || x->window.size > 1 || x->firsts ||
	    x->tries < tries)
		return CLOCK_NEVER;
	if (spent > LOST_SPENT_MS)
		ms = 2 * spent;
	return x->heard_at + (ms < repeats ? repeats : ms);
}

static void arm_timer(struct tftp_xfer *x, uint64_t now, uint64_t ms)
{
	x->deadline = clock_min(clock_min(now + ms, over_at(x)),
				clock_min(large_until(x), clock_min(ended_at(x), lost_at(x))));
}

/* The wait in ms for reordered packets to fill a gap. Reordered packets come soon. A longer wait
 * leaves the line idle, above all once the last block of the window is here. */
static uint64_t grace_ms(struct tftp_xfer *x)
{
	uint64_t ms = tftp_window_spent(&x->window) ? 1 : 4;

	return ms + tftp_rtt_slack(&x->rtt) + random_below(&x->rnd, 3);
}

/* --- sending --------------------------------------------------------------------------------- */

static void queue_send(struct tftp_xfer *x, const struct wr *w, struct netaddr addr, uint16_t port)
{
	x->out_len = wr_len(w);
	x->out_addr = addr;
	x->out_port = port;
}

static void send_error(struct tftp_xfer *x, struct netaddr addr, uint16_t port, enum tftp_code code,
		       const char *text)
{
	struct wr w = wr_of(x->out, sizeof x->out);

	tftp_msg_error(&w, code, text);
	queue_send(x, &w, addr, port);
}

static void send_request(struct tftp_xfer *x, bool plain)
{
	struct wr w = wr_of(x->out, sizeof x->out);
	struct tftp_opts none = {0};

	tftp_msg_request(&w, view_of(x->name), plain ? &none : &x->asked);
	queue_send(x, &w, x->server, x->port);
}

static void send_ack(struct tftp_xfer *x, uint64_t now)
{
	struct wr w = wr_of(x->out, sizeof x->out);

	tftp_msg_ack(&w, tftp_window_ack(&x->window));
	queue_send(x, &w, x->server, x->tid);
	x->sent_at = now;
}

/* Send the ACK that opens the next window. The answer to this ACK gives the round trip. */
static void send_fresh_ack(struct tftp_xfer *x, uint64_t now)
{
	send_ack(x, now);
	x->first_sent_at = now;
	x->timing = true;
	arm_timer(x, now, resend_ms(x));
}

static void send_again(struct tftp_xfer *x, uint64_t now)
{
	if (x->state == TFTP_REQUESTED) {
		send_request(x, x->tries >= PLAIN_FROM_TRY && !x->eager);
		x->sent_at = now;
	} else {
		send_ack(x, now);
	}
	x->timing = false;
	x->stats.retransmits++;
}

/* A repeated block may mean that our ACK was lost. An ACK for each repeat would double the traffic
 * of a network that duplicates packets (Sorcerer's Apprentice Syndrome, RFC 1123 4.2.3.1), so a
 * repeat right behind an ACK gets none. */
static void answer_repeat(struct tftp_xfer *x, uint64_t now)
{
	uint64_t quiet = tftp_rtt_patience(&x->rtt);

	if (now - x->sent_at < (quiet > REPEAT_MIN_MS ? quiet : REPEAT_MIN_MS))
		return;
	send_ack(x, now);
	x->timing = false;
	x->stats.retransmits++;
}

/* ms that the server should wait before it repeats a block */
static uint64_t short_wait_ms(const struct tftp_xfer *x)
{
	uint64_t ms = WAIT_TRIPS * tftp_rtt_mean(&x->rtt);

	return ms < WAIT_MIN_MS ? WAIT_MIN_MS : ms;
}

static void fail_transfer(struct tftp_xfer *x, enum tftp_fail reason)
{
	x->state = TFTP_OVER;
	x->deadline = CLOCK_NEVER;
	x->reason = reason;
	x->wait_us = (uint32_t)short_wait_ms(x) * 1000;
	x->report = true;
	x->store = false;
}

/* The ERROR makes the server stop resending, and tells the server's log why. */
static void fail_with_error(struct tftp_xfer *x, enum tftp_fail reason, enum tftp_code code,
			    const char *text)
{
	if (x->tid)
		send_error(x, x->server, x->tid, code, text);
	fail_transfer(x, reason);
}

static void fail_and_tell(struct tftp_xfer *x, enum tftp_fail reason)
{
	enum tftp_code code = reason == TFTP_FAIL_TOO_BIG ? TFTP_CODE_FULL : TFTP_CODE_UNDEFINED;

	fail_with_error(x, reason, code, tftp_xfer_fail_str(reason));
}

/* Called before every new block is taken and at every tick. Two calls lie RESEND_LONGEST_MS apart at most.
 * Return: false = the transfer has failed with TFTP_FAIL_SLOW */
static bool keeps_pace(struct tftp_xfer *x, uint64_t now)
{
	uint64_t bytes = tftp_xfer_bytes(x);
	bool tiny = x->asked.blksize && x->asked.blksize < TFTP_BLKSIZE_STD;
	uint64_t block = tiny ? x->asked.blksize : TFTP_BLKSIZE_STD;

	if (x->state != TFTP_RECEIVING || now < x->floor_at)
		return true;
	if (bytes - x->floor_bytes < TFTP_FLOOR_BLOCKS * block) {
		fail_and_tell(x, TFTP_FAIL_SLOW);
		return false;
	}
	x->floor_at = now + TFTP_FLOOR_MS;
	x->floor_bytes = bytes;
	return true;
}

/* --- losses in lock-step --------------------------------------------------------------------- */

/* Called for each new block. Blocks of many fragments are worth no other wait. */
static bool shorter_wait_pays(const struct tftp_xfer *x, uint64_t now)
{
	bool many = in_fragments(x) && x->grant.blksize > TFTP_FEW_FRAGMENTS * x->whole;
	uint64_t done = x->window.next - 1, left, wait, want;

	if (!x->tardy || x->late < x->tardy || x->window.size > 1 || many)
		return false;
	wait = server_wait_ms(x);
	want = short_wait_ms(x);
	left = x->grant.tsize / x->grant.blksize;
	if (2 * want > wait || left <= done)
		return false;
	left = clock_min(left - done, UINT32_MAX);
	return x->late * (wait - want) * left / done > 2 * (now - x->begun_at);
}

/* --- receiving ------------------------------------------------------------------------------- */

/* A packet that comes after the server's own timeout may be a resend, and is no sample (Karn). */
static void measure_trip(struct tftp_xfer *x, uint64_t ms)
{
	uint64_t server_us =
		x->grant.utimeout ? x->asked.utimeout_us : x->asked.timeout_s * 1000000u;

	if (server_us && ms * 1100 >= server_us)
		tftp_rtt_back_off(&x->rtt, ms);
	else
		tftp_rtt_sample(&x->rtt, ms);
}

/* The first answer fixes the server's TID and the options in force. */
static void pin_peer(struct tftp_xfer *x, uint64_t now, uint16_t port,
		     const struct tftp_grant *grant)
{
	x->tid = port;
	x->grant = *grant;
	x->state = TFTP_RECEIVING;
	x->unreachable = 0;
	x->progress_at = x->heard_at = x->begun_at = now;
	x->floor_at = now + TFTP_FLOOR_MS;
	x->oack_ms = now - x->first_sent_at;
	x->answer_ms = x->tries ? 0 : x->oack_ms;
	x->held = 0;
	x->code = 0;
	x->text[0] = 0;
	x->bad_oack = 0;
	if (x->tries)
		tftp_rtt_back_off(&x->rtt, x->oack_ms);
	else
		measure_trip(x, x->oack_ms);
	x->tries = 0;
	x->stalls = 0;
	tftp_window_start(&x->window, grant->windowsize);
}

/* A block came @ms after the one before it, in a window. */
static void note_pace(struct tftp_xfer *x, uint64_t ms)
{
	x->pace16 -= x->pace16 / 16;
	if (x->pace16 < ms * 16)
		x->pace16 = ms * 16;
	x->paces++;
}

/* Take note of a new block. @first: it is the first one to come. @moved: it is the next in order */
static void note_progress(struct tftp_xfer *x, uint64_t now, bool first, bool moved)
{
	uint64_t silence = now - (x->timing ? x->sent_at : x->heard_at);

	if (x->tries)
		x->stalls++;
	if (server_wait_ms(x) && (now - x->first_sent_at) * 10 >= server_wait_ms(x) * 9)
		x->late++;
	/* The first block waits for the server's disk, so it is no sample. Pauses inside a window
	 * are samples, or a slow sender would look like a loss. */
	if (!first && (x->timing || (!x->tries && silence > tftp_rtt_timeout(&x->rtt) / 2)))
		measure_trip(x, silence);
	else if (!first && x->tries)
		tftp_rtt_back_off(&x->rtt, now - x->first_sent_at);
	if (!first && !x->timing)
		note_pace(x, now - x->heard_at);
	x->timing = false;
	x->tries = 0;
	x->unreachable = 0;
	x->firsts = 0;
	x->heard_at = now;
	if (moved)
		x->progress_at = now;
}

static void complete_transfer(struct tftp_xfer *x, uint64_t now)
{
	send_ack(x, now);
	x->state = TFTP_DALLYING;
	x->report = true;
	x->deadline = now + DALLY_MS;
}

/* Called for each new block, of number @block. The line is busy with the first window for so long
 * that the server would repeat it. */
static bool window_too_long(struct tftp_xfer *x, uint64_t now, uint64_t block)
{
	unsigned size = x->window.size, tells = size / 2 < WINDOW_TELLS ? size / 2 : WINDOW_TELLS;
	uint64_t ms;

	if (!x->window.top) {
		x->burst_at = now;
		x->burst_repeats = x->stats.retransmits;
	}
	if (x->window.base || x->stats.retransmits > x->burst_repeats || size < 4)
		return false;
	ms = (now - x->burst_at) * size / block;
	if (block < tells || ms <= WINDOW_LONGEST_MS)
		return false;
	x->fits = (uint32_t)(WINDOW_FITS_MS * (uint64_t)size * x->grant.blksize / ms);
	return true;
}

/* @block fills the reported gap, and blocks behind the gap are here: an ACK now keeps the server
 * from sending these blocks again. */
static bool gap_mended(struct tftp_xfer *x, uint64_t block)
{
	if (!x->mending || x->window.next <= block)
		return false;
	x->mending = false;
	return x->window.next > block + 1;
}

static void take_data(struct tftp_xfer *x, uint64_t now, uint64_t block, struct view data)
{
	bool final = data.n < x->grant.blksize, first = !x->window.top;
	uint64_t at = (block - 1) * x->grant.blksize;

	if (final && !tftp_window_final_ok(&x->window, block))
		return;
	if (at > x->max_bytes || data.n > x->max_bytes - at) {
		fail_and_tell(x, TFTP_FAIL_TOO_BIG);
		return;
	}
	if (x->grant.tsize && at + data.n > TFTP_OVERRUN(x->grant.tsize)) {
		fail_and_tell(x, TFTP_FAIL_OVERRUN);
		return;
	}
	if (!final && fragments_get_lost(x)) {
		fail_and_tell(x, TFTP_FAIL_LOSSY);
		return;
	}
	if (!final && shorter_wait_pays(x, now)) {
		fail_and_tell(x, TFTP_FAIL_TARDY);
		return;
	}
	if (window_too_long(x, now, block) && !final) {
		fail_and_tell(x, TFTP_FAIL_CROWDED);
		return;
	}
	if (!final && !keeps_pace(x, now))
		return;
	note_progress(x, now, first, tftp_window_take(&x->window, block, final));
	x->store = data.n > 0;
	x->store_at = at;
	x->store_data = data;
	if (final)
		x->total = at + data.n;
	if (tftp_window_complete(&x->window))
		complete_transfer(x, now);
	else if (tftp_window_due(&x->window) || gap_mended(x, block))
		send_fresh_ack(x, now);
	else
		arm_timer(x, now, tftp_window_gap(&x->window) ? grace_ms(x) : burst_ms(x));
}

static void on_repeat(struct tftp_xfer *x, uint64_t now, uint64_t block)
{
	x->stats.repeats++;
	x->firsts += x->window.top == 1;
	if (block <= x->window.base)
		answer_repeat(x, now);
}

static void on_data(struct tftp_xfer *x, uint64_t now, const struct tftp_msg *m)
{
	uint64_t block;

	if (m->data.n > x->grant.blksize)
		return;
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

/* Another answer to the request may come as late as the latest one before. The time is twice that
 * of this answer where none is known. */
static uint64_t refusal_until(const struct tftp_xfer *x, uint64_t now)
{
	uint64_t trip = now - x->sent_at, known = x->known_ms * 5 / 4;
	uint64_t more = x->known_ms ? known > trip ? known - trip : 0 : trip;

	if (more < x->refusal_ms)
		more = x->refusal_ms;
	return now + clock_min(more, REFUSAL_MAX_MS);
}

/* The request was refused. The first refusal is the one that is told; but one of options counts
 * more, as a request without options is the answer to it. */
static void refuse(struct tftp_xfer *x, uint64_t now, enum tftp_fail reason)
{
	if (!x->refusal_ms || x->state != TFTP_REQUESTED) {
		fail_transfer(x, reason);
		return;
	}
	if (!x->held)
		x->deadline = refusal_until(x, now);
	if (!x->tries && !x->answer_ms)
		x->answer_ms = now - x->first_sent_at;
	x->held = reason;
}

/* Return: false = the refusal that is held already is the one that counts */
static bool refusal_counts(const struct tftp_xfer *x, enum tftp_fail reason)
{
	return !x->held || (reason == TFTP_FAIL_OPTIONS && x->held != TFTP_FAIL_OPTIONS);
}

static void on_error(struct tftp_xfer *x, uint64_t now, const struct tftp_msg *m)
{
	/* Every request with options has tsize or blksize (pxe/tftp/options.c). */
	bool asked = x->asked.blksize || x->asked.tsize;
	bool about_options = m->code == TFTP_CODE_OPTIONS || m->code == TFTP_CODE_UNDEFINED ||
			     m->code == TFTP_CODE_ILLEGAL;
	/* RFC 2347 wants ERROR 8 from a server that refuses options. Some servers send 0 or 4. */
	enum tftp_fail reason =
		asked && about_options && is_opening(x) ? TFTP_FAIL_OPTIONS : TFTP_FAIL_SERVER;
	struct str s;

	if (!refusal_counts(x, reason))
		return;
	s = str_of(x->text, sizeof x->text);
	str_printable(&s, m->text, TFTP_TEXT_MAX);
	x->code = m->code;
	x->bad_oack = 0;
	refuse(x, now, reason);
}

static void on_first_reply(struct tftp_xfer *x, uint64_t now, uint16_t port,
			   const struct tftp_msg *m)
{
	static const struct tftp_grant plain = {.blksize = TFTP_BLKSIZE_STD, .windowsize = 1};

	switch (m->op) {
	case TFTP_OP_OACK:
		pin_peer(x, now, port, &m->grant);
		if (x->grant.tsize > x->max_bytes)
			fail_and_tell(x, TFTP_FAIL_TOO_BIG);
		else
			send_fresh_ack(x, now);
		break;
	case TFTP_OP_DATA: /* the server ignores options (RFC 2347) */
		if (m->block != 1 || m->data.n > plain.blksize)
			break;
		pin_peer(x, now, port, &plain);
		on_data(x, now, m);
		break;
	case TFTP_OP_ERROR: on_error(x, now, m); break;
	case TFTP_OP_RRQ:
	case TFTP_OP_WRQ:
	case TFTP_OP_ACK:
	default: break;
	}
}

static void on_bad_oack(struct tftp_xfer *x, uint64_t now, uint16_t port, int why)
{
	if (x->state != TFTP_REQUESTED || !refusal_counts(x, TFTP_FAIL_OPTIONS))
		return;
	x->code = TFTP_CODE_OPTIONS;
	x->bad_oack = why;
	send_error(x, x->server, port, TFTP_CODE_OPTIONS, tftp_msg_str(why));
	refuse(x, now, TFTP_FAIL_OPTIONS);
}

static void on_oack_again(struct tftp_xfer *x, uint64_t now)
{
	x->firsts++;
	answer_repeat(x, now);
}

static bool is_peer(const struct tftp_xfer *x, struct netaddr addr, uint16_t port)
{
	return netaddr_eq(&addr, &x->server) && (x->state == TFTP_REQUESTED || port == x->tid);
}

/* A server with several addresses may answer from another one than was asked. Nobody can tell that from a
 * forgery, so that it is named and not taken. */
static void note_other(struct tftp_xfer *x, struct netaddr addr, uint16_t op)
{
	if (x->state != TFTP_REQUESTED || netaddr_eq(&addr, &x->server) ||
	    (op != TFTP_OP_OACK && op != TFTP_OP_DATA))
		return;
	x->other = addr;
	if (!x->quiet_ms || x->quiet_ms > OTHER_MS)
		x->quiet_ms = OTHER_MS;
	x->deadline = clock_min(x->deadline, over_at(x));
}

/* An ERROR is never answered with an ERROR: two programs could do that for ever. */
static void on_stranger(struct tftp_xfer *x, struct netaddr addr, uint16_t port, struct rd packet)
{
	uint16_t op = rd_be16(&packet);

	if (op == TFTP_OP_ERROR || x->stats.strangers++ >= STRANGERS_ANSWERED)
		return;
	note_other(x, addr, op);
	send_error(x, addr, port, TFTP_CODE_UNKNOWN_TID, "unknown transfer ID");
}

void tftp_xfer_input(struct tftp_xfer *x, uint64_t now, struct netaddr addr, uint16_t port,
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
		on_bad_oack(x, now, port, bad);
	if (bad)
		return;
	x->stats.packets++;
	if (x->state == TFTP_REQUESTED)
		on_first_reply(x, now, port, &m);
	else if (m.op == TFTP_OP_DATA)
		on_data(x, now, &m);
	else if (m.op == TFTP_OP_OACK && !x->window.top)
		on_oack_again(x, now);
	else if (m.op == TFTP_OP_ERROR && x->state == TFTP_RECEIVING)
		on_error(x, now, &m);
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
		.max_bytes = conf->max_bytes,
		.rnd = {.state = conf->seed},
		.refusal_ms = conf->refusal_ms,
		.known_ms = conf->answer_ms,
		.quiet_ms = conf->quiet_ms,
		.anew = conf->anew,
		.eager = conf->eager,
		.tardy = conf->tardy,
		.progress_at = now,
		.first_sent_at = now,
		.sent_at = now,
	};
	tftp_window_start(&x->window, 1);
	if (!tftp_msg_name_ok(conf->name) || !text_copy(x->name, sizeof x->name, conf->name)) {
		fail_transfer(x, TFTP_FAIL_NAME);
		return;
	}
	send_request(x, false);
	arm_timer(x, now, resend_ms(x));
}

static void dally_no_more(struct tftp_xfer *x)
{
	x->state = TFTP_OVER;
	x->deadline = CLOCK_NEVER;
}

static void give_up(struct tftp_xfer *x)
{
	if (x->state == TFTP_REQUESTED)
		fail_transfer(x, x->unreachable ? TFTP_FAIL_UNREACHABLE : TFTP_FAIL_SILENT);
	else
		fail_and_tell(x, x->firsts >= FIRSTS_TELL ? TFTP_FAIL_UNHEARD : TFTP_FAIL_STALLED);
}

void tftp_xfer_tick(struct tftp_xfer *x, uint64_t now)
{
	bool gap, part;

	if (now < x->deadline || x->state == TFTP_IDLE || x->state == TFTP_OVER)
		return;
	if (x->state == TFTP_DALLYING) {
		dally_no_more(x);
		return;
	}
	if (x->held) {
		fail_transfer(x, x->held);
		return;
	}
	if (!keeps_pace(x, now))
		return;
	part = x->state == TFTP_RECEIVING && x->window.next - 1 > x->window.base;
	gap = x->state == TFTP_RECEIVING && tftp_window_gap(&x->window);
	x->mending |= gap;
	if (gap || part)
		x->stalls++;
	/* This ACK is the first for the blocks in front of the gap, and no repeat. */
	if (part) {
		send_fresh_ack(x, now);
		return;
	}
	if (now >= large_until(x)) {
		fail_and_tell(x, is_opening(x) ? TFTP_FAIL_BLACKHOLE : TFTP_FAIL_LOSSY);
		return;
	}
	if (now >= ended_at(x)) {
		fail_and_tell(x, TFTP_FAIL_ENDED);
		return;
	}
	if (now >= lost_at(x)) {
		fail_and_tell(x, TFTP_FAIL_LOST);
		return;
	}
	x->tries++;
	if (now >= over_at(x) || (x->state == TFTP_REQUESTED && asked_long_enough(x, now))) {
		give_up(x);
		return;
	}
	send_again(x, now);
	arm_timer(x, now, resend_ms(x));
}

void tftp_xfer_unreachable(struct tftp_xfer *x, uint64_t now, struct netaddr addr, uint16_t port)
{
	bool asking = x->state == TFTP_REQUESTED;
	uint64_t soon;

	if (!asking && x->state != TFTP_RECEIVING)
		return;
	if (!netaddr_eq(&addr, &x->server) || port != (asking ? x->port : x->tid) || x->held)
		return;
	if (++x->unreachable > UNREACHABLE_MAX && !asking) {
		fail_transfer(x, TFTP_FAIL_UNREACHABLE);
		return;
	}
	/* A server's process that is gone does not come back. Its host may start one that listens. */
	soon = asking ? 250u << (x->unreachable < 5 ? x->unreachable - 1 : 4) : GONE_MS;
	soon = random_jitter(&x->rnd, (uint32_t)soon, 25);
	x->deadline = clock_min(x->deadline, now + soon);
}

void tftp_xfer_abort(struct tftp_xfer *x, enum tftp_code code, const char *text)
{
	if (x->state == TFTP_REQUESTED)
		fail_transfer(x, TFTP_FAIL_ABORTED);
	else if (x->state == TFTP_RECEIVING)
		fail_with_error(x, TFTP_FAIL_ABORTED, code, text);
	else if (x->state == TFTP_DALLYING)
		dally_no_more(x);
}

enum tftp_action_kind tftp_xfer_next(struct tftp_xfer *x, struct tftp_action *ret)
{
	*ret = (struct tftp_action){.kind = TFTP_NOTHING};
	if (x->store) {
		x->store = false;
		ret->kind = TFTP_STORE;
		ret->offset = x->store_at;
		ret->data = x->store_data;
	} else if (x->out_len) {
		ret->kind = TFTP_SEND;
		ret->bytes = x->out;
		ret->len = x->out_len;
		ret->addr = x->out_addr;
		ret->port = x->out_port;
		x->out_len = 0;
	} else if (x->report) {
		x->report = false;
		ret->kind = x->reason ? TFTP_FAIL : TFTP_DONE;
		ret->total = x->total;
		ret->reason = x->reason;
	}
	return ret->kind;
}

uint64_t tftp_xfer_deadline(const struct tftp_xfer *x)
{
	return x->state == TFTP_IDLE ? CLOCK_NEVER : x->deadline;
}

uint64_t tftp_xfer_bytes(const struct tftp_xfer *x)
{
	if (x->state == TFTP_DALLYING || tftp_window_complete(&x->window))
		return x->total;
	return (x->window.next - 1) * x->grant.blksize;
}
