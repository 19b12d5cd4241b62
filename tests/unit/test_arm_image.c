/* SPDX-License-Identifier: MIT
 * What kernel files for ARM say of themselves: every form, its limits, and files that lie. Offsets
 * are plain numbers, from the documents that the header names. */
#include "tests/unit/check.h"

#include "lib/image/arm.h"
#include "lib/image/arm_elf.h"
#include "lib/image/s390.h"
#include "lib/image/uimage.h"

#include <string.h>

static uint8_t file[8192];
static struct arm_image got;

static void le32(size_t at, uint32_t v)
{
	struct wr w = wr_of(file + at, 4);

	wr_le32(&w, v);
}

static void le64(size_t at, uint64_t v)
{
	struct wr w = wr_of(file + at, 8);

	wr_le64(&w, v);
}

static int read_file(size_t have, uint64_t len)
{
	memset(&got, 0x5a, sizeof got);
	return arm_image_read(rd_of(file, have), len, &got);
}

static void make_image(uint64_t text_offset, uint64_t size, uint64_t flags)
{
	memset(file, 0, sizeof file);
	le64(8, text_offset);
	le64(16, size);
	le64(24, flags);
	memcpy(file + 0x38, "ARM\x64", 4);
}

TEST(image_of_arm64)
{
	make_image(0, 0x2000000, 0xa);
	CHECK_INT(read_file(sizeof file, 0x1f00000), 0);
	CHECK_INT(got.form, ARM_FORM_IMAGE);
	CHECK_INT(got.need, 0x2000000);
	CHECK_INT(got.text_offset, 0);
	CHECK(got.anywhere);
	make_image(0x80000, 0x1000, 0x2);
	CHECK_INT(read_file(sizeof file, 0x1f00000), 0);
	CHECK_INT(got.text_offset, 0x80000);
	CHECK_INT(got.need, 0x1f00000); /* never less than the file */
	CHECK(!got.anywhere);
}

TEST(real_11_an_image_without_its_entry_is_cut_off)
{
	for (size_t at = 0; at < 8; at += 4) {
		make_image(0, 0x2000000, 0xa);
		le32(at, 0x14000000 | 0x400000); /* 16 MiB on */
		CHECK_INT(read_file(64, 64), ARM_IMAGE_CUT);
		CHECK_INT(read_file(sizeof file, 0x1000000 + at), ARM_IMAGE_CUT);
		CHECK_INT(read_file(sizeof file, 0x1000001 + at), 0);
		CHECK_INT(read_file(sizeof file, 0), 0);
		le32(at, 0x17ffffff); /* one back: no kernel's, and nothing to tell a length by */
		CHECK_INT(read_file(64, 64), 0);
	}
}

TEST(image_before_linux_3_17)
{
	make_image(0x1234, 0, 0);
	CHECK_INT(read_file(sizeof file, 0), 0);
	CHECK_INT(got.text_offset, 0x80000);
	CHECK_INT(got.need, 16 << 20);
	/* room for its zeroed data behind the file, however large that is */
	CHECK_INT(read_file(sizeof file, 20 << 20), 0);
	CHECK_INT(got.need, 36 << 20);
}

TEST(hazard_97_image_heads_that_cannot_be)
{
	make_image(0, 0x1000000, 1);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BIG_ENDIAN);
	make_image(0x200000, 0x1000000, 0);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_image(0x800, 0x1000000, 0);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_image(0, (1u << 30) + 1, 0);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_image(0, UINT64_MAX, 0);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_image(0, 0x1000, 0);
	for (size_t n = 0; n < 0x3c; n++)
		CHECK(read_file(n, n) != 0);
}

static void make_zimage(uint32_t start, uint32_t end)
{
	memset(file, 0, sizeof file);
	le32(0x24, 0x016f2818);
	le32(0x28, start);
	le32(0x2c, end);
	le32(0x30, 0x04030201);
}

TEST(hazard_98_zimage_that_is_cut)
{
	make_zimage(0, 0x2000);
	CHECK_INT(read_file(sizeof file, 0x2000), 0);
	CHECK_INT(got.form, ARM_FORM_ZIMAGE);
	CHECK_INT(read_file(sizeof file, 0x1fff), ARM_IMAGE_CUT);
	CHECK_INT(read_file(sizeof file, 0), 0); /* not known yet */
	make_zimage(0x60008000, 0x60008000);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_zimage(0, 0xffffffff);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_zimage(0, 0x2000);
	memcpy(file + 0x24, "\x01\x6f\x28\x18", 4);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BIG_ENDIAN);
}

/* The tag of a kernel for many boards: 0x1000 bytes, unpacked to 0x208000. */
static void make_tag(uint32_t words, uint32_t where)
{
	make_zimage(0, 0x2000);
	le32(0x34, 0x45454545);
	le32(0x38, 0x100);
	le32(0x100, 3); /* another tag first */
	le32(0x104, 0x12345678);
	le32(0x10c, words);
	le32(0x110, 0x5a534c4b);
	le32(0x114, where);
	le32(0x118, 0x500);
	le32(0x11c, 0x208000);
	le32(0x400, 0x1000);
}

TEST(zimage_tells_what_it_needs)
{
	const uint64_t slack = 4 << 20, len = sizeof file;

	make_tag(5, 0x400);
	CHECK_INT(arm_zimage_need(rd_of(file, len)), 0x200000 + 0x1000 + len + slack);
	make_tag(4, 0x400); /* older: no text offset */
	CHECK_INT(arm_zimage_need(rd_of(file, len)), 0x1000 + len + slack);
	make_zimage(0, 0x2000); /* older still */
	CHECK_INT(arm_zimage_need(rd_of(file, len)), 5 * len + slack);
}

TEST(hazard_98_zimage_tags_that_lie)
{
	const uint64_t guess = 5 * sizeof file + (4 << 20);

	make_tag(5, 0x1ffd); /* the size would end beyond the file */
	CHECK_INT(arm_zimage_need(rd_of(file, sizeof file)), guess);
	make_tag(1, 0x400);
	CHECK_INT(arm_zimage_need(rd_of(file, sizeof file)), guess);
	make_tag(0xffffffff, 0x400);
	CHECK_INT(arm_zimage_need(rd_of(file, sizeof file)), guess);
	make_tag(5, 0x400);
	le32(0x400, 0xffffffff);
	CHECK_INT(arm_zimage_need(rd_of(file, sizeof file)), guess);
	make_tag(5, 0x400);
	le32(0x38, 0xfffffff0);
	CHECK_INT(arm_zimage_need(rd_of(file, sizeof file)), guess);
}

static void make_zboot(uint32_t start, uint32_t len)
{
	memset(file, 0, sizeof file);
	memcpy(file, "MZ\0\0zimg", 8);
	le32(8, start);
	le32(12, len);
	memcpy(file + 24, "gzip", 4);
}

/* --- vmlinux ---------------------------------------------------------------------------------- */

static void le16(size_t at, uint16_t v)
{
	struct wr w = wr_of(file + at, 2);

	wr_le16(&w, v);
}

/* Segment @n of the program: @len bytes at @offset, loaded to @addr. */
static void elf_segment(unsigned n, uint32_t type, uint64_t offset, uint64_t addr, uint64_t len)
{
	size_t at = 64 + 56 * n;

	le32(at, type);
	le64(at + 8, offset);
	le64(at + 16, 0x1111); /* the virtual address */
	le64(at + 24, addr);
	le64(at + 32, len);
	le64(at + 40, len + 0x5000); /* bytes in memory: the Image's header has them all */
	le16(56, (uint16_t)(n + 1));
}

/* Notes, 0x100 bytes at 0x800, 0x80 that begin 0x200 above the first, and nothing at all. */
static void make_elf(void)
{
	memset(file, 0, sizeof file);
	memcpy(file, "\177ELF\2\1\1", 7);
	file[18] = 183;
	le64(32, 64);
	le16(54, 56);
	elf_segment(0, 4, 0xff00, 1, 0xff);
	elf_segment(1, 1, 0x800, 0xffff800008000000, 0x100);
	elf_segment(2, 1, 0x400, 0xffff800008000200, 0x80);
	elf_segment(3, 1, 0xfff0, 3, 0);
	memset(file + 0x800, 'a', 0x100);
	memset(file + 0x400, 'b', 0x80);
}

TEST(vmlinux_is_an_image_in_segments)
{
	uint8_t room[0x280];
	struct wr w = wr_of(room, sizeof room), small = wr_of(room, sizeof room - 1);

	make_elf();
	CHECK_INT(read_file(sizeof file, 0x900), 0);
	CHECK_INT(got.form, ARM_FORM_ELF);
	CHECK_INT(got.need, sizeof room);
	CHECK_INT(read_file(sizeof file, 0), 0);
	CHECK_INT(read_file(sizeof file, 0x8ff), ARM_IMAGE_CUT);
	CHECK(arm_elf_flatten(rd_of(file, sizeof file), &w));
	CHECK_INT(wr_len(&w), sizeof room);
	for (size_t i = 0; i < sizeof room; i++)
		CHECK_INT(room[i], i < 0x100 ? 'a' : i < 0x200 ? 0 : 'b');
	CHECK(!arm_elf_flatten(rd_of(file, 0x8ff), &w));
	CHECK(!arm_elf_flatten(rd_of(file, sizeof file), &small));
}

TEST(vmlinux_for_other_machines_is_none)
{
	static const uint8_t looked_at[] = {0, 1, 2, 3, 4, 5, 18, 19};

	for (size_t i = 0; i < sizeof looked_at; i++) {
		make_elf();
		file[looked_at[i]] ^= 0x40;
		CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_UNKNOWN);
	}
}

TEST(vmlinux_whose_headers_cannot_be)
{
	make_elf();
	CHECK_INT(read_file(200, 200), ARM_IMAGE_SHORT);
	CHECK_INT(read_file(40, 40), ARM_IMAGE_SHORT);
	le64(32, 0xfffffffffffffff0);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_elf();
	le16(54, 39); /* too small for what it has to hold */
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_elf();
	le16(56, 1); /* notes alone */
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	make_elf();
	elf_segment(2, 1, 0x400, 0xffff8000080000ff, 0x80); /* into the first */
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	elf_segment(2, 1, 0x400, 0x1000, 0x80); /* before it */
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	elf_segment(2, 1, 0x400, 0xffff800048000000, 0x80); /* 1 GiB above it */
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	elf_segment(2, 1, UINT64_MAX - 8, 0xffff800008000200, 9);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	elf_segment(2, 1, 8, UINT64_MAX - 8, 9);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
}

static void flatten_mutated(const uint8_t *bytes, size_t len)
{
	uint8_t room[0x1000];
	struct wr w = wr_of(room, sizeof room);
	struct arm_elf elf;

	if (!arm_elf_read(rd_of(bytes, len), &elf)) {
		CHECK(!arm_elf_flatten(rd_of(bytes, len), &w));
		return;
	}
	if (arm_elf_flatten(rd_of(bytes, len), &w))
		CHECK(wr_len(&w) == elf.len && elf.end <= len);
}

TEST(vmlinux_mutated)
{
	make_elf();
	check_mutations(file, 0x900, flatten_mutated);
}

TEST(hazard_97_fit)
{
	memset(file, 0, sizeof file);
	memcpy(file, "\xd0\x0d\xfe\xed\0\0\x10\0", 8);
	CHECK_INT(read_file(sizeof file, 0x1000), 0);
	CHECK_INT(got.form, ARM_FORM_FIT);
	CHECK_INT(read_file(sizeof file, 0x2000), 0); /* its parts may lie behind it */
	CHECK_INT(read_file(sizeof file, 0), 0);
	CHECK_INT(read_file(sizeof file, 0xfff), ARM_IMAGE_CUT);
	CHECK_INT(read_file(8, 0), 0);
	CHECK_INT(read_file(7, 0), ARM_IMAGE_SHORT);
}

TEST(hazard_97_zboot_and_bare_streams)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum arm_form form;
	} row[] = {{"\x1f\x8b\x08", 3, ARM_FORM_GZIP},
		   {"\xfd\x37zXZ\0", 6, ARM_FORM_XZ},
		   {"\x28\xb5\x2f\xfd", 4, ARM_FORM_ZSTD}};

	make_zboot(0x1000, 0x800);
	CHECK_INT(read_file(sizeof file, sizeof file), 0);
	CHECK_INT(got.form, ARM_FORM_ZBOOT);
	CHECK_INT(got.start, 0x1000);
	CHECK_INT(got.len, 0x800);
	CHECK_INT(read_file(sizeof file, 0x17ff), ARM_IMAGE_CUT);
	make_zboot(0xfffff000, 0xfffff000);
	CHECK_INT(read_file(sizeof file, sizeof file), ARM_IMAGE_CUT);
	make_zboot(0, 5);
	CHECK_INT(read_file(sizeof file, 0), ARM_IMAGE_BAD_HEAD);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		memset(file, 0, sizeof file);
		memcpy(file, row[i].bytes, row[i].n);
		CHECK_INT(read_file(row[i].n, 0), 0);
		CHECK_INT(got.form, row[i].form);
		CHECK(read_file(row[i].n - 1, 0) != 0);
	}
}

static int read_uimage(uint8_t arch, uint8_t type, uint8_t comp)
{
	struct uimage u = {
		.size = 100, .os = UIMAGE_OS_LINUX, .arch = arch, .type = type, .comp = comp};
	struct wr w = wr_of(file, UIMAGE_HEADER);

	memset(file, 0, sizeof file);
	uimage_put_header(&w, &u);
	return read_file(sizeof file, sizeof file);
}

TEST(uimages)
{
	CHECK_INT(read_uimage(UIMAGE_ARCH_ARM64, UIMAGE_KERNEL, UIMAGE_COMP_GZIP), 0);
	CHECK_INT(got.form, ARM_FORM_UIMAGE);
	CHECK_INT(got.start, 64);
	CHECK_INT(got.len, 100);
	CHECK_INT(read_uimage(UIMAGE_ARCH_ARM, UIMAGE_KERNEL_NOLOAD, UIMAGE_COMP_NONE), 0);
	CHECK_INT(read_uimage(UIMAGE_ARCH_ARM, UIMAGE_RAMDISK, 0), ARM_IMAGE_NOT_KERNEL);
	CHECK_INT(read_uimage(UIMAGE_ARCH_S390, UIMAGE_KERNEL, 0), ARM_IMAGE_NOT_KERNEL);
	CHECK_INT(read_uimage(UIMAGE_ARCH_ARM, UIMAGE_KERNEL, UIMAGE_COMP_LZMA), ARM_IMAGE_PACKED);
	file[20] ^= 1;
	CHECK_INT(read_file(sizeof file, sizeof file), ARM_IMAGE_BAD_HEAD);
	read_uimage(UIMAGE_ARCH_ARM, UIMAGE_KERNEL, 0);
	CHECK_INT(read_file(sizeof file, 163), ARM_IMAGE_CUT);
	CHECK_INT(read_file(63, 63), ARM_IMAGE_SHORT);
}

TEST(what_is_no_kernel_is_named)
{
	CHECK_INT(arm_image_read(rd_of("<html>", 6), 6, &got), ARM_IMAGE_UNKNOWN);
	CHECK_STR(s390_image_instead(rd_of("<html>", 6)), "an HTML page");
	CHECK_STR(s390_image_instead(rd_of("", 0)), "the file is empty");
	CHECK(!s390_image_instead(rd_of("hello", 5)));
	CHECK_INT(arm_image_read(rd_of("BZh9", 4), 4, &got), ARM_IMAGE_PACKED);
	for (int i = 0; i < ARM_IMAGE_REASONS; i++)
		CHECK(strlen(arm_image_str(i)) > 5);
	for (int i = 0; i < ARM_FORMS; i++)
		CHECK(strlen(arm_form_str(i)) > 5);
	CHECK_STR(arm_image_str(ARM_IMAGE_REASONS), "unknown reason");
	CHECK_STR(arm_form_str(-1), "unknown");
}

static void any(const uint8_t *data, size_t len)
{
	struct arm_image image;

	if (!arm_image_read(rd_of(data, len), len, &image))
		CHECK(image.form < ARM_FORMS && (!image.len || image.start + image.len <= len));
	CHECK(arm_zimage_need(rd_of(data, len)) < (uint64_t)1 << 31);
}

TEST(mutations)
{
	make_image(0, 0x2000, 0xa);
	check_mutations(file, 0x40, any);
	make_tag(5, 0x400);
	check_mutations(file, 0x404, any);
	make_zboot(0x20, 0x20);
	check_mutations(file, 0x40, any);
	read_uimage(UIMAGE_ARCH_ARM, UIMAGE_KERNEL, 0);
	check_mutations(file, 164, any);
}
