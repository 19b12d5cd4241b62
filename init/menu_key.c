/* SPDX-License-Identifier: MIT */
#include "init/menu_key.h"

#include "lib/clock.h"

#include <string.h>

#define SEQUENCE_MAX 16 /* no key's name is longer */

enum { GROUND, ESC, CSI, SS3, LINUX, CTRL_F };

/* --- decoding ----------------------------------------------------------------------------------
 */

static unsigned control(uint8_t c)
{
	switch (c) {
	case 0x01: return MENU_KEY_HOME;
	case 0x03: return MENU_KEY_ESC;
	case 0x04: return MENU_KEY_DELETE;
	case 0x05: return MENU_KEY_END;
	case 0x08:
	case 0x7f: return MENU_KEY_BACKSPACE;
	case '\t': return MENU_KEY_TAB;
	case '\r':
	case '\n': return MENU_KEY_ENTER;
	case 0x0b: return MENU_KEY_REST;
	case 0x0c: return MENU_KEY_REDRAW;
	case 0x0e: return MENU_KEY_DOWN;
	case 0x10: return MENU_KEY_UP;
	case 0x12: return MENU_KEY_SHELL;
	case 0x15: return MENU_KEY_KILL;
	case 0x17: return MENU_KEY_WORD;
	default: return MENU_KEY_NONE;
	}
}

static unsigned lettered(uint8_t c)
{
	switch (c) {
	case 'A': return MENU_KEY_UP;
	case 'B': return MENU_KEY_DOWN;
	case 'C': return MENU_KEY_RIGHT;
	case 'D': return MENU_KEY_LEFT;
	case 'F': return MENU_KEY_END;
	case 'H': return MENU_KEY_HOME;
	case 'M': return MENU_KEY_ENTER;
	case 'P':
	case 'Q':
	case 'R':
	case 'S': return MENU_KEY_F0 + 1 + c - 'P';
	default: return MENU_KEY_NONE;
	}
}

/* "ESC [ number ~"; the numbers of function keys have gaps. */
static unsigned numbered(unsigned n)
{
	static const uint8_t edit[] = {0,
				       MENU_KEY_HOME - MENU_KEY_UP,
				       0,
				       MENU_KEY_DELETE - MENU_KEY_UP,
				       MENU_KEY_END - MENU_KEY_UP,
				       MENU_KEY_PAGE_UP - MENU_KEY_UP,
				       MENU_KEY_PAGE_DOWN - MENU_KEY_UP,
				       MENU_KEY_HOME - MENU_KEY_UP,
				       MENU_KEY_END - MENU_KEY_UP};

	if (n < sizeof edit)
		return edit[n] ? MENU_KEY_UP + edit[n] : MENU_KEY_NONE;
	if (n >= 11 && n <= 15)
		return MENU_KEY_F0 + n - 10;
	if (n >= 17 && n <= 21)
		return MENU_KEY_F0 + n - 11;
	if (n == 23 || n == 24)
		return MENU_KEY_F0 + n - 12;
	return MENU_KEY_NONE;
}

static void begin(struct menu_decoder *d, uint8_t state, uint64_t now)
{
	*d = (struct menu_decoder){.state = state, .due = now + MENU_ESC_MS};
}

static unsigned plain(struct menu_decoder *d, uint8_t c, uint64_t now)
{
	d->state = GROUND;
	if (c == 0x1b)
		begin(d, ESC, now);
	else if (c == 0x06)
		begin(d, CTRL_F, now);
	else if (c >= 0x20 && c <= 0x7e)
		return c;
	return control(c);
}

static unsigned csi(struct menu_decoder *d, uint8_t c, uint64_t now)
{
	if (c < 0x20 || c > 0x7e || ++d->seen > SEQUENCE_MAX)
		return plain(d, c, now);
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
	return c == '~' ? numbered(d->number) : lettered(c);
}

static unsigned after_esc(struct menu_decoder *d, uint8_t c, uint64_t now, unsigned ret[2])
{
	unsigned key;

	if (c == '[' || c == 'O') {
		begin(d, c == '[' ? CSI : SS3, now);
		return 0;
	}
	ret[0] = MENU_KEY_ESC;
	key = plain(d, c, now);
	ret[1] = key;
	return key == MENU_KEY_NONE ? 1 : 2;
}

unsigned menu_decode(struct menu_decoder *d, uint8_t byte, uint64_t now, unsigned ret[2])
{
	uint8_t state = d->state;
	unsigned key;

	switch (state) {
	case ESC: return after_esc(d, byte, now, ret);
	case CSI: key = csi(d, byte, now); break;
	case SS3:
		d->state = GROUND;
		key = lettered(byte);
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
			key = plain(d, byte, now);
		break;
	default: key = plain(d, byte, now); break;
	}
	ret[0] = key;
	return key != MENU_KEY_NONE;
}

unsigned menu_decode_tick(struct menu_decoder *d, uint64_t now)
{
	uint8_t state = d->state;

	if (state == GROUND || now < d->due)
		return MENU_KEY_NONE;
	d->state = GROUND;
	return state == ESC ? MENU_KEY_ESC : MENU_KEY_NONE;
}

uint64_t menu_decode_deadline(const struct menu_decoder *d)
{
	return d->state == GROUND ? CLOCK_NEVER : d->due;
}

/* --- editing -----------------------------------------------------------------------------------
 */

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

static void insert(struct menu_field *f, unsigned key)
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
		insert(f, key);
	}
	return true;
}
