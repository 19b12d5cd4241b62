/* SPDX-License-Identifier: MIT */
#include "tests/unit/menu_aid.h"

#include "lib/utf8.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>

const struct chan_menu aid_plain = {.screen = CHAN_SCREEN_MENU, .flags = AID_FLAGS};

struct menu aid_menu;
uint64_t aid_now;
struct chan_msg aid_sent;
bool aid_utf8;

static struct menu_screen screen;
static struct menu_roll roll;

struct chan_menu aid_with(uint32_t flags)
{
	return (struct chan_menu){.screen = CHAN_SCREEN_MENU, .flags = flags};
}

static void send_all(void)
{
	struct chan_msg m;

	while (menu_request_next(&aid_menu, &m))
		aid_sent = m;
}

const char *aid_take(const struct chan_msg *m)
{
	const char *wrong;

	CHECK(chan_check(m, 0));
	wrong = menu_recv(&aid_menu, m, aid_now);
	send_all();
	return wrong;
}

static void fill(char *to, size_t size, const char *text)
{
	text_copy(to, size, view_of(text ? text : ""));
}

static void add_help(uint32_t entry, const char *help)
{
	struct view v = view_of(help), line;

	while (view_until(&v, '\n', &line)) {
		struct chan_msg m = {.kind = CHAN_HELP, .u.help.entry = entry};

		text_copy(m.u.help.text, sizeof m.u.help.text, line);
		CHECK(!aid_take(&m));
	}
}

void aid_build(struct chan_menu conf, const char *const *titles, unsigned menus,
	       const struct aid_entry *entries, unsigned n)
{
	struct chan_msg m = {.kind = CHAN_MENU, .u.menu = conf};

	m.u.menu.menus = menus;
	m.u.menu.entries = n;
	CHECK(!aid_take(&m));
	for (uint32_t i = 0; i < menus; i++) {
		m = (struct chan_msg){.kind = CHAN_SUBMENU};
		m.u.submenu.menu = i;
		m.u.submenu.chosen = CHAN_NO_ENTRY;
		fill(m.u.submenu.title, sizeof m.u.submenu.title, titles[i]);
		CHECK(!aid_take(&m));
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct aid_entry *e = &entries[i];

		m = (struct chan_msg){.kind = CHAN_ENTRY};
		m.u.entry = (struct chan_entry){.entry = i,
						.menu = e->menu,
						.kind = e->kind,
						.target = e->target,
						.hotkey = (uint8_t)e->hotkey,
						.locked = e->locked,
						.immediate = e->immediate};
		fill(m.u.entry.text, sizeof m.u.entry.text, e->text);
		fill(m.u.entry.name, sizeof m.u.entry.name, e->name);
		CHECK(!aid_take(&m));
		if (e->help)
			add_help(i, e->help);
	}
	m = (struct chan_msg){.kind = CHAN_SHOW};
	CHECK(!aid_take(&m));
}

void aid_installer(struct chan_menu conf)
{
	static const char *const titles[] = {"Installer menu", "Advanced options"};
	static const struct aid_entry entries[] = {
		{0, CHAN_E_RUN, 0, "Install", "install", "Installs the system.\nAsks a few things.",
		 'i', false, false},
		{0, CHAN_E_RUN, 0, "Automated install", "auto", NULL, 'a', false, false},
		{0, CHAN_E_TEXT, 0, "-- other --", "", NULL, 0, false, false},
		{0, CHAN_E_SUBMENU, 1, "Advanced options", "", "More ways.", 0, false, false},
		{0, CHAN_E_RUN, 0, "Locked away", "secret", NULL, 0, true, false},
		{0, CHAN_E_HIDDEN, 0, "", "inst-hidden", NULL, 0, false, false},
		{1, CHAN_E_RUN, 0, "Rescue mode", "rescue", NULL, 'r', false, false},
		{1, CHAN_E_EXIT, 0, "Back", "", NULL, 'b', false, false},
		{0, CHAN_E_QUIT, 0, "Quit to the prompt", "", NULL, 0, false, false},
	};

	memset(&aid_menu, 0, sizeof aid_menu);
	memset(&screen, 0, sizeof screen);
	memset(&roll, 0, sizeof roll);
	aid_now = 1000000;
	aid_sent.kind = 0;
	aid_build(conf, titles, 2, entries, sizeof entries / sizeof *entries);
}

void aid_line_mode(struct chan_menu conf)
{
	aid_installer(conf);
	aid_menu.seat[0].line_mode = true;
}

void aid_wait(uint64_t ms)
{
	uint64_t end = aid_now + ms;

	for (unsigned turns = 0;; turns++) {
		uint64_t due = menu_input_deadline(&aid_menu, aid_now);

		if (!CHECK(turns < 100000) || due > end)
			break;
		aid_now = due > aid_now ? due : aid_now;
		menu_input_tick(&aid_menu, aid_now);
		send_all();
	}
	aid_now = end;
}

void aid_keys(const char *bytes)
{
	aid_sent.kind = 0;
	for (; *bytes; bytes++) {
		menu_input_byte(&aid_menu, 0, (uint8_t)*bytes, aid_now);
		send_all();
		aid_wait(10);
	}
}

void aid_answer(uint32_t kind, uint32_t entry, const char *text)
{
	struct chan_msg m = {.kind = kind};

	if (kind == CHAN_DENIED || kind == CHAN_LINE) {
		fill(m.u.log.text, sizeof m.u.log.text, text);
	} else {
		m.u.choice.entry = entry;
		fill(m.u.choice.line, sizeof m.u.choice.line, text);
	}
	CHECK(!aid_take(&m));
}

/* --- a terminal that knows what init/menu/screen.c says, and nothing else -----------------------------
 */

#define CELL 16 /* bytes of a character with its marks */

static struct {
	unsigned rows, cols, row, col, cut;
	bool reverse, high[MENU_ROWS_MAX];
	char cell[MENU_ROWS_MAX][MENU_COLS_MAX][CELL]; /* behind a wide character an empty one */
	char text[MENU_ROWS_MAX * (CELL * MENU_COLS_MAX + 3)];
} term;

static void term_blank(unsigned row, unsigned col)
{
	for (; col < MENU_COLS_MAX; col++)
		memcpy(term.cell[row][col], " ", 2);
}

static void term_clear(void)
{
	for (unsigned row = 0; row < MENU_ROWS_MAX; row++)
		term_blank(row, 0);
	memset(term.high, 0, sizeof term.high);
}

static const char *term_escape(const char *p)
{
	char *end;
	unsigned long a, b = 1;

	if (!CHECK(p[1] == '['))
		return p + 1;
	p += 2;
	if (*p == '?') {
		CHECK(strncmp(p, "?25", 3) == 0 && (p[3] == 'l' || p[3] == 'h'));
		return p + 4;
	}
	a = strtoul(p, &end, 10);
	if (*end == ';')
		b = strtoul(end + 1, &end, 10);
	switch (*end) {
	case 'H':
		term.row = a ? (unsigned)a - 1 : 0;
		term.col = (unsigned)b - 1;
		CHECK(term.row < term.rows && term.col < term.cols);
		break;
	case 'J': term_clear(); break;
	case 'K': term_blank(term.row, term.col); break;
	case 'm': term.reverse = a == 7; break;
	default: CHECK(!"a sequence that the terminal knows");
	}
	return end + 1;
}

/* A character that moves the cursor by no column is drawn over the one before. */
static void term_draw(struct view one)
{
	uint32_t code;
	int cols;
	char *cell;
	size_t n = utf8_take(one.p, one.n, &code);

	cols = utf8_columns(code);
	CHECK(cols >= 0 && n == one.n && (aid_utf8 || code < 0x80));
	CHECK(term.col + (unsigned)cols < term.cols);
	if (cols < 0 || term.col + (unsigned)cols >= MENU_COLS_MAX)
		return;
	cell = term.cell[term.row][term.col - (cols == 0)];
	if (cols)
		cell[0] = '\0';
	if (CHECK(strlen(cell) + one.n < CELL))
		strncat(cell, one.p, one.n);
	for (int i = 1; i < cols; i++)
		term.cell[term.row][term.col + (unsigned)i][0] = '\0';
	term.col += (unsigned)cols;
}

static void term_write(const char *p)
{
	while (*p) {
		struct view v = view_of(p), one;

		if (*p == '\x1b') {
			p = term_escape(p);
			continue;
		}
		one = view_char(&v);
		term_draw(one);
		term.high[term.row] = term.reverse;
		p = v.p;
	}
}

const char *aid_screen(unsigned rows, unsigned cols)
{
	char buf[MENU_STEP_MAX];
	char *out = term.text;

	if (rows != term.rows || cols != term.cols)
		screen.drawn = false;
	term.rows = rows;
	term.cols = cols;
	menu_screen_size(&screen, rows, cols);
	screen.utf8 = aid_utf8;
	for (unsigned steps = 0;; steps++) {
		struct str s = str_of(buf, sizeof buf);

		if (!menu_screen_step(&aid_menu, &screen, &s))
			break;
		CHECK(s.n && !s.cut);
		if (!CHECK(steps < 200))
			break;
		for (unsigned i = 0; strstr(buf, "\x1b[7m") && i < 1; i++)
			memset(term.high, 0, sizeof term.high);
		term_write(buf);
	}
	CHECK(!menu_screen_due(&aid_menu, &screen));
	for (unsigned i = 0; i < rows; i++) {
		size_t n = MENU_COLS_MAX;

		while (n && strcmp(term.cell[i][n - 1], " ") == 0)
			n--;
		if (term.high[i])
			*out++ = '>';
		for (size_t k = 0; k < n; k++)
			out = stpcpy(out, term.cell[i][k]);
		*out++ = '\n';
	}
	*out = '\0';
	return term.text;
}

const char *aid_row(unsigned row)
{
	static char line[CELL * MENU_COLS_MAX + 3];
	struct view v = view_of(term.text), l = {0};

	for (unsigned i = 0; i <= row; i++)
		view_until(&v, '\n', &l);
	text_copy(line, sizeof line, l);
	return line;
}

const char *aid_roll(void)
{
	static char text[65536];
	char buf[MENU_STEP_MAX];
	size_t n = 0;

	text[0] = '\0';
	roll.utf8 = aid_utf8;
	for (;;) {
		struct str s = str_of(buf, sizeof buf);

		if (!menu_line_step(&aid_menu, &roll, &s))
			break;
		CHECK(!s.cut);
		if (!CHECK(n + s.n < sizeof text))
			break;
		memcpy(text + n, buf, s.n + 1);
		n += s.n;
	}
	CHECK(!menu_line_due(&aid_menu, &roll));
	return text;
}
