/* SPDX-License-Identifier: MIT */
#include "init/menu/typed.h"

#include "init/menu/notes.h"
#include "init/menu/press.h"
#include "init/menu/prompt.h"
#include "init/menu/request.h"
#include "lib/text.h"

#include <string.h>

/* The entry with number @nth in the list as printed, 1 being the first, or with @nth 0 the one with
 * label @name; CHAN_NO_ENTRY = there is none. */
static uint32_t entry_nth(const struct menu *m, uint32_t nth, struct view name)
{
	uint32_t i = CHAN_NO_ENTRY;

	while ((i = menu_walk(m, i, 1, true)) != CHAN_NO_ENTRY)
		if (nth ? nth-- == 1 : view_is(name, m->entry[i].name))
			break;
	return i;
}

static uint32_t entry_named(const struct menu *m, struct view v)
{
	uint32_t n = 0;

	v = view_trim(v);
	if (!v.n)
		return m->now[m->at];
	text_u32(v, 1, CHAN_ENTRIES, &n);
	return entry_nth(m, n, v);
}

static void print_entry_help(struct menu *m, uint32_t entry)
{
	const char *text;

	if (!menu_help(m, entry, 0))
		menu_note(m, MENU_NOTE_NO_HELP);
	for (unsigned i = 0; (text = menu_help(m, entry, i)); i++)
		menu_print(m, text);
}

static void typed_fkey(struct menu *m, struct view v)
{
	uint32_t n;

	if (text_u32(view_trim(v), 1, 12, &n))
		menu_request_fkey(m, n);
	else
		menu_note(m, MENU_NOTE_WHICH_FKEY);
}

/* Return: whether @c is a command, @rest being what stands behind it */
static bool list_command(struct menu *m, char c, struct view rest)
{
	uint32_t e = entry_named(m, rest);

	if ((c == 'e' || c == 'h') && e == CHAN_NO_ENTRY)
		return false;
	switch (c) {
	case 'e': menu_request_edit(m, e); break;
	case 'h': print_entry_help(m, e); break;
	case 'f': typed_fkey(m, rest); break;
	case 'b':
		if (!menu_root(m))
			menu_request_back(m);
		break;
	case 'p':
		m->at = menu_root(m) ? m->at : 0;
		menu_request_back(m);
		break;
	case 'l': menu_goto(m, MENU_LIST); break;
	default: return false;
	}
	return true;
}

static void list_line(struct menu *m, struct view v)
{
	struct view rest = v, word = view_word(&rest);
	uint32_t e;

	if (word.n == 1 && list_command(m, word.p[0], rest))
		return;
	e = entry_named(m, v);
	if (e != CHAN_NO_ENTRY)
		menu_request_choose(m, e);
	else
		menu_note(m, MENU_NOTE_NO_SUCH_ENTRY);
}

static void edit_line(struct menu *m, const char *line)
{
	char text[CHAN_LINE_MAX];
	struct str s = str_of(text, sizeof text);

	if (strcmp(line, ".") == 0) {
		menu_request_back(m);
		return;
	}
	if (!*line || *line == '+')
		str_fmt(&s, "%s%s%s", m->field.text, *line ? " " : "", *line ? line + 1 : "");
	else
		str_puts(&s, line);
	if (s.cut)
		menu_note(m, MENU_NOTE_TOO_LONG);
	else
		menu_request_edited(m, text);
}

/* An answer may be any text but the way back. What stands in the line already cannot be edited here,
 * and Enter alone is that. */
static void question_line(struct menu *m, const char *line)
{
	if (strcmp(line, ".") == 0)
		menu_request_back(m);
	else
		menu_request_command(m, *line ? line : m->conf.line);
}

static void prompt_line(struct menu *m, unsigned which, const char *line)
{
	struct view v = view_of(line);

	if (menu_question(m)) {
		question_line(m, line);
	} else if (view_is(v, ".")) {
		menu_request_back(m);
	} else if (view_is(v, "?")) {
		menu_field_set(&m->field, "", CHAN_LINE_MAX - 1);
		menu_prompt_complete(m);
	} else if (view_is(v, "?s")) {
		m->shell = which + 1;
	} else if (view_starts(v, "?")) {
		typed_fkey(m, view_from(v, 1));
	} else {
		menu_request_command(m, line);
	}
}

void menu_typed_line(struct menu *m, unsigned which, const char *line)
{
	bool typing = !m->asked &&
		      (m->mode == MENU_EDIT || m->mode == MENU_PROMPT || m->mode == MENU_PASSWD);

	if (strcmp(line, "s") == 0 && !typing) {
		m->shell = which + 1;
		return;
	}
	m->change++;
	if (m->asked)
		return;
	switch (m->mode) {
	case MENU_LIST: list_line(m, view_trim(view_of(line))); break;
	case MENU_EDIT: edit_line(m, line); break;
	case MENU_PROMPT: prompt_line(m, which, line); break;
	case MENU_PASSWD:
		menu_field_set(&m->field, line, CHAN_PASSWD_MAX - 1);
		menu_press(m, which, MENU_KEY_ENTER);
		break;
	default: menu_press(m, which, MENU_KEY_ENTER); break;
	}
}
