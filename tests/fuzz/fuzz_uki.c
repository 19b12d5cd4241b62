/* SPDX-License-Identifier: MIT
 * A UEFI program from anywhere: the parts of a unified image lie inside the file, the same from its head
 * alone, and its command line has no control characters. */
#include "lib/image/uki.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rd file = rd_of(data, len);
	struct uki u, of_head;
	static char line[70000];

	if (uki_read(file, len, &u))
		return 0;
	for (unsigned i = 0; i < UKI_PARTS; i++) {
		struct rd part = uki_part_of(file, &u, (enum uki_part)i);

		if (part.bad || (rd_left(&part) && (part.p < data || part.end > data + len)))
			abort();
	}
	if (len > UKI_HEAD_LEN && !uki_read(rd_of(data, UKI_HEAD_LEN), len, &of_head) &&
	    memcmp(u.part, of_head.part, sizeof u.part) != 0)
		abort();
	if (rd_left(&file) < sizeof line) {
		struct str s = str_of(line, sizeof line);

		uki_put_cmdline(uki_part_of(file, &u, UKI_CMDLINE), &s);
		for (size_t i = 0; i < s.n; i++)
			if ((uint8_t)line[i] < ' ' || line[i] == 0x7f)
				abort();
	}
	return 0;
}
