/* SPDX-License-Identifier: MIT
 * init/menu/screen.h - the menu on a VT100 or whatever obeys its sequences. Layer: pure.
 * Callers: init/console.c, cmd/menu.c, tests.
 *
 * A screen is painted row by row, each row only when it differs from what the terminal shows, so
 * that a slow line carries one row for a key and not a whole picture. Each step gives what fits one
 * write; a terminal that takes nothing for a while goes on with the picture of then.
 */
#ifndef INIT_MENU_SCREEN_H
#define INIT_MENU_SCREEN_H

#include "init/menu/menu.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define MENU_ROWS_MAX 60
#define MENU_COLS_MAX 132
#define MENU_STEP_MAX 2048 /* bytes of one step, with NUL: a line of UTF-8 as escapes */

/** struct menu_screen - what one terminal shows; all zero but size and @utf8 is "not the menu" */
struct menu_screen {
	uint8_t rows, cols;
	bool utf8; /* what the terminal knows */
	bool drawn;
	unsigned seen, redraw;
	unsigned help_rows;	      /* of the longest help of the menu shown */
	unsigned help_told, help_at;  /* which menu that was */
	uint8_t help_cols, help_from; /* and how wide and high the screen; 0 = not counted yet */
	uint64_t row[MENU_ROWS_MAX];  /* hash of what stands there */
};

/** menu_screen_size() - as the terminal says; 0 = it does not know, and 80x24 is assumed */
void menu_screen_size(struct menu_screen *s, unsigned rows, unsigned cols);

/** menu_screen_due() - there is something to paint */
bool menu_screen_due(const struct menu *m, const struct menu_screen *s);

/** menu_screen_step() - the next bytes to write, into @out of MENU_STEP_MAX bytes at least.
 *  Return: false when the terminal shows all of it */
bool menu_screen_step(const struct menu *m, struct menu_screen *s, struct str *out);

/** menu_screen_leave() - the bytes that give the terminal back: cursor on, a line of its own */
void menu_screen_leave(struct menu_screen *s, struct str *out);

#endif
