/* SPDX-License-Identifier: MIT
 * pxe/conf/conf.h - the PXELINUX configuration grammar. Layer: pure. Callers: pxe/plan/,
 * pxe/session/, cmd/, tests.
 *
 * The parser never fetches: when it meets INCLUDE it returns CONF_NEED_FILE, and goes on once it is
 * given the text or told that there is none. What it read stays in struct conf, as views into the
 * arena inside it; a view whose p is NULL is a word that was not there, one with n == 0 a word
 * without a value. Unknown words are noted and skipped; they never end a label.
 *
 *     conf_init(c);
 *     rc = conf_feed(c, name, text);
 *     while (rc == CONF_NEED_FILE)
 *             rc = fetched ? conf_feed_include(c, name, text) : conf_no_include(c, why);
 */
#ifndef PXE_CONF_CONF_H
#define PXE_CONF_CONF_H

#include "lib/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What one configuration may hold, everything included. PXELINUX cuts lines at 4095 bytes and has
 * no other limits; these are far above every real file and keep a hostile one bounded. */
#define CONF_TEXT_MAX	(1u << 20) /* bytes of all files together */
#define CONF_LINE_MAX	65536u	   /* bytes of one line, without its end */
#define CONF_LABELS_MAX 1024u	   /* labels, separators and submenu entries */
#define CONF_DEPTH_MAX	16u	   /* INCLUDE inside INCLUDE */
#define CONF_FILES_MAX	64u	   /* files asked for, the first one counts */
#define CONF_NAME_MAX	4096u	   /* bytes of a label or file name */
#define CONF_MENUS_MAX	128u	   /* submenus, and the two menus that are always there */
#define CONF_NOTES_MAX	256u	   /* warnings kept; more are counted */
#define CONF_SAY_MAX	128u	   /* SAY lines that wait to be drained */
#define CONF_NOTE_BUF	200u
#define CONF_SEEN_SLOTS 512u
#define CONF_FKEYS	12u
#define CONF_PARM_MAX	65535u /* bytes of an .ins file's parameter file */
#define CONF_ARENA	(CONF_TEXT_MAX + CONF_FILES_MAX * CONF_NAME_MAX)

/** enum conf_error - why the parser stopped */
enum conf_error {
	CONF_NEED_FILE = 1, /* no error: fetch conf_wanted() and come back */
	CONF_TOO_BIG,
	CONF_LONG_LINE,
	CONF_MANY_LABELS,
	CONF_MANY_MENUS,
	CONF_LONG_NAME,
	CONF_BAD_STATE, /* called out of turn: no file is wanted, or one still is */
};

/** conf_str() - an enum conf_error in words */
const char *conf_str(int error);

/** struct conf_where - a line of a file, for messages; @file indexes conf.files */
struct conf_where {
	uint32_t file, line;
};

/** enum conf_type - what the value of a label's kernel word is */
enum conf_type {
	CONF_KERNEL, /* also a label without any such word: PXELINUX takes its name */
	CONF_LINUX,
	CONF_BOOT,
	CONF_BSS,
	CONF_PXE,
	CONF_FDIMAGE,
	CONF_COMBOOT,
	CONF_COM32,
	CONF_CONFIG,
	CONF_LOCALBOOT,
};

/** enum conf_action - what choosing an entry does */
enum conf_action {
	CONF_DO_BOOT,
	CONF_DO_SUBMENU, /* opens conf_label.submenu */
	CONF_DO_NOTHING, /* a separator or a disabled entry */
	CONF_DO_GOTO,	 /* opens the menu tagged conf_label.target */
	CONF_DO_EXIT,	 /* back to the parent menu, or to the one tagged target */
	CONF_DO_QUIT,	 /* leaves the menu for the prompt */
	CONF_DO_HELP,	 /* shows the file whose name is target's first word */
};

/** enum conf_choice - a setting of an entry that the menu around it has as well */
enum conf_choice { CONF_AS_MENU, CONF_YES, CONF_NO };

/** struct conf_label - one LABEL with all that belongs to it, or another line of a menu */
struct conf_label {
	struct view name;	/* one word, empty for separators and submenus */
	struct view full_name;	/* all that follows LABEL; @name is its first word */
	struct view kernel;	/* rest of the kernel word's line, arguments included */
	struct view append;	/* own APPEND, else the global one; "-" was made empty */
	struct view initrd;	/* rest of the INITRD line */
	struct view menu_label; /* as written, '^' before the hotkey included */
	struct view help;	/* for conf_help_line() */
	struct view passwd;	/* MENU PASSWD; empty: only the menu's master password helps */
	struct view target;	/* of GOTO, EXIT, HELP */
	struct view parmfile;	/* of an .ins file; conf.ins says what becomes of it */
	struct view fdt, fdtdir, fdtoverlays; /* U-Boot's words */
	struct conf_where where, kernel_where;
	enum conf_type type;
	enum conf_action action;
	enum conf_choice immediate; /* MENU IMMEDIATE: its hotkey starts it */
	uint32_t sysappend;
	uint32_t indent;
	uint16_t menu;	  /* the menu it is shown in; CONF_MENU_HIDDEN = MENU HIDE */
	uint16_t submenu; /* CONF_DO_SUBMENU */
	bool has_sysappend, has_kernel, has_append, menu_default, disabled, separator, kaslrseed;
};

#define CONF_MENU_ROOT	 0u
#define CONF_MENU_HIDDEN 1u

/** struct conf_number - a number of the file; set is false when its word was not there */
struct conf_number {
	bool set;
	int64_t value;
};

/** struct conf_menu - the root menu, the place of hidden entries, or a submenu */
struct conf_menu {
	struct view tag, title;
	/* What a submenu does not set itself it has from its parent, as that stood at its start. */
	struct view ontimeout, onerror, autoboot;
	struct view master;	    /* MENU MASTER PASSWD; n is 0 for none */
	struct conf_number timeout; /* tenths of a second, 0 = never */
	bool immediate;
	uint16_t parent; /* of the root menu: itself */
	uint16_t entry;	 /* its entry in the parent; 0 for the first two */
	int16_t chosen;	 /* entry marked MENU DEFAULT, -1 = none; see conf_menu_chosen() */
};

/** enum conf_level - whether something keeps a label from booting, or may be meant */
enum conf_level { CONF_WARNING, CONF_ERROR };

/** struct conf_note - something an administrator should look at; the text is printable */
struct conf_note {
	struct conf_where where;
	enum conf_level level;
	char text[CONF_NOTE_BUF];
};

/** struct conf_include - a file that was asked for, by its name in the configuration */
struct conf_include {
	struct view name;
	struct conf_where where;
	bool found;
};

/** struct conf_frame - a file being read; the parser's own */
struct conf_frame {
	struct view rest; /* what is still to be read */
	uint32_t file, line;
	bool in_text;	   /* between TEXT and ENDTEXT */
	bool text_help;	   /* and it is help */
	bool opened_menu;  /* INCLUDE with a tag: its end closes the submenu */
	const char *start; /* of the file's text */
	const char *help;  /* what follows the line TEXT */
};

/** struct conf - a configuration; about 1.6 MiB, most of it untouched, so make it static */
struct conf {
	struct view default_line; /* command: label or file, then arguments */
	struct conf_where default_where;
	/* Outside menus; the last one counts, wherever it stands. Menus have their own. */
	struct view ui, ontimeout, onerror, fallback, display;
	struct view fkeys[CONF_FKEYS];		  /* F1 first: file names; p is NULL for none */
	struct conf_number timeout, totaltimeout; /* tenths of a second, 0 = never */
	struct conf_number prompt, noescape, nocomplete, implicit, allowoptions;
	struct conf_number sysappend; /* the global value as it stands now */
	struct view append;	      /* likewise */
	bool hidden;		      /* MENU HIDDEN: the menu waits for a key before it is shown */
	bool shiftkey;		      /* MENU SHIFTKEY: no menu unless a shift key is held */
	uint16_t start_menu;	      /* MENU START; see conf_menu_start() */
	uint16_t timeout_menu, ontimeout_menu, onerror_menu; /* where those stood last */
	/* This was an .ins file (QEMU's and the HMC's list of segments): one label. Its parmfile,
	 * if any, is fetched like an initrd, at most CONF_PARM_MAX bytes; its text without NULs,
	 * line ends and blanks at both ends is the command line's arguments, handed to plan_make()
	 * as the choice's args. */
	bool ins;
	/* For whoever reads the file to set: a menu module reads it, so that a menu of it is shown,
	 * whatever it says itself. */
	bool as_menu;

	size_t label_count, menu_count, file_count, include_count;
	size_t note_count, notes_lost, errors;

	/* The parser's own. */
	struct view text;	/* of the first file that is no page, else of the first */
	size_t depth;		/* of frames[]: how many files are open */
	size_t more_count;	/* calls of conf_feed_more() */
	bool any_word;		/* a keyword was met */
	bool in_label;		/* @cur is being read */
	uint16_t menu;		/* the menu being read */
	bool wanted;		/* the last of includes[] is asked for */
	struct view wanted_tag; /* p is not NULL: that file is a submenu of this tag */
	size_t seen_count, say_first, say_count;
	uint16_t seen_at[CONF_SEEN_SLOTS]; /* by hash: index into @seen, plus one */
	int failed;			   /* enum conf_error; 0 = none */
	char error[CONF_NOTE_BUF + 64];
	size_t text_used, used; /* bytes of files; bytes of @arena */
	struct conf_label cur;	/* the label being read */

	/* From here on only what the counts above cover is ever read. */
	struct conf_label labels[CONF_LABELS_MAX];
	struct conf_menu menus[CONF_MENUS_MAX];
	struct view files[CONF_FILES_MAX];
	struct view texts[CONF_FILES_MAX]; /* what was read of each, in @arena */
	struct conf_include includes[CONF_FILES_MAX];
	struct conf_note notes[CONF_NOTES_MAX];
	struct conf_frame frames[CONF_DEPTH_MAX + 1];
	struct view seen[CONF_NOTES_MAX]; /* words met that are in no table */
	struct view say[CONF_SAY_MAX];
	char arena[CONF_ARENA];
};

/** conf_init() - an empty configuration in @c; touches only its first kilobytes */
void conf_init(struct conf *c);

/**
 * conf_feed() - parse the first file, to its end or to the first INCLUDE
 * @name: what to call it in messages, at most CONF_NAME_MAX bytes
 * @text: copied, the caller may drop it afterwards
 *
 * Byte order mark, CR, CRLF, LF and tabs are accepted. A NUL ends its line's content. Of a page that
 * a server gives out in place of a file, this one or a further one, no line is read.
 * Return: 0 = all was read; CONF_NEED_FILE; another enum conf_error, after which conf_error() says
 * where and what, and @c holds nothing usable.
 */
int conf_feed(struct conf *c, struct view name, struct view text);

/** conf_feed_more() - after all was read, another file behind it, as a menu module reads several as
 *  one; a label ends with its file. Arguments and return values as conf_feed() */
int conf_feed_more(struct conf *c, struct view name, struct view text);

/** conf_wanted() - the file asked for, as written in the configuration; valid as long as @c */
struct view conf_wanted(const struct conf *c);

/** conf_feed_include() - go on with the wanted file's @text; return values as conf_feed() */
int conf_feed_include(struct conf *c, struct view text);

/** conf_no_include() - go on without the wanted file; @why is printable and ends up in a warning */
int conf_no_include(struct conf *c, const char *why);

/** conf_error() - after an error: "file: line N: what", printable */
const char *conf_error(const struct conf *c);

/** conf_say() - take the next SAY line off the queue; not printable yet. False: there is none */
bool conf_say(struct conf *c, struct view *ret);

/** conf_find() - the label that @command names, -1 if none: one whose whole text it is (Yocto's and
 *  Fedora's have blanks in them), else one by its first word, as PXELINUX; exact, first wins */
int conf_find(const struct conf *c, struct view command);

/** conf_foreign() - what program @c's first file seems to be of, instead of PXELINUX; NULL when it is
 *  unknown, or when a label can be started and the file is not a whole page of HTML or XML */
const char *conf_foreign(const struct conf *c);

/** conf_none() - whether @c's first file is no configuration at all: a page that a server gives out in
 *  place of what it does not have, or a text without a single keyword. Return: what it is, "a text
 *  without a word of PXELINUX" if unknown; NULL when it is a configuration */
const char *conf_none(const struct conf *c);

/** conf_nothing() - whether no label of @c can be started; @why, printable, receives "it ..." */
bool conf_nothing(const struct conf *c, struct str *why);

/** conf_help_line() - cut the next line of help, without its end, off the front of @help, which
 *  starts as conf_label.help. Not printable yet. False at the end. */
bool conf_help_line(struct view *help, struct view *ret);

/** conf_level_str() - "warning" or "error" */
const char *conf_level_str(enum conf_level level);

/** conf_put_where() - append "file: line N" to @s, printable; line 0 is the whole file */
void conf_put_where(const struct conf *c, struct conf_where where, struct str *s);

/**
 * conf_place() - where in the files the byte @p stands, which a view of @c points to
 * @ret, @column: the line, and the byte in it, from 1 on; written on success only
 *
 * Takes a walk over the file: for messages. Return: false when @p is in none of the files.
 */
bool conf_place(const struct conf *c, const char *p, struct conf_where *ret, uint32_t *column);

/** conf_where_of() - the line that @v stands on, @otherwise when it is in none of the files */
struct conf_where conf_where_of(const struct conf *c, struct view v, struct conf_where otherwise);

/** CONF_EACH_LABEL - for each label @l of @c, in the order of the files */
#define CONF_EACH_LABEL(c, l) \
	for (const struct conf_label *l = (c)->labels; l < (c)->labels + (c)->label_count; l++)

#endif
