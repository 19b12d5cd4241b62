/* SPDX-License-Identifier: MIT
 * The reader of JSON. Input: a document. */
#include "lib/json_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct json_value values[1024];
	static char text[1 << 16];
	size_t n = json_read((struct view){.p = (const char *)data, .n = size}, values, 1024);

	for (size_t i = 0; i < n; i++) {
		struct str s = str_of(text, sizeof text);

		if (values[i].next <= i || values[i].next > n || values[i].text.n > size)
			abort();
		if (values[i].kind == JSON_STRING)
			json_text(&values[i], &s);
		json_member(values, i, "a");
	}
	return 0;
}
