/* SPDX-License-Identifier: MIT
 * pxe/session/menu_send.h - a configuration's menus as the messages of pxe/chan.h. Layer: pure.
 * Callers: pxe/session/menu.c, cmd/menu.c, tests.
 *
 * An entry's number in the messages is its index in conf.labels, so a choice that comes back needs
 * no translation. A menu's number leaves out CONF_MENU_HIDDEN, which is never shown.
 */
#ifndef PXE_SESSION_MENU_SEND_H
#define PXE_SESSION_MENU_SEND_H

#include "pxe/chan.h"
#include "pxe/conf/conf.h"

/** struct session_menu_send_view - how the menu comes up */
struct session_menu_send_view {
	enum chan_screen screen;
	uint32_t wait_ds;  /* 1/10 s until the default starts, 0 = for ever; a key ends the wait */
	uint32_t total_ds; /* TOTALTIMEOUT, likewise; a key does not end it */
	int menu;	   /* index into conf.menus of the menu shown; -1 = conf_menu_start() */
	struct view back;  /* name of the configuration that led to this one; empty = none did */
};

enum session_menu_send_step {
	SESSION_MENU_SEND_MENU,
	SESSION_MENU_SEND_SUBMENUS,
	SESSION_MENU_SEND_ENTRIES,
	SESSION_MENU_SEND_SHOW,
	SESSION_MENU_SEND_OVER
};

/** struct session_menu_send - how far the sequence of messages is; private */
struct session_menu_send {
	const struct conf *conf;
	struct session_menu_send_view view;
	enum session_menu_send_step step;
	uint32_t next;	  /* index of the next menu or entry */
	struct view help; /* lines of the entry's TEXT HELP that were not sent yet */
	size_t help_lines, help_sent;
};

/** session_menu_send_start() - begin the sequence; @conf must not change before its end */
void session_menu_send_start(struct session_menu_send *m, const struct conf *conf,
			     const struct session_menu_send_view *view);

/**
 * session_menu_send_next() - the next message: CHAN_MENU, a CHAN_SUBMENU for each menu, a
 * CHAN_ENTRY for each entry with its CHAN_HELP lines behind it, CHAN_SHOW
 * @ret: filled completely; passes chan_check()
 *
 * Text is printable. TEXT HELP beyond CHAN_HELP_LINES is cut, and the last line says so. Where
 * view.back is set one more entry, number conf.label_count, stands in the root menu: kind
 * CHAN_E_RUN, to go back to that configuration.
 * Return: false at the end, with @ret untouched.
 */
bool session_menu_send_next(struct session_menu_send *m, struct chan_msg *ret);

/** session_menu_send_kind() - what Enter does on @l */
enum chan_entry_kind session_menu_send_kind(const struct conf *conf, const struct conf_label *l);

#endif
