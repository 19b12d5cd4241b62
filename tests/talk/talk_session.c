/* SPDX-License-Identifier: MIT
 * What a session starts by itself, and what follows a failure. */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include "lib/clock.h"

#include <string.h>

/* --- what starts by itself ------------------------------------------------------------------- */

TEST(without_a_menu_the_default_starts)
{
	rig_start_with("default b\n" TWO);
	SENT("boot BOOT_IMAGE=k2 two\n");
	CHECK_INT(rig.sent_parts, 1u << CHAN_KERNEL | 1u << CHAN_CMDLINE);
	CHECK_INT(rig.session.phase, PHASE_HANDED_OVER);
}

/* U-Boot's way to name one in a FIT: the server has no such file, the loader must hear of it. */
TEST(a_configuration_behind_the_kernels_name)
{
	rig_start_with("default a\nlabel a\nkernel k2#conf-1\nappend x\n");
	SENT("boot BOOT_IMAGE=k2#conf-1 x\n");
	CHECK_INT(rig.session.phase, PHASE_HANDED_OVER);
}

TEST(a_menu_waits_for_ever_without_timeout)
{
	char text[200];
	struct str s = str_of(text, sizeof text);

	rig_start_with(MENU);
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n");
	CHECK_INT(session_deadline(&rig.session), CLOCK_NEVER);
	rig_pass(86400000);
	SENT("");
	session_status(&rig.session, &s, rig.now);
	CHECK_STR(text, "the menu waits for a choice for 86400 s");
}

TEST(a_menu_that_times_out_starts_its_default)
{
	rig_start_with("timeout 50\ntotaltimeout 600\n" MENU);
	SENT("menu wait 50 total 600 start 0\n  a\n  b\n");
	rig_send(CHAN_TIMEOUT, 0, NULL);
	SENT("gone\nboot BOOT_IMAGE=k one initrd=i\n");
	rig_start_with("timeout 50\nontimeout b more\n" MENU);
	rig.sent[0] = 0;
	rig_send(CHAN_TIMEOUT, 0, NULL);
	SENT("gone\nboot BOOT_IMAGE=k2 two more\n");
}

TEST(pxehop_timeout_replaces_timeout)
{
	rig_fresh();
	rig.net.timeout_s = 7;
	rig_put("pxelinux.cfg/default", "timeout 50\n" MENU);
	rig_start();
	SENT("menu wait 70 total 0 start 0\n  a\n  b\n");
	rig_fresh();
	rig.net.timeout_s = 0; /* at once, nobody is asked */
	rig_put("pxelinux.cfg/default", "timeout 50\n" MENU);
	rig_start();
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}

TEST(without_anybody_to_see_it_there_is_no_menu)
{
	rig_fresh();
	rig.net.headless = true;
	rig_put("pxelinux.cfg/default", "timeout 50\n" MENU);
	rig_start();
	SENT("");
	rig_pass(4999);
	SENT("");
	rig_pass(1);
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
	LOGGED("waiting 5.0 s as TIMEOUT says");
}

/* --- a person who comes late ----------------------------------------------------------------- */

TEST(a_key_before_the_configuration_brings_a_menu)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default b\n" TWO);
	rig_send(CHAN_TOUCHED, 0, NULL);
	rig_start();
	SENT("menu wait 600 total 0 start 0\n  a\n  b\n");
	rig_send(CHAN_TIMEOUT, 0, NULL);
	SENT("gone\nboot BOOT_IMAGE=k2 two\n");
}

TEST(a_key_during_the_wait_brings_a_menu)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default b\n" TWO);
	session_start(&rig.session, &rig.net, rig.now);
	while (rig.session.phase != PHASE_KERNEL)
		session_step(&rig.session, rig.now);
	rig_send(CHAN_TOUCHED, 0, NULL);
	SENT("menu wait 600 total 0 start 0\n  a\n  b\n");
	CHECK_INT(rig.boots, 0);
	rig_choose(0);
	SENT("gone\nboot BOOT_IMAGE=k one initrd=i\n");
}

TEST(noescape_keeps_the_menu_away)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "noescape 1\ndefault b\n" TWO);
	rig_send(CHAN_TOUCHED, 0, NULL);
	rig_start();
	SENT("boot BOOT_IMAGE=k2 two\n");
}

/* --- LOADPARM -------------------------------------------------------------------------------- */

static void start_loadparm(int32_t n, const char *conf)
{
	rig_fresh();
	rig.net.loadparm = n;
	rig_put("pxelinux.cfg/default", conf);
	rig_start();
}

TEST(loadparm_counts_labels_from_1)
{
	start_loadparm(2, MENU);
	SENT("boot BOOT_IMAGE=k2 two\n");
	start_loadparm(0, "default a\n" TWO);
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
	start_loadparm(3, "menu begin\nlabel x\nmenu separator\nmenu end\n" TWO);
	SENT("boot BOOT_IMAGE=k2 two\n");
	start_loadparm(3, "default b\n" TWO);
	SENT("boot BOOT_IMAGE=k2 two\n");
	LOGGED("has no label number 3 as LOADPARM wants, the default starts");
	start_loadparm(CHAN_LOADPARM_PROMPT, "timeout 50\ndefault b\n" TWO);
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n");
}

/* --- what cannot be started ------------------------------------------------------------------ */

TEST(onerror_gets_the_command_that_failed)
{
	rig_start_with(
		"default a x\nonerror b because\nlabel a\nkernel gone\nlabel b\nkernel k2\n");
	SENT("boot BOOT_IMAGE=k2 because a x\n");
	LOGGED("gone: File not found, going on as ONERROR says");
}

TEST(onerror_is_tried_once)
{
	rig_start_with("default a\nonerror a\nlabel a\nkernel gone\n");
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "gone: File not found") != NULL);
}

TEST(fallback_is_a_label)
{
	rig_start_with(
		"default a x\nfallback b\nlabel a\nkernel gone\nlabel b\nkernel k2\nappend two\n");
	SENT("boot BOOT_IMAGE=k2 two\n");
}

TEST(not_linux_is_a_failure_like_others)
{
	rig_start_with("default m\nonerror b\nlabel m\nkernel memdisk\n" TWO);
	CHECK_INT(rig.boots, 1);
	LOGGED("memdisk");
	rig_start_with("default m\nlabel m\nkernel memdisk\n" TWO);
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "default: line 3: memdisk") != NULL);
}

TEST(a_choice_that_fails_comes_back_to_the_menu)
{
	rig_start_with(MENU "label c\nkernel gone\nlabel d\nkernel memdisk\n");
	rig.sent[0] = 0;
	rig_choose(2);
	SENT("gone\nmenu wait 0 total 0 start 0\n  a\n  b\n  c\n  d\n");
	LOGGED("gone: File not found, back to the menu");
	rig_choose(3);
	CHECK(strstr(rig.sent, "denied ") == rig.sent && strstr(rig.sent, "memdisk") != NULL);
	rig.sent[0] = 0;
	rig_choose(0);
	CHECK_INT(rig.boots, 1);
	session_boot_failed(&rig.session, "kexec: no", rig.now);
	CHECK(strstr(rig.sent, "menu wait") != NULL);
	LOGGED("kexec: no, back to the menu");
}

TEST(a_default_that_fails_is_offered_to_a_person_once)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default c\nlabel c\nkernel gone\n" TWO);
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(!session_offer(&rig.session, rig.now)); /* nobody is there */
	rig_send(CHAN_TOUCHED, 0, NULL);
	rig_start();
	rig.sent[0] = 0;
	rig_send(CHAN_TIMEOUT, 0, NULL);
	SENT("gone\n");
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(!session_offer(&rig.session, rig.now)); /* and gone again */
	rig_send(CHAN_TOUCHED, 0, NULL);
	CHECK(session_offer(&rig.session, rig.now));
	CHECK(session_running(&rig.session));
	SENT("menu wait 600 total 0 start 0\n  c\n  a\n  b\n");
	rig_choose(1);
	CHECK_INT(rig.boots, 1);
}

TEST(ends_other_than_a_kernel)
{
	rig_start_with(
		"ui menu.c32\nlabel r\nkernel reboot.c32\nlabel p\nkernel poweroff.c32\nlabel l\n"
		"localboot 0x82\n");
	rig.sent[0] = 0;
	rig_choose(0);
	SENT("gone\nreboot tftp://10.0.2.2/pxelinux.cfg/default: label r: rebooting as it says\n");
	session_boot_failed(&rig.session, "no", rig.now);
	rig.sent[0] = 0;
	rig_choose(1);
	CHECK(strstr(rig.sent, "gone\npoweroff ") == rig.sent);
	session_boot_failed(&rig.session, "no", rig.now);
	rig.sent[0] = 0;
	rig_choose(2);
	CHECK(strstr(rig.sent, "gone\nlocalboot ") == rig.sent);
	CHECK_INT(rig.disk, 2);
	CHECK_INT(rig.session.phase, PHASE_HANDED_OVER);
	session_boot_failed(&rig.session, "no disk is known", rig.now);
	LOGGED("no disk is known, back to the menu");
}

/* A boot file's URL names the server, where DHCP names none. */
TEST(no_configuration_below_a_url)
{
	static const char *const urls[][2] = {
		{"http://u:secret@h/dir/pxelinux.0",
		 "http://h/dir/: no configuration under any of 10 names"},
		{"dir/pxelinux.0", "no server: no configuration under any of 10 names"},
	};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		rig_fresh();
		rig.net.server = netaddr_ip4(0);
		text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of(urls[i][0]));
		rig_start();
		CHECK_INT(rig.session.phase, PHASE_FAILED);
		CHECK_STR(session_why(&rig.session), urls[i][1]);
	}
}

TEST(the_table_of_names)
{
	rig_fresh();
	rig_put("pxelinux.cfg/0A", "");
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "no configuration under any of 10 names") != NULL);
	LOGGED("names tried for the configuration:\n"
	       "  pxelinux.cfg/01-00-00-00-00-00-00: not found\n"
	       "  pxelinux.cfg/0A00020F: not found\n");
	LOGGED("  pxelinux.cfg/0A: empty, counts as not found\n  pxelinux.cfg/0: not found\n"
	       "  pxelinux.cfg/default: not found\n");
	rig.logged[0] = 0;
	rig.net.again = true;
	rig_start();
	CHECK_STR(rig.logged, "");
}

TEST(names_are_relative_to_the_url_of_the_configuration)
{
	rig_fresh();
	rig.net.has_conffile = rig.net.conffile_is_base = true;
	text_copy(rig.net.conffile, sizeof rig.net.conffile,
		  view_of("tftp://10.0.2.2/d/pxelinux.cfg/x"));
	rig_put("d/pxelinux.cfg/x", "default a\nlabel a\nkernel kk\n");
	rig_put("d/kk", "a kernel");
	rig_start();
	SENT("boot BOOT_IMAGE=kk\n");
}

#define PORTAL "<!DOCTYPE html>\n<html><head>\ndefault\nlabel x\nkernel k\n</head></html>\n"

/* Portals, single-page sites and object stores answer 200 and a page for what is not there. */
TEST(a_page_in_place_of_a_configuration_is_not_found)
{
	rig_fresh();
	rig_put("pxelinux.cfg/01-00-00-00-00-00-00", PORTAL);
	rig_put("pxelinux.cfg/0A000", "\xef\xbb\xbf" PORTAL); /* as some servers write it */
	rig_put("pxelinux.cfg/0A00020F", "It works!\nLog in, please.\n");
	rig_put("pxelinux.cfg/default", "default b\n" TWO);
	rig_start();
	SENT("boot BOOT_IMAGE=k2 two\n");
	LOGGED("tftp://10.0.2.2/pxelinux.cfg/01-00-00-00-00-00-00: an HTML or XML page and no "
	       "configuration, counts as not found\n");
	CHECK(!strstr(rig.logged, "0A00020F: a text")); /* said once */
	CHECK(!strstr(rig.logged, "01-00-00-00-00-00-00: configuration"));
}

/* A heading that somebody wrote, and what git leaves of a conflict, PXELINUX ignores. */
TEST(a_line_in_angle_brackets_makes_no_page)
{
	rig_start_with("<!-- printed by a tool -->\ndefault b\n" TWO);
	SENT("boot BOOT_IMAGE=k2 two\n");
	rig_fresh();
	rig_put("pxelinux.cfg/default", "<<<<<<< HEAD\ndefault b\ninclude labels\n");
	rig_put("labels", TWO);
	rig_start();
	SENT("boot BOOT_IMAGE=k2 two\n");
	rig_start_with("<h1>404</h1>\ndefault page of this server\n");
	LOGGED("  pxelinux.cfg/default: no configuration, counts as not found\n");
}

TEST(nothing_but_pages)
{
	rig_fresh();
	rig_put("pxelinux.cfg/0A", PORTAL);
	rig_put("pxelinux.cfg/default", "# nothing yet\n\n");
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	LOGGED("  pxelinux.cfg/0A: no configuration, counts as not found\n"
	       "  pxelinux.cfg/0: not found\n"
	       "  pxelinux.cfg/default: no configuration, counts as not found\n");
}

TEST(a_single_keyword_makes_it_a_configuration)
{
	rig_start_with("hello\nf1 help.txt\n");
	CHECK(!strstr(rig.logged, "counts as not found"));
	rig_start_with("say hello\n");
	CHECK(!strstr(rig.logged, "counts as not found"));
	rig_start_with("* list\nk 0x00000000\ni 0x02000000\n");
	CHECK(!strstr(rig.logged, "counts as not found"));
}

/* --- the lease ------------------------------------------------------------------------------- */

TEST(a_menu_without_a_lease_is_gone)
{
	rig_start_with(MENU);
	rig.sent[0] = 0;
	session_stop(&rig.session);
	SENT("gone\n");
	session_stop(&rig.session);
	SENT("");
	rig_start();
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n");
}

/* --- a configuration in the place of the boot file -------------------------------------------- */

static void boot_file(const char *name, const char *text)
{
	rig_fresh();
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of(name));
	if (text)
		rig_put(name, text);
}

TEST(boot_file_that_is_a_configuration)
{
	static const char *const names[] = {"d/pxelinux.cfg/x", "d/x.cfg", "d/x.conf", "d/x.CFG",
					    "tftp://10.0.2.2/d/x.cfg"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		boot_file(names[i], NULL);
		rig_put(i == 4 ? "d/x.cfg" : names[i], "label a\nkernel k4\nappend four\n");
		rig_put("d/k4", "kernel");
		rig_put("d/pxelinux.cfg/default", TWO);
		rig_start();
		SENT("boot BOOT_IMAGE=k4 four\n");
	}
	boot_file("d/x.ins", "* a comment\nk4 0x0\n");
	rig_put("d/k4", "kernel");
	rig_start();
	SENT("boot BOOT_IMAGE=k4\n");
}

/* Who names a configuration in its own place means that one. */
TEST(boot_file_beside_option_209)
{
	boot_file("pxelinux.cfg/x", TWO);
	rig.net.has_conffile = true;
	text_copy(rig.net.conffile, sizeof rig.net.conffile, view_of("other"));
	rig_put("other", "label b\nkernel k2\n");
	rig_start();
	SENT("boot BOOT_IMAGE=k2\n");
}

/* The content decides: what is none leads to the lookup, and so does one that starts this loader. */
TEST(boot_file_that_is_no_configuration)
{
	static const char *const texts[] = {NULL,
					    "",
					    "<html>\n",
					    "\x7f"
					    "ELF\x02\x01",
					    "a text\n",
					    "#!ipxe\nkernel k2 script\nboot\n"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		boot_file("x.cfg", texts[i]);
		rig_put("pxelinux.cfg/default", TWO);
		rig_start();
		SENT("boot BOOT_IMAGE=k one initrd=i\n");
	}
	boot_file("pxelinux.0", TWO); /* nor is it asked for what is a loader's name */
	rig_put("pxelinux.cfg/default", "label b\nkernel k2\n");
	rig_start();
	SENT("boot BOOT_IMAGE=k2\n");
}
