/* SPDX-License-Identifier: MIT
 * What boots: the choice, the files, and the command line to the byte. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "pxe/plan/plan.h"

#include <stdio.h>
#include <string.h>

static const struct plan_host host = {
	.htype = 1,
	.mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56},
	.mac_len = 6,
	.ip = 0x0a00020f,
	.server = 0x0a000202,
	.gateway = 0x0a000202,
	.netmask = 0xffffff00,
	.has_uuid = true,
	.uuid = {0xb8, 0x94, 0x5d, 0x50, 0x81, 0x19, 0x41, 0x1d, 0xb8, 0x80, 0x58, 0xfb, 0x8c, 0xcd,
		 0x07, 0x2a},
	.sys[4] = {.p = "  QEMU \t Inc. ", .n = 14},
};

static struct plan plan;
static char why_text[PLAN_WHY_BUF];

/* Parse @text and plan what starts by itself. */
static int plan_text(const char *text)
{
	struct plan_choice choice;
	struct str why = str_of(why_text, sizeof why_text);
	int rc = aid_str(text);

	if (!CHECK_INT(rc, 0))
		return rc;
	plan_default(&aid_conf, &choice);
	return plan_make(&aid_conf, &choice, &host, &plan, &why);
}

/* Plan the label called @name of the configuration parsed last. */
static int plan_label(const char *name)
{
	struct plan_choice choice = {.label = conf_find(&aid_conf, view_of(name))};
	struct str why = str_of(why_text, sizeof why_text);

	return plan_make(&aid_conf, &choice, &host, &plan, &why);
}

struct line_row {
	const char *text, *cmdline;
	const char *initrds[3];
};

static const struct line_row lines[] = {
	{"label a\nkernel k\n", "BOOT_IMAGE=k", {0}},
	{"label a\nkernel http://u:p@h/k\ninitrd ftp://u:p@h/i,j\n",
	 "BOOT_IMAGE=http://h/k initrd=ftp://h/i,j",
	 {"ftp://u:p@h/i", "j"}},
	{"label a\nkernel k  one two \nappend three  four\n",
	 "BOOT_IMAGE=k one two  three  four",
	 {0}},
	{"default a  five\nlabel a\nlinux k\ninitrd i\nappend x\nipappend 2\n",
	 "BOOT_IMAGE=k x initrd=i BOOTIF=01-52-54-00-12-34-56 five",
	 {"i"}},
	{"label a\nkernel k\ninitrd i1,i2,,i3\n",
	 "BOOT_IMAGE=k initrd=i1,i2,,i3",
	 {"i1", "i2", "i3"}},
	{"label a\nkernel k\nappend initrd=old root=x initrd=new,two\n",
	 "BOOT_IMAGE=k initrd=old root=x initrd=new,two",
	 {"new", "two"}},
	{"label a\nkernel k\ninitrd i\nappend initrd=other\n",
	 "BOOT_IMAGE=k initrd=other initrd=i",
	 {"i"}},
	/* PXELINUX's strstr() would load "no" here. */
	{"label a\nkernel k\nappend rd.initrd=no xinitrd=no noinitrd\n",
	 "BOOT_IMAGE=k rd.initrd=no xinitrd=no noinitrd",
	 {0}},
	{"label a\nkernel k initrd=arg\n", "BOOT_IMAGE=k initrd=arg", {"arg"}},
	{"default a initrd=arg\nlabel a\nkernel k\n", "BOOT_IMAGE=k initrd=arg", {"arg"}},
	{"label a\nkernel k\ninitrd i quiet\n", "BOOT_IMAGE=k initrd=i quiet", {"i"}},
	{"label a\nkernel k\nappend initrd=\n", "BOOT_IMAGE=k initrd=", {0}},
	{"append g\nlabel a\nkernel k\nappend -\nsysappend 0x17\n",
	 "BOOT_IMAGE=k ip=10.0.2.15:10.0.2.2:10.0.2.2:255.255.255.0 BOOTIF=01-52-54-00-12-34-56 "
	 "SYSUUID=b8945d50-8119-411d-b880-58fb8ccd072a SYSVENDOR=QEMU_Inc.",
	 {0}},
	{"sysappend 2\nappend g\ndefault file.img opt\n",
	 "BOOT_IMAGE=file.img BOOTIF=01-52-54-00-12-34-56 opt",
	 {0}},
	{"label vmlinuz\nappend x\n", "BOOT_IMAGE=vmlinuz x", {0}},
};

TEST(command_lines_are_pxelinuxs)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		size_t n = 0;

		if (!CHECK_INT(plan_text(lines[i].text), 0))
			continue;
		CHECK_INT(plan.action, PLAN_BOOT);
		CHECK_STR(plan.cmdline, lines[i].cmdline);
		CHECK_INT(plan.cmdline_len, strlen(plan.cmdline));
		while (n < 3 && lines[i].initrds[n])
			n++;
		if (!CHECK_INT(plan.initrd_count, n))
			continue;
		for (size_t j = 0; j < n; j++)
			CHECK(view_is(plan.initrds[j], lines[i].initrds[j]));
	}
}

/* A value from SMBIOS or the server stays one argument (hazard 90), and what is unknown is left
 * out. */
TEST(hazard_90_sysappend_values_stay_one_argument)
{
	struct plan_host h = {.sys[5] = {.p = "\x7f \n", .n = 3},
			      .sys[7] = {.p = "a\"b  c", .n = 6}};
	struct plan_choice choice;
	struct str why = str_of(why_text, sizeof why_text);

	CHECK_INT(aid_str("label a\nkernel k\nsysappend 0x7ffff\n"), 0);
	plan_default(&aid_conf, &choice);
	CHECK_INT(plan_make(&aid_conf, &choice, &h, &plan, &why), 0);
	CHECK_STR(plan.cmdline, "BOOT_IMAGE=k SYSSERIAL=a\"b_c");
}

/* --- what starts ----------------------------------------------------------------------------- */

struct default_row {
	const char *text;
	int label; /* -1 = none */
	int screen;
	uint32_t wait_ds;
	const char *file, *args;
};

#define LABELS "label a\nkernel ka\nlabel b\nkernel kb\n"

static const struct default_row defaults[] = {
	{"default b\n" LABELS, 1, PLAN_SCREEN_NONE, 0, "", ""},
	{LABELS "default b opt  x\n", 1, PLAN_SCREEN_NONE, 0, "", "opt  x"},
	/* PROMPT 0: at once, TIMEOUT and ONTIMEOUT do not count */
	{"default b\ntimeout 50\nontimeout a\n" LABELS, 1, PLAN_SCREEN_NONE, 0, "", ""},
	{"default b\nprompt 1\ntimeout 50\n" LABELS, 1, PLAN_SCREEN_PROMPT, 50, "", ""},
	{"default b\nprompt 1\ntimeout 50\nontimeout a z\n" LABELS, 0, PLAN_SCREEN_PROMPT, 50, "",
	 "z"},
	{"default b\nprompt 1\n" LABELS, 1, PLAN_SCREEN_PROMPT, PLAN_FOREVER, "", ""},
	{"default b\nprompt 1\nnoescape 1\n" LABELS, 1, PLAN_SCREEN_NONE, 0, "", ""},
	{"default b\nprompt 1\ntimeout 50\ntotaltimeout 20\n" LABELS, 1, PLAN_SCREEN_PROMPT, 20, "",
	 ""},
	/* no DEFAULT: MENU DEFAULT, then the first visible label */
	{LABELS, 0, PLAN_SCREEN_NONE, 0, "", ""},
	{LABELS "menu default\n", 1, PLAN_SCREEN_NONE, 0, "", ""},
	{"label h\nmenu hide\n" LABELS, 1, PLAN_SCREEN_NONE, 0, "", ""},
	{"label d\nmenu disable\nmenu separator\n" LABELS, 2, PLAN_SCREEN_NONE, 0, "", ""},
	{"timeout 30\n" LABELS, 0, PLAN_SCREEN_PROMPT, 30, "", ""},
	{"", -1, PLAN_SCREEN_NONE, 0, "", ""},
	/* DEFAULT names no label: a file, unless IMPLICIT 0 */
	{"default vmlinuz x\n" LABELS, -1, PLAN_SCREEN_NONE, 0, "vmlinuz", "x"},
	{"default vmlinuz x\nimplicit 0\n" LABELS, -1, PLAN_SCREEN_NONE, 0, "", "x"},
	/* hidden labels start by name */
	{"default h\nlabel h\nmenu hide\nkernel kh\n" LABELS, 0, PLAN_SCREEN_NONE, 0, "", ""},
	/* menus */
	{"default menu.c32\ntimeout 20\n" LABELS, 0, PLAN_SCREEN_MENU, 20, "", ""},
	{"default vesamenu.c32\ntimeout 20\n" LABELS "menu default\n", 1, PLAN_SCREEN_MENU, 20, "",
	 ""},
	{"default menu.c32\n" LABELS, 0, PLAN_SCREEN_MENU, PLAN_FOREVER, "", ""},
	{"ui syslinux/menu.c32\ndefault b\ntimeout 20\n" LABELS, 1, PLAN_SCREEN_MENU, 20, "", ""},
	{"default b\nui menu.c32\nprompt 1\ntimeout 20\nontimeout a\n" LABELS, 0, PLAN_SCREEN_MENU,
	 20, "", ""},
	{"default m\ntimeout 9\nlabel m\nmenu hide\ncom32 vesamenu.c32\n" LABELS, 1,
	 PLAN_SCREEN_MENU, 9, "", ""},
	{"default m\ntimeout 9\n" LABELS "label m\ncom32 menu.c32\n", 0, PLAN_SCREEN_MENU, 9, "",
	 ""},
	{"ui menu.c32\ndefault h\ntimeout 9\nlabel h\nmenu hide\n" LABELS, 1, PLAN_SCREEN_MENU, 9,
	 "", ""},
	/* disabled labels do not start by name */
	{"default d\nlabel d\nmenu disable\n" LABELS, -1, PLAN_SCREEN_NONE, 0, "d", ""},
	/* the highlighted entry is a submenu: its own highlight */
	{"ui menu.c32\ntimeout 9\nlabel x\nmenu begin s\nmenu default\nlabel y\nlabel z\n"
	 "menu default\nmenu end\n",
	 3, PLAN_SCREEN_MENU, 9, "", ""},
};

TEST(what_starts_when_nobody_touches_a_key)
{
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
		const struct default_row *r = &defaults[i];
		struct plan_choice got;
		bool ok;

		CHECK_INT(aid_str(r->text), 0);
		plan_default(&aid_conf, &got);
		ok = CHECK_INT(got.label, r->label);
		ok &= CHECK_INT(got.screen, r->screen);
		ok &= CHECK_INT(got.wait_ds, r->wait_ds);
		ok &= CHECK(view_is(got.file, r->file));
		ok &= CHECK(view_is(got.args, r->args));
		if (!ok)
			printf("  in: %s\n", r->text);
	}
}

TEST(device_tree_words_reach_the_plan)
{
	CHECK_INT(plan_text("label a\nkernel k\nfdt a.dtb \nfdtdir d/\nfdtoverlays x y \n"), 0);
	CHECK(view_is(plan.fdt, "a.dtb") && view_is(plan.fdtdir, "d/"));
	CHECK(view_is(plan.fdtoverlays, "x y"));
	CHECK_INT(plan_text("label a\nkernel k\nfdt -\n"), 0);
	CHECK(plan.fdt.p && plan.fdt.n == 0);
	CHECK_INT(plan_text("label a\nkernel k\n"), 0);
	CHECK(!plan.fdt.p);
}

TEST(a_menu_may_name_its_own_file)
{
	struct plan_choice got;
	struct view name;

	CHECK_INT(aid_str("ui menu.c32 other.cfg\n"), 0);
	plan_default(&aid_conf, &got);
	CHECK(plan_menu_files_any(&got.menu_files));
	CHECK_INT(got.label, -1);
	CHECK_INT(got.wait_ds, PLAN_FOREVER);
	CHECK(plan_menu_files_next(&got.menu_files, &name) && view_is(name, "other.cfg"));
	CHECK(!plan_menu_files_next(&got.menu_files, &name));
	CHECK_INT(aid_str("default menu.c32 ~\n"), 0);
	plan_default(&aid_conf, &got);
	CHECK(!plan_menu_files_any(&got.menu_files));
	CHECK_INT(got.screen, PLAN_SCREEN_MENU);
	/* gfxboot's argument is its picture; Ubuntu's installers start with this line */
	CHECK_INT(aid_str("ui gfxboot bootlogo\ndefault a\nlabel a\n"), 0);
	plan_default(&aid_conf, &got);
	CHECK(!plan_menu_files_any(&got.menu_files));
	CHECK_INT(got.screen, PLAN_SCREEN_MENU);
	CHECK_INT(got.label, 0);
}

/* Yocto's and Fedora's labels have blanks in them, which PXELINUX takes for the end of the name. */
TEST(real_04_the_whole_text_of_a_label)
{
	static const struct {
		const char *text;
		int label;
		const char *args;
	} rows[] = {
		{"default Poky Fallback\n", 1, ""},
		{"default  Poky  Fallback \n", 0, "Fallback "},
		{"default Poky Fallback \t\n", 1, ""},
		{"default Poky Fallback x\n", 0, "Fallback x"},
		{"default Poky other\n", 0, "other"},
		{"default Poky\n", 2, ""},
		{"prompt 1\ntimeout 5\ndefault Poky\nontimeout Poky Fallback\n", 1, ""},
	};
	struct plan_choice got;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[300];

		snprintf(text, sizeof text,
			 "%slabel Poky Default\nkernel a\nlabel Poky Fallback\nkernel b\n"
			 "label Poky\nkernel c\n",
			 rows[i].text);
		CHECK_INT(aid_str(text), 0);
		CHECK(!aid_noted(5, "given twice"));
		plan_default(&aid_conf, &got);
		if (!CHECK_INT(got.label, rows[i].label) || !CHECK(view_is(got.args, rows[i].args)))
			printf("  in: %s\n", rows[i].text);
	}
	CHECK_INT(aid_str("ui menu.c32\nlabel Poky Default\nlabel Poky Fallback\n"
			  "default Poky Fallback\n"),
		  0);
	plan_default(&aid_conf, &got);
	CHECK_INT(got.label, 1);
	CHECK_INT(aid_str("label Poky A\nkernel k\nlabel Poky A\nkernel k\n"), 0);
	CHECK(aid_noted(3, "LABEL given twice"));
}

/* Whatever the file says itself: a menu, and DEFAULT counts beside UI alone. */
TEST(real_01_what_a_menu_module_reads_is_a_menu)
{
	static const struct {
		const char *text;
		int label;
		uint32_t wait_ds;
	} rows[] = {
		{LABELS, 0, PLAN_FOREVER},
		{LABELS "timeout 100\n", 0, 100},
		{LABELS "default b\nprompt 1\ntimeout 100\n", 0, 100},
		{LABELS "default b\n", 0, PLAN_FOREVER},
		{LABELS "default b\nui vesamenu.c32 other.cfg\ntimeout 5\n", 1, 5},
		{LABELS "menu default\ndefault a\n", 1, PLAN_FOREVER},
		{"label back\nkernel menu.c32\nappend pxelinux.cfg/default\n" LABELS, 0,
		 PLAN_FOREVER},
		{"timeout 50\nontimeout b\n" LABELS, 1, 50},
		{"noescape 1\n" LABELS, 0, PLAN_FOREVER},
		{"default menu.c32 other.cfg\n" LABELS, 0, PLAN_FOREVER},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct plan_choice got;
		bool ok;

		CHECK_INT(aid_str(rows[i].text), 0);
		aid_conf.as_menu = true;
		plan_default(&aid_conf, &got);
		ok = CHECK_INT(got.label, rows[i].label);
		ok &= CHECK_INT(got.screen, PLAN_SCREEN_MENU);
		ok &= CHECK_INT(got.wait_ds, rows[i].wait_ds);
		ok &= CHECK(!plan_menu_files_any(&got.menu_files));
		if (!ok)
			printf("  in: %s\n", rows[i].text);
	}
}

/* What follows the module in its line, in APPEND and at the prompt, in that order. */
TEST(real_02_a_menu_of_several_files)
{
	struct str why = str_of(why_text, sizeof why_text);
	struct plan_choice choice;
	struct view name;

	CHECK_INT(aid_str("label m\nkernel menu.c32 a.cfg\nappend #pass  b.cfg ~\n"), 0);
	plan_command(&aid_conf, view_of("m c.cfg"), &choice);
	CHECK_INT(plan_make(&aid_conf, &choice, &host, &plan, &why), 0);
	CHECK_INT(plan.action, PLAN_MENU);
	CHECK(plan_menu_files_next(&plan.menu_files, &name) && view_is(name, "a.cfg"));
	CHECK(plan_menu_files_next(&plan.menu_files, &name) && view_is(name, "#pass"));
	CHECK(plan_menu_files_next(&plan.menu_files, &name) && view_is(name, "b.cfg"));
	CHECK(plan_menu_files_next(&plan.menu_files, &name) && view_is(name, "~"));
	CHECK(plan_menu_files_next(&plan.menu_files, &name) && view_is(name, "c.cfg"));
	CHECK(!plan_menu_files_next(&plan.menu_files, &name));
}

TEST(labels_that_boot_nothing_from_the_network)
{
	struct view name;

	CHECK_INT(plan_text("label l\nlocalboot -1\n"), 0);
	CHECK_INT(plan.action, PLAN_LOCALBOOT);
	CHECK_INT(plan.localboot, -1);
	CHECK_INT(plan_text("label l\nlocalboot 0x80\n"), 0);
	CHECK_INT(plan.localboot, 0x80);
	CHECK_INT(plan_text("label l\nlocalboot\n"), 0);
	CHECK_INT(plan.localboot, 0);
	CHECK_INT(plan_text("label l\nconfig other.cfg\nappend dir/\n"), 0);
	CHECK_INT(plan.action, PLAN_CONFIG);
	CHECK(view_is(plan.kernel, "other.cfg") && view_is(plan.cwd, "dir/"));
	CHECK_INT(plan_text("label l\nkernel d/vesamenu.c32\nappend sub.cfg\ndefault l2\nlabel l2\n"
			    "com32 x\n"),
		  PLAN_NOT_LINUX);
	CHECK_INT(plan_label("l"), 0);
	CHECK_INT(plan.action, PLAN_MENU);
	CHECK(plan_menu_files_next(&plan.menu_files, &name) && view_is(name, "sub.cfg"));
	CHECK(!plan_menu_files_next(&plan.menu_files, &name));
	CHECK_INT(plan_text("label l2\nlabel l\ncom32 menu.c32\n"), 0);
	CHECK_INT(plan_label("l"), 0);
	CHECK_INT(plan.action, PLAN_MENU);
}

/* --- refusals -------------------------------------------------------------------------------- */

static const struct {
	const char *text;
	int error;
	const char *why;
} refusals[] = {
	{"label a\ncom32 hdt\n", PLAN_NOT_LINUX, "default: line 2: hdt: a syslinux module"},
	{"label a\nkernel hdt.c32\n", PLAN_NOT_LINUX,
	 "default: line 2: hdt.c32: a syslinux module"},
	{"label a\nboot b.bin\n", PLAN_NOT_LINUX, "default: line 2: b.bin: a boot sector"},
	{"label a\nbss b\n", PLAN_NOT_LINUX, "default: line 2: b: a boot sector"},
	{"label a\npxe other.0\n", PLAN_NOT_LINUX, "default: line 2: other.0: a PXE program"},
	{"label a\nfdimage f.img\n", PLAN_NOT_LINUX, "default: line 2: f.img: a floppy image"},
	{"label a\n\nkernel tools/memdisk\n", PLAN_NOT_LINUX,
	 "default: line 3: tools/memdisk: memdisk"},
	{"label a\nkernel k\x9b[2J.c32\n", PLAN_NOT_LINUX, "default: line 2: k\\x9b[2J.c32: "},
	{"label a\nkernel\n", PLAN_NO_KERNEL, "default: line 1: a: the label names no kernel"},
	{"", PLAN_NO_LABEL, "nothing to start: the file is empty"},
	{"implicit 0\ndefault x\n", PLAN_NO_LABEL, "nothing to start: it has no label"},
	{"implicit 0\ndefault x\nlabel a\n", PLAN_NO_LABEL, "nothing to start"},
	{"ui menu.c32\nmenuentry x\n", PLAN_NO_LABEL,
	 "nothing to start: it seems to be GRUB's grub.cfg, and no PXELINUX configuration"},
	{"timeout 5\ntitle x\nroot (hd0,0)\nkernel /k\n", PLAN_NO_LABEL,
	 "nothing to start: it seems to be GRUB's old menu.lst, and no PXELINUX configuration"},
};

TEST(hazard_92_refusals_name_file_line_and_reason)
{
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		CHECK_INT(plan_text(refusals[i].text), refusals[i].error);
		why_text[strlen(refusals[i].why)] = '\0';
		CHECK_STR(why_text, refusals[i].why);
	}
}

/* Nothing finds a disabled label, but whoever asks for it by number gets no boot either. */
TEST(a_disabled_label_is_understood_and_refused)
{
	struct plan_choice choice = {.label = 0};
	struct str why = str_of(why_text, sizeof why_text);
	struct plan_parts parts;

	CHECK_INT(aid_str("label a\nmenu disable\nkernel k x\n"), 0);
	plan_parts(&aid_conf.labels[0], (struct view){0}, &parts);
	CHECK(view_is(parts.kernel, "k") && view_is(parts.args, "x"));
	CHECK_INT(plan_make(&aid_conf, &choice, &host, &plan, &why), PLAN_NO_KERNEL);
	CHECK_STR(why_text, "default: line 1: a: the entry is disabled");
}

static char text[CONF_LINE_MAX * 2];

TEST(hazard_89_initrds_at_their_cap_and_one_above)
{
	size_t n = (size_t)snprintf(text, sizeof text, "label a\nkernel k\ninitrd ");

	for (unsigned i = 0; i < PLAN_INITRDS_MAX; i++)
		n += (size_t)snprintf(text + n, 8, "i%u,", i);
	CHECK_INT(plan_text(text), 0);
	CHECK_INT(plan.initrd_count, PLAN_INITRDS_MAX);
	snprintf(text + n, 8, "one");
	CHECK_INT(plan_text(text), PLAN_MANY_INITRDS);
	CHECK_STR(why_text, "default: line 3: a: more than 32 initrds");
}

TEST(hazard_90_command_line_at_its_cap_and_one_above)
{
	size_t n = (size_t)snprintf(text, sizeof text, "label a\nkernel k1234\nappend ");
	size_t space = PLAN_CMDLINE_MAX - strlen("BOOT_IMAGE=k1234 ");

	memset(text + n, 'x', space);
	text[n + space] = '\0';
	CHECK_INT(plan_text(text), 0);
	CHECK_INT(plan.cmdline_len, PLAN_CMDLINE_MAX);
	text[n + space] = 'x';
	text[n + space + 1] = '\0';
	CHECK_INT(plan_text(text), PLAN_LONG_CMDLINE);
	CHECK_STR(why_text, "default: line 3: a: the command line is longer than 65535 bytes");
}

TEST(file_names_at_their_cap_and_one_above)
{
	size_t n = (size_t)snprintf(text, sizeof text, "label a\nkernel ");

	memset(text + n, 'k', CONF_NAME_MAX + 1);
	text[n + CONF_NAME_MAX] = '\0';
	CHECK_INT(plan_text(text), 0);
	text[n + CONF_NAME_MAX] = 'k';
	text[n + CONF_NAME_MAX + 1] = '\0';
	CHECK_INT(plan_text(text), PLAN_LONG_NAME);
	CHECK_STR(why_text, "default: line 2: a: a file name is longer than 4096 bytes");
}

TEST(real_07_a_handover_that_is_none_is_named_by_its_line)
{
	CHECK_INT(plan_text("label a\nkernel k\n\nappend x pxehop.handover=nobody\n"),
		  PLAN_HANDOVER);
	CHECK(view_starts(view_of(why_text), "default: line 4: a: pxehop.handover= is not "));
}
