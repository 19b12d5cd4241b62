/* SPDX-License-Identifier: MIT
 * pxe/tftp/window.h - the DATA blocks that have arrived: roll-over, windows, gaps. Layer: pure.
 * Callers: pxe/tftp/xfer.c, tests.
 *
 * Block numbers count from 1 in 64 bits; the wire carries 16 bits. After 65535 a server goes on
 * with 0 or with 1 (no RFC says which); the first roll-over shows which of the two. A window (RFC
 * 7440) is the blocks that a server may send before it waits for an ACK. Blocks inside the window
 * are kept in any order, so that a reordering network costs nothing.
 */
#ifndef PXE_TFTP_WINDOW_H
#define PXE_TFTP_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum tftp_wrap { TFTP_WRAP_UNKNOWN, TFTP_WRAP_TO_0, TFTP_WRAP_TO_1 };

#define TFTP_WINDOW_MAX 256

/** struct tftp_window - invariant: base < next <= base + size + 1. A block received behind @next
 *  has its bit in @seen, at its number modulo TFTP_WINDOW_MAX. */
struct tftp_window {
	uint64_t next; /* first missing block */
	uint64_t base; /* last acknowledged block */
	uint64_t top;  /* highest block received */
	uint64_t seen[TFTP_WINDOW_MAX / 64];
	uint64_t last; /* final block of the file, 0 = unknown */
	unsigned size; /* 1..TFTP_WINDOW_MAX blocks */
	enum tftp_wrap wrap;
	unsigned ones;	 /* sightings of wire number 1 at the first roll-over, one per ACK */
	bool one_marked; /* @ones was raised since the last ACK */
};

enum tftp_place {
	TFTP_PLACE_NEW,	   /* the block is inside the window and was missing */
	TFTP_PLACE_REPEAT, /* the block was received before, in this window or an earlier one */
	TFTP_PLACE_UNSURE, /* the block may be a roll-over to 1: repeat the ACK, see what comes */
	TFTP_PLACE_ALIEN,  /* the number is of an earlier cycle, or nonsense */
};

/** tftp_window_start() - an empty window of @size blocks, clamped to 1..TFTP_WINDOW_MAX */
void tftp_window_start(struct tftp_window *w, unsigned size);

/** tftp_window_place() - the block that wire number @wire stands for; settles the roll-over when
 *  @wire shows it. @ret_block: written for NEW and REPEAT only */
enum tftp_place tftp_window_place(struct tftp_window *w, uint16_t wire, uint64_t *ret_block);

/** tftp_window_final_ok() - @block may be the last of the file: no block behind it was received */
bool tftp_window_final_ok(const struct tftp_window *w, uint64_t block);

/** tftp_window_take() - record @block, which tftp_window_place() found NEW; @final: it is the last
 *  of the file. Return: true when @w->next moved */
bool tftp_window_take(struct tftp_window *w, uint64_t block, bool final);

/** tftp_window_due() - an ACK is due, because the window or the file is complete */
bool tftp_window_due(const struct tftp_window *w);

/** tftp_window_gap() - a block is missing in front of a received one */
bool tftp_window_gap(const struct tftp_window *w);

/** tftp_window_spent() - the last block of the window was received: the server waits for an ACK */
bool tftp_window_spent(const struct tftp_window *w);

bool tftp_window_complete(const struct tftp_window *w);

/** tftp_window_ack() - the wire number of the block in front of the first gap. The window starts
 *  behind that block from now on. */
uint16_t tftp_window_ack(struct tftp_window *w);

#endif
