/* SPDX-License-Identifier: MIT
 * lib/print.h - text from outside on a terminal.
 * Layer: lib. Needs stdio; no heap.
 *
 * Commands print every text from outside through print_outside(), and through print_shown() what
 * went through str_printable() on its way. UTF-8 stays where locale_is_utf8(), else it is \xHH.
 */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

#include "lib/text.h"

#include <stdio.h>

/** print_outside() - print all of @v, of any length, in the form of str_printable(): logins of URLs are
 *  left out */
void print_outside(FILE *out, struct view v);

/** print_shown() - print all of @text, of any length, in the form of str_shown() */
void print_shown(FILE *out, const char *text);

#endif
