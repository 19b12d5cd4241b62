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

bool conf_place(const struct conf *c, const char *p, struct conf_where *ret, uint32_t *column)
{
	struct view rest, line;
	uint32_t at = 0;
	uint32_t file = 0;

	while (file < c->file_count && (!c->texts[file].n || p < c->texts[file].p ||
					p >= c->texts[file].p + c->texts[file].n))
		file++;
	if (!p || file == c->file_count)
		return false;
	rest = c->texts[file];
	do {
		line = conf_cut_line(&rest);
		at++;
	} while (rest.n && rest.p <= p);
	*ret = (struct conf_where){.file = file, .line = at};
	*column = (uint32_t)(p - line.p) + 1;
	return true;
}

struct conf_where conf_where_of(const struct conf *c, struct view v, struct conf_where otherwise)
{
	uint32_t column;

	conf_place(c, v.p, &otherwise, &column);
	return otherwise;
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
