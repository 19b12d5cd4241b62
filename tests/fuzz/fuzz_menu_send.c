/* SPDX-License-Identifier: MIT
 * Menus of any configuration: every message passes PID 1's gate, comes in its turn, and points to
 * menus and entries that are there. Input as for fuzz_conf. */
#include "pxe/session/menu_send.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct conf conf;

struct seen {
	struct chan_menu menu;
	uint32_t menus, entries, help;
	uint32_t last; /* kind of the message before */
	uint32_t chosen[CHAN_MENUS];
	uint8_t hotkeys[CHAN_MENUS][256];
};

static void need(bool ok)
{
	if (!ok)
		abort();
}

static void see_submenu(struct seen *s, const struct chan_submenu *u)
{
	need(s->last == CHAN_MENU || s->last == CHAN_SUBMENU);
	need(u->menu == s->menus++ && s->menus <= s->menu.menus);
	need(u->menu ? u->parent < u->menu : !u->parent); /* no circle */
	need(u->chosen == CHAN_NO_ENTRY || u->chosen < s->menu.entries);
	s->chosen[u->menu] = u->chosen;
}

static void see_entry(struct seen *s, const struct chan_entry *u)
{
	bool quiet = u->kind == CHAN_E_TEXT || u->kind == CHAN_E_HIDDEN;

	need(s->last != CHAN_MENU && s->menus == s->menu.menus);
	need(u->entry == s->entries++ && s->entries <= s->menu.entries);
	need(u->menu < s->menus && u->target < s->menus);
	need(!quiet || (!u->hotkey && s->chosen[u->menu] != u->entry));
	need(!u->hotkey || !s->hotkeys[u->menu][u->hotkey]++);
	for (uint32_t i = 0; i < s->menus; i++)
		need(s->chosen[i] != u->entry || u->menu == i);
	s->help = 0;
}

static void see(struct seen *s, const struct chan_msg *m)
{
	need(chan_check(m, 0) && s->last != CHAN_SHOW);
	switch (m->kind) {
	case CHAN_MENU:
		need(!s->last);
		s->menu = m->u.menu;
		break;
	case CHAN_SUBMENU: see_submenu(s, &m->u.submenu); break;
	case CHAN_ENTRY: see_entry(s, &m->u.entry); break;
	case CHAN_HELP:
		need(s->last == CHAN_ENTRY || s->last == CHAN_HELP);
		need(m->u.help.entry == s->entries - 1 && ++s->help <= CHAN_HELP_LINES);
		break;
	case CHAN_SHOW: need(s->menus == s->menu.menus && s->entries == s->menu.entries); break;
	default: abort();
	}
	s->last = m->kind;
}

static struct view next_file(struct view *rest)
{
	struct view file = {0};

	view_until(rest, '\xff', &file);
	return file;
}

static void show_all(struct view back)
{
	static struct session_menu_send sending;
	static struct seen seen;
	static struct chan_msg m;
	const struct session_menu_send_view view = {
		.screen = CHAN_SCREEN_MENU, .menu = -1, .back = back};

	memset(&seen, 0, sizeof seen);
	session_menu_send_start(&sending, &conf, &view);
	while (session_menu_send_next(&sending, &m))
		see(&seen, &m);
	need(seen.last == CHAN_SHOW);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = {.p = (const char *)data, .n = size};
	int rc;

	conf_init(&conf);
	rc = conf_feed(&conf, view_of("default"), next_file(&rest));
	while (rc == CONF_NEED_FILE) {
		struct view file = next_file(&rest);

		rc = file.p ? conf_feed_include(&conf, file) : conf_no_include(&conf, "no");
	}
	if (!rc) {
		show_all(view_of(""));
		show_all(view_of("main"));
	}
	return 0;
}
