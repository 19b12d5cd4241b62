/* SPDX-License-Identifier: MIT
 * init/menu/input.h - what people type at the consoles, and the passing of time. Layer: pure.
 * Callers: init/pid1.c, cmd/menu.c, tests.
 */
#ifndef INIT_MENU_INPUT_H
#define INIT_MENU_INPUT_H

#include "init/menu/menu.h"

/** menu_input_byte() - a byte typed at console @which; '\n' is Enter. Only while menu_shown(). */
void menu_input_byte(struct menu *m, unsigned which, uint8_t byte, uint64_t now);

/** menu_input_tick() - countdowns and lone Escs */
void menu_input_tick(struct menu *m, uint64_t now);

/** menu_input_deadline() - when menu_input_tick() is due next, ms */
uint64_t menu_input_deadline(const struct menu *m, uint64_t now);

/** menu_input_shell() - whether a rescue shell was asked for, once each; @ret_which: by whom */
bool menu_input_shell(struct menu *m, unsigned *ret_which);

#endif
