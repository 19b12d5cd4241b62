/* SPDX-License-Identifier: MIT */
#include "lib/utf8.h"

#define CODE_MAX 0x10ffff

/* Bytes that a sequence beginning with @c has; 0 = none begins so. */
static size_t sequence_length(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4) /* 0xc0 and 0xc1 would be overlong, 0xf5 above U+10FFFF */
		return 0;
	return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

size_t utf8_take(const char *p, size_t n, uint32_t *ret_code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)p[0];
	size_t len = sequence_length(lead);
	uint32_t code = len == 1 ? lead : lead & (0x7fu >> len);

	*ret_code = UTF8_BAD;
	if (!len || len > n)
		return 1;
	for (size_t i = 1; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if ((c & 0xc0) != 0x80)
			return 1;
		code = code << 6 | (c & 0x3f);
	}
	if (code < least[len] || code > CODE_MAX || (code >= 0xd800 && code <= 0xdfff))
		return 1;
	*ret_code = code;
	return len;
}

int utf8_columns(uint32_t code)
{
	unsigned low = 0, high = utf8_table_len;

	if (code >= 0x20 && code <= 0x7e)
		return 1;
	if (code > CODE_MAX)
		return -1;
	while (low < high) {
		unsigned mid = (low + high) / 2;

		if (code > utf8_table[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < utf8_table_len && code >= utf8_table[low].first)
		return utf8_table[low].columns;
	return 1;
}
