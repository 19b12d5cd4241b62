/* SPDX-License-Identifier: MIT
 * pxe/conf/menus.h - questions about the menus of a configuration. Layer: pure. Callers: pxe/plan/,
 * pxe/session/, cmd/, tests.
 *
 * struct conf holds what was written. The answers follow from it: which menu comes first, what its
 * lines say, which entry is highlighted, where an entry leads. Entries are indices into
 * conf.labels, menus into conf.menus.
 */
#ifndef PXE_CONF_MENUS_H
#define PXE_CONF_MENUS_H

#include "pxe/conf/conf.h"

/** conf_menu_find() - the menu tagged @tag: exact, of several the last; ".top" is the root; -1 if
 *  there is none */
int conf_menu_find(const struct conf *c, struct view tag);

/** conf_menu_title() - the headline of @menu: MENU TITLE, else for a submenu the text of its entry,
 *  which may have a '^' in it; not printable yet, n is 0 when nothing names it */
struct view conf_menu_title(const struct conf *c, unsigned menu);

/** conf_menu_start() - the menu shown first: the one of DEFAULT's label when there is a UI line,
 *  else MENU START's, else the root */
unsigned conf_menu_start(const struct conf *c);

/** conf_menu_chosen() - the entry of @menu that is highlighted and that starts after TIMEOUT:
 *  DEFAULT's label when there is a UI line, MENU DEFAULT, the first that can be chosen; else -1 */
int conf_menu_chosen(const struct conf *c, unsigned menu);

/** conf_entry_text() - append what the menu shows for @l, without '^' and the indentation; empty
 *  for a separator. Through str_printable(), at most @max bytes, and "..." when there is more. */
void conf_entry_text(const struct conf *c, const struct conf_label *l, size_t max, struct str *s);

/** conf_entry_hotkey() - the key that jumps to @l, lower case; 0 = none, or an entry before it in
 *  its menu has the same */
unsigned char conf_entry_hotkey(const struct conf *c, const struct conf_label *l);

/** conf_entry_target() - the menu that @l leads to: of a submenu's line itself, of GOTO and EXIT
 *  by tag, of EXIT without one the parent; -1 = it leads nowhere, or to no menu that there is */
int conf_entry_target(const struct conf *c, const struct conf_label *l);

/** conf_entry_open() - whether @l can be chosen: no separator, not disabled, no GOTO to nowhere */
bool conf_entry_open(const struct conf *c, const struct conf_label *l);

/** conf_entry_immediate() - whether @l's hotkey starts it at once */
bool conf_entry_immediate(const struct conf *c, const struct conf_label *l);

/** conf_onerror() - the command to run when an entry of @menu cannot be started: its ONERROR, else
 *  U-Boot's FALLBACK; n is 0 when there is none */
struct view conf_onerror(const struct conf *c, unsigned menu);

#endif
