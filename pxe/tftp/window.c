/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/window.h"

/* A roll-over from 65535 to 1 is believed after this many sightings. One sighting in lock-step may
 * be a packet delayed by a whole cycle. In a window the block 0 before it may have been lost. */
enum { SIGHTINGS_LOCKSTEP = 2, SIGHTINGS_WINDOW = 3 };

void tftp_window_start(struct tftp_window *w, unsigned size)
{
	*w = (struct tftp_window){.next = 1,
				  .size = size < 1		   ? 1
					  : size > TFTP_WINDOW_MAX ? TFTP_WINDOW_MAX
								   : size};
}

static uint64_t *word_of(struct tftp_window *w, uint64_t block)
{
	return &w->seen[block / 64 % (TFTP_WINDOW_MAX / 64)];
}

static bool block_seen(const struct tftp_window *w, uint64_t block)
{
	return w->seen[block / 64 % (TFTP_WINDOW_MAX / 64)] >> block % 64 & 1;
}

static uint64_t end_of(const struct tftp_window *w)
{
	uint64_t end = w->base + w->size;

	return w->last && w->last < end ? w->last : end;
}

static uint32_t wire_cycle(const struct tftp_window *w)
{
	return w->wrap == TFTP_WRAP_TO_1 ? 65535 : 65536;
}

static uint16_t wire_of(const struct tftp_window *w, uint64_t block)
{
	if (w->wrap == TFTP_WRAP_TO_1 && block)
		return (uint16_t)((block - 1) % 65535 + 1);
	return (uint16_t)block;
}

/* A small wire number is ambiguous while the window spans the first roll-over. */
static enum tftp_place first_wrap(struct tftp_window *w, uint16_t wire)
{
	unsigned enough = w->size == 1 ? SIGHTINGS_LOCKSTEP : SIGHTINGS_WINDOW;

	if (wire == 0) {
		w->wrap = TFTP_WRAP_TO_0;
		return TFTP_PLACE_NEW;
	}
	if (wire != 1 || w->next != 65536 || w->one_marked)
		return TFTP_PLACE_UNSURE;
	w->one_marked = true;
	if (++w->ones < enough)
		return TFTP_PLACE_UNSURE;
	w->wrap = TFTP_WRAP_TO_1;
	return TFTP_PLACE_NEW;
}

enum tftp_place tftp_window_place(struct tftp_window *w, uint16_t wire, uint64_t *ret_block)
{
	uint64_t block;
	uint32_t ahead;

	if (w->wrap == TFTP_WRAP_UNKNOWN && end_of(w) > 65535 && wire <= end_of(w) - 65535) {
		enum tftp_place p = first_wrap(w, wire);

		if (p != TFTP_PLACE_NEW)
			return p;
	}
	if (w->wrap == TFTP_WRAP_TO_1 && wire == 0)
		return TFTP_PLACE_ALIEN;
	ahead = (wire + wire_cycle(w) - wire_of(w, w->next)) % wire_cycle(w);
	block = w->next + ahead;
	if (block <= end_of(w)) {
		*ret_block = block;
		return block_seen(w, block) ? TFTP_PLACE_REPEAT : TFTP_PLACE_NEW;
	}
	ahead = wire_cycle(w) - ahead;
	if (ahead > 2 * w->size || ahead >= w->next)
		return TFTP_PLACE_ALIEN;
	*ret_block = w->next - ahead;
	return TFTP_PLACE_REPEAT;
}

bool tftp_window_final_ok(const struct tftp_window *w, uint64_t block)
{
	return !w->last && block > w->top;
}

bool tftp_window_take(struct tftp_window *w, uint64_t block, bool final)
{
	bool moved = block == w->next;

	if (final)
		w->last = block;
	if (block > w->top)
		w->top = block;
	*word_of(w, block) |= (uint64_t)1 << block % 64;
	for (; block_seen(w, w->next); w->next++)
		*word_of(w, w->next) &= ~((uint64_t)1 << w->next % 64);
	return moved;
}

bool tftp_window_due(const struct tftp_window *w)
{
	return w->next > end_of(w);
}

bool tftp_window_gap(const struct tftp_window *w)
{
	return w->top > w->next;
}

bool tftp_window_spent(const struct tftp_window *w)
{
	return w->top >= end_of(w);
}

bool tftp_window_complete(const struct tftp_window *w)
{
	return w->last && w->next > w->last;
}

uint16_t tftp_window_ack(struct tftp_window *w)
{
	w->base = w->next - 1;
	w->one_marked = false;
	return wire_of(w, w->base);
}
