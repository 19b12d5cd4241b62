/* SPDX-License-Identifier: MIT
 * init/menu/menu.h - the menu's state, and what can be asked of it. Layer: pure.
 * Callers: init/menu, init/pid1.c, init/console.c, cmd/menu.c, tests.
 *
 * The worker describes menus (pxe/chan.h); here they are kept, a key from any console moves what
 * all consoles show, and a choice goes back to the worker. From below:
 *
 *   key, field         bytes to keys; a line being edited with keys
 *   menu               the state, its queries, and the changes that all others make
 *   access             what a person may do, and what takes a password
 *   countdown, prompt  the time to choose; the labels that the prompt knows
 *   request            a choice, an edited line, a way back: questions to the worker
 *   press, typed       what a key does, and what a whole line does
 *   input              bytes from consoles, time
 *   recv               messages from the worker
 *   screen, line       how it looks; they read the state and change nothing
 *
 * The loop: menu_recv() messages, menu_input_byte() bytes, menu_input_tick() by
 * menu_input_deadline(), and after each of them menu_request_next() until there is nothing to send.
 */
#ifndef INIT_MENU_MENU_H
#define INIT_MENU_MENU_H

#include "init/menu/field.h"
#include "init/menu/key.h"
#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>

#define MENU_SEATS	8      /* consoles with a person before them: CONSOLE_MAX */
#define MENU_HELP_BYTES 131072 /* of all entries together; what is more is left out */
#define MENU_LINES	64     /* of files shown, and of what the prompt answered */
#define MENU_FIND_MAX	32
#define MENU_NOTE_MAX	480 /* two rows, in any script */
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
	struct menu_key_decoder decoder;
	unsigned typed; /* of @line */
	char line[CHAN_LINE_MAX];
};

/** struct menu - all zero is no menu; large: one static instance */
struct menu {
	/* as the worker described it */
	struct chan_menu conf;
	unsigned menus, entries; /* how many have come */
	struct chan_submenu sub[CHAN_MENUS];
	struct chan_entry entry[CHAN_ENTRIES];
	uint32_t help_at[CHAN_ENTRIES]; /* where an entry's lines begin in @help */
	uint8_t help_n[CHAN_ENTRIES];	/* how many they are */
	uint32_t help_used;
	char help[MENU_HELP_BYTES];

	/* what is before people now */
	enum menu_mode mode, under; /* @under: where MENU_PASSWD and MENU_PAGE lead back to */
	unsigned at;		    /* the menu shown */
	uint32_t now[CHAN_MENUS];   /* the entry highlighted in each; CHAN_NO_ENTRY = it has none */
	uint32_t subject;	    /* the entry whose command line or password it is about */
	struct menu_field field;    /* MENU_EDIT, MENU_PROMPT, MENU_PASSWD */
	bool finding;		    /* letters search */
	unsigned found;		    /* length of @find */
	char find[MENU_FIND_MAX];
	char note[MENU_NOTE_MAX]; /* the last thing noted; "" = nothing */
	bool warned;		  /* the note is menu_warn()'s */
	unsigned line_no; /* lines ever shown; the last MENU_LINES are kept, none before @page */
	unsigned page;	  /* line_no when the file shown began */
	unsigned width;	  /* columns of the narrowest screen, for @lines; 0 = 79 */
	bool utf8;	  /* all screens know it, for @lines too */
	char lines[MENU_LINES][CHAN_TITLE_MAX];

	/* what screens and rolls compare with what they have shown */
	unsigned told;	  /* counts descriptions */
	unsigned change;  /* counts what a screen shows */
	unsigned redraw;  /* counts Ctrl-L: a screen that somebody else wrote to */
	unsigned scene;	  /* counts what a line-mode console must print anew */
	unsigned note_no; /* counts notes */

	/* time */
	uint64_t wait_at, total_at; /* CLOCK_NEVER = not running */
	uint32_t left_s;	    /* until the earlier of them; UINT32_MAX = none runs */

	/* the worker's part */
	enum menu_ask asked;   /* what it has not answered yet */
	enum menu_ask purpose; /* what the password being typed is for */
	char passwd[CHAN_PASSWD_MAX];
	bool page_asked;	   /* an F key's file is awaited */
	uint32_t out;		   /* enum chan_kind to be sent; 0 = nothing */
	uint32_t out_fkey;	   /* what goes with CHAN_FKEY */
	struct chan_choice choice; /* what goes with the others */
	unsigned aheads;	   /* of @ahead */
	uint16_t ahead[MENU_AHEAD_MAX];

	/* consoles */
	struct menu_seat seat[MENU_SEATS];
	unsigned shell; /* a seat + 1 that asked for the rescue shell; 0 = none */
};

/* --- queries ---------------------------------------------------------------------------------- */

/** menu_shown() - it is complete and keys belong to it */
bool menu_shown(const struct menu *m);

/** menu_question() - the prompt is a question of the worker's, and no "boot:" */
bool menu_question(const struct menu *m);

/** menu_can() - @e can be highlighted and chosen */
bool menu_can(const struct chan_entry *e);

/** menu_walk() - the next line of the menu shown after entry @from, or with @step -1 the one
 *  before; only such as menu_can() if @can, else all that are seen. Begin with @from CHAN_NO_ENTRY.
 *  Return: CHAN_NO_ENTRY at the end */
uint32_t menu_walk(const struct menu *m, uint32_t from, int step, bool can);

/** menu_root() - the menu shown is no submenu: the way back leads to the prompt */
bool menu_root(const struct menu *m);

/** menu_subject() - what a command line or password is for, in words */
const char *menu_subject(const struct menu *m);

/** menu_help() - line @i of an entry's help; NULL = it has no more */
const char *menu_help(const struct menu *m, uint32_t entry, unsigned i);

/* --- changes ---------------------------------------------------------------------------------- */

/** menu_note() - show something that happened, until the next key; printable */
void menu_note(struct menu *m, const char *text);

/** menu_warn() - the same for what went wrong after a choice: the next menu still shows it */
void menu_warn(struct menu *m, const char *text);

/** menu_print() - more text for the prompt and line-mode consoles, in lines of at most 79 columns
 */
void menu_print(struct menu *m, const char *text);

/** menu_enter() - menu @menu is shown from now on; menu_goto() - and so is another mode */
void menu_enter(struct menu *m, unsigned menu);
void menu_goto(struct menu *m, enum menu_mode mode);

/** menu_drop() - no menu any more: the worker is gone, or something else comes first */
void menu_drop(struct menu *m);

#endif
