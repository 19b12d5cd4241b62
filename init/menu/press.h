/* SPDX-License-Identifier: MIT
 * init/menu/press.h - what a key does. Layer: pure. Callers: init/menu, tests.
 */
#ifndef INIT_MENU_PRESS_H
#define INIT_MENU_PRESS_H

#include "init/menu/menu.h"

/** menu_press() - enum menu_key or a character, pressed at console @which. While the worker looks up
 *  a command line keys are kept for menu_press_kept() */
void menu_press(struct menu *m, unsigned which, unsigned key);

/** menu_press_kept() - the keys kept, if the worker has answered by now */
void menu_press_kept(struct menu *m);

/** menu_press_due() - whether menu_press_kept() has something to do */
bool menu_press_due(const struct menu *m);

#endif
