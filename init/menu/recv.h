/* SPDX-License-Identifier: MIT
 * init/menu/recv.h - the worker's messages about menus, taken into the state. Layer: pure.
 * Callers: init/pid1.c, cmd/menu.c, tests.
 */
#ifndef INIT_MENU_RECV_H
#define INIT_MENU_RECV_H

#include "init/menu/menu.h"

/** menu_recv() - act on a message of the menu's kinds that passed chan_check(), at @now ms.
 *  Return: NULL, or how it contradicts those before it: "worker: ..., killed" */
const char *menu_recv(struct menu *m, const struct chan_msg *msg, uint64_t now);

#endif
