/* SPDX-License-Identifier: MIT
 * pxe/conf/internal.h - what the parts of the configuration parser share. Layer: pure. Callers:
 * conf*.c only.
 */
#ifndef PXE_CONF_INTERNAL_H
#define PXE_CONF_INTERNAL_H

#include "pxe/conf/conf.h"

#define CONF_WORD_BUF 20

/** struct conf_word - one keyword. The name is no pointer, and what the word does is told by a
 *  number: a pointer costs 32 bytes where the binary may lie anywhere in memory. */
struct conf_word {
	char name[CONF_WORD_BUF]; /* lower case; an empty one ends a table */
	uint8_t id;
};

/** struct conf_words - all keywords in one place of the grammar. The list has a blank between any
 *  two of its words. */
struct conf_words {
	const struct conf_word *table;
	/* does word @id; @raw is the rest of the line, its p never NULL, trailing blanks kept */
	int (*act)(struct conf *c, int id, struct view raw);
	const char *quiet;  /* paint, or set up x86 hardware: nothing to do, nothing to say */
	const char *prefix; /* "" or "MENU ", for warnings */
};

/** conf_word_other() - @word is not in the table: warn about it once, unless it is a quiet one */
void conf_word_other(struct conf *c, const struct conf_words *words, struct view word);

/** conf_word_run() - act on @line, which begins with one of @words or with another word */
int conf_word_run(struct conf *c, const struct conf_words *words, struct view line);

/** conf_line() - act on one line, without its end; 0 or an enum conf_error */
int conf_line(struct conf *c, struct view line);

/** conf_menu_word() - the MENU word; @value starts with the second word */
int conf_menu_word(struct conf *c, struct view value);

/* --- pxe/conf/store.c --- */

/** conf_keep() - copy @v into the arena; false when it is full */
bool conf_keep(struct conf *c, struct view v, struct view *ret);

/** conf_note() - note @level at the line being read: "what: text", @what made printable */
void conf_note(struct conf *c, enum conf_level level, struct view what, const char *text);

/** conf_put_some() - append as much of @text as fits: half a reason is better than none */
void conf_put_some(struct str *s, const char *text);

/** conf_fail() - stop with @error at the line being read; returns @error */
int conf_fail(struct conf *c, int error);

/** conf_here() - the line being read */
struct conf_where conf_here(const struct conf *c);

/** conf_record() - the label being read, if any, is complete; back to global scope */
int conf_record(struct conf *c);

/** conf_label_begin() - a new label called @name, the first word of @full */
int conf_label_begin(struct conf *c, struct view name, struct view full);

/** conf_menu_begin() - what follows belongs to a new submenu; conf_menu_end() goes back */
int conf_menu_begin(struct conf *c, struct view tag);
int conf_menu_end(struct conf *c);

/** conf_onerror_word() - ONERROR and MENU ONERROR, which are the same: of all, and of this menu */
void conf_onerror_word(struct conf *c, struct view command);

/** conf_ins() - read @text, when it is an .ins file, as one label; false when it is none */
bool conf_ins(struct conf *c, struct view text);

/** conf_cut_line() - cut the next line off @rest: up to LF, CR or CR LF, which is dropped */
struct view conf_cut_line(struct view *rest);

/** conf_want() - stop for file @name; @tag.p not NULL = its content is a submenu with that tag */
int conf_want(struct conf *c, struct view name, struct view tag);

/** conf_int() - as atoi: sign, digits, the rest ignored; clamped to +-INT32_MAX. Warns when @value
 *  is not just a number */
struct conf_number conf_int(struct conf *c, struct view value);

/** conf_bits() - as strtoul with base 0, clamped to 32 bits */
struct conf_number conf_bits(struct conf *c, struct view value);

#endif
