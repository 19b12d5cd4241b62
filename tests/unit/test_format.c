/* SPDX-License-Identifier: MIT
 * Our messages' formatter against libc's: the same text and the same length for all it knows. */
#include "tests/unit/check.h"

#include "lib/format.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

static int ours(char *buf, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int ours(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = format_text(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

#define SAME(...)                                                                               \
	do {                                                                                    \
		char a[100], b[100];                                                            \
		int n = ours(a, sizeof a, __VA_ARGS__), m = snprintf(b, sizeof b, __VA_ARGS__); \
		CHECK_INT(n, m);                                                                \
		CHECK_STR(a, b);                                                                \
	} while (0)

TEST(numbers_as_libc_writes_them)
{
	SAME("%d %i %u", 0, -1, 1u);
	SAME("%d %d", INT_MIN, INT_MAX);
	SAME("%lld %llu", LLONG_MIN, ULLONG_MAX);
	SAME("%ld %lu %zu", LONG_MIN, ULONG_MAX, (size_t)-1);
	SAME("%x %X %o %llx", 0xdeadbeefu, 0xdeadbeefu, 0777u, ULLONG_MAX);
	SAME("%hhu %hu %hd", (unsigned char)255, (unsigned short)65535, (short)-3);
	SAME("%02x%02x", 5u, 0xabu);
	SAME("[%8d][%-8d][%08d]", -42, -42, -42);
	SAME("%05u %03llu", 7u, 1234ull);
	SAME("[%*d]", 6, 9);
}

TEST(text_as_libc_writes_it)
{
	SAME("%s|%c|%%", "word", 'x');
	SAME("[%10s][%-10s]", "abc", "abc");
	SAME("[%.2s][%.*s][%-7.3s]", "abcdef", 4, "abcdef", "abcdef");
	SAME("%s", "");
	SAME("[%.0s]", "abc");
}

TEST(precision_bounds_what_is_read)
{
	char open[3] = {'a', 'b', 'c'}, buf[8];

	CHECK_INT(ours(buf, sizeof buf, "%.3s", open), 3);
	CHECK_STR(buf, "abc");
}

TEST(cut_at_the_end_of_the_buffer)
{
	char buf[5];

	CHECK_INT(ours(buf, sizeof buf, "%s", "abcdefgh"), 8);
	CHECK_STR(buf, "abcd");
	CHECK_INT(ours(buf, 1, "%d", 12345), 5);
	CHECK_STR(buf, "");
}

TEST(unknown_conversions_are_refused)
{
	/* not literals: the compiler would complain, which is what it is for */
	static const char *const bad[] = {"%f", "%p", "%n", "%", "%5", "%l"};
	char buf[16];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *volatile fmt = bad[i];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		CHECK_INT(ours(buf, sizeof buf, fmt, 1), -1);
#pragma GCC diagnostic pop
		CHECK_STR(buf, "");
	}
}
