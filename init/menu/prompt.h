/* SPDX-License-Identifier: MIT
 * init/menu/prompt.h - the labels that the prompt knows. Layer: pure. Callers: init/menu, tests.
 */
#ifndef INIT_MENU_PROMPT_H
#define INIT_MENU_PROMPT_H

#include "init/menu/menu.h"

/** menu_prompt_complete() - TAB at the prompt, or "?": complete the label being typed as far as all
 *  agree that begin so, or list them */
void menu_prompt_complete(struct menu *m);

#endif
