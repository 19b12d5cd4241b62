/* SPDX-License-Identifier: MIT
 * Text cut into lines: a file's, and those of a label's help. */
#include "pxe/conf/internal.h"

struct view conf_cut_line(struct view *rest)
{
	struct view line = {.p = rest->p, .n = 0};

	while (line.n < rest->n && line.p[line.n] != '\n' && line.p[line.n] != '\r')
		line.n++;
	rest->p += line.n;
	rest->n -= line.n;
	if (rest->n > 1 && rest->p[0] == '\r' && rest->p[1] == '\n') {
		rest->p += 2;
		rest->n -= 2;
	} else if (rest->n) {
		rest->p++;
		rest->n--;
	}
	return line;
}

/* Between two blocks of one label stand other lines, an ENDTEXT first and a TEXT HELP last. */
bool conf_help_line(struct view *help, struct view *ret)
{
	bool in_text = true, shown = true;

	while (help->n) {
		struct view line = conf_cut_line(help), rest = view_skip_blanks(line);
		struct view word = view_word(&rest);

		if (in_text && view_ieq(word, view_of("endtext"))) {
			in_text = false;
		} else if (!in_text && view_ieq(word, view_of("text"))) {
			in_text = true;
			shown = view_ieq(view_word(&rest), view_of("help"));
		} else if (in_text && shown) {
			*ret = line;
			return true;
		}
	}
	return false;
}
