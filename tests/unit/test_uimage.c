/* SPDX-License-Identifier: MIT
 * U-Boot's legacy images. The golden ones were made by u-boot-tools 2023.01. */
#include "tests/unit/check.h"

#include "lib/crc32.h"
#include "lib/image/uimage.h"

#include <stdlib.h>
#include <string.h>

/* mkimage -A arm -O linux -T multi -C none -a 80008000 -e 80008040 -n 'golden: multi' -d A:B:C */
static const uint8_t multi[112] = "\x27\x05\x19\x56\x06\x41\xae\xdf\x3b\x9a\xca\x00\x00\x00\x00\x30"
				  "\x80\x00\x80\x00\x80\x00\x80\x40\xfa\xe4\xbc\x48\x05\x02\x04\x00"
				  "golden: multi\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				  "\0\0\0\x0d\0\0\0\x03\0\0\0\x0c\0\0\0\0"
				  "13-byte-file.\0\0\0"
				  "ram\0"
				  "hello kerne"
				  "l";
/* mkimage -A arm64 -T kernel_noload -C zstd -a 0 -e 40 -n 'a name that takes all 32 bytes ..' */
static const uint8_t noload[67] = "\x27\x05\x19\x56\x46\xca\xfa\x69\x3b\x9a\xca\x00\x00\x00\x00\x03"
				  "\x00\x00\x00\x00\x00\x00\x00\x40\xe7\xd1\x22\x2f\x05\x16\x0e\x06"
				  "a name that takes all 32 bytes ."
				  "ra"
				  "m";

#define DATA_MAX (8 * UIMAGE_PARTS_MAX + 16)

static uint8_t forged[UIMAGE_HEADER + DATA_MAX];

/* An image with good sums around @n bytes of data; its length. */
static size_t forge(uint8_t type, const void *data, size_t n)
{
	struct uimage image = {
		.size = (uint32_t)n, .type = type, .data_sum = crc32_add(0, data, n)};
	struct wr w = wr_of(forged, sizeof forged);

	uimage_put_header(&w, &image);
	wr_bytes(&w, data, n);
	if (w.full)
		abort();
	return wr_len(&w);
}

static int judge(size_t len, struct uimage *ret)
{
	return uimage_read(rd_of(forged, len), len, ret);
}

TEST(golden_multi)
{
	struct rd file = rd_of(multi, sizeof multi);
	struct uimage u;
	uint64_t start;

	if (!CHECK_INT(uimage_read(file, sizeof multi, &u), 0))
		return;
	CHECK_INT(u.time, 1000000000);
	CHECK_INT(u.size, 48);
	CHECK_INT(u.load, 0x80008000);
	CHECK_INT(u.entry, 0x80008040);
	CHECK_INT(u.os, UIMAGE_OS_LINUX);
	CHECK_INT(u.arch, UIMAGE_ARCH_ARM);
	CHECK_INT(u.type, UIMAGE_MULTI);
	CHECK_INT(u.comp, UIMAGE_COMP_NONE);
	CHECK_STR(u.name, "golden: multi");
	CHECK_INT(u.n_parts, 3);
	CHECK_INT(uimage_part(file, &u, 0, &start), 13);
	CHECK_MEM(multi + start, "13-byte-file.", 13);
	CHECK_INT(uimage_part(file, &u, 1, &start), 3);
	CHECK_MEM(multi + start, "ram", 3);
	CHECK_INT(uimage_part(file, &u, 2, &start), 12);
	CHECK_MEM(multi + start, "hello kernel", 12);
	CHECK_INT(uimage_part(file, &u, 3, &start), 0);
	CHECK_INT(uimage_check_data(file, &u), 0);
}

TEST(golden_single)
{
	struct rd file = rd_of(noload, sizeof noload);
	struct uimage u;
	uint64_t start;

	if (!CHECK_INT(uimage_read(file, 0, &u), 0))
		return;
	CHECK_INT(u.type, UIMAGE_KERNEL_NOLOAD);
	CHECK_INT(u.arch, UIMAGE_ARCH_ARM64);
	CHECK_INT(u.comp, UIMAGE_COMP_ZSTD);
	CHECK_STR(u.name, "a name that takes all 32 bytes .");
	CHECK_INT(u.n_parts, 1);
	CHECK_INT(uimage_part(file, &u, 0, &start), 3);
	CHECK_INT(start, 64);
	CHECK_INT(uimage_part(file, &u, 1, &start), 0);
	CHECK_INT(uimage_check_data(file, &u), 0);
}

TEST(headers_write_back)
{
	static const uint8_t *const golden[] = {multi, noload};

	for (size_t i = 0; i < 2; i++) {
		uint8_t out[UIMAGE_HEADER];
		struct wr w = wr_of(out, sizeof out);
		struct uimage u;

		CHECK_INT(uimage_read(rd_of(golden[i], i ? sizeof noload : sizeof multi), 0, &u),
			  0);
		uimage_put_header(&w, &u);
		CHECK(!w.full);
		CHECK_MEM(out, golden[i], sizeof out);
	}
}

/* Whatever a damaged image says, nothing outside of it is touched, and all parts lie inside. */
static void survive(const uint8_t *data, size_t len)
{
	struct rd file = rd_of(data, len);
	struct uimage u;

	if (uimage_read(file, len, &u) != 0)
		return;
	for (unsigned i = 0; i < u.n_parts; i++) {
		uint64_t start;
		uint32_t size = uimage_part(file, &u, i, &start);

		CHECK(start <= len && size <= len - start);
	}
	/* The sums find every single bit. */
	CHECK_INT(len, sizeof multi);
	CHECK_INT(uimage_check_data(file, &u) == 0, memcmp(data, multi, len) == 0);
}

TEST(hazard_99_damaged_images)
{
	check_mutations(multi, sizeof multi, survive);
}

TEST(hazard_99_cut_images_say_so)
{
	struct uimage u;

	for (size_t n = 0; n < sizeof multi; n++)
		CHECK_INT(uimage_read(rd_of(multi, n), n, &u), n < 4		   ? UIMAGE_NONE
							       : n < UIMAGE_HEADER ? UIMAGE_SHORT
										   : UIMAGE_CUT);
	/* Only the beginning is here yet: length known and not known. */
	CHECK_INT(uimage_read(rd_of(multi, 80), sizeof multi, &u), 0);
	CHECK_INT(uimage_read(rd_of(multi, 80), 0, &u), 0);
	CHECK_INT(uimage_read(rd_of(multi, 79), 0, &u), UIMAGE_SHORT);
	CHECK_INT(uimage_check_data(rd_of(multi, sizeof multi - 1), &u), UIMAGE_CUT);
	/* U-Boot looks at as much as the header says; so do we. */
	CHECK_INT(uimage_read(rd_of(multi, sizeof multi), sizeof multi + 1, &u), 0);
}

TEST(hazard_99_tables_that_lie)
{
	static const struct {
		const char *data;
		size_t n;
		int reason;
	} cases[] = {
		{"\0\0\0\1\0\0\0\0a", 9, 0},
		{"\0\0\0\1\0\0\0\0", 8, UIMAGE_BAD_TABLE},
		{"\0\0\0\1\0\0\0\2\0\0\0\0a\0\0\0bc", 18, 0},
		{"\0\0\0\1\0\0\0\2\0\0\0\0a\0\0\0b", 17, UIMAGE_BAD_TABLE},
		{"\0\0\0\1\0\0\0\1", 8, UIMAGE_BAD_TABLE},
		{"\0\0\0\1\0\0\0", 7, UIMAGE_BAD_TABLE},
		{"\0\0\0", 3, UIMAGE_BAD_TABLE},
		{"\0\0\0\0", 4, UIMAGE_EMPTY},
		{"\0\0\0\0abcd", 8, UIMAGE_EMPTY},
		{"", 0, UIMAGE_EMPTY},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0abcd", 16, UIMAGE_BAD_TABLE},
		{"\xff\xff\xff\xfd\0\0\0\3\0\0\0\0abcdefg", 19, UIMAGE_BAD_TABLE},
	};
	struct uimage u;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CHECK_INT(judge(forge(UIMAGE_MULTI, cases[i].data, cases[i].n), &u),
			  cases[i].reason);
		CHECK_INT(judge(forge(UIMAGE_SCRIPT, cases[i].data, cases[i].n), &u),
			  cases[i].reason);
		CHECK_INT(judge(forge(UIMAGE_KERNEL, cases[i].data, cases[i].n), &u),
			  cases[i].n ? 0 : UIMAGE_EMPTY);
	}
}

/* @n parts of one byte each. */
static int judge_parts(size_t n, size_t data_len, struct uimage *ret)
{
	static uint8_t data[DATA_MAX];

	memset(data, 0, sizeof data);
	for (size_t i = 0; i < n; i++)
		data[4 * i + 3] = 1;
	return judge(forge(UIMAGE_MULTI, data, data_len), ret);
}

TEST(parts_at_the_cap_and_above)
{
	struct uimage u;
	uint64_t start;

	CHECK_INT(judge_parts(UIMAGE_PARTS_MAX, 8 * UIMAGE_PARTS_MAX + 1, &u), 0);
	CHECK_INT(u.n_parts, UIMAGE_PARTS_MAX);
	CHECK_INT(uimage_part(rd_of(forged, UIMAGE_HEAD_LEN), &u, UIMAGE_PARTS_MAX - 1, &start), 1);
	CHECK_INT(start, UIMAGE_HEADER + 8 * UIMAGE_PARTS_MAX);
	CHECK_INT(uimage_read(rd_of(forged, UIMAGE_HEAD_LEN), 0, &u), 0);
	CHECK_INT(judge_parts(UIMAGE_PARTS_MAX, 8 * UIMAGE_PARTS_MAX, &u), UIMAGE_BAD_TABLE);
	CHECK_INT(judge_parts(UIMAGE_PARTS_MAX + 1, DATA_MAX, &u), UIMAGE_MANY_PARTS);
}

TEST(reasons_have_words)
{
	for (int i = 0; i < UIMAGE_REASONS; i++)
		CHECK(strlen(uimage_str(i)) > 10);
	CHECK_STR(uimage_str(-1), "unknown reason");
	CHECK_STR(uimage_str(UIMAGE_REASONS), "unknown reason");
}
