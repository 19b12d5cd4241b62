/* SPDX-License-Identifier: MIT
 * What a choice at the menu or the prompt leads to, passwords among it. */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include <string.h>

/* --- choices --------------------------------------------------------------------------------- */

TEST(a_choice_starts)
{
	rig_start_with(MENU);
	rig.sent[0] = 0;
	rig_choose(1);
	SENT("gone\nboot BOOT_IMAGE=k2 two\n");
}

TEST(entries_that_are_not_there)
{
	rig_start_with(MENU "menu separator\n");
	rig.sent[0] = 0;
	rig_choose(3);
	SENT("denied there is no such entry\n");
	rig_choose(CHAN_ENTRIES);
	SENT("denied there is no such entry\n");
	rig_choose(2);
	SENT("denied this line cannot be chosen\n");
	rig_choose(0);
	SENT("gone\nboot BOOT_IMAGE=k one initrd=i\n");
}

TEST(commands_at_the_prompt)
{
	rig_start_with("prompt 1\ntimeout 30\n" TWO);
	SENT("prompt wait 30 total 0 start 0\n  a\n  b\n");
	rig_type("nowhere", "");
	SENT("gone\nprompt wait 30 total 0 start 0\n  a\n  b\n");
	LOGGED("nowhere: File not found, back to the menu");
	rig_type("b  x=1 y", "");
	SENT("gone\nboot BOOT_IMAGE=k2 two x=1 y\n");
	rig_start_with("prompt 1\n" TWO);
	rig.sent[0] = 0;
	rig_type("k2 raw", "");
	SENT("gone\nboot BOOT_IMAGE=k2 raw\n");
	rig_start_with("prompt 1\ndefault b last\n" TWO);
	rig.sent[0] = 0;
	rig_type("", "");
	SENT("gone\nboot BOOT_IMAGE=k2 two last\n");
}

TEST(implicit_0_takes_labels_only)
{
	rig_start_with("prompt 1\nimplicit 0\n" TWO);
	rig.sent[0] = 0;
	rig_type("k2", "");
	CHECK(strstr(rig.sent, "denied ") == rig.sent && !rig.boots);
	rig_type("a", "");
	CHECK_INT(rig.boots, 1);
}

TEST(allowoptions_0_refuses_words_and_editing)
{
	rig_start_with("prompt 1\nallowoptions 0\n" TWO);
	rig.sent[0] = 0;
	rig_type("a more", "");
	SENT("denied the configuration allows no words behind a label (ALLOWOPTIONS 0)\n");
	rig_run_edited(0, "k2 x");
	SENT("denied the configuration allows no editing (ALLOWOPTIONS 0)\n");
	rig_type("a", "");
	CHECK_INT(rig.boots, 1);
}

TEST(a_line_is_edited_and_comes_back)
{
	struct chan_choice c = {.entry = 0};

	rig_start_with("ui menu.c32\nlabel a\nkernel k\nappend one  two\ninitrd i\nipappend 1\n");
	rig.sent[0] = 0;
	rig_send(CHAN_EDIT, 0, &c);
	SENT("cmdline k one  two initrd=i ip=10.0.2.15:10.0.2.2:0.0.0.0:0.0.0.0\n");
	rig_run_edited(0, "k2 one  two three initrd=i");
	SENT("gone\nboot BOOT_IMAGE=k2 one  two three initrd=i\n");
	CHECK(rig.sent_parts & 1u << CHAN_INITRD);
}

/* The line is shown without a login; what is fetched by it needs the login all the same. */
TEST(real_18_an_edited_line_keeps_the_logins)
{
	const struct plan *p = &rig.session.entry.plan;
	struct chan_choice c = {.entry = 0};

	rig_start_with("ui menu.c32\nlabel a\nkernel http://u:pw@h/k\nappend x\n"
		       "initrd http://u:pw@h/i,http://u:pw@h/j\n");
	rig.sent[0] = 0;
	rig_send(CHAN_EDIT, 0, &c);
	SENT("cmdline http://h/k x initrd=http://h/i,http://h/j\n");
	rig_run_edited(0, "http://h/k y initrd=http://h/j,http://g/i");
	CHECK(view_is(p->kernel, "http://u:pw@h/k"));
	CHECK_INT(p->initrd_count, 2);
	CHECK(view_is(p->initrds[0], "http://u:pw@h/j"));
	CHECK(view_is(p->initrds[1], "http://g/i"));
	rig.sent[0] = 0;
	rig_run_edited(0, "http://h/k2");
	CHECK(view_is(p->kernel, "http://h/k2"));
}

TEST(lines_that_cannot_be_edited)
{
	static char conf[8192] =
		"ui menu.c32\nlabel l\nlocalboot 0\nlabel u\nkernel k\nappend \xc3\xa4"
		"\nlabel long\nkernel k\nappend ";
	struct chan_choice c = {.entry = 0};

	memset(conf + strlen(conf), 'x', CHAN_LINE_MAX - 2);
	rig_start_with(conf);
	rig.sent[0] = 0;
	rig_send(CHAN_EDIT, 0, &c);
	SENT("denied the entry has no command line\n");
	c.entry = 1;
	rig_send(CHAN_EDIT, 0, &c);
	CHECK(strstr(rig.sent, "denied ") == rig.sent);
	rig.sent[0] = 0;
	c.entry = 2;
	rig_send(CHAN_EDIT, 0, &c);
	CHECK(strstr(rig.sent, "denied ") == rig.sent);
	conf[strlen(conf) - 1] = 0;
	rig_start_with(conf);
	rig.sent[0] = 0;
	rig_send(CHAN_EDIT, 0, &c);
	CHECK(strstr(rig.sent, "cmdline k xxx") == rig.sent);
}

TEST(submenus_by_name_open_there)
{
	rig_start_with(
		"prompt 1\nmenu begin sub\nlabel in\nkernel k\nmenu end\nlabel there\nmenu goto "
		"sub\n"
		"label out\nmenu quit\n");
	rig.sent[0] = 0;
	rig_type("there", "");
	CHECK(strstr(rig.sent, "menu wait 0 total 0 start 1\n") == rig.sent);
	rig.sent[0] = 0;
	rig_type("out", "");
	CHECK(strstr(rig.sent, "prompt wait 0 total 0 start 0\n") == rig.sent);
}

TEST(messages_out_of_turn_change_nothing)
{
	rig_fresh();
	rig_send(CHAN_CHOOSE, 0, NULL);
	rig_send(CHAN_TIMEOUT, 0, NULL);
	rig_send(CHAN_FKEY, 99, NULL);
	SENT("");
	rig_start_with("default b\n" TWO);
	rig.sent[0] = 0;
	rig_choose(0);
	rig_send(CHAN_TIMEOUT, 0, NULL);
	rig_send(CHAN_TOUCHED, 0, NULL); /* it is PID 1's by now */
	SENT("");
	CHECK_INT(rig.boots, 1);
}

/* --- passwords ------------------------------------------------------------------------------- */

TEST(a_locked_entry)
{
	rig_start_with(MENU "label c\nkernel k\nmenu passwd secret\n");
	rig.sent[0] = 0;
	rig_choose(2);
	SENT("denied a password is needed\n");
	rig_choose_with(2, "wrong");
	SENT(""); /* not at once */
	rig_pass(999);
	SENT("");
	rig_pass(1);
	SENT("denied wrong password\n");
	rig_choose_with(2, "wrong");
	rig_pass(1999);
	SENT("");
	rig_choose_with(2, "secret"); /* out of turn */
	rig_pass(1);
	SENT("denied wrong password\n");
	rig_type("c", "");
	SENT("denied a password is needed\n");
	rig_choose_with(2, "secret");
	SENT("gone\nboot BOOT_IMAGE=k\n");
}

TEST(the_pause_grows_up_to_half_a_minute)
{
	rig_start_with("ui menu.c32\nlabel c\nkernel k\nmenu passwd secret\n");
	for (unsigned i = 0; i < 8; i++) {
		uint64_t ms = 1000u << (i < 5 ? i : 5);

		rig.sent[0] = 0;
		rig_choose_with(0, "no");
		rig_pass(ms - 1);
		SENT("");
		rig_pass(1);
		SENT("denied wrong password\n");
	}
}

TEST(hashed_passwords_take_their_steps)
{
	rig_start_with("ui menu.c32\nlabel c\nkernel k\nmenu passwd "
		       "$6$sa1tSALT$pybSYHwyLuWFq4ZEAJJbragVESDT6LaJO8xFJttLMff4QXCnjZlSdvejnJQwR3/"
		       "gG1EbD0Tdur4gBSmidBd9y.\n");
	rig.sent[0] = 0;
	rig_choose_with(0, "secret");
	SENT("gone\nboot BOOT_IMAGE=k\n");
}

TEST(a_locked_submenu_is_granted)
{
	rig_start_with(
		"ui menu.c32\nmenu begin s\nmenu passwd secret\nlabel in\nkernel k\nmenu end\n");
	rig.sent[0] = 0;
	rig_choose_with(0, "secret");
	SENT("granted\n");
	rig_choose(1);
	SENT("gone\nboot BOOT_IMAGE=k\n");
}

TEST(the_master_password)
{
	struct chan_choice c = {.entry = 0};

	rig_start_with("menu master passwd boss\n" MENU "label c\nkernel k\nmenu passwd secret\n");
	rig.sent[0] = 0;
	rig_send(CHAN_EDIT, 0, &c);
	SENT("denied a password is needed\n");
	text_copy(c.passwd, sizeof c.passwd, view_of("boss"));
	rig_send(CHAN_EDIT, 0, &c);
	SENT("cmdline k one initrd=i\n");
	c.entry = CHAN_NO_ENTRY;
	rig_send(CHAN_EDIT, 0, &c);
	SENT("granted\n");
	rig_run_edited(0, "k2 x"); /* it must come again */
	SENT("denied a password is needed\n");
	rig_type("b", "");
	SENT("denied a password is needed\n");
	rig_choose_with(2, "boss");
	SENT("gone\nboot BOOT_IMAGE=k\n");
}

TEST(a_locked_entry_that_nothing_opens)
{
	rig_start_with(MENU "label c\nkernel k\nmenu passwd\n");
	rig.sent[0] = 0;
	rig_choose_with(2, "x");
	CHECK(strstr(rig.sent, "denied no password opens this entry") == rig.sent);
}
