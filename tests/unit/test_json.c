/* SPDX-License-Identifier: MIT
 * The JSON writer: punctuation, and strings of any bytes. */
#include "tests/unit/check.h"

#include "lib/json.h"

#include <stdlib.h>
#include <string.h>

static char *text;
static size_t text_len;

static struct json open_doc(void)
{
	return json_open(open_memstream(&text, &text_len));
}

static const char *close_doc(struct json *j)
{
	static char copy[512];

	fclose(j->ctx);
	snprintf(copy, sizeof copy, "%s", text);
	free(text);
	return copy;
}

TEST(json_nests_and_separates)
{
	struct json j = open_doc();

	json_object(&j);
	json_key(&j, "a");
	json_u64(&j, UINT64_MAX);
	json_key(&j, "b");
	json_array(&j);
	json_bool(&j, true);
	json_null(&j);
	json_str(&j, NULL);
	json_i64(&j, INT64_MIN);
	json_array_end(&j);
	json_key(&j, "c");
	json_array(&j);
	json_array_end(&j);
	json_key(&j, "d");
	json_object(&j);
	json_object_end(&j);
	json_object_end(&j);
	CHECK_STR(close_doc(&j), "{\n  \"a\": 18446744073709551615,\n  \"b\": [\n    true,\n"
				 "    null,\n    null,\n    -9223372036854775808\n  ],\n  \"c\": "
				 "[],\n  \"d\": {}\n}\n");
}

static void string_case(const char *in, size_t n, const char *want)
{
	struct json j = open_doc();

	json_view(&j, (struct view){.p = in, .n = n});
	CHECK_STR(close_doc(&j), want);
}

TEST(json_escapes_what_is_not_utf8)
{
	string_case("", 0, "\"\"");
	string_case("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
	string_case("\x1b[2J\0\n\x7f", 7, "\"\\u001b[2J\\u0000\\u000a\\u007f\"");
	string_case("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9,
		    "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
	string_case("\xc3", 1, "\"\\u00c3\"");
	string_case("\xe2\x82", 2, "\"\\u00e2\\u0082\"");
	string_case("\xc0\x80", 2, "\"\\u00c0\\u0080\"");
	string_case("\xed\xa0\x80", 3, "\"\\u00ed\\u00a0\\u0080\"");
	string_case("\xc2\x9b", 2, "\"\\u00c2\\u009b\"");
	string_case("\xf4\x90\x80\x80", 4, "\"\\u00f4\\u0090\\u0080\\u0080\"");
	string_case("\xff\xfe", 2, "\"\\u00ff\\u00fe\"");
}

/* PID 1 has no streams: the same document in a text, or none of it. */
TEST(json_into_a_text)
{
	char small[8], all[64];
	struct str s = str_of(all, sizeof all);
	struct json j = json_into(&s);

	json_object(&j);
	json_key(&j, "a");
	json_str(&j, "\x1b\"");
	json_object_end(&j);
	CHECK(!s.cut);
	CHECK_STR(all, "{\n  \"a\": \"\\u001b\\\"\"\n}\n");
	s = str_of(small, sizeof small);
	j = json_into(&s);
	json_str(&j, "longer than that");
	CHECK(s.cut);
}

TEST(what_is_not_there_is_null)
{
	char line[300];
	struct str s = str_of(line, sizeof line);
	struct json j = json_into(&s);

	json_object(&j);
	json_text_or_null(json_key(&j, "a"), "");
	json_text_or_null(json_key(&j, "b"), "x");
	json_ip4(json_key(&j, "c"), 0);
	json_ip4(json_key(&j, "d"), 0xfffefdfc);
	json_words(json_key(&j, "e"), view_of(" one  two "));
	json_words(json_key(&j, "f"), view_of(""));
	json_object_end(&j);
	CHECK_STR(line, "{\n  \"a\": null,\n  \"b\": \"x\",\n  \"c\": null,\n  \"d\": "
			"\"255.254.253.252\",\n"
			"  \"e\": [\n    \"one\",\n    \"two\"\n  ],\n  \"f\": []\n}\n");
}
