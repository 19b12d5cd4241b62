/* SPDX-License-Identifier: MIT
 * pxe/session/menu_send.h - a configuration's menus as the messages that PID 1 shows them from. Layer: pure.
 * Callers: pxe/session/menu.c, the menu's preview on a workstation, tests.
 *
 * The numbers of the messages are the worker's own: entry n is conf.labels[n], so that a choice
 * needs no table. Menus are counted without the place of hidden entries, which is none to look at.
 */
#ifndef PXE_SESSION_MENU_SEND_H
#define PXE_SESSION_MENU_SEND_H

#include "pxe/chan.h"
#include "pxe/conf/conf.h"

/** struct model_view - how the menu comes up */
struct model_view {
	enum chan_screen screen;
	uint32_t wait_ds;  /* until the default starts, 1/10 s, 0 = for ever; a key ends it */
	uint32_t total_ds; /* the same, but no key ends it */
	int menu;	  /* index into conf.menus: the one shown; -1 = as the configuration says */
	struct view back; /* another configuration led here: what to call it; empty = none did */
};

enum model_step { MODEL_MENU, MODEL_SUBMENUS, MODEL_ENTRIES, MODEL_SHOW, MODEL_OVER };

/** struct model - where the sequence stands; model_start() sets it up. Private. */
struct model {
	const struct conf *conf;
	struct model_view view;
	enum model_step step;
	uint32_t next;	  /* menu or entry */
	struct view help; /* what is left of the entry's */
	size_t help_lines, help_sent;
};

/** model_start() - begin the sequence; @conf must stay as it is until its end */
void model_start(struct model *m, const struct conf *conf, const struct model_view *view);

/**
 * model_next() - the next message: CHAN_MENU, CHAN_SUBMENU for each menu, CHAN_ENTRY for each entry
 * with its lines of CHAN_HELP behind it, CHAN_SHOW
 * @ret: filled completely; passes chan_check()
 *
 * Text is printable. Help beyond CHAN_HELP_LINES is cut with a line that says so. With a way back
 * the last entry, number conf.label_count, is that: kind CHAN_E_RUN, in the root menu.
 * Return: false at the end, with @ret untouched.
 */
bool model_next(struct model *m, struct chan_msg *ret);

/** model_kind() - what Enter does on @l */
enum chan_entry_kind model_kind(const struct conf *conf, const struct conf_label *l);

/** model_guarded() - whether any menu has a master password: editing and the prompt ask for it */
bool model_guarded(const struct conf *c);

#endif
