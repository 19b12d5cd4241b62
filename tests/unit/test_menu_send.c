/* SPDX-License-Identifier: MIT
 * Menus as PID 1 gets them: each message written as a line, the whole sequence compared. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "pxe/session/menu_send.h"

#include <string.h>

static const struct session_menu_send_view menu_view = {
	.screen = CHAN_SCREEN_MENU, .menu = -1, .wait_ds = 50, .total_ds = 0};

static struct session_menu_send sending;
static char text[65536];

static void put_number(struct str *s, uint32_t n)
{
	n == CHAN_NO_ENTRY ? str_puts(s, "-") : str_fmt(s, "%u", n);
}

static void put_entry(struct str *s, const struct chan_entry *e)
{
	static const char *const kinds[] = {"run", "submenu", "exit", "quit", "text", "hidden"};

	str_fmt(s, "%u in %u %s", e->entry, e->menu, kinds[e->kind]);
	if (e->kind == CHAN_E_SUBMENU || e->kind == CHAN_E_EXIT)
		str_fmt(s, " to %u", e->target);
	if (e->indent)
		str_fmt(s, " indent %u", e->indent);
	if (e->hotkey)
		str_fmt(s, " key %c%s", e->hotkey, e->immediate ? "!" : "");
	str_fmt(s, "%s [%s] (%s)\n", e->locked ? " locked" : "", e->text, e->name);
}

static void put_msg(struct str *s, const struct chan_msg *m)
{
	switch (m->kind) {
	case CHAN_MENU:
		str_fmt(s, "%s flags %x menus %u entries %u start %u wait %u total %u",
			m->u.menu.screen == CHAN_SCREEN_MENU ? "menu" : "prompt", m->u.menu.flags,
			m->u.menu.menus, m->u.menu.entries, m->u.menu.start, m->u.menu.wait_ds,
			m->u.menu.total_ds);
		str_fmt(s, "%s%s\n", m->u.menu.autoboot[0] ? " " : "", m->u.menu.autoboot);
		break;
	case CHAN_SUBMENU:
		str_fmt(s, "menu %u of %u chosen ", m->u.submenu.menu, m->u.submenu.parent);
		put_number(s, m->u.submenu.chosen);
		str_fmt(s, " [%s]\n", m->u.submenu.title);
		break;
	case CHAN_ENTRY: put_entry(s, &m->u.entry); break;
	case CHAN_HELP: str_fmt(s, "help %u [%s]\n", m->u.help.entry, m->u.help.text); break;
	case CHAN_SHOW: str_puts(s, "show\n"); break;
	default: CHECK(false);
	}
}

/* The messages of the configuration parsed last. */
static const char *told(const struct session_menu_send_view *view)
{
	struct str s = str_of(text, sizeof text);
	struct chan_msg m;

	session_menu_send_start(&sending, &aid_conf, view);
	while (session_menu_send_next(&sending, &m)) {
		CHECK(chan_check(&m, 0));
		put_msg(&s, &m);
	}
	CHECK(!session_menu_send_next(&sending, &m));
	CHECK(!s.cut);
	return text;
}

static const char *sent_for(const char *conf)
{
	CHECK_INT(aid_str(conf), 0);
	return told(&menu_view);
}

TEST(a_plain_menu)
{
	CHECK_STR(sent_for("ui menu.c32\nmenu title Boot  here \nlabel a\nlabel b\nmenu label Bee\n"
			   "menu default\nlabel c\nmenu indent 3\nmenu label See\n"),
		  "menu flags e menus 1 entries 3 start 0 wait 50 total 0\n"
		  "menu 0 of 0 chosen 1 [Boot  here]\n"
		  "0 in 0 run [a] (a)\n"
		  "1 in 0 run [Bee] (b)\n"
		  "2 in 0 run indent 3 [See] (c)\n"
		  "show\n");
}

TEST(an_empty_configuration_is_an_empty_menu)
{
	CHECK_STR(sent_for(""), "menu flags e menus 1 entries 0 start 0 wait 50 total 0\n"
				"menu 0 of 0 chosen - []\n"
				"show\n");
}

TEST(switches_become_flags)
{
	CHECK_STR(sent_for("allowoptions 0\nnocomplete 1\nnoescape 1\n"),
		  "menu flags 0 menus 1 entries 0 start 0 wait 50 total 0\n"
		  "menu 0 of 0 chosen - []\nshow\n");
	CHECK_STR(sent_for("allowoptions 1\nnocomplete 0\nnoescape 0\n"),
		  "menu flags e menus 1 entries 0 start 0 wait 50 total 0\n"
		  "menu 0 of 0 chosen - []\nshow\n");
}

TEST(hotkeys_are_marked_once_in_each_menu)
{
	CHECK_STR(sent_for("label one\nmenu label ^Apple\nlabel two\nmenu label A^avocado ^b\n"
			   "label three\nmenu label end^\nlabel f^our\nlabel five\n"
			   "menu label ^ blank\nmenu begin s\nlabel six\nmenu label ^apricot\n"
			   "menu end\n"),
		  "menu flags e menus 2 entries 7 start 0 wait 50 total 0\n"
		  "menu 0 of 0 chosen 0 []\n"
		  "menu 1 of 0 chosen 6 [s]\n"
		  "0 in 0 run key a [Apple] (one)\n"
		  "1 in 0 run [Aavocado b] (two)\n"
		  "2 in 0 run [end] (three)\n"
		  "3 in 0 run [four] (f^our)\n"
		  "4 in 0 run [ blank] (five)\n"
		  "5 in 0 submenu to 1 [s] ()\n"
		  "6 in 1 run key a [apricot] (six)\n"
		  "show\n");
}

TEST(submenus_lead_there_and_back)
{
	CHECK_STR(sent_for("label top\nmenu begin\nmenu title Deep\nlabel back\nmenu exit\n"
			   "menu begin deeper\nmenu label ^Down\nlabel up\nmenu exit deeper\n"
			   "label home\nmenu exit .top\nmenu end\nmenu end\n"
			   "label jump\nmenu goto deeper\nlabel lost\nmenu goto nowhere\n"
			   "label out\nmenu quit\n"),
		  "menu flags e menus 3 entries 9 start 0 wait 50 total 0\n"
		  "menu 0 of 0 chosen 0 []\n"
		  "menu 1 of 0 chosen 2 [Deep]\n"
		  "menu 2 of 1 chosen 4 [Down]\n"
		  "0 in 0 run [top] (top)\n"
		  "1 in 0 submenu to 1 [Deep] ()\n"
		  "2 in 1 exit to 0 [back] (back)\n"
		  "3 in 1 submenu to 2 key d [Down] ()\n"
		  "4 in 2 exit to 2 [up] (up)\n"
		  "5 in 2 exit to 0 [home] (home)\n"
		  "6 in 0 submenu to 2 [jump] (jump)\n"
		  "7 in 0 text [lost] ()\n"
		  "8 in 0 quit [out] (out)\n"
		  "show\n");
}

TEST(what_cannot_be_chosen)
{
	CHECK_STR(sent_for("label a\nmenu disable\nmenu default\nmenu separator\nlabel b\n"
			   "menu hide\nmenu label ^x\nlabel c\nmenu passwd secret\n"),
		  "menu flags e menus 1 entries 4 start 0 wait 50 total 0\n"
		  "menu 0 of 0 chosen 3 []\n"
		  "0 in 0 text [a] ()\n"
		  "1 in 0 text [] ()\n"
		  "2 in 0 hidden [x] (b)\n"
		  "3 in 0 run locked [c] (c)\n"
		  "show\n");
}

TEST(the_highlight_opens_its_own_menu)
{
	CHECK(strstr(sent_for("ui menu.c32\ndefault b\nlabel a\nmenu begin s\nlabel b\nmenu end\n"),
		     " start 1 ") != NULL);
	CHECK(strstr(text, "menu 0 of 0 chosen 0 []\nmenu 1 of 0 chosen 2 [s]\n") != NULL);
	CHECK(strstr(sent_for("label a\nmenu begin s\nmenu start\nmenu end\n"), " start 1 ") !=
	      NULL);
}

TEST(switches_of_menus)
{
	CHECK(strstr(sent_for("menu hidden\nmenu autoboot In # s\nmenu immediate\nlabel a\n"
			      "menu label ^a\nlabel b\nmenu label ^b\nmenu noimmediate\n"),
		     "flags f ") != NULL);
	CHECK(strstr(text, "total 0 In # s\n") != NULL);
	CHECK(strstr(text, "run key a! [a] (a)\n1 in 0 run key b [b] (b)\n") != NULL);
	CHECK(strstr(sent_for("menu begin\nmenu master passwd x\nmenu end\n"), "flags 1e ") !=
	      NULL);
}

TEST(a_way_back_is_the_last_entry)
{
	struct session_menu_send_view view = menu_view;

	view.back = view_of("a\x1b[2Jmenu");
	CHECK_INT(aid_str(""), 0);
	CHECK_STR(told(&view), "menu flags e menus 1 entries 1 start 0 wait 50 total 0\n"
			       "menu 0 of 0 chosen - []\n"
			       "0 in 0 run [Back to a\\x1b[2Jmenu] ()\n"
			       "show\n");
	CHECK_INT(aid_str("label a\ntext help\nx\nendtext\n"), 0);
	CHECK(strstr(told(&view), "help 0 [x]\n1 in 0 run [Back to ") != NULL);
}

TEST(help_comes_line_by_line)
{
	CHECK_STR(sent_for("label a\ntext help\n  two\ttabs\r\n\n\x1b[2J\nendtext\nlabel b\n"
			   "text help\nendtext\n"),
		  "menu flags e menus 1 entries 2 start 0 wait 50 total 0\n"
		  "menu 0 of 0 chosen 0 []\n"
		  "0 in 0 run [a] (a)\n"
		  "help 0 [  two   tabs]\n"
		  "help 0 []\n"
		  "help 0 [\\x1b[2J]\n"
		  "1 in 0 run [b] (b)\n"
		  "show\n");
}

static unsigned help_lines(unsigned n)
{
	char conf[1024] = "label a\ntext help\n";
	struct chan_msg m;
	unsigned count = 0;

	for (unsigned i = 0; i < n; i++)
		strcat(conf, "x\n");
	strcat(conf, "endtext\n");
	CHECK_INT(aid_str(conf), 0);
	session_menu_send_start(&sending, &aid_conf, &menu_view);
	while (session_menu_send_next(&sending, &m)) {
		if (m.kind == CHAN_HELP && ++count == CHAN_HELP_LINES)
			CHECK_STR(m.u.help.text,
				  n == CHAN_HELP_LINES ? "x" : "(2 more lines of help)");
	}
	return count;
}

TEST(long_help_is_cut_and_says_so)
{
	CHECK_INT(help_lines(CHAN_HELP_LINES - 1), CHAN_HELP_LINES - 1);
	CHECK_INT(help_lines(CHAN_HELP_LINES), CHAN_HELP_LINES);
	CHECK_INT(help_lines(CHAN_HELP_LINES + 1), CHAN_HELP_LINES);
}

TEST(text_is_inert_and_cut)
{
	char conf[800] = "label a\nmenu label z\x1b]0;x\x07";
	size_t n = strlen(conf);

	memset(conf + n, 'y', 500);
	CHECK(strstr(sent_for(conf), "[z\\x1b]0;x\\x07yyyy") != NULL);
	CHECK(strstr(text, "yyy...] (a)") != NULL);
	/* what cannot be typed has no name */
	CHECK(strstr(sent_for("label caf\xc3\xa9\n"), "[caf\xc3\xa9] ()") != NULL);
}

TEST(real_05_characters_are_sent_whole)
{
	char conf[2000] = "label a\nmenu label ";

	CHECK(strstr(sent_for("label a\nmenu label ^\xc3\x9c"
			      "b\xc3\xa4r\ntext help\n\xc3\xbc\tx\n"
			      "endtext\n"),
		     "[\xc3\x9c"
		     "b\xc3\xa4r] (a)\nhelp 0 [\xc3\xbc       x]\n"));
	CHECK(strstr(sent_for("label a\nmenu label \xe2\x80\xaex\xc3z\n"),
		     "[\\xe2\\x80\\xaex\\xc3z] (a)\n"));
	for (int i = 0; i < 100; i++)
		strcat(conf, "\xe4\xb8\xad");
	CHECK(strstr(sent_for(conf), "\xe4\xb8\xad...] (a)\n"));
	strcpy(conf, "label a\nmenu label ");
	for (int i = 0; i < 100; i++)
		strcat(conf, "\xe2\x80\xae"); /* twelve bytes, or none of them */
	CHECK(strstr(sent_for(conf), "\\x80\\xae...] (a)\n"));
}

TEST(as_many_as_there_may_be)
{
	static char conf[64 * 1024];
	struct str s = str_of(conf, sizeof conf);
	struct chan_msg m;
	unsigned kinds[CHAN_KIND_END] = {0};

	for (unsigned i = 0; i < CONF_MENUS_MAX - 2; i++)
		str_fmt(&s, "menu begin m%u\nlabel l%u\n", i, i);
	while (!s.cut && s.n < 20000)
		str_puts(&s, "label z\nmenu goto m125\n");
	CHECK_INT(aid_str(conf), 0);
	session_menu_send_start(&sending, &aid_conf, &menu_view);
	while (session_menu_send_next(&sending, &m)) {
		CHECK(chan_check(&m, 0));
		kinds[m.kind]++;
		if (m.kind == CHAN_ENTRY && m.u.entry.kind == CHAN_E_SUBMENU)
			CHECK(m.u.entry.target < kinds[CHAN_SUBMENU]);
	}
	CHECK_INT(kinds[CHAN_SUBMENU], CONF_MENUS_MAX - 1);
	CHECK_INT(kinds[CHAN_ENTRY], aid_conf.label_count);
}
