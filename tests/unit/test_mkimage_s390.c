/* SPDX-License-Identifier: MIT
 * Packing s390 images and folding parameter files. What must come out is put together here with
 * plain numbers (66568 = 0x10408 and so on), not with the code under test. */
#include "tests/unit/check.h"

#include "lib/image/parmfile.h"
#include "mkimage/s390.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_LEN 0x12345u
#define ROUNDED	   0x13000u
#define OUT_MAX	   (ROUNDED + 64)

static uint8_t kernel[KERNEL_LEN], want[OUT_MAX], out[OUT_MAX];

static void put64(uint8_t *p, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		p[i] = (uint8_t)(v >> (56 - 8 * i));
}

/* Noise everywhere, so that a byte that moves or is cleared by mistake shows. */
static void make_kernel(void)
{
	for (size_t i = 0; i < KERNEL_LEN; i++)
		kernel[i] = (uint8_t)(i * 31 + i / 256);
	memcpy(kernel + 65544, "S390EP\0\1", 8);
	memset(kernel + 66560, 0, 128);
	put64(kernel + 66608, 1024);
	memset(kernel + 66688, 'o', 1023);
	kernel[66688 + 1023] = 0;
}

static struct mkimage_s390 parts_of(const struct rd *initrds, size_t n)
{
	struct mkimage_s390 parts = {
		.kernel = rd_of(kernel, KERNEL_LEN),
		.initrds = initrds,
		.n_initrds = n,
	};

	if (s390_image_read(parts.kernel, KERNEL_LEN, &parts.image) != 0)
		abort();
	return parts;
}

static size_t pack(const struct mkimage_s390 *parts)
{
	struct mkimage_s390_layout plan;

	if (!CHECK_INT(mkimage_s390_plan(parts, &plan), 0))
		return 0;
	if (!CHECK(plan.total_len <= OUT_MAX))
		return 0;
	memset(out, 0xee, sizeof out);
	mkimage_s390_write(parts, &plan, out);
	return plan.total_len;
}

TEST(golden_kernel_and_ramdisk)
{
	struct rd initrd = rd_of("070701abc", 9);
	struct mkimage_s390 parts;

	make_kernel();
	parts = parts_of(&initrd, 1);
	memset(want, 0, sizeof want);
	memcpy(want, kernel, KERNEL_LEN);
	memcpy(want + ROUNDED, "070701abc", 9);
	put64(want + 66568, ROUNDED);
	put64(want + 66576, 9);
	CHECK_INT(pack(&parts), ROUNDED + 9);
	CHECK_MEM(out, want, ROUNDED + 9);
}

TEST(golden_command_line_clears_the_old_one)
{
	struct rd initrd = rd_of("070701abc", 9);
	struct mkimage_s390 parts;

	make_kernel();
	parts = parts_of(&initrd, 1);
	parts.set_cmdline = true;
	parts.cmdline = view_of("console=ttysclp0 ae\t.");
	memset(want, 0, sizeof want);
	memcpy(want, kernel, KERNEL_LEN);
	memcpy(want + ROUNDED, "070701abc", 9);
	put64(want + 66568, ROUNDED);
	put64(want + 66576, 9);
	memset(want + 66688, 0, 1024);
	memcpy(want + 66688, "console=ttysclp0 ae\t.", 21);
	CHECK_INT(pack(&parts), ROUNDED + 9);
	CHECK_MEM(out, want, ROUNDED + 9);
}

TEST(golden_joined_ramdisks)
{
	const struct rd initrds[] = {rd_of("aaaaa", 5), rd_of("bbbb", 4), rd_of("c", 1)};
	struct mkimage_s390 parts;

	make_kernel();
	parts = parts_of(initrds, 3);
	CHECK_INT(pack(&parts), ROUNDED + 13);
	CHECK_MEM(out + ROUNDED, "aaaaa\0\0\0bbbbc", 13);
	put64(want, 13);
	CHECK_MEM(out + 66576, want, 8);
}

TEST(kernel_that_ends_on_a_page_gets_no_pad)
{
	struct rd initrd = rd_of("x", 1);
	struct mkimage_s390 parts;

	make_kernel();
	parts = parts_of(&initrd, 1);
	parts.kernel = rd_of(kernel, 0x12000);
	parts.image.file_len = parts.image.kernel_len = 0x12000;
	CHECK_INT(pack(&parts), 0x12001);
	CHECK_INT(out[0x12000], 'x');
}

TEST(command_line_alone_changes_nothing_else)
{
	struct mkimage_s390 parts;

	make_kernel();
	parts = parts_of(NULL, 0);
	parts.set_cmdline = true;
	CHECK_INT(pack(&parts), KERNEL_LEN);
	memcpy(want, kernel, KERNEL_LEN);
	memset(want + 66688, 0, 1024);
	CHECK_MEM(out, want, KERNEL_LEN);
}

TEST(command_line_length_at_the_limit)
{
	static char text[1025];
	struct mkimage_s390_layout plan = {.total_len = 5};
	struct mkimage_s390 parts;

	make_kernel();
	memset(text, 'x', 1024);
	parts = parts_of(NULL, 0);
	parts.set_cmdline = true;
	parts.cmdline = (struct view){.p = text, .n = 1023};
	CHECK_INT(pack(&parts), KERNEL_LEN);
	CHECK_INT(out[66688 + 1022], 'x');
	CHECK_INT(out[66688 + 1023], 0);
	CHECK_INT(out[66688 + 1024], kernel[66688 + 1024]);
	parts.cmdline.n = 1024;
	CHECK_INT(mkimage_s390_plan(&parts, &plan), MKIMAGE_S390_CMDLINE_LONG);
	CHECK_INT(plan.total_len, 5);
}

TEST(refusals)
{
	const struct rd initrds[] = {rd_of("a", 1), rd_of(NULL, 0)};
	struct mkimage_s390_layout plan;
	struct mkimage_s390 parts;

	make_kernel();
	parts = parts_of(initrds, 2);
	CHECK_INT(mkimage_s390_plan(&parts, &plan), MKIMAGE_S390_EMPTY_INITRD);
	parts = parts_of(initrds, 1);
	parts.set_cmdline = true;
	parts.cmdline = view_of("a\nb");
	CHECK_INT(mkimage_s390_plan(&parts, &plan), MKIMAGE_S390_CMDLINE_TEXT);
	parts.cmdline = (struct view){.p = "a\0b", .n = 3};
	CHECK_INT(mkimage_s390_plan(&parts, &plan), MKIMAGE_S390_CMDLINE_TEXT);
	CHECK_STR(mkimage_s390_str(MKIMAGE_S390_REASONS), "unknown reason");
	for (int i = 0; i < MKIMAGE_S390_REASONS; i++)
		CHECK(strlen(mkimage_s390_str(i)) > 5);
}

TEST(total_size_at_the_limit)
{
	/* The plan looks at lengths only: no byte of this is touched. */
	struct rd initrd = {.p = kernel, .end = NULL};
	struct mkimage_s390_layout plan;
	struct mkimage_s390 parts;

	if (sizeof(size_t) < 8)
		return;
	make_kernel();
	initrd.end = initrd.p + ((2045u << 20) - ROUNDED);
	parts = parts_of(&initrd, 1);
	CHECK_INT(mkimage_s390_plan(&parts, &plan), 0);
	CHECK_INT(plan.total_len, 2045u << 20);
	initrd.end++;
	CHECK_INT(mkimage_s390_plan(&parts, &plan), MKIMAGE_S390_TOO_BIG);
}

TEST(packed_twice_is_refused_or_replaced)
{
	static uint8_t packed[OUT_MAX];
	struct rd first = rd_of("first", 5), second = rd_of("2nd", 3);
	struct mkimage_s390_layout plan;
	struct mkimage_s390 parts;
	size_t n;

	make_kernel();
	parts = parts_of(&first, 1);
	n = pack(&parts);
	memcpy(packed, out, n);
	parts = (struct mkimage_s390){
		.kernel = rd_of(packed, n), .initrds = &second, .n_initrds = 1};
	CHECK_INT(s390_image_read(parts.kernel, n, &parts.image), 0);
	CHECK_INT(mkimage_s390_plan(&parts, &plan), MKIMAGE_S390_PACKED);
	parts.replace = true;
	CHECK_INT(pack(&parts), ROUNDED + 3);
	CHECK_MEM(out + ROUNDED, "2nd", 3);
	put64(want, 3);
	CHECK_MEM(out + 66576, want, 8);
	/* A new command line alone leaves the old ramdisk where it is. */
	parts.replace = false;
	parts.n_initrds = 0;
	parts.set_cmdline = true;
	parts.cmdline = view_of("new");
	CHECK_INT(pack(&parts), n);
	CHECK_MEM(out + ROUNDED, "first", 5);
	CHECK_MEM(out + 66568, packed + 66568, 16);
	CHECK_STR((const char *)out + 66688, "new");
}

/* --- parameter files -------------------------------------------------------------------------- */

static void check_fold(const char *file, size_t n, int reason, const char *folded)
{
	char text[400];
	struct str s = str_of(text, sizeof text);

	if (CHECK_INT(parmfile_fold(rd_of(file, n), &s), reason) && !reason)
		CHECK_STR(text, folded);
}

TEST(lines_are_joined_by_one_blank)
{
	check_fold("a=1", 3, 0, "a=1");
	check_fold("a=1\n", 4, 0, "a=1");
	check_fold("a=1  \r\n\n  b=2\t\n\n", 17, 0, "a=1 b=2");
	check_fold("a  b\nc", 6, 0, "a  b c");
	check_fold("", 0, 0, "");
	check_fold(" \n \n", 4, 0, "");
	check_fold("a\0\0\0", 4, 0, "a");
}

/* What a server gives out for a parameter file that is not there. */
TEST(real_09_a_page_is_no_parameter_file)
{
	static const char *const pages[] = {"<!DOCTYPE html>\n<title>404</title>\n",
					    "\n <HTML><body>ro\n", "<h1>Not Found</h1>\n",
					    "\xef\xbb\xbf<?xml version='1.0'?>\n",
					    "<!-- x -->\n<html>\n"};

	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		check_fold(pages[i], strlen(pages[i]), PARMFILE_PAGE, NULL);
	check_fold("a=<b>\n", 6, 0, "a=<b>");
}

TEST(real_12_cards_are_joined)
{
	char cards[240];

	memset(cards, ' ', sizeof cards);
	memcpy(cards, "ro ramdisk_size=40000", 21);
	memcpy(cards + 80, "console=ttyS0", 13);
	check_fold(cards, 240, 0, "ro ramdisk_size=40000 console=ttyS0");
	/* A word that goes over the edge of a card stays one word. */
	memset(cards, ' ', sizeof cards);
	memcpy(cards + 70, "hostname=abc", 12);
	memcpy(cards + 160, "x", 1);
	check_fold(cards, 240, 0, "hostname=abc x");
	/* Its next card may begin with the blank between two words. */
	memset(cards, ' ', sizeof cards);
	memcpy(cards + 77, "abc def", 7);
	check_fold(cards, 160, 0, "abc def");
	/* 80 bytes with a newline are a text file. */
	memset(cards, 'a', 79);
	cards[79] = '\n';
	cards[78] = ' ';
	memset(cards + 80, 'b', 80);
	cards[160] = 0;
	check_fold(
		cards + 70, 90, 0,
		"aaaaaaaa "
		"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
}

/* What IBM's card punches and editors of 80 columns leave: a line end behind each card. A line that
 * fills its card goes on in the next one, as without line ends. */
TEST(lines_of_eighty_columns_are_cards)
{
	char text[400], folded[400];

	/* in the middle of a word, with either line end */
	snprintf(text, sizeof text, "%-68shostname=abc\nd x\r\n", "root=/dev/dasda1");
	snprintf(folded, sizeof folded, "%-68shostname=abcd x", "root=/dev/dasda1");
	check_fold(text, strlen(text), 0, folded);
	snprintf(text, sizeof text, "%-68shostname=abc\r\nd x\r\n", "root=/dev/dasda1");
	check_fold(text, strlen(text), 0, folded);
	/* the blank between two words may begin the next card, and the file */
	snprintf(text, sizeof text, "  %-66shostname=abc\n x=1\n", "ro");
	snprintf(folded, sizeof folded, "%-66shostname=abc x=1", "ro");
	check_fold(text, strlen(text), 0, folded);
	/* 79 and 81 columns, and a blank in the last one, end a word */
	snprintf(text, sizeof text, "%-68shostname=ab\nd\n", "ro");
	snprintf(folded, sizeof folded, "%-68shostname=ab d", "ro");
	check_fold(text, strlen(text), 0, folded);
	snprintf(text, sizeof text, "%-68shostname=abcd\ne\n", "ro");
	snprintf(folded, sizeof folded, "%-68shostname=abcd e", "ro");
	check_fold(text, strlen(text), 0, folded);
	snprintf(text, sizeof text, "%-68shostname=ab \nd\n", "ro");
	snprintf(folded, sizeof folded, "%-68shostname=ab d", "ro");
	check_fold(text, strlen(text), 0, folded);
	/* an empty card ends it too; a file with a longer line holds no cards */
	snprintf(text, sizeof text, "%-68shostname=abc\n\nd\n", "ro");
	snprintf(folded, sizeof folded, "%-68shostname=abc d", "ro");
	check_fold(text, strlen(text), 0, folded);
	snprintf(text, sizeof text, "%-68shostname=abc\nd\n%-80sx\n", "ro", "y=1");
	snprintf(folded, sizeof folded, "%-68shostname=abc d %-80sx", "ro", "y=1");
	check_fold(text, strlen(text), 0, folded);
}

TEST(files_that_are_no_text)
{
	/* "root=/dev/ram0" and "ro" in EBCDIC. */
	check_fold("\x99\x96\x96\xa3\x7e\x61\x84\x85\xa5\x61\x99\x81\x94\xf0", 14, PARMFILE_EBCDIC,
		   NULL);
	check_fold("\x99\x96\x40\x40\x15", 5, PARMFILE_EBCDIC, NULL);
	check_fold("a\0b", 3, PARMFILE_BINARY, NULL);
	check_fold("a\x1b[2J", 5, PARMFILE_BINARY, NULL);
	check_fold("a\x7f", 2, PARMFILE_BINARY, NULL);
	check_fold("name=\xc3\xa4", 7, PARMFILE_HIGH, NULL);
}

TEST(text_longer_than_its_room)
{
	char file[402], folded[400];

	memset(file, 'x', sizeof file);
	memset(folded, 'x', sizeof folded);
	folded[399] = 0;
	check_fold(file, 399, 0, folded);
	check_fold(file, 401, PARMFILE_LONG, NULL);
	for (int i = 0; i < PARMFILE_REASONS; i++)
		CHECK(strlen(parmfile_str(i)) > 5);
}

static void fold_mutant(const uint8_t *data, size_t len)
{
	char text[400];
	struct str s = str_of(text, sizeof text);

	if (parmfile_fold(rd_of(data, len), &s) != 0)
		return;
	CHECK_INT(strlen(text), s.n);
	CHECK(!s.n || (text[0] > ' ' && text[s.n - 1] > ' ') || (text[s.n - 1] & 0x80) ||
	      (text[0] & 0x80));
	CHECK(!strchr(text, '\n'));
}

TEST(mutations)
{
	uint8_t cards[160];

	check_mutations((const uint8_t *)"ro root=/dev/ram0 \r\n\n console=ttyS0\n", 37,
			fold_mutant);
	memset(cards, ' ', sizeof cards);
	memcpy(cards + 75, "console=ttyS0", 13);
	check_mutations(cards, sizeof cards, fold_mutant);
}
