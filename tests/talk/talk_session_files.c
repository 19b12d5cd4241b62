/* SPDX-License-Identifier: MIT
 * The files beside configuration and kernel: what a configuration includes, several initrds, device
 * trees; and a key that is pressed while one of them is on its way.
 */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include <string.h>

#define TREE "\xd0\x0d\xfe\xed tree"

static const char *broken_conf(void)
{
	static char line[70000];

	memset(line, 'x', sizeof line - 1);
	return line;
}

static void start_until(enum session_phase phase)
{
	session_start(&rig.session, &rig.net, rig.now);
	for (int i = 0; i < 1000 && rig.session.phase != phase; i++)
		session_step(&rig.session, rig.now);
	CHECK_INT(rig.session.phase, phase);
}

/* --- INCLUDE --------------------------------------------------------------------------------- */

TEST(includes_are_read_in_their_place)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default x\ninclude one\ninclude gone\ninclude two\n");
	rig_put("one", "label x\nkernel k\n");
	rig_put("two", "append own\n");
	rig_start();
	SENT("boot BOOT_IMAGE=k own\n");
	LOGGED("gone: File not found");
}

TEST(an_include_that_cannot_be_asked_for)
{
	rig_start_with("default a\ninclude gopher://host/x\ninclude tftp://h/%00\n" TWO);
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
	LOGGED("default: line 3:");
}

TEST(an_include_that_cannot_be_read)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "include long\n" TWO);
	rig_put("long", broken_conf());
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "long: line 1") != NULL);
}

TEST(an_include_of_a_chosen_configuration_that_cannot_be_read)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "ui menu.c32\nlabel other\nconfig o\n");
	rig_put("o", "include long\n");
	rig_put("long", broken_conf());
	rig_start();
	rig.sent[0] = 0;
	rig_choose(0);
	SENT("menu wait 0 total 0 start 0\n  other\n");
	LOGGED("back to the one before");
}

TEST(a_configuration_that_nobody_chose_and_that_cannot_be_read)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default c\nlabel c\nconfig o\n");
	rig_put("o", broken_conf());
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
}

TEST(a_menu_that_has_a_configuration_of_its_own)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "ui menu.c32 m\n");
	rig_put("m", TWO);
	rig_start();
	SENT("menu wait 0 total 0 start 0\n  a\n  b\n  Back to pxelinux.cfg/default\n");
}

TEST(help_that_cannot_be_asked_for)
{
	rig_start_with("ui menu.c32\nlabel h\nmenu help tftp://h/%00\n" TWO);
	rig.sent[0] = 0;
	rig_choose(0);
	CHECK(strstr(rig.sent, "\ndenied that was the entry's help\n") != NULL);
}

/* --- what is booted -------------------------------------------------------------------------- */

TEST(several_initrds)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\ninitrd i,i2\n");
	rig_put("i2", "more");
	rig_start();
	SENT("boot BOOT_IMAGE=k initrd=i,i2\n");
	LOGGED("i: fetched");
	LOGGED("i2: fetched");
	rig_start_with("default a\nlabel a\nkernel k\ninitrd i,gone\n");
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK_STR(session_why(&rig.session), "gone: File not found");
}

TEST(a_parameter_file_that_is_not_there)
{
	rig_start_with("* list\nk 0x00000000\ni 0x02000000\nparm 0x00010480\n");
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK_STR(session_why(&rig.session), "parm: File not found");
}

TEST(parts_that_pid_1_does_not_take)
{
	rig_fresh();
	rig.part_err = -28;
	rig_put("pxelinux.cfg/default", "default a\n" TWO);
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "cannot hand over what was downloaded") != NULL);
}

/* --- what runs ahead -------------------------------------------------------------------------- */

/* More than S390_HEAD_LEN, so that the kernel is judged before it is complete. */
static const char *big_kernel(void)
{
	static char text[S390_HEAD_LEN + 1000];

	memset(text, 'k', sizeof text - 1);
	return text;
}

static void start_ahead(unsigned kernel_steps, const char *initrds)
{
	static char conf[200];
	struct str s = str_of(conf, sizeof conf);

	rig_fresh();
	str_fmt(&s, "default a\nlabel a\nkernel big\ninitrd %s\n", initrds);
	rig_put("pxelinux.cfg/default", conf);
	rig_put_slow("big", big_kernel(), kernel_steps);
	rig_put_slow("slow", "initrd", 5);
	start_until(PHASE_KERNEL);
	session_step(&rig.session, rig.now);
	CHECK_INT(rig.session.phase, PHASE_KERNEL);
	CHECK_INT(rig_downloads(), 2);
}

TEST(the_first_initrd_runs_ahead)
{
	start_ahead(3, "slow,i");
	rig_settle();
	SENT("boot BOOT_IMAGE=big initrd=slow,i\n");
	CHECK_INT(rig_downloads(), 0);
	start_ahead(20, "slow,i"); /* it is there before the kernel is */
	rig_settle();
	SENT("boot BOOT_IMAGE=big initrd=slow,i\n");
	CHECK_INT(rig_downloads(), 0);
}

TEST(an_initrd_that_runs_ahead_and_is_not_there)
{
	start_ahead(3, "gone");
	rig_settle();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK_STR(session_why(&rig.session), "gone: File not found");
	CHECK_INT(rig_downloads(), 0);
}

TEST(what_runs_ahead_ends_with_the_attempt)
{
	start_ahead(3, "slow");
	session_stop(&rig.session);
	CHECK_INT(rig_downloads(), 0);
	start_ahead(3, "slow");
	rig_send(CHAN_TOUCHED, 0, NULL);
	CHECK_INT(rig.session.phase, PHASE_MENU);
	CHECK_INT(rig_downloads(), 0);
}

/* The kernel says 1 byte and brings thousands. */
TEST(real_20_all_downloads_under_way_share_one_budget)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel big\ninitrd slow\n");
	rig_put_slow("big", big_kernel(), 9);
	rig_put_slow("slow", "initrd", 20);
	rig.announce = 1;
	rig.net.max_payload = strlen(big_kernel()) + 3;
	start_until(PHASE_KERNEL);
	for (int i = 0; i < 4; i++)
		session_step(&rig.session, rig.now);
	CHECK_INT(rig.session.phase, PHASE_KERNEL);
	CHECK_INT(rig_downloads(), 1);
	rig.announce = 0;
	rig.net.max_payload = 0;
	session_stop(&rig.session);
}

/* --- device trees ---------------------------------------------------------------------------- */

static void fresh_with_tree(const char *words)
{
	static char conf[200];
	struct str s = str_of(conf, sizeof conf);

	rig_fresh();
	rig.machine.tree = true;
	text_copy(rig.machine.compatible, sizeof rig.machine.compatible,
		  view_of("acme,board maker,chip"));
	str_fmt(&s, "default a\nlabel a\nkernel k\n%s\n", words);
	rig_put("pxelinux.cfg/default", conf);
	rig_put("t.dtb", TREE);
	rig_put("o.dtbo", TREE);
	rig_put("dir/board.dtb", TREE);
}

TEST(a_tree_and_overlays)
{
	fresh_with_tree("fdt t.dtb\nfdtoverlays gone o.dtbo o.dtbo");
	rig_start();
	CHECK(rig.sent_parts & 1u << CHAN_DTB && rig.sent_parts & 1u << CHAN_OVERLAYS);
	LOGGED("gone: File not found; the overlay is left out");
}

TEST(a_tree_by_the_machines_name)
{
	fresh_with_tree("fdtdir dir");
	rig_start();
	CHECK(rig.sent_parts & 1u << CHAN_DTB);
	fresh_with_tree("fdtdir nowhere");
	rig_start();
	CHECK_INT(rig.boots, 1);
	CHECK(!(rig.sent_parts & 1u << CHAN_DTB));
	LOGGED("FDTDIR nowhere: no device tree for this machine");
}

TEST(overlays_without_a_tree)
{
	fresh_with_tree("fdtoverlays o.dtbo");
	rig_start();
	CHECK_INT(rig.sent_parts, 1u << CHAN_KERNEL | 1u << CHAN_CMDLINE | 1u << CHAN_OVERLAYS);
}

TEST(a_tree_that_is_none)
{
	fresh_with_tree("fdt k2");
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "k2: is no device tree") != NULL);
}

TEST(a_machine_without_a_tree_passes_the_words_over)
{
	fresh_with_tree("fdt gone");
	rig.machine.tree = false;
	rig_start();
	CHECK_INT(rig.boots, 1);
	LOGGED("passed over: no device tree describes this machine");
}

/* --- a key while something that nobody chose is on its way ----------------------------------- */

static void check_key_brings_menu(void)
{
	rig.boots = 0;
	rig.sent[0] = 0;
	rig_send(CHAN_TOUCHED, 0, NULL);
	CHECK(strstr(rig.sent, "menu wait 600 ") == rig.sent);
	CHECK_INT(rig.boots, 0);
}

TEST(a_key_brings_a_menu_whatever_is_on_its_way)
{
	static const char ins[] = "* list\nk 0x00000000\ni 0x02000000\nparm 0x00010480\n";

	for (enum session_phase p = PHASE_KERNEL; p <= PHASE_OVERLAY; p++) {
		if (p == PHASE_TREE) /* decides at once */
			continue;
		fresh_with_tree("initrd i\nfdt t.dtb\nfdtoverlays o.dtbo");
		rig.session.menu.person = SESSION_NOBODY;
		start_until(p);
		check_key_brings_menu();
	}
	rig_fresh();
	rig_put("pxelinux.cfg/default", ins);
	rig_put("parm", "x");
	start_until(PHASE_PARM);
	check_key_brings_menu();
	rig_start_with("default a\nonerror b\n" TWO);
	session_boot_failed(&rig.session, "kexec: no", rig.now);
	CHECK_INT(rig.session.phase, PHASE_WAIT);
	check_key_brings_menu();
}

/* --- initrds that no kernel can unpack ---------------------------------------------------------- */

TEST(an_html_page_is_no_initrd)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\ninitrd page\n");
	rig_put("page", "<!DOCTYPE html>\n<html>404</html>\n");
	rig_start();
	CHECK_INT(rig.boots, 0);
	CHECK(strstr(session_why(&rig.session), "page: an HTML page and no initrd"));
}

TEST(an_initrd_that_is_cut_off_is_fetched_once_more)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\ninitrd cut\n");
	rig_put("cut", "070701");
	rig_start();
	CHECK_INT(rig.boots, 0);
	CHECK(strstr(session_why(&rig.session), "cut: the file is cut off"));
}

/* --- the address is lost in mid-download ------------------------------------------------------ */

#define BY_HTTP "label a\nkernel http://h/kern\ninitrd http://h/init\n"

static void suspended(void)
{
	rig_fresh();
	rig.vouches = true;
	rig_put("pxelinux.cfg/default", BY_HTTP);
	rig_put("kern", "a kernel");
	rig_put_slow("init", "an initrd", 100);
	start_until(PHASE_INITRD);
	session_suspend(&rig.session);
	CHECK_INT(rig.session.phase, PHASE_IDLE);
	CHECK_INT(rig_downloads(), 0);
	CHECK_STR(rig.behind, "");
}

static bool holds_files(void)
{
	for (int i = 0; i < SESSION_KEPT; i++)
		if (rig.session.parts.kept[i].fd >= 0)
			return true;
	return false;
}

/* All but the last byte, so that the server has something to say. */
TEST(what_is_there_is_not_sent_again)
{
	suspended();
	CHECK(holds_files());
	rig_put("init", "an initrd");
	rig_start();
	SENT("boot BOOT_IMAGE=http://h/kern initrd=http://h/init\n");
	CHECK_STR(rig.behind, "kern 7\ninit 8\n");
	CHECK(!holds_files());
	LOGGED("http://h/init: 0 KiB are here already");
}

/* And again, while the second download goes on behind the first. */
TEST(what_is_there_survives_a_second_loss)
{
	suspended();
	start_until(PHASE_INITRD);
	session_suspend(&rig.session);
	rig_put("init", "an initrd");
	rig_start();
	CHECK_STR(rig.behind, "kern 7\ninit 8\nkern 7\ninit 8\n");
	CHECK_INT(rig.boots, 1);
}

TEST(what_is_there_is_let_go_for_another_entry)
{
	suspended();
	rig_put("pxelinux.cfg/default", "label b\nkernel k\ninitrd http://h/init\n");
	rig_put("init", "an initrd");
	rig_start();
	CHECK_INT(rig.boots, 1);
	CHECK_STR(rig.behind, "");
	CHECK(!holds_files());
}

/* Where an attempt fails of itself nothing is held. */
TEST(what_is_there_is_let_go_with_the_attempt)
{
	suspended();
	rig_put("pxelinux.cfg/default", "label b\nkernel gone\n");
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(!holds_files());
}

/* By TFTP nobody says which version a file is. */
TEST(nothing_is_kept_that_nobody_vouches_for)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", BY_HTTP);
	rig_put("kern", "a kernel");
	rig_put_slow("init", "an initrd", 100);
	start_until(PHASE_INITRD);
	session_suspend(&rig.session);
	CHECK(!holds_files());
}
