/* SPDX-License-Identifier: MIT
 * init/menu/field.h - a line that is edited with keys. Layer: pure. Callers: init/menu, tests.
 */
#ifndef INIT_MENU_FIELD_H
#define INIT_MENU_FIELD_H

#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>

/** struct menu_field - a line being edited; n <= max < CHAN_LINE_MAX, at <= n, always terminated */
struct menu_field {
	uint16_t n, at, max;
	char text[CHAN_LINE_MAX];
};

/** menu_field_set() - @text, the cursor at its end; at most @max characters from now on */
void menu_field_set(struct menu_field *f, const char *text, unsigned max);

/** menu_field_key() - act on a key, or not, when it is none of an editor's.
 *  Return: whether it was one */
bool menu_field_key(struct menu_field *f, unsigned key);

#endif
