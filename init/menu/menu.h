/* SPDX-License-Identifier: MIT
 * init/menu/menu.h - the menu: what it holds, what keys do, what the worker is asked. Layer: pure.
 * Callers: init/pid1.c, init/console.c, cmd/menu.c, tests.
 *
 * The worker describes menus (pxe/chan.h); here they are kept, a key from any console moves what
 * all consoles show, and a choice goes back to the worker. How it looks is init/menu/screen.h and
 * init/menu/line.h, which read this state and keep none of it.
 *
 * The loop: menu_take() messages, menu_byte() keys, menu_tick() by menu_deadline(), and after each
 * of them menu_next() until there is nothing to send.
 */
#ifndef INIT_MENU_MENU_H
#define INIT_MENU_MENU_H

#include "init/menu/key.h"
#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>

#define MENU_SEATS	8      /* consoles with a person before them: CONSOLE_MAX */
#define MENU_HELP_BYTES 131072 /* of all entries together; what is more is left out */
#define MENU_LINES	64     /* of files shown, and of what the prompt answered */
#define MENU_FIND_MAX	32
#define MENU_NOTE_MAX	160 /* two rows */
#define MENU_AHEAD_MAX	64  /* keys typed while the worker looks up a command line */

/** enum menu_mode - what is before the person now */
enum menu_mode {
	MENU_OFF,     /* nothing: log lines, and keys are not for us */
	MENU_LOADING, /* its description is on the way */
	MENU_HIDDEN,  /* only the seconds left; a key shows the menu */
	MENU_LIST,
	MENU_EDIT,   /* an entry's command line */
	MENU_PROMPT, /* "boot:" */
	MENU_PASSWD,
	MENU_PAGE, /* the file of an F key; a key goes back */
};

/** enum menu_ask - the question the worker has not answered yet */
enum menu_ask { MENU_ASK_NONE, MENU_ASK_CHOICE, MENU_ASK_EDIT, MENU_ASK_PROMPT };

/** struct menu_seat - one console */
struct menu_seat {
	bool line_mode; /* whole lines in, whole lines out */
	struct menu_decoder decoder;
	unsigned typed; /* of @line */
	char line[CHAN_LINE_MAX];
};

/** struct menu - all zero is no menu; large: one static instance. What is used most stands first,
 * where an instruction reaches it. */
struct menu {
	enum menu_mode mode, under;   /* @under: where MENU_PASSWD and MENU_PAGE lead back to */
	enum menu_ask asked, purpose; /* @purpose: what the password is for */
	unsigned menus, entries;      /* how many have come */
	unsigned at;		      /* the menu shown */
	uint32_t subject;	      /* the entry whose command line or password it is about */
	unsigned change;	      /* counts what a screen shows */
	unsigned redraw;	      /* counts Ctrl-L: a screen that somebody else wrote to */
	unsigned scene;		      /* counts what a line-mode console must print anew */
	unsigned note_no;
	unsigned line_no; /* lines ever shown; the last MENU_LINES are kept, none before @page */
	unsigned page;	  /* line_no when the file shown began */
	unsigned width;	  /* columns of the narrowest screen, for @lines; 0 = 79 */
	unsigned shell;	  /* a seat + 1 that asked for the rescue shell */
	uint32_t out;	  /* enum chan_kind to be sent; 0 = nothing */
	uint32_t out_fkey;
	uint64_t wait_at, total_at; /* CLOCK_NEVER = not running */
	uint32_t left_s;	    /* until the earlier of them; UINT32_MAX = none runs */
	uint32_t help_used;
	unsigned aheads, found;
	bool finding;	 /* letters search */
	bool page_asked; /* an F key's file is awaited */
	bool told;	 /* the note is menu_tell()'s */
	struct chan_menu conf;
	uint16_t ahead[MENU_AHEAD_MAX];
	char find[MENU_FIND_MAX];
	char passwd[CHAN_PASSWD_MAX];
	char note[MENU_NOTE_MAX];  /* the last thing to tell; "" = nothing */
	uint32_t now[CHAN_MENUS];  /* the entry highlighted in each; CHAN_NO_ENTRY = it has none */
	struct menu_field field;   /* MENU_EDIT, MENU_PROMPT, MENU_PASSWD */
	struct chan_choice choice; /* what goes with @out */
	struct menu_seat seat[MENU_SEATS];
	char lines[MENU_LINES][CHAN_TITLE_MAX];
	struct chan_submenu sub[CHAN_MENUS];
	uint32_t help_at[CHAN_ENTRIES];
	uint8_t help_n[CHAN_ENTRIES];
	struct chan_entry entry[CHAN_ENTRIES];
	char help[MENU_HELP_BYTES];
};

/** menu_take() - act on a message of the menu's kinds that passed chan_check(), at @now ms.
 *  Return: NULL, or how it contradicts those before it: "worker: ..., killed" */
const char *menu_take(struct menu *m, const struct chan_msg *msg, uint64_t now);

/** menu_drop() - no menu any more: the worker is gone, or something else comes first */
void menu_drop(struct menu *m);

/** menu_shown() - it is complete and keys belong to it */
bool menu_shown(const struct menu *m);

/** menu_byte() - a byte typed at console @which; '\n' is Enter. Only while menu_shown(). */
void menu_byte(struct menu *m, unsigned which, uint8_t byte, uint64_t now);

/** menu_note() - tell a person something that happened meanwhile; printable */
void menu_note(struct menu *m, const char *text);

/** menu_tell() - the same for what went wrong after a choice: the next menu still tells it */
void menu_tell(struct menu *m, const char *text);

/** menu_tick() - countdowns and lone Escs */
void menu_tick(struct menu *m, uint64_t now);

/** menu_deadline() - when menu_tick() is due next */
uint64_t menu_deadline(const struct menu *m, uint64_t now);

/** menu_next() - the next message for the worker. Return: false when there is none */
bool menu_next(struct menu *m, struct chan_msg *ret);

/** menu_take_shell() - whether a rescue shell was asked for, once each; @ret_which: by whom */
bool menu_take_shell(struct menu *m, unsigned *ret_which);

/* --- for the other files of the menu ---------------------------------------------------------- */

/** menu_key() - a key, as of menu_decode() */
void menu_key(struct menu *m, unsigned which, unsigned key);

/** menu_line() - a whole line typed at a line-mode console */
void menu_line(struct menu *m, unsigned which, const char *line);

/** menu_can() - @e can be highlighted and chosen */
bool menu_can(const struct chan_entry *e);

/** menu_walk() - the next line of the menu shown after entry @from, or with @step -1 the one
 * before; only such as menu_can() if @can, else all that are seen. Begin with @from CHAN_NO_ENTRY.
 *  Return: CHAN_NO_ENTRY at the end */
uint32_t menu_walk(const struct menu *m, uint32_t from, int step, bool can);

/** menu_subject() - what a command line or password is for, in words */
const char *menu_subject(const struct menu *m);

/** menu_choose() - Enter on an entry; menu_edit() - TAB; menu_back() - Esc; menu_root() - whether
 *  there is nothing to go back to but the prompt */
void menu_choose(struct menu *m, uint32_t entry);
void menu_edit(struct menu *m, uint32_t entry);
void menu_back(struct menu *m);
bool menu_root(const struct menu *m);

/** menu_command() - what was typed at the prompt; menu_complete() - TAB there, or "?" */
void menu_command(struct menu *m, const char *line);
void menu_complete(struct menu *m);

/** menu_enter() - menu @menu is shown from now on; menu_goto() - and so is another mode */
void menu_enter(struct menu *m, unsigned menu);
void menu_goto(struct menu *m, enum menu_mode mode);

/** menu_send_line() - the edited line of @m->subject is what shall start */
void menu_send_line(struct menu *m, const char *line);

/** menu_fkey() - ask for the file of F key @n, 1 to 12 */
void menu_fkey(struct menu *m, unsigned n);

/** menu_print() - more text for the prompt and line-mode consoles, in lines of at most 79
 * characters */
void menu_print(struct menu *m, const char *text);

/** menu_help() - line @i of an entry's help; NULL = it has no more */
const char *menu_help(const struct menu *m, uint32_t entry, unsigned i);

/** menu_left() - the words of the countdown, "" when none runs; @size >= CHAN_TITLE_MAX + 16 */
void menu_left(const struct menu *m, char *buf, unsigned size);

#endif
