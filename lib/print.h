/* SPDX-License-Identifier: MIT
 * lib/print.h - text from outside on a terminal.
 * Layer: lib. Needs stdio; no heap.
 */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

#include "lib/text.h"

#include <stdio.h>

/** print_outside() - print all of @v, of any length, in the form of str_printable(). Commands print
 *  every text from outside through print_outside(), str_printable() or str_inert(). */
void print_outside(FILE *out, struct view v);

#endif
