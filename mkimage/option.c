/* SPDX-License-Identifier: MIT */
#include "mkimage/option.h"

#include "lib/log.h"

#include <string.h>

#define WORDS_MAX 400 /* all names of one field */

bool mkimage_option_each(int argc, char **argv, const char *letters, const struct option *names,
			 bool *ret_help, bool (*take)(int c, void *opaque), void *opaque)
{
	int c;

	while ((c = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		if (c == 'h')
			*ret_help = true;
		else if (!take(c, opaque))
			return false;
	}
	if (*ret_help || optind == argc)
		return true;
	log_err("%s: not an option", argv[optind]);
	return false;
}

bool mkimage_option_word(int c, const char *text, enum mkimage_uimage_field field, uint8_t *ret)
{
	char words[WORDS_MAX];
	struct str s = str_of(words, sizeof words);

	if (mkimage_uimage_number(field, view_of(text), ret))
		return true;
	mkimage_uimage_words(field, &s);
	log_err("-%c %s: not one of%s", c, text, words);
	return false;
}

bool mkimage_option_address(int c, const char *text, uint32_t *ret)
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

bool mkimage_option_kind(const char *text, enum mkimage_compress_kind *ret)
{
	if (mkimage_compress_kind_of(view_of(text), ret))
		return true;
	log_err("--compress %s: not one of none gzip zstd xz lzma", text);
	return false;
}
