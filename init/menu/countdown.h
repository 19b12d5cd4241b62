/* SPDX-License-Identifier: MIT
 * init/menu/countdown.h - the time a person has to choose: TIMEOUT and TOTALTIMEOUT. Layer: pure.
 * Callers: init/menu, tests.
 */
#ifndef INIT_MENU_COUNTDOWN_H
#define INIT_MENU_COUNTDOWN_H

#include "init/menu/menu.h"

#include <stdbool.h>
#include <stdint.h>

#define MENU_COUNTDOWN_TEXT (CHAN_TITLE_MAX + 16)

/** menu_countdown_start() - both begin at @now ms, as far as the configuration has them */
void menu_countdown_start(struct menu *m, uint64_t now);

/** menu_countdown_touched() - a key was pressed: TIMEOUT is over, or begins anew */
void menu_countdown_touched(struct menu *m, uint64_t now);

/** menu_countdown_tick() - keep m->left_s up to date.
 *  Return: whether one of them is over and no question is open: menu_request_timeout() */
bool menu_countdown_tick(struct menu *m, uint64_t now);

/** menu_countdown_deadline() - when menu_countdown_tick() is due next, ms; CLOCK_NEVER = never */
uint64_t menu_countdown_deadline(const struct menu *m, uint64_t now);

/** menu_countdown_text() - what is said of it, "" when none runs */
void menu_countdown_text(const struct menu *m, char buf[static MENU_COUNTDOWN_TEXT]);

#endif
