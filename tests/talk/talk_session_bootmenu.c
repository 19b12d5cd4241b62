/* SPDX-License-Identifier: MIT
 * The boot menu of a PXE server before the person who chooses, and without one. */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include <string.h>

/* A lease with this option 43, and a configuration that the boot menu comes before. */
static void boot_menu(const void *vendor, size_t len)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", TWO);
	CHECK(dhcp_pxe_decode(rd_of(vendor, len), &rig.net.pxe));
}

#define OF_THREE                                                                                 \
	9, 26, 0x80, 1, 5, 'L', 'i', 'n', 'u', 'x', 0, 0, 10, 'L', 'o', 'c', 'a', 'l', ' ', 'b', \
		'o', 'o', 't', 0x80, 2, 2, 'B', '\033'
#define LOCAL_FIRST 9, 10, 0, 0, 4, 'D', 'i', 's', 'k', 0x80, 1, 0
#define AFTER(s)    10, 6, (s), 'P', 'i', 'c', 'k', ':'

static const uint8_t three[] = {OF_THREE, AFTER(10)};

static unsigned picked(void)
{
	unsigned item = 99;

	CHECK(session_picked(&rig.session, &item));
	CHECK(!session_running(&rig.session));
	return item;
}

static bool waits(void)
{
	unsigned item;

	return rig.session.phase == PHASE_BOOT_MENU && !session_picked(&rig.session, &item);
}

TEST(boot_menu_is_shown_and_chosen_from)
{
	boot_menu(three, sizeof three);
	rig_start();
	SENT("menu wait 100 total 0 start 0\n  Linux\n  Local boot\n  B\\x1b\n");
	CHECK(waits());
	rig_choose(2);
	SENT("gone\n");
	CHECK_INT(picked(), 2);
	LOGGED("PXE boot menu: \"B\\x1b\", by hand");
}

/* What was chosen starts, and shows no menu of its own because somebody is there. */
TEST(boot_menu_and_then_what_was_chosen)
{
	boot_menu(three, sizeof three);
	rig_start();
	rig_press("x");
	rig_choose(0);
	CHECK_INT(picked(), 0);
	rig.sent[0] = 0;
	rig.net.pxe.n_items = 0;
	rig_start();
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}

TEST(boot_menu_that_nobody_chooses_from)
{
	boot_menu(three, sizeof three);
	rig_start();
	rig_send(CHAN_TIMEOUT, 0, NULL);
	CHECK_INT(picked(), 0);
}

TEST(local_boot_of_a_boot_menu_leaves)
{
	boot_menu(three, sizeof three);
	rig_start();
	rig.sent[0] = 0;
	rig_choose(1);
	SENT("gone\nlocalboot PXE boot menu: label Local boot: LOCALBOOT, leaving the network\n");
	CHECK_INT(rig.disk, -1);
	CHECK_INT(rig.session.phase, PHASE_HANDED_OVER);
	session_boot_failed(&rig.session, "no disk", rig.now);
	CHECK_INT(rig.session.phase, PHASE_FAILED);
}

/* "Local boot" first with timeout 0: the server wants the machine to start from its disk. */
TEST(local_boot_first_at_once_leaves)
{
	static const uint8_t vendor[] = {LOCAL_FIRST, AFTER(0)};

	boot_menu(vendor, sizeof vendor);
	rig_start();
	SENT("localboot PXE boot menu: label Disk: LOCALBOOT, leaving the network\n");
}

TEST(boot_menu_that_needs_no_choice)
{
	static const uint8_t at_once[] = {OF_THREE, AFTER(0)}, one[] = {9, 4, 0x80, 5, 1, 'A'};

	boot_menu(at_once, sizeof at_once);
	rig_start();
	SENT("");
	CHECK_INT(picked(), 0);
	boot_menu(one, sizeof one);
	rig_start();
	SENT("");
	CHECK_INT(picked(), 0);
}

/* 255 seconds are for ever, and so is no prompt. */
TEST(boot_menu_without_a_limit)
{
	static const uint8_t no_prompt[] = {OF_THREE}, for_ever[] = {OF_THREE, AFTER(255)};

	boot_menu(no_prompt, sizeof no_prompt);
	rig_start();
	SENT("menu wait 0 total 0 start 0\n  Linux\n  Local boot\n  B\\x1b\n");
	boot_menu(for_ever, sizeof for_ever);
	rig_start();
	SENT("menu wait 0 total 0 start 0\n  Linux\n  Local boot\n  B\\x1b\n");
	rig_pass(10000000);
	CHECK(waits());
}

TEST(boot_menu_that_nobody_can_see)
{
	static const uint8_t for_ever[] = {OF_THREE, AFTER(255)},
			     local[] = {LOCAL_FIRST, AFTER(30)};

	boot_menu(for_ever, sizeof for_ever);
	rig.net.headless = true;
	rig_start();
	SENT("");
	CHECK_INT(picked(), 0);
	LOGGED("PXE boot menu: \"Linux\", the first, as nobody can see it");
	boot_menu(local, sizeof local);
	rig.net.headless = true;
	rig_start();
	CHECK(strstr(rig.sent, "localboot ") == rig.sent);
}

/* pxehop.timeout= and LOADPARM say the last word here too. */
TEST(boot_menu_and_the_loaders_own_words)
{
	static const uint8_t at_once[] = {OF_THREE, AFTER(0)};

	boot_menu(three, sizeof three);
	rig.net.timeout_s = 0;
	rig_start();
	CHECK_INT(picked(), 0);
	boot_menu(at_once, sizeof at_once);
	rig.net.timeout_s = 7;
	rig_start();
	CHECK(strstr(rig.sent, "menu wait 70 ") == rig.sent);
	boot_menu(at_once, sizeof at_once);
	rig.net.loadparm = CHAN_LOADPARM_PROMPT;
	rig_start();
	CHECK(strstr(rig.sent, "menu wait 0 ") == rig.sent);
}

TEST(boot_menu_and_what_it_does_not_have)
{
	struct chan_choice edit = {.entry = 0};

	boot_menu(three, sizeof three);
	rig_start();
	rig.sent[0] = 0;
	rig_choose(3);
	CHECK(strstr(rig.sent, "denied ") == rig.sent);
	rig_type("Linux", "");
	rig_send(CHAN_EDIT, 0, &edit);
	rig_send(CHAN_FKEY, 1, NULL);
	CHECK(waits());
	rig_choose(0);
	CHECK_INT(picked(), 0);
}
