/* SPDX-License-Identifier: MIT */
#include "init/ring.h"

static char ring_at(const struct ring *r, uint64_t pos)
{
	return r->bytes[pos % RING_SIZE];
}

static void put_byte(struct ring *r, char c)
{
	r->bytes[r->head++ % RING_SIZE] = c;
}

static void make_room(struct ring *r, size_t n)
{
	while (RING_SIZE - (r->head - r->tail) < n) {
		while (ring_at(r, r->tail) != '\n')
			r->tail++;
		r->tail++;
		r->dropped++;
	}
}

void ring_put(struct ring *r, struct view line)
{
	size_t n = line.n < RING_SIZE - 1 ? line.n : RING_SIZE - 1;

	make_room(r, n + 1);
	for (size_t i = 0; i < n; i++)
		put_byte(r, line.p[i] == '\n' ? ' ' : line.p[i]);
	put_byte(r, '\n');
}

struct view ring_peek(const struct ring *r, struct ring_pos *pos, uint64_t *ret_lost,
		      bool *ret_torn)
{
	size_t from, left;

	*ret_lost = 0;
	*ret_torn = false;
	if (pos->at < r->tail) {
		*ret_lost = r->dropped - pos->line;
		*ret_torn = pos->torn;
		pos->at = r->tail;
		pos->line = r->dropped;
		pos->torn = false;
	}
	from = pos->at % RING_SIZE;
	left = (size_t)(r->head - pos->at);
	if (left > RING_SIZE - from)
		left = RING_SIZE - from;
	return (struct view){.p = r->bytes + from, .n = left};
}

void ring_take(const struct ring *r, struct ring_pos *pos, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool end = ring_at(r, pos->at++) == '\n';

		pos->torn = !end;
		pos->line += end;
	}
}

bool ring_empty(const struct ring *r, const struct ring_pos *pos)
{
	return pos->at == r->head;
}
