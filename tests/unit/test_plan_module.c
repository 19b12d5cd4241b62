/* SPDX-License-Identifier: MIT
 * Labels that run one of syslinux's modules: what it means here, or why it means nothing. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "pxe/plan/plan.h"

#include <stdio.h>
#include <string.h>

static struct plan plan;
static char why_text[PLAN_WHY_BUF];

/* Plan the label called "m" of @text on a processor that lacks @lacks. */
static int plan_m(const char *text, uint32_t lacks)
{
	struct plan_host host = {.cpu_lacks = lacks};
	struct str why = str_of(why_text, sizeof why_text);
	struct plan_choice choice;

	CHECK_INT(aid_str(text), 0);
	choice = (struct plan_choice){.label = conf_find(&aid_conf, view_of("m"))};
	return plan_make(&aid_conf, &choice, &host, &plan, &why);
}

static const struct {
	const char *words;
	int action;
	const char *kernel;
} meanings[] = {
	{"com32 chain.c32\nappend hd0 1", PLAN_LOCALBOOT, ""},
	{"kernel /syslinux/CHAIN.C32\nappend boot", PLAN_LOCALBOOT, ""},
	{"com32 chain", PLAN_LOCALBOOT, ""},
	{"com32 reboot.c32\nappend -w", PLAN_REBOOT, ""},
	{"kernel poweroff.c32", PLAN_POWEROFF, ""},
	{"com32 poweroff", PLAN_POWEROFF, ""},
	{"kernel util/poweroff.com", PLAN_POWEROFF, ""},
	{"comboot poweroff.com", PLAN_POWEROFF, ""},
	{"com32 config.c32 other.cfg", PLAN_CONFIG, "other.cfg"},
	{"kernel menu.c32", PLAN_MENU, "menu.c32"},
	{"com32 vesamenu.c32\nappend graphics.conf", PLAN_MENU, "vesamenu.c32"},
	{"com32 vesamenu.c32\nappend ~", PLAN_MENU, "vesamenu.c32"},
	{"kernel ldlinux.c32 d/default", PLAN_CONFIG, "d/default"},
	{"com32 libcom32.c32", PLAN_MENU, "libcom32.c32"},
	{"com32 linux.c32 -dhcpinfo k a=b initrd=i\nappend c", PLAN_BOOT, "k"},
	{"kernel linux.c32\nappend d/k x", PLAN_BOOT, "d/k"},
	/* only names of menus may lack their ending after KERNEL */
	{"kernel linux", PLAN_BOOT, "linux"},
	{"kernel chain", PLAN_BOOT, "chain"},
	{"kernel vesamenu", PLAN_MENU, "vesamenu"},
	{"linux reboot.c32", PLAN_BOOT, "reboot.c32"},
	/* MENU's own */
	{"menu quit", PLAN_QUIT, ""},
	{"menu help f.txt bg", PLAN_HELP, "f.txt"},
	{"menu goto .top", PLAN_SUBMENU, ""},
};

TEST(what_modules_mean)
{
	char text[200];

	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
		snprintf(text, sizeof text, "label m\n%s\n", meanings[i].words);
		if (CHECK_INT(plan_m(text, 0), 0) && CHECK_INT(plan.action, meanings[i].action) &&
		    CHECK(view_is(plan.kernel, meanings[i].kernel)))
			continue;
		printf("  in: %s\n", text);
	}
}

static const struct {
	const char *words;
	int disk;
} disks[] = {
	{"com32 chain.c32\nappend hd0", 0},
	{"com32 chain.c32\nappend hd1 3", 1},
	{"com32 chain.c32 hd127,5 swap", 127},
	{"com32 chain.c32\nappend hd128", -1},
	{"com32 chain.c32\nappend hd", -1},
	{"com32 chain.c32\nappend hdx", -1},
	{"com32 chain.c32\nappend boot", -1},
	{"com32 chain.c32\nappend mbr:0x1234", -1},
	{"com32 chain.c32", -1},
	{"localboot 0x80", 0},
	{"localboot 0xff", 127},
	{"localboot 129", 1},
	{"localboot 0x100", -1},
	{"localboot 0", -1},
	{"localboot -1", -1},
	{"localboot 5", -1},
};

TEST(which_disk_is_meant)
{
	char text[200];

	for (size_t i = 0; i < sizeof disks / sizeof *disks; i++) {
		snprintf(text, sizeof text, "label m\n%s\n", disks[i].words);
		if (CHECK_INT(plan_m(text, 0), 0) && CHECK_INT(plan.action, PLAN_LOCALBOOT) &&
		    CHECK_INT(plan.disk, disks[i].disk))
			continue;
		printf("  in: %s\n", text);
	}
}

TEST(linux_c32_has_its_kernel_among_its_arguments)
{
	CHECK_INT(plan_m("label m\ncom32 linux.c32 -dhcpinfo k  a=b initrd=i,j\nappend c\n", 0), 0);
	CHECK_STR(plan.cmdline, "BOOT_IMAGE=k a=b initrd=i,j c");
	CHECK_INT(plan.initrd_count, 2);
	CHECK_INT(plan_m("label m\ncom32 linux.c32\nappend k  a=b\ninitrd i\n", 0), 0);
	CHECK_STR(plan.cmdline, "BOOT_IMAGE=k a=b initrd=i");
	CHECK_INT(plan_m("label m\ncom32 linux.c32\nappend -x\n", 0), PLAN_NO_KERNEL);
}

#define BRANCHES                                                                            \
	"label a\nkernel ka\nappend x\nlabel b\nkernel kb\nlabel c\nkernel kc\ndefault c\n" \
	"label m\n"
#define OLD (PLAN_CPU_64 | PLAN_CPU_PAE)

static const struct {
	const char *words;
	uint32_t lacks;
	const char *cmdline;
} branches[] = {
	{"com32 ifcpu64.c32\nappend a -- b -- c", 0, "BOOT_IMAGE=ka x"},
	{"com32 ifcpu64.c32\nappend a -- b -- c", PLAN_CPU_64, "BOOT_IMAGE=kb"},
	{"com32 ifcpu64.c32\nappend a -- b -- c", OLD, "BOOT_IMAGE=kc"},
	{"kernel ifcpu64.c32 a y  z -- b", 0, "BOOT_IMAGE=ka x y  z"},
	{"com32 ifcpu64.c32\nappend a -- b", PLAN_CPU_64, "BOOT_IMAGE=kb"},
	{"com32 ifcpu64.c32\nappend a -- b", OLD, "BOOT_IMAGE=kb"},
	{"com32 ifcpu64\nappend a", OLD, "BOOT_IMAGE=ka x"},
	{"com32 ifcpu.c32\nappend 64 pae -- a -- b", 0, "BOOT_IMAGE=ka x"},
	{"com32 ifcpu.c32\nappend debug 64 pae -- a -- b", PLAN_CPU_PAE, "BOOT_IMAGE=kb"},
	{"com32 ifcpu.c32\nappend pae -- a -- b", PLAN_CPU_64, "BOOT_IMAGE=ka x"},
	{"com32 ifcpu.c32\nappend hypervisor -- a", PLAN_CPU_HYPERVISOR, "BOOT_IMAGE=ka x"},
	{"com32 ifcpu.c32\nappend multicore -- vmlinuz q -- b", 0, "BOOT_IMAGE=vmlinuz q"},
};

TEST(branches_by_processor)
{
	char text[300];

	for (size_t i = 0; i < sizeof branches / sizeof *branches; i++) {
		snprintf(text, sizeof text, BRANCHES "%s\n", branches[i].words);
		CHECK_INT(plan_m(text, branches[i].lacks), 0);
		CHECK_STR(plan.cmdline, branches[i].cmdline);
	}
}

TEST(branches_that_lead_nowhere)
{
	CHECK_INT(plan_m("label m\ncom32 ifcpu64.c32\nappend m\n", 0), PLAN_CIRCLE);
	CHECK_STR(why_text, "default: line 1: m: its choice of a label leads in a circle");
	CHECK_INT(plan_m("label m\ncom32 ifcpu64.c32\nappend n\nlabel n\ncom32 ifcpu64.c32\n"
			 "append m\n",
			 0),
		  PLAN_CIRCLE);
	CHECK_INT(plan_m("implicit 0\nlabel m\ncom32 ifcpu64.c32\nappend n\n", 0), PLAN_NO_LABEL);
	CHECK_INT(plan_m("label m\ncom32 ifcpu64.c32\n", 0), PLAN_NOT_LINUX);
	CHECK_INT(plan_m("label m\ncom32 ifcpu.c32\nappend 64\n", 0), PLAN_NOT_LINUX);
}

static const struct {
	const char *words, *why;
} refused[] = {
	{"com32 mboot.c32\nappend xen.gz --- vmlinuz", "Multiboot"},
	{"kernel pxechn.c32\nappend 10.0.0.1::pxelinux.0", "CONFIG"},
	{"com32 sanboot.c32", "a syslinux module"},
	{"kernel memdisk\ninitrd dos.img", "memdisk needs a PC BIOS"},
	{"menu goto nowhere", "no menu has that tag"},
	{"menu help", "names no kernel"},
};

TEST(hazard_92_modules_that_linux_cannot_run)
{
	char text[200];

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		snprintf(text, sizeof text, "label m\n%s\n", refused[i].words);
		CHECK(plan_m(text, 0) > 0);
		if (!CHECK(strstr(why_text, refused[i].why)))
			printf("  got: %s\n", why_text);
	}
}

TEST(what_a_person_types_is_a_command)
{
	struct plan_choice choice = {.label = 7, .wait_ds = 5};

	CHECK_INT(aid_str("label a\nlabel b\n"), 0);
	plan_command(&aid_conf, view_of("b  x y"), &choice);
	CHECK_INT(choice.label, 1);
	CHECK(view_is(choice.args, "x y") && !choice.file.n && choice.wait_ds == 5);
	plan_command(&aid_conf, view_of("vmlinuz q"), &choice);
	CHECK_INT(choice.label, -1);
	CHECK(view_is(choice.file, "vmlinuz") && view_is(choice.args, "q"));
	CHECK_INT(aid_str("implicit 0\n"), 0);
	plan_command(&aid_conf, view_of("vmlinuz"), &choice);
	CHECK(choice.label < 0 && !choice.file.n);
}

/* MENU SHIFTKEY: nobody holds a key, so the entry starts at once. A start menu has its own time. */
TEST(menus_that_start_otherwise)
{
	struct plan_choice got;

	CHECK_INT(aid_str("ui menu.c32\ntimeout 50\nmenu shiftkey\ndefault b\nlabel a\nlabel b\n"),
		  0);
	plan_default(&aid_conf, &got);
	CHECK_INT(got.label, 1);
	CHECK_INT(got.screen, PLAN_SCREEN_NONE);
	CHECK_INT(got.wait_ds, 0);
	CHECK_INT(aid_str("ui menu.c32\ntimeout 50\nlabel a\nmenu begin s\ntimeout 70\nmenu start\n"
			  "label b\nmenu end\n"),
		  0);
	plan_default(&aid_conf, &got);
	CHECK_INT(got.label, 2);
	CHECK_INT(got.wait_ds, 70);
	/* and what stands behind it is the root's */
	CHECK_INT(aid_str("ui menu.c32\nmenu begin s\ntimeout 70\nmenu start\nlabel b\nmenu end\n"
			  "timeout 50\nlabel a\n"),
		  0);
	plan_default(&aid_conf, &got);
	CHECK_INT(got.wait_ds, 70);
	CHECK_INT(aid_str("ui menu.c32\ntimeout 50\nlabel a\nmenu goto s\nmenu begin s\nlabel b\n"
			  "menu goto .top\nmenu end\n"),
		  0);
	plan_default(&aid_conf, &got);
	CHECK_INT(got.label, -1);
}
