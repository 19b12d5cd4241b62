/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "lib/crc32.h"

TEST(known_sums)
{
	CHECK_INT(crc32_add(0, "123456789", 9), 0xcbf43926);
	CHECK_INT(crc32_add(0, NULL, 0), 0);
	CHECK_INT(crc32_add(0, "\0\0\0\0", 4), 0x2144df1c);
}

TEST(pieces_sum_up)
{
	uint32_t crc = 0;

	for (const char *p = "123456789"; *p; p++)
		crc = crc32_add(crc, p, 1);
	CHECK_INT(crc, 0xcbf43926);
}
