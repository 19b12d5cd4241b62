/* SPDX-License-Identifier: MIT
 * Any messages that pass the gate, any keys, any waiting: the menu keeps within its bounds, what it
 * writes fits and holds nothing but the sequences it knows, and it never stands still with
 * something due. */
#include "init/menu/input.h"
#include "init/menu/line.h"
#include "init/menu/recv.h"
#include "init/menu/request.h"
#include "init/menu/screen.h"
#include "lib/bytes.h"
#include "lib/clock.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct menu menu;
static struct menu_screen screen;
static struct menu_roll roll;
static uint64_t now;

static void need(bool ok)
{
	if (!ok)
		abort();
}

static void sane(void)
{
	need(menu.menus <= CHAN_MENUS && menu.entries <= CHAN_ENTRIES);
	need(menu.field.n <= menu.field.max && menu.field.at <= menu.field.n);
	need(menu.field.n < sizeof menu.field.text && !menu.field.text[menu.field.n]);
	need(menu.help_used <= sizeof menu.help && menu.aheads <= MENU_AHEAD_MAX);
	need(menu.found < sizeof menu.find && !menu.find[menu.found]);
	if (!menu_shown(&menu))
		return;
	need(menu.at < menu.menus);
	for (unsigned i = 0; i < menu.menus; i++)
		need(menu.now[i] == CHAN_NO_ENTRY ||
		     (menu.now[i] < menu.entries && menu.entry[menu.now[i]].menu == i &&
		      menu_can(&menu.entry[menu.now[i]])));
}

static void printable(const char *p, size_t n, bool escapes, bool utf8)
{
	struct view v = {.p = p, .n = n};

	while (v.n) {
		struct view one = view_char(&v);

		need((view_printable(one) && (utf8 || one.n == 1)) || *one.p == '\n' ||
		     (escapes && *one.p == '\x1b'));
	}
}

static void paint(void)
{
	char buf[MENU_STEP_MAX];
	struct str s;
	unsigned steps = 0;

	for (s = str_of(buf, sizeof buf); menu_screen_step(&menu, &screen, &s);
	     s = str_of(buf, sizeof buf)) {
		need(!s.cut && ++steps <= 2u * MENU_ROWS_MAX);
		printable(s.p, s.n, true, screen.utf8);
	}
	need(!menu_screen_due(&menu, &screen));
	steps = 0;
	for (s = str_of(buf, sizeof buf); menu_line_step(&menu, &roll, &s);
	     s = str_of(buf, sizeof buf)) {
		need(!s.cut && ++steps <= CHAN_ENTRIES + 200u);
		printable(s.p, s.n, false, roll.utf8);
	}
	need(!menu_line_due(&menu, &roll));
}

static void tick(uint64_t ms)
{
	uint64_t end = now + ms;
	struct chan_msg m;

	for (unsigned turns = 0;; turns++) {
		uint64_t due = menu_input_deadline(&menu, now);

		need(turns < 100);
		while (menu_request_next(&menu, &m))
			need(m.kind >= CHAN_CHOOSE && m.kind <= CHAN_LEFT);
		if (due > end)
			break;
		now = due > now ? due : now;
		menu_input_tick(&menu, now);
	}
	now = end;
}

static void text(struct rd *r, char *to, size_t size)
{
	size_t n = rd_u8(r) % 24;

	static const char *const wide[] = {"\xc3\xbc", "\xe4\xb8\xad", "\xf0\x9f\x98\x80",
					   "\xcc\x81", "\xd8\xb9"};
	struct str s = str_of(to, size);

	for (size_t i = 0; i < n; i++) {
		uint8_t c = rd_u8(r);

		if (c < 0xf0 || size == CHAN_LINE_MAX) /* command lines are ASCII */
			str_putc(&s, (char)(0x20 + c % 0x5f));
		else
			str_puts(&s, wide[c % 5]);
	}
}

/* Short inputs must get far: numbers lie around what fits. The fields are read in the order in
 * which the structs have them, as clang does. */
static void message(struct rd *r)
{
	static struct chan_msg m;

	memset(&m, 0, sizeof m);
	m.kind = CHAN_MENU + rd_u8(r) % (CHAN_KIND_END - CHAN_MENU);
	switch (m.kind) {
	case CHAN_MENU:
		m.u.menu = (struct chan_menu){.screen = rd_u8(r) & 1,
					      .flags = rd_u8(r) & CHAN_M_ALL,
					      .menus = 1 + rd_u8(r) % 3,
					      .entries = rd_u8(r) % 8,
					      .wait_ds = rd_u8(r) % 100,
					      .total_ds = rd_u8(r) % 200};
		text(r, m.u.menu.autoboot, CHAN_TITLE_MAX);
		if (!(m.u.menu.flags & CHAN_M_LEAVE))
			break;
		m.u.menu.again_ds = rd_u8(r) % 100;
		text(r, m.u.menu.ask, CHAN_ASK_MAX);
		text(r, m.u.menu.line, CHAN_LINE_MAX);
		break;
	case CHAN_SUBMENU:
		m.u.submenu.menu = menu.menus % CHAN_MENUS;
		m.u.submenu.parent = rd_u8(r) % 3;
		m.u.submenu.chosen = rd_u8(r) % 9 ? CHAN_NO_ENTRY : rd_u8(r) % 8;
		text(r, m.u.submenu.title, CHAN_TITLE_MAX);
		break;
	case CHAN_ENTRY:
		m.u.entry = (struct chan_entry){.entry = menu.entries % CHAN_ENTRIES,
						.menu = rd_u8(r) % 3,
						.kind = rd_u8(r) % CHAN_E_KINDS,
						.target = rd_u8(r) % 3,
						.indent = rd_u8(r) % CHAN_TITLE_MAX,
						.hotkey = rd_u8(r) % 0x7f,
						.locked = rd_u8(r) & 1,
						.immediate = rd_u8(r) & 1};
		text(r, m.u.entry.text, CHAN_TITLE_MAX);
		text(r, m.u.entry.name, CHAN_LABEL_MAX);
		break;
	case CHAN_HELP:
		m.u.help.entry = (menu.entries - 1) % CHAN_ENTRIES;
		text(r, m.u.help.text, CHAN_HELP_MAX);
		break;
	case CHAN_CMDLINE_IS:
	case CHAN_GRANTED:
		m.u.choice.entry = menu.subject;
		text(r, m.u.choice.line, CHAN_LINE_MAX);
		break;
	default: text(r, m.u.log.text, CHAN_TEXT_MAX); break;
	}
	if (chan_check(&m, 0))
		menu_recv(&menu, &m, now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);

	memset(&menu, 0, sizeof menu);
	memset(&screen, 0, sizeof screen);
	memset(&roll, 0, sizeof roll);
	now = 1000;
	menu.seat[1].line_mode = true;
	screen.rows = rd_u8(&r);
	menu_screen_size(&screen, screen.rows, rd_u8(&r));
	menu.utf8 = screen.utf8 = screen.cols & 1;
	roll.utf8 = screen.rows & 1;
	while (rd_left(&r)) {
		uint8_t what = rd_u8(&r);

		if (what < 100)
			message(&r);
		else if (what < 220)
			menu_input_byte(&menu, what & 1, rd_u8(&r), now);
		else if (what < 240)
			tick(rd_u8(&r) * 10u);
		else
			menu_note(&menu, "a note");
		sane();
		if (menu_shown(&menu))
			paint();
		else
			screen.drawn = false;
	}
	tick(30000);
	return 0;
}
