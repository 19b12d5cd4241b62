/* SPDX-License-Identifier: MIT
 * pxe/conf/internal.h - what the parser's own files share. Layer: pure. Callers: pxe/conf/ only.
 *
 * From the bottom: notes.c (messages), lines.c and numbers.c (text), store.c (labels, menus,
 * files), table.c (words in tables), menu_words.c and words.c (what each word does), ins.c (the
 * other grammar), foreign.c (files of other programs), conf.c (files and lines, which calls them all).
 *
 * An error sticks: conf_fail() sets conf.failed, which ends the reading after the line at hand.
 */
#ifndef PXE_CONF_INTERNAL_H
#define PXE_CONF_INTERNAL_H

#include "pxe/conf/conf.h"

/* --- pxe/conf/notes.c --- */

/** conf_here() - the line being read */
struct conf_where conf_here(const struct conf *c);

/** conf_note_at() - note @level at @where: "what: text", @what made printable */
void conf_note_at(struct conf *c, struct conf_where where, enum conf_level level, struct view what,
		  const char *text);

/** conf_note() - the same at the line being read */
void conf_note(struct conf *c, enum conf_level level, struct view what, const char *text);

/** conf_put_some() - append as much of @text as fits: half a reason is better than none */
void conf_put_some(struct str *s, const char *text);

/** conf_fail() - stop with @error at the line being read */
void conf_fail(struct conf *c, enum conf_error error);

/* --- pxe/conf/lines.c --- */

/** conf_cut_line() - cut the next line off @rest: up to LF, CR or CR LF, which is dropped */
struct view conf_cut_line(struct view *rest);

/* --- pxe/conf/numbers.c --- */

/** conf_int() - as atoi(): sign, digits, the rest ignored; clamped to +-INT32_MAX. Warns when
 *  @value is not just a number */
struct conf_number conf_int(struct conf *c, struct view value);

/** conf_tenths() - a time in tenths of a second: as conf_int(), but a negative one is taken as 0,
 *  with a warning */
struct conf_number conf_tenths(struct conf *c, struct view value);

/** conf_bits() - as strtoul() with base 0, clamped to 32 bits */
struct conf_number conf_bits(struct conf *c, struct view value);

/* --- pxe/conf/store.c --- */

/** conf_keep() - copy @v into the arena; false when the arena is full */
bool conf_keep(struct conf *c, struct view v, struct view *ret);

/** conf_record() - the label being read, if any, is complete; back to global scope */
void conf_record(struct conf *c);

/** conf_label_begin() - a new label called @name, the first word of @full */
void conf_label_begin(struct conf *c, struct view name, struct view full);

/** conf_separator() - a line between entries; the label before it is complete */
void conf_separator(struct conf *c);

/** conf_menu_begin() - what follows belongs to a new submenu; conf_menu_end() goes back */
void conf_menu_begin(struct conf *c, struct view tag);
void conf_menu_end(struct conf *c);

/** conf_set_onerror() - ONERROR and MENU ONERROR, which are the same: of all, and of this menu */
void conf_set_onerror(struct conf *c, struct view command);

/** conf_file_room() - whether another file may be asked for */
bool conf_file_room(const struct conf *c);

/** conf_want() - INCLUDE and MENU INCLUDE, which are the same: stop for the file that @line names
 *  first; a tag behind it makes its content a submenu with that tag */
void conf_want(struct conf *c, struct view line);

/* --- pxe/conf/table.c --- */

/** struct conf_said - a word of the file and what follows it on its line */
struct conf_said {
	struct view raw;   /* all that follows, blanks as they stand; p is never NULL */
	struct view value; /* the same without blanks in front */
	size_t arg;	   /* the table's */
};

/** struct conf_word - a keyword and what it does */
struct conf_word {
	const char *name; /* lower case; NULL ends a table */
	void (*act)(struct conf *c, const struct conf_said *said); /* never NULL */
	size_t arg; /* for @act: what tells apart the words that share it */
};

/** The acts of words that only set a member of struct conf, whose offset @said->arg is: a bool to
 *  true, a struct conf_number to the number, a struct view to the rest of the line */
void conf_word_flag(struct conf *c, const struct conf_said *said);
void conf_word_number(struct conf *c, const struct conf_said *said);
void conf_word_rest(struct conf *c, const struct conf_said *said);

/** conf_word_quiet() - the act of words that paint or set up x86 hardware: nothing to do, nothing
 *  to say. They stand last in a table: the first similar word is suggested for a misspelt one. */
void conf_word_quiet(struct conf *c, const struct conf_said *said);

/**
 * conf_word_run() - act on @line, which begins with one of @table's words or with another one
 * @prefix: "" or "MENU ", for the warning about another one, which is given once
 */
void conf_word_run(struct conf *c, const struct conf_word *table, const char *prefix,
		   struct view line);

/* --- pxe/conf/menu_words.c --- */

/** conf_menu_line() - act on what follows the word MENU */
void conf_menu_line(struct conf *c, struct view line);

/* --- pxe/conf/words.c --- */

/** conf_line() - act on one line, without its end */
void conf_line(struct conf *c, struct view line);

/* --- pxe/conf/ins.c --- */

/** conf_ins() - read @text, when it is an .ins file, as one label; false when it is none */
bool conf_ins(struct conf *c, struct view text);

/** conf_ins_without_0x() - whether @text would be such a file if its addresses had 0x in front */
bool conf_ins_without_0x(struct view text);

/* --- pxe/conf/foreign.c --- */

#define CONF_PAGE "an HTML or XML page"

/** conf_is_page() - whether @text is CONF_PAGE by its own first word, whatever its lines begin with */
bool conf_is_page(struct view text);

/** conf_is_utf16() - whether @text is UTF-16 of either byte order, with a byte order mark or, in its first
 *  two characters, without */
bool conf_is_utf16(struct view text);

#endif
