/* SPDX-License-Identifier: MIT
 * From a file in any wrapping to segments on ARM: where parts go, what is refused and why. */
#include "tests/unit/check.h"
#include "tests/unit/zlib_aid.h"

#include "init/kexec/arm.h"
#include "init/kexec/decompress.h"
#include "init/kexec/dt.h"
#include "lib/crc32.h"
#include "lib/image/uimage.h"

#include <libfdt.h>
#include <lzma.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define MIB   ((uint64_t)1 << 20)
#define IMAGE 0x3000u

static const uint8_t entry[64] = {1, 2, 3, 4};
static const struct arm_machine arm64 = {.form = ARM_FORM_IMAGE,
					 .max_cmdline = ARM64_CMDLINE,
					 .flags = 183ul << 16,
					 .by_file = true,
					 .layout = layout_arm64,
					 .entry = entry,
					 .entry_len = sizeof entry};
static const struct arm_machine armhf = {.form = ARM_FORM_ZIMAGE,
					 .max_cmdline = ARM_CMDLINE,
					 .flags = 40ul << 16,
					 .unpacks = true,
					 .layout = layout_armhf,
					 .entry = entry,
					 .entry_len = sizeof entry};
static const struct ram ram_1g = {.range = {{0x40000000, 0x80000000}},
				  .ranges = 1,
				  .kernel = {0x40210000, 0x41000000},
				  .total = 1024 * MIB,
				  .available = 900 * MIB};
static _Alignas(8) uint8_t tree[512];
static uint8_t kernel[IMAGE], packed[32768];
static struct kexec_set set;
static char words[KEXEC_TEXT];

static struct rd running(void)
{
	fdt_create_empty_tree(tree, sizeof tree);
	return rd_of(tree, sizeof tree);
}

static int memfd_of(const void *data, size_t len)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	CHECK(write(fd, data, len) == (ssize_t)len);
	return fd;
}

/* An arm64 Image that may lie anywhere and needs 4 MiB. */
static void make_image(void)
{
	struct wr w = wr_of(kernel + 16, 16);

	for (size_t i = 0; i < sizeof kernel; i++)
		kernel[i] = (uint8_t)(i * 7 >> 3);
	memset(kernel, 0, 16);
	wr_le64(&w, 4 * MIB);
	wr_le64(&w, 0xa);
	memcpy(kernel + 0x38, "ARM\x64", 4);
}

static void make_zimage(void)
{
	struct wr w = wr_of(kernel + 0x24, 12);

	memset(kernel, 0, sizeof kernel);
	wr_le32(&w, 0x016f2818);
	wr_le32(&w, 0);
	wr_le32(&w, sizeof kernel);
}

static int prepare(const struct arm_machine *m, const struct ram *ram, const void *file, size_t len,
		   const char *cmdline, int initrd_fd)
{
	struct kexec_job job = {.kernel_fd = memfd_of(file, len),
				.initrd_fd = initrd_fd,
				.dtb_fd = -1,
				.overlays_fd = -1,
				.cmdline = cmdline,
				.fdt = running()};
	struct str text = str_of(words, sizeof words);
	int r = arm_prepare(m, &job, ram, &set, &text);

	close(job.kernel_fd);
	return r;
}

static const struct kexec_seg *segment_at(unsigned long mem)
{
	for (size_t i = 0; i < set.segs; i++)
		if (set.seg[i].mem == mem)
			return &set.seg[i];
	return NULL;
}

static bool holds_kernel(void)
{
	for (size_t i = 0; i < set.segs; i++)
		if (set.seg[i].bufsz == sizeof kernel)
			return memcmp(set.seg[i].buf, kernel, sizeof kernel) == 0;
	return false;
}

static uint64_t table(unsigned n)
{
	struct rd r = rd_of(set.entry_page + 8 + 8 * n, 8);

	return rd_le64(&r);
}

TEST(arm64_segments)
{
	int initrd = memfd_of("070701 initrd", 13);
	const struct kexec_seg *s;

	make_image();
	if (!CHECK_INT(prepare(&arm64, &ram_1g, kernel, IMAGE, "quiet", initrd), 0)) {
		close(initrd);
		return;
	}
	CHECK_INT(set.segs, 4);
	/* the first 2 MiB above the running kernel's code */
	s = segment_at(0x41000000);
	if (CHECK(s))
		CHECK(s->bufsz == IMAGE && s->memsz == 4 * MIB);
	CHECK(holds_kernel());
	CHECK_INT(table(0), 0x41000000);
	s = segment_at((unsigned long)table(1));
	if (CHECK(s)) {
		CHECK_INT(fdt_check_full(s->buf, s->bufsz), 0);
		CHECK_STR(fdt_getprop(s->buf, fdt_path_offset(s->buf, "/chosen"), "bootargs", NULL),
			  "quiet");
	}
	CHECK_INT(table(2), 0x40210000);
	CHECK_INT(table(3), 0x41000000);
	s = segment_at(set.entry);
	if (CHECK(s))
		CHECK_MEM(s->buf, entry, 4);
	CHECK_INT(set.flags, 183 << 16);
	CHECK(set.by_file && set.initrd_fd == initrd);
	CHECK(strncmp(words, "kernel 12288 bytes, initrd 13 bytes at 0x", 41) == 0);
	kexec_set_drop(&set);
	CHECK(!set.maps && !set.segs);
	close(initrd);
}

TEST(arm64_kernel_that_must_lie_low)
{
	make_image();
	kernel[24] = 2;
	kernel[10] = 8; /* text offset 0x80000 */
	if (CHECK_INT(prepare(&arm64, &ram_1g, kernel, IMAGE, "", -1), 0))
		CHECK_INT(table(0), 0x40080000);
	kexec_set_drop(&set);
}

TEST(armhf_segments)
{
	int initrd = memfd_of("070701 initrd", 13);

	make_zimage();
	if (CHECK_INT(prepare(&armhf, &ram_1g, kernel, IMAGE, "quiet", initrd), 0)) {
		uint64_t end = 0x40008000 + 5 * IMAGE + 4 * MIB; /* guessed: no tag */

		CHECK_INT(table(0), 0x40008000);
		CHECK(table(1) >= end && table(1) < 0x60000000);
		CHECK_INT(table(2), 0x40000000);
		CHECK(table(3) >= 0x41000000);
		CHECK(!set.by_file);
		CHECK_INT(set.flags, 40 << 16);
		for (size_t i = 0; i < set.segs; i++)
			CHECK(set.seg[i].mem == 0x40008000 || set.seg[i].mem >= end);
	}
	kexec_set_drop(&set);
	close(initrd);
}

TEST(armhf_stays_in_what_the_kernel_maps_early)
{
	struct ram ram = ram_1g;

	make_zimage();
	ram.range[0] = (struct ram_range){0x40000000, 0x40004000};
	ram.range[1] = (struct ram_range){0x47f00000, 0x80000000};
	ram.ranges = 2;
	ram.kernel = (struct ram_range){0, 0};
	CHECK_INT(prepare(&armhf, &ram, kernel, IMAGE, "", -1), KEXEC_NO_PLACE);
	ram.range[1].start = 0x47000000;
	CHECK_INT(prepare(&armhf, &ram, kernel, IMAGE, "", -1), 0);
	CHECK_INT(table(0), 0x47008000);
	kexec_set_drop(&set);
}

/* --- wrappings -------------------------------------------------------------------------------- */

static size_t gzip(void)
{
	z_stream z = {.zalloc = zlib_aid_take,
		      .zfree = zlib_aid_give,
		      .next_in = kernel,
		      .avail_in = IMAGE,
		      .next_out = packed,
		      .avail_out = sizeof packed};

	deflateInit2(&z, 9, Z_DEFLATED, 31, 8, 0);
	deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return z.total_out;
}

static size_t xz(void)
{
	size_t n = 0;

	lzma_easy_buffer_encode(6, LZMA_CHECK_CRC32, NULL, kernel, IMAGE, packed, &n,
				sizeof packed);
	return n;
}

static size_t zstd(void)
{
	return ZSTD_compress(packed, sizeof packed, kernel, IMAGE, 3);
}

static size_t zboot(void)
{
	size_t n = zstd();
	struct wr w = wr_of(packed, 4096);

	memmove(packed + 4096, packed, n);
	memset(packed, 0, 4096);
	wr_bytes(&w, "MZ\0\0zimg", 8);
	wr_le32(&w, 4096);
	wr_le32(&w, (uint32_t)n);
	return 4096 + n;
}

/* Kernel, ramdisk and device tree, as U-Boot's bootm takes them. */
static size_t multi(void)
{
	struct rd dtb = running();
	uint32_t sizes[] = {IMAGE, 5, (uint32_t)rd_left(&dtb)};
	struct uimage u = {.os = UIMAGE_OS_LINUX, .arch = UIMAGE_ARCH_ARM64, .type = UIMAGE_MULTI};
	struct wr w = wr_of(packed + 64, sizeof packed - 64), head = wr_of(packed, 64);

	for (int i = 0; i < 3; i++)
		wr_be32(&w, sizes[i]);
	wr_be32(&w, 0);
	wr_bytes(&w, kernel, IMAGE);
	wr_bytes(&w, "abcde\0\0\0", 8);
	wr_bytes(&w, dtb.p, rd_left(&dtb));
	u.size = (uint32_t)wr_len(&w);
	u.data_sum = crc32_add(0, packed + 64, u.size);
	uimage_put_header(&head, &u);
	return 64 + u.size;
}

static void fit_part(const char *name, const void *data, int len)
{
	fdt_begin_node(packed, name);
	fdt_property(packed, "data", data, len);
	fdt_end_node(packed);
}

/* The same as a FIT; "bad" has no kernel. */
static size_t fit(void)
{
	struct rd dtb = running();

	fdt_create(packed, sizeof packed);
	fdt_finish_reservemap(packed);
	fdt_begin_node(packed, "");
	fdt_begin_node(packed, "images");
	fit_part("r", "abcde", 5);
	fit_part("t", dtb.p, (int)rd_left(&dtb));
	fit_part("k", kernel, IMAGE);
	fdt_end_node(packed);
	fdt_begin_node(packed, "configurations");
	fdt_begin_node(packed, "good");
	fdt_property_string(packed, "kernel", "k");
	fdt_property_string(packed, "ramdisk", "r");
	fdt_property_string(packed, "fdt", "t");
	fdt_end_node(packed);
	fdt_begin_node(packed, "bad");
	fdt_end_node(packed);
	fdt_end_node(packed);
	fdt_end_node(packed);
	fdt_finish(packed);
	return fdt_totalsize(packed);
}

/* vmlinux: the Image in two segments, the second one first in the file. */
static size_t elf(void)
{
	static const uint64_t half = IMAGE / 2, low = 0xffff800008000000;
	struct wr w = wr_of(packed, sizeof packed);

	wr_bytes(&w, "\177ELF\2\1\1", 7);
	wr_zero(&w, 11);
	wr_le16(&w, 183);
	wr_zero(&w, 12);
	wr_le64(&w, 64);
	wr_zero(&w, 14);
	wr_le16(&w, 56);
	wr_le16(&w, 2);
	wr_zero(&w, 6);
	for (unsigned i = 0; i < 2; i++) {
		wr_le32(&w, 1);
		wr_le32(&w, 7);
		wr_le64(&w, 176 + (i ? 0 : half));
		wr_le64(&w, low + i * half);
		wr_le64(&w, low + i * half);
		wr_le64(&w, half);
		wr_le64(&w, half + 0x1000 * i);
		wr_le64(&w, 0x10000);
	}
	wr_bytes(&w, kernel + half, half);
	wr_bytes(&w, kernel, half);
	return wr_len(&w);
}

TEST(every_wrapping_comes_off)
{
	static size_t (*const wrap[])(void) = {gzip, xz, zstd, zboot, elf, multi, fit};

	for (size_t i = 0; i < sizeof wrap / sizeof *wrap; i++) {
		size_t n;

		make_image();
		n = wrap[i]();
		if (!CHECK_INT(prepare(&arm64, &ram_1g, packed, n, "", -1), 0)) {
			CHECK_STR(words, "");
			continue;
		}
		CHECK(holds_kernel());
		CHECK(set.by_file == (i < 5));
		CHECK(set.segs == (i < 5 ? 3 : 4));
		kexec_set_drop(&set);
		/* each of them notices when its end is missing */
		CHECK_INT(prepare(&arm64, &ram_1g, packed, n - 1, "", -1), KEXEC_NOT_KERNEL);
		CHECK(!set.maps);
	}
}

TEST(a_fits_configuration_is_what_the_kernels_name_ends_in)
{
	static const struct {
		const char *cmdline;
		int reason;
	} row[] = {
		{"BOOT_IMAGE=x.itb#good quiet", 0},
		{"BOOT_IMAGE=x.itb#bad quiet", KEXEC_NOT_KERNEL},
		{"BOOT_IMAGE=x.itb#other", KEXEC_NOT_KERNEL},
		{"BOOT_IMAGE=x.itb#good#overlay", 0},
		{"BOOT_IMAGE=x.itb# quiet", 0},
		{"BOOT_IMAGE=x.itb quiet#bad", 0},
		{"root=x#bad", 0},
	};

	make_image();
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		size_t n = fit();

		CHECK_INT(prepare(&arm64, &ram_1g, packed, n, row[i].cmdline, -1), row[i].reason);
		kexec_set_drop(&set);
	}
}

TEST(hazard_100_what_unpacks_beyond_memory)
{
	static uint8_t room[IMAGE];
	static size_t (*const wrap[])(void) = {gzip, xz, zstd};
	static const enum decompress_kind kind[] = {DECOMPRESS_GZIP, DECOMPRESS_XZ,
						    DECOMPRESS_ZSTD};

	make_image();
	for (size_t i = 0; i < 3; i++) {
		size_t n = wrap[i](), len = 0;

		CHECK_INT(decompress(kind[i], rd_of(packed, n), room, IMAGE - 1, &len),
			  DECOMPRESS_BIG);
		CHECK_INT(decompress(kind[i], rd_of(packed, n), room, 0, &len), DECOMPRESS_BIG);
		CHECK_INT(decompress(kind[i], rd_of(packed, n), room, IMAGE, &len), 0);
		CHECK_INT(len, IMAGE);
		CHECK_MEM(room, kernel, IMAGE);
		memcpy(packed + n, "tail", 4); /* build systems append the size */
		CHECK_INT(decompress(kind[i], rd_of(packed, n + 4), room, IMAGE, &len), 0);
		packed[n / 2] ^= 0x10; /* this zstd stream carries no sum */
		CHECK(kind[i] == DECOMPRESS_ZSTD ||
		      decompress(kind[i], rd_of(packed, n), room, IMAGE, &len) > 0);
		CHECK(decompress(kind[i], rd_of(packed, 0), room, IMAGE, &len) > 0);
	}
	for (int i = 0; i < DECOMPRESS_REASONS; i++)
		CHECK(strlen(decompress_str(i)) > 5);
}

/* --- refusals --------------------------------------------------------------------------------- */

static void refuses(const struct arm_machine *m, const void *file, size_t len, const char *why)
{
	CHECK_INT(prepare(m, &ram_1g, file, len, "", -1), KEXEC_NOT_KERNEL);
	CHECK_STR(words, why);
	CHECK(!set.maps && !set.segs);
}

TEST(hazard_94_other_machines_kernels)
{
	static const char html[] = "<html>404</html>";
	size_t n;

	make_image();
	refuses(&armhf, kernel, IMAGE, "kernel: an arm64 Image, this machine starts an arm zImage");
	make_zimage();
	refuses(&arm64, kernel, IMAGE, "kernel: an arm zImage, this machine starts an arm64 Image");
	refuses(&arm64, html, sizeof html, "kernel: not a kernel image for ARM but an HTML page");
	refuses(&arm64, "", 0, "kernel: not a kernel image for ARM but the file is empty");
	make_image();
	n = multi();
	packed[n - 1] ^= 1;
	CHECK_INT(prepare(&arm64, &ram_1g, packed, n, "", -1), KEXEC_NOT_KERNEL);
}

TEST(amounts_and_lengths)
{
	struct ram ram = ram_1g;
	static char line[ARM64_CMDLINE + 1];

	make_image();
	memset(line, 'a', ARM64_CMDLINE);
	CHECK_INT(prepare(&arm64, &ram, kernel, IMAGE, line, -1), KEXEC_CMDLINE_LONG);
	ram.available = 0;
	CHECK_INT(prepare(&arm64, &ram, kernel, IMAGE, "", -1), KEXEC_MUCH_FOR_MEMORY);
	ram = ram_1g;
	ram.range[0].end = 0x40300000;
	CHECK_INT(prepare(&arm64, &ram, kernel, IMAGE, "", -1), KEXEC_NO_PLACE);
	CHECK(!set.maps);
}

static int with_tree(int dtb_fd, struct rd fdt)
{
	struct kexec_job job = {.kernel_fd = memfd_of(kernel, IMAGE),
				.initrd_fd = -1,
				.dtb_fd = dtb_fd,
				.overlays_fd = -1,
				.cmdline = "",
				.fdt = fdt};
	struct str text = str_of(words, sizeof words);
	int r = arm_prepare(&arm64, &job, &ram_1g, &set, &text);

	close(job.kernel_fd);
	return r;
}

TEST(device_trees)
{
	struct rd fdt = running();
	int good = memfd_of(fdt.p, rd_left(&fdt)), bad = memfd_of("rubbish", 7);

	make_image();
	CHECK_INT(with_tree(-1, rd_of(NULL, 0)), KEXEC_BAD_TREE);
	CHECK_STR(words, "the running system has no device tree to hand on");
	CHECK_INT(with_tree(bad, running()), KEXEC_BAD_TREE);
	CHECK_STR(words, "device tree: not a device tree, or a damaged one");
	CHECK_INT(with_tree(good, running()), 0);
	CHECK(!set.by_file); /* that call would use the running one */
	CHECK(strstr(words, ", device tree from the network"));
	kexec_set_drop(&set);
	close(good);
	close(bad);
}
