/* SPDX-License-Identifier: MIT
 * Where the next system goes: the kernel's segment rules, the amounts at their limits, s390x. */
#include "init/kexec/layout.h"

#include "tests/unit/check.h"

#include <string.h>

#define M	    (1024ull * 1024)
#define KERNEL_SIZE 5066752ull /* a distribution's vmlinuz: 0x4d5000 */

static struct ram ram_of(uint64_t bytes)
{
	return (struct ram){.range = {{0, bytes}}, .ranges = 1, .total = bytes, .available = bytes};
}

static struct str sentence(void)
{
	static char buf[200];

	return str_of(buf, sizeof buf);
}

TEST(reasons_have_words)
{
	for (int i = 0; i < KEXEC_REASONS; i++)
		CHECK(strcmp(kexec_reason_str(i), "unknown") != 0);
	CHECK_STR(kexec_reason_str(KEXEC_REASONS), "unknown");
	CHECK_STR(kexec_reason_str(-1), "unknown");
}

TEST(hazard_90_cmdline_at_its_limit)
{
	struct str why = sentence();

	CHECK_INT(layout_cmdline(895, 896, &why), 0);
	CHECK_INT(layout_cmdline(0, 896, &why), 0);
	CHECK_INT(layout_cmdline(4095, 4096, &why), 0);
	CHECK_INT(why.n, 0);
	CHECK_INT(layout_cmdline(896, 896, &why), KEXEC_CMDLINE_LONG);
	CHECK_STR(why.p, "command line of 896 characters: this kernel takes 895");
	CHECK_INT(layout_cmdline(4096, 4096, &why), KEXEC_CMDLINE_LONG);
	CHECK_INT(layout_cmdline(0, 0, &why), KEXEC_CMDLINE_LONG);
}

/* Hazard 101: larger than what is available, exactly equal, one page more. */
TEST(hazard_101_initrd_against_memory)
{
	struct kexec_sizes sizes = {.kernel = 5 * M, .initrd = 100 * M};
	struct ram ram = ram_of(1024 * M);
	struct str why = sentence();

	for (int fetched = 0; fetched < 2; fetched++) {
		ram.available = layout_need(sizes, fetched);
		CHECK_INT(layout_fits(&ram, sizes, fetched, &why), 0);
		sizes.initrd += 4096;
		CHECK_INT(layout_fits(&ram, sizes, fetched, &why), KEXEC_MUCH_FOR_MEMORY);
		sizes.initrd -= 4096;
	}
	ram.available = 150 * M;
	why = sentence();
	CHECK_INT(layout_fits(&ram, sizes, true, &why), 0);
	CHECK_INT(layout_fits(&ram, sizes, false, &why), KEXEC_MUCH_FOR_MEMORY);
	CHECK_STR(why.p, "kernel 5 MiB and initrd 100 MiB need 215 MiB (each is held twice until "
			 "the jump), 150 are free");
}

TEST(need_counts_each_part_once_or_twice)
{
	struct kexec_sizes sizes = {.kernel = 5 * M, .initrd = 100 * M};

	CHECK(layout_need(sizes, true) >= 105 * M && layout_need(sizes, true) < 112 * M);
	CHECK_INT(layout_need(sizes, false) - layout_need(sizes, true), 105 * M);
	sizes.initrd = UINT64_MAX;
	CHECK(layout_need(sizes, false) == UINT64_MAX);
	sizes = (struct kexec_sizes){.kernel = UINT64_MAX - 5000, .initrd = UINT64_MAX - 4096};
	CHECK(layout_need(sizes, false) == UINT64_MAX);
}

TEST(fault_19_more_than_half_of_ram)
{
	struct kexec_sizes sizes = {.kernel = 5 * M, .initrd = 59 * M - 4096};
	struct ram ram = ram_of(128 * M);
	struct str why = sentence();

	ram.available = UINT64_MAX;
	CHECK_INT(layout_fits(&ram, sizes, true, &why), 0); /* with the entry page: 64 MiB */
	sizes.initrd++;
	CHECK_INT(layout_fits(&ram, sizes, true, &why), KEXEC_MUCH_FOR_RAM);
	CHECK_STR(why.p, "kernel 5 MiB and initrd 59 MiB: more than half of the 128 MiB of usable "
			 "RAM, which is as much as kexec takes");
	CHECK_INT(layout_fits(&ram, (struct kexec_sizes){0, 0}, false, &why), 0);
	sizes.initrd = UINT64_MAX;
	CHECK_INT(layout_fits(&ram, sizes, false, &why), KEXEC_MUCH_FOR_RAM);
}

/* Whatever way the budget is split it fits, and a little more than it does not. */
TEST(budget_is_what_fits)
{
	static const uint64_t mib[][2] = {
		{1024, 900}, {1024, 1024}, {64, 30}, {4096, 200}, {512, 0}};
	struct str why = sentence();

	for (size_t i = 0; i < sizeof mib / sizeof *mib; i++) {
		struct ram ram = ram_of(mib[i][0] * M);
		uint64_t all;

		ram.available = mib[i][1] * M;
		all = layout_budget(&ram);
		for (uint64_t kernel = 0; all && kernel <= all; kernel += all / 7) {
			struct kexec_sizes sizes = {.kernel = kernel, .initrd = all - kernel};

			CHECK_INT(layout_fits(&ram, sizes, false, &why), 0);
			sizes.initrd += all / 256 + 9 * 4096;
			CHECK(layout_fits(&ram, sizes, false, &why) != 0);
		}
		CHECK(all || !mib[i][1]);
	}
	CHECK_INT(layout_budget(&(struct ram){.total = UINT64_MAX, .available = 0}), 0);
	CHECK_INT(layout_budget(&(struct ram){.total = 4096, .available = UINT64_MAX}), 0);
	CHECK(layout_budget(&(struct ram){.total = UINT64_MAX, .available = UINT64_MAX}) >
	      1ull << 60);
}

TEST(segments_go_to_the_lowest_hole)
{
	struct ram ram = {.range = {{0, 0x10000}, {0x20000, 0x40000}}, .ranges = 2, .total = M};
	struct kexec_layout l = {.places = 0};

	CHECK(layout_add(&l, &ram, KEXEC_KERNEL, 0x8000, 4096, 0, UINT64_MAX));
	CHECK(layout_add(&l, &ram, KEXEC_INITRD, 0x8001, 4096, 0, UINT64_MAX));
	CHECK_INT(l.place[1].start, 0x20000);
	CHECK_INT(l.place[1].len, 0x9000);
	CHECK_INT(l.place[1].used, 0x8001);
	CHECK(layout_add(&l, &ram, KEXEC_ENTRY, 1, 4096, 0, UINT64_MAX));
	CHECK_INT(l.place[2].start, 0x8000);
	CHECK(layout_add(&l, &ram, KEXEC_ENTRY, 0x1000, 0x10000, 0, UINT64_MAX));
	CHECK_INT(l.place[3].start, 0x30000);
	CHECK(!layout_add(&l, &ram, KEXEC_ENTRY, 0x10000, 4096, 0, UINT64_MAX));
	CHECK(!layout_add(&l, &ram, KEXEC_ENTRY, 0, 4096, 0, UINT64_MAX));
	CHECK(!layout_add(&l, &ram, KEXEC_ENTRY, UINT64_MAX, 4096, 0, UINT64_MAX));
	CHECK(!layout_add(&l, &ram, KEXEC_ENTRY, 1, 4096, 0x9000, 0x9fff)); /* less than a page */
	CHECK_INT(l.places, 4);
	CHECK(layout_valid(&l, &ram));
}

TEST(sixteen_segments_and_no_more)
{
	struct ram ram = ram_of(M);
	struct kexec_layout l = {.places = 0};

	for (int i = 0; i < 16; i++)
		CHECK(layout_add(&l, &ram, KEXEC_INITRD, 1, 4096, 0, UINT64_MAX));
	CHECK(layout_valid(&l, &ram));
	CHECK(!layout_add(&l, &ram, KEXEC_INITRD, 1, 4096, 0, UINT64_MAX));
}

TEST(rules_of_the_kernel_each_alone)
{
	struct ram ram = ram_of(M);
	const struct kexec_layout good = {.place = {{KEXEC_KERNEL, 0x10000, 0x40000, 0x3ffff},
						    {KEXEC_ENTRY, 0x50000, 0x1000, 8}},
					  .places = 2};
	struct kexec_layout l;

	CHECK(layout_valid(&good, &ram));
	CHECK(!layout_find(&(struct kexec_layout){.places = 0}, KEXEC_KERNEL));
	l = good, l.place[0].len = 0x7f000, l.place[1].start = 0xff000;
	CHECK(layout_valid(&l, &ram)); /* half of RAM, and its last page */
	l = good, l.place[1].start = 0xf000;
	CHECK(layout_valid(&l, &ram)); /* ends where the other begins */
	l = good, l.place[1].start += 0x800;
	CHECK(!layout_valid(&l, &ram));
	l = good, l.place[1].len = 0x800;
	CHECK(!layout_valid(&l, &ram));
	l = good, l.place[1].start -= 0x1000;
	CHECK(!layout_valid(&l, &ram));
	l = good, l.place[1].used = 0x1001;
	CHECK(!layout_valid(&l, &ram));
	l = good, l.place[1].start = 0x100000;
	CHECK(!layout_valid(&l, &ram));
	l = good, l.place[0].len = 0x80000, l.place[1].start = 0xf0000;
	CHECK(!layout_valid(&l, &ram)); /* half of RAM and a page */
	l = good, l.places = 0;
	CHECK(!layout_valid(&l, &ram));
	l = good, l.places = KEXEC_SEGMENTS + 1;
	CHECK(!layout_valid(&l, &ram));
}

TEST(s390x_with_room)
{
	struct kexec_sizes sizes = {.kernel = KERNEL_SIZE, .initrd = 612864};
	struct ram ram = ram_of(1024 * M);
	struct str why = sentence();
	struct s390x_layout l;

	if (!CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0) || !CHECK_INT(l.seg.places, 3))
		return;
	CHECK_INT(l.seg.place[0].start, 0x10000);
	CHECK_INT(l.seg.place[0].used, KERNEL_SIZE - 0x10000);
	CHECK_INT(l.kernel_end, 0x4d5000);
	CHECK_INT(l.area_end, 48 * M);
	CHECK_INT(l.seg.entry, 48 * M);
	CHECK_INT(layout_find(&l.seg, KEXEC_INITRD)->start, 49 * M);
	CHECK(layout_valid(&l.seg, &ram));
}

TEST(s390x_without_initrd)
{
	struct ram ram = ram_of(64 * M);
	struct str why = sentence();
	struct s390x_layout l;

	CHECK_INT(layout_s390x(&ram, (struct kexec_sizes){.kernel = KERNEL_SIZE}, &l, &why), 0);
	CHECK_INT(l.seg.places, 2);
	CHECK(!layout_find(&l.seg, KEXEC_INITRD));
}

/* A large kernel unpacks to more than the least area. */
TEST(s390x_area_grows_with_the_kernel)
{
	struct ram ram = ram_of(1024 * M);
	struct str why = sentence();
	struct s390x_layout l;

	CHECK_INT(layout_s390x(&ram, (struct kexec_sizes){.kernel = 20 * M}, &l, &why), 0);
	CHECK_INT(l.area_end, 108 * M);
}

/* The area never leaves the RAM range that the kernel ends in, and is whole pages. */
TEST(s390x_area_stays_in_its_range)
{
	struct ram ram = {
		.range = {{0, 0x4d5000}, {8 * M, 1024 * M}}, .ranges = 2, .total = 1024 * M};
	struct kexec_sizes sizes = {.kernel = KERNEL_SIZE, .initrd = 4096};
	struct str why = sentence();
	struct s390x_layout l;

	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0);
	CHECK_INT(l.area_end, l.kernel_end);
	CHECK_INT(l.seg.entry, 8 * M);
	ram.range[0].end = 6 * M;
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0);
	CHECK_INT(l.area_end, 6 * M);
	ram = ram_of(1024 * M);
	sizes.kernel = 20 * M + 77;
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0);
	CHECK_INT(l.area_end, 108 * M);
}

TEST(s390x_area_shrinks_where_ram_is_short)
{
	struct kexec_sizes sizes = {.kernel = KERNEL_SIZE, .initrd = 20 * M};
	struct str why = sentence();
	struct s390x_layout l;

	for (uint64_t size = 64; size >= 25; size--) {
		struct ram ram = ram_of(size * M);

		if (!CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0))
			return;
		ram.total = UINT64_MAX;
		CHECK(layout_valid(&l.seg, &ram));
		CHECK(l.area_end >= l.kernel_end && l.area_end <= l.seg.entry);
		CHECK(layout_find(&l.seg, KEXEC_INITRD)->start >= l.area_end);
	}
	CHECK_INT(l.area_end, l.kernel_end); /* at 25 MiB nothing is left of it */
	struct ram ram = ram_of(24 * M);
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), KEXEC_NO_PLACE);
	CHECK_STR(why.p, "initrd of 20 MiB: no hole in RAM above 5 MiB holds it");
}

TEST(s390x_entry_stays_below_2_gib)
{
	struct kexec_sizes sizes = {.kernel = KERNEL_SIZE, .initrd = 3072 * M};
	struct ram ram = ram_of(8192 * M);
	struct str why = sentence();
	struct s390x_layout l;

	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0);
	CHECK(l.seg.entry < 0x80000000);
	CHECK(layout_find(&l.seg, KEXEC_INITRD)->start < 64 * M);
	ram.range[0].end = 2048 * M;
	ram.range[1] = (struct ram_range){4096 * M, 10240 * M};
	ram.ranges = 2;
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), 0);
	CHECK(l.seg.entry < 0x80000000);
	CHECK_INT(layout_find(&l.seg, KEXEC_INITRD)->start, 4096 * M);
}

TEST(s390x_kernel_has_one_place_only)
{
	struct kexec_sizes sizes = {.kernel = KERNEL_SIZE};
	struct str why = sentence();
	struct s390x_layout l;
	struct ram ram = {.range = {{0x20000, 1024 * M}}, .ranges = 1};

	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), KEXEC_NO_PLACE);
	ram = ram_of(4 * M);
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), KEXEC_NO_PLACE);
	ram = ram_of(64 * M);
	sizes.kernel = 0x10000;
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), KEXEC_NO_PLACE);
	sizes.kernel = UINT64_MAX;
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), KEXEC_NO_PLACE);
	sizes = (struct kexec_sizes){.kernel = KERNEL_SIZE, .initrd = UINT64_MAX};
	CHECK_INT(layout_s390x(&ram, sizes, &l, &why), KEXEC_NO_PLACE);
}
