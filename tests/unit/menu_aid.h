/* SPDX-License-Identifier: MIT
 * tests/unit/menu_aid.h - menus for tests: descriptions as the worker sends them, keys as a person
 * types them, and a small terminal that shows what came of it. */
#ifndef TESTS_UNIT_MENU_AID_H
#define TESTS_UNIT_MENU_AID_H

#include "init/menu/input.h"
#include "init/menu/line.h"
#include "init/menu/recv.h"
#include "init/menu/request.h"
#include "init/menu/screen.h"

#define AID_FLAGS (CHAN_M_OPTIONS | CHAN_M_COMPLETE | CHAN_M_ESCAPE)

/* What keys send. */
#define UP    "\x1b[A"
#define DOWN  "\x1b[B"
#define LEFT  "\x1b[D"
#define RIGHT "\x1b[C"
#define ENTER "\n"
#define ESC   "\x1b"
#define TAB   "\t"

/** struct aid_entry - one line of a menu, with help lines separated by newlines */
struct aid_entry {
	uint32_t menu, kind, target;
	const char *text, *name, *help;
	char hotkey;
	bool locked, immediate;
};

extern struct menu aid_menu;
extern uint64_t aid_now;
extern struct chan_msg aid_sent; /* the last message that menu_request_next() gave; kind 0 = none */

/** aid_utf8 - what screen and console 0 know */
extern bool aid_utf8;

/** aid_plain - a menu with AID_FLAGS, without any countdown; aid_with() - with other flags */
extern const struct chan_menu aid_plain;
struct chan_menu aid_with(uint32_t flags);

/** aid_take() - one message; returns what menu_recv() does */
const char *aid_take(const struct chan_msg *m);

/** aid_installer() - a menu of an installer: entries of all kinds, a submenu, help, hotkeys */
void aid_installer(struct chan_menu conf);

/** aid_line_mode() - the same on a console 0 that knows lines only */
void aid_line_mode(struct chan_menu conf);

/** aid_build() - @titles of @menus menus, then @n entries, then CHAN_SHOW. All but counts is
 * @conf's */
void aid_build(struct chan_menu conf, const char *const *titles, unsigned menus,
	       const struct aid_entry *entries, unsigned n);

/** aid_keys() - bytes typed at console 0, one every 10 ms; aid_sent is what was sent at their end
 */
void aid_keys(const char *bytes);

/** aid_wait() - let @ms pass, waking when menu_input_deadline() says so */
void aid_wait(uint64_t ms);

/** aid_answer() - the worker's answer: CHAN_DENIED with a text, CHAN_CMDLINE_IS, CHAN_GRANTED */
void aid_answer(uint32_t kind, uint32_t entry, const char *text);

/** aid_screen() - the rows that a terminal of @rows x @cols shows, each ended by a newline, blanks
 * at their ends taken off; the highlighted row begins with '>'. Valid until the next call. */
const char *aid_screen(unsigned rows, unsigned cols);

/** aid_row() - row @row of the last aid_screen() */
const char *aid_row(unsigned row);

/** aid_roll() - what a line-mode console has printed since the last call */
const char *aid_roll(void);

#endif
