/* SPDX-License-Identifier: MIT
 * What bzImages say of themselves, from heads put together with plain numbers. */
#include "tests/unit/check.h"

#include "lib/image/x86.h"

#include <string.h>

#define FILE_LEN 0x3000u

static uint8_t file[FILE_LEN];

static void le32(size_t at, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		file[at + i] = (uint8_t)(v >> (8 * i));
}

/* Seven setup sectors, 0x2000 bytes of kernel, of these 0x1000 at 0x200 compressed. */
static void make(void)
{
	memset(file, 0x90, sizeof file);
	memset(file + 0x1f1, 0, 0x100);
	file[0x1f1] = 7;
	le32(0x1f4, 0x2000 / 16);
	memcpy(file + 0x202, "HdrS", 4);
	file[0x206] = 0x0f;
	file[0x207] = 0x02;
	file[0x211] = 0x01;
	file[0x236] = 0x3f;
	le32(0x238, 2047);
	le32(0x248, 0x200);
	le32(0x24c, 0x1000);
	le32(0x260, 0x8000);
}

static int judge(size_t have, uint64_t len, struct x86_image *ret)
{
	return x86_image_read(rd_of(file, have), len, ret);
}

TEST(golden_head)
{
	struct x86_image image;

	make();
	if (!CHECK_INT(judge(sizeof file, sizeof file, &image), 0))
		return;
	CHECK_INT(image.protocol, 0x20f);
	CHECK_INT(image.max_cmdline, 2048);
	CHECK_INT(image.init_len, 0x8000);
	CHECK_INT(image.len, 0x1000 + 0x2000);
	CHECK_INT(image.payload_start, 0x1000 + 0x200);
	CHECK_INT(image.payload_len, 0x1000);
	/* A signature may follow. */
	CHECK_INT(judge(sizeof file, sizeof file + 1000, &image), 0);
	CHECK_INT(judge(X86_IMAGE_HEAD_LEN, 0, &image), 0);
}

TEST(hazard_94_99_heads_that_are_refused)
{
	static const struct {
		size_t at;
		uint8_t value;
		int reason;
	} cases[] = {
		{0x202, 'h', X86_IMAGE_UNKNOWN},
		{0x206, 0x0b, X86_IMAGE_OLD},
		{0x207, 0x01, X86_IMAGE_OLD},
		{0x206, 0x0c, 0},
		{0x236, 0x3e, X86_IMAGE_32_BIT},
		{0x236, 0x3d, X86_IMAGE_LOW},
		{0x236, 0x03, 0},
		{0x211, 0xfe, X86_IMAGE_LOW},
		{0x1f1, 8, X86_IMAGE_CUT},
		{0x1f1, 0, 0}, /* zero means four */
		{0x1f4, 1, X86_IMAGE_CUT},
		{0x1f5, 0, X86_IMAGE_BAD_HEAD},
		{0x23a, 1, X86_IMAGE_BAD_HEAD},
		{0x239, 0, 0},
		{0x24d, 0x1e, 0},
		{0x24d, 0x1f, X86_IMAGE_BAD_HEAD},
		{0x24f, 0xff, X86_IMAGE_BAD_HEAD},
		{0x24b, 0xff, X86_IMAGE_BAD_HEAD},
		{0x261, 0x0f, X86_IMAGE_BAD_HEAD},
		{0x261, 0x10, 0},
	};
	struct x86_image image;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		make();
		file[cases[i].at] = cases[i].value;
		if (!CHECK_INT(judge(sizeof file, sizeof file, &image), cases[i].reason))
			check_int((long long)i, -1, __FILE__, __LINE__, "case");
	}
}

TEST(hazard_94_files_cut_off)
{
	struct x86_image image;

	make();
	for (size_t n = 0; n < sizeof file; n += n < 2048 ? 1 : 97)
		CHECK_INT(judge(n, n, &image), n < 0x206		? X86_IMAGE_UNKNOWN
					       : n < X86_IMAGE_HEAD_LEN ? X86_IMAGE_SHORT
									: X86_IMAGE_CUT);
}

static void survive(const uint8_t *data, size_t len)
{
	struct x86_image image;

	if (x86_image_read(rd_of(data, len), len, &image) != 0)
		return;
	CHECK(image.len <= len);
	CHECK(image.payload_start + image.payload_len <= image.len);
	CHECK(image.max_cmdline > 1 && image.max_cmdline <= X86_CMDLINE_MAX);
}

TEST(hazard_99_damaged_heads)
{
	make();
	le32(0x1f4, 0x200 / 16);
	le32(0x248, 0x10);
	le32(0x24c, 0x100);
	file[0x1f1] = 1;
	check_mutations(file, 1600, survive);
}

TEST(reasons_have_words)
{
	for (int i = 0; i < X86_IMAGE_REASONS; i++)
		CHECK(strlen(x86_image_str(i)) > 8);
	CHECK_STR(x86_image_str(-1), "unknown reason");
	CHECK_STR(x86_image_str(X86_IMAGE_REASONS), "unknown reason");
}
