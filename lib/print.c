/* SPDX-License-Identifier: MIT */
#include "lib/print.h"

#define PIECE 100

void print_outside(FILE *out, struct view v)
{
	char text[4 * PIECE + 1];

	while (v.n) {
		struct view part = {.p = v.p, .n = v.n < PIECE ? v.n : PIECE};
		struct str s = str_of(text, sizeof text);

		str_printable(&s, part, sizeof text - 1);
		fputs(text, out);
		v.p += part.n;
		v.n -= part.n;
	}
}
