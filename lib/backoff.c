/* SPDX-License-Identifier: MIT */
#include "lib/backoff.h"

uint32_t backoff_next(struct backoff *b, struct random *r)
{
	uint64_t prev = b->prev_ms < b->base_ms ? b->base_ms : b->prev_ms;
	uint64_t top = 3 * prev < b->cap_ms ? 3 * prev : b->cap_ms;
	uint32_t span = top > b->base_ms ? (uint32_t)(top - b->base_ms) : 0;

	b->prev_ms = b->base_ms + random_below(r, span < UINT32_MAX ? span + 1 : span);
	return b->prev_ms;
}

void backoff_ran(struct backoff *b, uint64_t ms)
{
	if (ms >= b->good_ms)
		b->prev_ms = 0;
}
