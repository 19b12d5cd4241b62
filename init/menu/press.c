/* SPDX-License-Identifier: MIT */
#include "init/menu/press.h"

#include "init/menu/prompt.h"
#include "init/menu/request.h"
#include "lib/text.h"

#define PAGE 10 /* entries that Page Up and Down go over */

static void list_move(struct menu *m, int step, unsigned times)
{
	uint32_t to = m->now[m->at];

	for (; times && to != CHAN_NO_ENTRY; times--) {
		m->now[m->at] = to;
		to = menu_walk(m, to, step, true);
	}
	if (to != CHAN_NO_ENTRY)
		m->now[m->at] = to;
}

static bool has_part(const char *text, const char *part)
{
	for (; *text; text++) {
		size_t i = 0;

		while (part[i] && text_lower(text[i]) == text_lower(part[i]))
			i++;
		if (!part[i])
			return true;
	}
	return false;
}

/* The first entry with the letters typed, from the highlighted one on and round the end. */
static bool list_find(struct menu *m)
{
	uint32_t start = m->now[m->at], i = start;

	do {
		if (has_part(m->entry[i].text, m->find)) {
			m->now[m->at] = i;
			return true;
		}
		i = menu_walk(m, i, 1, true);
		if (i == CHAN_NO_ENTRY)
			i = menu_walk(m, i, 1, true);
	} while (i != start);
	return false;
}

static bool list_hotkey(struct menu *m, unsigned key)
{
	uint8_t small = (uint8_t)text_lower((char)key);

	for (uint32_t i = CHAN_NO_ENTRY; (i = menu_walk(m, i, 1, true)) != CHAN_NO_ENTRY;) {
		if (m->entry[i].hotkey != small)
			continue;
		m->now[m->at] = i;
		if (m->entry[i].immediate)
			menu_request_choose(m, i);
		return true;
	}
	return false;
}

static void list_letter(struct menu *m, unsigned key)
{
	if (m->now[m->at] == CHAN_NO_ENTRY || (!m->finding && list_hotkey(m, key)))
		return;
	if (!m->finding && key == '/') {
		m->finding = true;
		return;
	}
	m->finding = true;
	if (m->found + 1 == sizeof m->find)
		return;
	m->find[m->found++] = (char)key;
	m->find[m->found] = '\0';
	if (!list_find(m))
		m->find[--m->found] = '\0';
}

/* Return: whether the key was meant for the search */
static bool list_search_key(struct menu *m, unsigned key)
{
	if (key == MENU_KEY_BACKSPACE && m->found) {
		m->find[--m->found] = '\0';
		return true;
	}
	m->finding = false;
	m->find[m->found = 0] = '\0';
	return key == MENU_KEY_ESC || key == MENU_KEY_BACKSPACE;
}

static void list_key(struct menu *m, unsigned key)
{
	uint32_t e = m->now[m->at];

	if (key >= 0x20 && key <= 0x7e) {
		list_letter(m, key);
		return;
	}
	if (m->finding && list_search_key(m, key))
		return;
	switch (key) {
	case MENU_KEY_UP: list_move(m, -1, 1); break;
	case MENU_KEY_DOWN: list_move(m, 1, 1); break;
	case MENU_KEY_PAGE_UP: list_move(m, -1, PAGE); break;
	case MENU_KEY_PAGE_DOWN: list_move(m, 1, PAGE); break;
	case MENU_KEY_HOME: list_move(m, -1, CHAN_ENTRIES); break;
	case MENU_KEY_END: list_move(m, 1, CHAN_ENTRIES); break;
	case MENU_KEY_ENTER: menu_request_choose(m, e); break;
	case MENU_KEY_RIGHT:
		if (e < m->entries && m->entry[e].kind == CHAN_E_SUBMENU)
			menu_request_choose(m, e);
		break;
	case MENU_KEY_TAB: menu_request_edit(m, e); break;
	case MENU_KEY_LEFT:
	case MENU_KEY_BACKSPACE:
		if (!menu_root(m))
			menu_request_back(m);
		break;
	case MENU_KEY_ESC: menu_request_back(m); break;
	default: break;
	}
}

static void field_key(struct menu *m, unsigned key)
{
	if (menu_field_key(&m->field, key))
		return;
	if (key == MENU_KEY_ESC)
		menu_request_back(m);
	else if (key == MENU_KEY_TAB && m->mode == MENU_PROMPT && !menu_question(m))
		menu_prompt_complete(m);
	else if (key != MENU_KEY_ENTER)
		return;
	else if (m->mode == MENU_PASSWD)
		menu_request_with_passwd(m);
	else if (m->mode == MENU_EDIT)
		menu_request_edited(m, m->field.text);
	else
		menu_request_command(m, m->field.text);
}

/* For a line to be edited, not for a choice: an impatient second Enter must not choose again. */
static void keep_key(struct menu *m, unsigned key)
{
	if (m->asked != MENU_ASK_CHOICE && m->aheads < MENU_AHEAD_MAX)
		m->ahead[m->aheads++] = (uint16_t)key;
}

void menu_press(struct menu *m, unsigned which, unsigned key)
{
	if (key == MENU_KEY_SHELL) {
		m->shell = which + 1;
		return;
	}
	m->redraw += key == MENU_KEY_REDRAW;
	m->change++;
	if (m->asked) {
		keep_key(m, key);
		return;
	}
	m->note[0] = '\0';
	m->page_asked = false;
	if (m->mode == MENU_HIDDEN)
		menu_goto(m, MENU_LIST);
	else if (m->mode == MENU_PAGE)
		menu_request_back(m);
	else if (key > MENU_KEY_F0 && key <= MENU_KEY_F12)
		menu_request_fkey(m, key - MENU_KEY_F0);
	else if (m->mode == MENU_LIST)
		list_key(m, key);
	else
		field_key(m, key);
}

bool menu_press_due(const struct menu *m)
{
	return m->aheads && !m->asked && menu_shown(m);
}

void menu_press_kept(struct menu *m)
{
	unsigned n = m->aheads;

	if (!menu_press_due(m))
		return;
	m->aheads = 0;
	for (unsigned i = 0; i < n && menu_shown(m); i++)
		menu_press(m, 0, m->ahead[i]);
}
