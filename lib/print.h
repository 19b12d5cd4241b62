/* SPDX-License-Identifier: MIT
 * lib/print.h - text from outside on a terminal.
 * Layer: lib. Needs stdio; no heap.
 */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

#include "lib/text.h"

#include <stdio.h>

/** print_outside() - print all of @v, however long, as str_printable() writes it. Every byte that a
 *  command prints and did not make itself goes through here, str_printable() or str_inert(). */
void print_outside(FILE *out, struct view v);

#endif
