/* SPDX-License-Identifier: MIT
 * The menu's half that people see to: keys, countdowns, questions to the worker. */
#include "init/menu/menu.h"

#include "lib/clock.h"
#include "lib/text.h"

#include <string.h>

#define LINE_WIDTH 79
#define PAGE	   10 /* entries that Page Up and Down go over */

bool menu_shown(const struct menu *m)
{
	return m->mode > MENU_LOADING;
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

const char *menu_subject(const struct menu *m)
{
	return m->subject < m->entries ? m->entry[m->subject].text : "editing and the prompt";
}

bool menu_root(const struct menu *m)
{
	return m->sub[m->at].parent == m->at;
}

void menu_note(struct menu *m, const char *text)
{
	struct str s = str_of(m->note, sizeof m->note);

	str_fmt(&s, "%.*s", (int)sizeof m->note - 1, text);
	m->change++;
	m->note_no++;
	m->told = false;
}

void menu_tell(struct menu *m, const char *text)
{
	if (!menu_shown(m) && !m->entries)
		return;
	menu_note(m, text);
	m->told = true;
}

/* How much of @v goes on a line: up to the last blank, unless that would waste half of it. */
static size_t line_of(const struct menu *m, struct view v)
{
	size_t width = m->width && m->width < LINE_WIDTH ? m->width : LINE_WIDTH, n = width;

	if (v.n <= width)
		return v.n;
	while (n > width / 2 && v.p[n] != ' ')
		n--;
	return n > width / 2 ? n : width;
}

void menu_print(struct menu *m, const char *text)
{
	struct view v = view_of(text);

	do {
		size_t n = line_of(m, v);
		struct str s = str_of(m->lines[m->line_no++ % MENU_LINES], sizeof m->lines[0]);

		str_put(&s, (struct view){.p = v.p, .n = n});
		n += n < v.n && v.p[n] == ' ';
		v.p += n;
		v.n -= n;
	} while (v.n);
	m->change++;
	if (!m->page_asked || (m->mode != MENU_LIST && m->mode != MENU_HIDDEN))
		return;
	m->page_asked = false;
	m->under = MENU_LIST;
	menu_goto(m, MENU_PAGE);
}

/* --- from one picture to the next --------------------------------------------------------------
 */

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
		menu_field_set(&m->field, "", CHAN_LINE_MAX - 1);
	m->change++;
	m->scene++;
}

void menu_enter(struct menu *m, unsigned menu)
{
	m->at = menu;
	menu_goto(m, MENU_LIST);
}

static void ask_passwd(struct menu *m, enum menu_ask purpose, uint32_t entry)
{
	m->under = m->mode;
	m->purpose = purpose;
	m->subject = entry;
	menu_goto(m, MENU_PASSWD);
	menu_field_set(&m->field, "", CHAN_PASSWD_MAX - 1);
}

/* --- questions ---------------------------------------------------------------------------------
 */

static void ask(struct menu *m, uint32_t kind, enum menu_ask asked, uint32_t entry)
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

static void send_choice(struct menu *m, uint32_t entry)
{
	ask(m, CHAN_CHOOSE, MENU_ASK_CHOICE, entry);
	menu_note(m, "One moment ...");
}

void menu_send_line(struct menu *m, const char *line)
{
	send_choice(m, m->subject);
	m->choice.edited = 1;
	text_copy(m->choice.line, sizeof m->choice.line, view_of(line));
}

void menu_fkey(struct menu *m, unsigned n)
{
	if (m->out)
		return;
	m->page_asked = true;
	m->page = m->line_no;
	m->out = CHAN_FKEY;
	m->out_fkey = n;
}

bool menu_next(struct menu *m, struct chan_msg *ret)
{
	if (!m->out)
		return false;
	memset(ret, 0, sizeof *ret);
	ret->kind = m->out;
	if (m->out == CHAN_FKEY)
		ret->u.fkey = m->out_fkey;
	else if (m->out != CHAN_TIMEOUT)
		ret->u.choice = m->choice;
	m->out = 0;
	memset(&m->choice, 0, sizeof m->choice);
	return true;
}

void menu_choose(struct menu *m, uint32_t entry)
{
	const struct chan_entry *e;

	if (entry >= m->entries || !menu_can(&m->entry[entry]))
		return;
	e = &m->entry[entry];
	if (e->locked)
		ask_passwd(m, MENU_ASK_CHOICE, entry);
	else if (e->kind == CHAN_E_RUN)
		send_choice(m, entry);
	else if (e->kind == CHAN_E_QUIT && m->conf.flags & CHAN_M_EDIT_LOCKED)
		ask_passwd(m, MENU_ASK_PROMPT, CHAN_NO_ENTRY);
	else if (e->kind == CHAN_E_QUIT)
		menu_goto(m, MENU_PROMPT);
	else
		menu_enter(m, e->target);
}

void menu_edit(struct menu *m, uint32_t entry)
{
	const struct chan_entry *e;

	if (entry >= m->entries || m->entry[entry].kind != CHAN_E_RUN)
		return;
	e = &m->entry[entry];
	if (!(m->conf.flags & CHAN_M_OPTIONS))
		menu_note(m, "The configuration does not let command lines be edited.");
	else if (e->locked || m->conf.flags & CHAN_M_EDIT_LOCKED)
		ask_passwd(m, MENU_ASK_EDIT, entry);
	else
		ask(m, CHAN_EDIT, MENU_ASK_EDIT, entry);
}

void menu_back(struct menu *m)
{
	if (m->mode == MENU_PASSWD || m->mode == MENU_PAGE)
		menu_goto(m, m->under);
	else if (m->mode == MENU_LIST && !menu_root(m))
		menu_enter(m, m->sub[m->at].parent);
	else if (m->mode == MENU_EDIT ||
		 (m->mode == MENU_PROMPT && m->conf.screen == CHAN_SCREEN_MENU))
		menu_goto(m, MENU_LIST);
	else if (m->mode == MENU_PROMPT)
		menu_field_set(&m->field, "", CHAN_LINE_MAX - 1);
	else if (!(m->conf.flags & CHAN_M_ESCAPE))
		menu_note(m, "The configuration allows no prompt.");
	else if (m->conf.flags & CHAN_M_EDIT_LOCKED)
		ask_passwd(m, MENU_ASK_PROMPT, CHAN_NO_ENTRY);
	else
		menu_goto(m, MENU_PROMPT);
}

void menu_command(struct menu *m, const char *line)
{
	char said[CHAN_TITLE_MAX];
	struct str s = str_of(said, sizeof said);

	str_fmt(&s, "boot: %.*s", CHAN_TITLE_MAX - 7, line);
	menu_print(m, said);
	send_choice(m, CHAN_NO_ENTRY);
	text_copy(m->choice.line, sizeof m->choice.line, view_of(line));
	menu_field_set(&m->field, "", CHAN_LINE_MAX - 1);
}

static void give_passwd(struct menu *m)
{
	char typed[CHAN_PASSWD_MAX];

	memcpy(typed, m->field.text, sizeof typed);
	memset(&m->field, 0, sizeof m->field);
	menu_goto(m, m->under);
	memcpy(m->passwd, typed, sizeof typed);
	memset(typed, 0, sizeof typed);
	if (m->purpose == MENU_ASK_CHOICE)
		send_choice(m, m->subject);
	else
		ask(m, CHAN_EDIT, m->purpose, m->subject);
}

/* --- keys --------------------------------------------------------------------------------------
 */

static void move(struct menu *m, int step, unsigned times)
{
	uint32_t to = m->now[m->at];

	for (; times && to != CHAN_NO_ENTRY; times--) {
		m->now[m->at] = to;
		to = menu_walk(m, to, step, true);
	}
	if (to != CHAN_NO_ENTRY)
		m->now[m->at] = to;
}

static bool has(const char *text, const char *part)
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
static bool find(struct menu *m)
{
	uint32_t start = m->now[m->at], i = start;

	do {
		if (has(m->entry[i].text, m->find)) {
			m->now[m->at] = i;
			return true;
		}
		i = menu_walk(m, i, 1, true);
		if (i == CHAN_NO_ENTRY)
			i = menu_walk(m, i, 1, true);
	} while (i != start);
	return false;
}

static bool hotkey(struct menu *m, unsigned key)
{
	uint8_t small = (uint8_t)text_lower((char)key);

	for (uint32_t i = CHAN_NO_ENTRY; (i = menu_walk(m, i, 1, true)) != CHAN_NO_ENTRY;) {
		if (m->entry[i].hotkey != small)
			continue;
		m->now[m->at] = i;
		if (m->entry[i].immediate)
			menu_choose(m, i);
		return true;
	}
	return false;
}

static void letter(struct menu *m, unsigned key)
{
	if (m->now[m->at] == CHAN_NO_ENTRY || (!m->finding && hotkey(m, key)))
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
	if (!find(m))
		m->find[--m->found] = '\0';
}

/* Return: whether the key was the search's own */
static bool search_key(struct menu *m, unsigned key)
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
		letter(m, key);
		return;
	}
	if (m->finding && search_key(m, key))
		return;
	switch (key) {
	case MENU_KEY_UP: move(m, -1, 1); break;
	case MENU_KEY_DOWN: move(m, 1, 1); break;
	case MENU_KEY_PAGE_UP: move(m, -1, PAGE); break;
	case MENU_KEY_PAGE_DOWN: move(m, 1, PAGE); break;
	case MENU_KEY_HOME: move(m, -1, CHAN_ENTRIES); break;
	case MENU_KEY_END: move(m, 1, CHAN_ENTRIES); break;
	case MENU_KEY_ENTER: menu_choose(m, e); break;
	case MENU_KEY_RIGHT:
		if (e < m->entries && m->entry[e].kind == CHAN_E_SUBMENU)
			menu_choose(m, e);
		break;
	case MENU_KEY_TAB: menu_edit(m, e); break;
	case MENU_KEY_LEFT:
	case MENU_KEY_BACKSPACE:
		if (!menu_root(m))
			menu_back(m);
		break;
	case MENU_KEY_ESC: menu_back(m); break;
	default: break;
	}
}

static void field_key(struct menu *m, unsigned key)
{
	if (menu_field_key(&m->field, key))
		return;
	if (key == MENU_KEY_ESC)
		menu_back(m);
	else if (key == MENU_KEY_TAB && m->mode == MENU_PROMPT)
		menu_complete(m);
	else if (key != MENU_KEY_ENTER)
		return;
	else if (m->mode == MENU_PASSWD)
		give_passwd(m);
	else if (m->mode == MENU_EDIT)
		menu_send_line(m, m->field.text);
	else
		menu_command(m, m->field.text);
}

/* For a line to be edited, not for a choice: an impatient second Enter must not choose again. */
static void type_ahead(struct menu *m, unsigned key)
{
	if (m->asked != MENU_ASK_CHOICE && m->aheads < MENU_AHEAD_MAX)
		m->ahead[m->aheads++] = (uint16_t)key;
}

static void replay(struct menu *m)
{
	unsigned n = m->aheads;

	if (!n || m->asked)
		return;
	m->aheads = 0;
	for (unsigned i = 0; i < n && menu_shown(m); i++)
		menu_key(m, 0, m->ahead[i]);
}

void menu_key(struct menu *m, unsigned which, unsigned key)
{
	if (key == MENU_KEY_SHELL) {
		m->shell = which + 1;
		return;
	}
	m->redraw += key == MENU_KEY_REDRAW;
	m->change++;
	if (m->asked) {
		type_ahead(m, key);
		return;
	}
	m->note[0] = '\0';
	m->page_asked = false;
	if (m->mode == MENU_HIDDEN)
		menu_goto(m, MENU_LIST);
	else if (m->mode == MENU_PAGE)
		menu_back(m);
	else if (key > MENU_KEY_F0 && key <= MENU_KEY_F12)
		menu_fkey(m, key - MENU_KEY_F0);
	else if (m->mode == MENU_LIST)
		list_key(m, key);
	else
		field_key(m, key);
}

/* --- what a line-mode console sends ------------------------------------------------------------
 */

static void line_byte(struct menu *m, unsigned which, uint8_t byte)
{
	struct menu_seat *s = &m->seat[which];

	if (byte == '\n') {
		s->line[s->typed] = '\0';
		s->typed = 0;
		menu_line(m, which, s->line);
		memset(s->line, 0, sizeof s->line); /* it may have been a password */
	} else if (byte >= 0x20 && byte <= 0x7e && s->typed < sizeof s->line - 1) {
		s->line[s->typed++] = (char)byte;
	}
}

void menu_byte(struct menu *m, unsigned which, uint8_t byte, uint64_t now)
{
	unsigned key[2], n;

	if (which >= MENU_SEATS || !menu_shown(m))
		return;
	m->wait_at = CLOCK_NEVER;
	replay(m);
	if (m->seat[which].line_mode) {
		line_byte(m, which, byte);
	} else {
		n = menu_decode(&m->seat[which].decoder, byte, now, key);
		for (unsigned i = 0; i < n && menu_shown(m); i++)
			menu_key(m, which, key[i]);
	}
	menu_tick(m, now);
}

bool menu_take_shell(struct menu *m, unsigned *ret_which)
{
	if (!m->shell)
		return false;
	*ret_which = m->shell - 1;
	m->shell = 0;
	return true;
}

/* --- time --------------------------------------------------------------------------------------
 */

static uint64_t ends_at(const struct menu *m)
{
	return clock_min(m->wait_at, m->total_at);
}

static void count_down(struct menu *m, uint64_t now)
{
	uint64_t end = ends_at(m);
	uint32_t left = UINT32_MAX;

	if (end != CLOCK_NEVER)
		left = end > now ? (uint32_t)((end - now + 999) / 1000) : 0;
	m->change += left != m->left_s;
	m->left_s = left;
	if (left || m->asked)
		return;
	m->wait_at = CLOCK_NEVER;
	if (now >= m->total_at)
		m->total_at = CLOCK_NEVER;
	memset(m->passwd, 0, sizeof m->passwd);
	ask(m, CHAN_TIMEOUT, MENU_ASK_CHOICE, CHAN_NO_ENTRY);
	menu_note(m, "Nobody chose; one moment ...");
}

void menu_tick(struct menu *m, uint64_t now)
{
	for (unsigned i = 0; i < MENU_SEATS; i++) {
		unsigned key = menu_decode_tick(&m->seat[i].decoder, now);

		if (key != MENU_KEY_NONE && menu_shown(m))
			menu_key(m, i, key);
	}
	if (menu_shown(m)) {
		replay(m);
		count_down(m, now);
	}
}

uint64_t menu_deadline(const struct menu *m, uint64_t now)
{
	uint64_t due = CLOCK_NEVER, end = ends_at(m);

	if (m->aheads && !m->asked && menu_shown(m))
		return now;
	for (unsigned i = 0; i < MENU_SEATS; i++)
		due = clock_min(due, menu_decode_deadline(&m->seat[i].decoder));
	if (!menu_shown(m) || end == CLOCK_NEVER || (m->asked && end <= now))
		return due;
	if (!m->left_s || m->left_s == UINT32_MAX)
		return clock_min(due, end);
	return clock_min(due, end - (m->left_s - 1) * 1000ull);
}
