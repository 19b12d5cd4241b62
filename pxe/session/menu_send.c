/* SPDX-License-Identifier: MIT */
#include "pxe/session/menu_send.h"

#include "lib/columns.h"
#include "pxe/conf/menus.h"

#include <string.h>

#define LINE_REST 4 /* room for "..." and the NUL */
#define TAB	  8

_Static_assert(CHAN_ENTRIES >= CONF_LABELS_MAX && CHAN_MENUS >= CONF_MENUS_MAX - 1,
	       "every configuration fits");

void session_menu_send_start(struct session_menu_send *m, const struct conf *conf,
			     const struct session_menu_send_view *view)
{
	memset(m, 0, sizeof *m);
	m->conf = conf;
	m->view = *view;
}

/* The message's number of conf.menus[@menu]. */
static uint32_t menu_number(uint32_t menu)
{
	return menu > CONF_MENU_HIDDEN ? menu - 1 : 0;
}

static uint32_t has_back(const struct session_menu_send *m)
{
	return m->view.back.n > 0 && m->conf->label_count < CHAN_ENTRIES;
}

/* --- text ------------------------------------------------------------------------------------ */

/* One line of a terminal; @skip is a character to leave out, 0 = none. */
static void put_screen_line(char *buf, size_t size, struct view v, char skip)
{
	struct str s = str_of(buf, size);

	while (v.n) {
		bool tab = v.p[0] == '\t', left_out = skip && v.p[0] == skip;
		struct view gap = {.p = "        "};

		if (tab)
			gap.n = TAB - columns_of((struct view){.p = s.p, .n = s.n}) % TAB;
		if (tab || left_out)
			view_char(&v);
		else if (!str_printable_next(&s, &v, size - LINE_REST))
			return;
		while (gap.n)
			if (!str_printable_next(&s, &gap, size - LINE_REST))
				return;
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

enum chan_entry_kind session_menu_send_kind(const struct conf *conf, const struct conf_label *l)
{
	if (l->menu == CONF_MENU_HIDDEN)
		return CHAN_E_HIDDEN;
	if (!conf_entry_open(conf, l))
		return CHAN_E_TEXT;
	switch (l->action) {
	case CONF_DO_SUBMENU:
	case CONF_DO_GOTO: return CHAN_E_SUBMENU;
	case CONF_DO_EXIT: return CHAN_E_EXIT;
	case CONF_DO_QUIT: return CHAN_E_QUIT;
	default: return CHAN_E_RUN;
	}
}

/* --- the messages ---------------------------------------------------------------------------- */

/* Editing and the prompt ask for a MENU MASTER PASSWD of any menu. */
static bool any_menu_guarded(const struct conf *c)
{
	for (size_t i = 0; i < c->menu_count; i++)
		if (c->menus[i].master.n)
			return true;
	return false;
}

static uint32_t menu_flags_of(const struct conf *c)
{
	uint32_t flags = 0;

	if (c->hidden)
		flags |= CHAN_M_HIDDEN;
	if (!c->allowoptions.set || c->allowoptions.value)
		flags |= CHAN_M_OPTIONS;
	if (!c->nocomplete.value)
		flags |= CHAN_M_COMPLETE;
	if (!c->noescape.value)
		flags |= CHAN_M_ESCAPE;
	if (any_menu_guarded(c))
		flags |= CHAN_M_EDIT_LOCKED;
	return flags;
}

static void put_menu(const struct session_menu_send *m, struct chan_menu *u)
{
	const struct conf *c = m->conf;
	unsigned start = m->view.menu >= 0 ? (unsigned)m->view.menu : conf_menu_start(c);

	u->screen = m->view.screen;
	u->flags = menu_flags_of(c);
	u->menus = (uint32_t)c->menu_count - 1;
	u->entries = (uint32_t)c->label_count + has_back(m);
	u->wait_ds = m->view.wait_ds;
	u->total_ds = m->view.total_ds;
	u->start = menu_number(start);
	put_screen_line(u->autoboot, sizeof u->autoboot, c->menus[start].autoboot, 0);
}

static void put_submenu(const struct session_menu_send *m, uint32_t number, struct chan_submenu *u)
{
	const struct conf *c = m->conf;
	uint32_t at = number ? number + 1 : CONF_MENU_ROOT;
	int chosen = conf_menu_chosen(c, at);

	if (chosen >= 0 && !conf_entry_open(c, &c->labels[chosen]))
		chosen = -1; /* MENU DEFAULT on a GOTO to nowhere */

	u->menu = number;
	u->parent = menu_number(c->menus[at].parent);
	u->chosen = chosen >= 0 ? (uint32_t)chosen : CHAN_NO_ENTRY;
	put_screen_line(u->title, sizeof u->title, view_trim(conf_menu_title(c, at)), '^');
}

/* The entry that PXELINUX does not have: out of a configuration that another one led to. */
static void put_back(const struct session_menu_send *m, struct chan_entry *u)
{
	struct str s = str_of(u->text, sizeof u->text);

	u->entry = (uint32_t)m->conf->label_count;
	u->kind = CHAN_E_RUN;
	str_puts(&s, "Back to ");
	str_printable(&s, m->view.back, 80);
}

static void put_entry(struct session_menu_send *m, uint32_t number, struct chan_entry *u)
{
	const struct conf *c = m->conf;
	const struct conf_label *l = &c->labels[number];
	struct str text = str_of(u->text, sizeof u->text);
	int target = conf_entry_target(c, l);

	u->entry = number;
	u->menu = menu_number(l->menu);
	u->kind = session_menu_send_kind(c, l);
	u->indent = l->indent < CHAN_TITLE_MAX ? l->indent : CHAN_TITLE_MAX - 1;
	conf_entry_text(c, l, sizeof u->text - LINE_REST, &text);
	if (u->kind == CHAN_E_TEXT)
		return;
	put_name(u, l->name);
	u->locked = l->passwd.p != NULL;
	u->target = target >= 0 ? menu_number((uint32_t)target) : 0;
	if (u->kind == CHAN_E_HIDDEN)
		return;
	u->hotkey = conf_entry_hotkey(c, l);
	u->immediate = u->hotkey && conf_entry_immediate(c, l);
}

static size_t help_lines_in(struct view help)
{
	struct view line;
	size_t n = 0;

	while (conf_help_line(&help, &line))
		n++;
	return n;
}

static void put_help(struct session_menu_send *m, struct chan_help *u)
{
	struct str s = str_of(u->text, sizeof u->text);
	struct view line = {0};

	u->entry = m->next - 1;
	if (m->help_sent++ == CHAN_HELP_LINES - 1 && m->help_lines > 1) {
		str_fmt(&s, "(%zu more lines of help)", m->help_lines);
		m->help_lines = 0;
		return;
	}
	conf_help_line(&m->help, &line);
	put_screen_line(u->text, sizeof u->text, line, 0);
	m->help_lines--;
}

static void send_next_entry(struct session_menu_send *m, struct chan_msg *ret)
{
	const struct conf *c = m->conf;

	if (m->help_lines) {
		ret->kind = CHAN_HELP;
		put_help(m, &ret->u.help);
	} else if (m->next == c->label_count) {
		ret->kind = CHAN_ENTRY;
		m->next++;
		put_back(m, &ret->u.entry);
	} else {
		ret->kind = CHAN_ENTRY;
		m->help = c->labels[m->next].help;
		m->help_lines = help_lines_in(m->help);
		m->help_sent = 0;
		put_entry(m, m->next++, &ret->u.entry);
	}
	if (!m->help_lines && m->next == c->label_count + has_back(m))
		m->step = SESSION_MENU_SEND_SHOW;
}

static void send_next_submenu(struct session_menu_send *m, struct chan_msg *ret)
{
	ret->kind = CHAN_SUBMENU;
	put_submenu(m, m->next++, &ret->u.submenu);
	if (m->next < m->conf->menu_count - 1)
		return;
	m->next = 0;
	m->step = m->conf->label_count + has_back(m) ? SESSION_MENU_SEND_ENTRIES
						     : SESSION_MENU_SEND_SHOW;
}

bool session_menu_send_next(struct session_menu_send *m, struct chan_msg *ret)
{
	if (m->step == SESSION_MENU_SEND_OVER)
		return false;
	memset(ret, 0, sizeof *ret);
	switch (m->step) {
	case SESSION_MENU_SEND_MENU:
		ret->kind = CHAN_MENU;
		put_menu(m, &ret->u.menu);
		m->step = SESSION_MENU_SEND_SUBMENUS;
		break;
	case SESSION_MENU_SEND_SUBMENUS: send_next_submenu(m, ret); break;
	case SESSION_MENU_SEND_ENTRIES: send_next_entry(m, ret); break;
	case SESSION_MENU_SEND_SHOW:
	case SESSION_MENU_SEND_OVER:
		ret->kind = CHAN_SHOW;
		m->step = SESSION_MENU_SEND_OVER;
		break;
	}
	return true;
}
