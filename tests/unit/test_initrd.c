/* SPDX-License-Identifier: MIT
 * Initrds as their own tools make them, whole, cut off, damaged, and what people give in the place of
 * one. The files are the seeds of fuzz_initrd; each is called after the tool that made it and what is
 * special about it, and holds /init, a file of 90 bytes and a symbolic link. */
#include "tests/fuzz/uimage_mend.h"
#include "tests/unit/check.h"
#include "tests/unit/zlib_aid.h"

#include "lib/image/initrd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIR	 "tests/data/fuzz/fuzz_initrd/"
#define FILE_MAX 65536

static struct initrd_check check;
static uint8_t file[FILE_MAX];
static char text[256];

static size_t load(const char *name)
{
	char path[128];
	size_t len = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s%s", DIR, name);
	f = fopen(path, "rb");
	if (CHECK(f)) {
		len = fread(file, 1, sizeof file, f);
		fclose(f);
	}
	return len;
}

static enum initrd_verdict judge(const uint8_t *data, size_t len, size_t piece, uint64_t total)
{
	struct str why = str_of(text, sizeof text);
	struct rd r = rd_of(data, len);

	initrd_check_start(&check);
	while (rd_left(&r)) {
		size_t n = rd_left(&r) < piece ? rd_left(&r) : piece;

		initrd_check_feed(&check, rd_sub(&r, n));
	}
	return initrd_check_end(&check, total, &why);
}

/* SINGLE: one member and nothing else, so that every cut can be told. */
enum { SINGLE = 1 };

static const struct {
	const char *name;
	enum initrd_verdict verdict;
	const char *says; /* part of the sentence; NULL = none */
	int flags;
} cases[] = {
	{"cpio_newc", INITRD_OK, NULL, 0},
	{"gzip", INITRD_OK, NULL, SINGLE},
	{"gzip_name", INITRD_OK, NULL, SINGLE},
	{"xz", INITRD_OK, NULL, SINGLE},
	{"xz_none", INITRD_OK, NULL, SINGLE},
	{"xz_blocks", INITRD_OK, NULL, SINGLE},
	{"xz_x86", INITRD_OK, NULL, SINGLE},
	{"zstd", INITRD_OK, NULL, SINGLE},
	{"zstd_check", INITRD_OK, NULL, SINGLE},
	{"zstd_size", INITRD_OK, NULL, SINGLE},
	{"lz4_legacy", INITRD_OK, NULL, SINGLE},
	{"bzip2", INITRD_OK, NULL, SINGLE},
	{"lzma", INITRD_OK, NULL, SINGLE},
	{"lzma_sized", INITRD_OK, NULL, 0},
	{"lzop", INITRD_OK, NULL, SINGLE},
	{"lzop_name", INITRD_OK, NULL, SINGLE},
	{"uimage", INITRD_OK, NULL, SINGLE},
	{"uimage_xz", INITRD_OK, NULL, SINGLE},
	{"uimage_multi", INITRD_OK, NULL, SINGLE},
	{"uimage_multi_one", INITRD_OK, NULL, SINGLE},
	/* members in any mix, early microcode first */
	{"early_cpio", INITRD_OK, NULL, 0},
	{"early_gzip", INITRD_OK, NULL, 0},
	{"early_xz", INITRD_OK, NULL, 0},
	{"early_zstd", INITRD_OK, NULL, 0},
	{"early_lz4_legacy", INITRD_OK, NULL, 0},
	{"early_bzip2", INITRD_OK, NULL, 0},
	{"early_lzop", INITRD_OK, NULL, 0},
	{"gzip_gzip", INITRD_OK, NULL, 0},
	{"gzip_zeroes_gzip", INITRD_OK, NULL, 0},
	{"gzip_cpio_aligned", INITRD_OK, NULL, 0},
	{"lz4_zeroes_gzip", INITRD_OK, NULL, 0},
	{"many", INITRD_OK, NULL, 0},
	{"gzip_bootconfig", INITRD_OK, NULL, 0},
	{"lz4_bootconfig", INITRD_OK, NULL, 0},
	/* goes on */
	{"cpio_open", INITRD_WARN, "no end mark", 0},
	{"gzip_cpio_unaligned", INITRD_WARN, "multiple of 4", 0},
	{"gzip_junk", INITRD_WARN, "Linux stops there", 0},
	{"zstd_long", INITRD_WARN, "--long", 0},
	{"cpio_crc", INITRD_WARN, "before 5.19", 0},
	{"squashfs", INITRD_WARN, "a squashfs image", 0},
	{"ext4", INITRD_WARN, "an ext2, ext3 or ext4 image", 0},
	{"gzip_ext4", INITRD_WARN, "an ext2, ext3 or ext4 image", 0},
	{"elf", INITRD_WARN, "an ELF file for x86", 0},
	{"text", INITRD_WARN, "nothing that Linux is known to unpack", 0},
	{"digits", INITRD_WARN, "nothing that Linux is known to unpack", 0},
	/* no kernel can unpack it */
	{"empty", INITRD_REFUSED, "empty", 0},
	{"zeroes", INITRD_REFUSED, "nothing but zeroes", 0},
	{"gzip_empty", INITRD_REFUSED, "nothing inside", 0},
	{"bzip2_empty", INITRD_REFUSED, "nothing inside", SINGLE},
	{"lzop_empty", INITRD_REFUSED, "nothing inside", SINGLE},
	{"xz_empty", INITRD_REFUSED, "nothing inside", SINGLE},
	{"zstd_empty", INITRD_REFUSED, "nothing inside", SINGLE},
	{"html", INITRD_REFUSED, "HTML", 0},
	{"html_bom", INITRD_REFUSED, "HTML", 0},
	{"gzip_html", INITRD_REFUSED, "HTML", 0},
	{"tar", INITRD_REFUSED, "cpio -H newc", 0},
	{"gzip_tar", INITRD_REFUSED, "cpio -H newc", 0},
	{"cpio_odc", INITRD_REFUSED, "cpio -H newc", 0},
	{"cpio_bin", INITRD_REFUSED, "cpio -H newc", 0},
	{"gzip_cut_inside", INITRD_REFUSED, "inside the gzip data is cut off", 0},
	{"gzip_comment", INITRD_REFUSED, "a comment", 0},
	{"xz_crc64", INITRD_REFUSED,
	 "(CRC64) that Linux does not know; compress it with xz --check=crc32", 0},
	{"xz_sha256", INITRD_REFUSED, "(SHA-256)", 0},
	{"xz_delta", INITRD_REFUSED, "filter", 0},
	{"lz4_frame", INITRD_REFUSED, "lz4 -l", 0},
	{"lz4_then_gzip", INITRD_REFUSED, "four zero bytes", 0},
	{"lz4_then_xz", INITRD_REFUSED, "four zero bytes", 0},
	{"lzop_sums", INITRD_REFUSED, "lzop", 0},
	{"lzop_bare", INITRD_REFUSED, "lzop", 0},
	{"pzstd", INITRD_REFUSED, "pzstd", 0},
	{"uimage_kernel", INITRD_REFUSED, "another type", 0},
};

#define EACH_CASE(i) for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)

static bool is_case(size_t i, size_t len, size_t piece)
{
	enum initrd_verdict got = judge(file, len, piece, 0);
	bool ok = got == cases[i].verdict &&
		  (cases[i].says ? strstr(text, cases[i].says) != NULL : !text[0]);

	if (!ok)
		printf("  %s in pieces of %zu: %d, \"%s\"\n", cases[i].name, piece, got, text);
	return ok;
}

TEST(real_11_each_file_is_what_it_is)
{
	EACH_CASE(i)
	{
		size_t len = load(cases[i].name);

		CHECK(is_case(i, len, FILE_MAX));
	}
}

/* An archive behind the file is unpacked too, whatever Linux knows the end of. */
TEST(an_archive_may_follow_what_says_where_it_ends)
{
	static const char *const endless[] = {
		"lz4_legacy", "early_lz4_legacy", "gzip_bootconfig", "lz4_bootconfig",
		"lzma",	      "lzma_sized"};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t len = load(cases[i].name);
		bool may = true;

		for (size_t k = 0; k < sizeof endless / sizeof *endless; k++)
			may = may && strcmp(cases[i].name, endless[k]) != 0;
		if (judge(file, len, FILE_MAX, 0) == INITRD_OK &&
		    !CHECK_INT(initrd_check_may_grow(&check), may))
			printf("%s\n", cases[i].name);
	}
}

TEST(pieces_make_no_difference)
{
	static const size_t pieces[] = {1, 2, 3, 5, 64, 509, 512, 1460, 2047, 2048, 2049};

	EACH_CASE(i)
	{
		size_t len = load(cases[i].name);

		for (size_t k = 0; k < sizeof pieces / sizeof pieces[0]; k++)
			CHECK(is_case(i, len, pieces[k]));
	}
}

TEST(real_11_one_that_is_cut_off_is_never_good)
{
	EACH_CASE(i)
	{
		size_t len = load(cases[i].name);

		for (size_t n = 0; cases[i].flags & SINGLE && n < len; n++) {
			enum initrd_verdict got = judge(file, n, FILE_MAX, 0);

			if (n == 0)
				CHECK_INT(got, INITRD_REFUSED);
			else if (n < 4)
				CHECK(got != INITRD_OK);
			else if (!CHECK_INT(got, INITRD_CUT))
				printf("  %s at %zu: %s\n", cases[i].name, n, text);
			if (n >= 4)
				CHECK(strstr(text, "cut off"));
		}
	}
}

/* Between two entries Linux takes an archive for complete, and so it is only doubted there. */
TEST(a_cpio_archive_ends_with_its_mark)
{
	size_t len = load("cpio_newc"), doubted = 0;

	for (size_t n = 1; n + 4 < len; n++) {
		enum initrd_verdict got = judge(file, n, FILE_MAX, 0);

		CHECK(got == INITRD_CUT || got == INITRD_WARN);
		doubted += got == INITRD_WARN;
	}
	CHECK_INT(doubted, 5); /* behind ., bin, bin/blob, bin/link and init */
	/* the zeroes behind the mark are not missed */
	CHECK_INT(judge(file, len - 3, FILE_MAX, 0), INITRD_OK);
}

/* The last member of several, wherever the cut is in it. */
TEST(the_last_of_several_is_looked_at)
{
	size_t first = load("gzip"), len = load("gzip_zeroes_gzip");

	for (size_t n = first + 7 + 1; n < len; n++)
		CHECK_INT(judge(file, n, FILE_MAX, 0), INITRD_CUT);
	first = load("early_cpio");
	len = load("early_xz");
	for (size_t n = len - 100; n < len; n++)
		CHECK_INT(judge(file, n, FILE_MAX, 0), INITRD_CUT);
}

TEST(the_announced_length_counts)
{
	size_t len = load("gzip_gzip");

	CHECK_INT(judge(file, len, FILE_MAX, len), INITRD_OK);
	CHECK_INT(judge(file, len / 2, FILE_MAX, len), INITRD_CUT);
	CHECK_STR(text, "the file is cut off after 298 of 596 bytes");
}

TEST(real_10_a_uimage_says_where_its_ramdisk_is)
{
	size_t gzip = load("gzip"), len = load("uimage");

	CHECK_INT(judge(file, len, 100, 0), INITRD_OK);
	CHECK_INT(check.part.n_parts, 1);
	CHECK_INT(check.part.start, 64);
	CHECK_INT(check.part.len, gzip);
	/* the second of several, far behind the head */
	len = load("uimage_multi");
	CHECK_INT(judge(file, len, 100, 0), INITRD_OK);
	CHECK_INT(check.part.n_parts, 2);
	CHECK_INT(check.part.start, 64 + 12 + 2400);
	CHECK_INT(check.part.len, gzip);
	/* what is no archive in it is told as it is without */
	len = load("uimage");
	memset(file + 64, ' ', len - 64);
	memcpy(file + 64, "<html>", 6);
	CHECK_INT(judge(file, len, 100, 0), INITRD_REFUSED);
	CHECK(strstr(text, "an HTML page"));
	memcpy(file + 64, "070707", 6);
	CHECK_INT(judge(file, len, 100, 0), INITRD_REFUSED);
	CHECK(strstr(text, "old format (odc)"));
	memcpy(file + 64, "./init", 6);
	memcpy(file + 64 + 257, "ustar", 5);
	CHECK_INT(judge(file, len, 100, 0), INITRD_REFUSED);
	CHECK(strstr(text, "a tar archive"));
	memset(file + 64 + 257, ' ', 5);
	CHECK_INT(judge(file, len, 100, 0), INITRD_DAMAGED);
	uimage_mend(file, len);
	CHECK_INT(judge(file, len, 100, 0), INITRD_WARN);
	/* what is none is for Linux as it is */
	len = load("xz");
	CHECK_INT(judge(file, len, 100, 0), INITRD_OK);
	CHECK_INT(check.part.n_parts, 0);
	CHECK_INT(check.part.start, 0);
	CHECK_INT(check.part.len, len);
}

/* Every bit behind U-Boot's header is in its sum, also of parts that are not for Linux, and of packed data
 * that is not unpacked here. Bytes behind the image are not. */
TEST(real_11_the_sum_of_a_uimage)
{
	static const char *const names[] = {"uimage", "uimage_multi", "uimage_xz"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t len = load(names[i]);

		for (size_t at = 64; at < len; at += 7) {
			file[at] ^= 0x10;
			if (!CHECK(judge(file, len, 509, 0) != INITRD_OK))
				printf("  %s at %zu\n", names[i], at);
			file[at] ^= 0x10;
		}
		file[len - 40] ^= 1;
		CHECK_INT(judge(file, len, FILE_MAX, 0), INITRD_DAMAGED);
		CHECK(strstr(text, "data; copy it to the server again"));
		file[len - 40] ^= 1;
		memset(file + len, 0xff, 100);
		CHECK_INT(judge(file, len + 100, FILE_MAX, 0), INITRD_OK);
	}
}

/* The format "crc" has the sum of each file's bytes; names and times are in none. */
TEST(real_11_the_sums_of_a_cpio_archive)
{
	static const size_t pieces[] = {1, 3, 64, FILE_MAX};
	size_t len = load("cpio_crc"), data = 0;

	while (data + 90 < len && memcmp(file + data, "#!/bin/sh", 9) != 0)
		data++;
	CHECK(data + 90 < len);
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		file[data + 20]++;
		CHECK_INT(judge(file, len, pieces[i], 0), INITRD_DAMAGED);
		CHECK(strstr(text, "cpio data"));
		file[data + 20]--;
		CHECK_INT(judge(file, len, pieces[i], 0), INITRD_WARN);
	}
}

TEST(an_iso_image_is_told_by_what_lies_far_inside)
{
	memset(file, 0, sizeof file);
	memcpy(file + 32768, "\1CD001\1", 7);
	for (size_t piece = 1; piece <= 4096; piece *= 8) {
		CHECK_INT(judge(file, 40960, piece, 0), INITRD_WARN);
		CHECK(strstr(text, "an ISO 9660 image"));
	}
}

TEST(a_download_may_end_as_soon_as_the_file_is_of_no_use)
{
	static const char *const early[] = {"xz_crc64", "lz4_frame", "tar", "cpio_odc"};

	for (size_t i = 0; i < sizeof early / sizeof early[0]; i++) {
		size_t len = load(early[i]);

		/* more than the head, which is what the verdict needs */
		memset(file + len, 'x', 2 * INITRD_HEAD_LEN);
		initrd_check_start(&check);
		CHECK(!initrd_check_feed(&check, rd_of(file, len + 2 * INITRD_HEAD_LEN)));
	}
	memset(file, 'x', sizeof file);
	initrd_check_start(&check);
	CHECK(initrd_check_feed(&check, rd_of(file, sizeof file))); /* unknown goes on */
}

static size_t unpack(size_t len, uint8_t *out, size_t size)
{
	z_stream z = {.next_in = file,
		      .avail_in = (unsigned)len,
		      .next_out = out,
		      .zalloc = zlib_aid_take,
		      .zfree = zlib_aid_give};
	int r;

	z.avail_out = (unsigned)size;
	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return 0;
	r = inflate(&z, Z_FINISH);
	inflateEnd(&z);
	return r == Z_STREAM_END ? size - z.avail_out : 0;
}

/* A flipped bit is let pass only where it changes nothing: in a match that copies the same bytes from
 * elsewhere, or behind the last code. */
TEST(real_11_a_damaged_gzip_is_never_good)
{
	static uint8_t want[4096], got[4096];
	size_t len = load("gzip"), want_len = unpack(len, want, sizeof want), harmless = 0;

	CHECK(want_len > 0);
	for (size_t bit = 0; bit < len * 8; bit++) {
		file[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (judge(file, len, FILE_MAX, 0) == INITRD_OK) {
			CHECK_INT(unpack(len, got, sizeof got), want_len);
			CHECK_MEM(got, want, want_len);
			harmless++;
		}
		file[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	CHECK(harmless < len * 8 / 20);
}

/* Headers, sizes and sums of an xz stream: everything but the packed data and the block's sum. */
TEST(a_damaged_xz_frame_is_never_good)
{
	size_t len = load("xz");

	for (size_t bit = 0; bit < len * 8; bit++) {
		size_t at = bit / 8;

		if (at >= 29 && at < len - 24)
			continue;
		file[at] ^= (uint8_t)(1 << bit % 8);
		CHECK(judge(file, len, FILE_MAX, 0) != INITRD_OK);
		file[at] ^= (uint8_t)(1 << bit % 8);
	}
}

/* Many blocks, and one that is too long for the format. */
static size_t zstd_frame(unsigned blocks, uint32_t len, bool last)
{
	struct wr w = wr_of(file, sizeof file);

	wr_le32(&w, 0xfd2fb528);
	wr_u8(&w, 0x04);
	wr_u8(&w, 0x58);
	for (unsigned i = 1; i <= blocks; i++) {
		uint32_t head = len << 3 | (last && i == blocks);

		wr_le16(&w, (uint16_t)head);
		wr_u8(&w, (uint8_t)(head >> 16));
		wr_zero(&w, len);
	}
	wr_le32(&w, 0);
	return wr_len(&w);
}

TEST(zstd_blocks_are_walked)
{
	size_t len = zstd_frame(200, 300, true);

	CHECK_INT(judge(file, len, 7, 0), INITRD_OK);
	CHECK_INT(judge(file, len - 4, 7, 0), INITRD_CUT);
	len = zstd_frame(200, 300, false);
	CHECK_INT(judge(file, len, 7, 0), INITRD_CUT);
	zstd_frame(1, 0, true);
	file[6] |= 6; /* a type that there is not */
	CHECK_INT(judge(file, 13, 7, 0), INITRD_DAMAGED);
	zstd_frame(1, 0, true);
	file[8] = 0x10; /* 128 KiB and a bit */
	file[7] = 0x01;
	CHECK_INT(judge(file, 13, 7, 0), INITRD_DAMAGED);
	zstd_frame(1, 0, true);
	file[4] |= 3; /* a dictionary's number in four bytes */
	CHECK_INT(judge(file, 20, 7, 0), INITRD_REFUSED);
	CHECK(strstr(text, "dictionary"));
}

/* Behind a whole archive anything may stand, as long as it is told from one. */
TEST(a_seek_table_behind_zstd_is_junk)
{
	size_t len = load("zstd");

	memcpy(file + len, "\x5e\x2a\x4d\x18\x04\0\0\0abcd", 12);
	CHECK_INT(judge(file, len + 12, FILE_MAX, 0), INITRD_WARN);
	CHECK(strstr(text, "Linux stops there"));
}

static void same_in_pieces(const uint8_t *data, size_t len)
{
	char whole[sizeof text];
	enum initrd_verdict verdict = judge(data, len, len ? len : 1, 0);

	memcpy(whole, text, sizeof whole);
	CHECK_INT(judge(data, len, 61, 0), verdict);
	CHECK_STR(text, whole);
}

TEST(mutations)
{
	static const char *const golden[] = {"cpio_crc", "gzip_name",  "xz_blocks", "zstd_check",
					     "bzip2",	 "lz4_legacy", "lzop_name", "uimage_xz"};
	static uint8_t copy[FILE_MAX];

	for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
		size_t len = load(golden[i]);

		memcpy(copy, file, len);
		check_mutations(copy, len, same_in_pieces);
	}
}
