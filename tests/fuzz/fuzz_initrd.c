/* SPDX-License-Identifier: MIT
 * Any bytes as an initrd: the verdict does not depend on the pieces that they come in, its sentence is
 * plain text, and what is said to be for Linux lies within the file. */
#include "lib/image/initrd.h"
#include "tests/fuzz/uimage_mend.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static enum initrd_verdict judge(struct rd file, size_t piece, char *text, size_t size)
{
	static struct initrd_check c;
	struct str why = str_of(text, size);
	size_t len = rd_left(&file);
	enum initrd_verdict verdict;

	initrd_check_start(&c);
	while (rd_left(&file)) {
		size_t n = rd_left(&file) < piece ? rd_left(&file) : piece;

		initrd_check_feed(&c, rd_sub(&file, n));
	}
	verdict = initrd_check_end(&c, 0, &why);
	if ((verdict == INITRD_OK) != (why.n == 0) || why.cut)
		abort();
	for (size_t i = 0; i < why.n; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			abort();
	if (verdict <= INITRD_WARN && (c.part.start > len || c.part.len > len - c.part.start))
		abort();
	return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char whole[256], pieces[256];
	uint8_t *copy = malloc(len ? len : 1);
	struct rd file = rd_of(copy, len);

	if (!copy)
		abort();
	if (len)
		memcpy(copy, data, len);
	if (len >= UIMAGE_HEADER && uimage_is(file))
		uimage_mend(copy, len);
	if (judge(file, len ? len : 1, whole, sizeof whole) !=
		    judge(file, len % 97 + 1, pieces, sizeof pieces) ||
	    strcmp(whole, pieces) != 0)
		abort();
	free(copy);
	return 0;
}
