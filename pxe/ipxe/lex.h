/* SPDX-License-Identifier: MIT
 * pxe/ipxe/lex.h - a script's lines, labels, words and operators. Layer: pure. Callers: pxe/ipxe/,
 * cmd/, pxe/session/.
 *
 * Operators and comments are found before anything is expanded, so no value ever makes one. There
 * are no quotes and no escapes.
 */
#ifndef PXE_IPXE_LEX_H
#define PXE_IPXE_LEX_H

#include "lib/text.h"

#define IPXE_LINE_MAX 65536u /* bytes of a line, its continuations joined */

/** ipxe_is_script() - whether @text is an iPXE script: "#!ipxe" or "#!gpxe" at its first byte and
 *  one byte of white space behind it */
bool ipxe_is_script(struct view text);

/** ipxe_is_space() - blank, tab, and the bytes 0x0a to 0x0d */
bool ipxe_is_space(char c);

enum ipxe_line {
	IPXE_LINE_OK,
	IPXE_LINE_NONE,	    /* the text is at its end */
	IPXE_LINE_CUT,	    /* the text ends within a continuation */
	IPXE_LINE_TOO_LONG, /* more than IPXE_LINE_MAX bytes */
};

/**
 * ipxe_lex_line() - cut the next line off the front of @rest
 * @buf: IPXE_LINE_MAX bytes, for a line that is continued
 * @ret: points into the text, or into @buf when the line is continued; without its end. It ends
 *       before the first NUL.
 *
 * One CR before the LF is dropped; a backslash at the end of what remains joins the next physical
 * line without a blank.
 */
enum ipxe_line ipxe_lex_line(struct view *rest, char buf[IPXE_LINE_MAX], struct view *ret);

/** ipxe_lex_label() - cut a label off the front of @line: the text behind the first colon up to white
 *  space. Return: false = @line has none, and is as it was */
bool ipxe_lex_label(struct view *line, struct view *ret);

enum ipxe_token { IPXE_WORD, IPXE_AND, IPXE_OR, IPXE_SEMICOLON, IPXE_END };

/** ipxe_lex_token() - cut the next word or operator off the front of @line. @ret: its text. The rest
 *  of a line behind a word that begins with '#' is a comment: IPXE_END */
enum ipxe_token ipxe_lex_token(struct view *line, struct view *ret);

/** ipxe_lex_number() - all of @v as strtoul() with base 0 reads it; a sign is allowed, and what is
 *  too large is cut to 64 bits. Return: false, with @ret untouched, for anything else */
bool ipxe_lex_number(struct view v, uint64_t *ret);

/** ipxe_lex_key() - the key that @v names: one character, or a number. Return: false for anything
 *  else */
bool ipxe_lex_key(struct view v, uint32_t *ret);

/** ipxe_lex_pressed() - the key, numbered as ipxe_lex_key() does, that begins what a terminal sent; Enter
 *  is 13. Return: false = it may go on */
bool ipxe_lex_pressed(struct view bytes, uint32_t *ret);

#endif
