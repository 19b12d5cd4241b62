/* SPDX-License-Identifier: MIT
 * Characters, columns, and the gate between text from outside and terminals. */
#include "tests/unit/check.h"

#include "lib/columns.h"
#include "lib/locale.h"
#include "lib/utf8.h"

#include <stdlib.h>
#include <string.h>

TEST(real_05_characters_are_told_from_bytes)
{
	static const struct {
		const char *bytes;
		size_t n;
		uint32_t code; /* UTF8_BAD: one byte */
	} rows[] = {
		{"a", 1, 'a'},
		{"\0", 1, 0},
		{"\x7f", 1, 0x7f},
		{"\xc2\x80", 2, 0x80},
		{"\xc3\xbc", 2, 0xfc},
		{"\xdf\xbf", 2, 0x7ff},
		{"\xe0\xa0\x80", 3, 0x800},
		{"\xed\x9f\xbf", 3, 0xd7ff},
		{"\xee\x80\x80", 3, 0xe000},
		{"\xef\xbf\xbf", 3, 0xffff},
		{"\xf0\x90\x80\x80", 4, 0x10000},
		{"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
		/* alone, cut short, interrupted */
		{"\x80", 1, UTF8_BAD},
		{"\xc3", 1, UTF8_BAD},
		{"\xc3z", 2, UTF8_BAD},
		{"\xe4\xb8", 2, UTF8_BAD},
		{"\xf0\x9f\x98", 3, UTF8_BAD},
		{"\xe4\xb8z", 3, UTF8_BAD},
		/* overlong, surrogates, above the last one, never used */
		{"\xc0\x80", 2, UTF8_BAD},
		{"\xc1\xbf", 2, UTF8_BAD},
		{"\xe0\x9f\xbf", 3, UTF8_BAD},
		{"\xf0\x8f\xbf\xbf", 4, UTF8_BAD},
		{"\xed\xa0\x80", 3, UTF8_BAD},
		{"\xed\xbf\xbf", 3, UTF8_BAD},
		{"\xf4\x90\x80\x80", 4, UTF8_BAD},
		{"\xf8\x88\x80\x80\x80", 5, UTF8_BAD},
		{"\xff", 1, UTF8_BAD},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *exact = malloc(rows[i].n);
		uint32_t code = 0;
		size_t n;

		memcpy(exact, rows[i].bytes, rows[i].n);
		n = utf8_take(exact, rows[i].n, &code);
		CHECK_INT(code, rows[i].code);
		CHECK_INT(n, rows[i].code == UTF8_BAD ? 1 : rows[i].n);
		free(exact);
	}
}

TEST(real_05_columns_of_characters)
{
	static const struct {
		uint32_t code;
		int columns;
	} rows[] = {
		{'a', 1},      {0xfc, 1},    {0x3b1, 1},     {0x416, 1},     {0x627, 1},
		{0x5d0, 1},    {0x20ac, 1},  {0xa0, 1},	     {0x600, 1},     {0xfffd, 1},
		{0xe000, 1},   {0x378, 1},   {0x4e2d, 2},    {0x3042, 2},    {0xac00, 2},
		{0xff21, 2},   {0x3000, 2},  {0x1f600, 2},   {0x20000, 2},   {0x3fffd, 2},
		{0x1100, 2},   {0x301, 0},   {0xe31, 0},     {0x1161, 0},    {0x200c, 0},
		{0x200d, 0},   {0xfe0f, 0},  {0x20dd, 0},    {0, -1},	     {0x1b, -1},
		{0x7f, -1},    {0x80, -1},   {0x9b, -1},     {0x9f, -1},     {0xad, -1},
		{0x61c, -1},   {0x200b, -1}, {0x200e, -1},   {0x200f, -1},   {0x2028, -1},
		{0x2029, -1},  {0x202a, -1}, {0x202e, -1},   {0x2060, -1},   {0x2066, -1},
		{0x2069, -1},  {0xfeff, -1}, {0xfff9, -1},   {0xfffe, -1},   {0xfdd0, -1},
		{0xe0001, -1}, {0xd800, -1}, {UTF8_BAD, -1}, {0x110000, -1},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (utf8_columns(rows[i].code) != rows[i].columns) {
			CHECK_INT(rows[i].code, 0);
			CHECK_INT(utf8_columns(rows[i].code), rows[i].columns);
		}
	for (unsigned i = 1; i < utf8_table_len; i++)
		CHECK(utf8_table[i].first > utf8_table[i - 1].last &&
		      utf8_table[i].last >= utf8_table[i].first);
}

#define BUERO	"B\xc3\xbcro"
#define CHINESE "\xe4\xb8\xad\xe6\x96\x87"
#define ARABIC	"\xd8\xb9\xd8\xb1\xd8\xa8"
#define RLO	"\xe2\x80\xae"

TEST(real_05_the_gate_keeps_characters)
{
	static const struct {
		const char *text, *printable, *ascii;
	} rows[] = {
		{BUERO, BUERO, "B\\xc3\\xbcro"},
		{CHINESE, CHINESE, "\\xe4\\xb8\\xad\\xe6\\x96\\x87"},
		{ARABIC RLO "x", ARABIC "\\xe2\\x80\\xaex",
		 "\\xd8\\xb9\\xd8\\xb1\\xd8\\xa8\\xe2\\x80\\xaex"},
		{"a\\b", "a\\x5cb", "a\\x5cb"},
		{"\x9b\x31m", "\\x9b1m", "\\x9b1m"},
		{"\xc2\x9b\x31m", "\\xc2\\x9b1m", "\\xc2\\x9b1m"},
		{"a\xcc\x81", "a\xcc\x81", "a\\xcc\\x81"},
		{"\xc3\xbc\xc3", "\xc3\xbc\\xc3", "\\xc3\\xbc\\xc3"},
		{"\xef\xbb\xbfx", "\\xef\\xbb\\xbfx", "\\xef\\xbb\\xbfx"},
	};
	char buf[100];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str s = str_of(buf, sizeof buf);

		str_printable(&s, view_of(rows[i].text), 90);
		CHECK_STR(buf, rows[i].printable);
		CHECK(view_printable(view_of(buf)));
		s = str_of(buf, sizeof buf);
		str_ascii(&s, view_of(rows[i].text), 90);
		CHECK_STR(buf, rows[i].ascii);
	}
	CHECK(!view_printable(view_of(RLO)) && !view_printable(view_of("\xc3")));
	CHECK(!view_printable(view_of("a\n")) && view_printable(view_of("a\\" CHINESE)));
}

TEST(real_05_text_is_cut_between_characters)
{
	char buf[100];

	for (size_t max = 0; max <= 10; max++) {
		struct str s = str_of(buf, sizeof buf);

		str_printable(&s, view_of(CHINESE CHINESE), max);
		CHECK_INT(s.n, max / 3 * 3 + 3);
		CHECK_STR(buf + s.n - 3, "...");
		CHECK_INT(view_front(view_of(CHINESE), max).n, max / 3 > 1 ? 6 : max / 3 * 3);
	}
}

TEST(real_05_columns_are_counted_and_cut)
{
	char buf[200];
	struct str s = str_of(buf, sizeof buf);
	struct view v = view_of("a" CHINESE "e\xcc\x81z");

	CHECK_INT(columns_of(v), 7);
	CHECK_INT(columns_cut(v, true, 2, 99), 1); /* a wide one does not fit half */
	CHECK_INT(columns_cut(v, true, 3, 99), 4);
	CHECK_INT(columns_cut(v, true, 6, 99), 10); /* the accent comes along */
	CHECK_INT(columns_cut(v, true, 99, 9), 8);
	CHECK_INT(columns_cut(v, false, 12, 99), 1); /* an escape of 12 columns in 11 */
	CHECK_INT(columns_cut(v, false, 13, 99), 4);
	CHECK_INT(columns_put(&s, v, true, 4), 3);
	CHECK_STR(buf, "a\xe4\xb8\xad");
	s = str_of(buf, sizeof buf);
	CHECK_INT(columns_put(&s, v, false, 14), 13);
	CHECK_STR(buf, "a\\xe4\\xb8\\xad");
	s = str_of(buf, 6); /* no room for two of them */
	CHECK_INT(columns_put(&s, v, true, 99), 3);
	CHECK_STR(buf, "a\xe4\xb8\xad");
}

TEST(real_05_paragraphs_are_wrapped)
{
	struct view v = view_of("Gr\xc3\xbc\xc3\x9f Gott alle " CHINESE CHINESE);

	CHECK(view_is(columns_wrap_next(&v, true, 10, 99), "Gr\xc3\xbc\xc3\x9f Gott"));
	CHECK(view_is(columns_wrap_next(&v, true, 10, 99), "alle " CHINESE));
	CHECK(view_is(columns_wrap_next(&v, true, 10, 99), CHINESE));
	CHECK_INT(v.n, 0);
	v = view_of(CHINESE);
	CHECK(view_is(columns_wrap_next(&v, true, 1, 99), "\xe4\xb8\xad")); /* it moves on */
	CHECK_INT(columns_wrap_next(&v, true, 0, 0).n, 3);
	CHECK_INT(columns_wrap_next(&v, true, 10, 99).n, 0);
}

/* Whatever comes in, what a terminal gets is characters that it may have, and it is not wider than
 * said. */
static void put_mutated(const uint8_t *data, size_t len)
{
	struct view v = {.p = (const char *)data, .n = len};
	char buf[1024], shown[4096];

	for (size_t max = 0; max < 40; max += 13) {
		struct str s = str_of(buf, sizeof buf), out = str_of(shown, sizeof shown);
		unsigned cols;

		str_printable(&s, v, max ? max : 900);
		CHECK(!s.cut && view_printable(view_of(buf)));
		cols = columns_put(&out, view_of(buf), max % 2, 30);
		CHECK(cols <= 30 && columns_of(view_of(shown)) == cols);
		for (size_t i = 0; i < out.n && max % 2 == 0; i++)
			CHECK(shown[i] >= 0x20 && shown[i] <= 0x7e);
		out = str_of(shown, sizeof shown);
		str_shown(&out, v, true);
		CHECK(view_printable(view_of(shown)));
	}
}

TEST(real_05_mutations)
{
	static const char golden[] =
		BUERO CHINESE ARABIC RLO "\xf0\x9f\x98\x80"
					 "e\xcc\x81\x1b[2J\\\xc0\x80\xed\xa0\x80\xf4\x90";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, put_mutated);
}

TEST(real_05_locale_says_utf8)
{
	static const struct {
		const char *all, *ctype, *lang;
		bool utf8;
	} rows[] = {
		{NULL, NULL, NULL, false},	  {NULL, NULL, "C.UTF-8", true},
		{NULL, NULL, "de_DE.utf8", true}, {NULL, NULL, "de_DE.UTF-8@euro", true},
		{NULL, NULL, "de_DE", false},	  {NULL, NULL, "de_DE.ISO-8859-1", false},
		{NULL, NULL, "C.UTF-8x", false},  {"C", NULL, "C.UTF-8", false},
		{"", "", "C.UTF-8", true},	  {NULL, "POSIX", "C.UTF-8", false},
		{"C.UTF-8", "C", "C", true},
	};
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *const values[] = {rows[i].all, rows[i].ctype, rows[i].lang};

		for (unsigned k = 0; k < 3; k++)
			if (values[k])
				setenv(names[k], values[k], 1);
			else
				unsetenv(names[k]);
		CHECK_INT(locale_is_utf8(), rows[i].utf8);
	}
}
