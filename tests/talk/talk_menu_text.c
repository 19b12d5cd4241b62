/* SPDX-License-Identifier: MIT
 * Text before the menu: command lines, passwords, the prompt, and consoles that know lines only. */
#include "tests/unit/check.h"
#include "tests/unit/menu_aid.h"

#include <string.h>

/* --- command lines ---------------------------------------------------------------------------- */

TEST(command_line_is_edited)
{
	aid_installer(aid_plain);
	aid_keys(DOWN TAB);
	CHECK(aid_sent.kind == CHAN_EDIT && aid_sent.u.choice.entry == 1);
	aid_answer(CHAN_CMDLINE_IS, 1, "vmlinuz quiet root=/dev/sda");
	CHECK_INT(aid_menu.mode, MENU_EDIT);
	aid_keys("\x17root=/dev/vda" ENTER);
	CHECK(aid_sent.kind == CHAN_CHOOSE && aid_sent.u.choice.entry == 1);
	CHECK_INT(aid_sent.u.choice.edited, 1);
	CHECK_STR(aid_sent.u.choice.line, "vmlinuz quiet root=/dev/vda");
	aid_answer(CHAN_DENIED, 0, "too long");
	CHECK(aid_menu.mode == MENU_EDIT && strlen(aid_menu.field.text) == 27);
	aid_keys(ESC);
	aid_wait(300);
	CHECK_INT(aid_menu.mode, MENU_LIST);
}

TEST(keys_typed_ahead)
{
	aid_installer(aid_plain);
	aid_keys(TAB " x=1" ENTER ENTER ENTER);
	CHECK_INT(aid_sent.kind, CHAN_EDIT);
	aid_answer(CHAN_CMDLINE_IS, 0, "k");
	aid_wait(1);
	CHECK_INT(aid_sent.kind, CHAN_CHOOSE);
	CHECK_STR(aid_sent.u.choice.line, "k x=1");
	aid_answer(CHAN_DENIED, 0, "no"); /* the other two Enters have not waited for this */
	aid_sent.kind = 0;
	aid_wait(1000);
	CHECK_INT(aid_sent.kind, 0);
	aid_installer(aid_plain);
	aid_keys(TAB " x=1" ENTER);
	aid_answer(CHAN_DENIED, 0, "there is none");
	aid_sent.kind = 0;
	aid_wait(1000);
	CHECK(aid_sent.kind == 0 && !aid_menu.finding);
}

TEST(command_line_is_not_edited)
{
	aid_installer(aid_with(CHAN_M_COMPLETE | CHAN_M_ESCAPE));
	aid_keys(TAB);
	CHECK(aid_sent.kind == 0 && aid_menu.note[0]);
	aid_installer(aid_plain);
	aid_keys(DOWN DOWN TAB); /* a submenu has none */
	CHECK_INT(aid_sent.kind, 0);
	aid_keys(UP TAB);
	aid_answer(CHAN_CMDLINE_IS, 0, "an answer about another entry");
	CHECK_INT(aid_menu.mode, MENU_LIST);
}

/* --- passwords -------------------------------------------------------------------------------- */

TEST(locked_entry_needs_its_password)
{
	aid_installer(aid_plain);
	aid_keys("\x1b[F" UP ENTER);
	CHECK(aid_menu.mode == MENU_PASSWD && aid_sent.kind == 0);
	aid_keys("wrong" ENTER);
	CHECK(aid_sent.kind == CHAN_CHOOSE && aid_sent.u.choice.entry == 4);
	CHECK_STR(aid_sent.u.choice.passwd, "wrong");
	aid_answer(CHAN_DENIED, 0, "wrong password");
	CHECK(aid_menu.mode == MENU_LIST);
	aid_keys("\x1b[H" ENTER); /* another entry gets none */
	CHECK_STR(aid_sent.u.choice.passwd, "");
	aid_answer(CHAN_DENIED, 0, "");
	aid_keys("lock" ENTER "x\x15right" ENTER);
	CHECK_STR(aid_sent.u.choice.passwd, "right");
	for (size_t i = 0; i < sizeof aid_menu - 5; i++)
		if (!CHECK(memcmp((char *)&aid_menu + i, "right", 5) != 0))
			break;
}

TEST(locked_submenu_opens)
{
	static const char *const titles[] = {"Root", "Inner"};
	static const struct aid_entry entries[] = {
		{0, CHAN_E_SUBMENU, 1, "Inner", "", NULL, 0, true, false},
		{1, CHAN_E_RUN, 1, "Thing", "thing", NULL, 0, false, false},
	};

	aid_installer(aid_plain);
	aid_build(aid_plain, titles, 2, entries, 2);
	aid_keys(ENTER "pw" ENTER);
	CHECK(aid_sent.kind == CHAN_CHOOSE && aid_sent.u.choice.entry == 0 && aid_menu.at == 0);
	aid_answer(CHAN_GRANTED, 0, NULL);
	CHECK_INT(aid_menu.at, 1);
	aid_answer(CHAN_GRANTED, 1, NULL); /* nobody asked */
	CHECK(aid_menu.at == 1 && aid_menu.mode == MENU_LIST);
}

TEST(master_password_for_editing_and_the_prompt)
{
	aid_installer(aid_with(AID_FLAGS | CHAN_M_EDIT_LOCKED));
	aid_keys(TAB "pw" ENTER);
	CHECK(aid_sent.kind == CHAN_EDIT && aid_sent.u.choice.entry == 0);
	CHECK_STR(aid_sent.u.choice.passwd, "pw");
	aid_answer(CHAN_CMDLINE_IS, 0, "k");
	aid_keys(" x" ENTER);
	CHECK_STR(aid_sent.u.choice.line, "k x");
	CHECK_STR(aid_sent.u.choice.passwd, "pw"); /* the worker keeps no state */
	aid_answer(CHAN_DENIED, 0, "");
	aid_keys(ESC);
	aid_wait(300);
	aid_keys(ESC);
	aid_wait(300);
	CHECK_INT(aid_menu.mode, MENU_PASSWD);
	aid_keys("pw" ENTER);
	CHECK(aid_sent.kind == CHAN_EDIT && aid_sent.u.choice.entry == CHAN_NO_ENTRY);
	CHECK_INT(aid_menu.mode, MENU_LIST);
	aid_answer(CHAN_GRANTED, CHAN_NO_ENTRY, NULL);
	CHECK_INT(aid_menu.mode, MENU_PROMPT);
	aid_keys("auto x=1" ENTER);
	CHECK(aid_sent.kind == CHAN_CHOOSE && aid_sent.u.choice.entry == CHAN_NO_ENTRY);
	CHECK_STR(aid_sent.u.choice.passwd, "pw");
}

/* --- the prompt ------------------------------------------------------------------------------- */

TEST(prompt_starts_what_is_typed)
{
	struct chan_menu conf = {.screen = CHAN_SCREEN_PROMPT, .flags = AID_FLAGS, .wait_ds = 30};

	aid_installer(conf);
	CHECK_INT(aid_menu.mode, MENU_PROMPT);
	aid_keys("auto quiet" ENTER);
	CHECK(aid_sent.kind == CHAN_CHOOSE && aid_sent.u.choice.entry == CHAN_NO_ENTRY);
	CHECK_STR(aid_sent.u.choice.line, "auto quiet");
	aid_answer(CHAN_DENIED, 0, "auto: not found");
	CHECK_STR(aid_menu.lines[(aid_menu.line_no - 1) % MENU_LINES], "auto: not found");
	aid_keys(ENTER);
	CHECK(aid_sent.kind == CHAN_CHOOSE && !aid_sent.u.choice.line[0]);
	aid_answer(CHAN_DENIED, 0, "");
	aid_keys(ESC);
	aid_wait(300);
	CHECK_INT(aid_menu.mode, MENU_PROMPT); /* no menu is behind it */
}

TEST(prompt_completes_labels)
{
	static const struct {
		const char *keys, *want;
	} rows[] = {
		{"au\t", "auto"},
		{"i\t", "inst"},
		{"inst\t", "inst"},
		{"insta\t", "install"},
		{"x\t", "x"},
		{"inst-\t", "inst-hidden"},
		{"install\t", "install"},
		{"install x\t", "install x"},
		{"\t", ""},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		aid_installer(aid_plain);
		aid_keys(ESC);
		aid_wait(300);
		aid_keys(rows[i].keys);
		CHECK_STR(aid_menu.field.text, rows[i].want);
	}
	CHECK_STR(aid_menu.lines[(aid_menu.line_no - 1) % MENU_LINES],
		  "install  auto  secret  inst-hidden  rescue");
	aid_installer(aid_with(CHAN_M_ESCAPE));
	aid_keys(ESC);
	aid_wait(300);
	aid_keys("au\t");
	CHECK_STR(aid_menu.field.text, "au");
}

TEST(prompt_may_be_forbidden)
{
	aid_installer(aid_with(CHAN_M_OPTIONS));
	aid_keys(ESC);
	aid_wait(300);
	CHECK(aid_menu.mode == MENU_LIST && aid_menu.note[0]);
	aid_keys("\x1b[F" ENTER); /* unless the configuration itself leads there */
	CHECK_INT(aid_menu.mode, MENU_PROMPT);
	aid_keys(ESC);
	aid_wait(300);
	CHECK_INT(aid_menu.mode, MENU_LIST);
}

static void ask(const char *label, const char *line, uint32_t flags)
{
	static const char *const titles[] = {"iPXE"};
	struct chan_menu conf = aid_with(CHAN_M_LEAVE | flags);

	conf.screen = CHAN_SCREEN_PROMPT;
	text_copy(conf.ask, sizeof conf.ask, view_of(label));
	text_copy(conf.line, sizeof conf.line, view_of(line));
	aid_build(conf, titles, 1, NULL, 0);
}

TEST(questions_are_answered)
{
	ask("name: ", "old", 0);
	aid_screen(24, 80);
	CHECK_STR(aid_row(0), "name: old");
	aid_keys(TAB "er\x7f" ENTER);
	CHECK_INT(aid_sent.kind, CHAN_CHOOSE);
	CHECK_INT(aid_sent.u.choice.entry, CHAN_NO_ENTRY);
	CHECK_STR(aid_sent.u.choice.line, "olde");
	CHECK(!strstr(aid_screen(24, 80), "boot:"));
	ask("name: ", "old", 0);
	aid_keys("\x15" ENTER);
	CHECK_INT(aid_sent.kind, CHAN_CHOOSE);
	CHECK_STR(aid_sent.u.choice.line, "");
	ask("name: ", "old", 0);
	aid_keys("x" ESC);
	aid_wait(300);
	CHECK_INT(aid_sent.kind, CHAN_LEFT);
	ask("password: ", "", CHAN_M_SECRET);
	aid_keys("hunter2");
	CHECK(!strstr(aid_screen(24, 80), "hunter2"));
	CHECK_STR(aid_row(0), "password: *******");
	aid_keys(ENTER);
	CHECK_STR(aid_sent.u.choice.line, "hunter2");
	CHECK_STR(aid_menu.field.text, "");
	CHECK(!strstr(aid_screen(24, 80), "hunter2"));
}

TEST(questions_on_line_mode_consoles)
{
	aid_line_mode(aid_plain);
	ask("name: ", "old", 0);
	aid_roll();
	ask("name: ", "old", 0);
	CHECK_STR(aid_roll(), "name: [old] (. goes back)\n");
	aid_keys("?s\n");
	CHECK_INT(aid_sent.kind, CHAN_CHOOSE);
	CHECK_STR(aid_sent.u.choice.line, "?s");
	ask("name: ", "old", 0);
	aid_keys("\n");
	CHECK_STR(aid_sent.u.choice.line, "old");
	ask("name: ", "old", CHAN_M_SECRET);
	CHECK(strstr(aid_roll(), "name: (. goes back, it can be seen)\n"));
	aid_keys(".\n");
	CHECK_INT(aid_sent.kind, CHAN_LEFT);
}

TEST(f_keys_show_files)
{
	aid_installer(aid_plain);
	aid_keys("\x1b[12~");
	CHECK(aid_sent.kind == CHAN_FKEY && aid_sent.u.fkey == 2);
	CHECK_INT(aid_menu.mode, MENU_LIST);
	aid_answer(CHAN_LINE, 0, "first line");
	aid_answer(CHAN_LINE, 0, "second line");
	CHECK_INT(aid_menu.mode, MENU_PAGE);
	CHECK_STR(aid_screen(6, 40), "first line\nsecond line\n\n\n\nAny key goes back\n");
	for (int i = 0; i < 70; i++)
		aid_answer(CHAN_LINE, 0, i < 69 ? "more" : "the last");
	CHECK_STR(aid_screen(6, 40), "more\nmore\nmore\nthe last\n\nAny key goes back\n");
	aid_keys("x");
	CHECK(aid_menu.mode == MENU_LIST && aid_menu.now[0] == 0);
	aid_answer(CHAN_LINE, 0, "unasked");
	CHECK_INT(aid_menu.mode, MENU_LIST);
}

/* --- line mode -------------------------------------------------------------------------------- */

TEST(line_mode_chooses)
{
	static const struct {
		const char *typed;
		uint32_t kind, entry;
	} rows[] = {
		{"\n", CHAN_CHOOSE, 0},
		{"2\n", CHAN_CHOOSE, 1},
		{" auto \n", CHAN_CHOOSE, 1},
		{"7\n", 0, 0},
		{"0\n", 0, 0},
		{"inst-hidden\n", 0, 0},
		{"e 2\n", CHAN_EDIT, 1},
		{"e\n", CHAN_EDIT, 0},
		{"e auto\n", CHAN_EDIT, 1},
		{"3\n1\n", CHAN_CHOOSE, 6},
		{"3\nrescue\n", CHAN_CHOOSE, 6},
		{"3\nb\n2\n", CHAN_CHOOSE, 1},
		{"f 3\n", CHAN_FKEY, 0},
		{"4\npw\n", CHAN_CHOOSE, 4},
		{"p\nauto\n", CHAN_CHOOSE, CHAN_NO_ENTRY},
		{"p\n.\n2\n", CHAN_CHOOSE, 1},
		{"\x1b[A\x7f"
		 "2\n",
		 0, 0},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		aid_line_mode(aid_plain);
		aid_keys(rows[i].typed);
		CHECK_INT(aid_sent.kind, rows[i].kind);
		if (aid_sent.kind && aid_sent.kind != CHAN_FKEY &&
		    !CHECK_INT(aid_sent.u.choice.entry, rows[i].entry))
			CHECK_STR(rows[i].typed, "");
	}
}

TEST(line_mode_edits)
{
	static const struct {
		const char *typed, *want;
	} rows[] = {
		{"\n", "k a b"},
		{"+ c\n", "k a b  c"},
		{"+c\n", "k a b c"},
		{"k z\n", "k z"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		aid_line_mode(aid_plain);
		aid_keys("e 1\n");
		aid_answer(CHAN_CMDLINE_IS, 0, "k a b");
		aid_keys(rows[i].typed);
		CHECK_INT(aid_sent.kind, CHAN_CHOOSE);
		CHECK_STR(aid_sent.u.choice.line, rows[i].want);
	}
	aid_line_mode(aid_plain);
	aid_keys("e 1\n");
	aid_answer(CHAN_CMDLINE_IS, 0, "k a b");
	aid_keys(".\n");
	CHECK(aid_menu.mode == MENU_LIST && aid_sent.kind == 0);
}

/* The log stands on the same console. */
TEST(line_mode_repeats_no_line_of_the_log)
{
	aid_line_mode(aid_plain);
	aid_roll();
	menu_warn(&aid_menu, "linux: not found, back to the menu");
	CHECK_STR(aid_roll(), "");
	menu_note(&aid_menu, "One moment ...");
	CHECK_STR(aid_roll(), "One moment ...\n");
}

TEST(line_mode_prints_a_list)
{
	struct chan_menu conf = aid_plain;

	conf.wait_ds = 350;
	aid_line_mode(conf);
	CHECK_STR(aid_roll(),
		  "== Installer menu ==\n"
		  "*  1 Install\n"
		  "   2 Automated install\n"
		  "     -- other --\n"
		  "   3 Advanced options >\n"
		  "   4 Locked away\n"
		  "   5 Quit to the prompt\n"
		  "Number or label, Enter for *; e N edits, h N helps, p boot:, s shell\n"
		  "Automatic boot in 35 seconds\n");
	CHECK_STR(aid_roll(), "");
	aid_wait(4000);
	CHECK_STR(aid_roll(), "");
	aid_wait(1000);
	CHECK_STR(aid_roll(), "");
	aid_wait(20000);
	CHECK_STR(aid_roll(), "Automatic boot in 10 seconds\n");
	aid_keys("h 1\n");
	CHECK_STR(aid_roll(), "Installs the system.\nAsks a few things.\n");
	aid_keys("h 2\n");
	CHECK_STR(aid_roll(), "There is no help for it.\n");
	aid_keys("e 1\n");
	aid_answer(CHAN_CMDLINE_IS, 0, "k a b");
	CHECK_STR(aid_roll(),
		  "Command line of Install:\nk a b\n"
		  "Enter starts it, +WORDS adds words, another line replaces it, . goes back\n");
	aid_keys(".\np\n");
	CHECK_STR(aid_roll(), "boot: (? lists labels, ?N shows F key N, ?s shell, . goes back)\n");
	aid_keys("?\n");
	CHECK_STR(aid_roll(), "install  auto  secret  inst-hidden  rescue\n");
	aid_keys("auto\n");
	aid_answer(CHAN_DENIED, 0, "auto: not found");
	CHECK_STR(aid_roll(), "boot: auto\nauto: not found\n");
}
