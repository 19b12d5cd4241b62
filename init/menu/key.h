/* SPDX-License-Identifier: MIT
 * init/menu/key.h - keys out of a terminal's bytes. Layer: pure. Callers: init/menu, tests.
 *
 * VT100, xterm and the Linux console name the same keys differently; all of them are understood. An
 * Esc that nothing follows within MENU_ESC_MS is the key itself.
 */
#ifndef INIT_MENU_KEY_H
#define INIT_MENU_KEY_H

#include <stdbool.h>
#include <stdint.h>

#define MENU_ESC_MS 200 /* a sequence of 6 bytes takes 50 ms at 1200 bit/s */

/** enum menu_key - printable characters are themselves */
enum menu_key {
	MENU_KEY_NONE,
	MENU_KEY_UP = 0x100,
	MENU_KEY_DOWN,
	MENU_KEY_RIGHT,
	MENU_KEY_LEFT,
	MENU_KEY_HOME, /* and Ctrl-A */
	MENU_KEY_END,  /* and Ctrl-E */
	MENU_KEY_PAGE_UP,
	MENU_KEY_PAGE_DOWN,
	MENU_KEY_DELETE, /* and Ctrl-D */
	MENU_KEY_BACKSPACE,
	MENU_KEY_ENTER,
	MENU_KEY_TAB,
	MENU_KEY_ESC,	 /* and Ctrl-C */
	MENU_KEY_KILL,	 /* Ctrl-U: all before the cursor */
	MENU_KEY_WORD,	 /* Ctrl-W: the word before it */
	MENU_KEY_REST,	 /* Ctrl-K: all behind it */
	MENU_KEY_REDRAW, /* Ctrl-L */
	MENU_KEY_SHELL,	 /* Ctrl-R */
	MENU_KEY_F0,	 /* F1 is MENU_KEY_F0 + 1; also Ctrl-F and a digit, 0 for F10 */
	MENU_KEY_F12 = MENU_KEY_F0 + 12,
};

/** struct menu_key_decoder - one terminal; all zero is the start */
struct menu_key_decoder {
	uint8_t state, seen, number;
	bool rest;    /* the parameters for Shift, Alt and Ctrl follow; they are passed over */
	uint64_t due; /* when what is half there counts as it is */
};

/** menu_key_decode() - one more byte. @ret gets up to two keys (an Esc, and what came behind it).
 *  Return: how many */
unsigned menu_key_decode(struct menu_key_decoder *d, uint8_t byte, uint64_t now, unsigned ret[2]);

/** menu_key_tick() - MENU_KEY_ESC when one was alone for long enough, else MENU_KEY_NONE */
unsigned menu_key_tick(struct menu_key_decoder *d, uint64_t now);

/** menu_key_deadline() - when menu_key_tick() is due; CLOCK_NEVER = nothing is half there */
uint64_t menu_key_deadline(const struct menu_key_decoder *d);

#endif
