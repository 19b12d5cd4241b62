/* SPDX-License-Identifier: MIT
 * init/ring.h - the last 64 KiB of log lines, read by several consoles at their own pace.
 * Layer: pure.
 *
 * Whoever writes is never held up: the oldest lines make room. A reader that was too slow finds out
 * how many lines it missed and goes on with the oldest whole line that is left.
 */
#ifndef INIT_RING_H
#define INIT_RING_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define RING_SIZE 65536

/** struct ring - all zero is an empty ring. Positions count bytes ever written, and never wrap. */
struct ring {
	uint64_t tail, head;   /* the bytes kept; tail is the start of a line */
	uint64_t dropped;      /* lines that made room */
	char bytes[RING_SIZE]; /* position modulo RING_SIZE */
};

/** struct ring_pos - one reader; all zero reads from the first line ever written */
struct ring_pos {
	uint64_t at;   /* next byte to read */
	uint64_t line; /* lines read to their end, or missed */
	bool torn;     /* in the middle of a line */
};

/** ring_put() - append @line and a newline; bytes above RING_SIZE - 1 of it are cut off. Newlines
 *  within @line become blanks, so that one call is one line. */
void ring_put(struct ring *r, struct view line);

/**
 * ring_peek() - the next bytes to read, as far as they lie in one piece; empty when all was read
 * @pos:      moved ahead when lines it had not read are gone
 * @ret_lost: lines missed since the last call
 * @ret_torn: the reader had read the beginning of the first missed line and never gets its end
 */
struct view ring_peek(const struct ring *r, struct ring_pos *pos, uint64_t *ret_lost,
		      bool *ret_torn);

/** ring_take() - @n of the bytes that ring_peek() just gave were used */
void ring_take(const struct ring *r, struct ring_pos *pos, size_t n);

/** ring_empty() - @pos has read everything */
bool ring_empty(const struct ring *r, const struct ring_pos *pos);

#endif
