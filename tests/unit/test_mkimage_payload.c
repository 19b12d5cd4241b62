/* SPDX-License-Identifier: MIT
 * Files that do not fit what U-Boot would be told of them, and those that do, about which nothing is
 * said. */
#include "tests/unit/check.h"

#include "lib/image/uimage.h"
#include "mkimage/payload.h"

#include <stdio.h>
#include <string.h>

enum { BZIP2 = 2, LZMA = 3, LZO = 4, LZ4 = 5 };

/* Enough of an arm64 Image and of an arm zImage (lib/image/arm.h). */
static uint8_t image[4096], zimage[4096];

static void put(uint8_t *at, uint64_t v)
{
	struct wr w = wr_of(at, 8);

	wr_le64(&w, v);
}

static void make_kernels(void)
{
	put(image + 16, sizeof image);
	put(image + 24, 0xa);
	memcpy(image + 0x38, "ARM\x64", 4);
	memcpy(zimage + 0x24, "\x18\x28\x6f\x01", 4);
	zimage[0x2c + 1] = sizeof zimage >> 8;
}

static const char *doubt(uint8_t type, uint8_t arch, uint8_t comp, bool pack, const void *data,
			 size_t n)
{
	const struct mkimage_payload p = {
		.os = UIMAGE_OS_LINUX, .arch = arch, .type = type, .comp = comp, .pack = pack};
	static char text[256];
	struct str why = str_of(text, sizeof text);

	if (!mkimage_payload_doubt(&p, rd_of(data, n), &why)) {
		CHECK_INT(why.n, 0);
		return "";
	}
	CHECK(!why.cut && why.n > 0);
	return text;
}

#define KERNEL(arch, comp, data, n) \
	doubt(UIMAGE_KERNEL, UIMAGE_ARCH_##arch, UIMAGE_COMP_##comp, false, data, n)

static const uint8_t gzip[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
static const uint8_t xz[] = {0xfd, '7', 'z', 'X', 'Z', 0, 0, 1};
static const uint8_t lz4[] = {0x04, 0x22, 0x4d, 0x18, 0}, legacy[] = {0x02, 0x21, 0x4c, 0x18, 0};

TEST(real_13_what_fits_is_let_pass)
{
	make_kernels();
	CHECK_STR(KERNEL(ARM64, NONE, image, sizeof image), "");
	CHECK_STR(KERNEL(ARM, NONE, zimage, sizeof zimage), "");
	CHECK_STR(KERNEL(ARM, NONE, "anything", 8), "");
	CHECK_STR(KERNEL(ARM64, GZIP, gzip, sizeof gzip), "");
	CHECK_STR(KERNEL(ARM64, LZMA, "\x5d\0\0\x80\0", 5), "");
	CHECK_STR(doubt(UIMAGE_KERNEL, UIMAGE_ARCH_ARM, LZ4, false, lz4, sizeof lz4), "");
	CHECK_STR(doubt(UIMAGE_KERNEL, UIMAGE_ARCH_ARM, BZIP2, false, "BZh9", 4), "");
	CHECK_STR(doubt(UIMAGE_KERNEL, UIMAGE_ARCH_ARM, LZO, false, "\x89LZO\0", 5), "");
	CHECK_STR(doubt(UIMAGE_KERNEL, UIMAGE_ARCH_ARM64, UIMAGE_COMP_GZIP, true, image,
			sizeof image),
		  "");
	/* U-Boot never unpacks those */
	CHECK_STR(doubt(UIMAGE_RAMDISK, UIMAGE_ARCH_ARM64, UIMAGE_COMP_GZIP, false, "0707", 4), "");
	CHECK_STR(doubt(UIMAGE_FLAT_DT, UIMAGE_ARCH_ARM64, UIMAGE_COMP_GZIP, false, "x", 1), "");
	CHECK_STR(doubt(UIMAGE_SCRIPT, UIMAGE_ARCH_ARM, UIMAGE_COMP_GZIP, false,
			"# b\xc3\xb6ot\r\n\trun x\n", 16),
		  "");
}

TEST(real_13_packed_data_called_plain)
{
	CHECK_STR(KERNEL(ARM64, NONE, gzip, sizeof gzip),
		  "gzip data, which U-Boot would start without unpacking it; -C gzip");
	CHECK_STR(KERNEL(ARM, NONE, xz, sizeof xz),
		  "xz data, which U-Boot would start without unpacking it; unpack it first");
	CHECK_STR(doubt(UIMAGE_MULTI, UIMAGE_ARCH_ARM, UIMAGE_COMP_NONE, false, lz4, sizeof lz4),
		  "lz4 data, which U-Boot would start without unpacking it; -C lz4");
	CHECK_STR(doubt(UIMAGE_KERNEL_NOLOAD, UIMAGE_ARCH_ARM, UIMAGE_COMP_GZIP, true, gzip,
			sizeof gzip),
		  "gzip data, which U-Boot would unpack once only; -C gzip and no --compress");
}

TEST(real_13_plain_data_called_packed)
{
	make_kernels();
	CHECK_STR(KERNEL(ARM, GZIP, zimage, sizeof zimage),
		  "an arm zImage and no gzip data, and U-Boot would unpack it; -C none");
	CHECK_STR(KERNEL(ARM64, GZIP, image, sizeof image),
		  "an arm64 Image and no gzip data, and U-Boot would unpack it; -C none");
	CHECK_STR(KERNEL(ARM, ZSTD, "anything", 8),
		  "no zstd data, and U-Boot would unpack it; -C none");
	CHECK_STR(KERNEL(ARM, GZIP, lz4, sizeof lz4),
		  "lz4 data, which U-Boot would unpack as gzip; -C lz4");
	CHECK_STR(doubt(UIMAGE_KERNEL, UIMAGE_ARCH_ARM, LZ4, false, legacy, sizeof legacy),
		  "lz4 -l data, which U-Boot would unpack as lz4; it cannot unpack this one");
}

TEST(real_13_a_kernel_for_arm64_is_an_image)
{
	make_kernels();
	CHECK_STR(KERNEL(ARM64, NONE, zimage, sizeof zimage),
		  "an arm zImage and no arm64 Image, which is what U-Boot starts");
	CHECK_STR(KERNEL(ARM64, NONE, "anything", 8),
		  "no arm64 Image, which is what U-Boot starts");
	CHECK(strstr(doubt(UIMAGE_KERNEL, UIMAGE_ARCH_ARM64, UIMAGE_COMP_GZIP, true, zimage,
			   sizeof zimage),
		     "no arm64 Image"));
	/* of other systems nothing is known */
	CHECK(!mkimage_payload_doubt(&(struct mkimage_payload){.os = 17,
							       .arch = UIMAGE_ARCH_ARM64,
							       .type = UIMAGE_KERNEL},
				     rd_of("u-boot", 6), NULL));
}

TEST(real_13_a_page_is_nothing_for_a_header)
{
	static const uint8_t types[] = {UIMAGE_KERNEL, UIMAGE_MULTI, UIMAGE_SCRIPT, UIMAGE_FLAT_DT};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		CHECK_STR(doubt(types[i], UIMAGE_ARCH_ARM, UIMAGE_COMP_NONE, false,
				" <!doctype html>\n", 17),
			  "an HTML page, as a server gives out in place of a file");
}

TEST(real_13_a_script_is_text)
{
	uint8_t script[UIMAGE_HEADER] = {0x27, 0x05, 0x19, 0x56};

	CHECK_STR(doubt(UIMAGE_SCRIPT, UIMAGE_ARCH_ARM, UIMAGE_COMP_NONE, false, script,
			sizeof script),
		  "a U-Boot image already, and no text of a script");
	CHECK_STR(doubt(UIMAGE_SCRIPT, UIMAGE_ARCH_ARM, UIMAGE_COMP_NONE, false, "run\0x", 5),
		  "a binary file, and no text of a script");
	CHECK_STR(doubt(UIMAGE_SCRIPT, UIMAGE_ARCH_ARM, UIMAGE_COMP_NONE, false, gzip, sizeof gzip),
		  "a binary file, and no text of a script");
}
