/* SPDX-License-Identifier: MIT */
#include "init/fallback.h"

#include "lib/clock.h"

#define COUNTDOWN_MS (FALLBACK_COUNTDOWN_S * 1000u)

void fallback_start(struct fallback *f, uint32_t seconds, uint64_t now)
{
	*f = (struct fallback){
		.seconds = seconds, .left_ms = (uint64_t)seconds * 1000, .seen_at = now};
}

static enum fallback_turn pause_countdown(struct fallback *f)
{
	bool ran = f->said_s;

	f->said_s = 0;
	return ran ? FALLBACK_PAUSED : FALLBACK_WAIT;
}

enum fallback_turn fallback_turn(struct fallback *f, bool used, uint64_t now)
{
	uint64_t passed = f->used || used ? 0 : now - f->seen_at;
	uint32_t seconds;

	if (!f->seconds)
		return FALLBACK_WAIT;
	f->used = used;
	f->seen_at = now;
	f->left_ms -= passed < f->left_ms ? passed : f->left_ms;
	if (used)
		return pause_countdown(f);
	if (!f->left_ms) {
		fallback_start(f, f->seconds, now);
		return FALLBACK_DISK;
	}
	seconds = (uint32_t)((f->left_ms + 999) / 1000);
	if (f->left_ms > COUNTDOWN_MS || seconds == f->said_s)
		return FALLBACK_WAIT;
	f->said_s = seconds;
	return FALLBACK_COUNT;
}

bool fallback_key(struct fallback *f)
{
	if (!f->said_s)
		return false;
	*f = (struct fallback){0};
	return true;
}

uint64_t fallback_deadline(const struct fallback *f)
{
	uint64_t wait;

	if (!f->seconds || f->used)
		return CLOCK_NEVER;
	wait = f->left_ms > COUNTDOWN_MS ? f->left_ms - COUNTDOWN_MS : (f->left_ms - 1) % 1000 + 1;
	return f->seen_at + wait;
}
