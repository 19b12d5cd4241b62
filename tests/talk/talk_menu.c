/* SPDX-License-Identifier: MIT
 * People, several consoles and a worker before the menu, on a virtual clock; what is typed as text
 * is talk_menu_text.c's. */
#include "tests/unit/check.h"
#include "tests/unit/menu_aid.h"

#include "init/menu/countdown.h"

#include "lib/clock.h"

#include <string.h>

/* --- choosing --------------------------------------------------------------------------------- */

TEST(enter_starts_what_is_highlighted)
{
	aid_installer(aid_plain);
	aid_keys(DOWN ENTER);
	CHECK_INT(aid_sent.kind, CHAN_CHOOSE);
	CHECK_INT(aid_sent.u.choice.entry, 1);
	CHECK(!aid_sent.u.choice.edited && !aid_sent.u.choice.line[0]);
	aid_keys(ENTER ENTER DOWN ENTER); /* the question is with the worker */
	CHECK_INT(aid_sent.kind, 0);
	aid_answer(CHAN_DENIED, 0, "no such file");
	CHECK_STR(aid_menu.note, "no such file");
	aid_keys(UP ENTER);
	CHECK_INT(aid_sent.u.choice.entry, 0);
	aid_answer(CHAN_MENU_GONE, 0, NULL);
	CHECK(!menu_shown(&aid_menu));
	aid_keys(ENTER);
	CHECK_INT(aid_sent.kind, 0);
}

TEST(keys_that_move)
{
	static const struct {
		const char *keys;
		unsigned want;
	} rows[] = {
		{UP, 0},
		{DOWN DOWN, 3},
		{DOWN DOWN UP, 1},
		{"\x1b[F", 8},
		{"\x1b[F\x1b[H", 0},
		{"\x1b[6~", 8},
		{"\x1b[F\x1b[5~", 0},
		{"a", 1},
		{"A", 1},
		{"\x0e\x0e\x10", 1},
		{"/adv", 3},
		{"lock", 4},
		{"/nothing", 0},
		{"qu\x7f\x7f", 8},
		{"/aut", 1},
		{"/i" ESC, 0},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		aid_installer(aid_plain);
		aid_keys(rows[i].keys);
		aid_wait(1000);
		if (!CHECK_INT(aid_menu.now[0], rows[i].want))
			CHECK_STR(rows[i].keys, "");
	}
}

TEST(hotkey_that_starts_at_once)
{
	static const char *const titles[] = {"Root"};
	static const struct aid_entry entries[] = {
		{0, CHAN_E_RUN, 0, "One", "one", NULL, 'o', false, false},
		{0, CHAN_E_RUN, 0, "Two", "two", NULL, 't', false, true},
	};

	aid_installer(aid_plain);
	aid_build(aid_plain, titles, 1, entries, 2);
	aid_keys("to");
	CHECK(aid_sent.kind == CHAN_CHOOSE && aid_sent.u.choice.entry == 1);
	aid_answer(CHAN_DENIED, 0, "");
	aid_keys("o");
	CHECK(aid_sent.kind == 0 && aid_menu.now[0] == 0);
}

TEST(search_ends_with_its_keys)
{
	aid_installer(aid_plain);
	aid_keys("/z");
	CHECK_STR(aid_menu.find, ""); /* no text has that: nothing was typed */
	aid_keys("ins");
	CHECK(aid_menu.finding);
	CHECK_STR(aid_menu.find, "ins");
	aid_keys(ESC);
	aid_wait(300);
	CHECK(!aid_menu.finding && aid_menu.mode == MENU_LIST);
	aid_keys("loc" ENTER);
	CHECK(!aid_menu.finding && aid_menu.mode == MENU_PASSWD);
}

TEST(submenus_and_the_way_back)
{
	static const char *const backs[] = {ESC, LEFT, "\x7f", "b" ENTER, DOWN ENTER};

	for (size_t i = 0; i < sizeof backs / sizeof *backs; i++) {
		aid_installer(aid_plain);
		aid_keys(DOWN DOWN ENTER);
		CHECK(aid_menu.at == 1 && aid_sent.kind == 0);
		aid_keys(backs[i]);
		aid_wait(300);
		CHECK(aid_menu.at == 0 && aid_menu.mode == MENU_LIST);
		CHECK_INT(aid_menu.now[0], 3); /* where one was */
	}
	aid_keys(RIGHT);
	CHECK_INT(aid_menu.at, 1);
	aid_keys(RIGHT UP ENTER);
	CHECK(aid_sent.kind == CHAN_CHOOSE && aid_sent.u.choice.entry == 6);
}

/* --- time ------------------------------------------------------------------------------------- */

TEST(countdown_ends)
{
	struct chan_menu conf = aid_plain;

	conf.wait_ds = 50;
	aid_installer(conf);
	CHECK_INT(aid_menu.left_s, 5);
	aid_wait(4999);
	CHECK(aid_sent.kind == 0 && aid_menu.left_s == 1);
	aid_wait(1);
	CHECK_INT(aid_sent.kind, CHAN_TIMEOUT);
	aid_sent.kind = 0;
	aid_wait(60000);
	CHECK_INT(aid_sent.kind, 0);
	aid_answer(CHAN_DENIED, 0, "no");
	aid_wait(60000);
	CHECK_INT(aid_sent.kind, 0);
}

TEST(a_key_ends_one_countdown_and_not_the_other)
{
	struct chan_menu conf = aid_plain;

	conf.wait_ds = 50;
	aid_installer(conf);
	aid_wait(4000);
	aid_keys(DOWN);
	CHECK_INT(aid_menu.left_s, UINT32_MAX);
	aid_wait(60000);
	CHECK_INT(aid_sent.kind, 0);
	conf.total_ds = 100;
	aid_installer(conf);
	aid_keys(DOWN);
	CHECK_INT(aid_menu.left_s, 10);
	aid_keys(TAB);
	CHECK_INT(aid_sent.kind, CHAN_EDIT);
	aid_sent.kind = 0;
	aid_wait(20000); /* it ends, but one question at a time */
	CHECK_INT(aid_sent.kind, 0);
	aid_answer(CHAN_CMDLINE_IS, 1, "k a");
	aid_wait(1);
	CHECK_INT(aid_sent.kind, CHAN_TIMEOUT);
}

TEST(a_key_begins_the_countdown_anew_where_it_may)
{
	struct chan_menu conf = aid_plain;

	conf.wait_ds = 50;
	conf.again_ds = 30;
	aid_installer(conf);
	aid_wait(4000);
	aid_keys(DOWN);
	aid_wait(2900);
	CHECK_INT(aid_sent.kind, 0);
	aid_keys(DOWN);
	aid_wait(2900);
	CHECK_INT(aid_sent.kind, 0);
	aid_wait(200);
	CHECK_INT(aid_sent.kind, CHAN_TIMEOUT);
}

TEST(esc_leaves_a_menu_where_it_may)
{
	aid_installer(aid_with(CHAN_M_LEAVE));
	CHECK(strstr(aid_screen(24, 80), "Esc back"));
	aid_keys("\x1b[F" UP UP ENTER); /* a submenu has its own way back */
	aid_keys(ESC);
	aid_wait(300);
	aid_keys(ESC);
	aid_wait(300);
	CHECK_INT(aid_sent.kind, CHAN_LEFT);
	aid_keys(ENTER);
	CHECK_INT(aid_sent.kind, 0);
	aid_line_mode(aid_with(CHAN_M_LEAVE));
	CHECK(strstr(aid_roll(), " p leaves,"));
	aid_keys("p\n");
	CHECK_INT(aid_sent.kind, CHAN_LEFT);
}

TEST(hidden_menu_shows_for_a_key)
{
	struct chan_menu conf = aid_with(AID_FLAGS | CHAN_M_HIDDEN);

	conf.wait_ds = 30;
	aid_installer(conf);
	CHECK_INT(aid_menu.mode, MENU_HIDDEN);
	aid_keys(ENTER);
	CHECK(aid_menu.mode == MENU_LIST && aid_sent.kind == 0);
	aid_wait(10000);
	CHECK_INT(aid_sent.kind, 0);
	aid_installer(conf);
	aid_wait(3000);
	CHECK_INT(aid_sent.kind, CHAN_TIMEOUT);
}

TEST(words_of_the_countdown)
{
	static const struct {
		const char *form;
		uint32_t ds;
		const char *want;
	} rows[] = {
		{"", 20, "Automatic boot in 2 seconds"},
		{"", 10, "Automatic boot in 1 second"},
		{"Boot in # Sekunde{,n}.", 30, "Boot in 3 Sekunden."},
		{"{one,many} # #", 10, "one 1 1"},
		{"no number", 10, "no number"},
		{"open {a", 10, "open a"},
		{"# {", 20, "2 "},
	};
	char text[MENU_COUNTDOWN_TEXT];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct chan_menu conf = aid_plain;

		conf.wait_ds = rows[i].ds;
		text_copy(conf.autoboot, sizeof conf.autoboot, view_of(rows[i].form));
		aid_installer(conf);
		menu_countdown_text(&aid_menu, text);
		CHECK_STR(text, rows[i].want);
	}
}

/* --- several consoles, and the shell ---------------------------------------------------------- */

TEST(any_console_moves_all)
{
	struct chan_menu conf = aid_plain;

	conf.wait_ds = 50;
	aid_installer(conf);
	menu_input_byte(&aid_menu, 3, 0x1b, aid_now);
	menu_input_byte(&aid_menu, 5, 'x', aid_now); /* not part of the other's sequence */
	menu_input_byte(&aid_menu, 3, '[', aid_now);
	menu_input_byte(&aid_menu, 3, 'B', aid_now);
	CHECK_INT(aid_menu.now[0], 1);
	menu_input_byte(&aid_menu, MENU_SEATS, '\n', aid_now);
	CHECK(!menu_request_next(&aid_menu, &aid_sent));
	CHECK_INT(aid_menu.left_s, UINT32_MAX);
}

TEST(rescue_shell_from_anywhere)
{
	unsigned which = 99;

	aid_installer(aid_plain);
	CHECK(!menu_input_shell(&aid_menu, &which));
	menu_input_byte(&aid_menu, 2, 0x12, aid_now);
	CHECK(menu_input_shell(&aid_menu, &which) && which == 2);
	CHECK(!menu_input_shell(&aid_menu, &which));
	aid_keys(ENTER "\x12"); /* while the worker thinks, too */
	CHECK(menu_input_shell(&aid_menu, &which) && which == 0);
	aid_menu.seat[1].line_mode = true;
	menu_input_byte(&aid_menu, 1, 's', aid_now);
	menu_input_byte(&aid_menu, 1, '\n', aid_now);
	CHECK(menu_input_shell(&aid_menu, &which) && which == 1);
	aid_line_mode(aid_plain);
	aid_keys("p\n?s\n");
	CHECK(menu_input_shell(&aid_menu, &which) && which == 0);
	aid_keys("s\n"); /* there it is a label like any other */
	CHECK(!menu_input_shell(&aid_menu, &which) && aid_sent.kind == CHAN_CHOOSE);
	aid_keys("s\n");
	CHECK(menu_input_shell(&aid_menu, &which));
}

/* --- a worker that contradicts itself --------------------------------------------------------- */

static const char *take(struct chan_msg m)
{
	return aid_take(&m);
}

static struct chan_msg submenu(uint32_t menu, uint32_t chosen)
{
	struct chan_msg m = {.kind = CHAN_SUBMENU};

	m.u.submenu.menu = menu;
	m.u.submenu.chosen = chosen;
	return m;
}

static struct chan_msg entry(uint32_t number, uint32_t menu, uint32_t target)
{
	struct chan_msg m = {.kind = CHAN_ENTRY};

	m.u.entry = (struct chan_entry){.entry = number, .menu = menu, .target = target};
	return m;
}

static void describe(uint32_t menus, uint32_t entries)
{
	struct chan_msg m = {.kind = CHAN_MENU, .u.menu = aid_plain};

	memset(&aid_menu, 0, sizeof aid_menu);
	m.u.menu.menus = menus;
	m.u.menu.entries = entries;
	CHECK(!aid_take(&m));
}

TEST(messages_out_of_order)
{
	const struct chan_msg show = {.kind = CHAN_SHOW};
	struct chan_msg help = {.kind = CHAN_HELP};

	memset(&aid_menu, 0, sizeof aid_menu);
	CHECK(take(show) && take(submenu(0, CHAN_NO_ENTRY)) && take(entry(0, 0, 0)) && take(help));
	describe(2, 1);
	CHECK(take(submenu(1, CHAN_NO_ENTRY)));
	CHECK(take(submenu(0, 1)));
	CHECK(take(entry(0, 0, 0)));
	CHECK(!take(submenu(0, CHAN_NO_ENTRY)) && take(show));
	CHECK(take(submenu(0, CHAN_NO_ENTRY)));
	CHECK(!take(submenu(1, 0)) && take(submenu(2, CHAN_NO_ENTRY)) && take(show));
	CHECK(take(help));
	CHECK(take(entry(1, 0, 0)) && take(entry(0, 2, 0)) && take(entry(0, 0, 2)));
	CHECK(!take(entry(0, 0, 0)) && take(entry(1, 0, 0)));
	help.u.help.entry = 1;
	CHECK(take(help));
	help.u.help.entry = 0;
	for (int i = 0; i < CHAN_HELP_LINES; i++)
		CHECK(!take(help));
	CHECK(take(help));
	CHECK(take(show)); /* menu 1 begins with an entry of menu 0 */
	CHECK(!menu_shown(&aid_menu));
	describe(1, 0);
	CHECK(!take(submenu(0, CHAN_NO_ENTRY)) && !take(show) && menu_shown(&aid_menu));
	CHECK(take(show));
	aid_keys(ENTER DOWN TAB "x/y" ENTER); /* an empty menu bears keys */
	CHECK_INT(aid_sent.kind, 0);
}

TEST(help_beyond_the_store_is_left_out)
{
	struct chan_msg m = {.kind = CHAN_HELP};
	unsigned lines = 0;

	describe(1, CHAN_ENTRIES);
	CHECK(!take(submenu(0, CHAN_NO_ENTRY)));
	memset(m.u.help.text, 'h', CHAN_HELP_MAX - 1);
	for (uint32_t i = 0; i < CHAN_ENTRIES; i++) {
		CHECK(!take(entry(i, 0, 0)));
		m.u.help.entry = i;
		for (int k = 0; k < CHAN_HELP_LINES; k++)
			CHECK(!take(m));
		lines += aid_menu.help_n[i];
	}
	CHECK_INT(lines, MENU_HELP_BYTES / CHAN_HELP_MAX);
	CHECK(!menu_help(&aid_menu, CHAN_ENTRIES - 1, 0));
	CHECK_INT(strlen(menu_help(&aid_menu, 0, CHAN_HELP_LINES - 1)), CHAN_HELP_MAX - 1);
}

/* The log's lines go out between two menus, or wait behind the second: it has to tell the reason.
 */
TEST(next_menu_tells_why_it_is_back)
{
	struct chan_msg m = {.kind = CHAN_MENU_GONE};

	aid_installer((struct chan_menu){.flags = AID_FLAGS});
	aid_keys("\r");
	CHECK(aid_sent.kind == CHAN_CHOOSE);
	CHECK(!aid_take(&m));
	menu_warn(&aid_menu, "linux: not found, back to the menu");
	m = (struct chan_msg){.kind = CHAN_MENU,
			      .u.menu = {.screen = CHAN_SCREEN_MENU, .menus = 1}};
	CHECK(!aid_take(&m));
	m = (struct chan_msg){.kind = CHAN_SUBMENU, .u.submenu = {.chosen = CHAN_NO_ENTRY}};
	CHECK(!aid_take(&m));
	m = (struct chan_msg){.kind = CHAN_SHOW};
	CHECK(!aid_take(&m));
	CHECK(strstr(aid_screen(24, 80), "linux: not found, back to the menu"));
	aid_keys("\x1b[B");
	CHECK(!strstr(aid_screen(24, 80), "not found"));
}

TEST(worker_that_ends_takes_its_menu_along)
{
	aid_installer(aid_plain);
	aid_keys(ENTER);
	menu_drop(&aid_menu);
	CHECK(!menu_shown(&aid_menu) && menu_input_deadline(&aid_menu, aid_now) == CLOCK_NEVER);
	aid_installer(aid_plain); /* and the next one brings another */
	aid_keys(ENTER);
	CHECK_INT(aid_sent.kind, CHAN_CHOOSE);
}

/* --- what is not ASCII, and what is long -------------------------------------------------------- */

#define BUERO	"B\xc3\xbcro"
#define CHINESE "\xe4\xb8\xad\xe6\x96\x87"

static void show_scripts(bool utf8)
{
	static const char *const titles[] = {"Men\xc3\xbc " CHINESE};
	static const struct aid_entry entries[] = {
		{0, CHAN_E_RUN, 0, BUERO " x", "a",
		 "\xc3\x9c"
		 "ber die Installation, die in diesem B\xc3\xbcro " CHINESE CHINESE " hei\xc3\x9ft",
		 'x', false, false},
		{0, CHAN_E_RUN, 0,
		 CHINESE CHINESE CHINESE CHINESE CHINESE CHINESE CHINESE CHINESE "z", "b", NULL, 0,
		 false, false},
		{0, CHAN_E_RUN, 0,
		 "e\xcc\x81"
		 "cole",
		 "c", NULL, 0, false, false},
	};

	aid_installer(aid_plain);
	aid_utf8 = utf8;
	aid_menu.utf8 = utf8;
	aid_build(aid_plain, titles, 1, entries, 3);
}

TEST(real_05_screens_show_characters)
{
	const char *all;

	show_scripts(true);
	all = aid_screen(16, 31); /* 30 columns, as the last one stays free */
	CHECK_STR(aid_row(0), "Men\xc3\xbc " CHINESE);
	CHECK_STR(aid_row(2), ">> " BUERO " x");
	CHECK_STR(aid_row(3), "  " CHINESE CHINESE CHINESE CHINESE CHINESE CHINESE CHINESE);
	CHECK_STR(aid_row(4), "  e\xcc\x81"
			      "cole");
	CHECK(strstr(all, "\n\xc3\x9c"
			  "ber die Installation, die in\n"
			  "diesem B\xc3\xbcro " CHINESE CHINESE " hei\xc3\x9ft\n"));
	aid_keys("x"); /* the hotkey is found behind what has more bytes than columns */
	CHECK(strstr(aid_screen(16, 31), BUERO " x"));
}

TEST(real_05_screens_that_cannot_get_escapes)
{
	const char *all;

	show_scripts(false);
	all = aid_screen(24, 80);
	CHECK_STR(aid_row(0), "Men\\xc3\\xbc \\xe4\\xb8\\xad\\xe6\\x96\\x87");
	CHECK_STR(aid_row(2), ">> B\\xc3\\xbcro x");
	/* none is cut: 77 columns take six characters of twelve */
	CHECK_STR(aid_row(3), "  \\xe4\\xb8\\xad\\xe6\\x96\\x87\\xe4\\xb8\\xad\\xe6\\x96\\x87"
			      "\\xe4\\xb8\\xad\\xe6\\x96\\x87");
	CHECK(strstr(all, "\n\\xc3\\x9cber die Installation, die in diesem B\\xc3\\xbcro\n"));
}

TEST(real_05_line_mode_consoles)
{
	show_scripts(true);
	aid_menu.seat[0].line_mode = true;
	CHECK(strstr(aid_roll(), "*  1 " BUERO " x\n"));
	show_scripts(false);
	aid_menu.seat[0].line_mode = true;
	CHECK(strstr(aid_roll(), "*  1 B\\xc3\\xbcro x\n"));
}

TEST(real_05_long_help_is_wrapped)
{
	static const char *const titles[] = {"t"};
	struct aid_entry e = {0, CHAN_E_RUN, 0, "a", "a", NULL, 0, false, false};
	char help[600] = "";

	for (int i = 0; i < 100; i++)
		strcat(help, "word ");
	e.help = help;
	aid_utf8 = false;
	aid_installer(aid_plain);
	aid_build(aid_plain, titles, 1, &e, 1);
	aid_screen(24, 80);
	for (unsigned row = 24 - 3 - 7; row < 24 - 3 - 1;
	     row++) /* 500 / 80, above three more rows */
		CHECK_INT(strlen(aid_row(row)), 79);
	CHECK_INT(strlen(aid_row(24 - 3 - 1)), 500 % 80 - 1);
	aid_screen(10, 40); /* no room: the entry stays */
	CHECK_STR(aid_row(2), ">> a");
	aid_menu.seat[0].line_mode = true;
	aid_roll();
	aid_keys("h 1\n");
	CHECK(strstr(aid_roll(), "word word\nword word"));
}
