/* SPDX-License-Identifier: MIT */
#include "init/menu/request.h"

#include "init/menu/access.h"
#include "init/menu/notes.h"
#include "lib/text.h"

#include <string.h>

static void ask_passwd(struct menu *m, enum menu_ask purpose, uint32_t entry)
{
	m->under = m->mode;
	m->purpose = purpose;
	m->subject = entry;
	menu_goto(m, MENU_PASSWD);
	menu_field_set(&m->field, "", CHAN_PASSWD_MAX - 1);
}

static void ask_worker(struct menu *m, uint32_t kind, enum menu_ask asked, uint32_t entry)
{
	memset(&m->choice, 0, sizeof m->choice);
	memcpy(m->choice.passwd, m->passwd, sizeof m->passwd);
	m->choice.entry = entry;
	m->subject = entry;
	m->asked = asked;
	m->aheads = 0;
	m->out = kind;
	if (m->mode == MENU_LIST && asked == MENU_ASK_CHOICE)
		memset(m->passwd, 0, sizeof m->passwd);
}

static void ask_choice(struct menu *m, uint32_t entry)
{
	ask_worker(m, CHAN_CHOOSE, MENU_ASK_CHOICE, entry);
	menu_note(m, MENU_NOTE_ONE_MOMENT);
}

static void to_prompt(struct menu *m, enum menu_access access)
{
	if (access == MENU_FORBIDDEN)
		menu_note(m, MENU_NOTE_NO_PROMPT);
	else if (access == MENU_PASSWD_FIRST)
		ask_passwd(m, MENU_ASK_PROMPT, CHAN_NO_ENTRY);
	else
		menu_goto(m, MENU_PROMPT);
}

void menu_request_choose(struct menu *m, uint32_t entry)
{
	const struct chan_entry *e;

	if (entry >= m->entries || !menu_can(&m->entry[entry]))
		return;
	e = &m->entry[entry];
	if (menu_access_entry(e) == MENU_PASSWD_FIRST)
		ask_passwd(m, MENU_ASK_CHOICE, entry);
	else if (e->kind == CHAN_E_RUN)
		ask_choice(m, entry);
	else if (e->kind == CHAN_E_QUIT)
		to_prompt(m, menu_access_prompt(m));
	else
		menu_enter(m, e->target);
}

void menu_request_edit(struct menu *m, uint32_t entry)
{
	if (entry >= m->entries || m->entry[entry].kind != CHAN_E_RUN)
		return;
	switch (menu_access_edit(m, &m->entry[entry])) {
	case MENU_FORBIDDEN: menu_note(m, MENU_NOTE_NO_EDITING); break;
	case MENU_PASSWD_FIRST: ask_passwd(m, MENU_ASK_EDIT, entry); break;
	case MENU_ALLOWED: ask_worker(m, CHAN_EDIT, MENU_ASK_EDIT, entry); break;
	}
}

/* The worker is told; what was typed stays here. */
static void leave(struct menu *m)
{
	memset(&m->field, 0, sizeof m->field);
	ask_worker(m, CHAN_LEFT, MENU_ASK_CHOICE, CHAN_NO_ENTRY);
	menu_note(m, MENU_NOTE_ONE_MOMENT);
}

void menu_request_back(struct menu *m)
{
	if (m->mode == MENU_PASSWD || m->mode == MENU_PAGE)
		menu_goto(m, m->under);
	else if (m->mode == MENU_LIST && !menu_root(m))
		menu_enter(m, m->sub[m->at].parent);
	else if (m->mode == MENU_EDIT ||
		 (m->mode == MENU_PROMPT && m->conf.screen == CHAN_SCREEN_MENU))
		menu_goto(m, MENU_LIST);
	else if (m->conf.flags & CHAN_M_LEAVE)
		leave(m);
	else if (m->mode == MENU_PROMPT)
		menu_field_set(&m->field, "", CHAN_LINE_MAX - 1);
	else
		to_prompt(m, menu_access_escape(m));
}

void menu_request_command(struct menu *m, const char *line)
{
	char said[CHAN_TITLE_MAX];
	struct str s = str_of(said, sizeof said);

	if (!menu_question(m)) {
		str_puts(&s, "boot: ");
		str_put(&s, view_front(view_of(line), sizeof said - 7));
		menu_print(m, said);
	}
	ask_choice(m, CHAN_NO_ENTRY);
	text_copy(m->choice.line, sizeof m->choice.line, view_of(line));
	memset(&m->field, 0, sizeof m->field); /* it may have been a password */
	menu_field_set(&m->field, "", CHAN_LINE_MAX - 1);
}

void menu_request_edited(struct menu *m, const char *line)
{
	ask_choice(m, m->subject);
	m->choice.edited = 1;
	text_copy(m->choice.line, sizeof m->choice.line, view_of(line));
}

void menu_request_with_passwd(struct menu *m)
{
	char typed[CHAN_PASSWD_MAX];

	memcpy(typed, m->field.text, sizeof typed);
	memset(&m->field, 0, sizeof m->field);
	menu_goto(m, m->under);
	memcpy(m->passwd, typed, sizeof typed);
	memset(typed, 0, sizeof typed);
	if (m->purpose == MENU_ASK_CHOICE)
		ask_choice(m, m->subject);
	else
		ask_worker(m, CHAN_EDIT, m->purpose, m->subject);
}

void menu_request_fkey(struct menu *m, unsigned n)
{
	if (m->out)
		return;
	m->page_asked = true;
	m->page = m->line_no;
	m->out = CHAN_FKEY;
	m->out_fkey = n;
}

void menu_request_timeout(struct menu *m)
{
	memset(m->passwd, 0, sizeof m->passwd);
	ask_worker(m, CHAN_TIMEOUT, MENU_ASK_CHOICE, CHAN_NO_ENTRY);
	menu_note(m, MENU_NOTE_NOBODY_CHOSE);
}

bool menu_request_next(struct menu *m, struct chan_msg *ret)
{
	if (!m->out)
		return false;
	memset(ret, 0, sizeof *ret);
	ret->kind = m->out;
	if (m->out == CHAN_FKEY)
		ret->u.fkey = m->out_fkey;
	else if (m->out != CHAN_TIMEOUT && m->out != CHAN_LEFT)
		ret->u.choice = m->choice;
	m->out = 0;
	memset(&m->choice, 0, sizeof m->choice);
	return true;
}
