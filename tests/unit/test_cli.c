/* SPDX-License-Identifier: MIT
 * Options as a table: each kind takes what it should and refuses the rest with the option's name, what
 * is missing is named, and operands are counted. */
#include "tests/unit/check.h"

#include "lib/cli.h"
#include "lib/log.h"
#include "lib/text.h"

#include <getopt.h>
#include <string.h>

static char logged[512];

static void note_log(enum log_level level, const char *line)
{
	(void)level;
	text_copy(logged, sizeof logged, view_of(line));
}

static struct {
	const char *text;
	char copy[5];
	uint8_t hex[2];
	uint32_t number, level;
	struct cli_list list;
	bool on, off, hex_given, called;
} got;

static bool take_even(const struct cli_option *o, const char *value)
{
	bool *called = o->to;

	*called = true;
	return strlen(value) % o->how == 0 || cli_refuse(o, value, "even");
}

static const struct cli_option options[] = {
	{'t', "text", CLI_TEXT, .text = &got.text, .needed = true},
	{'c', NULL, CLI_COPY, .copy = got.copy, .size = sizeof got.copy},
	{0, "hex", CLI_HEX, .hex = got.hex, .size = sizeof got.hex, .given = &got.hex_given},
	{'n', "number", CLI_NUMBER, .number = &got.number, .min = 2, .max = 10},
	{'l', NULL, CLI_LIST, .list = &got.list, .most = 2, .what = "lists"},
	{0, "even", CLI_CALL, .call = take_even, .to = &got.called, .how = 2},
	{0, "on", CLI_ON, .flag = &got.on},
	{'q', NULL, CLI_SET, .number = &got.level, .min = 7},
	{0, "off", CLI_OFF, .flag = &got.off, .needed = true},
	{0},
};

#define ARGS_MAX 24

/* Parse the words of @line. Return: the exit status, -1 = go on */
static int parse(const char *line, int least, int most)
{
	const struct cli cli = {.name = "it",
				.usage = "usage: it\n",
				.options = options,
				.least = least,
				.most = most};
	static char words[200];
	char *argv[ARGS_MAX + 1] = {words};
	int argc = 0, status;

	text_copy(words, sizeof words, view_of(line));
	for (char *p = strtok_r(words, " ", &argv[ARGS_MAX]); p && argc < ARGS_MAX;
	     p = strtok_r(NULL, " ", &argv[ARGS_MAX]))
		argv[argc++] = p;
	argv[argc] = NULL;
	memset(&got, 0, sizeof got);
	got.off = true;
	logged[0] = '\0';
	log_set(note_log, LOG_DEBUG);
	return cli_parse(&cli, argc, argv, &status) ? -1 : status;
}

TEST(every_kind_takes_its_value)
{
	CHECK_INT(
		parse("it -t a --text b -c four --hex 00ff -n 10 -l x -l y --even ab --on -q --off",
		      0, 0),
		-1);
	CHECK_STR(got.text, "b");
	CHECK_STR(got.copy, "four");
	CHECK(got.hex[0] == 0 && got.hex[1] == 0xff && got.hex_given);
	CHECK_INT(got.number, 10);
	CHECK(got.list.n == 2 && strcmp(got.list.items[1], "y") == 0);
	CHECK(got.called && got.on && !got.off);
	CHECK_INT(got.level, 7);
	CHECK_STR(logged, "");
}

TEST(a_value_that_is_none_is_named_with_its_option)
{
	static const struct {
		const char *line, *said;
	} table[] = {
		{"it -c fives", "-c fives: not a text of at most 4 bytes"},
		{"it --hex 00f", "--hex 00f: not 4 hexadecimal digits"},
		{"it --number 1", "-n 1: not a number from 2 to 10"},
		{"it -n 11", "-n 11: not a number from 2 to 10"},
		{"it -n ten", "-n ten: not a number from 2 to 10"},
		{"it -l x -l y -l z", "-l: more than 2 lists"},
		{"it --even abc", "--even abc: not even"},
		{"it --frob", "--frob: unknown option"},
		{"it -qx", "-x: unknown option"},
		{"it -n", "-n: needs a value"},
		{"it --number", "--number: needs a value"},
		{"it --on=x", "--on=x: takes no value"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		CHECK_INT(parse(table[i].line, 0, 0), 2);
		CHECK_STR(logged, table[i].said);
	}
	CHECK(!got.hex_given);
}

TEST(options_that_are_needed_and_operands)
{
	CHECK_INT(parse("it", 0, 0), 2);
	CHECK_STR(logged, "it: -t and --off are needed");
	CHECK_INT(parse("it --off", 0, 0), 2);
	CHECK_STR(logged, "it: -t and --off are needed");
	CHECK_INT(parse("it --off -t x one", 0, 0), 2);
	CHECK_STR(logged, "one: unexpected argument");
	CHECK_INT(parse("it --off -t x one", 1, 1), -1);
	CHECK_INT(optind, 4);
	CHECK_INT(parse("it --off -t x", 1, 1), 2);
	CHECK_INT(parse("it --off -t x one two", 1, 1), 2);
	CHECK_STR(logged, "two: unexpected argument");
	/* operands may stand in front, and what follows -- is none but an operand */
	CHECK_INT(parse("it one --off -t x", 1, 1), -1);
	CHECK_INT(parse("it --off -t x -- --on", 1, 1), -1);
	CHECK(!got.on);
}

TEST(help_is_no_failure_and_nothing_is_missing_then)
{
	CHECK_INT(parse("it -h", 1, 1), 0);
	CHECK_INT(parse("it --on --help", 1, 1), 0);
	CHECK_STR(logged, "");
}
