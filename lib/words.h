/* SPDX-License-Identifier: MIT
 * lib/words.h - lists of words without pointers. Layer: lib (leaf), pure.
 *
 * An array of pointers to strings costs a position independent program 32 bytes an entry besides
 * the text: the pointer, and the relocation that sets it at the start. A list here is one string,
 * every word in it ended by a NUL: "dhcp\0" "on\0" "any\0". No word is empty.
 */
#ifndef LIB_WORDS_H
#define LIB_WORDS_H

#include "lib/text.h"

/** words_nth() - word number @n of @list, from 0; "unknown" when there are fewer */
const char *words_nth(const char *list, unsigned n);

/** words_find() - the number of the word that reads exactly @v, -1 when there is none */
int words_find(const char *list, struct view v);

#endif
