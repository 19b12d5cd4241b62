/* SPDX-License-Identifier: MIT
 * Messages: where the parser stands, what it warns about, what it stops for. */
#include "pxe/conf/internal.h"

const char *conf_str(int error)
{
	switch (error) {
	case CONF_NEED_FILE: return "a file is wanted";
	case CONF_TOO_BIG: return "more than 1 MiB of configuration";
	case CONF_LONG_LINE: return "a line is longer than 65536 bytes";
	case CONF_MANY_LABELS: return "more than 1024 menu entries";
	case CONF_MANY_MENUS: return "more than 126 submenus";
	case CONF_LONG_NAME: return "a name is longer than 4096 bytes";
	case CONF_BAD_STATE: return "called out of turn";
	default: return "no error";
	}
}

_Static_assert(CONF_TEXT_MAX == 1 << 20 && CONF_LINE_MAX == 65536 && CONF_LABELS_MAX == 1024 &&
		       CONF_MENUS_MAX - 2 == 126 && CONF_NAME_MAX == 4096,
	       "conf_str() says the caps");

const char *conf_level_str(enum conf_level level)
{
	return level == CONF_ERROR ? "error" : "warning";
}

struct conf_where conf_here(const struct conf *c)
{
	const struct conf_frame *f = c->depth ? &c->frames[c->depth - 1] : NULL;

	return f ? (struct conf_where){.file = f->file, .line = f->line} : (struct conf_where){0};
}

void conf_put_where(const struct conf *c, struct conf_where where, struct str *s)
{
	if (where.file < c->file_count)
		str_printable(s, c->files[where.file], 80);
	if (where.line)
		str_fmt(s, ": line %u", where.line);
}

void conf_put_some(struct str *s, const char *text)
{
	struct view v = view_of(text);
	size_t left = s->size - s->n - 1;

	if (v.n > left)
		v.n = left;
	str_put(s, v);
}

void conf_note_at(struct conf *c, struct conf_where where, enum conf_level level, struct view what,
		  const char *text)
{
	struct conf_note *n = &c->notes[c->note_count];
	struct str s;

	if (level == CONF_ERROR)
		c->errors++;
	if (c->note_count == CONF_NOTES_MAX) {
		c->notes_lost++;
		return;
	}
	c->note_count++;
	n->where = where;
	n->level = level;
	s = str_of(n->text, sizeof n->text);
	str_printable(&s, what, 60);
	str_puts(&s, ": ");
	conf_put_some(&s, text);
}

void conf_note(struct conf *c, enum conf_level level, struct view what, const char *text)
{
	conf_note_at(c, conf_here(c), level, what, text);
}

void conf_fail(struct conf *c, enum conf_error error)
{
	struct str s = str_of(c->error, sizeof c->error);

	c->failed = (int)error;
	conf_put_where(c, conf_here(c), &s);
	str_puts(&s, ": ");
	str_puts(&s, conf_str((int)error));
}

const char *conf_error(const struct conf *c)
{
	return c->error;
}
