/* SPDX-License-Identifier: MIT
 * What the s390x loader changes, places and refuses. Offsets stand here as plain numbers, and
 * expected bytes are built without the code under test. */
#include "tests/unit/check.h"

#include "init/kexec/s390x.h"
#include "init/kexec/s390x_patch.h"
#include "lib/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LEN 0x16000u

static uint8_t file[LEN], want[LEN];
static uint8_t code[200];
static struct kexec_set set;
static char words[KEXEC_TEXT];

static const struct ram ram_1g = {.range = {{0, 0x40000000}},
				  .ranges = 1,
				  .kernel = {0x100000, 0xae1000},
				  .total = 0x40000000,
				  .available = 0x40000000};

static void put64(uint8_t *base, size_t at, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		base[at + i] = (uint8_t)(v >> (56 - 8 * i));
}

/* A kernel whose every byte outside the parameter area can be told from a zero. */
static void make_kernel(void)
{
	memset(file, 0xa5, sizeof file);
	memcpy(file + 0x10008, "S390EP\0\1", 8);
	memset(file + 0x10400, 0, 0x1080);
	put64(file, 0x10430, 4096);
	memcpy(file + 0x10480, "root=/dev/ram0 ro", 17);
	memset(code, 0x55, sizeof code);
}

static int memfd_of(const void *data, size_t len)
{
	int fd = memfd_create("part", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (!CHECK(fd >= 0 && write(fd, data, len) == (ssize_t)len))
		return fd;
	CHECK_INT(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL),
		  0);
	return fd;
}

static const struct s390_image big = {.max_cmdline = 4096};

TEST(patch_changes_three_places_and_nothing_else)
{
	struct kexec_place initrd = {KEXEC_INITRD, 0x3100000, 0x97000, 0x96543};

	make_kernel();
	memcpy(want, file, LEN);
	memcpy(want + 0x10408, "\0\0\0\0\x03\x10\0\0\0\0\0\0\0\x09\x65\x43", 16);
	memcpy(want + 0x10480, "quiet\0\0\0\0\0\0\0\0\0\0\0\0", 17);
	CHECK(s390x_patch_kernel(file, LEN, &big, &initrd, "quiet"));
	CHECK_MEM(file, want, LEN);
}

TEST(patch_clears_all_of_a_longer_command_line)
{
	make_kernel();
	memset(file + 0x10480, 'x', 4095);
	memcpy(want, file, LEN);
	memset(want + 0x10480, 0, 4096);
	want[0x10480] = 'y';
	CHECK(s390x_patch_kernel(file, LEN, &big, NULL, "y"));
	CHECK_MEM(file, want, LEN);
	want[0x10480] = 0;
	CHECK(s390x_patch_kernel(file, LEN, &big, NULL, ""));
	CHECK_MEM(file, want, LEN);
}

TEST(patch_leaves_what_it_is_not_given)
{
	make_kernel();
	put64(file, 0x10408, 0x14000);
	put64(file, 0x10410, 0x1234);
	memcpy(want, file, LEN);
	CHECK(s390x_patch_kernel(file, LEN, &big, NULL, NULL));
	CHECK_MEM(file, want, LEN);
}

TEST(patch_at_the_limit_of_the_command_line)
{
	static char text[4097];

	make_kernel();
	memset(text, 'a', sizeof text - 1);
	memcpy(want, file, LEN);
	CHECK(!s390x_patch_kernel(file, LEN, &big, NULL, text));
	CHECK(!s390x_patch_kernel(file, 0x11480 - 1, &big, NULL, "a"));
	CHECK(!s390x_patch_kernel(file, 0x10000, &big, NULL, "a"));
	CHECK_MEM(file, want, LEN);
	text[4095] = '\0';
	memset(want + 0x10480, 'a', 4095);
	CHECK(s390x_patch_kernel(file, 0x11480, &big, NULL, text));
	CHECK_MEM(file, want, LEN);
}

/* A page that would not change is not written to: it would be copied for nothing. */
TEST(patch_touches_no_page_in_vain)
{
	struct kexec_place initrd = {KEXEC_INITRD, 0x3100000, 0x1000, 0x1000};
	uint8_t *p = mmap(NULL, LEN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!CHECK(p != MAP_FAILED))
		return;
	make_kernel();
	memcpy(p, file, LEN);
	if (sysconf(_SC_PAGESIZE) == 4096) {
		CHECK_INT(mprotect(p, 0x10000, PROT_READ), 0);
		CHECK_INT(mprotect(p + 0x11000, LEN - 0x11000, PROT_READ), 0);
	}
	CHECK(s390x_patch_kernel(p, LEN, &big, &initrd, "quiet"));
	munmap(p, LEN);
}

TEST(entry_page_is_code_with_a_table)
{
	static const uint8_t table[] = {0,    0,    0,	  0, 0,	   1, 0, 0, 0, 0,    0,	   0,
					0,    0x4d, 0x50, 0, 0,	   0, 0, 0, 0, 0x4d, 0x50, 0,
					0,    0,    0,	  0, 0x03, 0, 0, 0, 0, 0,    0,	   0,
					0x80, 0,    0,	  0, 0,	   0, 0, 1, 0, 0,    0,	   0};
	struct s390x_params params = {.image = {0x10000, 0x4d5000},
				      .area = {0x4d5000, 0x3000000},
				      .old = {0x80000000, 0x100000000}};
	static uint8_t page[4096], page_want[4096];

	make_kernel();
	memset(page, 0xee, sizeof page);
	memcpy(page_want, code, sizeof code);
	memcpy(page_want + 8, table, sizeof table);
	CHECK(s390x_patch_entry(page, code, sizeof code, &params));
	CHECK_MEM(page, page_want, 4096);
	CHECK(!s390x_patch_entry(page, page_want, 55, &params));
	CHECK(!s390x_patch_entry(page, page_want, 4097, &params));
	CHECK_MEM(page, page_want, 4096);
	CHECK(s390x_patch_entry(page, page_want, 4096, &params));
	CHECK_MEM(page, page_want, 4096);
	CHECK(s390x_patch_entry(page, page_want, 56, &params));
	CHECK_INT(page[56], 0);
}

TEST(entry_ranges_are_ram_and_never_its_own_page)
{
	struct kexec_sizes sizes = {.kernel = 5066752, .initrd = 4096};
	struct str why = str_of(words, sizeof words);
	struct ram ram = ram_1g;
	struct s390x_layout l;
	struct s390x_params p;

	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0);
	p = s390x_params_of(&l, &ram);
	CHECK_INT(p.image.start, 0x10000);
	CHECK_INT(p.image.end, 0x4d5000);
	CHECK_INT(p.area.start, 0x4d5000);
	CHECK_INT(p.area.end, 0x3000000);
	CHECK(p.area.end <= l.seg.entry);
	CHECK_INT(p.old.start, 0x100000);
	CHECK_INT(p.old.end, 0xae1000);
	ram.kernel = (struct ram_range){0x3ffff000, 0x40001000}; /* ends beyond RAM */
	p = s390x_params_of(&l, &ram);
	CHECK_INT(p.old.start, p.old.end);
	ram.kernel = (struct ram_range){0x100234, 0x200fff};
	p = s390x_params_of(&l, &ram);
	CHECK_INT(p.old.start, 0x100000);
	CHECK_INT(p.old.end, 0x200000);
}

/* --- from memfds to segments ----------------------------------------------------------------- */

static int prepare(const void *kernel, size_t len, const char *cmdline, const struct ram *ram)
{
	struct kexec_job job = {
		.kernel_fd = memfd_of(kernel, len), .initrd_fd = -1, .cmdline = cmdline};
	struct s390x_code c = {code, sizeof code};
	struct str text = str_of(words, sizeof words);
	int r = s390x_prepare(&job, ram, c, &set, &text);

	close(job.kernel_fd);
	return r;
}

TEST(segments_of_kernel_initrd_and_entry)
{
	static const char initrd[] = "070701 initrd";
	struct kexec_job job = {.cmdline = "BOOT_IMAGE=vmlinuz quiet"};
	struct s390x_code c = {code, sizeof code};
	struct str text = str_of(words, sizeof words);
	static uint8_t back[LEN];

	make_kernel();
	job.kernel_fd = memfd_of(file, LEN);
	job.initrd_fd = memfd_of(initrd, 13);
	if (CHECK_INT(s390x_prepare(&job, &ram_1g, c, &set, &text), 0) && CHECK_INT(set.segs, 3)) {
		const uint8_t *k = set.seg[0].buf;

		CHECK_INT(set.seg[0].mem, 0x10000);
		CHECK_INT(set.seg[0].bufsz, 0x6000);
		CHECK_INT(set.seg[0].memsz, 0x6000);
		CHECK_MEM(k + 0x408, "\0\0\0\0\x03\x10\0\0\0\0\0\0\0\0\0\x0d", 16);
		CHECK_STR((const char *)k + 0x480, job.cmdline);
		CHECK_MEM(k + 0x1480, file + 0x11480, LEN - 0x11480);
		CHECK_INT(set.seg[1].mem, 0x3100000);
		CHECK_INT(set.seg[1].bufsz, 13);
		CHECK_INT(set.seg[1].memsz, 4096);
		CHECK_MEM(set.seg[1].buf, initrd, 13);
		CHECK_INT(set.seg[2].mem, 0x3000000);
		CHECK_INT(set.seg[2].memsz, 4096);
		CHECK_INT(set.entry, 0x3000000);
		CHECK_INT(set.flags, 0x160000);
		CHECK(set.by_file);
		CHECK_INT(set.kernel_fd, job.kernel_fd);
		CHECK_INT(set.initrd_fd, job.initrd_fd);
		CHECK_STR(words,
			  "kernel 90112 bytes, initrd 13 bytes at 0x3100000, entry 0x3000000");
	}
	kexec_set_drop(&set);
	CHECK(set.segs == 0 && set.maps == 0);
	CHECK(pread(job.kernel_fd, back, LEN, 0) == LEN);
	CHECK_MEM(back, file, LEN); /* the fetched file itself is what it was */
	close(job.kernel_fd);
	close(job.initrd_fd);
}

TEST(packed_image_keeps_its_ramdisk)
{
	make_kernel();
	put64(file, 0x10408, 0x14000);
	put64(file, 0x10410, 0x1fff);
	if (CHECK_INT(prepare(file, LEN, "quiet", &ram_1g), 0) && CHECK_INT(set.segs, 2)) {
		const uint8_t *k = set.seg[0].buf;

		CHECK_MEM(k + 0x408, "\0\0\0\0\0\x01\x40\0\0\0\0\0\0\0\x1f\xff", 16);
		CHECK_INT(set.seg[0].bufsz, 0x6000);
		CHECK_STR(words, "kernel 90112 bytes with its own ramdisk of 8191 bytes, "
				 "entry 0x3000000");
	}
	kexec_set_drop(&set);
}

TEST(hazard_94_files_that_are_no_kernel)
{
	static const char html[] = "<html><body>404 Not Found</body></html>";
	static const uint8_t elf[0x12000] = {0x7f, 'E', 'L', 'F', 2, 2, 1, [18] = 0, 22};
	static const uint8_t x86[0x12000] = {0x7f, 'E', 'L', 'F', 2, 1, 1, [18] = 62, 0};
	static const uint8_t arm64[0x12000] = {[56] = 'A', 'R', 'M', 0x64};
	static const struct {
		const void *data;
		size_t len;
	} bad[] = {{"", 0},	      {"x", 1},		 {html, sizeof html},  {arm64, 511},
		   {elf, sizeof elf}, {x86, sizeof x86}, {arm64, sizeof arm64}};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_INT(prepare(bad[i].data, bad[i].len, "", &ram_1g), KEXEC_NOT_KERNEL);
		CHECK(strncmp(words, "kernel: ", 8) == 0 && words[8]);
		CHECK(!set.maps && !set.segs);
	}
}

TEST(hazard_99_images_that_end_too_early)
{
	make_kernel();
	CHECK_INT(prepare(file, 0x10fff, "", &ram_1g), KEXEC_NOT_KERNEL);
	CHECK_INT(prepare(file, 0x1147f, "", &ram_1g), KEXEC_NOT_KERNEL);
	CHECK_INT(prepare(file, 0x11480, "", &ram_1g), 0);
	kexec_set_drop(&set);
	put64(file, 0x10408, 0x14000);
	put64(file, 0x10410, 0x2001); /* one byte beyond the file */
	CHECK_INT(prepare(file, LEN, "", &ram_1g), KEXEC_NOT_KERNEL);
}

TEST(prepare_refuses_with_a_reason)
{
	struct ram ram = ram_1g;
	static char text[4097];

	make_kernel();
	memset(text, 'a', 4096);
	CHECK_INT(prepare(file, LEN, text, &ram), KEXEC_CMDLINE_LONG);
	CHECK_STR(words, "command line of 4096 characters: this kernel takes 4095");
	ram.available = 0x10000;
	CHECK_INT(prepare(file, LEN, "", &ram), KEXEC_MUCH_FOR_MEMORY);
	ram = ram_1g;
	ram.total = 0x20000;
	CHECK_INT(prepare(file, LEN, "", &ram), KEXEC_MUCH_FOR_RAM);
	ram = ram_1g;
	ram.range[0].start = 0x20000;
	CHECK_INT(prepare(file, LEN, "", &ram), KEXEC_NO_PLACE);
	CHECK(!set.maps && !set.segs);
}

TEST(prepare_without_a_file)
{
	struct kexec_job job = {.kernel_fd = -1, .initrd_fd = -1, .cmdline = ""};
	struct s390x_code c = {code, sizeof code};
	struct str text = str_of(words, sizeof words);

	CHECK_INT(s390x_prepare(&job, &ram_1g, c, &set, &text), -EBADF);
	CHECK(strncmp(words, "kernel: cannot be mapped: ", 26) == 0);
	CHECK_STR(words + 26, error_str(EBADF));
}

static void prepare_any(const uint8_t *data, size_t len)
{
	if (!prepare(data, len, "x", &ram_1g)) {
		CHECK(set.segs >= 2 && set.seg[0].mem == 0x10000);
		kexec_set_drop(&set);
	}
}

/* All of the parameter area cut and flipped, behind a head that stays right. */
static void parmarea_any(const uint8_t *data, size_t len)
{
	make_kernel();
	memcpy(file + 0x10400, data, len);
	prepare_any(file, LEN);
}

TEST(parmarea_mutations)
{
	static uint8_t area[0x40];

	put64(area, 0x08, 0x14000);
	put64(area, 0x10, 0x1000);
	put64(area, 0x30, 4096);
	check_mutations(area, sizeof area, parmarea_any);
}
