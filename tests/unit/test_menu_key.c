/* SPDX-License-Identifier: MIT
 * What terminals send for a key, and a line edited with it. */
#include "tests/unit/check.h"

#include "init/menu/field.h"
#include "init/menu/key.h"
#include "lib/clock.h"
#include "lib/random.h"

#include <string.h>

/* All keys that @bytes are, typed without a pause and then left alone. */
static unsigned decode(const char *bytes, unsigned keys[32])
{
	struct menu_key_decoder d = {0};
	unsigned n = 0, two[2], got, key;

	for (; *bytes && n < 30; bytes++) {
		got = menu_key_decode(&d, (uint8_t)*bytes, 1000, two);
		for (unsigned i = 0; i < got; i++)
			keys[n++] = two[i];
	}
	key = menu_key_tick(&d, 1000 + MENU_ESC_MS);
	if (key != MENU_KEY_NONE)
		keys[n++] = key;
	CHECK(menu_key_deadline(&d) == CLOCK_NEVER);
	return n;
}

TEST(keys_of_several_terminals)
{
	static const struct {
		const char *bytes;
		unsigned key;
	} rows[] = {
		{"a", 'a'},
		{"~", '~'},
		{"\x1b[A", MENU_KEY_UP},
		{"\x1bOB", MENU_KEY_DOWN},
		{"\x1b[C", MENU_KEY_RIGHT},
		{"\x1b[D", MENU_KEY_LEFT},
		{"\x1b[1;5A", MENU_KEY_UP},
		{"\x1b[H", MENU_KEY_HOME},
		{"\x1b[1~", MENU_KEY_HOME},
		{"\x1b[7~", MENU_KEY_HOME},
		{"\x1bOF", MENU_KEY_END},
		{"\x1b[4~", MENU_KEY_END},
		{"\x1b[8~", MENU_KEY_END},
		{"\x1b[3~", MENU_KEY_DELETE},
		{"\x1b[5~", MENU_KEY_PAGE_UP},
		{"\x1b[6;2~", MENU_KEY_PAGE_DOWN},
		{"\x1bOP", MENU_KEY_F0 + 1},
		{"\x1bOS", MENU_KEY_F0 + 4},
		{"\x1b[[A", MENU_KEY_F0 + 1},
		{"\x1b[[E", MENU_KEY_F0 + 5},
		{"\x1b[11~", MENU_KEY_F0 + 1},
		{"\x1b[15~", MENU_KEY_F0 + 5},
		{"\x1b[17~", MENU_KEY_F0 + 6},
		{"\x1b[21~", MENU_KEY_F0 + 10},
		{"\x1b[23~", MENU_KEY_F0 + 11},
		{"\x1b[24~", MENU_KEY_F12},
		{"\x06"
		 "1",
		 MENU_KEY_F0 + 1},
		{"\x06"
		 "0",
		 MENU_KEY_F0 + 10},
		{"\r", MENU_KEY_ENTER},
		{"\n", MENU_KEY_ENTER},
		{"\t", MENU_KEY_TAB},
		{"\x7f", MENU_KEY_BACKSPACE},
		{"\b", MENU_KEY_BACKSPACE},
		{"\x1b", MENU_KEY_ESC},
		{"\x03", MENU_KEY_ESC},
		{"\x15", MENU_KEY_KILL},
		{"\x12", MENU_KEY_SHELL},
	};
	unsigned keys[32];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_INT(decode(rows[i].bytes, keys), 1);
		CHECK_INT(keys[0], rows[i].key);
	}
}

TEST(sequences_that_name_no_key_are_swallowed)
{
	static const char *const rows[] = {"\x1b[200~",
					   "\x1b[2~",
					   "\x1b[16~",
					   "\x1b[99x",
					   "\x1bOz",
					   "\x1b[[F",
					   "\x1b[",
					   "\x1bO",
					   "\x80",
					   "\xff",
					   "\x1b[1;2;3;4;5;6;7Z"};
	unsigned keys[32];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_INT(decode(rows[i], keys), 0);
}

TEST(esc_and_what_follows)
{
	struct menu_key_decoder d = {0};
	unsigned keys[32];

	CHECK_INT(decode("\x1bx", keys), 2);
	CHECK(keys[0] == MENU_KEY_ESC && keys[1] == 'x');
	CHECK_INT(decode("\x1b\x1b", keys), 2);
	CHECK(keys[0] == MENU_KEY_ESC && keys[1] == MENU_KEY_ESC);
	CHECK_INT(decode("\x1b\x1b[A", keys), 2);
	CHECK(keys[0] == MENU_KEY_ESC && keys[1] == MENU_KEY_UP);
	CHECK_INT(decode("\x1b[\x1b[B", keys), 1); /* torn, then whole */
	CHECK_INT(keys[0], MENU_KEY_DOWN);
	CHECK_INT(decode("\x1b[1;1;1;1;1;1;1;1;1;1;1;1Aq", keys),
		  10 - 1); /* longer than any: text */
	CHECK_INT(menu_key_decode(&d, 0x1b, 500, keys), 0);
	CHECK_INT(menu_key_deadline(&d), 500 + MENU_ESC_MS);
	CHECK_INT(menu_key_tick(&d, 500 + MENU_ESC_MS - 1), MENU_KEY_NONE);
	CHECK_INT(menu_key_tick(&d, 500 + MENU_ESC_MS), MENU_KEY_ESC);
	CHECK_INT(menu_key_tick(&d, 10000), MENU_KEY_NONE);
}

static void type(struct menu_field *f, const char *bytes)
{
	unsigned keys[32], n = decode(bytes, keys);

	for (unsigned i = 0; i < n; i++)
		CHECK(menu_field_key(f, keys[i]));
}

TEST(field_is_edited)
{
	static const struct {
		const char *keys, *want;
	} rows[] = {
		{"", "one two"},
		{" x", "one two x"},
		{"\b\b", "one t"},
		{"\x01z", "zone two"},
		{"\x01\x04", "ne two"},
		{"\x17", "one "},
		{"\x17\x17", ""},
		{"\x15", ""},
		{"\x1b[D\x1b[D\x0b", "one t"},
		{"\x1b[D\x1b[3~", "one tw"},
		{"\x01\x1b[C\x15", "ne two"},
		{"\x01\b\x1b[D!", "!one two"},
		{"\x05\x04", "one two"},
	};
	struct menu_field f;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		menu_field_set(&f, "one two", 20);
		type(&f, rows[i].keys);
		CHECK_STR(f.text, rows[i].want);
		CHECK_INT(f.n, strlen(rows[i].want));
	}
	CHECK(!menu_field_key(&f, MENU_KEY_ENTER) && !menu_field_key(&f, MENU_KEY_F12));
}

TEST(field_holds_what_it_may)
{
	char text[CHAN_LINE_MAX + 10];
	struct menu_field f;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	menu_field_set(&f, text, CHAN_LINE_MAX + 5);
	CHECK_INT(f.n, CHAN_LINE_MAX - 1);
	CHECK(menu_field_key(&f, 'y'));
	CHECK_INT(f.n, CHAN_LINE_MAX - 1);
	menu_field_set(&f, "abcdef", 3);
	CHECK_STR(f.text, "abc");
	type(&f, "\x01q");
	CHECK_STR(f.text, "abc");
}

TEST(field_survives_any_keys)
{
	struct random r = {.state = 7};
	struct menu_field f;

	menu_field_set(&f, "start", 30);
	for (int i = 0; i < 200000; i++) {
		unsigned key = random_below(&r, 4) ? MENU_KEY_UP + random_below(&r, 32)
						   : 0x20 + random_below(&r, 0x60);

		menu_field_key(&f, key);
		if (!CHECK(f.n <= f.max && f.at <= f.n && strlen(f.text) == f.n))
			return;
	}
}
