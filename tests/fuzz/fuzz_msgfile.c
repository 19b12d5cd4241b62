/* SPDX-License-Identifier: MIT
 * A text file for the screen: each line can be printed, fits its room, and the end comes. */
#include "pxe/session/msgfile.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct view rest = {.p = (const char *)data, .n = len};
	size_t left = len;
	char line[120];

	for (;;) {
		struct str s = str_of(line, sizeof line);

		if (!session_msgfile_line(&rest, &s))
			return 0;
		if (s.n >= sizeof line)
			abort();
		if (!view_printable(view_of(line)))
			abort();
		if (rest.n >= left && left)
			abort();
		left = rest.n;
	}
}
