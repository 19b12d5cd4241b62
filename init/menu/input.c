/* SPDX-License-Identifier: MIT */
#include "init/menu/input.h"

#include "init/menu/countdown.h"
#include "init/menu/press.h"
#include "init/menu/request.h"
#include "init/menu/typed.h"
#include "lib/clock.h"

#include <string.h>

static void line_byte(struct menu *m, unsigned which, uint8_t byte)
{
	struct menu_seat *s = &m->seat[which];

	if (byte == '\n') {
		s->line[s->typed] = '\0';
		s->typed = 0;
		menu_typed_line(m, which, s->line);
		memset(s->line, 0, sizeof s->line); /* it may have been a password */
	} else if (byte >= 0x20 && byte <= 0x7e && s->typed < sizeof s->line - 1) {
		s->line[s->typed++] = (char)byte;
	}
}

void menu_input_byte(struct menu *m, unsigned which, uint8_t byte, uint64_t now)
{
	unsigned key[2], n;

	if (which >= MENU_SEATS || !menu_shown(m))
		return;
	menu_countdown_touched(m, now);
	menu_press_kept(m);
	if (m->seat[which].line_mode) {
		line_byte(m, which, byte);
	} else {
		n = menu_key_decode(&m->seat[which].decoder, byte, now, key);
		for (unsigned i = 0; i < n && menu_shown(m); i++)
			menu_press(m, which, key[i]);
	}
	menu_input_tick(m, now);
}

bool menu_input_shell(struct menu *m, unsigned *ret_which)
{
	if (!m->shell)
		return false;
	*ret_which = m->shell - 1;
	m->shell = 0;
	return true;
}

void menu_input_tick(struct menu *m, uint64_t now)
{
	for (unsigned i = 0; i < MENU_SEATS; i++) {
		unsigned key = menu_key_tick(&m->seat[i].decoder, now);

		if (key != MENU_KEY_NONE && menu_shown(m))
			menu_press(m, i, key);
	}
	if (!menu_shown(m))
		return;
	menu_press_kept(m);
	if (menu_countdown_tick(m, now))
		menu_request_timeout(m);
}

uint64_t menu_input_deadline(const struct menu *m, uint64_t now)
{
	uint64_t due = CLOCK_NEVER;

	if (menu_press_due(m))
		return now;
	for (unsigned i = 0; i < MENU_SEATS; i++)
		due = clock_min(due, menu_key_deadline(&m->seat[i].decoder));
	return menu_shown(m) ? clock_min(due, menu_countdown_deadline(m, now)) : due;
}
