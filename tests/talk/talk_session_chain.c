/* SPDX-License-Identifier: MIT
 * Configurations that lead to others, and the other files that a configuration has a session read.
 */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

/* --- other configurations -------------------------------------------------------------------- */

#define FIRST "ui menu.c32\nlabel other\nconfig dir/other sub/\n" TWO

static void start_chained(const char *other)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", FIRST);
	rig_put("dir/other", other);
	rig_put("sub/k", "kernel");
	rig_start();
	rig.sent[0] = 0;
}

TEST(config_leads_there_and_back)
{
	start_chained("ui menu.c32\nlabel x\nkernel k\n");
	rig_choose(0);
	SENT("menu wait 0 total 0 start 0\n  x\n  Back to pxelinux.cfg/default\n");
	rig_choose(1);
	SENT("menu wait 0 total 0 start 0\n  other\n  a\n  b\n");
	rig_choose(0);
	rig.sent[0] = 0;
	rig_choose(0);
	SENT("gone\nboot BOOT_IMAGE=k\n");
	LOGGED("sub/k: fetched");
}

TEST(config_without_a_menu_starts_at_once)
{
	start_chained("default x\nlabel x\nkernel k\nappend own\n");
	rig_choose(0);
	SENT("gone\nboot BOOT_IMAGE=k own\n");
}

TEST(config_that_is_not_there)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", FIRST);
	rig_start();
	rig.sent[0] = 0;
	rig_choose(0);
	SENT("denied dir/other: File not found\n");
	rig_choose(1);
	SENT("gone\nboot BOOT_IMAGE=k one initrd=i\n");
}

TEST(config_that_cannot_be_read)
{
	static char huge[70000];

	memset(huge, 'x', sizeof huge - 1);
	start_chained(huge);
	rig_choose(0);
	SENT("menu wait 0 total 0 start 0\n  other\n  a\n  b\n");
	LOGGED("back to the one before");
}

/* What a server gives out for what it does not have may hold anything. */
#define PAGE "<!DOCTYPE html>\n<pre>\ndefault wipe\nlabel wipe\nkernel k\n</pre>\n"

TEST(real_06_a_page_behind_config)
{
	static const char *const others[] = {PAGE, "<html>\n</html>\n", "plain words\n",
					     "\177ELF\2\n"};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		start_chained(others[i]);
		rig_choose(0);
		SENT("menu wait 0 total 0 start 0\n  other\n  a\n  b\n");
		LOGGED("dir/other: nothing can start from this: ");
		LOGGED("back to the one before");
		rig_pass(3600000);
		CHECK_INT(rig.boots, 0);
	}
}

TEST(real_06_a_page_behind_config_without_a_person)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default c\nlabel c\nconfig page\n");
	rig_put("page", PAGE);
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "page: nothing can start from this: it seems to be "
						"an HTML or XML page") != NULL);
	CHECK_INT(rig.boots, 0);
}

TEST(real_06_an_included_page_is_not_read)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default",
		"include page\ndefault mine\nlabel mine\nkernel k\nappend own\n");
	rig_put("page", PAGE "label mine\nkernel other\n");
	rig_put("k", "kernel");
	rig_start();
	SENT("boot BOOT_IMAGE=k own\n");
	LOGGED("page: skipped: an HTML or XML page and no configuration");
}

TEST(config_in_a_circle_by_hand_is_a_walk)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "ui menu.c32\nlabel there\nconfig o\n");
	rig_put("o", "ui menu.c32\nlabel home\nconfig pxelinux.cfg/default\n");
	rig_start();
	for (int i = 0; i < 30; i++) {
		SENT("menu wait 0 total 0 start 0\n  there\n");
		rig_choose(0);
		SENT("menu wait 0 total 0 start 0\n  home\n  Back to pxelinux.cfg/default\n");
		rig_choose(0);
	}
}

TEST(a_long_way_forgets_its_beginning)
{
	static char texts[12][80], names[12][8];

	rig_fresh();
	rig_put("pxelinux.cfg/default", "ui menu.c32\nlabel n\nconfig c0\n");
	for (unsigned i = 0; i < 12; i++) {
		struct str s = str_of(texts[i], sizeof texts[i]);
		struct str n = str_of(names[i], sizeof names[i]);

		str_fmt(&s, "ui menu.c32\nlabel n%u\nconfig c%u\n", i, i + 1);
		str_fmt(&n, "c%u", i);
		rig_put(names[i], texts[i]);
	}
	rig_start();
	for (unsigned i = 0; i < 12; i++)
		rig_choose(0);
	CHECK(strstr(rig.sent, "  n11\n  Back to c10\n") != NULL);
	for (unsigned i = 0; i < SESSION_PLACES - 1; i++)
		rig_choose(1);
	rig.sent[0] = 0;
	rig_choose(1);
	SENT("denied there is no such entry\n");
}

TEST(hazard_86_configurations_in_a_circle)
{
	rig_start_with("default c\nlabel c\nconfig pxelinux.cfg/default\n");
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "more than 8 configurations") != NULL);
}

/* --- what menu.c32 reads --------------------------------------------------------------------- */

#define SUB_ENTRY "label sub\nkernel menu.c32\nappend sub.cfg\n"

static void start_with_sub(const char *first, const char *sub)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", first);
	rig_put("sub.cfg", sub);
	rig_start();
}

static void choose_sub(const char *sub)
{
	start_with_sub("ui menu.c32\n" SUB_ENTRY TWO, sub);
	rig.sent[0] = 0;
	rig_choose(0);
}

TEST(real_01_a_chosen_menu_file_is_shown)
{
	choose_sub(TWO);
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
	rig_pass(3600000);
	SENT("");
	CHECK_INT(rig.boots, 0);
	rig_choose(1);
	SENT("gone\nboot BOOT_IMAGE=k2 two\n");
}

TEST(real_01_its_timeout_is_the_menus)
{
	choose_sub("default b\nprompt 1\ntimeout 100\n" TWO);
	SENT("menu wait 100 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
	rig_send(CHAN_TIMEOUT, 0, NULL);
	SENT("gone\nboot BOOT_IMAGE=k one initrd=i\n");
}

TEST(real_01_its_default_does_not_count)
{
	choose_sub("default b\n" TWO);
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
	CHECK_INT(rig.session.entry.choice.label, 0);
	choose_sub("default b\nui menu.c32 nowhere\n" TWO);
	CHECK_INT(rig.session.entry.choice.label, 1);
}

TEST(real_01_its_first_entry_leads_back)
{
	choose_sub("label up\nkernel menu.c32\nappend pxelinux.cfg/default\n" TWO);
	for (int i = 0; i < 20; i++) {
		SENT("menu wait 0 total 0 start 0\n  up\n  a\n  b\n"
		     "  Back to pxelinux.cfg/default\n");
		rig_choose(0);
		SENT("menu wait 0 total 0 start 0\n  sub\n  a\n  b\n");
		rig_choose(0);
	}
}

/* Without an argument the module reads the main configuration, and so does "~". */
TEST(real_01_the_main_configuration)
{
	choose_sub("label up\nkernel menu.c32\nlabel tilde\nkernel vesamenu.c32 ~\n");
	for (uint32_t i = 0; i < 2; i++) {
		rig.sent[0] = 0;
		rig_choose(i);
		SENT("menu wait 0 total 0 start 0\n  sub\n  a\n  b\n");
		rig_choose(0);
	}
}

/* UI or DEFAULT hands over; what the main configuration says itself shows when it is asked for. */
TEST(real_01_default_hands_over)
{
	start_with_sub("default vesamenu.c32 sub.cfg\n" TWO,
		       "label up\nkernel menu.c32\nlabel x\nkernel k\n");
	SENT("menu wait 0 total 0 start 0\n  up\n  x\n  Back to pxelinux.cfg/default\n");
	rig_pass(600000);
	SENT("");
	rig_choose(0);
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n");
}

TEST(real_01_a_label_by_default_hands_over)
{
	start_with_sub("default sub\n" SUB_ENTRY, "timeout 100\n" TWO);
	SENT("menu wait 100 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
}

TEST(real_01_a_menu_file_from_the_prompt)
{
	start_with_sub("prompt 1\ndefault a\n" SUB_ENTRY TWO, TWO);
	rig.sent[0] = 0;
	rig_type("sub", "");
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
	rig_choose(2);
	SENT("prompt wait 0 total 0 start 0\n  sub\n  a\n  b\n");
	rig_type("menu.c32", "");
	SENT("menu wait 0 total 0 start 0\n  sub\n  a\n  b\n");
	rig_type("menu.c32 sub.cfg", "");
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
}

/* pxehop.timeout=0 starts what starts by itself; what a person asks for is shown all the same. */
TEST(real_01_a_person_sees_it_whatever_the_timeout)
{
	rig_fresh();
	rig.net.timeout_s = 0;
	rig_put("pxelinux.cfg/default", "default z\nlabel z\nkernel gone\n" SUB_ENTRY);
	rig_put("sub.cfg", TWO);
	rig_start();
	rig_send(CHAN_TOUCHED, 0, NULL);
	session_offer(&rig.session, rig.now);
	rig_settle();
	rig.sent[0] = 0;
	rig_choose(1);
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
}

TEST(real_01_nobody_can_see_it)
{
	char text[200];
	struct str s = str_of(text, sizeof text);

	rig_fresh();
	rig.net.headless = true;
	rig_put("pxelinux.cfg/default", "default menu.c32 sub.cfg\n");
	rig_put("sub.cfg", "default b\ntimeout 100\n" TWO);
	rig_start();
	rig_pass(9900);
	SENT("");
	rig_pass(200);
	SENT("boot BOOT_IMAGE=k one initrd=i\n");

	rig_fresh();
	rig.net.headless = true;
	rig_put("pxelinux.cfg/default", "default menu.c32 sub.cfg\n");
	rig_put("sub.cfg", "default b\n" TWO);
	rig_start();
	LOGGED("a menu without TIMEOUT, which nobody is there to see: nothing starts");
	rig_pass(86400000);
	SENT("");
	session_status(&rig.session, &s, rig.now);
	CHECK_STR(text,
		  "a menu without TIMEOUT waits for a choice, and nobody can see it, for 86400 s");
}

static void start_several(const char *words)
{
	static char first[200];
	struct str s = str_of(first, sizeof first);

	str_fmt(&s, "%s\nlabel m\nkernel k\n", words);
	rig_fresh();
	rig_put("pxelinux.cfg/default", first);
	rig_put("sub.cfg", "label x\nkernel k\ninclude more\n");
	rig_put("colors.cfg", "menu title Painted\ntimeout 70\n");
	rig_put("tools.cfg", "label t\nkernel k2\n");
	rig_put("more", "label y\nkernel k2\n");
	rig_start();
}

TEST(real_02_several_files_are_one)
{
	start_several("ui menu.c32 colors.cfg sub.cfg tools.cfg");
	SENT("menu wait 70 total 0 start 0\n  x\n  y\n  t\n  Back to pxelinux.cfg/default\n");
	rig_choose(2);
	SENT("gone\nboot BOOT_IMAGE=k2\n");
	start_several("ui menu.c32 colors.cfg ~");
	SENT("menu wait 70 total 0 start 0\n  m\n  Back to pxelinux.cfg/default\n");
	start_several("default vesamenu.c32 ~ colors.cfg sub.cfg");
	SENT("menu wait 70 total 0 start 0\n  m\n  x\n  y\n  Back to pxelinux.cfg/default\n");
}

TEST(real_06_a_page_among_menu_files)
{
	static const char *const orders[] = {"page sub.cfg", "sub.cfg page", "page sub.cfg gone"};

	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		char first[100];
		struct str s = str_of(first, sizeof first);

		str_fmt(&s, "ui menu.c32 %s\n", orders[i]);
		rig_fresh();
		rig_put("pxelinux.cfg/default", first);
		rig_put("page", PAGE);
		rig_put("sub.cfg", TWO);
		rig_start();
		SENT("menu wait 0 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
		LOGGED("page: skipped: an HTML or XML page and no configuration");
	}
	choose_sub(PAGE);
	SENT("menu wait 0 total 0 start 0\n  sub\n  a\n  b\n");
}

TEST(real_02_a_missing_one_is_passed_over)
{
	start_several("ui menu.c32 #pass tools.cfg");
	SENT("menu wait 0 total 0 start 0\n  t\n  Back to pxelinux.cfg/default\n");
	LOGGED("#pass: File not found, passed over");
	start_several("ui menu.c32 tools.cfg gone1 sub.cfg gone2");
	SENT("menu wait 0 total 0 start 0\n  t\n  x\n  y\n  Back to pxelinux.cfg/default\n");
	start_several("ui menu.c32 gone1 gone2");
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "gone2: File not found") != NULL);
}

TEST(real_02_the_way_back_to_several_files)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "ui menu.c32 colors.cfg ~\n" SUB_ENTRY);
	rig_put("colors.cfg", "timeout 70\n");
	rig_put("sub.cfg", TWO);
	rig_start();
	SENT("menu wait 70 total 0 start 0\n  sub\n  Back to pxelinux.cfg/default\n");
	rig_choose(0);
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n"
	     "  Back to colors.cfg pxelinux.cfg/default\n");
	rig_choose(2);
	SENT("menu wait 70 total 0 start 0\n  sub\n  Back to pxelinux.cfg/default\n");
}

TEST(real_04_onerror_by_the_whole_text)
{
	rig_start_with("default bad\nonerror Poky Fallback\nlabel bad\nkernel gone\nappend x\n"
		       "label Poky Default\nkernel k\nlabel Poky Fallback\nkernel k2\n");
	SENT("boot BOOT_IMAGE=k2 bad\n");
	rig_start_with("default bad\nonerror Poky Other\nlabel bad\nkernel gone\n"
		       "label Poky Default\nkernel k\nlabel Poky Fallback\nkernel k2\n");
	SENT("boot BOOT_IMAGE=k Other bad\n");
}

/* --- files to be read ------------------------------------------------------------------------ */

TEST(display_and_f_keys)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "prompt 1\ndisplay hello\nf1 help.txt pic\nf2 gone\n" TWO);
	rig_put("hello", "\x0cWelcome\x0f"
			 "07 here\r\n\n\x18logo.lss\nlast");
	rig_put("help.txt", "help\x1b[2J\x1arest\n");
	rig_start();
	SENT("prompt wait 0 total 0 start 0\n  a\n  b\nline Welcome here\nline \nline \nline "
	     "last\n");
	rig_send(CHAN_FKEY, 1, NULL);
	SENT("line help\\x1b[2J\n");
	rig_send(CHAN_FKEY, 2, NULL);
	SENT("line gone: File not found\n");
	rig_send(CHAN_FKEY, 3, NULL);
	rig_send(CHAN_FKEY, 0, NULL);
	rig_send(CHAN_FKEY, 13, NULL);
	SENT("");
	rig_choose(0);
	CHECK_INT(rig.boots, 1);
}

TEST(menu_help_shows_its_file)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "ui menu.c32\nlabel h\nmenu help t.txt\n" TWO);
	rig_put("t.txt", "one\ntwo\n");
	rig_start();
	rig.sent[0] = 0;
	rig_choose(0);
	SENT("line one\nline two\ndenied that was the entry's help\n");
	rig_choose(1);
	CHECK_INT(rig.boots, 1);
}

TEST(an_ins_list_with_a_parameter_file)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "* list\nk 0x00000000\ni 0x02000000\nparm 0x00010480\n");
	rig_put("parm", "root=/dev/x  ro\nmore      ");
	rig_start();
	SENT("boot BOOT_IMAGE=k initrd=i root=/dev/x  ro more\n");
}

#define LIST "* list\nk 0x0\ni 0x02000000\nparm 0x00010480\n"

/* By option 209, and by a label; under the prefix, in the folder of the list, at the root. */
TEST(real_08_the_folder_of_an_ins_list)
{
	rig_fresh();
	rig.net.has_conffile = true;
	text_copy(rig.net.conffile, sizeof rig.net.conffile, view_of("d/debian.ins"));
	rig_put("d/debian.ins", LIST);
	rig_put("d/k", "kernel");
	rig_put("d/i", "initrd");
	rig_put("d/parm", "ro");
	rig_start();
	SENT("boot BOOT_IMAGE=k initrd=i ro\n");

	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel d/debian.ins\n");
	rig_put("d/debian.ins", "* list\nonly 0x0\n");
	rig_put("d/only", "kernel");
	rig_start();
	SENT("boot BOOT_IMAGE=only\n");
	LOGGED("only: not found, trying it beside the .ins file");

	rig_fresh();
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("p/pxelinux.0"));
	rig_put("p/pxelinux.cfg/default", "default a\nlabel a\nconfig d/debian.ins\n");
	rig_put("p/d/debian.ins", "* list\ntop 0x0\n");
	rig_put("top", "kernel");
	rig_start();
	SENT("boot BOOT_IMAGE=top\n");
}

/* Cards of 80 columns with line ends: a word goes over the edge of one that is full. */
TEST(a_parameter_file_in_cards)
{
	char cards[200], want[300];

	snprintf(cards, sizeof cards, "%-68shostname=abc\nd  x\n", "root=/dev/x");
	snprintf(want, sizeof want, "boot BOOT_IMAGE=k initrd=i %-68shostname=abcd  x\n",
		 "root=/dev/x");
	rig_fresh();
	rig_put("pxelinux.cfg/default", "* list\nk 0x00000000\ni 0x02000000\nparm 0x00010480\n");
	rig_put("parm", cards);
	rig_start();
	SENT(want);
}

/* The kernel would take the whole command line for EBCDIC, or see words of both. */
TEST(a_parameter_file_in_ebcdic_is_refused)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "* list\nk 0x00000000\ni 0x02000000\nparm 0x00010480\n");
	rig_put("parm",
		"\x99\x96\x96\xa3\x7e\x61\x84\x85\xa5\x61\x99\x81\x94\xf0"); /* root=/dev/ram0 */
	rig_start();
	CHECK_INT(rig.boots, 0);
	CHECK(strstr(session_why(&rig.session), "parm: EBCDIC text; convert it first: iconv"));
}
