/* SPDX-License-Identifier: MIT */
#include "pxe/model.h"

#include <string.h>

/* Room that is kept for a tab, "..." and the NUL. */
#define LINE_REST 12
#define TAB	  8

_Static_assert(CHAN_ENTRIES >= CONF_LABELS_MAX && CHAN_MENUS >= CONF_MENUS_MAX - 1,
	       "every configuration fits");

void model_start(struct model *m, const struct conf *conf, const struct model_view *view)
{
	memset(m, 0, sizeof *m);
	m->conf = conf;
	m->view = *view;
	if (view->chosen < 0 || (size_t)view->chosen >= conf->label_count)
		m->view.chosen = -1;
}

uint32_t model_menu(uint32_t menu)
{
	return menu > CONF_MENU_HIDDEN ? menu - 1 : 0;
}

/* --- text ------------------------------------------------------------------------------------ */

/* One line of a terminal; @skip is a character to leave out, 0 = none. */
static void put_line(char *buf, size_t size, struct view v, char skip)
{
	struct str s = str_of(buf, size);

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == skip && skip)
			continue;
		if (s.n + LINE_REST > size) {
			str_puts(&s, "...");
			return;
		}
		if (v.p[i] == '\t')
			str_put(&s, (struct view){.p = "        ", .n = TAB - s.n % TAB});
		else
			str_printable(&s, (struct view){.p = v.p + i, .n = 1}, 4);
	}
}

/* A name is there to be typed and must be what conf_find() compares with. */
static void put_name(struct chan_entry *e, struct view name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= 0x20 || name.p[i] > 0x7e)
			return;
	text_copy(e->name, sizeof e->name, name);
}

/* --- what the entries do --------------------------------------------------------------------- */

static bool find_menu(const struct conf *c, struct view tag, uint32_t *ret)
{
	for (size_t i = CONF_MENU_HIDDEN + 1; i < c->menu_count; i++) {
		if (tag.n && view_eq(view_trim(c->menus[i].tag), tag)) {
			*ret = model_menu((uint32_t)i);
			return true;
		}
	}
	if (!view_is(tag, ".top")) /* what PXELINUX calls the root menu */
		return false;
	*ret = 0;
	return true;
}

enum chan_entry_kind model_kind(const struct conf *conf, const struct conf_label *l,
				uint32_t *target)
{
	struct view tag = view_trim(l->target);

	if (l->menu == CONF_MENU_HIDDEN)
		return CHAN_E_HIDDEN;
	switch (l->action) {
	case CONF_DO_BOOT:
	case CONF_DO_HELP: return CHAN_E_RUN;
	case CONF_DO_SUBMENU: *target = model_menu(l->submenu); return CHAN_E_SUBMENU;
	case CONF_DO_GOTO: return find_menu(conf, tag, target) ? CHAN_E_SUBMENU : CHAN_E_TEXT;
	case CONF_DO_EXIT:
		if (!tag.n)
			*target = model_menu(conf->menus[l->menu].parent);
		else if (!find_menu(conf, tag, target))
			return CHAN_E_TEXT;
		return CHAN_E_EXIT;
	case CONF_DO_QUIT: return CHAN_E_QUIT;
	case CONF_DO_NOTHING: break;
	}
	return CHAN_E_TEXT;
}

static bool can_be_chosen(const struct conf *c, int label, uint32_t menu)
{
	uint32_t target;
	enum chan_entry_kind kind;

	if (label < 0 || c->labels[label].menu != menu)
		return false;
	kind = model_kind(c, &c->labels[label], &target);
	return kind != CHAN_E_TEXT && kind != CHAN_E_HIDDEN;
}

/* --- the messages ---------------------------------------------------------------------------- */

static uint32_t flags_of(const struct conf *c)
{
	uint32_t flags = 0;

	if (!c->allowoptions.set || c->allowoptions.value)
		flags |= CHAN_M_OPTIONS;
	if (!c->nocomplete.value)
		flags |= CHAN_M_COMPLETE;
	if (!c->noescape.value)
		flags |= CHAN_M_ESCAPE;
	return flags;
}

static void put_menu(const struct model *m, struct chan_menu *u)
{
	const struct conf *c = m->conf;
	int chosen = m->view.chosen;

	u->screen = m->view.screen;
	u->flags = flags_of(c);
	u->menus = (uint32_t)c->menu_count - 1;
	u->entries = (uint32_t)c->label_count;
	u->wait_ds = m->view.wait_ds;
	u->total_ds = m->view.total_ds;
	if (chosen >= 0 && can_be_chosen(c, chosen, c->labels[chosen].menu))
		u->start = model_menu(c->labels[chosen].menu);
}

/* MENU LABEL and MENU TITLE of a submenu stand in for each other. */
static struct view title_of(const struct conf *c, const struct conf_menu *menu, bool root)
{
	return menu->title.n || root ? menu->title : c->labels[menu->entry].menu_label;
}

static void put_submenu(const struct model *m, uint32_t number, struct chan_submenu *u)
{
	const struct conf *c = m->conf;
	uint32_t at = number ? number + 1 : CONF_MENU_ROOT;
	const struct conf_menu *menu = &c->menus[at];

	u->menu = number;
	u->parent = model_menu(menu->parent);
	u->chosen = CHAN_NO_ENTRY;
	if (can_be_chosen(c, m->view.chosen, at))
		u->chosen = (uint32_t)m->view.chosen;
	else if (can_be_chosen(c, menu->chosen, at))
		u->chosen = (uint32_t)menu->chosen;
	put_line(u->title, sizeof u->title, view_trim(title_of(c, menu, !number)), '^');
}

static struct view text_of(const struct conf *c, const struct conf_label *l)
{
	if (l->separator)
		return (struct view){0};
	if (l->menu_label.n)
		return l->menu_label;
	return l->action == CONF_DO_SUBMENU ? c->menus[l->submenu].title : l->name;
}

static uint8_t hotkey_of(struct model *m, const struct conf_label *l, uint32_t menu)
{
	const char *at = l->menu_label.n ? memchr(l->menu_label.p, '^', l->menu_label.n) : NULL;
	const char *end = l->menu_label.p + l->menu_label.n;
	uint8_t key, bit;

	if (!at || end - at < 2 || at[1] <= 0x20 || at[1] > 0x7e)
		return 0;
	key = (uint8_t)text_lower(at[1]);
	bit = (uint8_t)(1u << (key & 7));
	if (m->hotkeys[menu][(key - 0x20) / 8] & bit)
		return 0;
	m->hotkeys[menu][(key - 0x20) / 8] |= bit;
	return key;
}

static void put_entry(struct model *m, uint32_t number, struct chan_entry *u)
{
	const struct conf *c = m->conf;
	const struct conf_label *l = &c->labels[number];

	u->entry = number;
	u->menu = model_menu(l->menu);
	u->kind = model_kind(c, l, &u->target);
	u->indent = l->indent < CHAN_TITLE_MAX ? l->indent : CHAN_TITLE_MAX - 1;
	put_line(u->text, sizeof u->text, view_trim(text_of(c, l)), '^');
	if (u->kind == CHAN_E_TEXT)
		return;
	put_name(u, l->name);
	u->locked = l->passwd.n > 0;
	if (u->kind != CHAN_E_HIDDEN)
		u->hotkey = hotkey_of(m, l, u->menu);
}

static size_t lines_in(struct view text)
{
	struct view line;
	size_t n = 0;

	while (view_until(&text, '\n', &line))
		n++;
	return n;
}

static void put_help(struct model *m, struct chan_help *u)
{
	size_t left = lines_in(m->help);
	struct str s = str_of(u->text, sizeof u->text);
	struct view line = {0};

	u->entry = m->next - 1;
	if (++m->help_lines == CHAN_HELP_LINES && left > 1) {
		str_fmt(&s, "(%zu more lines of help)", left);
		m->help = (struct view){0};
		return;
	}
	view_until(&m->help, '\n', &line);
	while (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	put_line(u->text, sizeof u->text, line, 0);
}

/* Help that ends in a line's end has no empty line behind it. */
static struct view help_of(const struct conf_label *l)
{
	struct view v = l->help;

	while (v.n && (v.p[v.n - 1] == '\n' || v.p[v.n - 1] == '\r'))
		v.n--;
	return v.n ? v : (struct view){0};
}

static void next_entry(struct model *m, struct chan_msg *ret)
{
	if (m->help.p) {
		ret->kind = CHAN_HELP;
		put_help(m, &ret->u.help);
	} else {
		ret->kind = CHAN_ENTRY;
		m->help = help_of(&m->conf->labels[m->next]);
		m->help_lines = 0;
		put_entry(m, m->next++, &ret->u.entry);
	}
	if (!m->help.p && m->next == m->conf->label_count)
		m->step = MODEL_SHOW;
}

static void next_submenu(struct model *m, struct chan_msg *ret)
{
	ret->kind = CHAN_SUBMENU;
	put_submenu(m, m->next++, &ret->u.submenu);
	if (m->next < m->conf->menu_count - 1)
		return;
	m->next = 0;
	m->step = m->conf->label_count ? MODEL_ENTRIES : MODEL_SHOW;
}

bool model_next(struct model *m, struct chan_msg *ret)
{
	if (m->step == MODEL_OVER)
		return false;
	memset(ret, 0, sizeof *ret);
	switch (m->step) {
	case MODEL_MENU:
		ret->kind = CHAN_MENU;
		put_menu(m, &ret->u.menu);
		m->step = MODEL_SUBMENUS;
		break;
	case MODEL_SUBMENUS: next_submenu(m, ret); break;
	case MODEL_ENTRIES: next_entry(m, ret); break;
	case MODEL_SHOW:
	case MODEL_OVER:
		ret->kind = CHAN_SHOW;
		m->step = MODEL_OVER;
		break;
	}
	return true;
}
