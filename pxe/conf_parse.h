/* SPDX-License-Identifier: MIT
 * pxe/conf_parse.h - what the parts of the configuration parser share. Layer: pure. Callers:
 * conf*.c only.
 */
#ifndef PXE_CONF_PARSE_H
#define PXE_CONF_PARSE_H

#include "pxe/conf.h"

/** enum word_use - what happens with a word besides calling its function */
enum word_use {
	WORD_USED,  /* understood, acted on */
	WORD_QUIET, /* paints or sets up x86 hardware: nothing to do, nothing to say */
	WORD_LATER, /* known, not acted on: warned about once */
};

/** struct conf_word - one keyword. @act may be NULL; its @value is the rest of the line without
 *  leading blanks (with them when @raw is set), its p never NULL, trailing blanks kept. */
struct conf_word {
	const char *name;
	enum word_use use;
	int (*act)(struct conf *c, struct view value);
	bool raw;
};

/** conf_word_find() - the entry of @table (ended by a NULL name) that @line starts with: any case,
 *  and a byte <= 0x20 or the end behind it. @rest gets what follows the word, blanks included. */
const struct conf_word *conf_word_find(const struct conf_word *table, struct view line,
				       struct view *rest);

/** conf_word_run() - act on @line by @table; @prefix ("" or "MENU ") is for warnings */
int conf_word_run(struct conf *c, const struct conf_word *table, struct view line,
		  const char *prefix);

/** conf_line() - act on one line, without its end; 0 or an enum conf_error */
int conf_line(struct conf *c, struct view line);

/** conf_menu_word() - the MENU word; @value starts with the second word */
int conf_menu_word(struct conf *c, struct view value);

/* --- conf_store.c --- */

/** conf_skip() - @v without leading blanks */
struct view conf_skip(struct view v);

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

/** conf_label_begin() - a new label called @name */
int conf_label_begin(struct conf *c, struct view name);

/** conf_menu_begin() - what follows belongs to a new submenu; conf_menu_end() goes back */
int conf_menu_begin(struct conf *c, struct view tag);
int conf_menu_end(struct conf *c);

/** conf_want() - stop for file @name; @tag.p not NULL = its content is a submenu with that tag */
int conf_want(struct conf *c, struct view name, struct view tag);

/** conf_int() - as atoi: sign, digits, the rest ignored; clamped to +-INT32_MAX. Warns when @value
 *  is not just a number */
struct conf_number conf_int(struct conf *c, struct view value);

/** conf_bits() - as strtoul with base 0, clamped to 32 bits */
struct conf_number conf_bits(struct conf *c, struct view value);

#endif
