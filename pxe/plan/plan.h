/* SPDX-License-Identifier: MIT
 * pxe/plan/plan.h - what a configuration boots: which label starts, its files and its exact command
 * line. Layer: pure. Callers: pxe/session/, cmd/lint_file.c, cmd/menu.c, tests.
 *
 * The plan is complete before the first byte of a kernel is fetched, so that whatever cannot work
 * under Linux is said first, with the file and line that asked for it.
 */
#ifndef PXE_PLAN_PLAN_H
#define PXE_PLAN_PLAN_H

#include "pxe/conf/conf.h"
#include "pxe/plan/default.h"
#include "pxe/plan/host.h"
#include "pxe/plan/parts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_CMDLINE_MAX 65535u /* bytes without the NUL; the target kernel's limit is far lower */
#define PLAN_WHY_BUF	 320u

/** enum plan_error - why there is nothing to boot */
enum plan_error {
	PLAN_NO_LABEL = 1, /* nothing starts: no label, or a name that is none with IMPLICIT 0 */
	PLAN_NOT_LINUX,	   /* a COM32 module, boot sector, PXE program or disk image */
	PLAN_LONG_CMDLINE,
	PLAN_LONG_NAME,
	PLAN_MANY_INITRDS,
	PLAN_NO_KERNEL, /* the label names nothing to boot */
	PLAN_HANDOVER,	/* pxehop.handover= with a value that is none */
	PLAN_CIRCLE,	/* ifcpu64.c32 and the like lead from label to label without end */
};

/** plan_str() - an enum plan_error in words */
const char *plan_str(int error);

/** enum plan_action - what is to be done */
enum plan_action {
	PLAN_BOOT,	/* fetch kernel and initrds, jump */
	PLAN_LOCALBOOT, /* leave to the firmware's next device; chain.c32 as well */
	PLAN_CONFIG,	/* read another configuration: kernel is its name, cwd its directory */
	PLAN_MENU,	/* a menu of @menu_files; without any, of the main configuration */
	PLAN_SUBMENU,	/* the entry opens conf.menus[submenu]: MENU BEGIN, GOTO, EXIT */
	PLAN_QUIT,	/* MENU QUIT: leave the menu for the prompt */
	PLAN_HELP,	/* MENU HELP: show the text file named by kernel */
	PLAN_REBOOT,	/* reboot.c32 */
	PLAN_POWEROFF,	/* poweroff.c32 */
};

/** struct plan - one boot. The views point into the conf and the caller's arguments. */
struct plan {
	enum plan_action action;
	struct view label; /* empty for a file named by DEFAULT itself */
	struct conf_where where;
	struct view kernel;
	struct view initrds[PLAN_INITRDS_MAX]; /* loaded one behind the other, each padded to 4 */
	size_t initrd_count;
	struct view fdt, fdtdir, fdtoverlays; /* "-" for FDT was made empty */
	struct view cwd;
	struct plan_menu_files menu_files;
	struct view parmfile; /* see conf.ins: its text is still missing in the command line */
	bool kaslrseed;	      /* put fresh random numbers into the device tree */
	bool inside;	      /* see plan_check_inside() */
	bool ip6_unsaid; /* ip= was asked for in words that IPv6, by which this machine boots, has no place in */
	int64_t localboot;
	int32_t disk; /* PLAN_LOCALBOOT: as hdN counts, 0..127; -1 = none is named */
	uint16_t submenu;
	struct view sources[4]; /* what @cmdline was joined from, SYSAPPEND's strings left out */
	size_t cmdline_len;
	char cmdline[PLAN_CMDLINE_MAX + 1];
};

/**
 * plan_make() - the boot of @choice
 * @why: on an error, an empty builder of PLAN_WHY_BUF bytes receives "file: line N: what",
 * printable
 * @ret: usable on success only (its command line buffer is where the line is tried out)
 *
 * The command line is PXELINUX's: BOOT_IMAGE=<kernel>, what follows the kernel's name, APPEND,
 * initrd=<INITRD>, the SYSAPPEND strings in the order of their bits, those of pxehop.handover= (this
 * word is itself taken out; ip= and BOOTIF= are then the handover's), and @choice's arguments.
 * initrd= is looked for at word starts only (PXELINUX finds it inside rd.initrd= too); INITRD wins
 * over it, else the last one counts.
 * chain.c32, reboot.c32, poweroff.c32, linux.c32, ifcpu64.c32 and ifcpu.c32 mean what they do.
 * Return: 0 or an enum plan_error.
 */
int plan_make(const struct conf *c, const struct plan_choice *choice, const struct plan_host *host,
	      struct plan *ret, struct str *why);

#endif
