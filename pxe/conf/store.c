/* SPDX-License-Identifier: MIT
 * The parser's memory: arena, notes, labels, menus. */
#include "pxe/conf/internal.h"

#include <string.h>

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

bool conf_keep(struct conf *c, struct view v, struct view *ret)
{
	char *at = c->arena + c->used;

	if (v.n > sizeof c->arena - c->used)
		return false;
	if (v.n)
		memcpy(at, v.p, v.n);
	c->used += v.n;
	*ret = (struct view){.p = at, .n = v.n};
	return true;
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

static void note_at(struct conf *c, struct conf_where where, enum conf_level level,
		    struct view what, const char *text)
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
	note_at(c, conf_here(c), level, what, text);
}

int conf_fail(struct conf *c, int error)
{
	struct str s = str_of(c->error, sizeof c->error);

	c->failed = error;
	conf_put_where(c, conf_here(c), &s);
	str_puts(&s, ": ");
	str_puts(&s, conf_str(error));
	return error;
}

const char *conf_error(const struct conf *c)
{
	return c->error;
}

/* --- labels ---------------------------------------------------------------------------------- */

static int add_entry(struct conf *c, const struct conf_label *l, uint16_t menu)
{
	struct conf_label *slot = &c->labels[c->label_count];

	if (c->label_count == CONF_LABELS_MAX)
		return conf_fail(c, CONF_MANY_LABELS);
	*slot = *l;
	slot->menu = menu;
	c->label_count++;
	return 0;
}

/* Lines that only lead to other menus are often all called the same, which harms nobody. */
static void warn_twice(struct conf *c, const struct conf_label *l)
{
	int at = l->action == CONF_DO_BOOT && l->type != CONF_CONFIG ? conf_find(c, l->name) : -1;

	if (at >= 0 && c->labels[at].action == CONF_DO_BOOT)
		note_at(c, l->where, CONF_WARNING, l->name,
			"LABEL given twice, only the first one starts by its name");
}

int conf_record(struct conf *c)
{
	struct conf_label *l = &c->cur;
	uint16_t menu = l->menu == CONF_MENU_HIDDEN ? CONF_MENU_HIDDEN : c->menu;
	int rc;

	if (!c->in_label)
		return 0;
	c->in_label = false;
	if (!l->has_append)
		l->append = c->append;
	/* Exactly one dash means nothing; "- " or "-x" are arguments. */
	if (view_is(l->append, "-"))
		l->append.n = 0;
	if (l->disabled || l->separator)
		l->action = CONF_DO_NOTHING;
	warn_twice(c, l);
	rc = add_entry(c, l, menu);
	if (!rc && l->menu_default && (l->action == CONF_DO_BOOT || l->action == CONF_DO_GOTO))
		c->menus[menu].chosen = (int16_t)(c->label_count - 1);
	return rc;
}

int conf_label_begin(struct conf *c, struct view name, struct view full)
{
	int rc = conf_record(c);

	if (rc)
		return rc;
	if (name.n > CONF_NAME_MAX)
		return conf_fail(c, CONF_LONG_NAME);
	if (!name.n)
		conf_note(c, CONF_WARNING, view_of("LABEL"), "without a name");
	c->in_label = true;
	c->cur = (struct conf_label){
		.name = name,
		.full_name = full,
		.kernel = name,
		.where = conf_here(c),
		.kernel_where = conf_here(c),
		.menu = c->menu,
		.sysappend = (uint32_t)c->sysappend.value,
		.has_sysappend = c->sysappend.set,
	};
	return 0;
}

int conf_find(const struct conf *c, struct view command)
{
	struct view word = view_word(&command);

	for (size_t i = 0; word.n && i < c->label_count; i++) {
		const struct conf_label *l = &c->labels[i];

		if (!l->disabled && view_eq(l->name, word))
			return (int)i;
	}
	return -1;
}

/* --- menus ----------------------------------------------------------------------------------- */

int conf_menu_begin(struct conf *c, struct view tag)
{
	struct conf_label entry = {.where = conf_here(c), .action = CONF_DO_SUBMENU};
	struct conf_menu *m;
	int rc = conf_record(c);

	if (rc)
		return rc;
	if (c->menu_count == CONF_MENUS_MAX)
		return conf_fail(c, CONF_MANY_MENUS);
	entry.submenu = (uint16_t)c->menu_count;
	rc = add_entry(c, &entry, c->menu);
	if (rc)
		return rc;
	m = &c->menus[c->menu_count];
	*m = c->menus[c->menu];
	m->tag = tag;
	m->title = (struct view){0};
	m->parent = c->menu;
	m->entry = (uint16_t)(c->label_count - 1);
	m->chosen = -1;
	c->menu = (uint16_t)c->menu_count++;
	return 0;
}

int conf_menu_end(struct conf *c)
{
	int rc = conf_record(c);

	if (c->menu == CONF_MENU_ROOT)
		conf_note(c, CONF_WARNING, view_of("MENU END"), "without MENU BEGIN");
	c->menu = c->menus[c->menu].parent;
	return rc;
}

void conf_onerror_word(struct conf *c, struct view command)
{
	c->onerror = command;
	c->menus[c->menu].onerror = command;
	c->onerror_menu = c->menu;
}

/* --- files ----------------------------------------------------------------------------------- */

/* Whether @name is being read already: including it again would never end. */
static bool is_open(const struct conf *c, struct view name)
{
	for (size_t i = 0; i < c->depth; i++)
		if (view_eq(c->files[c->frames[i].file], name))
			return true;
	return false;
}

int conf_want(struct conf *c, struct view name, struct view tag)
{
	const char *why = NULL;

	if (!name.n)
		why = "INCLUDE without a name, skipped";
	else if (name.n > CONF_NAME_MAX)
		return conf_fail(c, CONF_LONG_NAME);
	else if (is_open(c, name))
		why = "INCLUDE of a file that is being read already: a loop, skipped";
	else if (c->depth > CONF_DEPTH_MAX)
		why = "INCLUDE is nested deeper than 16 files, skipped";
	else if (c->include_count + 1 >= CONF_FILES_MAX)
		why = "INCLUDE: more than 64 files in all, skipped";
	if (why) {
		conf_note(c, CONF_ERROR, name, why);
		return 0;
	}
	c->includes[c->include_count++] =
		(struct conf_include){.name = name, .where = conf_here(c)};
	c->wanted = true;
	c->wanted_tag = tag;
	return CONF_NEED_FILE;
}

/* --- numbers --------------------------------------------------------------------------------- */

/* Digits of @base off the front of @v, stopping at @max; false when there is none. */
static bool take_digits(struct view *v, int base, uint64_t max, uint64_t *ret)
{
	uint64_t n = 0;
	size_t used = 0;

	for (; used < v->n; used++) {
		int digit = text_hex_digit(v->p[used]);

		if (digit < 0 || digit >= base)
			break;
		n = n * (unsigned)base + (unsigned)digit;
		if (n > max)
			n = max;
	}
	v->p += used;
	v->n -= used;
	*ret = n;
	return used > 0;
}

struct conf_number conf_int(struct conf *c, struct view value)
{
	struct view rest = value;
	bool minus = rest.n && rest.p[0] == '-';
	uint64_t n = 0;
	bool ok;

	if (rest.n && (minus || rest.p[0] == '+')) {
		rest.p++;
		rest.n--;
	}
	ok = take_digits(&rest, 10, INT32_MAX, &n);
	if (!ok || n == INT32_MAX || view_trim(rest).n)
		conf_note(c, CONF_WARNING, value, "not a plain number, read as C's atoi() would");
	return (struct conf_number){.set = true, .value = minus ? -(int64_t)n : (int64_t)n};
}

struct conf_number conf_bits(struct conf *c, struct view value)
{
	struct view rest = value;
	int base = 10;
	uint64_t n = 0;
	bool ok;

	if (rest.n > 2 && rest.p[0] == '0' && text_lower(rest.p[1]) == 'x') {
		base = 16;
		rest.p += 2;
		rest.n -= 2;
	} else if (rest.n && rest.p[0] == '0') {
		base = 8;
	}
	ok = take_digits(&rest, base, UINT32_MAX, &n);
	if (!ok || view_trim(rest).n)
		conf_note(c, CONF_WARNING, value, "not a plain number, read as far as it is one");
	return (struct conf_number){.set = true, .value = (int64_t)n};
}
