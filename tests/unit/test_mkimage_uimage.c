/* SPDX-License-Identifier: MIT
 * Packing U-Boot images: lengths at their limits, and the names of numbers. That the bytes are
 * those of U-Boot's own tool is for tests/net/test_mkimage_uimage.py. */
#include "tests/unit/check.h"

#include "mkimage/uimage.h"
#include "mkimage/uimage_names.h"

#include <string.h>

static int plan(uint8_t type, const struct rd *parts, size_t n, size_t max, size_t *ret)
{
	struct mkimage_uimage u = {.header = {.type = type}, .parts = parts, .n_parts = n};

	return mkimage_uimage_plan(&u, max, ret);
}

TEST(what_is_written_reads_back)
{
	const struct rd parts[] = {rd_of("abcde", 5), rd_of("fgh", 3), rd_of("i", 1)};
	struct mkimage_uimage u = {
		.header = {.type = UIMAGE_MULTI, .time = 7, .load = 8, .entry = 9, .name = "n"},
		.parts = parts,
		.n_parts = 3,
	};
	uint8_t buf[128];
	struct uimage back;
	uint64_t start;
	size_t len = 0;

	CHECK_INT(mkimage_uimage_plan(&u, sizeof buf, &len), 0);
	if (!CHECK_INT(len, 64 + 16 + 8 + 4 + 1))
		return;
	mkimage_uimage_write(&u, buf, len);
	CHECK_INT(uimage_read(rd_of(buf, len), len, &back), 0);
	CHECK_INT(uimage_check_data(rd_of(buf, len), &back), 0);
	CHECK_INT(back.entry, 9);
	CHECK_STR(back.name, "n");
	CHECK_INT(back.n_parts, 3);
	CHECK_INT(uimage_part(rd_of(buf, len), &back, 2, &start), 1);
	CHECK_INT(buf[start], 'i');
}

TEST(lengths_at_the_limit)
{
	const struct rd parts[] = {rd_of("abcde", 5), rd_of("fgh", 3), rd_of(NULL, 0)};
	size_t len = 0;

	CHECK_INT(plan(UIMAGE_KERNEL, parts, 1, 69, &len), 0);
	CHECK_INT(len, 69);
	CHECK_INT(plan(UIMAGE_KERNEL, parts, 1, 68, &len), MKIMAGE_UIMAGE_TOO_BIG);
	CHECK_INT(plan(UIMAGE_MULTI, parts, 2, 64 + 12 + 8 + 3, &len), 0);
	for (size_t max = 0; max < 64 + 12 + 8 + 3; max++)
		CHECK_INT(plan(UIMAGE_MULTI, parts, 2, max, &len), MKIMAGE_UIMAGE_TOO_BIG);
	CHECK_INT(plan(UIMAGE_MULTI, parts, 3, SIZE_MAX, &len), MKIMAGE_UIMAGE_EMPTY_PART);
	CHECK_INT(plan(UIMAGE_KERNEL, parts, 2, SIZE_MAX, &len), MKIMAGE_UIMAGE_MANY_PARTS);
	CHECK_INT(plan(UIMAGE_KERNEL, parts, 0, SIZE_MAX, &len), MKIMAGE_UIMAGE_MANY_PARTS);
}

TEST(numbers_and_names)
{
	uint8_t n = 77;

	CHECK(mkimage_uimage_number(MKIMAGE_UIMAGE_ARCH, view_of("ARM64"), &n));
	CHECK_INT(n, UIMAGE_ARCH_ARM64);
	CHECK(mkimage_uimage_number(MKIMAGE_UIMAGE_TYPE, view_of("kernel_noload"), &n));
	CHECK_INT(n, UIMAGE_KERNEL_NOLOAD);
	CHECK(!mkimage_uimage_number(MKIMAGE_UIMAGE_COMP, view_of("xz"), &n));
	CHECK(!mkimage_uimage_number(MKIMAGE_UIMAGE_OS, view_of(""), &n));
	CHECK_INT(n, UIMAGE_KERNEL_NOLOAD);
	CHECK_STR(mkimage_uimage_word(MKIMAGE_UIMAGE_COMP, UIMAGE_COMP_ZSTD), "zstd");
	CHECK(!mkimage_uimage_word(MKIMAGE_UIMAGE_COMP, 7));
	for (unsigned field = 0; field < MKIMAGE_UIMAGE_FIELDS; field++) {
		char words[400];
		struct str s = str_of(words, sizeof words);

		mkimage_uimage_words((enum mkimage_uimage_field)field, &s);
		CHECK(!s.cut && s.n > 10);
		for (unsigned i = 0; i < 256; i++)
			CHECK(mkimage_uimage_title((enum mkimage_uimage_field)field, (uint8_t)i));
		CHECK(strncmp(mkimage_uimage_title((enum mkimage_uimage_field)field, 255),
			      "Unknown ", 8) == 0);
	}
}

TEST(reasons_have_words)
{
	for (int i = 0; i < MKIMAGE_UIMAGE_REASONS; i++)
		CHECK(strlen(mkimage_uimage_str(i)) > 5);
	CHECK_STR(mkimage_uimage_str(-1), "unknown reason");
	CHECK_STR(mkimage_uimage_str(MKIMAGE_UIMAGE_REASONS), "unknown reason");
}
