/* SPDX-License-Identifier: MIT */
#include "init/menu/line.h"

#include "init/menu/access.h"
#include "init/menu/countdown.h"
#include "init/menu/screen.h"

#include <string.h>

#define LINE_ROOM (MENU_STEP_MAX / 4) /* of UTF-8, as escapes it becomes four times as much */
#define PIECE	  100		      /* characters of a long command line in one printed line */
#define FAR_S	  30		      /* the countdown is said every so often, */
#define NEAR_S	  10		      /* and twice at its end */
#define LAST_S	  3

static void hint_line(const struct menu *m, struct str *out)
{
	str_fmt(out, "Number or label, Enter for *;%s h N helps,%s%s s shell\n",
		menu_access_edit(m, NULL) != MENU_FORBIDDEN ? " e N edits," : "",
		menu_root(m) ? "" : " b goes back,",
		m->conf.flags & CHAN_M_LEAVE && menu_root(m) ? " p leaves,"
		: menu_access_escape(m) != MENU_FORBIDDEN    ? " p boot:,"
							     : "");
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

static void question_scene(const struct menu *m, struct str *out)
{
	bool secret = m->conf.flags & CHAN_M_SECRET;

	str_puts(out, m->conf.ask);
	if (m->conf.line[0] && !secret)
		str_fmt(out, "[%.*s] ", PIECE, m->conf.line);
	str_fmt(out, "(. goes back%s)\n", secret ? ", it can be seen" : "");
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
	else if (menu_question(m))
		question_scene(m, out);
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
static bool next_line(const struct menu *m, struct menu_roll *r, struct str *out)
{
	char left[MENU_COUNTDOWN_TEXT] = "";

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
		if (!m->warned) /* or the log has said it, on the same console */
			str_fmt(out, "%s%s", m->note, m->note[0] ? "\n" : "");
		return true;
	}
	if (!countdown_due(m, r))
		return false;
	r->said_s = m->left_s;
	menu_countdown_text(m, left);
	str_fmt(out, "%s\n", left);
	return true;
}

_Static_assert(LINE_ROOM > MENU_NOTE_MAX && LINE_ROOM > CHAN_TITLE_MAX + 64, "all lines fit");

bool menu_line_step(const struct menu *m, struct menu_roll *r, struct str *out)
{
	char line[LINE_ROOM];
	struct str s = str_of(line, sizeof line);
	bool more = next_line(m, r, &s);
	struct view all = {.p = line, .n = s.n}, one;

	while (view_until(&all, '\n', &one)) {
		str_shown(out, one, r->utf8);
		if (all.p)
			str_putc(out, '\n');
	}
	return more;
}
