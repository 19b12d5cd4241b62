/* SPDX-License-Identifier: MIT */
#include "pxe/session/msgfile.h"

#include "lib/columns.h"

#define FORM_FEED 0x0c
#define COLOUR	  0x0f
#define MODE_0	  0x10
#define MODE_7	  0x17
#define PICTURE	  0x18
#define TEXT_MODE 0x19
#define END	  0x1a
#define TAB	  8
#define LINE_REST 4 /* room kept for "..." and the NUL */

static bool is_msgfile_control(unsigned char c)
{
	return c == '\r' || c == FORM_FEED || c == TEXT_MODE || (c >= MODE_0 && c <= MODE_7);
}

static void put_msgfile_line(struct view line, struct str *s)
{
	while (line.n) {
		unsigned char c = (unsigned char)line.p[0];
		size_t skip = c == COLOUR ? 3 : c == '\t' || is_msgfile_control(c);
		struct view gap = {.p = "        "};

		if (c == PICTURE)
			return;
		if (c == '\t')
			gap.n = TAB - columns_of((struct view){.p = s->p, .n = s->n}) % TAB;
		skip = skip < line.n ? skip : line.n;
		line = view_from(line, skip);
		if (!skip && !str_printable_next(s, &line, s->size - LINE_REST))
			return;
		while (gap.n)
			if (!str_printable_next(s, &gap, s->size - LINE_REST))
				return;
	}
}

bool session_msgfile_line(struct view *rest, struct str *s)
{
	struct view line, before = {0};

	if (!view_until(rest, '\n', &line) || (!rest->p && !line.n))
		return false;
	view_until(&line, END, &before);
	if (line.p) /* there was an END */
		*rest = (struct view){0};
	put_msgfile_line(before, s);
	return true;
}
