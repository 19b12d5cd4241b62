/* SPDX-License-Identifier: MIT */
#include "pxe/session/msgfile.h"

#define FORM_FEED 0x0c
#define COLOUR	  0x0f
#define MODE_0	  0x10
#define MODE_7	  0x17
#define PICTURE	  0x18
#define TEXT_MODE 0x19
#define END	  0x1a
#define TAB	  8
#define LINE_REST 12 /* room kept for a tab or an escaped byte, "..." and the NUL */

static bool is_msgfile_control(unsigned char c)
{
	return c == '\r' || c == FORM_FEED || c == TEXT_MODE || (c >= MODE_0 && c <= MODE_7);
}

static void put_msgfile_line(struct view line, struct str *s)
{
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];

		if (is_msgfile_control(c))
			continue;
		if (c == PICTURE)
			return;
		if (s->n + LINE_REST > s->size) {
			str_puts(s, "...");
			return;
		}
		if (c == COLOUR)
			i += 2;
		else if (c == '\t')
			str_put(s, (struct view){.p = "        ", .n = TAB - s->n % TAB});
		else
			str_printable(s, (struct view){.p = line.p + i, .n = 1}, 4);
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
