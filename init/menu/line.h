/* SPDX-License-Identifier: MIT
 * init/menu/line.h - the menu on a console that takes and gives whole lines. Layer: pure.
 * Callers: init/console.c, cmd/menu.c, tests.
 *
 * s390's sclp line mode and 3215 have no cursor: the menu is a numbered list that rolls by, printed
 * anew when something else is asked, and whole lines come back (init/menu/typed.h):
 *
 *   Enter, a number or a label starts an entry; e N edits, h N helps, b goes back, p leads to the
 *   prompt, l lists again, f N shows an F key's file, s opens the rescue shell (?s at the prompt).
 *   None of it needs a character that EBCDIC's code pages disagree about.
 *
 * A label that reads like one of these is chosen by its number.
 */
#ifndef INIT_MENU_LINE_H
#define INIT_MENU_LINE_H

#include "init/menu/menu.h"
#include "lib/text.h"

#include <stdbool.h>

/** struct menu_roll - how far one console has printed; all zero but @utf8 has printed nothing */
struct menu_roll {
	bool utf8;	      /* what the console knows */
	unsigned scene, next; /* the line of the scene to print next */
	unsigned note_no, line_no;
	uint32_t said_s; /* seconds left when it said so last; 0 = not said */
};

/** menu_line_due() - there is a line to print */
bool menu_line_due(const struct menu *m, const struct menu_roll *r);

/** menu_line_step() - the next line, its newline included, into @out of MENU_STEP_MAX bytes.
 *  Return: false when all is printed */
bool menu_line_step(const struct menu *m, struct menu_roll *r, struct str *out);

#endif
