/* SPDX-License-Identifier: MIT
 * lib/utf8.h - characters in UTF-8, and how wide a terminal draws them.
 * Layer: lib (leaf). Pure: no locale.
 *
 * What may reach a terminal is decided here: not what moves its cursor or sets its modes (C0, DEL,
 * C1), and not what reorders or hides the text around it (bidi and other format characters, line and
 * paragraph separators).
 */
#ifndef LIB_UTF8_H
#define LIB_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD UINT32_MAX

/** utf8_take() - the character at the front of @n bytes, n >= 1. Overlong forms, surrogates, values
 *  above U+10FFFF and sequences cut short are no characters (RFC 3629 section 3).
 *  Return: its bytes, 1..4; 1 with @ret_code UTF8_BAD when no character begins there */
size_t utf8_take(const char *p, size_t n, uint32_t *ret_code);

/** utf8_columns() - the columns that character @code takes: 2 for wide ones of East Asia, 0 for
 *  marks that are drawn over the one before. Return: -1 = not for a terminal, UTF8_BAD too */
int utf8_columns(uint32_t code);

/** struct utf8_range - characters that do not take one column; utf8_table is in their order */
struct utf8_range {
	uint32_t first, last;
	int columns;
};

extern const struct utf8_range utf8_table[];
extern const unsigned utf8_table_len;

#endif
