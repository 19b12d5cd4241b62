/* SPDX-License-Identifier: MIT */
#include "lib/cli.h"

#include "lib/log.h"
#include "lib/text.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define OPTIONS_MAX 32	/* options of one command, --help included */
#define TEXT_MAX    400 /* bytes of a message about options */
#define NAME_BASE   256 /* getopt numbers of long names begin behind all letters */
#define USAGE	    2	/* exit status */

static bool is_last(const struct cli_option *o)
{
	return !o->letter && !o->name;
}

static bool stands_alone(const struct cli_option *o)
{
	return o->kind == CLI_ON || o->kind == CLI_OFF || o->kind == CLI_SET;
}

static void put_option(struct str *s, const struct cli_option *o)
{
	if (o->letter)
		str_fmt(s, "-%c", o->letter);
	else
		str_fmt(s, "--%s", o->name);
}

bool cli_refuse(const struct cli_option *o, const char *value, const char *what)
{
	char text[TEXT_MAX];
	struct str s = str_of(text, sizeof text);

	put_option(&s, o);
	log_err("%s %s: not %s", text, value, what);
	return false;
}

static bool take_copy(const struct cli_option *o, const char *value)
{
	char text[TEXT_MAX];
	struct str s = str_of(text, sizeof text);

	if (text_copy(o->copy, o->size, view_of(value)))
		return true;
	str_fmt(&s, "a text of at most %zu bytes", o->size - 1);
	return cli_refuse(o, value, text);
}

static bool take_hex(const struct cli_option *o, const char *value)
{
	char text[TEXT_MAX];
	struct str s = str_of(text, sizeof text);

	if (text_hex(view_of(value), o->hex, o->size))
		return true;
	str_fmt(&s, "%zu hexadecimal digits", 2 * o->size);
	return cli_refuse(o, value, text);
}

static bool take_number(const struct cli_option *o, const char *value)
{
	char text[TEXT_MAX];
	struct str s = str_of(text, sizeof text);

	if (text_u32(view_of(value), o->min, o->max, o->number))
		return true;
	str_fmt(&s, "a number from %u to %u", o->min, o->max);
	return cli_refuse(o, value, text);
}

static bool take_item(const struct cli_option *o, const char *value)
{
	size_t max = o->most ? o->most : CLI_LIST_MAX;

	if (o->list->n < max) {
		o->list->items[o->list->n++] = value;
		return true;
	}
	if (o->what)
		log_err("-%c: more than %zu %s", o->letter, max, o->what);
	else
		log_err("%s: more than %zu of this option", value, max);
	return false;
}

static bool take_value(const struct cli_option *o, const char *value)
{
	switch (o->kind) {
	case CLI_TEXT: *o->text = value; return true;
	case CLI_COPY: return take_copy(o, value);
	case CLI_HEX: return take_hex(o, value);
	case CLI_NUMBER: return take_number(o, value);
	case CLI_LIST: return take_item(o, value);
	case CLI_CALL: return o->call(o, value);
	case CLI_ON: *o->flag = true; return true;
	case CLI_OFF: *o->flag = false; return true;
	case CLI_SET: *o->number = o->min; return true;
	}
	return false;
}

/* Write the table in the two forms of getopt_long(). */
static void fill_getopt(const struct cli_option *table, struct str *letters,
			struct option names[OPTIONS_MAX])
{
	size_t n = 0;

	str_putc(letters, ':'); /* tell a missing value from an unknown option */
	for (size_t i = 0; !is_last(&table[i]); i++) {
		bool alone = stands_alone(&table[i]);

		if (table[i].letter)
			str_fmt(letters, "%c%s", table[i].letter, alone ? "" : ":");
		if (table[i].name && n + 2 < OPTIONS_MAX)
			names[n++] = (struct option){table[i].name,
						     alone ? no_argument : required_argument, NULL,
						     NAME_BASE + (int)i};
	}
	str_putc(letters, 'h');
	names[n++] = (struct option){"help", no_argument, NULL, 'h'};
	names[n] = (struct option){NULL, 0, NULL, 0};
}

/* The option that getopt returned as @c; NULL = an error. */
static const struct cli_option *option_of(const struct cli_option *table, int c)
{
	if (c >= NAME_BASE)
		return &table[c - NAME_BASE];
	for (; !is_last(table); table++)
		if (table->letter == c)
			return table;
	return NULL;
}

/* Say what getopt did not like, as it told by @c and by optopt: a letter, the number of a long name, or 0. */
static void log_bad_option(int c, char **argv)
{
	const char *why = c == ':'		? "needs a value"
			  : optopt >= NAME_BASE ? "takes no value"
						: "unknown option";

	if (optopt > 0 && optopt < NAME_BASE)
		log_err("-%c: %s", optopt, why);
	else
		log_err("%s: %s", argv[optind - 1], why);
}

/* All options that are needed are @given, by their places in the table. */
static bool check_needed(const struct cli *c, const bool *given)
{
	char text[TEXT_MAX];
	struct str s = str_of(text, sizeof text);
	const struct cli_option *last = NULL;
	bool missing = false;
	unsigned n = 0;

	for (size_t i = 0; !is_last(&c->options[i]); i++) {
		if (!c->options[i].needed)
			continue;
		missing |= !given[i];
		if (n++) {
			str_puts(&s, n > 2 ? ", " : "");
			put_option(&s, last);
		}
		last = &c->options[i];
	}
	if (!missing)
		return true;
	str_puts(&s, n > 1 ? " and " : "");
	put_option(&s, last);
	log_err("%s%s%s %s needed", c->name ? c->name : "", c->name ? ": " : "", text,
		n > 1 ? "are" : "is");
	return false;
}

int cli_usage(const struct cli *c)
{
	const char *end = strstr(c->usage, "\n\n");

	if (end)
		fprintf(stderr, "%.*s\n--help says more\n", (int)(end - c->usage), c->usage);
	else
		fputs(c->usage, stderr);
	return USAGE;
}

/* Return: false = wrong usage; what is wrong has been printed */
static bool parse_options(const struct cli *c, int argc, char **argv, bool *ret_help)
{
	struct option names[OPTIONS_MAX];
	char text[2 * OPTIONS_MAX + 2];
	struct str letters = str_of(text, sizeof text);
	bool given[OPTIONS_MAX] = {false};
	int letter;

	fill_getopt(c->options, &letters, names);
	opterr = 0;
	optind = 0;
	while ((letter = getopt_long(argc, argv, text, names, NULL)) != -1) {
		const struct cli_option *o = option_of(c->options, letter);

		if (letter == 'h') {
			*ret_help = true;
			return true;
		}
		if (!o)
			log_bad_option(letter, argv);
		if (!o || !take_value(o, optarg))
			return false;
		given[o - c->options] = true;
		if (o->given)
			*o->given = true;
	}
	if (argc - optind > c->most) {
		log_err("%s: unexpected argument", argv[optind + c->most]);
		return false;
	}
	return argc - optind >= c->least && check_needed(c, given);
}

bool cli_parse(const struct cli *c, int argc, char **argv, int *ret)
{
	bool help = false, good = parse_options(c, argc, argv, &help);

	if (help)
		fputs(c->usage, stdout);
	*ret = good ? 0 : cli_usage(c);
	return good && !help;
}
