/* SPDX-License-Identifier: MIT
 * lib/columns.h - text that went through the gate (str_printable()), laid out on a terminal.
 * Layer: lib. Pure.
 *
 * A terminal that knows no UTF-8 gets "\xHH" for each byte of such a character, four columns. Nothing
 * is ever cut inside a character or such an escape.
 */
#ifndef LIB_COLUMNS_H
#define LIB_COLUMNS_H

#include "lib/text.h"

/** columns_cut() - the longest front of @v that takes at most @cols columns and @bytes bytes of @v;
 *  marks stay with their character. Return: its length, bytes */
size_t columns_cut(struct view v, bool utf8, unsigned cols, size_t bytes);

/** columns_wrap() - the same for a row of a paragraph: up to a blank, unless that wastes half of it;
 *  at least one character. The blank begins what is left. Return: bytes; 0 = @v is empty */
size_t columns_wrap(struct view v, bool utf8, unsigned cols, size_t bytes);

/** columns_wrap_next() - cut the next row off the front of @v, and the blank behind it.
 *  Return: the row */
struct view columns_wrap_next(struct view *v, bool utf8, unsigned cols, size_t bytes);

/** columns_of() - the columns of all of @v on a terminal that knows UTF-8 */
unsigned columns_of(struct view v);

/** columns_put() - append as much of @v as takes at most @cols columns. Return: columns taken */
unsigned columns_put(struct str *s, struct view v, bool utf8, unsigned cols);

#endif
