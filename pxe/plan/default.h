/* SPDX-License-Identifier: MIT
 * pxe/plan/default.h - what starts: when nobody touches a key, or by a command line. Layer: pure.
 * Callers: pxe/session/, cmd/, tests.
 */
#ifndef PXE_PLAN_DEFAULT_H
#define PXE_PLAN_DEFAULT_H

#include "pxe/conf/conf.h"
#include "pxe/plan/parts.h"

#include <stdint.h>

#define PLAN_FOREVER UINT32_MAX

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
	/* UI menu.c32 FILE: the menu is of these configurations, and nothing of this one starts;
	 * see plan_menu_files_any() */
	struct plan_menu_files menu_files;
};

/**
 * plan_default() - choose as PXELINUX does when no key is pressed
 *
 * UI beats DEFAULT. A menu starts its entry (DEFAULT if UI is there, MENU DEFAULT, the first that
 * can start) after TIMEOUT, or ONTIMEOUT's command if there is one; PROMPT 1 waits likewise;
 * without either DEFAULT starts at once. Without DEFAULT: MENU DEFAULT, else the first visible
 * label. Of a configuration that a menu module reads (conf.as_menu) a menu is always shown, and
 * DEFAULT without UI does not count. With wait_ds == PLAN_FOREVER @ret names the entry that a menu would highlight.
 */
void plan_default(const struct conf *c, struct plan_choice *ret);

/** plan_command() - what @command, as typed at PXELINUX's prompt, starts: a label, else a file if
 *  IMPLICIT allows; then its arguments. Sets label, file, args and line (none) of @ret; screen, wait and
 *  menu_files stay. */
void plan_command(const struct conf *c, struct view command, struct plan_choice *ret);

#endif
