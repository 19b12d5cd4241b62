/* SPDX-License-Identifier: MIT */
#include "init/menu/field.h"

#include "init/menu/key.h"
#include "lib/text.h"

#include <string.h>

void menu_field_set(struct menu_field *f, const char *text, unsigned max)
{
	struct str s;

	memset(f, 0, sizeof *f);
	f->max = (uint16_t)(max < sizeof f->text ? max : sizeof f->text - 1);
	s = str_of(f->text, f->max + 1u);
	str_fmt(&s, "%.*s", f->max, text);
	f->n = f->at = (uint16_t)s.n;
}

static void erase(struct menu_field *f, unsigned from, unsigned to)
{
	memmove(f->text + from, f->text + to, f->n - to + 1u);
	f->n = (uint16_t)(f->n - (to - from));
	f->at = (uint16_t)from;
}

static void insert_char(struct menu_field *f, unsigned key)
{
	if (f->n == f->max)
		return;
	memmove(f->text + f->at + 1, f->text + f->at, f->n - f->at + 1u);
	f->text[f->at++] = (char)key;
	f->n++;
}

static unsigned word_start(const struct menu_field *f)
{
	unsigned i = f->at;

	while (i && f->text[i - 1] == ' ')
		i--;
	while (i && f->text[i - 1] != ' ')
		i--;
	return i;
}

bool menu_field_key(struct menu_field *f, unsigned key)
{
	switch (key) {
	case MENU_KEY_LEFT: f->at = (uint16_t)(f->at - (f->at > 0)); break;
	case MENU_KEY_RIGHT: f->at = (uint16_t)(f->at + (f->at < f->n)); break;
	case MENU_KEY_HOME: f->at = 0; break;
	case MENU_KEY_END: f->at = f->n; break;
	case MENU_KEY_BACKSPACE:
		if (f->at)
			erase(f, f->at - 1u, f->at);
		break;
	case MENU_KEY_DELETE:
		if (f->at < f->n)
			erase(f, f->at, f->at + 1u);
		break;
	case MENU_KEY_KILL: erase(f, 0, f->at); break;
	case MENU_KEY_WORD: erase(f, word_start(f), f->at); break;
	case MENU_KEY_REST: erase(f, f->at, f->n); break;
	default:
		if (key < 0x20 || key > 0x7e)
			return false;
		insert_char(f, key);
	}
	return true;
}
