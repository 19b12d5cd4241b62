/* SPDX-License-Identifier: MIT
 * pxe/tftp/window.h - which DATA blocks arrived: numbers beyond 65535, windows, gaps. Layer: pure.
 * Callers: pxe/tftp/xfer.c, tests.
 *
 * Blocks count from 1 in 64 bits here; 16 bits of that are on the wire. After 65535 a server goes
 * on with 0 or with 1 (no RFC says which), and the first roll-over shows its habit. A window (RFC
 * 7440) is what the server may send before it must wait for an ACK; blocks inside it are kept in
 * whatever order they come, so that a reordering network costs nothing.
 */
#ifndef PXE_TFTP_WINDOW_H
#define PXE_TFTP_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum tftp_wrap { TFTP_WRAP_UNKNOWN, TFTP_WRAP_TO_0, TFTP_WRAP_TO_1 };

#define TFTP_WINDOW_MAX 256

/** struct tftp_window - invariant: base < next <= base + size + 1. What was received behind next
 * has its bit in seen, at its number modulo TFTP_WINDOW_MAX. */
struct tftp_window {
	uint64_t next; /* the first block still missing */
	uint64_t base; /* the last one acknowledged */
	uint64_t top;  /* the highest one received */
	uint64_t seen[TFTP_WINDOW_MAX / 64];
	uint64_t last; /* the final block, 0 = not known yet */
	unsigned size; /* 1..TFTP_WINDOW_MAX blocks */
	enum tftp_wrap wrap;
	unsigned ones;	 /* sightings of block 1 where 0 was expected too, one per ACK */
	bool one_marked; /* one was counted since the last ACK */
};

enum tftp_place {
	TFTP_PLACE_NEW,	   /* inside the window and not there yet */
	TFTP_PLACE_REPEAT, /* was there before: at or behind the last ACK, or in the window */
	TFTP_PLACE_UNSURE, /* perhaps a roll-over to 1: acknowledge again and look what comes */
	TFTP_PLACE_ALIEN,  /* an earlier cycle, or nonsense */
};

/** tftp_window_start() - nothing received; @size 1..TFTP_WINDOW_MAX */
void tftp_window_start(struct tftp_window *w, unsigned size);

/** tftp_window_place() - which block wire number @wire is; @ret_block is set unless ALIEN or
 * UNSURE. May settle the roll-over. */
enum tftp_place tftp_window_place(struct tftp_window *w, uint16_t wire, uint64_t *ret_block);

/** tftp_window_final_ok() - @block may be the file's last: nothing behind it was seen */
bool tftp_window_final_ok(const struct tftp_window *w, uint64_t block);

/** tftp_window_take() - record a block that place() called NEW; returns true when next moved */
bool tftp_window_take(struct tftp_window *w, uint64_t block, bool final);

/** tftp_window_due() - an ACK is owed: the window or the file is complete */
bool tftp_window_due(const struct tftp_window *w);

/** tftp_window_gap() - a later block is here, an earlier one is missing */
bool tftp_window_gap(const struct tftp_window *w);

/** tftp_window_spent() - the window's last block is here, so more will come only after an ACK */
bool tftp_window_spent(const struct tftp_window *w);

bool tftp_window_complete(const struct tftp_window *w);

/** tftp_window_ack() - the wire number that acknowledges all up to the first gap; the window starts
 *  behind it from now on */
uint16_t tftp_window_ack(struct tftp_window *w);

#endif
