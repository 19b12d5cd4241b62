/* SPDX-License-Identifier: MIT */
#include "tests/talk/tftp_soup.h"

#include "lib/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS_MAX 16384

struct event {
	uint64_t at, order;
	bool to_client;
	size_t len;
	uint8_t *bytes;
};

/* A sender as RFC 7440 describes it; acked, sent and last count without roll-over. */
struct server {
	struct soup *s;
	struct random dice;
	struct event events[EVENTS_MAX];
	unsigned n_events;
	uint64_t order;
	bool running;
	unsigned blksize, window;
	uint64_t acked, first_unsent, last, wake, patience_ms;
	unsigned tries;
};

/* What is sent again is sent later each time. */
static void wait_for_answer(struct server *v, uint64_t now, bool again)
{
	unsigned tries = again ? v->tries + 1 : 0;

	v->tries = tries;
	v->wake = CLOCK_NEVER;
	if (v->s->hpa && tries > 5)
		v->running = false;
	else if (v->s->hpa)
		v->wake = now + (v->patience_ms << tries);
	else if (v->patience_ms)
		v->wake = now + v->patience_ms;
}

static bool lost(struct server *v, size_t len)
{
	unsigned parts =
		v->s->fragment ? (unsigned)((len + v->s->fragment - 1) / v->s->fragment) : 1;
	bool any = false;

	while (parts--)
		any |= random_below(&v->dice, 1000) < v->s->loss * 10 + v->s->loss_tenths;
	return any;
}

/* When the last packet of a datagram leaves a line with a queue that drops what it cannot hold;
 * CLOCK_NEVER if one of them was dropped: the others take their time on the line all the same. */
static uint64_t through_line(struct soup *s, uint64_t now, size_t len)
{
	enum { PART = 1480, HEADERS = 34 };
	bool whole = true;

	if (s->free_us < now * 1000)
		s->free_us = now * 1000;
	for (size_t at = 0; at < len; at += PART) {
		size_t bytes = (len - at < PART ? len - at : PART) + HEADERS;

		if ((s->free_us - now * 1000) * s->kbit / 8000 + bytes > s->queue)
			whole = false;
		else
			s->free_us += bytes * 8000 / s->kbit;
	}
	return whole ? (s->free_us + 999) / 1000 : CLOCK_NEVER;
}

static void post(struct server *v, uint64_t now, bool to_client, const uint8_t *bytes, size_t len)
{
	struct soup *s = v->s;
	unsigned copies = random_below(&v->dice, 100) < s->dup ? 2 : 1;

	if (s->kbit && to_client)
		now = through_line(s, now, len);
	if (now == CLOCK_NEVER || lost(v, len))
		return;
	while (copies--) {
		struct event *e = &v->events[v->n_events];

		if (v->n_events++ == EVENTS_MAX)
			abort();
		*e = (struct event){.at = now + (s->one_way && !to_client ? 0 : s->delay_ms) +
					  random_below(&v->dice, s->jitter_ms + 1),
				    .order = v->order++,
				    .to_client = to_client,
				    .len = len,
				    .bytes = malloc(len)};
		if (!e->bytes)
			abort();
		memcpy(e->bytes, bytes, len);
	}
}

static uint16_t wire_of(const struct soup *s, uint64_t block)
{
	if (s->wrap == TFTP_WRAP_TO_1 && block)
		return (uint16_t)((block - 1) % 65535 + 1);
	return (uint16_t)block;
}

static void send_window(struct server *v, uint64_t now)
{
	static uint8_t buf[TFTP_BLKSIZE_MAX + 4];
	struct soup *s = v->s;

	for (uint64_t b = v->acked + 1; b <= v->acked + v->window && b <= v->last; b++) {
		uint64_t at = (b - 1) * v->blksize;
		uint64_t n = s->size - at < v->blksize ? s->size - at : v->blksize;

		if (s->dies && b > s->silent_from)
			break;
		if (!s->burst || b <= v->acked + s->burst)
			post(v, now, true, buf, peer_data(buf, sizeof buf, wire_of(s, b), at, n));
		s->data_sent++;
		if (b >= v->first_unsent)
			v->first_unsent = b + 1;
	}
}

static void send_oack(struct server *v, const struct tftp_opts *asked, uint64_t now)
{
	char text[4][24];
	const char *pairs[9] = {"blksize", text[0], "windowsize", text[1], "tsize", text[2]};
	uint8_t buf[512];
	size_t len;

	v->blksize = v->s->blksize < asked->blksize ? v->s->blksize : asked->blksize;
	v->window = v->s->windowsize < asked->windowsize ? v->s->windowsize : asked->windowsize;
	snprintf(text[0], sizeof text[0], "%u", v->blksize);
	snprintf(text[1], sizeof text[1], "%u", v->window);
	snprintf(text[2], sizeof text[2], "%llu", (unsigned long long)v->s->size);
	if (v->s->hpa) {
		snprintf(text[3], sizeof text[3], "%u", asked->utimeout_us);
		pairs[2] = "utimeout";
		pairs[3] = text[3];
	}
	len = peer_oack(buf, sizeof buf, pairs);
	post(v, now, true, buf, len);
}

/* A second request finds the transfer running and is taken for a repeat of the first. */
static void on_request(struct server *v, const struct tftp_opts *asked, uint64_t now)
{
	if (v->running && v->first_unsent > 1)
		return;
	v->running = true;
	v->first_unsent = 1;
	v->blksize = 512;
	v->window = 1;
	v->patience_ms = v->s->server_wait_ms;
	if (v->s->hpa)
		v->patience_ms = asked->utimeout_us ? asked->utimeout_us / 1000 : 1000;
	if (v->s->blksize && asked->blksize)
		send_oack(v, asked, now);
	v->last = v->s->size / v->blksize + 1;
	if (!v->s->blksize || !asked->blksize)
		send_window(v, now);
	wait_for_answer(v, now, false);
}

static void on_ack(struct server *v, uint16_t wire, uint64_t now)
{
	uint64_t b = v->acked;

	while (b < v->first_unsent && wire_of(v->s, b) != wire)
		b++;
	if (!v->running || b >= v->first_unsent)
		return;
	/* In lock-step a repeated ACK is no reason to repeat DATA (RFC 1123 4.2.3.1). */
	if (b == v->acked && v->first_unsent > b + 1 && v->window == 1 && !v->s->apprentice)
		return;
	v->acked = b;
	if (b == v->last) {
		v->running = false;
		v->wake = CLOCK_NEVER;
		return;
	}
	send_window(v, now);
	wait_for_answer(v, now, false);
}

static void to_server(struct server *v, const struct tftp_opts *asked, const struct event *e)
{
	struct rd r = rd_of(e->bytes, e->len);
	uint16_t op = rd_be16(&r);

	if (op == TFTP_OP_RRQ)
		on_request(v, asked, e->at);
	else if (op == TFTP_OP_ACK)
		on_ack(v, rd_be16(&r), e->at);
	else if (op == TFTP_OP_ERROR)
		v->running = false;
}

static void collect(struct talk *t, struct server *v, unsigned *seen)
{
	for (; *seen < t->n_sent; ++*seen) {
		const struct sent *p = &t->sent[*seen % SENT_MAX];

		post(v, t->now, false, p->bytes, p->len);
		v->s->acks_sent++;
	}
}

static unsigned earliest(const struct server *v)
{
	unsigned best = 0;

	for (unsigned i = 1; i < v->n_events; i++)
		if (v->events[i].at < v->events[best].at ||
		    (v->events[i].at == v->events[best].at &&
		     v->events[i].order < v->events[best].order))
			best = i;
	return best;
}

static void deliver(struct talk *t, struct server *v)
{
	unsigned i = earliest(v);
	struct event e = v->events[i];

	v->events[i] = v->events[--v->n_events];
	t->now = e.at;
	/* who gave up has closed its port */
	if (!e.to_client && v->s->hpa && !v->running && v->first_unsent) {
		tftp_xfer_unreachable(&t->x, t->now, netaddr_ip4(SERVER_ADDR), TID);
		talk_drain(t);
	}
	if (e.to_client)
		talk_feed(t, SERVER_ADDR, TID, e.bytes, e.len);
	else
		to_server(v, &t->x.asked, &e);
	free(e.bytes);
}

/* One transfer and its server. */
struct side {
	struct talk *t;
	struct server v;
	unsigned collected;
};

static uint64_t next_of(struct side *side)
{
	uint64_t at;

	collect(side->t, &side->v, &side->collected);
	at = side->v.n_events ? side->v.events[earliest(&side->v)].at : CLOCK_NEVER;
	return clock_min(clock_min(at, side->v.wake), tftp_xfer_deadline(&side->t->x));
}

static void advance(struct side *side)
{
	struct talk *t = side->t;
	struct server *v = &side->v;
	uint64_t next = v->n_events ? v->events[earliest(v)].at : CLOCK_NEVER;
	uint64_t tick = tftp_xfer_deadline(&t->x);

	if (v->wake <= next && v->wake <= tick) {
		t->now = v->wake;
		wait_for_answer(v, t->now, true);
		if (v->running && v->first_unsent == 1)
			send_oack(v, &t->x.asked, t->now);
		else if (v->running)
			send_window(v, t->now);
	} else if (next <= tick) {
		deliver(t, v);
	} else {
		t->now = tick > t->now ? tick : t->now;
		tftp_xfer_tick(&t->x, t->now);
		talk_drain(t);
	}
}

static void open_side(struct side *side, struct talk *t, struct soup *s, uint64_t seed)
{
	side->t = t;
	side->v = (struct server){.s = s, .dice = {.state = seed}, .wake = CLOCK_NEVER};
	side->collected = 0;
}

static void close_side(struct side *side)
{
	while (side->v.n_events)
		free(side->v.events[--side->v.n_events].bytes);
}

void soup_run(struct talk *t, struct soup *s)
{
	static struct side side;
	uint64_t began = t->now;

	open_side(&side, t, s, s->seed);
	while (!t->done && !t->failed) {
		next_of(&side);
		advance(&side);
	}
	close_side(&side);
	s->took_ms = t->now - began;
}

bool soup_run_beside(struct talk *talks, struct soup *s, bool (*again)(struct talk *t))
{
	static struct side sides[SOUP_FILES];
	uint64_t began = talks[0].now;

	for (unsigned i = 0; i < SOUP_FILES; i++)
		open_side(&sides[i], &talks[i], s, s->seed + i);
	for (;;) {
		struct side *side = NULL;
		unsigned i;

		for (i = 0; i < SOUP_FILES; i++)
			if (!talks[i].done && (!side || next_of(&sides[i]) < next_of(side)))
				side = &sides[i];
		if (!side)
			break;
		next_of(side);
		advance(side);
		i = (unsigned)(side - sides);
		s->took_ms = side->t->now - began;
		if (!side->t->failed)
			continue;
		close_side(side);
		if (!again(side->t))
			return false;
		open_side(side, side->t, s, ++s->seed * 16 + i);
	}
	for (unsigned i = 0; i < SOUP_FILES; i++)
		close_side(&sides[i]);
	return true;
}
