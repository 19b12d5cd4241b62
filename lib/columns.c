/* SPDX-License-Identifier: MIT */
#include "lib/columns.h"

#include "lib/utf8.h"

#define ESCAPE 4 /* "\xHH" */

/* What a terminal gets for the character at the front of @v. */
static size_t next_char(struct view v, bool utf8, unsigned *ret_cols, bool *ret_escaped)
{
	uint32_t code;
	size_t n = utf8_take(v.p, v.n, &code);
	int cols = utf8_columns(code);

	*ret_escaped = cols < 0 || (!utf8 && code >= 0x80);
	*ret_cols = *ret_escaped ? (unsigned)n * ESCAPE : (unsigned)cols;
	return n;
}

size_t columns_cut(struct view v, bool utf8, unsigned cols, size_t bytes)
{
	size_t at = 0;

	while (at < v.n) {
		unsigned wide;
		bool escaped;
		size_t n = next_char(view_from(v, at), utf8, &wide, &escaped);

		if (wide > cols || n > bytes)
			break;
		cols -= wide;
		bytes -= n;
		at += n;
	}
	return at;
}

unsigned columns_of(struct view v)
{
	unsigned cols = 0;

	while (v.n) {
		unsigned wide;
		bool escaped;

		v = view_from(v, next_char(v, true, &wide, &escaped));
		cols += wide;
	}
	return cols;
}

size_t columns_wrap(struct view v, bool utf8, unsigned cols, size_t bytes)
{
	size_t whole = columns_cut(v, utf8, cols, bytes), n = whole;
	unsigned wide;
	bool escaped;

	if (whole == v.n)
		return whole;
	if (!whole)
		return next_char(v, utf8, &wide, &escaped);
	while (n > whole / 2 && v.p[n] != ' ')
		n--;
	return n > whole / 2 ? n : whole;
}

struct view columns_wrap_next(struct view *v, bool utf8, unsigned cols, size_t bytes)
{
	struct view row = {.p = v->p, .n = columns_wrap(*v, utf8, cols, bytes)};
	size_t n = row.n + (row.n < v->n && v->p[row.n] == ' ');

	*v = view_from(*v, n);
	return row;
}

unsigned columns_put(struct str *s, struct view v, bool utf8, unsigned cols)
{
	unsigned used = 0;

	while (v.n && !s->cut) {
		struct view one = {.p = v.p};
		unsigned wide;
		bool escaped;

		one.n = next_char(v, utf8, &wide, &escaped);
		if (wide > cols - used)
			break;
		str_shown(s, one, utf8);
		used += s->cut ? 0 : wide;
		v = view_from(v, one.n);
	}
	return used;
}
