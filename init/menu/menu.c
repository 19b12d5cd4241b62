/* SPDX-License-Identifier: MIT */
#include "init/menu/menu.h"

#include "lib/columns.h"

#include <string.h>

#define LINE_WIDTH 79

bool menu_shown(const struct menu *m)
{
	return m->mode > MENU_LOADING;
}

bool menu_question(const struct menu *m)
{
	return m->mode == MENU_PROMPT && m->conf.flags & CHAN_M_LEAVE;
}

bool menu_can(const struct chan_entry *e)
{
	return e->kind != CHAN_E_TEXT && e->kind != CHAN_E_HIDDEN;
}

uint32_t menu_walk(const struct menu *m, uint32_t from, int step, bool can)
{
	uint32_t i = from;

	while ((i += (uint32_t)step) < m->entries) {
		const struct chan_entry *e = &m->entry[i];

		if (e->menu == m->at && e->kind != CHAN_E_HIDDEN && (!can || menu_can(e)))
			return i;
	}
	return CHAN_NO_ENTRY;
}

bool menu_root(const struct menu *m)
{
	return m->sub[m->at].parent == m->at;
}

const char *menu_subject(const struct menu *m)
{
	return m->subject < m->entries ? m->entry[m->subject].text : "editing and the prompt";
}

const char *menu_help(const struct menu *m, uint32_t entry, unsigned i)
{
	const char *p;

	if (entry >= m->entries || i >= m->help_n[entry])
		return NULL;
	for (p = m->help + m->help_at[entry]; i; i--)
		p += strlen(p) + 1;
	return p;
}

void menu_note(struct menu *m, const char *text)
{
	text_copy(m->note, sizeof m->note, view_front(view_of(text), sizeof m->note - 1));
	m->change++;
	m->note_no++;
	m->warned = false;
}

void menu_warn(struct menu *m, const char *text)
{
	if (!menu_shown(m) && !m->entries)
		return;
	menu_note(m, text);
	m->warned = true;
}

void menu_print(struct menu *m, const char *text)
{
	unsigned width = m->width && m->width < LINE_WIDTH ? m->width : LINE_WIDTH;
	struct view v = view_of(text);

	do
		text_copy(m->lines[m->line_no++ % MENU_LINES], sizeof m->lines[0],
			  columns_wrap_next(&v, m->utf8, width, sizeof m->lines[0] - 1));
	while (v.n);
	m->change++;
	if (!m->page_asked || (m->mode != MENU_LIST && m->mode != MENU_HIDDEN))
		return;
	m->page_asked = false;
	m->under = MENU_LIST;
	menu_goto(m, MENU_PAGE);
}

void menu_goto(struct menu *m, enum menu_mode mode)
{
	m->mode = mode;
	m->asked = MENU_ASK_NONE;
	m->finding = false;
	m->found = 0;
	m->find[0] = '\0';
	if (mode <= MENU_LIST)
		memset(m->passwd, 0, sizeof m->passwd);
	if (mode == MENU_PROMPT)
		menu_field_set(&m->field, menu_question(m) ? m->conf.line : "", CHAN_LINE_MAX - 1);
	m->change++;
	m->scene++;
}

void menu_enter(struct menu *m, unsigned menu)
{
	m->at = menu;
	menu_goto(m, MENU_LIST);
}

void menu_drop(struct menu *m)
{
	menu_goto(m, MENU_OFF);
	m->out = 0;
	m->shell = 0;
}
