/* SPDX-License-Identifier: MIT
 * Numbers, addresses and strings from outside: all of the text or none of it. */
#include "tests/unit/check.h"

#include "lib/clock.h"
#include "lib/random.h"
#include "lib/text.h"

#include <string.h>

TEST(numbers_take_digits_only)
{
	static const char *const bad[] = {"",	   "-1",	 "+5",
					  "1468x", " 1",	 "1 ",
					  "0x10",  "4294967296", "99999999999999999999999"};
	uint32_t n = 7;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!text_u32(view_of(bad[i]), 0, UINT32_MAX, &n));
	CHECK_INT(n, 7);
	CHECK(text_u32(view_of("4294967295"), 0, UINT32_MAX, &n));
	CHECK(n == UINT32_MAX);
	CHECK(!text_u32(view_of("7"), 8, 65464, &n));
	CHECK(text_u32(view_of("0008"), 8, 65464, &n));
}

TEST(u64_at_its_edge)
{
	uint64_t n;

	CHECK(text_u64(view_of("18446744073709551615"), 0, UINT64_MAX, &n));
	CHECK(n == UINT64_MAX);
	CHECK(!text_u64(view_of("18446744073709551616"), 0, UINT64_MAX, &n));
}

TEST(ip4_is_a_strict_quad)
{
	static const char *const bad[] = {"",	       "1.2.3",	   "1.2.3.4.5", "256.1.1.1",
					  "1..2.3",    "1.2.3.4 ", "01.2.3.4",	"1.2.3.-4",
					  "0x1.2.3.4", "1.2.3.4."};
	uint32_t a = 0;

	CHECK(text_ip4(view_of("10.0.2.15"), &a));
	CHECK_INT(a, 0x0a00020f);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!text_ip4(view_of(bad[i]), &a));
}

TEST(hex_reads_macs_and_uuids)
{
	uint8_t mac[6];

	CHECK(text_hex(view_of("52:54:00:12:34:56"), mac, 6));
	CHECK_INT(mac[5], 0x56);
	CHECK(text_hex(view_of("5254-0012-3456"), mac, 6));
	CHECK(text_hex(view_of("525400AABBCC"), mac, 6));
	CHECK_INT(mac[3], 0xaa);
	CHECK(!text_hex(view_of("52:54:00:12:34"), mac, 6));
	CHECK(!text_hex(view_of("52:54:00:12:34:5"), mac, 6));
	CHECK(!text_hex(view_of("52:54:00:12:34:567"), mac, 6));
	CHECK(!text_hex(view_of("52::54:00:12:34:5"), mac, 6));
	CHECK(!text_hex(view_of(""), mac, 6));
}

TEST(builder_never_cuts_a_piece)
{
	char buf[8];
	struct str s = str_of(buf, sizeof buf);

	str_puts(&s, "abcd");
	str_fmt(&s, "%d", 12345);
	CHECK(s.cut);
	CHECK_STR(buf, "abcd");
	str_putc(&s, 'x');
	CHECK_STR(buf, "abcd");
	s = str_of(buf, sizeof buf);
	str_puts(&s, "1234567");
	CHECK(!s.cut);
	str_puts(&s, "");
	CHECK(!s.cut);
}

TEST(real_18_line_of_printed_parts_is_inert)
{
	char buf[20];
	struct str s = str_of(buf, sizeof buf);

	str_shown(&s, view_of("a\\x1b\x1b[\x9b"), true);
	CHECK_STR(buf, "a\\x1b\\x1b[\\x9b");
	s = str_of(buf, sizeof buf);
	str_shown(&s, view_of("0123456789abcdefg\x1bx"), true);
	CHECK_STR(buf, "0123456789abcdefg");
}

TEST(printable_text_cannot_act)
{
	char buf[64];
	struct str s = str_of(buf, sizeof buf);

	str_printable(&s, view_of("a\x1b[2J\\b\x9b"), 80);
	CHECK_STR(buf, "a\\x1b[2J\\x5cb\\x9b");
	s = str_of(buf, sizeof buf);
	str_printable(&s, view_of("abcdef"), 3);
	CHECK_STR(buf, "abc...");
}

TEST(real_18_logins_of_urls_are_not_shown)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"http://user:pa%40ss@10.0.0.1/k", "http://10.0.0.1/k"},
		{"a=http://u@h/x,https://u:p@q@g/y", "a=http://h/x,https://g/y"},
		{"http://h/a@b", "http://h/a@b"},
		{"http://h x@y", "http://h x@y"},
		{"me@home ://", "me@home ://"},
		{"ftp://u:p@", "ftp://"},
	};
	char buf[64];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = str_of(buf, sizeof buf);

		str_public(&s, view_of(cases[i].text));
		CHECK_STR(buf, cases[i].want);
		s = str_of(buf, sizeof buf);
		str_printable(&s, view_of(cases[i].text), 60);
		CHECK_STR(buf, cases[i].want);
		s = str_of(buf, sizeof buf);
		for (struct view rest = view_of(cases[i].text); rest.n;)
			CHECK(str_printable_next(&s, &rest, 50));
		CHECK_STR(buf, cases[i].want);
		s = str_of(buf, sizeof buf);
		str_ascii(&s, view_of(cases[i].text), 60);
		CHECK_STR(buf, cases[i].want);
	}
}

TEST(views_cut_words_and_fields)
{
	struct view v = view_of("  one\ttwo "), w;

	CHECK(view_is(view_word(&v), "one"));
	CHECK(view_is(view_word(&v), "two"));
	CHECK_INT(view_word(&v).n, 0);
	v = view_of("a,,b");
	CHECK(view_until(&v, ',', &w) && view_is(w, "a"));
	CHECK(view_until(&v, ',', &w) && w.n == 0);
	CHECK(view_until(&v, ',', &w) && view_is(w, "b"));
	CHECK(!view_until(&v, ',', &w));
	CHECK(view_is(view_trim(view_of("\r x y \n")), "x y"));
	CHECK(view_ieq(view_of("KERNEL"), view_of("kErnel")));
	CHECK(view_starts(view_of("tftp://h"), "tftp://"));
}

TEST(views_end_and_begin_later)
{
	struct view v = view_of("vmlinuz.GZ"), none = {0};

	CHECK(view_ends(v, ".GZ") && view_ends(v, "vmlinuz.GZ") && view_ends(v, ""));
	CHECK(!view_ends(v, ".gz") && !view_ends(v, "xvmlinuz.GZ"));
	CHECK(view_iends(v, ".gz") && !view_iends(v, ".xz") && !view_iends(v, "xvmlinuz.gz"));
	CHECK(view_ends(none, "") && view_iends(none, "") && !view_ends(none, "x"));
	CHECK(view_is(view_from(v, 8), "GZ") && view_from(v, 10).n == 0);
	CHECK(!view_from(none, 0).p);
}

TEST(copy_refuses_nul_and_overflow)
{
	char buf[4];

	CHECK(text_copy(buf, sizeof buf, view_of("abc")));
	CHECK(!text_copy(buf, sizeof buf, view_of("abcd")));
	CHECK_STR(buf, "");
	CHECK(!text_copy(buf, sizeof buf, (struct view){.p = "a\0b", .n = 3}));
}

TEST(jitter_stays_in_its_band)
{
	struct random r = {.state = 1};

	for (int i = 0; i < 10000; i++) {
		uint64_t ms = random_jitter(&r, 4000, 25);

		if (!CHECK(ms >= 3000 && ms <= 5000))
			return;
	}
	CHECK_INT(random_jitter(&r, 0, 25), 0);
	CHECK_INT(random_below(&r, 0), 0);
}

TEST(clock_waits_are_bounded)
{
	CHECK_INT(clock_wait(10, 5), 0);
	CHECK_INT(clock_wait(10, 15), 5);
	CHECK_INT(clock_wait(10, CLOCK_NEVER), -1);
	CHECK_INT(clock_wait(0, UINT64_MAX - 1), 3600000);
}

TEST(blanks_are_skipped_at_the_front_only)
{
	CHECK(view_is(view_skip_blanks(view_of(" \t\x01"
					       "a b ")),
		      "a b "));
	CHECK(view_is(view_skip_blanks(view_of("a ")), "a "));
	CHECK_INT(view_skip_blanks(view_of("  ")).n, 0);
	CHECK_INT(view_skip_blanks((struct view){0}).n, 0);
}

TEST(hex_digits_in_either_case)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < 16; i++)
		CHECK_INT(text_hex_digit(digits[i]), i);
	CHECK_INT(text_hex_digit('A'), 10);
	CHECK_INT(text_hex_digit('F'), 15);
	for (const char *c = "/:@G`g \xff"; *c; c++)
		CHECK_INT(text_hex_digit(*c), -1);
	CHECK_INT(text_hex_digit('\0'), -1);
}

TEST(hex_numbers_at_their_cap_and_one_above)
{
	uint64_t n = 7;

	CHECK(text_hex_u64(view_of("fFffffffFFFFffff"), &n) && n == UINT64_MAX);
	CHECK(text_hex_u64(view_of("0000000000000010"), &n) && n == 16);
	n = 7;
	CHECK(!text_hex_u64(view_of("00000000000000010"), &n));
	CHECK(!text_hex_u64(view_of(""), &n));
	CHECK(!text_hex_u64(view_of("0x1"), &n));
	CHECK(!text_hex_u64(view_of("1 "), &n));
	CHECK_INT(n, 7);
}

TEST(fields_are_the_first_of_their_whole_name)
{
	struct view text =
		view_of("Mem:\nMemTotal:\t 12 kB \nflags\t\t: a b\nMemTotal: 13\nno colon\n");

	CHECK(view_is(view_field(text, "MemTotal"), "12 kB"));
	CHECK(view_is(view_field(text, "flags"), "a b"));
	CHECK_INT(view_field(text, "Mem").n, 0);
	CHECK_INT(view_field(text, "MemT").n, 0);
	CHECK_INT(view_field(text, "no colon").n, 0);
	CHECK_INT(view_field(text, "none").n, 0);
	CHECK_INT(view_field(view_of(""), "none").n, 0);
}
