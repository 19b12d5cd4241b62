/* SPDX-License-Identifier: MIT */
#include "init/menu/recv.h"

#include "init/menu/countdown.h"

#include <string.h>

static void recv_menu(struct menu *m, const struct chan_menu *conf)
{
	menu_drop(m);
	m->mode = MENU_LOADING;
	m->told++;
	m->conf = *conf;
	m->menus = m->entries = 0;
	m->help_used = 0;
	m->page = m->line_no;
	if (!m->warned)
		m->note[0] = '\0';
	m->warned = false;
}

static const char *recv_submenu(struct menu *m, const struct chan_submenu *s)
{
	if (m->mode != MENU_LOADING || s->menu != m->menus || m->menus == m->conf.menus ||
	    m->entries || s->parent >= m->conf.menus ||
	    (s->chosen != CHAN_NO_ENTRY && s->chosen >= m->conf.entries))
		return "worker: sent a menu out of order, killed";
	m->sub[m->menus++] = *s;
	return NULL;
}

static const char *recv_entry(struct menu *m, const struct chan_entry *e)
{
	if (m->mode != MENU_LOADING || e->entry != m->entries || m->entries == m->conf.entries ||
	    m->menus != m->conf.menus || e->menu >= m->menus || e->target >= m->menus)
		return "worker: sent a menu's entry out of order, killed";
	m->help_at[m->entries] = m->help_used;
	m->help_n[m->entries] = 0;
	m->entry[m->entries++] = *e;
	return NULL;
}

static const char *recv_help(struct menu *m, const struct chan_help *h)
{
	size_t n = strlen(h->text) + 1;

	if (m->mode != MENU_LOADING || !m->entries || h->entry != m->entries - 1 ||
	    m->help_n[h->entry] == CHAN_HELP_LINES)
		return "worker: sent help out of order, killed";
	if (n > sizeof m->help - m->help_used)
		return NULL;
	memcpy(m->help + m->help_used, h->text, n);
	m->help_used += (uint32_t)n;
	m->help_n[h->entry]++;
	return NULL;
}

/* Highlight the first entry of @menu. Return: false when the worker named one of another menu */
static bool set_start(struct menu *m, unsigned menu)
{
	uint32_t e = m->sub[menu].chosen;

	if (e != CHAN_NO_ENTRY && m->entry[e].menu != menu)
		return false;
	if (e != CHAN_NO_ENTRY && !menu_can(&m->entry[e]))
		e = CHAN_NO_ENTRY;
	m->at = menu;
	m->now[menu] = e == CHAN_NO_ENTRY ? menu_walk(m, e, 1, true) : e;
	return true;
}

static const char *recv_show(struct menu *m, uint64_t now)
{
	if (m->mode != MENU_LOADING || m->menus != m->conf.menus || m->entries != m->conf.entries)
		return "worker: shows a menu that is not complete, killed";
	for (unsigned i = 0; i < m->menus; i++)
		if (!set_start(m, i))
			return "worker: sent a menu that begins elsewhere, killed";
	m->at = m->conf.start;
	if (m->conf.screen == CHAN_SCREEN_PROMPT)
		menu_goto(m, MENU_PROMPT);
	else
		menu_goto(m, m->conf.flags & CHAN_M_HIDDEN ? MENU_HIDDEN : MENU_LIST);
	menu_countdown_start(m, now);
	return NULL;
}

/* --- answers ---------------------------------------------------------------------------------- */

static void recv_denied(struct menu *m, const char *why)
{
	if (!menu_shown(m))
		return;
	m->asked = MENU_ASK_NONE;
	m->aheads = 0;
	if (m->mode == MENU_LIST)
		memset(m->passwd, 0, sizeof m->passwd);
	menu_note(m, m->mode == MENU_PROMPT ? "" : why);
	if (m->mode == MENU_PROMPT)
		menu_print(m, why);
}

static void recv_granted(struct menu *m, uint32_t entry)
{
	enum menu_ask asked = m->asked;
	const struct chan_entry *e;

	m->asked = MENU_ASK_NONE;
	if (asked == MENU_ASK_PROMPT && entry == CHAN_NO_ENTRY)
		menu_goto(m, MENU_PROMPT);
	if (asked != MENU_ASK_CHOICE || entry != m->subject || entry >= m->entries)
		return;
	e = &m->entry[entry];
	if (e->kind == CHAN_E_QUIT)
		menu_goto(m, MENU_PROMPT);
	else if (e->kind == CHAN_E_SUBMENU || e->kind == CHAN_E_EXIT)
		menu_enter(m, e->target);
}

static void recv_cmdline(struct menu *m, const struct chan_choice *c)
{
	bool wanted = m->asked == MENU_ASK_EDIT && c->entry == m->subject;

	if (!wanted)
		return;
	m->asked = MENU_ASK_NONE;
	menu_goto(m, MENU_EDIT);
	menu_field_set(&m->field, c->line, CHAN_LINE_MAX - 1);
}

const char *menu_recv(struct menu *m, const struct chan_msg *msg, uint64_t now)
{
	switch (msg->kind) {
	case CHAN_MENU: recv_menu(m, &msg->u.menu); break;
	case CHAN_SUBMENU: return recv_submenu(m, &msg->u.submenu);
	case CHAN_ENTRY: return recv_entry(m, &msg->u.entry);
	case CHAN_HELP: return recv_help(m, &msg->u.help);
	case CHAN_SHOW: return recv_show(m, now);
	case CHAN_CMDLINE_IS: recv_cmdline(m, &msg->u.choice); break;
	case CHAN_DENIED: recv_denied(m, msg->u.log.text); break;
	case CHAN_GRANTED: recv_granted(m, msg->u.choice.entry); break;
	case CHAN_LINE: menu_print(m, msg->u.log.text); break;
	case CHAN_MENU_GONE: menu_drop(m); break;
	default: break;
	}
	return NULL;
}
