/* SPDX-License-Identifier: MIT
 * pxe/session/internal.h - how the files of one session call each other; nobody else includes it.
 *
 * pxe/session/session.c owns the machine, pxe/session/lookup.c what ends in a configuration,
 * pxe/session/menu.c the conversation with a person, pxe/session/text.c the files shown there,
 * pxe/session/start.c what is started and what follows when it cannot be, pxe/session/parts.c what ends in
 * sealed memfds, pxe/session/tree.c the device tree among these.
 */
#ifndef PXE_SESSION_INTERNAL_H
#define PXE_SESSION_INTERNAL_H

#include "pxe/session/session.h"

/* --- pxe/session/session.c --- */

/** session_why() - an empty builder over the sentence that says what went wrong */
struct str session_why(struct session *s);

/** session_fail() - end the attempt; the sentence is in place */
void session_fail(struct session *s);

/** session_drop() - end downloads, release the parts */
void session_drop(struct session *s);

/* --- pxe/session/lookup.c --- */

/** session_next_candidate() - ask for the next configuration file, or fail */
void session_next_candidate(struct session *s, uint64_t now);

/** session_conf_ended() - the download of a configuration or an included file is over */
void session_conf_ended(struct session *s, bool ok, uint64_t now);

/** session_chain() - the configuration @name, relative to this one, takes this one's place; @cwd is
 *  what its names are relative to, empty = as here */
void session_chain(struct session *s, struct view name, struct view cwd, uint64_t now);

/** session_back() - the configuration that led to this one takes its place again */
void session_back(struct session *s, uint64_t now);

/* --- pxe/session/start.c --- */

/** session_ready() - a configuration is read: show its menu, wait, or start */
void session_ready(struct session *s, uint64_t now);

/** session_plan() - plan what s->choice says; false: the sentence says why not */
bool session_plan(struct session *s);

/** session_run() - start what s->choice says */
void session_run(struct session *s, uint64_t now);

/** session_boot() - start the plan's kernel, nothing being missing in its command line */
void session_boot(struct session *s, uint64_t now);

/** session_refuse() - what was to be started cannot be, for the reason in place: the person who
 *  chose it is told, else session_entry_failed() */
void session_refuse(struct session *s, uint64_t now);

/** session_entry_failed() - what was started came to nothing, for the reason in place: ONERROR,
 *  the menu if a person chose it there, or the end of the attempt */
void session_entry_failed(struct session *s, uint64_t now);

/* --- pxe/session/menu.c --- */

/** session_can_show() - whether there is anybody to see a menu, and anything to show */
bool session_can_show(const struct session *s);

/** session_show() - send the menu; @menu: index into conf.menus, -1 = the one that comes first */
void session_show(struct session *s, enum chan_screen screen, int menu, uint64_t now);

/** session_menu_gone() - no menu from here on */
void session_menu_gone(struct session *s);

/** session_deny() - the answer to a choice, for the reason in place; at @at */
void session_deny(struct session *s, uint64_t at, uint64_t now);

uint64_t session_menu_deadline(const struct session *s);
void session_menu_step(struct session *s, uint64_t now);

/* --- pxe/session/text.c --- */

/** session_text() - fetch @name and show its lines */
void session_text(struct session *s, struct view name, uint64_t now);

/** session_parm() - fetch the plan's parameter file and then boot */
void session_parm(struct session *s, uint64_t now);

void session_text_ended(struct session *s, bool ok, uint64_t now);

/* --- pxe/session/parts.c --- */

/** session_fetch_kernel() - the plan is made: begin with its kernel */
void session_fetch_kernel(struct session *s, uint64_t now);

/** session_part_ended() - the download of kernel or initrd is over */
void session_part_ended(struct session *s, bool ok, uint64_t now);

/** session_part_ok() - judge a running download by its head; false: the sentence says why not. Its
 *  size the download itself compares with what is left of the memory. */
bool session_part_ok(struct session *s);

/** session_look_ahead() - the initrd may be fetched beside the kernel by now */
void session_look_ahead(struct session *s, uint64_t now);

/** session_room() - bytes that the parts may still take */
uint64_t session_room(const struct session *s);

/** session_fetch_part() - begin to fetch @name for @which, behind what it holds already; at most
 *  @max bytes; false: the sentence says why not */
bool session_fetch_part(struct session *s, enum chan_part which, struct view name, uint64_t max,
			uint64_t now);

/** session_retry_at_root() - after "not found": the same name once more, without its prefix, for
 *  trees written for QEMU's firmware or U-Boot, which name files from the server's root */
bool session_retry_at_root(struct session *s, uint64_t now);

/** session_part_joined() - one file of @which is there: say so, pad it to @align.
 *  False: the sentence says why not */
bool session_part_joined(struct session *s, enum chan_part which, uint64_t align);

/** session_hand_over() - all parts are there */
void session_hand_over(struct session *s, uint64_t now);

/* --- pxe/session/tree.c --- */

/** session_fetch_tree() - kernel and initrds are there: go on with FDT, FDTDIR and FDTOVERLAYS, if
 *  there are any, then hand over */
void session_fetch_tree(struct session *s, uint64_t now);

/** session_tree_ended() - the download of a tree or an overlay is over */
void session_tree_ended(struct session *s, bool ok, uint64_t now);

#endif
