/* SPDX-License-Identifier: MIT */
#include "init/menu/screen.h"

#include "init/menu/access.h"
#include "init/menu/countdown.h"
#include "lib/columns.h"

#include <string.h>

#define ROWS	      24
#define COLS	      80
#define ROWS_MIN      5
#define COLS_MIN      20
#define ROOMY	      10 /* screens of so many rows have blank ones between the parts */
#define ROW_BYTES     (4 * MENU_COLS_MAX + 64) /* of a row in UTF-8; more marks than that are cut */
#define HIDDEN_CURSOR "\x1b[?25l"

enum style { PLAIN, BOLD, REVERSE };

/** struct place - how the rows of a list are shared out */
struct place {
	unsigned top, height; /* of the entries */
	unsigned help;	      /* rows of help above the last three, 0 = none */
	unsigned first;	      /* the first entry shown, counted among those to be seen */
	unsigned chosen, all; /* counted likewise */
};

struct row {
	char buf[ROW_BYTES];
	struct str s;
	unsigned width, used; /* columns: those it has, and those that are taken */
	bool utf8;
	enum style style;
	size_t hot; /* where in @buf the hotkey's letter stands + 1 */
};

void menu_screen_size(struct menu_screen *s, unsigned rows, unsigned cols)
{
	rows = rows ? rows : ROWS;
	cols = cols ? cols : COLS;
	s->rows = (uint8_t)(rows < ROWS_MIN	   ? ROWS_MIN
			    : rows > MENU_ROWS_MAX ? MENU_ROWS_MAX
						   : rows);
	s->cols = (uint8_t)(cols < COLS_MIN	   ? COLS_MIN
			    : cols > MENU_COLS_MAX ? MENU_COLS_MAX
						   : cols);
}

/* As much of @text as there is room for. */
static void put_view(struct row *r, struct view text)
{
	r->used += columns_put(&r->s, text, r->utf8, r->width - r->used);
}

static void put_text(struct row *r, const char *text)
{
	put_view(r, view_of(text));
}

static void pad_row(struct row *r, unsigned width)
{
	while (r->used < width) {
		str_putc(&r->s, ' ');
		r->used++;
	}
}

/* --- help ------------------------------------------------------------------------------------- */

/* Row @nth of an entry's help, long lines being wrapped; p is NULL behind the last one. */
static struct view help_row(const struct menu *m, uint32_t entry, const struct row *r, unsigned nth)
{
	const char *text;

	for (unsigned i = 0; (text = menu_help(m, entry, i)); i++) {
		struct view v = view_of(text), row;

		do {
			row = columns_wrap_next(&v, r->utf8, r->width, v.n);
			if (!nth--)
				return row;
		} while (v.n);
	}
	return (struct view){0};
}

static unsigned count_help(const struct menu *m, uint32_t entry, const struct menu_screen *s,
			   unsigned cap)
{
	unsigned n = 0;
	const char *text;

	for (unsigned i = 0; n < cap && (text = menu_help(m, entry, i)); i++) {
		struct view v = view_of(text);

		do {
			columns_wrap_next(&v, s->utf8, s->cols - 1u, v.n);
			n++;
		} while (v.n && n < cap);
	}
	return n;
}

/* The help pane is as high as the longest help of this menu, so that it does not jump. All help is
 * read for that, so once for a menu and not for each row. */
static void measure_help(const struct menu *m, struct menu_screen *s)
{
	unsigned cap = s->rows < 12 ? 0 : (s->rows - 8u) / 2;

	if (s->help_cols == s->cols && s->help_from == s->rows && s->help_told == m->told &&
	    s->help_at == m->at)
		return;
	s->help_cols = s->cols;
	s->help_from = s->rows;
	s->help_told = m->told;
	s->help_at = m->at;
	s->help_rows = 0;
	for (uint32_t i = CHAN_NO_ENTRY;
	     s->help_rows < cap && (i = menu_walk(m, i, 1, true)) != CHAN_NO_ENTRY;) {
		unsigned n = count_help(m, i, s, cap);

		s->help_rows = n > s->help_rows ? n : s->help_rows;
	}
}

static struct place share_out(const struct menu *m, const struct menu_screen *s)
{
	unsigned rows = s->rows;
	struct place p = {.top = rows < ROOMY ? 1 : 2, .help = s->help_rows};

	for (uint32_t i = CHAN_NO_ENTRY; (i = menu_walk(m, i, 1, false)) != CHAN_NO_ENTRY; p.all++)
		if (i == m->now[m->at])
			p.chosen = p.all;
	p.height = rows - p.top - (rows < ROOMY ? 2 : 3) - (p.help ? p.help + 1 : 0);
	p.first = p.chosen / p.height * p.height;
	return p;
}

/* --- rows of a list --------------------------------------------------------------------------- */

/* Its hotkey's letter stands out. */
static void put_entry_text(struct row *r, const struct chan_entry *e)
{
	struct view text = view_of(e->text), before = text;
	size_t k = 0;

	while (e->hotkey && k < text.n && (uint8_t)text_lower(text.p[k]) != e->hotkey)
		k++;
	if (e->hotkey && k < text.n) {
		before.n = k;
		put_view(r, before);
		r->hot = r->used < r->width && !r->s.cut ? r->s.n + 1 : 0;
		text = view_from(text, k);
	}
	put_view(r, text);
}

static void entry_row(const struct menu *m, const struct place *p, unsigned nth, struct row *r)
{
	bool above = nth == 0 && p->first;
	bool below = nth == p->height - 1 && p->first + p->height < p->all;
	const struct chan_entry *e;
	uint32_t i = CHAN_NO_ENTRY;
	unsigned width = r->width;

	for (unsigned left = p->first + nth + 1; left; left--) {
		i = menu_walk(m, i, 1, false);
		if (i == CHAN_NO_ENTRY)
			return;
	}
	e = &m->entry[i];
	if (above || below)
		r->width -= 2; /* for the mark at its end */
	put_text(r, i == m->now[m->at] ? "> " : "  ");
	for (unsigned k = 0; k < e->indent && k < r->width / 2; k++)
		put_text(r, " ");
	put_entry_text(r, e);
	if (e->kind == CHAN_E_SUBMENU)
		put_text(r, " >");
	if (i == m->now[m->at])
		r->style = REVERSE;
	r->width = width;
	if (above || below) {
		pad_row(r, width - 1);
		put_text(r, above ? "^" : "v");
	}
	if (r->style == REVERSE)
		pad_row(r, width);
}

/* The @words that have a bit in @which. Hints that do not fit are left out whole. */
static void put_hints(struct row *r, const char *const *words, unsigned n, unsigned which)
{
	for (unsigned i = 0; i < n; i++) {
		const char *gap = r->used ? "  " : "";

		if (!(which & 1u << i) || r->used + strlen(gap) + strlen(words[i]) > r->width)
			continue;
		put_text(r, gap);
		put_text(r, words[i]);
	}
}

static void list_hints(const struct menu *m, struct row *r)
{
	enum { STARTS, EDITS, PROMPT, BACK, SHELL, FINDS, HELP, HINTS };
	static const char *const words[] = {
		[STARTS] = "Enter starts", [EDITS] = "Tab edits",    [PROMPT] = "Esc boot:",
		[BACK] = "Esc back",	   [SHELL] = "Ctrl-R shell", [FINDS] = "/ finds",
		[HELP] = "F1-F12 help",
	};
	unsigned which = 1 << STARTS | 1 << SHELL | 1 << FINDS | 1 << HELP;

	_Static_assert(sizeof words / sizeof *words == HINTS, "a text for each hint");
	if (menu_access_edit(m, NULL) != MENU_FORBIDDEN)
		which |= 1 << EDITS;
	if (!menu_root(m) || m->conf.flags & CHAN_M_LEAVE)
		which |= 1 << BACK;
	else if (menu_access_escape(m) != MENU_FORBIDDEN)
		which |= 1 << PROMPT;
	put_hints(r, words, HINTS, which);
}

/* The one or two rows above the hints, counted from the end: the search, the countdown, the note. A
 * long note takes both when nothing counts down. */
static void status_row(const struct menu *m, bool roomy, unsigned from_end, struct row *r)
{
	char left[MENU_COUNTDOWN_TEXT] = "";
	struct view note = view_of(m->note);
	size_t first = columns_cut(note, r->utf8, r->width, note.n);
	bool two = roomy && note.n > first && !m->finding && m->left_s == UINT32_MAX;

	menu_countdown_text(m, left);
	if (two) {
		first = from_end == 2 ? 0 : first;
		put_view(r, view_from(note, first));
	} else if (m->finding && (from_end == 2 || !roomy)) {
		put_text(r, "Find: ");
		put_text(r, m->find);
	} else if (note.n && (from_end == 1 || !roomy)) {
		put_text(r, m->note);
	} else if (from_end == 2 || !roomy) {
		put_text(r, left);
	}
}

static void list_row(const struct menu *m, unsigned row, const struct menu_screen *s, struct row *r)
{
	struct place p = share_out(m, s);
	unsigned from_end = s->rows - 1u - row, status = s->rows < ROOMY ? 2 : 3;

	if (row == 0) {
		r->style = BOLD;
		put_text(r, m->sub[m->at].title[0] ? m->sub[m->at].title : "Boot menu");
	} else if (from_end == 0) {
		list_hints(m, r);
	} else if (from_end < status) {
		status_row(m, status == 3, from_end, r);
	} else if (row >= p.top && row < p.top + p.height) {
		entry_row(m, &p, row - p.top, r);
	} else if (p.help && from_end < status + p.help) {
		put_view(r, help_row(m, m->now[m->at], r, p.help - 1 - (from_end - status)));
	}
}

/* --- rows of a line being typed --------------------------------------------------------------- */

static const char *field_label(const struct menu *m)
{
	if (menu_question(m))
		return m->conf.ask;
	return m->mode == MENU_PROMPT ? "boot: " : m->mode == MENU_PASSWD ? "Password: " : "edit: ";
}

/** struct typing - where lines and field stand */
struct typing {
	unsigned lines;	   /* rows of text above the field */
	unsigned skip;	   /* rows of the field that are scrolled away */
	unsigned height;   /* rows of the field shown */
	unsigned row, col; /* of the cursor */
};

static struct typing lay_typing(const struct menu *m, unsigned rows, unsigned width)
{
	unsigned head = (unsigned)strlen(field_label(m)), room = rows - 2, kept;
	struct typing t = {.height = (head + m->field.n) / width + 1};
	unsigned at = (head + m->field.at) / width;

	t.lines = 2;
	if (m->mode == MENU_PROMPT) {
		kept = m->line_no - m->page;
		t.lines = kept < MENU_LINES ? kept : MENU_LINES;
		if (t.height > room / 2)
			t.height = room / 2;
		if (t.lines > room - t.height)
			t.lines = room - t.height;
	} else if (t.height > room - t.lines) {
		t.height = room - t.lines;
	}
	t.skip = at < t.height ? 0 : at - t.height + 1;
	t.row = t.lines + at - t.skip;
	t.col = (head + m->field.at) % width;
	return t;
}

static void field_row(const struct menu *m, unsigned nth, struct row *r)
{
	const char *head = field_label(m);
	unsigned n = (unsigned)strlen(head);
	bool secret = m->mode == MENU_PASSWD || (menu_question(m) && m->conf.flags & CHAN_M_SECRET);

	for (unsigned i = nth * r->width; i < (nth + 1) * r->width && i < n + m->field.n; i++)
		str_putc(&r->s, i < n ? head[i] : secret ? '*' : m->field.text[i - n]);
}

static void subject(const struct menu *m, struct row *r)
{
	r->style = BOLD;
	put_text(r, m->mode == MENU_EDIT ? "Command line of: " : "Password for: ");
	put_text(r, menu_subject(m));
}

static void typing_hints(const struct menu *m, struct row *r)
{
	enum { ENTER, STARTS, LABELS, BACK, CLEARS, SHELL, HELP, HINTS };
	static const char *const words[] = {
		[ENTER] = "Enter",	[STARTS] = "Enter starts",  [LABELS] = "Tab lists labels",
		[BACK] = "Esc back",	[CLEARS] = "Ctrl-U clears", [SHELL] = "Ctrl-R shell",
		[HELP] = "F1-F12 help",
	};
	unsigned which = 1 << ENTER | 1 << BACK | 1 << SHELL;

	_Static_assert(sizeof words / sizeof *words == HINTS, "a text for each hint");
	if (menu_question(m))
		which |= 1 << CLEARS;
	else if (m->mode == MENU_PROMPT)
		which = 1 << STARTS | 1 << LABELS | 1 << BACK | 1 << SHELL | 1 << HELP;
	else if (m->mode == MENU_EDIT)
		which = 1 << STARTS | 1 << BACK | 1 << CLEARS | 1 << SHELL;
	put_hints(r, words, HINTS, which);
}

static void typing_row(const struct menu *m, unsigned row, unsigned rows, struct row *r)
{
	struct typing t = lay_typing(m, rows, r->width);

	if (row == rows - 1)
		typing_hints(m, r);
	else if (row == rows - 2)
		status_row(m, false, 1, r);
	else if (row >= t.lines && row < t.lines + t.height)
		field_row(m, row - t.lines + t.skip, r);
	else if (m->mode == MENU_PROMPT && row < t.lines)
		put_text(r, m->lines[(m->line_no - t.lines + row) % MENU_LINES]);
	else if (row == 0)
		subject(m, r);
}

/* Of a file that is longer than the screen its end is shown, as on a terminal. */
static void page_row(const struct menu *m, unsigned row, unsigned rows, struct row *r)
{
	unsigned n = m->line_no - m->page, most = n < rows - 2 ? n : rows - 2;

	if (row == rows - 1)
		put_text(r, "Any key goes back");
	else if (row == rows - 2)
		status_row(m, false, 1, r);
	else if (row < most)
		put_text(r, m->lines[(m->line_no - most + row) % MENU_LINES]);
}

static void hidden_row(const struct menu *m, unsigned row, unsigned rows, struct row *r)
{
	if (row == 0) {
		r->style = BOLD;
		put_text(r, m->sub[m->at].title);
	} else if (row == rows - 2) {
		status_row(m, false, 1, r);
	} else if (row == rows - 1) {
		put_text(r, "Any key shows the menu");
	}
}

/* --- painting --------------------------------------------------------------------------------- */

static void make_row(const struct menu *m, const struct menu_screen *s, unsigned row, struct row *r)
{
	*r = (struct row){.width = s->cols - 1u, .utf8 = s->utf8};
	r->s = str_of(r->buf, sizeof r->buf);
	switch (m->mode) {
	case MENU_LIST: list_row(m, row, s, r); break;
	case MENU_HIDDEN: hidden_row(m, row, s->rows, r); break;
	case MENU_PAGE: page_row(m, row, s->rows, r); break;
	default: typing_row(m, row, s->rows, r); break;
	}
}

/* FNV-1a. */
static uint64_t hash(const struct row *r)
{
	uint64_t h = 0xcbf29ce484222325u + r->style + 256 * r->hot;

	for (size_t i = 0; i < r->s.n; i++)
		h = (h ^ (uint8_t)r->buf[i]) * 0x100000001b3u;
	return h;
}

static void paint_row(const struct row *r, unsigned row, struct str *out)
{
	int before = r->hot && r->style == PLAIN ? (int)r->hot - 1 : (int)r->s.n;

	str_fmt(out, "\x1b[%u;1H%s%.*s", row + 1,
		r->style == REVERSE ? "\x1b[7m"
		: r->style == BOLD  ? "\x1b[1m"
				    : "",
		before, r->buf);
	if (before < (int)r->s.n)
		str_fmt(out, "\x1b[1m%c\x1b[0m%s", r->buf[before], r->buf + before + 1);
	str_puts(out, r->style == PLAIN ? "\x1b[K" : "\x1b[0m\x1b[K");
}

static void place_cursor(const struct menu *m, struct menu_screen *s, struct str *out)
{
	struct typing t;

	if (m->mode != MENU_EDIT && m->mode != MENU_PROMPT && m->mode != MENU_PASSWD) {
		str_puts(out, HIDDEN_CURSOR);
		return;
	}
	t = lay_typing(m, s->rows, s->cols - 1u);
	str_fmt(out, "\x1b[%u;%uH\x1b[?25h", t.row + 1, t.col + 1);
}

static void clear_screen(const struct menu *m, struct menu_screen *s, struct str *out)
{
	static const struct row blank;

	for (unsigned i = 0; i < MENU_ROWS_MAX; i++)
		s->row[i] = hash(&blank);
	s->drawn = true;
	s->redraw = m->redraw;
	s->seen = m->change - 1;
	str_puts(out, "\x1b[0m\x1b[2J\x1b[H" HIDDEN_CURSOR);
}

bool menu_screen_due(const struct menu *m, const struct menu_screen *s)
{
	return !s->drawn || s->seen != m->change;
}

bool menu_screen_step(const struct menu *m, struct menu_screen *s, struct str *out)
{
	struct row r;

	if (!s->drawn || s->redraw != m->redraw) {
		clear_screen(m, s, out);
		return true;
	}
	if (s->seen == m->change)
		return false;
	measure_help(m, s);
	for (unsigned i = 0; i < s->rows; i++) {
		uint64_t h;

		make_row(m, s, i, &r);
		h = hash(&r);
		if (h == s->row[i])
			continue;
		s->row[i] = h;
		paint_row(&r, i, out);
		return true;
	}
	s->seen = m->change;
	place_cursor(m, s, out);
	return true;
}

void menu_screen_leave(struct menu_screen *s, struct str *out)
{
	str_fmt(out, "\x1b[0m\x1b[?25h\x1b[%u;1H\n", s->rows);
	s->drawn = false;
}
