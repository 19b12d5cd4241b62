/* SPDX-License-Identifier: MIT
 * Judging s390 kernel images: the fields at their offsets, every lie of the parameter area, and
 * what a wrong file is called. The images are built here byte by byte, with plain numbers, so that
 * a wrong constant in the header shows. */
#include "tests/unit/check.h"

#include "lib/image/s390.h"

#include <stdlib.h>
#include <string.h>

#define LEN 0x14000u

static uint8_t file[LEN];

static void put64(size_t at, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		file[at + i] = (uint8_t)(v >> (56 - 8 * i));
}

static void make_kernel(void)
{
	memset(file, 0, sizeof file);
	memcpy(file + 65544, "S390EP\0\1", 8);
	put64(66608, 4096);
	memcpy(file + 66688, "root=/dev/ram0 ro", 18);
}

static int judge(size_t head_len, uint64_t file_len, struct s390_image *ret)
{
	return s390_image_read(rd_of(file, head_len), file_len, ret);
}

static int judge_all(void)
{
	struct s390_image image;

	return judge(LEN, LEN, &image);
}

TEST(fields_of_a_plain_kernel)
{
	struct s390_image image;
	struct view cmdline;

	make_kernel();
	put64(66600, 0x10900);
	if (!CHECK_INT(judge(0x11000, LEN, &image), 0))
		return;
	CHECK_INT(image.file_len, LEN);
	CHECK_INT(image.kernel_len, LEN);
	CHECK_INT(image.initrd_start, 0);
	CHECK_INT(image.initrd_size, 0);
	CHECK_INT(image.version_start, 0x10900);
	CHECK_INT(image.max_cmdline, 4096);
	CHECK_INT(s390_image_cmdline(rd_of(file, LEN), &image, &cmdline), 0);
	CHECK(view_is(cmdline, "root=/dev/ram0 ro"));
}

TEST(fields_of_a_packed_kernel)
{
	struct s390_image image;

	make_kernel();
	put64(66568, 0x12000);
	put64(66576, 0x2000);
	CHECK_INT(judge(LEN, LEN, &image), 0);
	CHECK_INT(image.initrd_start, 0x12000);
	CHECK_INT(image.initrd_size, 0x2000);
	CHECK_INT(image.kernel_len, 0x12000);
	CHECK_INT(judge(0x11000, 0, &image), 0);
	CHECK_INT(image.kernel_len, 0x12000);
}

TEST(length_unknown_is_allowed)
{
	struct s390_image image;

	make_kernel();
	CHECK_INT(judge(0x11000, 0, &image), 0);
	CHECK_INT(image.kernel_len, 0);
	put64(66608, 1048576);
	CHECK_INT(judge(0x11000, 0, &image), 0);
	CHECK_INT(judge(0x11000, 66688 + 1048575, &image), S390_IMAGE_SHORT);
	CHECK_INT(judge(0x11000, 66688 + 1048576, &image), 0);
}

TEST(command_line_size_0_means_896)
{
	struct s390_image image;

	make_kernel();
	put64(66608, 0);
	CHECK_INT(judge(LEN, LEN, &image), 0);
	CHECK_INT(image.max_cmdline, 896);
}

TEST(hazard_99_shorter_than_its_head)
{
	struct s390_image image;

	make_kernel();
	CHECK_INT(judge(0x10fff, 0x10fff, &image), S390_IMAGE_SHORT);
	CHECK_INT(judge(0x10fff, 0, &image), S390_IMAGE_SHORT);
	CHECK_INT(judge(0x11000, 0x10fff, &image), S390_IMAGE_SHORT);
	CHECK_INT(judge(65550, 0, &image), S390_IMAGE_SHORT);
	CHECK_INT(judge(65549, 0, &image), S390_IMAGE_UNKNOWN);
	/* A command line area that would end behind the file. */
	CHECK_INT(judge(0x11000, 66688 + 4095, &image), S390_IMAGE_SHORT);
	CHECK_INT(judge(0x11000, 66688 + 4096, &image), 0);
}

TEST(hazard_99_parmarea_lies)
{
	static const struct {
		size_t at;
		uint64_t v;
		int want;
	} lies[] = {
		{66608, 895, S390_IMAGE_BAD_PARMAREA},
		{66608, 896, 0},
		{66608, 1048577, S390_IMAGE_BAD_PARMAREA},
		{66608, UINT64_MAX, S390_IMAGE_BAD_PARMAREA},
		{66608, 0x100000380, S390_IMAGE_BAD_PARMAREA},
		{66584, 1, S390_IMAGE_BAD_PARMAREA},
		{66592, 1, S390_IMAGE_BAD_PARMAREA},
	};

	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		make_kernel();
		put64(lies[i].at, lies[i].v);
		CHECK_INT(judge_all(), lies[i].want);
	}
}

TEST(hazard_99_embedded_ramdisk_pointer)
{
	static const struct {
		uint64_t start, size;
		int want;
	} lies[] = {
		{0x12000, 0x2000, 0},
		{0x12000, 0x2001, S390_IMAGE_INITRD_OUTSIDE},
		{0x14000, 1, S390_IMAGE_INITRD_OUTSIDE},
		{0x14001, 1, S390_IMAGE_INITRD_OUTSIDE},
		{0x11480, 1, 0},
		{0x1147f, 1, S390_IMAGE_BAD_PARMAREA},
		{0, 1, S390_IMAGE_BAD_PARMAREA},
		{0x12000, UINT64_MAX, S390_IMAGE_BAD_PARMAREA},
		{UINT64_MAX, 1, S390_IMAGE_BAD_PARMAREA},
		{UINT64_MAX, UINT64_MAX, S390_IMAGE_BAD_PARMAREA},
		{0x12000, 0, 0},
	};

	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		make_kernel();
		put64(66568, lies[i].start);
		put64(66576, lies[i].size);
		CHECK_INT(judge_all(), lies[i].want);
	}
}

TEST(start_without_size_is_no_ramdisk)
{
	struct s390_image image;

	make_kernel();
	put64(66568, 0x12000);
	CHECK_INT(judge(LEN, LEN, &image), 0);
	CHECK_INT(image.initrd_start, 0);
	CHECK_INT(image.kernel_len, LEN);
}

TEST(refusal_writes_nothing)
{
	struct s390_image image = {.max_cmdline = 77};

	make_kernel();
	put64(66608, 1);
	CHECK_INT(judge(LEN, LEN, &image), S390_IMAGE_BAD_PARMAREA);
	CHECK_INT(image.max_cmdline, 77);
}

TEST(command_line_without_nul)
{
	struct s390_image image;
	struct view cmdline = {.p = NULL, .n = 5};

	make_kernel();
	memset(file + 66688, 'x', 4096);
	CHECK_INT(judge(LEN, LEN, &image), 0);
	CHECK_INT(s390_image_cmdline(rd_of(file, LEN), &image, &cmdline), S390_IMAGE_BAD_PARMAREA);
	CHECK_INT(s390_image_cmdline(rd_of(file, 66688 + 4095), &image, &cmdline),
		  S390_IMAGE_SHORT);
	CHECK_INT(cmdline.n, 5);
	file[66688 + 4095] = 0;
	CHECK_INT(s390_image_cmdline(rd_of(file, LEN), &image, &cmdline), 0);
	CHECK_INT(cmdline.n, 4095);
}

static void check_looks(size_t at, const char *bytes, size_t n, size_t len, int want)
{
	struct s390_image image;
	char name[32];
	struct str s = str_of(name, sizeof name);

	memset(file, 0, sizeof file);
	memcpy(file + at, bytes, n);
	str_fmt(&s, "reason %d", want);
	if (!CHECK_INT(judge(len, len, &image), want))
		check_true(false, __FILE__, __LINE__, name);
}

/* hazard 94: what people put where a kernel should be. */
TEST(hazard_94_wrong_files_are_named)
{
	check_looks(0, "", 0, 0, S390_IMAGE_EMPTY);
	check_looks(0, "", 0, 1, S390_IMAGE_UNKNOWN);
	check_looks(0, "", 0, 511, S390_IMAGE_UNKNOWN);
	check_looks(0, "", 0, LEN, S390_IMAGE_UNKNOWN);
	check_looks(0, "<!DOCTYPE html><title>404</title>", 33, 33, S390_IMAGE_IS_HTML);
	check_looks(0, "\r\n  <HTML>", 10, 300, S390_IMAGE_IS_HTML);
	check_looks(0, "<?xml version='1.0'?>", 21, 300, S390_IMAGE_IS_HTML);
	check_looks(0, "<!doctyp", 8, 8, S390_IMAGE_UNKNOWN);
	check_looks(0, "\xef\xbb\xbf<!-- a --> <!----><html>", 27, 27, S390_IMAGE_IS_HTML);
	check_looks(0, "<!-- a --> <", 12, 12, S390_IMAGE_UNKNOWN);
	check_looks(0, "<!-- a -", 8, 8, S390_IMAGE_UNKNOWN);
	check_looks(0x38, "ARM\x64", 4, LEN, S390_IMAGE_IS_ARM64);
	check_looks(0x24, "\x18\x28\x6f\x01", 4, LEN, S390_IMAGE_IS_ZIMAGE);
	check_looks(0x24, "\x01\x6f\x28\x18", 4, LEN, S390_IMAGE_IS_ZIMAGE);
	check_looks(0x202, "HdrS", 4, LEN, S390_IMAGE_IS_BZIMAGE);
	check_looks(0x202, "HdrS", 4, 0x205, S390_IMAGE_UNKNOWN);
	check_looks(0, "MZ", 2, LEN, S390_IMAGE_IS_PE);
	check_looks(0, "\x27\x05\x19\x56", 4, 64, S390_IMAGE_IS_UIMAGE);
	check_looks(0, "\xd0\x0d\xfe\xed", 4, 64, S390_IMAGE_IS_FIT);
	check_looks(0, "\x1f\x8b\x08", 3, 64, S390_IMAGE_IS_GZIP);
	check_looks(0, "\xfd\x37zXZ\0", 6, 64, S390_IMAGE_IS_XZ);
	check_looks(0, "\x28\xb5\x2f\xfd", 4, 64, S390_IMAGE_IS_ZSTD);
	check_looks(0, "070701000", 9, 110, S390_IMAGE_IS_CPIO);
}

TEST(hazard_94_elf_files_by_machine)
{
	static const struct {
		uint8_t data, high, low;
		int want;
	} machines[] = {
		{2, 0, 22, S390_IMAGE_IS_ELF_S390},   {1, 62, 0, S390_IMAGE_IS_ELF_X86},
		{1, 3, 0, S390_IMAGE_IS_ELF_X86},     {1, 40, 0, S390_IMAGE_IS_ELF_ARM},
		{1, 183, 0, S390_IMAGE_IS_ELF_ARM64}, {2, 0, 21, S390_IMAGE_IS_ELF_PPC},
		{1, 21, 0, S390_IMAGE_IS_ELF_PPC},    {1, 243, 0, S390_IMAGE_IS_ELF_RISCV},
		{1, 0, 22, S390_IMAGE_IS_ELF_OTHER},  {2, 0, 2, S390_IMAGE_IS_ELF_OTHER},
	};

	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
		char elf[20] = "\x7f\x45LF\2";

		elf[5] = (char)machines[i].data;
		elf[18] = (char)machines[i].high;
		elf[19] = (char)machines[i].low;
		check_looks(0, elf, 20, 20, machines[i].want);
		check_looks(0, elf, 19, 19, S390_IMAGE_IS_ELF_OTHER);
	}
}

TEST(every_reason_has_words)
{
	for (int i = 0; i < S390_IMAGE_REASONS; i++)
		CHECK(strlen(s390_image_str(i)) > 6);
	CHECK_STR(s390_image_str(-1), "unknown");
	CHECK_STR(s390_image_str(S390_IMAGE_REASONS), "unknown");
}

/* The head is mostly empty, so the kit's mutations run on the part that is read: the magic, the
 * parameter area and the start of the command line. A cut ends the file there; a flipped bit is
 * put into a head of the right size. */
enum { part_len = 66688 + 32 - 65544 };
static unsigned accepted;

static void judge_mutant(const uint8_t *data, size_t len)
{
	size_t n = len == part_len ? 0x11000 : 65544 + len;
	uint8_t *block = calloc(1, n);
	struct s390_image image;
	struct view cmdline;

	if (!CHECK(block))
		return;
	memcpy(block + 65544, data, len);
	for (int known = 0; known < 2; known++) {
		struct rd r = rd_of(block, n);

		if (s390_image_read(r, known ? n : 0, &image) != 0)
			continue;
		accepted++;
		CHECK(image.max_cmdline >= 896 && image.max_cmdline <= 1048576);
		CHECK(!known || image.initrd_start + image.initrd_size <= n);
		if (s390_image_cmdline(r, &image, &cmdline) == 0)
			CHECK(cmdline.n < image.max_cmdline);
	}
	free(block);
}

TEST(mutations)
{
	uint8_t golden[part_len];

	make_kernel();
	put64(66608, 896);
	put64(66568, 0x10900);
	put64(66576, 0x700);
	memcpy(golden, file + 65544, part_len);
	check_mutations(golden, part_len, judge_mutant);
	/* Most flips hit reserved bytes and text; the magic and the four numbers must refuse. */
	CHECK(accepted > part_len * 8);
	CHECK(accepted < part_len * 16 - 2 * 48);
}
