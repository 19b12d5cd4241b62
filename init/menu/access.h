/* SPDX-License-Identifier: MIT
 * init/menu/access.h - what a person may do with the menu, and what takes a password. Layer: pure.
 * Callers: init/menu, tests.
 *
 * The configuration says it (ALLOWOPTIONS, NOCOMPLETE, NOESCAPE, MENU PASSWD, MENU MASTER PASSWD);
 * the worker alone knows the passwords and compares them (CHAN_GRANTED, CHAN_DENIED). The rescue
 * shell is not the configuration's: pxehop.shell= decides, in init/pid1.c.
 */
#ifndef INIT_MENU_ACCESS_H
#define INIT_MENU_ACCESS_H

#include "init/menu/menu.h"

enum menu_access { MENU_ALLOWED, MENU_FORBIDDEN, MENU_PASSWD_FIRST };

/** menu_access_entry() - Enter on an entry */
enum menu_access menu_access_entry(const struct chan_entry *e);

/** menu_access_edit() - editing the command line of @e; NULL = of any entry */
enum menu_access menu_access_edit(const struct menu *m, const struct chan_entry *e);

/** menu_access_escape() - leaving the menu for the prompt by Esc */
enum menu_access menu_access_escape(const struct menu *m);

/** menu_access_prompt() - using the prompt, by MENU QUIT or where Esc is allowed */
enum menu_access menu_access_prompt(const struct menu *m);

/** menu_access_labels() - having the prompt list and complete labels */
enum menu_access menu_access_labels(const struct menu *m);

#endif
