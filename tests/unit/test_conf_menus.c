/* SPDX-License-Identifier: MIT
 * The menu that follows from a configuration: what its lines say, what is highlighted, where an
 * entry leads. Expected values are PXELINUX's (com32/menu), but where a comment says otherwise. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "pxe/conf/menus.h"

#include <string.h>

static const char *text_of(int entry)
{
	static char text[200];
	struct str s = str_of(text, sizeof text);

	conf_entry_text(&aid_conf, &aid_conf.labels[entry], 78, &s);
	return text;
}

static const struct conf_label *entry(int at)
{
	return &aid_conf.labels[at];
}

/* com32/menu/readconfig.c: the word marks the label, or the submenu, that it stands in; what follows it
 * says nothing. */
TEST(real_04_menu_default_outside_of_a_label)
{
	CHECK_INT(aid_str("ui menu.c32\nmenu default b\nlabel a\nlabel b\n"), 0);
	CHECK_INT(conf_menu_chosen(&aid_conf, CONF_MENU_ROOT), 0);
	CHECK(aid_noted(2, "b: MENU DEFAULT outside of a label is ignored"));
	CHECK_INT(aid_str("ui menu.c32\nlabel a\nlabel b\nmenu default a\n"), 0);
	CHECK_INT(conf_menu_chosen(&aid_conf, CONF_MENU_ROOT), 1);
	CHECK_INT(aid_conf.note_count, 0);
	CHECK_INT(
		aid_str("label a\nmenu begin s\nmenu default a\nlabel b\nmenu end\nmenu default\n"),
		0);
	CHECK_INT(conf_menu_chosen(&aid_conf, CONF_MENU_ROOT), 1);
	CHECK(aid_noted(6, "MENU DEFAULT: MENU DEFAULT outside of a label"));
}

TEST(lines_of_a_menu)
{
	CHECK_INT(aid_str("menu title Top ^level\n"
			  "label one  and more \n"
			  "label two\nmenu label Number ^Two^\n"
			  "label three\nmenu label a^2nd tw\x1bo\nmenu indent 3\n"
			  "label four\nmenu label again ^t\n"
			  "label five\nmenu disable\nmenu label ^Five\n"
			  "menu separator\n"
			  "label six\nmenu label ^\n"
			  "label ^seven\nmenu begin ^eight\nmenu title ^nine\nmenu end\n"
			  "label ten\nmenu label ^seven\n"),
		  0);
	CHECK_STR(text_of(0), "one  and more");
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(0)), 0);
	CHECK_STR(text_of(1), "Number Two");
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(1)), 't');
	CHECK_STR(text_of(2), "a2nd tw\\x1bo");
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(2)), '2');
	CHECK_INT(entry(2)->indent, 3);
	/* taken by the second line */
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(3)), 0);
	/* cannot be chosen, so it has none */
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(4)), 0);
	CHECK(!conf_entry_open(&aid_conf, entry(4)));
	CHECK_STR(text_of(5), "");
	CHECK(!conf_entry_open(&aid_conf, entry(5)));
	CHECK_STR(text_of(6), "");
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(6)), 0);
	/* only MENU LABEL gives a key */
	CHECK_STR(text_of(7), "seven");
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(7)), 0);
	CHECK_STR(text_of(8), "nine");
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(8)), 0);
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(9)), 's');
	CHECK(aid_is(conf_menu_title(&aid_conf, 0), "Top ^level"));
	CHECK_INT(aid_conf.note_count, 1); /* two words after LABEL */
}

TEST(a_long_line_is_cut)
{
	char text[4];
	struct str s = str_of(text, sizeof text);

	CHECK_INT(aid_str("label abcdefgh\n"), 0);
	conf_entry_text(&aid_conf, entry(0), 2, &s);
	CHECK_STR(text, "ab");
}

/* A submenu's line and its headline stand in for one another. */
TEST(titles_of_submenus)
{
	CHECK_INT(aid_str("menu begin tag\nmenu end\n"
			  "menu begin tag\nmenu title T\nmenu end\n"
			  "menu begin tag\nmenu label ^L\nmenu end\n"
			  "menu begin tag\nmenu title T\nmenu label ^L\nmenu end\n"
			  "menu begin\nmenu end\n"),
		  0);
	CHECK_STR(text_of(0), "tag");
	CHECK(aid_is(conf_menu_title(&aid_conf, 2), "tag"));
	CHECK_STR(text_of(1), "T");
	CHECK(aid_is(conf_menu_title(&aid_conf, 3), "T"));
	CHECK_STR(text_of(2), "L");
	CHECK(aid_is(conf_menu_title(&aid_conf, 4), "^L"));
	CHECK_INT(conf_entry_hotkey(&aid_conf, entry(2)), 'l');
	CHECK_STR(text_of(3), "L");
	CHECK(aid_is(conf_menu_title(&aid_conf, 5), "T"));
	CHECK_STR(text_of(4), "");
}

TEST(where_entries_lead)
{
	CHECK_INT(aid_str("label g\nmenu goto b\nlabel x\nmenu goto nowhere\nlabel e\nmenu exit\n"
			  "menu begin a\nlabel a1\nmenu exit\nlabel a2\nmenu exit b\n"
			  "menu begin b\nlabel b1\nmenu exit\nlabel b2\nmenu goto .top\n"
			  "label b3\nmenu goto B\nlabel b4\nmenu hide\nmenu exit\nmenu end\n"
			  "label q\nmenu quit\nlabel h\nmenu help file bg\nmenu end\n"),
		  0);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("g")), 3);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("x")), -1);
	CHECK(!conf_entry_open(&aid_conf, aid_label("x")));
	/* there is nowhere to go back to, so PXELINUX leaves it a kernel */
	CHECK_INT(aid_label("e")->action, CONF_DO_BOOT);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("a1")), 0);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("a2")), 3);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("b1")), 2);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("b2")), 0);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("b3")), -1);
	CHECK_INT(conf_entry_target(&aid_conf, aid_label("b4")), 0);
	CHECK_INT(aid_label("q")->action, CONF_DO_QUIT);
	CHECK_INT(aid_label("h")->action, CONF_DO_HELP);
	CHECK(aid_is(aid_label("h")->target, "file bg"));
	CHECK_INT(conf_entry_target(&aid_conf, entry(3)), 2);
	CHECK_INT(conf_menu_find(&aid_conf, view_of(".hidden")), CONF_MENU_HIDDEN);
	CHECK_INT(conf_menu_find(&aid_conf, view_of("")), -1);
}

/* Of two menus with one tag the last is meant. */
TEST(a_tag_given_twice)
{
	CHECK_INT(aid_str("menu begin t\nmenu end\nmenu begin t\nmenu end\n"), 0);
	CHECK_INT(conf_menu_find(&aid_conf, view_of("t")), 3);
}

TEST(what_is_highlighted)
{
	CHECK_INT(aid_str("menu separator\nlabel off\nmenu disable\nlabel a\nlabel b\n"
			  "menu begin s\nlabel c\nlabel d\nmenu default\nmenu end\n"),
		  0);
	CHECK_INT(conf_menu_start(&aid_conf), 0);
	CHECK_INT(conf_menu_chosen(&aid_conf, 0), 2);
	CHECK_INT(conf_menu_chosen(&aid_conf, 2), 6);
	CHECK_INT(conf_menu_chosen(&aid_conf, CONF_MENU_HIDDEN), -1);
	/* DEFAULT counts with UI only, and then opens the menu that its label is in */
	CHECK_INT(aid_str("default c\nlabel a\nmenu begin s\nlabel b\nlabel c\nmenu end\n"), 0);
	CHECK_INT(conf_menu_start(&aid_conf), 0);
	CHECK_INT(conf_menu_chosen(&aid_conf, 2), 2);
	CHECK_INT(aid_str("default c\nui menu.c32\nlabel a\nmenu begin s\nlabel b\nlabel c\n"
			  "menu end\n"),
		  0);
	CHECK_INT(conf_menu_start(&aid_conf), 2);
	CHECK_INT(conf_menu_chosen(&aid_conf, 2), 3);
	CHECK_INT(conf_menu_chosen(&aid_conf, 0), 0);
	/* MENU START; MENU DEFAULT of a submenu and of a GOTO */
	CHECK_INT(aid_str("ui menu.c32\nlabel a\nmenu begin s\nmenu start\nmenu default\nlabel b\n"
			  "label c\nmenu goto .top\nmenu default\nmenu end\n"),
		  0);
	CHECK_INT(conf_menu_start(&aid_conf), 2);
	CHECK_INT(conf_menu_chosen(&aid_conf, 0), 1);
	CHECK_INT(conf_menu_chosen(&aid_conf, 2), 3);
}

/* A submenu has what its parent had when it began, until it says otherwise. */
TEST(submenus_inherit)
{
	CHECK_INT(
		aid_str("timeout 10\nonerror e\nmenu master passwd m\nmenu autoboot in #\n"
			"menu immediate\n"
			"menu begin s\nlabel x\nlabel y\nmenu noimmediate\n"
			"menu begin t\ntimeout 20\nontimeout o\nmenu onerror f\nmenu noimmediate\n"
			"label z\nmenu end\nmenu end\nontimeout late\n"),
		0);
	CHECK_INT(aid_conf.menus[2].timeout.value, 10);
	CHECK(aid_is(aid_conf.menus[2].ontimeout, NULL));
	CHECK(aid_is(aid_conf.menus[2].master, "m"));
	CHECK(aid_is(aid_conf.menus[3].autoboot, "in #"));
	CHECK(aid_is(conf_onerror(&aid_conf, 2), "e"));
	CHECK_INT(aid_conf.menus[3].timeout.value, 20);
	CHECK(aid_is(aid_conf.menus[3].ontimeout, "o"));
	CHECK(aid_is(conf_onerror(&aid_conf, 3), "f"));
	CHECK(aid_is(aid_conf.menus[0].ontimeout, "late"));
	CHECK(conf_entry_immediate(&aid_conf, aid_label("x")));
	CHECK(!conf_entry_immediate(&aid_conf, aid_label("y")));
	CHECK(!conf_entry_immediate(&aid_conf, aid_label("z")));
	/* outside menus the last one counts */
	CHECK_INT(aid_conf.timeout.value, 20);
	CHECK(aid_is(aid_conf.onerror, "f"));
}

TEST(words_for_a_person)
{
	CHECK_INT(
		aid_str("menu hidden\nmenu shiftkey\nallowoptions 0\nnocomplete 1\n"
			"display hello.txt\nfallback safe\nF1 one.txt 0f\nf0 ten.txt\nf12 twelve\n"
			"menu begin\nmenu passwd sub\nf1 other\nf2 two\n"
			"label a\nmenu passwd\nkaslrseed\nmenu end\nf13 x\nfx\n"),
		0);
	CHECK(aid_conf.hidden && aid_conf.shiftkey);
	CHECK(aid_conf.allowoptions.set && !aid_conf.allowoptions.value);
	CHECK_INT(aid_conf.nocomplete.value, 1);
	CHECK(aid_is(aid_conf.display, "hello.txt"));
	CHECK(aid_is(conf_onerror(&aid_conf, 0), "safe"));
	/* the root's keys stay the root's */
	CHECK(aid_is(aid_conf.fkeys[0], "one.txt"));
	CHECK(aid_is(aid_conf.fkeys[1], "two"));
	CHECK(aid_is(aid_conf.fkeys[9], "ten.txt"));
	CHECK(aid_is(aid_conf.fkeys[11], "twelve"));
	CHECK(aid_is(aid_conf.fkeys[2], NULL));
	CHECK(aid_is(aid_conf.labels[0].passwd, "sub"));
	CHECK(aid_is(aid_label("a")->passwd, ""));
	CHECK(aid_label("a")->kaslrseed);
	CHECK_INT(aid_conf.note_count, 2);
	CHECK(aid_noted(18, "f13") && aid_noted(19, "fx"));
}

/* Blocks of one label are joined, what stands between them is none of it. */
TEST(help_in_several_blocks)
{
	struct view help, line;

	CHECK_INT(aid_str("label a\ntext help\none\r\n\n two\nendtext\nkernel k\ntext other\nno\n"
			  "ENDTEXT\nText Help\nthree\n  endtext\nappend x\nlabel b\ntext help\n"
			  "endtext\n"),
		  0);
	help = aid_label("a")->help;
	CHECK(conf_help_line(&help, &line) && view_is(line, "one"));
	CHECK(conf_help_line(&help, &line) && view_is(line, ""));
	CHECK(conf_help_line(&help, &line) && view_is(line, " two"));
	CHECK(conf_help_line(&help, &line) && view_is(line, "three"));
	CHECK(!conf_help_line(&help, &line));
	CHECK(aid_is(aid_label("a")->append, "x"));
	help = aid_label("b")->help;
	CHECK(!conf_help_line(&help, &line));
}

/* Of blocks in different files the last one is shown: they do not lie side by side in memory. */
TEST(help_across_files)
{
	static const struct aid_file files[] = {{"f", "text help\nin f\nendtext\nkernel k\n"},
						{NULL, NULL}};
	struct view help, line;

	CHECK_INT(aid_parse(view_of("label a\ntext help\nin a\nendtext\ninclude f\n"
				    "text help\nlast\nendtext\n"),
			    files),
		  0);
	help = aid_label("a")->help;
	CHECK(conf_help_line(&help, &line) && view_is(line, "last"));
	CHECK(!conf_help_line(&help, &line));
}
