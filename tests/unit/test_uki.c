/* SPDX-License-Identifier: MIT
 * The sections of unified kernel images. Real ones are for tests/net/test_boot_uki.py and the boot tests. */
#include "tests/unit/check.h"
#include "tests/unit/uki_aid.h"

#include "lib/image/uki.h"

#include <string.h>

static uint8_t file[0x4000];
static struct uki u;

static bool part_is(size_t len, enum uki_part part, const char *want)
{
	struct rd r = uki_part_of(rd_of(file, len), &u, part);

	/* A part that is not there has no address, which memcmp() may not be given. */
	return !r.bad && rd_left(&r) == strlen(want) &&
	       (!*want || memcmp(r.p, want, strlen(want)) == 0);
}

static size_t whole(void)
{
	static const struct uki_section all[] = {
		{".text", "code", 4},	      {".osrel", "ID=x\n", 5}, {".cmdline", "a=1 b", 5},
		{".initrd", "ramdisk", 7},    {".linux", "kernel", 6}, {".dtb", "tree", 4},
		{".ucode", "microcode", 9},   {".linux", "second", 6}, {".profile", "ID=y", 4},
		{".cmdline", "profile's", 9}, {NULL, NULL, 0},
	};

	return uki_make(file, sizeof file, UKI_X86_64, all);
}

TEST(uki_parts)
{
	size_t len = whole();

	CHECK_INT(uki_read(rd_of(file, UKI_HEAD_LEN), len, &u), 0);
	CHECK_INT(u.machine, UKI_X86_64);
	CHECK(part_is(len, UKI_LINUX, "kernel") && part_is(len, UKI_INITRD, "ramdisk"));
	CHECK(part_is(len, UKI_CMDLINE, "a=1 b") && part_is(len, UKI_DTB, "tree"));
	CHECK(part_is(len, UKI_UCODE, "microcode"));
	CHECK(uki_is(rd_of(file, UKI_HEAD_LEN)));
}

/* What a profile adds is no part of what is booted without a choice of one. */
TEST(uki_parts_that_are_not_there)
{
	static const struct uki_section some[] = {{".linux", "kernel", 6},
						  {".initrd", NULL, 100},
						  {".profile", "x", 1},
						  {".dtb", "tree", 4},
						  {NULL, NULL, 0}};
	static const struct uki_section none[] = {{".text", "x", 1}, {NULL, NULL, 0}};
	size_t len = uki_make(file, sizeof file, UKI_ARM64, some);

	CHECK_INT(uki_read(rd_of(file, len), len, &u), 0);
	CHECK_INT(u.machine, UKI_ARM64);
	CHECK(part_is(len, UKI_LINUX, "kernel") && part_is(len, UKI_INITRD, ""));
	CHECK(part_is(len, UKI_CMDLINE, "") && part_is(len, UKI_DTB, ""));
	len = uki_make(file, sizeof file, UKI_X86_64, none);
	CHECK_INT(uki_read(rd_of(file, len), len, &u), 0);
	CHECK(!uki_is(rd_of(file, len)) && !u.part[UKI_LINUX].start);
	len = uki_make(file, sizeof file, UKI_X86_64, none + 1);
	CHECK_INT(uki_read(rd_of(file, len), len, &u), UKI_NONE);
	CHECK_INT(uki_read(rd_of("MZ", 2), 2, &u), UKI_NONE);
	CHECK_INT(uki_read(rd_of(NULL, 0), 0, &u), UKI_NONE);
	CHECK(!uki_is(rd_of("#!ipxe\n", 7)));
}

TEST(uki_cut_off)
{
	size_t len = whole();

	for (size_t n = 0; n < len; n++) {
		struct rd head = rd_of(file, n < UKI_HEAD_LEN ? n : UKI_HEAD_LEN);
		int reason = uki_read(head, n, &u);

		/* the profile's section is the last one, and does not count */
		if (!CHECK(reason || (n >= u.part[UKI_UCODE].start + 9 && n >= UKI_HEAD_LEN)))
			return;
		if (n >= UKI_HEAD_LEN && reason)
			CHECK_INT(reason, UKI_CUT);
	}
	CHECK_INT(uki_read(rd_of(file, UKI_HEAD_LEN), 0, &u), 0);
}

static void try(const uint8_t *bytes, size_t len)
{
	struct rd all = rd_of(bytes, len);
	char line[100];

	if (uki_read(all, len, &u))
		return;
	for (unsigned i = 0; i < UKI_PARTS; i++) {
		struct rd r = uki_part_of(all, &u, (enum uki_part)i);
		struct str s = str_of(line, sizeof line);

		CHECK(!r.bad);
		uki_put_cmdline(r, &s);
	}
}

TEST(uki_mutations)
{
	static const struct uki_section all[] = {{".linux", "kernel", 6},
						 {".cmdline", "a=1", 3},
						 {".initrd", "r", 1},
						 {NULL, NULL, 0}};
	size_t len = uki_make(file, sizeof file, UKI_X86_64, all);

	/* the headers, and the first bytes of the sections */
	check_mutations(file, len < 0x1010 ? len : 0x1010, try);
}

TEST(uki_command_lines)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *want;
	} r[] = {
		{"a b", 3, "a b"},
		{"a b\n", 4, "a b"},
		{"\n a\tb\r\n\0\0", 9, "a b"},
		{"a\0b", 3, "a"},
		{"", 0, ""},
		{" \n", 2, ""},
		{"a\x7f\x01z", 4, "a  z"},
		{"\xc3\xa4", 2, "\xc3\xa4"},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		char line[40];
		struct str s = str_of(line, sizeof line);

		uki_put_cmdline(rd_of(r[i].bytes, r[i].n), &s);
		CHECK_STR(line, r[i].want);
	}
	CHECK_STR(uki_machine_str(UKI_ARM64), "arm64");
	CHECK_STR(uki_machine_str(UKI_X86_64), "x86_64");
	CHECK_STR(uki_machine_str(0x1c2), "another machine");
}
