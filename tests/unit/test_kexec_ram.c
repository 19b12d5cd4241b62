/* SPDX-License-Identifier: MIT
 * /proc/iomem and /proc/meminfo as kernels of our four architectures write them, and as they never
 * should. */
#include "init/kexec/ram.h"

#include "tests/unit/check.h"

#include <string.h>

static const char s390x_1g[] = "00000000-3fffffff : System RAM\n"
			       "  00100000-00ae0fff : Kernel code\n"
			       "  00ae1000-00f03fff : Kernel data\n"
			       "  0127a000-01429fff : Kernel bss\n";

static const char x86_like[] = "00000000-00000fff : Reserved\n"
			       "00001000-0009fbff : System RAM\n"
			       "0009fc00-0009ffff : Reserved\n"
			       "000a0000-000bffff : PCI Bus 0000:00\n"
			       "00100000-7ffdefff : System RAM\n"
			       "  01000000-01ffffff : Kernel code\n"
			       "100000000-17fffffff : System RAM\n";

TEST(iomem_of_an_s390_guest)
{
	struct ram ram = {.total = 7, .available = 8};

	if (!CHECK(ram_parse_iomem(view_of(s390x_1g), &ram)))
		return;
	CHECK_INT(ram.ranges, 1);
	CHECK_INT(ram.range[0].start, 0);
	CHECK_INT(ram.range[0].end, 0x40000000);
	CHECK_INT(ram.kernel.start, 0x100000);
	CHECK_INT(ram.kernel.end, 0xae1000);
	CHECK_INT(ram.total, 7);
	CHECK_INT(ram.available, 8);
}

TEST(iomem_ranges_are_whole_pages_of_ram_only)
{
	struct ram ram = {.ranges = 9};

	if (!CHECK(ram_parse_iomem(view_of(x86_like), &ram)) || !CHECK_INT(ram.ranges, 3))
		return;
	CHECK_INT(ram.range[0].start, 0x1000);
	CHECK_INT(ram.range[0].end, 0x9f000);
	CHECK_INT(ram.range[1].end, 0x7ffdf000);
	CHECK_INT(ram.range[2].start, 0x100000000);
	CHECK_INT(ram.range[2].end, 0x180000000);
}

TEST(iomem_neighbours_join)
{
	struct ram ram;

	memset(&ram, 0, sizeof ram);
	CHECK(ram_parse_iomem(view_of("00000000-0fffffff : System RAM\n"
				      "10000000-1fffffff : System RAM\n"),
			      &ram));
	CHECK_INT(ram.ranges, 1);
	CHECK_INT(ram.range[0].end, 0x20000000);
	CHECK_INT(ram.kernel.end, 0);
}

/* What a process without CAP_SYS_ADMIN sees, and other things that are no map. */
TEST(iomem_without_addresses_is_refused)
{
	static const char *const bad[] = {
		"",
		"\n",
		"00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n",
		"00000000-3fffffff : System RAM", /* cut off: the name may go on */
		"00000000-3fffffff : System RAM (boot alias)\n",
		"00000000-3fffffff :System RAM\n",
		"00000000 3fffffff : System RAM\n",
		"0000000g-3fffffff : System RAM\n",
		"-3fffffff : System RAM\n",
		"00000000- : System RAM\n",
		"3fffffff-00000000 : System RAM\n",
		"00000000-ffffffffffffffff : System RAM\n",
		"00000000000000000-3fffffff : System RAM\n", /* 17 digits */
		"00000001-00000ffe : System RAM\n",	     /* no whole page */
		"fffffffffffff001-fffffffffffffffe : System RAM\n",
	};
	struct ram ram;

	memset(&ram, 0x5a, sizeof ram);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!ram_parse_iomem(view_of(bad[i]), &ram));
	CHECK_INT(ram.total, 0x5a5a5a5a5a5a5a5a);
}

TEST(iomem_with_all_sixteen_digits)
{
	struct ram ram = {.ranges = 0};

	CHECK(ram_parse_iomem(view_of("7fffffffffff0000-7fffffffffffffff : System RAM\n"
				      "7fffffffffff0000-7fffffffffff0ffe : Kernel code\n"),
			      &ram));
	CHECK(ram.range[0].end == 0x8000000000000000);
	CHECK_INT(ram.kernel.end, 0); /* less than a page is no kernel */
	CHECK(ram_parse_iomem(view_of("00000000-3fffffff : System RAM\n"
				      "00001000-00001fff : Kernel code\n"),
			      &ram));
	CHECK_INT(ram.kernel.end, 0x2000);
}

TEST(iomem_overlap_and_disorder_are_skipped)
{
	struct ram ram = {.ranges = 0};

	CHECK(ram_parse_iomem(view_of("10000000-1fffffff : System RAM\n"
				      "18000000-2fffffff : System RAM\n"
				      "00000000-07ffffff : System RAM\n"
				      "40000000-4fffffff : System RAM\n"),
			      &ram));
	CHECK_INT(ram.ranges, 2);
	CHECK_INT(ram.range[0].end, 0x20000000);
	CHECK_INT(ram.range[1].start, 0x40000000);
}

TEST(iomem_at_the_cap_of_ranges)
{
	static char text[(RAM_RANGES + 1) * 48];
	struct str s = str_of(text, sizeof text);
	struct ram ram = {.ranges = 0};

	for (unsigned i = 0; i < RAM_RANGES + 1; i++)
		str_fmt(&s, "%08x-%08x : System RAM\n", i * 0x200000, i * 0x200000 + 0xfffff);
	CHECK(!s.cut);
	CHECK(ram_parse_iomem(view_of(text), &ram));
	CHECK_INT(ram.ranges, RAM_RANGES);
	CHECK_INT(ram.range[RAM_RANGES - 1].start, (RAM_RANGES - 1) * 0x200000);
}

/* Whatever is left of the text after damage: ranges stay whole pages, ascending, disjoint. */
static void iomem_any(const uint8_t *data, size_t len)
{
	struct ram ram = {.ranges = 0};
	uint64_t before = 0;

	if (!ram_parse_iomem((struct view){.p = (const char *)data, .n = len}, &ram))
		return;
	CHECK(ram.ranges >= 1 && ram.ranges <= RAM_RANGES);
	for (size_t i = 0; i < ram.ranges; i++) {
		CHECK(ram.range[i].start >= before && ram.range[i].end > ram.range[i].start);
		CHECK((ram.range[i].start | ram.range[i].end) % 4096 == 0);
		before = ram.range[i].end;
	}
}

TEST(iomem_mutations)
{
	check_mutations((const uint8_t *)s390x_1g, sizeof s390x_1g - 1, iomem_any);
	check_mutations((const uint8_t *)x86_like, sizeof x86_like - 1, iomem_any);
}

TEST(meminfo_needs_both_numbers)
{
	static const char good[] = "MemTotal:        1012684 kB\nMemFree:          980000 kB\n"
				   "MemAvailable:     987000 kB\nBuffers:               0 kB\n";
	struct ram ram = {.ranges = 3};

	CHECK(ram_parse_meminfo(view_of(good), &ram));
	CHECK_INT(ram.total, 1012684ll * 1024);
	CHECK_INT(ram.available, 987000ll * 1024);
	CHECK_INT(ram.ranges, 3);
	CHECK(!ram_parse_meminfo(view_of(""), &ram));
	CHECK(!ram_parse_meminfo(view_of("MemTotal: 5 kB\n"), &ram));
	CHECK(!ram_parse_meminfo(view_of("MemTotal: 5 kB\nMemAvailable: 5 MB\n"), &ram));
	CHECK(!ram_parse_meminfo(view_of("MemTotal: -5 kB\nMemAvailable: 5 kB\n"), &ram));
	CHECK(!ram_parse_meminfo(view_of("MemTotal: 18014398509481984 kB\n"
					 "MemAvailable: 5 kB\n"),
				 &ram));
	CHECK_INT(ram.total, 1012684ll * 1024);
}

TEST(ram_has_at_its_edges)
{
	struct ram ram = {.range = {{0x1000, 0x3000}, {0x4000, 0x5000}}, .ranges = 2};

	CHECK(ram_has(&ram, 0x1000, 0x2000));
	CHECK(!ram_has(&ram, 0x1000, 0x2001));
	CHECK(!ram_has(&ram, 0xfff, 1));
	CHECK(!ram_has(&ram, 0x3000, 1));
	CHECK(!ram_has(&ram, 0x2000, 0x3000)); /* across the hole */
	CHECK(ram_has(&ram, 0x4fff, 1));
	CHECK(!ram_has(&ram, 0x4fff, UINT64_MAX));
	CHECK(!ram_has(&ram, 0x4000, 0));
}

/* As an arm64 kernel lists it: what firmware keeps for itself lies inside the RAM. */
TEST(iomem_of_arm64)
{
	static const char text[] = "09000000-09000fff : pl011@9000000\n"
				   "40000000-7fffffff : System RAM\n"
				   "  40210000-410effff : Kernel code\n"
				   "  410f0000-4173ffff : reserved\n"
				   "  7a800000-7a9fffff : Crash kernel\n"
				   "  7fffe800-7fffffff : reserved\n"
				   "80000000-800fffff : reserved\n";
	struct ram ram = {.ranges = 0};

	if (!CHECK(ram_parse_iomem(view_of(text), &ram)) || !CHECK_INT(ram.ranges, 3))
		return;
	CHECK_INT(ram.range[0].start, 0x40000000);
	CHECK_INT(ram.range[0].end, 0x410f0000);
	CHECK_INT(ram.range[1].start, 0x41740000);
	CHECK_INT(ram.range[1].end, 0x7a800000);
	CHECK_INT(ram.range[2].start, 0x7aa00000);
	CHECK_INT(ram.range[2].end, 0x7fffe000);
}

TEST(removing)
{
	struct ram ram = {.range = {{0x1000, 0x3000}, {0x5000, 0x9000}}, .ranges = 2};

	ram_remove(&ram, 0x3000, 0x2000); /* a hole already */
	ram_remove(&ram, 0x9000, UINT64_MAX);
	ram_remove(&ram, UINT64_MAX, UINT64_MAX);
	ram_remove(&ram, 0x6000, 0);
	CHECK_INT(ram.ranges, 2);
	ram_remove(&ram, 0x6fff, 2); /* two pages */
	if (CHECK_INT(ram.ranges, 3)) {
		CHECK_INT(ram.range[1].end, 0x6000);
		CHECK_INT(ram.range[2].start, 0x8000);
	}
	ram_remove(&ram, 0x2000, 0x3800); /* ends and beginnings */
	if (CHECK_INT(ram.ranges, 2)) {
		CHECK_INT(ram.range[0].end, 0x2000);
		CHECK_INT(ram.range[1].start, 0x8000);
	}
	ram_remove(&ram, 0, UINT64_MAX);
	CHECK_INT(ram.ranges, 0);
}

TEST(removing_where_there_is_no_room_for_more_ranges)
{
	struct ram ram = {.ranges = RAM_RANGES};

	for (size_t i = 0; i < RAM_RANGES; i++)
		ram.range[i] = (struct ram_range){i * 0x10000, i * 0x10000 + 0x8000};
	ram_remove(&ram, 0x12000, 0x1000);
	CHECK_INT(ram.ranges, RAM_RANGES);
	CHECK_INT(ram.range[1].end, 0x12000); /* what lay behind is lost */
	CHECK_INT(ram.range[2].start, 0x20000);
}
