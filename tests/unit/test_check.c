/* SPDX-License-Identifier: MIT
 * What is said against a boot before it is downloaded, at each limit and one beyond. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "lib/crc32.h"
#include "lib/image/s390.h"
#include "pxe/plan/check.h"

#include <string.h>

static uint8_t head[S390_HEAD_LEN];
static char why[300];

/* A kernel that takes @max bytes of command line, NUL included. */
static void kernel(uint64_t max)
{
	memset(head, 0, sizeof head);
	memcpy(head + S390_MAGIC_AT, "S390EP\0\1", 8);
	for (int i = 0; i < 8; i++)
		head[S390_MAX_CMDLINE + i] = (uint8_t)(max >> (56 - 8 * i));
}

static bool passes(size_t have, uint64_t file_len, size_t cmdline_len)
{
	struct str text = str_of(why, sizeof why);
	bool ok = plan_check_kernel(0x1f, rd_of(head, have), file_len, cmdline_len, &text);

	CHECK(ok == (why[0] == '\0'));
	return ok;
}

TEST(command_line_at_the_kernels_limit)
{
	kernel(4096);
	CHECK(passes(sizeof head, 0, 0));
	CHECK(passes(sizeof head, 0, 4095));
	CHECK(!passes(sizeof head, 0, 4096));
	CHECK_STR(why, "the command line has 4096 bytes, this kernel takes 4095; shorten APPEND or "
		       "drop SYSAPPEND");
	CHECK(!passes(sizeof head, 0, SIZE_MAX));
}

TEST(command_line_of_an_old_kernel)
{
	kernel(0);
	CHECK(passes(sizeof head, 0, S390_OLD_CMDLINE - 1));
	CHECK(!passes(sizeof head, 0, S390_OLD_CMDLINE));
	CHECK(strstr(why, "takes 895"));
}

TEST(file_shorter_than_its_head)
{
	kernel(4096);
	CHECK(passes(sizeof head, 0, 10));
	CHECK(passes(sizeof head, 1 << 20, 10));
	for (size_t n = 0; n < 0x10480; n += n < 0x10000 ? 4099 : 1)
		CHECK(!passes(n, n, 10));
}

TEST(limits_that_no_kernel_has)
{
	kernel(S390_OLD_CMDLINE - 1);
	CHECK(!passes(sizeof head, 0, 10));
	kernel((uint64_t)S390_CMDLINE_CAP + 1);
	CHECK(!passes(sizeof head, 0, 10));
	kernel(UINT64_MAX);
	CHECK(!passes(sizeof head, 0, 10));
}

static bool fits(uint64_t so_far, uint64_t more, uint64_t max)
{
	struct str text = str_of(why, sizeof why);
	bool ok = plan_check_fits(so_far, more, max, &text);

	CHECK(ok == (why[0] == '\0'));
	return ok;
}

TEST(payload_at_the_memorys_limit)
{
	CHECK(fits(0, 0, 1));
	CHECK(fits(0, 1 << 20, 1 << 20));
	CHECK(!fits(0, (1 << 20) + 1, 1 << 20));
	CHECK(fits(1 << 19, 1 << 19, 1 << 20));
	CHECK(!fits(1 << 19, (1 << 19) + 1, 1 << 20));
	/* what does not fit is more than what does, if only by a byte */
	CHECK(strstr(why, "need 1025 KiB, this machine can load 1024 KiB"));
	CHECK(!fits(1000, 1000, 1024));
	CHECK(strstr(why, "need 2 KiB, this machine can load 1 KiB"));
	CHECK(!fits(0, 3ull << 30, 1024000 * 1024ull));
	CHECK(strstr(why, "need 3145728 KiB, this machine can load 1024000 KiB"));
}

TEST(unknown_memory_fits_all)
{
	CHECK(fits(UINT64_MAX, UINT64_MAX, 0));
}

TEST(sums_do_not_overflow)
{
	CHECK(!fits(1, UINT64_MAX, 1 << 20));
	CHECK(!fits(UINT64_MAX, 1, 1 << 20));
	CHECK(!fits(UINT64_MAX, UINT64_MAX, UINT64_MAX));
	CHECK(fits(UINT64_MAX - 1, 1, UINT64_MAX));
	CHECK(!fits(1 << 20, 1, 1 << 20));
}

/* A workstation speaks for any machine; a target for its own kind only. */
#ifdef __x86_64__
/* A bzImage of 0x600 bytes with a compressed kernel of 0x100 at 0x410, as kexec on x86_64 takes it.
 */
static void bzimage(void)
{
	memset(head, 0, sizeof head);
	head[0x1f1] = 1;
	head[0x1f4] = 0x200 / 16;
	memcpy(head + 0x202, "HdrS\x0f\x02", 6);
	head[0x211] = 1;
	head[0x236] = 3;
	head[0x238] = 100;
	head[0x248] = 0x10;
	head[0x24d] = 1;
	head[0x261] = 0x80;
}

static bool x86_passes(uint16_t arch, uint64_t file_len, size_t cmdline_len)
{
	struct str text = str_of(why, sizeof why);

	return plan_check_kernel(arch, rd_of(head, 0x600), file_len, cmdline_len, &text);
}

static bool whole(uint16_t arch, struct rd file)
{
	static struct initrd_check walk;
	struct str text = str_of(why, sizeof why);

	initrd_check_start(&walk);
	return plan_check_whole(arch, file, &walk, &text);
}

TEST(x86_kernels)
{
	static const uint16_t archs[] = {0, 6, 7, 9, 15, 16};

	for (size_t i = 0; i < sizeof archs / sizeof archs[0]; i++) {
		bzimage();
		CHECK(x86_passes(archs[i], 0, 100));
		CHECK(x86_passes(archs[i], 0x600, 100));
		CHECK(!x86_passes(archs[i], 0x600, 101));
		CHECK(strstr(why, "takes 100"));
		CHECK(!x86_passes(archs[i], 0x5ff, 100));
		CHECK_STR(why, "a bzImage: the file is cut off");
		kernel(4096);
		CHECK(!x86_passes(archs[i], 0, 0));
		CHECK(strncmp(why, "not a bzImage", 13) == 0);
	}
	/* Nobody announced the length: it shows at the end. */
	bzimage();
	CHECK(whole(7, rd_of(head, 0x600)));
	CHECK(!whole(7, rd_of(head, 0x5ff)));
	CHECK(strstr(why, "cut off"));
}

TEST(each_machine_has_its_own_kernels)
{
	static const struct {
		uint16_t arch;
		bool s390, image, zimage, gzip;
	} row[] = {{0x1f, true, false, false, false}, {0x0b, false, true, false, true},
		   {0x16, false, true, false, true},  {0x15, false, false, true, true},
		   {0x0a, false, false, true, true},  {0xffff, true, true, true, true}};
	static const uint8_t image[64] = {[56] = 'A', 'R', 'M', 0x64};
	static const uint8_t zimage[64] = {[36] = 0x18, 0x28, 0x6f, 0x01, [44] = 1};
	static const uint8_t gzip[64] = {0x1f, 0x8b, 8};

	kernel(4096);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct str text = str_of(why, sizeof why);
		uint16_t arch = row[i].arch;

		CHECK(plan_check_kernel(arch, rd_of(head, sizeof head), 0, 9, &text) ==
		      row[i].s390);
		CHECK(plan_check_kernel(arch, rd_of(image, 64), 0, 9, &text) == row[i].image);
		CHECK(plan_check_kernel(arch, rd_of(zimage, 64), 0, 9, &text) == row[i].zimage);
		CHECK(plan_check_kernel(arch, rd_of(gzip, 64), 0, 9, &text) == row[i].gzip);
	}
}

TEST(command_lines_of_arm)
{
	static const uint8_t image[64] = {[56] = 'A', 'R', 'M', 0x64};
	static const uint8_t zimage[64] = {[36] = 0x18, 0x28, 0x6f, 0x01, [44] = 1};
	struct str text = str_of(why, sizeof why);

	CHECK(plan_check_kernel(0x16, rd_of(image, 64), 0, 2047, &text));
	CHECK(!plan_check_kernel(0x16, rd_of(image, 64), 0, 2048, &text));
	CHECK(strstr(why, "2048 bytes, this kernel takes 2047"));
	CHECK(plan_check_kernel(0x15, rd_of(zimage, 64), 0, 1023, &text));
	CHECK(!plan_check_kernel(0x15, rd_of(zimage, 64), 0, 1024, &text));
	text = str_of(why, sizeof why);
	CHECK(!plan_check_kernel(0x16, rd_of("<html>", 6), 0, 0, &text));
	CHECK_STR(why, "not a kernel image for ARM but an HTML page");
}

/* U-Boot takes ramdisk and tree out of the FIT where INITRD and FDT name it once more. */
TEST(real_10_parts_of_the_kernels_own_file)
{
	static const struct {
		uint16_t arch;
		const char *kernel, *initrd, *fdt;
		bool inside;
		size_t left;
	} row[] = {
		{0x16, "x.itb#c", "x.itb", "", true, 0},
		{0x16, "x.itb#c", "x.itb#c", "x.itb", true, 0},
		{0x15, "x.itb", "x.itb#d", "other", true, 0},
		{0x16, "x.itb", "y.itb", "x.itb", true, 1},
		{0x16, "x.itb", "y.itb", "", false, 1},
		{0x1f, "x.itb", "x.itb", "", false, 1},
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		static struct plan p;

		p = (struct plan){.kernel = view_of(row[i].kernel),
				  .initrds = {view_of(row[i].initrd)},
				  .initrd_count = 1,
				  .fdt = view_of(row[i].fdt)};
		plan_check_inside(row[i].arch, &p);
		CHECK(p.inside == row[i].inside);
		CHECK_INT(p.initrd_count, row[i].left);
		CHECK(p.fdt.n == (strcmp(row[i].fdt, "other") == 0 ? 5 : 0));
	}
}

TEST(real_10_a_kernel_without_parts)
{
	static const uint8_t fit[64] = {0xd0, 0x0d, 0xfe, 0xed},
			     image[64] = {[56] = 'A', 'R', 'M', 0x64};
	static struct plan p = {.inside = true};
	struct str text = str_of(why, sizeof why);

	CHECK(plan_check_holds(&p, rd_of(fit, sizeof fit), &text));
	CHECK(!plan_check_holds(&p, rd_of(image, sizeof image), &text));
	CHECK(strstr(why, "neither a FIT nor a uImage"));
	p.inside = false;
	CHECK(plan_check_holds(&p, rd_of(image, sizeof image), &text));
}

TEST(compressed_kernels_that_do_not_end)
{
	static const uint8_t zstd[] = {0x28, 0xb5, 0x2f, 0xfd, 0x20, 4, 0x21, 0, 0, 1, 2, 3};

	CHECK(whole(0x16, rd_of(zstd, 3)));
	CHECK(whole(0xffff, rd_of(zstd, sizeof zstd)));
	CHECK(!whole(0x16, rd_of("\x1f\x8b\x08", 3)));
}

/* Debian's 7.2 for s390x has its payload at 0x115718. */
TEST(a_compressed_kernel_far_behind_its_entry)
{
	static const uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0x20, 80};
	static const uint8_t block[] = {0x40, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
	static uint8_t image[0x115718 + sizeof frame + 10 * sizeof block];
	uint8_t *at = image + 0x115718;

	/* the magic in the decompressor's code, and what passes for a frame of one block */
	memcpy(image + 0x28aac, frame, sizeof frame);
	image[0x28aac + sizeof frame] = 0x21;
	memcpy(at, frame, sizeof frame);
	at += sizeof frame;
	for (int i = 0; i < 10; i++, at += sizeof block)
		memcpy(at, block, sizeof block);
	at[-(int)sizeof block] |= 1; /* the last */
	CHECK(whole(0x1f, rd_of(image, sizeof image)));
	CHECK(!whole(0x1f, rd_of(image, sizeof image - 1)));
	CHECK(strstr(why, "does not end"));
}

/* An arm64 Image of @n bytes that says so in its section table, as the EFI stub has it. */
static void pe_image(uint8_t *p, uint32_t n)
{
	struct wr w = wr_of(p, 4096);

	memset(p, 0, 4096);
	wr_bytes(&w, "MZ", 2);
	wr_zero(&w, 14);
	wr_le64(&w, 2 * (uint64_t)n); /* in memory, with what is zeroed there */
	wr_zero(&w, 0x38 - 24);
	wr_bytes(&w, "ARM\x64", 4);
	wr_le32(&w, 0x40);
	wr_bytes(&w, "PE\0", 4);
	wr_zero(&w, 2);
	wr_le16(&w, 2);
	wr_zero(&w, 12);
	wr_le16(&w, 160);
	wr_zero(&w, 2 + 160);
	for (uint32_t i = 0; i < 2; i++) {
		wr_zero(&w, 16);
		wr_le32(&w, i ? n - 2048 : 1024);
		wr_le32(&w, i ? 2048 : 1024);
		wr_zero(&w, 16);
	}
}

/* gzip of one stored block; the header is the one of Linux' build. Return: bytes */
static size_t gzip_of(const uint8_t *in, uint16_t n, uint8_t *out)
{
	struct wr w = wr_of(out, n + 23u);

	wr_bytes(&w, "\x1f\x8b\x08\0\0\0\0\0\2\3\1", 11);
	wr_le16(&w, n);
	wr_le16(&w, (uint16_t)~n);
	wr_bytes(&w, in, n);
	wr_le32(&w, crc32_add(0, in, n));
	wr_le32(&w, n);
	return wr_len(&w);
}

TEST(real_11_an_image_is_as_long_as_its_sections)
{
	static uint8_t image[6000], packed[6100];
	size_t n;

	pe_image(image, sizeof image);
	CHECK(whole(0x16, rd_of(image, sizeof image)));
	CHECK(!whole(0x16, rd_of(image, sizeof image - 1)));
	CHECK(strstr(why, "cut off"));
	/* and in gzip */
	n = gzip_of(image, sizeof image, packed);
	CHECK(whole(0x16, rd_of(packed, n)));
	n = gzip_of(image, sizeof image - 1, packed);
	CHECK(!whole(0x16, rd_of(packed, n)));
	CHECK(strstr(why, "the kernel that is compressed in it is cut off"));
	/* without a stub the header tells nothing */
	image[0] = 0;
	CHECK(whole(0x16, rd_of(image, sizeof image - 1)));
}

TEST(real_11_gzip_is_walked_to_its_end)
{
	static uint8_t image[6000], packed[6100];
	static struct initrd_check walk;
	struct str text = str_of(why, sizeof why);
	size_t n;

	pe_image(image, sizeof image);
	n = gzip_of(image, sizeof image, packed);
	CHECK(plan_check_walks(0x16, rd_of(packed, 64)));
	CHECK(!plan_check_walks(0x16, rd_of(image, 64)));
	CHECK(!plan_check_walks(0x1f, rd_of(packed, 64)));
	for (size_t cut = 1; cut < n - 3; cut += 100)
		CHECK(!whole(0x16, rd_of(packed, n - cut)));
	CHECK(strstr(why, "the file is cut off"));
	packed[n - 5] ^= 1;
	CHECK(!whole(0x16, rd_of(packed, n)));
	CHECK(strstr(why, "the file is damaged"));
	packed[n - 5] ^= 1;
	/* what has arrived was looked at before */
	initrd_check_start(&walk);
	initrd_check_feed(&walk, rd_of(packed, 3000));
	CHECK(plan_check_whole(0x16, rd_of(packed, n), &walk, &text));
}

/* s390x' own image has the stream somewhere behind its decompressor. */
TEST(real_11_payloads_of_s390x)
{
	static uint8_t image[0x30000], payload[7000];
	static const char bzip2[] = "BZh91AY&SY";
	size_t n = gzip_of(image, 6000, payload);

	memcpy(image + 0x20000, "\x1f\x8b\x08\0\0\0\0\0\2\3\7", 11); /* in the code */
	memcpy(image + 0x21001, payload, n);
	CHECK(whole(0x1f, rd_of(image, sizeof image)));
	CHECK(whole(0x1f, rd_of(image, 0x21001 + n)));
	CHECK(!whole(0x1f, rd_of(image, 0x21001 + n - 1)));
	CHECK(strstr(why, "does not end"));
	memset(image + 0x20000, 0, 0x10000);
	memcpy(image + 0x20000, bzip2, sizeof bzip2);
	CHECK(!whole(0x1f, rd_of(image, sizeof image)));
}

/* What is shorter than the largest decompressor is looked at as far as it goes, or this takes minutes. */
TEST(short_files_of_s390x_cost_no_time)
{
	static const uint8_t image[0x10010];

	for (unsigned i = 0; i < 20000; i++)
		CHECK(whole(0x1f, rd_of(image, i % 2 ? sizeof image : 0)));
}

/* `printf 'the kernel of a machine' | lzma -9` */
TEST(real_11_payloads_of_s390x_in_lzma)
{
	static const uint8_t lzma[] = {
		0x5d, 0x00, 0x00, 0x00, 0x04, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0x00, 0x3a, 0x1a, 0x08, 0xce, 0x76, 0x91, 0x83, 0x70, 0x78, 0x67,
		0xc9, 0xd7, 0x57, 0xe8, 0x15, 0x59, 0x6d, 0x70, 0x87, 0x11, 0xd1, 0x25,
		0xf1, 0x8c, 0xb0, 0xe5, 0x8f, 0xff, 0xff, 0x53, 0x7c, 0x00, 0x00,
	};
	static uint8_t image[0x30000];

	memcpy(image + 0x21001, lzma, sizeof lzma);
	CHECK(whole(0x1f, rd_of(image, sizeof image)));
	CHECK(whole(0x1f, rd_of(image, 0x21001 + sizeof lzma)));
	for (size_t cut = 1; cut < sizeof lzma - 13; cut++)
		CHECK(!whole(0x1f, rd_of(image, 0x21001 + sizeof lzma - cut)));
	CHECK(strstr(why, "does not end"));
}

static void make_elf(uint8_t elf[static 120])
{
	memset(elf, 0, 120);
	memcpy(elf, "\177ELF\2\1", 6);
	elf[18] = 183;
	elf[32] = 64; /* the program headers */
	elf[54] = 56;
	elf[56] = 1;
	elf[64] = 1;
	elf[64 + 8] = 100; /* its bytes are 100 to 120 */
	elf[64 + 32] = 20;
}

TEST(real_11_a_vmlinux_says_where_it_ends)
{
	uint8_t elf[120];

	make_elf(elf);
	CHECK(whole(0x16, rd_of(elf, sizeof elf)));
	elf[64 + 32] = 21;
	CHECK(!whole(0x16, rd_of(elf, sizeof elf)));
	CHECK(strstr(why, "cut off"));
}

/* U-Boot's way to name a FIT's configuration is a letter like any other where there are none. */
TEST(elf_kernels_are_for_arm64_only)
{
	struct str text = str_of(why, sizeof why);
	uint8_t elf[120];

	make_elf(elf);
	CHECK(plan_check_kernel(0x16, rd_of(elf, sizeof elf), 0, 2047, &text));
	CHECK(!plan_check_kernel(0x16, rd_of(elf, sizeof elf), 0, 2048, &text));
	CHECK(!plan_check_kernel(0x15, rd_of(elf, sizeof elf), 0, 9, &text));
	CHECK(!plan_check_kernel(0x1f, rd_of(elf, sizeof elf), 0, 9, &text));
	text = str_of(why, sizeof why);
	CHECK(!plan_check_kernel(0x15, rd_of(elf, sizeof elf), 0, 9, &text));
	CHECK_STR(why, "an arm64 ELF, which this machine cannot start");
}

TEST(names_of_kernels)
{
	static const struct {
		const char *name, *arm;
	} row[] = {{"vmlinuz", "vmlinuz"},
		   {"a/b.itb#conf-1", "a/b.itb"},
		   {"x#y#z", "x"},
		   {"x#", "x"},
		   {"#", ""},
		   {"", ""}};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct view name = view_of(row[i].name);

		CHECK(view_is(plan_check_kernel_name(0x15, name), row[i].arm));
		CHECK(view_is(plan_check_kernel_name(0x16, name), row[i].arm));
		CHECK(view_is(plan_check_kernel_name(0x1f, name), row[i].name));
		CHECK(view_is(plan_check_kernel_name(0x07, name), row[i].name));
	}
}
#endif

/* --- bytes that are not ASCII ----------------------------------------------------------------- */

static struct plan plan;

/* What is said of what @text starts, "LINE: why"; "" for nothing. */
static const char *ascii_only(uint16_t arch, const char *text, struct view line)
{
	static char said[400];
	struct plan_choice choice;
	struct plan_host host = {0};
	struct conf_where where = {0};
	struct str out = str_of(said, sizeof said), s = str_of(why, sizeof why);

	CHECK_INT(aid_str(text), 0);
	plan_default(&aid_conf, &choice);
	choice.line = line;
	CHECK_INT(plan_make(&aid_conf, &choice, &host, &plan, &s), 0);
	if (!plan_check_cmdline(arch, &aid_conf, &plan, &where, &s))
		str_fmt(&out, "%u: %s", where.line, why);
	return said;
}

TEST(real_09_a_byte_that_makes_the_command_line_ebcdic)
{
	static const char append[] = "default a\r\nlabel a\r\nkernel k\r\n\tappend x=\xc3\xbc\n";
	struct view none = {0};

	CHECK_STR(ascii_only(0x1f, append, none),
		  "4: column 11: byte 0xc3: " S390_CMDLINE_NOT_ASCII);
	CHECK_STR(ascii_only(0x20, append, none),
		  "4: column 11: byte 0xc3: " S390_CMDLINE_NOT_ASCII);
#ifdef __x86_64__ /* a target speaks for its own kind, whatever is asked */
	CHECK_STR(ascii_only(0x16, append, none), "");
	CHECK_STR(ascii_only(0x07, append, none), "");
#endif
	/* wherever it comes from: the kernel's name, INITRD, the global APPEND, DEFAULT */
	CHECK(strstr(ascii_only(0x1f, "label a\nkernel \x80\n", none), "2: column 8: byte 0x80"));
	CHECK(strstr(ascii_only(0x1f, "label a\nkernel k\ninitrd i\xff\n", none),
		     "3: column 9: byte 0xff"));
	CHECK(strstr(ascii_only(0x1f, "append \xe2\x80\x9c\nlabel a\nkernel k\n", none),
		     "1: column 8: byte 0xe2"));
	CHECK(strstr(ascii_only(0x1f, "label a\nkernel k\ndefault a \xa0\n", none),
		     "3: column 11: byte 0xa0"));
	/* what a person typed has no column, and what is not on the command line says nothing */
	CHECK_STR(ascii_only(0x1f, "label a\nkernel k\n", view_of("k \xa0")),
		  "1: byte 0xa0: " S390_CMDLINE_NOT_ASCII);
	CHECK_STR(ascii_only(0x1f, "menu title \xc3\xbc\nlabel a\nmenu label \xc3\xbc\nkernel k\n",
			     none),
		  "");
}

TEST(real_07_an_empty_kernel)
{
	for (unsigned arch = 0; arch < 0x30; arch++) {
		struct str s = str_of(why, sizeof why);

		CHECK(!plan_check_kernel((uint16_t)arch, rd_of(head, 0), 0, 1, &s));
		CHECK(strstr(why, "empty"));
	}
}
