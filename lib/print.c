/* SPDX-License-Identifier: MIT */
#include "lib/print.h"

#include "lib/locale.h"

#define CHAR_MAX_SHOWN 20 /* four bytes as "\xHH", with NUL */

static void print_text(FILE *out, struct view v, bool inside)
{
	char text[CHAR_MAX_SHOWN];
	bool utf8 = locale_is_utf8();

	while (v.n) {
		struct view one = inside ? view_char(&v) : view_public(&v);
		struct str s = str_of(text, sizeof text);

		if (inside)
			str_shown(&s, one, utf8);
		else if (utf8)
			str_printable(&s, one, sizeof text - 1);
		else
			str_ascii(&s, one, sizeof text - 1);
		fputs(text, out);
	}
}

void print_outside(FILE *out, struct view v)
{
	print_text(out, v, false);
}

void print_shown(FILE *out, const char *text)
{
	print_text(out, view_of(text), true);
}
