/* SPDX-License-Identifier: MIT */
#include "init/menu/line.h"

#include <string.h>

#define PIECE  100 /* characters of a long command line in one printed line */
#define FAR_S  30  /* the countdown is said every so often, */
#define NEAR_S 10  /* and twice at its end */
#define LAST_S 3

/* --- what is typed -----------------------------------------------------------------------------
 */

/* The entry that number @nth names in the list as printed, 1 being the first, or, with @nth 0,
 * label
 * @name; CHAN_NO_ENTRY = there is none. */
static uint32_t by_name(const struct menu *m, uint32_t nth, struct view name)
{
	uint32_t i = CHAN_NO_ENTRY;

	while ((i = menu_walk(m, i, 1, true)) != CHAN_NO_ENTRY)
		if (nth ? nth-- == 1 : view_is(name, m->entry[i].name))
			break;
	return i;
}

static uint32_t named(const struct menu *m, struct view v)
{
	uint32_t n = 0;

	v = view_trim(v);
	if (!v.n)
		return m->now[m->at];
	text_u32(v, 1, CHAN_ENTRIES, &n);
	return by_name(m, n, v);
}

static void print_help(struct menu *m, uint32_t entry)
{
	const char *text;

	if (!menu_help(m, entry, 0))
		menu_note(m, "There is no help for it.");
	for (unsigned i = 0; (text = menu_help(m, entry, i)); i++)
		menu_print(m, text);
}

static void fkey(struct menu *m, struct view v)
{
	uint32_t n;

	if (text_u32(view_trim(v), 1, 12, &n))
		menu_fkey(m, n);
	else
		menu_note(m, "Which F key? f 1 to f 12");
}

/* Return: whether @c is a command, @rest being what stands behind it */
static bool command(struct menu *m, char c, struct view rest)
{
	uint32_t e = named(m, rest);

	if ((c == 'e' || c == 'h') && e == CHAN_NO_ENTRY)
		return false;
	switch (c) {
	case 'e': menu_edit(m, e); break;
	case 'h': print_help(m, e); break;
	case 'f': fkey(m, rest); break;
	case 'b':
		if (!menu_root(m))
			menu_back(m);
		break;
	case 'p':
		m->at = menu_root(m) ? m->at : 0;
		menu_back(m);
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

	if (word.n == 1 && command(m, word.p[0], rest))
		return;
	e = named(m, v);
	if (e != CHAN_NO_ENTRY)
		menu_choose(m, e);
	else
		menu_note(m, "There is no such entry; l lists them.");
}

static void edit_line(struct menu *m, const char *line)
{
	char text[CHAN_LINE_MAX];
	struct str s = str_of(text, sizeof text);

	if (strcmp(line, ".") == 0) {
		menu_back(m);
		return;
	}
	if (!*line || *line == '+')
		str_fmt(&s, "%s%s%s", m->field.text, *line ? " " : "", *line ? line + 1 : "");
	else
		str_puts(&s, line);
	if (s.cut)
		menu_note(m, "That is too long.");
	else
		menu_send_line(m, text);
}

static void prompt_line(struct menu *m, unsigned which, const char *line)
{
	struct view v = view_of(line);

	if (view_is(v, ".")) {
		menu_back(m);
	} else if (view_is(v, "?")) {
		menu_field_set(&m->field, "", CHAN_LINE_MAX - 1);
		menu_complete(m);
	} else if (view_is(v, "?s")) {
		m->shell = which + 1;
	} else if (view_starts(v, "?")) {
		fkey(m, (struct view){.p = v.p + 1, .n = v.n - 1});
	} else {
		menu_command(m, line);
	}
}

void menu_line(struct menu *m, unsigned which, const char *line)
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
		menu_key(m, which, MENU_KEY_ENTER);
		break;
	default: menu_key(m, which, MENU_KEY_ENTER); break;
	}
}

/* --- what is printed ---------------------------------------------------------------------------
 */

static void hint_line(const struct menu *m, struct str *out)
{
	str_fmt(out, "Number or label, Enter for *;%s h N helps,%s%s s shell\n",
		m->conf.flags & CHAN_M_OPTIONS ? " e N edits," : "",
		menu_root(m) ? "" : " b goes back,",
		m->conf.flags & CHAN_M_ESCAPE ? " p boot:," : "");
}

/* Line @nth of the list, 1 being the first; behind the last one comes the hint. */
static bool entry_line(const struct menu *m, unsigned nth, struct str *out)
{
	const struct chan_entry *e;
	uint32_t i = CHAN_NO_ENTRY;
	unsigned number = 0;

	do {
		i = menu_walk(m, i, 1, false);
		if (i == CHAN_NO_ENTRY) {
			if (nth == 1)
				hint_line(m, out);
			return nth == 1;
		}
		e = &m->entry[i];
		number += menu_can(e);
	} while (--nth);
	if (menu_can(e))
		str_fmt(out, "%c%3u ", i == m->now[m->at] ? '*' : ' ', number);
	else if (e->text[0])
		str_puts(out, "     ");
	str_fmt(out, "%*s%s%s\n", (int)(e->indent < 20 ? e->indent : 20), "", e->text,
		e->kind == CHAN_E_SUBMENU ? " >" : "");
	return true;
}

static bool list_scene(const struct menu *m, unsigned i, struct str *out)
{
	const char *title = m->sub[m->at].title;

	if (i)
		return entry_line(m, i, out);
	str_fmt(out, "== %s ==\n", title[0] ? title : "Boot menu");
	return true;
}

static bool edit_scene(const struct menu *m, unsigned i, struct str *out)
{
	unsigned pieces = m->field.n / PIECE + 1u;

	if (i == 0)
		str_fmt(out, "Command line of %s:\n", menu_subject(m));
	else if (i <= pieces)
		str_fmt(out, "%.*s\n", PIECE, m->field.text + (i - 1) * PIECE);
	else if (i == pieces + 1)
		str_puts(out, "Enter starts it, +WORDS adds words, another line replaces it, . "
			      "goes back\n");
	else
		return false;
	return true;
}

static bool scene(const struct menu *m, unsigned i, struct str *out)
{
	if (m->mode == MENU_LIST)
		return list_scene(m, i, out);
	if (m->mode == MENU_EDIT)
		return edit_scene(m, i, out);
	if (i)
		return false;
	if (m->mode == MENU_HIDDEN)
		str_puts(out, "Enter shows the menu\n");
	else if (m->mode == MENU_PAGE)
		str_puts(out, "Enter goes back\n");
	else if (m->mode == MENU_PASSWD)
		str_fmt(out, "Password for %s (it can be seen):\n", menu_subject(m));
	else
		str_fmt(out, "boot: (? lists labels, ?N shows F key N, ?s shell%s)\n",
			m->conf.screen == CHAN_SCREEN_MENU ? ", . goes back" : "");
	return true;
}

/* The countdown at its start, every half minute, and near its end. */
static bool countdown_due(const struct menu *m, const struct menu_roll *r)
{
	uint32_t left = m->left_s;

	if (left == UINT32_MAX || !left)
		return false;
	return !r->said_s || left > r->said_s || left + FAR_S <= r->said_s ||
	       (left <= NEAR_S && r->said_s > NEAR_S) || (left <= LAST_S && r->said_s > LAST_S);
}

bool menu_line_due(const struct menu *m, const struct menu_roll *r)
{
	return r->scene != m->scene || r->next || r->line_no != m->line_no ||
	       r->note_no != m->note_no || countdown_due(m, r);
}

static void kept_line(const struct menu *m, struct menu_roll *r, struct str *out)
{
	if (m->line_no - r->line_no > m->line_no - m->page)
		r->line_no = m->page;
	if (m->line_no - r->line_no > MENU_LINES)
		r->line_no = m->line_no - MENU_LINES;
	if (r->line_no != m->line_no)
		str_fmt(out, "%s\n", m->lines[r->line_no++ % MENU_LINES]);
}

/* What was not printed in its time is printed first: a file before the prompt that it introduces.
 */
bool menu_line_step(const struct menu *m, struct menu_roll *r, struct str *out)
{
	char left[CHAN_TITLE_MAX + 16] = "";

	if (r->line_no != m->line_no) {
		kept_line(m, r, out);
		return true;
	}
	if (r->scene != m->scene) {
		r->scene = m->scene;
		r->next = 1;
		r->said_s = 0;
	}
	if (r->next) {
		r->next = scene(m, r->next - 1, out) ? r->next + 1 : 0;
		return true;
	}
	if (r->note_no != m->note_no) {
		r->note_no = m->note_no;
		str_fmt(out, "%s%s", m->note, m->note[0] ? "\n" : "");
		return true;
	}
	if (!countdown_due(m, r))
		return false;
	r->said_s = m->left_s;
	menu_left(m, left, sizeof left);
	str_fmt(out, "%s\n", left);
	return true;
}
