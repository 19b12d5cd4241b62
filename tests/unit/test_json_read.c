/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "lib/json_read.h"

#include <stdio.h>
#include <string.h>

static struct json_value values[64];

static size_t count(const char *text)
{
	return json_read(view_of(text), values, sizeof values / sizeof *values);
}

TEST(documents)
{
	static const struct {
		const char *text;
		size_t n;
	} r[] = {
		{"null", 1},
		{" true ", 1},
		{"-0.5e+3", 1},
		{"\"a\\\"b\"", 1},
		{"[]", 1},
		{"{}", 1},
		{"[1, [2], {\"a\": 3}]", 7},
		{"", 0},
		{"[1", 0},
		{"[1,]", 0},
		{"{\"a\"}", 0},
		{"{\"a\":1,}", 0},
		{"{1:2}", 0},
		{"01", 0},
		{"1.", 0},
		{"1e", 0},
		{"-", 0},
		{"nul", 0},
		{"\"a", 0},
		{"\"\\x\"", 0},
		{"\"\\u12g4\"", 0},
		{"\"\n\"", 0},
		{"1 2", 0},
		{"]", 0},
		{"[1 2]", 0},
		{"{\"a\" 1}", 0},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++)
		if (!CHECK_INT(count(r[i].text), r[i].n))
			printf("  %s\n", r[i].text);
}

TEST(depth_and_count_at_the_cap)
{
	char text[2 * JSON_DEPTH + 3];

	memset(text, '[', JSON_DEPTH);
	memset(text + JSON_DEPTH, ']', JSON_DEPTH);
	text[2 * JSON_DEPTH] = '\0';
	CHECK_INT(count(text), JSON_DEPTH);
	memset(text, '[', JSON_DEPTH + 1);
	memset(text + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	text[2 * JSON_DEPTH + 2] = '\0';
	CHECK_INT(count(text), 0);
	CHECK_INT(json_read(view_of("[1,2]"), values, 3), 3);
	CHECK_INT(json_read(view_of("[1,2]"), values, 2), 0);
}

TEST(members)
{
	CHECK_INT(count("{\"a\": [1, 2], \"b\": {\"c\": \"x\"}, \"a\": 3}"), 11);
	CHECK_INT(json_member(values, 0, "a"), 2);
	CHECK_INT(json_member(values, 0, "b"), 6);
	CHECK_INT(json_member(values, 6, "c"), 8);
	CHECK_INT(json_member(values, 0, "c"), 0);
	CHECK_INT(json_member(values, 2, "c"), 0);
}

TEST(strings)
{
	static const char *const r[][2] = {
		{"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
		{"\"\\u0041\\u00e4\\u20ac\\ud83d\\ude00\"",
		 "A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
		{"\"\\ud83d\\u0041\\udc00\"", "\xef\xbf\xbd"
					      "A\xef\xbf\xbd"},
		{"\"b\"", "b"},
	};
	char buf[64];

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct str s = str_of(buf, sizeof buf);

		CHECK_INT(count(r[i][0]), 1);
		json_text(&values[0], &s);
		CHECK_STR(buf, r[i][1]);
	}
}

static void run_damaged(const uint8_t *data, size_t len)
{
	char buf[64];
	struct str s = str_of(buf, sizeof buf);
	size_t n = json_read((struct view){.p = (const char *)data, .n = len}, values, 64);

	for (size_t i = 0; i < n; i++) {
		CHECK(values[i].next > i && values[i].next <= n);
		if (values[i].kind == JSON_STRING)
			json_text(&values[i], &s);
	}
}

TEST(damaged_documents)
{
	static const char golden[] =
		"{\"a\\u12d8\\ud83d\\ude00\": [1e5, true, null, {\"b\": \"c\\n\"}], \"d\": -0.1}";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, run_damaged);
}
