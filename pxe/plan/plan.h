/* SPDX-License-Identifier: MIT
 * pxe/plan/plan.h - what a configuration boots: which label starts, its files and its exact command
 * line. Layer: pure. Callers: worker, show, cmd_boot, tests.
 *
 * The plan is complete before the first byte of a kernel is fetched, so that whatever cannot work
 * under Linux is said first, with the file and line that asked for it.
 */
#ifndef PXE_PLAN_PLAN_H
#define PXE_PLAN_PLAN_H

#include "pxe/conf/conf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_INITRDS_MAX 32u
#define PLAN_CMDLINE_MAX \
	65535u /* bytes, without the NUL; the target kernel's limit is far lower \
		*/
#define PLAN_WHY_BUF 320u
#define PLAN_FOREVER UINT32_MAX
#define PLAN_SYS_MAX 19u /* SYSAPPEND bits */

enum plan_error {
	PLAN_NO_LABEL = 1, /* nothing starts: no label, or a name that is none with IMPLICIT 0 */
	PLAN_NOT_LINUX,	   /* a COM32 module, boot sector, PXE program or disk image */
	PLAN_LONG_CMDLINE,
	PLAN_LONG_NAME,
	PLAN_MANY_INITRDS,
	PLAN_NO_KERNEL, /* the label names nothing to boot */
	PLAN_CIRCLE,	/* ifcpu64.c32 and the like lead from label to label without end */
};

/** plan_str() - an enum plan_error in words */
const char *plan_str(int error);

/* What a processor may lack that ifcpu64.c32 and ifcpu.c32 ask for. */
#define PLAN_CPU_64	    1u
#define PLAN_CPU_PAE	    2u
#define PLAN_CPU_HVM	    4u
#define PLAN_CPU_MULTICORE  8u
#define PLAN_CPU_SMP	    16u
#define PLAN_CPU_HYPERVISOR 32u

/** struct plan_host - what SYSAPPEND may put on the command line; views are the caller's */
struct plan_host {
	uint32_t cpu_lacks; /* PLAN_CPU_*; a machine of 32 bits lacks 64 and PAE */
	uint8_t htype;
	uint8_t mac[16];
	size_t mac_len;
	uint32_t ip, server, gateway, netmask; /* host byte order, 0 = unknown */
	bool has_uuid;
	uint8_t uuid[16]; /* byte order of DHCP option 97 */
	/* Values for bits 3 (CPU) to 18 (FSUUID), without "NAME="; empty = its string is omitted.
	 */
	struct view sys[PLAN_SYS_MAX];
};

/** enum plan_screen - what PXELINUX would show before anything starts */
enum plan_screen { PLAN_SCREEN_NONE, PLAN_SCREEN_PROMPT, PLAN_SCREEN_MENU };

/** struct plan_choice - what starts when nobody touches a key; views point into the conf */
struct plan_choice {
	enum plan_screen screen;
	uint32_t wait_ds; /* tenths of a second before it starts; 0 = at once, or PLAN_FOREVER */
	int label;	  /* index into conf.labels; -1 = none, then @file may be set */
	struct view file; /* no label of that name: a kernel's file name (IMPLICIT) */
	struct view args; /* what the DEFAULT or ONTIMEOUT line adds to the command line */
	struct view line; /* p is not NULL: the label's whole command line, kernel first, as a
			     person edited it; nothing is added to it */
	struct view
		menu_file; /* UI menu.c32 FILE: the menu's own configuration; empty = this one */
};

/**
 * plan_default() - choose as PXELINUX does when no key is pressed
 *
 * UI beats DEFAULT. A menu starts its entry (DEFAULT if UI is there, MENU DEFAULT, the first that
 * can start) after TIMEOUT, or ONTIMEOUT's command if there is one; PROMPT 1 waits likewise;
 * without either DEFAULT starts at once. Without DEFAULT: MENU DEFAULT, else the first visible
 * label. With wait_ds == PLAN_FOREVER @ret names the entry that a menu would highlight.
 */
void plan_default(const struct conf *c, struct plan_choice *ret);

/** enum plan_action - what is to be done */
enum plan_action {
	PLAN_BOOT,	/* fetch kernel and initrds, jump */
	PLAN_LOCALBOOT, /* leave to the firmware's next device; chain.c32 as well */
	PLAN_CONFIG,	/* read another configuration: kernel is its name, cwd its directory */
	PLAN_MENU,	/* the label runs menu.c32 without a file: show the menu again */
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
	struct view parmfile; /* see conf.ins: its text is still missing in the command line */
	bool kaslrseed;	      /* put fresh random numbers into the device tree */
	int64_t localboot;
	uint16_t submenu;
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
 * initrd=<INITRD>, the SYSAPPEND strings in the order of their bits, and @choice's arguments.
 * initrd= is looked for at word starts only (PXELINUX finds it inside rd.initrd= too); INITRD wins
 * over it, else the last one counts.
 * chain.c32, reboot.c32, poweroff.c32, linux.c32, ifcpu64.c32 and ifcpu.c32 mean what they do.
 * Return: 0 or an enum plan_error.
 */
int plan_make(const struct conf *c, const struct plan_choice *choice, const struct plan_host *host,
	      struct plan *ret, struct str *why);

/** struct plan_parts - a label taken apart, as `pxe show` prints it */
struct plan_parts {
	struct view kernel; /* p is NULL when the label boots no file */
	struct view args;   /* rest of the kernel's line, leading blanks removed */
	struct view append; /* the APPEND in force */
	struct view initrds[PLAN_INITRDS_MAX];
	size_t initrd_count;
	bool too_many; /* initrds beyond PLAN_INITRDS_MAX were left out */
};

/** plan_parts() - take @l apart, with @extra arguments that may hold initrd= (or empty) */
void plan_parts(const struct conf_label *l, struct view extra, struct plan_parts *ret);

/** plan_command() - what @command, as typed at PXELINUX's prompt, starts: a label, else a file if
 *  IMPLICIT allows; then its arguments. Sets label, file and args of @ret only. */
void plan_command(const struct conf *c, struct view command, struct plan_choice *ret);

/** plan_is_menu() - @kernel names one of syslinux's menu modules, which mean our menu */
bool plan_is_menu(struct view kernel);

/** plan_menu_file() - the configuration that a menu module's arguments name; empty = the current
 * one (no argument, "~", or gfxboot, whose argument is a picture) */
struct view plan_menu_file(const struct plan_parts *parts);

/** plan_localboot() - the number LOCALBOOT gives, 0 if it is none */
int64_t plan_localboot(const struct conf_label *l);

#endif
