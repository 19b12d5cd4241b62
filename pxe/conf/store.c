/* SPDX-License-Identifier: MIT
 * What was read: the arena with its text, labels, menus, and the files that are asked for. */
#include "pxe/conf/internal.h"

#include <string.h>

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

/* --- labels ---------------------------------------------------------------------------------- */

/* False when there are too many, which ends the reading. */
static bool add_entry(struct conf *c, const struct conf_label *l, uint16_t menu)
{
	struct conf_label *slot = &c->labels[c->label_count];

	if (c->label_count == CONF_LABELS_MAX) {
		conf_fail(c, CONF_MANY_LABELS);
		return false;
	}
	*slot = *l;
	slot->menu = menu;
	c->label_count++;
	return true;
}

static int find_whole(const struct conf *c, struct view text)
{
	for (size_t i = 0; text.n && i < c->label_count; i++)
		if (!c->labels[i].disabled && view_eq(c->labels[i].full_name, text))
			return (int)i;
	return -1;
}

/* Lines that only lead to other menus are often all called the same, which harms nobody. */
static void warn_of_twin(struct conf *c, const struct conf_label *l)
{
	int at = l->action == CONF_DO_BOOT && l->type != CONF_CONFIG ? find_whole(c, l->full_name)
								     : -1;

	if (at >= 0 && c->labels[at].action == CONF_DO_BOOT)
		conf_note_at(c, l->where, CONF_WARNING, l->name,
			     "LABEL given twice, only the first one starts by its name");
}

void conf_record(struct conf *c)
{
	struct conf_label *l = &c->cur;
	uint16_t menu = l->menu == CONF_MENU_HIDDEN ? CONF_MENU_HIDDEN : c->menu;

	if (!c->in_label)
		return;
	c->in_label = false;
	if (!l->has_append)
		l->append = c->append;
	/* Exactly one dash means nothing; "- " or "-x" are arguments. */
	if (view_is(l->append, "-"))
		l->append.n = 0;
	if (l->disabled || l->separator)
		l->action = CONF_DO_NOTHING;
	warn_of_twin(c, l);
	if (add_entry(c, l, menu) && l->menu_default &&
	    (l->action == CONF_DO_BOOT || l->action == CONF_DO_GOTO))
		c->menus[menu].chosen = (int16_t)(c->label_count - 1);
}

void conf_label_begin(struct conf *c, struct view name, struct view full)
{
	conf_record(c);
	if (c->failed)
		return;
	if (name.n > CONF_NAME_MAX) {
		conf_fail(c, CONF_LONG_NAME);
		return;
	}
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
}

void conf_separator(struct conf *c)
{
	conf_record(c);
	if (c->failed)
		return;
	c->in_label = true;
	c->cur = (struct conf_label){
		.where = conf_here(c), .kernel_where = conf_here(c), .separator = true};
	conf_record(c);
}

int conf_find(const struct conf *c, struct view command)
{
	int whole = find_whole(c, view_trim(command));
	struct view word = view_word(&command);

	if (whole >= 0)
		return whole;
	for (size_t i = 0; word.n && i < c->label_count; i++) {
		const struct conf_label *l = &c->labels[i];

		if (!l->disabled && view_eq(l->name, word))
			return (int)i;
	}
	return -1;
}

/* --- menus ----------------------------------------------------------------------------------- */

void conf_menu_begin(struct conf *c, struct view tag)
{
	struct conf_label entry = {.where = conf_here(c), .action = CONF_DO_SUBMENU};
	struct conf_menu *m;

	conf_record(c);
	if (c->failed)
		return;
	if (c->menu_count == CONF_MENUS_MAX) {
		conf_fail(c, CONF_MANY_MENUS);
		return;
	}
	entry.submenu = (uint16_t)c->menu_count;
	if (!add_entry(c, &entry, c->menu))
		return;
	m = &c->menus[c->menu_count];
	*m = c->menus[c->menu];
	m->tag = tag;
	m->title = (struct view){0};
	m->parent = c->menu;
	m->entry = (uint16_t)(c->label_count - 1);
	m->chosen = -1;
	c->menu = (uint16_t)c->menu_count++;
}

void conf_menu_end(struct conf *c)
{
	conf_record(c);
	if (c->menu == CONF_MENU_ROOT)
		conf_note(c, CONF_WARNING, view_of("MENU END"), "without MENU BEGIN");
	c->menu = c->menus[c->menu].parent;
}

void conf_set_onerror(struct conf *c, struct view command)
{
	c->onerror = command;
	c->menus[c->menu].onerror = command;
	c->onerror_menu = c->menu;
}

/* --- files ----------------------------------------------------------------------------------- */

bool conf_file_room(const struct conf *c)
{
	return c->include_count + c->more_count + 1 < CONF_FILES_MAX;
}

/* Including such a file again would never end. */
static bool is_being_read(const struct conf *c, struct view name)
{
	for (size_t i = 0; i < c->depth; i++)
		if (view_eq(c->files[c->frames[i].file], name))
			return true;
	return false;
}

_Static_assert(CONF_DEPTH_MAX == 16 && CONF_FILES_MAX == 64, "conf_want() says the caps");

void conf_want(struct conf *c, struct view line)
{
	struct view name = view_word(&line), tag = view_skip_blanks(line);
	const char *why = NULL;

	if (name.n > CONF_NAME_MAX) {
		conf_fail(c, CONF_LONG_NAME);
		return;
	}
	if (!name.n)
		why = "INCLUDE without a name, skipped";
	else if (is_being_read(c, name))
		why = "INCLUDE of a file that is being read already: a loop, skipped";
	else if (c->depth > CONF_DEPTH_MAX)
		why = "INCLUDE is nested deeper than 16 files, skipped";
	else if (!conf_file_room(c))
		why = "INCLUDE: more than 64 files in all, skipped";
	if (why) {
		conf_note(c, CONF_ERROR, name, why);
		return;
	}
	c->includes[c->include_count++] =
		(struct conf_include){.name = name, .where = conf_here(c)};
	c->wanted = true;
	c->wanted_tag = tag.n ? tag : (struct view){0};
}
