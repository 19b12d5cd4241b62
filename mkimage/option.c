/* SPDX-License-Identifier: MIT */
#include "mkimage/option.h"

#include "lib/log.h"

#include <string.h>

#include <getopt.h>

#define OPTIONS_MAX 24	/* options of one format, --help included */
#define WORDS_MAX   400 /* bytes of all names of one field */
#define NAME_BASE   256 /* getopt numbers of long names begin behind all letters */

static bool take_uimage_word(int c, const char *text, enum mkimage_uimage_field field, uint8_t *ret)
{
	char words[WORDS_MAX];
	struct str s = str_of(words, sizeof words);

	if (mkimage_uimage_number(field, view_of(text), ret))
		return true;
	mkimage_uimage_words(field, &s);
	log_err("-%c %s: not one of%s", c, text, words);
	return false;
}

static bool take_address(int c, const char *text, uint32_t *ret)
{
	struct view v = view_of(text);
	uint8_t bytes[4];
	char digits[9] = "00000000";

	if (view_starts(v, "0x") || view_starts(v, "0X")) {
		v.p += 2;
		v.n -= 2;
	}
	if (v.n && v.n < sizeof digits) {
		struct rd r = rd_of(bytes, sizeof bytes);

		memcpy(digits + 8 - v.n, v.p, v.n);
		if (text_hex(view_of(digits), bytes, sizeof bytes)) {
			*ret = rd_be32(&r);
			return true;
		}
	}
	log_err("-%c %s: not an address of up to 8 hexadecimal digits", c, text);
	return false;
}

static bool take_compress(const char *text, enum mkimage_compress_kind *ret)
{
	if (mkimage_compress_kind_of(view_of(text), ret))
		return true;
	log_err("--compress %s: not one of none gzip zstd xz lzma", text);
	return false;
}

static bool take_item(const struct mkimage_option *o, const char *text)
{
	size_t max = o->max ? o->max : MKIMAGE_LIST_MAX;

	if (o->list->n < max) {
		o->list->items[o->list->n++] = text;
		return true;
	}
	if (o->what)
		log_err("-%c: more than %zu %s", o->letter, max, o->what);
	else
		log_err("%s: more than %zu of this option", text, max);
	return false;
}

static bool take_value(const struct mkimage_option *o, const char *text)
{
	if (o->given)
		*o->given = true;
	switch (o->kind) {
	case MKIMAGE_OPTION_TEXT: *o->text = text; return true;
	case MKIMAGE_OPTION_LIST: return take_item(o, text);
	case MKIMAGE_OPTION_ON: *o->flag = true; return true;
	case MKIMAGE_OPTION_OFF: *o->flag = false; return true;
	case MKIMAGE_OPTION_ADDRESS: return take_address(o->letter, text, o->address);
	case MKIMAGE_OPTION_WORD: return take_uimage_word(o->letter, text, o->field, o->number);
	case MKIMAGE_OPTION_COMPRESS: return take_compress(text, o->compress);
	}
	return false;
}

/* Write the table in the two forms of getopt_long(). */
static void fill_getopt(const struct mkimage_option *table, struct str *letters,
			struct option names[OPTIONS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; table[i].letter || table[i].name; i++) {
		bool alone =
			table[i].kind == MKIMAGE_OPTION_ON || table[i].kind == MKIMAGE_OPTION_OFF;

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

/* The option that getopt returned as @c; NULL = an error, which getopt has printed. */
static const struct mkimage_option *option_of(const struct mkimage_option *table, int c)
{
	if (c >= NAME_BASE)
		return &table[c - NAME_BASE];
	for (; table->letter || table->name; table++)
		if (table->letter == c)
			return table;
	return NULL;
}

static void put_option(struct str *s, const struct mkimage_option *o)
{
	if (o->letter)
		str_fmt(s, "-%c", o->letter);
	else
		str_fmt(s, "--%s", o->name);
}

/* All options that are needed are @given, by their places in the table. */
static bool check_needed(const char *format, const struct mkimage_option *table, const bool *given)
{
	char text[WORDS_MAX];
	struct str s = str_of(text, sizeof text);
	const struct mkimage_option *last = NULL;
	bool missing = false;

	for (size_t i = 0; table[i].letter || table[i].name; i++) {
		if (!table[i].needed)
			continue;
		missing |= !given[i];
		if (last) {
			str_puts(&s, s.n ? ", " : "");
			put_option(&s, last);
		}
		last = &table[i];
	}
	if (!missing)
		return true;
	str_puts(&s, " and ");
	put_option(&s, last);
	log_err("%s: %s are needed", format, text);
	return false;
}

bool mkimage_option_parse(int argc, char **argv, const struct mkimage_option *table,
			  const char **operand, bool *ret_help)
{
	struct option names[OPTIONS_MAX];
	char text[2 * OPTIONS_MAX + 1];
	struct str letters = str_of(text, sizeof text);
	bool given[OPTIONS_MAX] = {false};
	int c;

	fill_getopt(table, &letters, names);
	while ((c = getopt_long(argc, argv, text, names, NULL)) != -1) {
		const struct mkimage_option *o = option_of(table, c);

		if (c == 'h')
			*ret_help = true;
		else if (!o || !take_value(o, optarg))
			return false;
		else
			given[o - table] = true;
	}
	if (*ret_help)
		return true;
	if (operand && !*operand && optind < argc)
		*operand = argv[optind++];
	if (optind == argc)
		return check_needed(argv[0], table, given);
	log_err("%s: not an option", argv[optind]);
	return false;
}
