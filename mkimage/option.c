/* SPDX-License-Identifier: MIT */
#include "mkimage/option.h"

#include "lib/log.h"
#include "mkimage/compress.h"
#include "mkimage/uimage_names.h"

#include <string.h>

#define WORDS_MAX 400 /* bytes of all names of one field */

bool mkimage_option_address(const struct cli_option *o, const char *value)
{
	struct view v = view_of(value);
	uint32_t *ret = o->to;
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
	return cli_refuse(o, value, "an address of up to 8 hexadecimal digits");
}

bool mkimage_option_word(const struct cli_option *o, const char *value)
{
	enum mkimage_uimage_field field = (enum mkimage_uimage_field)o->how;
	char words[WORDS_MAX];
	struct str s = str_of(words, sizeof words);

	if (mkimage_uimage_number(field, view_of(value), o->to))
		return true;
	str_puts(&s, "one of");
	mkimage_uimage_words(field, &s);
	return cli_refuse(o, value, words);
}

bool mkimage_option_compress(const struct cli_option *o, const char *value)
{
	return mkimage_compress_kind_of(view_of(value), o->to) ||
	       cli_refuse(o, value, "one of none gzip zstd xz lzma");
}
