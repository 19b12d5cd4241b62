/* SPDX-License-Identifier: MIT
 * The loader's own image, in all the forms that it is built in, and files that are not it. */
#include "tests/unit/check.h"

#include "lib/crc32.h"
#include "lib/image/loader.h"
#include "lib/image/s390.h"
#include "lib/image/uimage.h"

#include <string.h>

static const uint8_t mark[LOADER_MARK_LEN] = "\x1f\x8b\x08\x08\0\0\0\0\2\xffpxehop-loader.cpio";

#define FILE_MAX 0x14000u
static uint8_t file[FILE_MAX];

static size_t s390_file(uint64_t ramdisk)
{
	struct wr w = wr_of(file, sizeof file);
	struct wr at;

	wr_zero(&w, sizeof file);
	memcpy(file + S390_MAGIC_AT, "S390EP\0\1", 8);
	at = wr_at(&w, S390_INITRD_START, 16);
	wr_be64(&at, ramdisk);
	wr_be64(&at, ramdisk ? 0x1000 : 0);
	if (ramdisk)
		memcpy(file + ramdisk, mark, sizeof mark);
	return sizeof file;
}

static size_t uimage_file(uint8_t type, const uint8_t *data, size_t n)
{
	struct uimage image = {
		.size = (uint32_t)n, .type = type, .data_sum = crc32_add(0, data, n)};
	struct wr w = wr_of(file, sizeof file);

	uimage_put_header(&w, &image);
	wr_bytes(&w, data, n);
	return wr_len(&w);
}

/* The optional header has @optional bytes: 240 in PE32+ and 224 in PE32 as linkers write it. */
static size_t pe_file(uint32_t optional, unsigned sections, uint32_t ramdisk)
{
	struct wr w = wr_of(file, sizeof file);

	wr_zero(&w, sizeof file);
	w = wr_of(file, 0x40);
	wr_bytes(&w, "MZ", 2);
	wr_zero(&w, 0x3a);
	wr_le32(&w, 0x80);
	w = wr_of(file + 0x80, 0x1000);
	wr_bytes(&w, "PE\0", 4);
	wr_le16(&w, 0xaa64);
	wr_le16(&w, (uint16_t)sections);
	wr_zero(&w, 12);
	wr_le16(&w, (uint16_t)optional);
	wr_le16(&w, 0);
	wr_zero(&w, optional);
	for (unsigned i = 0; i < sections; i++) {
		wr_bytes(&w, i + 1 < sections ? ".linux\0" : ".initrd", 8);
		wr_zero(&w, 12);
		wr_le32(&w, i + 1 < sections ? 0x2000 : ramdisk);
		wr_zero(&w, 16);
	}
	memcpy(file + ramdisk, mark, sizeof mark);
	return sizeof file;
}

static bool is_own(size_t len)
{
	return loader_is_image(rd_of(file, len));
}

TEST(real_15_ramdisk_is_known_by_the_name_in_its_header)
{
	uint8_t other[sizeof mark];

	CHECK(loader_is_ramdisk(rd_of(mark, sizeof mark)));
	CHECK(!loader_is_ramdisk(rd_of(mark, sizeof mark - 1)));
	CHECK(!loader_is_ramdisk(rd_of(NULL, 0)));
	for (size_t i = 0; i < sizeof mark; i++) {
		memcpy(other, mark, sizeof mark);
		other[i] ^= 0x20;
		/* time, level and system may be any */
		CHECK_INT(loader_is_ramdisk(rd_of(other, sizeof other)), i >= 4 && i < 10);
	}
}

TEST(real_15_s390_image)
{
	CHECK(is_own(s390_file(0x13000)));
	CHECK_INT(loader_ramdisk_at(rd_of(file, S390_HEAD_LEN)), 0x13000);
	file[0x13000] = 0;
	CHECK(!is_own(sizeof file));
	CHECK(!is_own(s390_file(0)));
	CHECK_INT(loader_ramdisk_at(rd_of(file, S390_HEAD_LEN)), 0);
	CHECK_INT(loader_ramdisk_at(rd_of(file, 100)), 0);
}

TEST(real_15_uimage)
{
	uint8_t parts[100] = {[3] = 4, [7] = sizeof mark};
	uint8_t joined[300] = "kernel";

	memcpy(parts + 12, "kern", 4);
	memcpy(parts + 16, mark, sizeof mark);
	CHECK(is_own(uimage_file(UIMAGE_MULTI, parts, 16 + sizeof mark)));
	CHECK(is_own(uimage_file(UIMAGE_RAMDISK, mark, sizeof mark)));
	memcpy(joined + 222, mark,
	       sizeof mark); /* a zImage, its tree and its ramdisk as one block */
	CHECK(is_own(uimage_file(UIMAGE_KERNEL, joined, sizeof joined)));
	joined[222] = 0;
	CHECK(!is_own(uimage_file(UIMAGE_KERNEL, joined, sizeof joined)));
}

TEST(real_15_fit)
{
	memset(file, 0x1f, sizeof file);
	memcpy(file, "\xd0\x0d\xfe\xed", 4);
	CHECK(!is_own(sizeof file));
	memcpy(file + sizeof file - sizeof mark, mark, sizeof mark);
	CHECK(is_own(sizeof file));
	CHECK(!is_own(sizeof file - 1));
	file[0] = 0; /* what is no wrapping is not searched */
	CHECK(!is_own(sizeof file));
}

TEST(real_15_uefi_program)
{
	CHECK(is_own(pe_file(240, 5, 0x13000)));
	CHECK_INT(loader_ramdisk_at(rd_of(file, LOADER_HEAD_LEN)), 0x13000);
	CHECK(is_own(pe_file(224, 1, 0x4000)));
	CHECK(!is_own(pe_file(240, 0, 0x4000)));
	pe_file(240, 97, 0x13000);
	CHECK_INT(loader_ramdisk_at(rd_of(file, LOADER_HEAD_LEN)), 0);
	pe_file(240, 5, 0x13000);
	CHECK_INT(loader_ramdisk_at(rd_of(file, 0x180)), 0); /* cut off in the table */
	memset(file + 0x3c, 0xff, 4);
	CHECK(!is_own(sizeof file));
}

static void judge(const uint8_t *data, size_t len)
{
	uint64_t at = loader_ramdisk_at(rd_of(data, len));

	loader_is_image(rd_of(data, len));
	CHECK(at <= UINT32_MAX || len >= S390_HEAD_LEN);
}

TEST(damaged_heads_are_only_no_loader)
{
	pe_file(64, 2, 0x100);
	check_mutations(file, 0x180, judge);
	check_mutations(file, uimage_file(UIMAGE_RAMDISK, mark, sizeof mark), judge);
	check_mutations(mark, sizeof mark, judge);
}
