/* SPDX-License-Identifier: MIT */
#include "pxe/conf/menus.h"

#include <string.h>

int conf_menu_find(const struct conf *c, struct view tag)
{
	for (size_t i = c->menu_count - 1; i > CONF_MENU_HIDDEN; i--)
		if (tag.n && view_eq(c->menus[i].tag, tag))
			return (int)i;
	if (view_is(tag, ".top"))
		return CONF_MENU_ROOT;
	return view_is(tag, ".hidden") ? (int)CONF_MENU_HIDDEN : -1;
}

/* A submenu's line says its MENU LABEL, else the menu's title, else its tag. */
static struct view submenu_text(const struct conf *c, unsigned menu)
{
	const struct conf_menu *m = &c->menus[menu];

	if (c->labels[m->entry].menu_label.p)
		return c->labels[m->entry].menu_label;
	return m->title.p ? m->title : m->tag;
}

struct view conf_menu_title(const struct conf *c, unsigned menu)
{
	const struct conf_menu *m = &c->menus[menu];

	return m->title.n || menu <= CONF_MENU_HIDDEN ? m->title : submenu_text(c, menu);
}

/* DEFAULT moves the highlight only when UI started the menu, for with "DEFAULT menu.c32" that word
 * is used up; a hidden label has no line to be highlighted. */
static int ui_default(const struct conf *c)
{
	int at = c->ui.p ? conf_find(c, c->default_line) : -1;

	return at >= 0 && c->labels[at].menu != CONF_MENU_HIDDEN ? at : -1;
}

unsigned conf_menu_start(const struct conf *c)
{
	int at = ui_default(c);

	return at >= 0 ? c->labels[at].menu : c->start_menu;
}

bool conf_entry_open(const struct conf *c, const struct conf_label *l)
{
	switch (l->action) {
	case CONF_DO_NOTHING: return false;
	case CONF_DO_SUBMENU:
	case CONF_DO_GOTO:
	case CONF_DO_EXIT: return conf_entry_target(c, l) >= 0;
	default: return true;
	}
}

int conf_menu_chosen(const struct conf *c, unsigned menu)
{
	int at = ui_default(c);

	if (at >= 0 && c->labels[at].menu == menu)
		return at;
	if (c->menus[menu].chosen >= 0)
		return c->menus[menu].chosen;
	for (size_t i = 0; i < c->label_count; i++)
		if (c->labels[i].menu == menu && conf_entry_open(c, &c->labels[i]))
			return (int)i;
	return -1;
}

static struct view entry_text(const struct conf *c, const struct conf_label *l)
{
	if (l->separator)
		return (struct view){0};
	if (l->action == CONF_DO_SUBMENU)
		return submenu_text(c, l->submenu);
	return l->menu_label.p ? l->menu_label : l->full_name;
}

void conf_entry_text(const struct conf *c, const struct conf_label *l, size_t max, struct str *s)
{
	struct view text = entry_text(c, l);
	size_t start = s->n;

	while (text.n)
		if (text.p[0] == '^')
			view_char(&text);
		else if (!str_printable_next(s, &text, start + max))
			return;
}

/* The key after the first '^' of MENU LABEL, or 0; one in LABEL or a title is none. */
static unsigned char wanted_key(const struct conf *c, const struct conf_label *l)
{
	struct view text = l->separator ? (struct view){0} : l->menu_label;
	const char *caret = text.n ? memchr(text.p, '^', text.n) : NULL;

	if (!caret || caret + 1 >= text.p + text.n || !conf_entry_open(c, l))
		return 0;
	return (unsigned char)text_lower(caret[1]);
}

unsigned char conf_entry_hotkey(const struct conf *c, const struct conf_label *l)
{
	unsigned char key = wanted_key(c, l);

	if (key <= ' ' || key > '~')
		return 0;
	for (const struct conf_label *o = c->labels; o < l; o++)
		if (o->menu == l->menu && wanted_key(c, o) == key)
			return 0;
	return key;
}

int conf_entry_target(const struct conf *c, const struct conf_label *l)
{
	switch (l->action) {
	case CONF_DO_SUBMENU: return l->submenu;
	case CONF_DO_EXIT:
		if (!l->target.n)
			return l->menu == CONF_MENU_HIDDEN ? (int)CONF_MENU_ROOT
							   : (int)c->menus[l->menu].parent;
		return conf_menu_find(c, l->target);
	case CONF_DO_GOTO: return conf_menu_find(c, l->target);
	default: return -1;
	}
}

bool conf_entry_immediate(const struct conf *c, const struct conf_label *l)
{
	return l->immediate == CONF_AS_MENU ? c->menus[l->menu].immediate
					    : l->immediate == CONF_YES;
}

struct view conf_onerror(const struct conf *c, unsigned menu)
{
	struct view own = c->menus[menu].onerror;

	if (own.n)
		return own;
	return c->onerror.n ? c->onerror : c->fallback;
}
