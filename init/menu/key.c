/* SPDX-License-Identifier: MIT */
#include "init/menu/key.h"

#include "lib/clock.h"

#include <stddef.h>

#define SEQUENCE_MAX 16 /* no key's name is longer */

enum { GROUND, ESC, CSI, SS3, LINUX, CTRL_F };

#define K(key) MENU_KEY_##key

static unsigned key_named(const uint16_t *table, size_t n, unsigned i)
{
	return i < n ? table[i] : MENU_KEY_NONE;
}

static unsigned key_of_control(uint8_t c)
{
	static const uint16_t table[] = {
		[0x01] = K(HOME),      [0x03] = K(ESC),	   [0x04] = K(DELETE), [0x05] = K(END),
		[0x08] = K(BACKSPACE), ['\t'] = K(TAB),	   ['\n'] = K(ENTER),  ['\r'] = K(ENTER),
		[0x0b] = K(REST),      [0x0c] = K(REDRAW), [0x0e] = K(DOWN),   [0x10] = K(UP),
		[0x12] = K(SHELL),     [0x15] = K(KILL),   [0x17] = K(WORD),
	};

	return c == 0x7f ? MENU_KEY_BACKSPACE : key_named(table, sizeof table / sizeof *table, c);
}

static unsigned key_of_letter(uint8_t c)
{
	static const uint16_t table[] = {
		K(UP), K(DOWN), K(RIGHT), K(LEFT), 0, K(END),	 0,	    K(HOME),   0,	  0,
		0,     0,	K(ENTER), 0,	   0, K(F0) + 1, K(F0) + 2, K(F0) + 3, K(F0) + 4,
	};

	return key_named(table, sizeof table / sizeof *table, c - 'A' + 0u);
}

/* "ESC [ number ~"; the numbers of function keys have gaps. */
static unsigned key_of_number(unsigned n)
{
	static const uint16_t table[] = {
		[1] = K(HOME),	    [3] = K(DELETE),   [4] = K(END),	  [5] = K(PAGE_UP),
		[6] = K(PAGE_DOWN), [7] = K(HOME),     [8] = K(END),	  [11] = K(F0) + 1,
		[12] = K(F0) + 2,   [13] = K(F0) + 3,  [14] = K(F0) + 4,  [15] = K(F0) + 5,
		[17] = K(F0) + 6,   [18] = K(F0) + 7,  [19] = K(F0) + 8,  [20] = K(F0) + 9,
		[21] = K(F0) + 10,  [23] = K(F0) + 11, [24] = K(F0) + 12,
	};

	return key_named(table, sizeof table / sizeof *table, n);
}

static void begin_sequence(struct menu_key_decoder *d, uint8_t state, uint64_t now)
{
	*d = (struct menu_key_decoder){.state = state, .due = now + MENU_ESC_MS};
}

static unsigned plain_byte(struct menu_key_decoder *d, uint8_t c, uint64_t now)
{
	d->state = GROUND;
	if (c == 0x1b)
		begin_sequence(d, ESC, now);
	else if (c == 0x06)
		begin_sequence(d, CTRL_F, now);
	else if (c >= 0x20 && c <= 0x7e)
		return c;
	return key_of_control(c);
}

static unsigned csi(struct menu_key_decoder *d, uint8_t c, uint64_t now)
{
	if (c < 0x20 || c > 0x7e || ++d->seen > SEQUENCE_MAX)
		return plain_byte(d, c, now);
	if (c == '[' && d->seen == 1) {
		d->state = LINUX;
		return MENU_KEY_NONE;
	}
	if (c >= '0' && c <= '9' && d->number < 25 && !d->rest) {
		d->number = (uint8_t)(10 * d->number + c - '0');
		return MENU_KEY_NONE;
	}
	d->rest = d->rest || c == ';';
	if (c < 0x40)
		return MENU_KEY_NONE;
	d->state = GROUND;
	return c == '~' ? key_of_number(d->number) : key_of_letter(c);
}

static unsigned after_esc(struct menu_key_decoder *d, uint8_t c, uint64_t now, unsigned ret[2])
{
	unsigned key;

	if (c == '[' || c == 'O') {
		begin_sequence(d, c == '[' ? CSI : SS3, now);
		return 0;
	}
	ret[0] = MENU_KEY_ESC;
	key = plain_byte(d, c, now);
	ret[1] = key;
	return key == MENU_KEY_NONE ? 1 : 2;
}

unsigned menu_key_decode(struct menu_key_decoder *d, uint8_t byte, uint64_t now, unsigned ret[2])
{
	uint8_t state = d->state;
	unsigned key;

	switch (state) {
	case ESC: return after_esc(d, byte, now, ret);
	case CSI: key = csi(d, byte, now); break;
	case SS3:
		d->state = GROUND;
		key = key_of_letter(byte);
		break;
	case LINUX:
		d->state = GROUND;
		key = byte >= 'A' && byte <= 'E' ? MENU_KEY_F0 + 1u + byte - 'A' : MENU_KEY_NONE;
		break;
	case CTRL_F:
		d->state = GROUND;
		if (byte >= '0' && byte <= '9')
			key = MENU_KEY_F0 + (byte == '0' ? 10u : byte - '0' + 0u);
		else
			key = plain_byte(d, byte, now);
		break;
	default: key = plain_byte(d, byte, now); break;
	}
	ret[0] = key;
	return key != MENU_KEY_NONE;
}

unsigned menu_key_tick(struct menu_key_decoder *d, uint64_t now)
{
	uint8_t state = d->state;

	if (state == GROUND || now < d->due)
		return MENU_KEY_NONE;
	d->state = GROUND;
	return state == ESC ? MENU_KEY_ESC : MENU_KEY_NONE;
}

uint64_t menu_key_deadline(const struct menu_key_decoder *d)
{
	return d->state == GROUND ? CLOCK_NEVER : d->due;
}
