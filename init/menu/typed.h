/* SPDX-License-Identifier: MIT
 * init/menu/typed.h - what a line does that was typed at a console without a cursor; which lines
 * there are says init/menu/line.h. Layer: pure. Callers: init/menu, tests.
 */
#ifndef INIT_MENU_TYPED_H
#define INIT_MENU_TYPED_H

#include "init/menu/menu.h"

/** menu_typed_line() - a whole line, typed at line-mode console @which */
void menu_typed_line(struct menu *m, unsigned which, const char *line);

#endif
