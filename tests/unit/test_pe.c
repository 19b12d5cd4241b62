/* SPDX-License-Identifier: MIT
 * Sections of PE programs. The programs are put together here from plain numbers; that real stubs
 * come out right is for tests/net/test_mkimage_efi.py and the boot tests. */
#include "tests/unit/check.h"

#include "mkimage/pe.h"

#include <stdlib.h>
#include <string.h>

#define OPTIONAL 0x58u
#define PE_MAX	 0x2000u
#define NEW_MAX	 0x10000u

static uint8_t prog[PE_MAX], out[NEW_MAX];

static void le16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static void le32(uint8_t *p, uint32_t v)
{
	le16(p, v & 0xffff);
	le16(p + 2, v >> 16);
}

static uint32_t get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void section(uint8_t *p, const char *name, uint32_t len, uint32_t rva, uint32_t raw_len,
		    uint32_t raw_at)
{
	memset(p, 0, 40);
	memcpy(p, name, strlen(name));
	le32(p + 8, len);
	le32(p + 12, rva);
	le32(p + 16, raw_len);
	le32(p + 20, raw_at);
	le32(p + 36, 0x60000020);
}

/* Two sections behind @headers bytes of headers; the length of the file. */
static size_t make(bool wide, uint32_t headers, uint32_t section_align)
{
	unsigned optional_len = (wide ? 112 : 96) + 6 * 8;
	uint8_t *table = prog + OPTIONAL + optional_len;

	for (size_t i = 0; i < sizeof prog; i++)
		prog[i] = (uint8_t)(i * 7 + 3);
	memset(prog, 0, headers);
	memcpy(prog, "MZ", 2);
	le32(prog + 0x3c, 0x40);
	memcpy(prog + 0x40, "PE\0\0", 4);
	le16(prog + 0x44, wide ? 0xaa64 : 0x01c2);
	le16(prog + 0x46, 2);
	le16(prog + 0x54, optional_len);
	le16(prog + OPTIONAL, wide ? 0x20b : 0x10b);
	le32(prog + OPTIONAL + 8, 0x100);	     /* initialized data */
	le32(prog + OPTIONAL + 16, headers + 0x20);  /* entry */
	le32(prog + OPTIONAL + 20, headers);	     /* code */
	le32(prog + OPTIONAL + 24, headers + 0x400); /* data, PE32 */
	le32(prog + OPTIONAL + 32, section_align);
	le32(prog + OPTIONAL + 36, 8);
	le32(prog + OPTIONAL + 56, 0x2000);
	le32(prog + OPTIONAL + 60, headers);
	le32(prog + OPTIONAL + (wide ? 108 : 92), 6);
	section(table, ".text", 0x400, headers, 0x400, headers);
	section(table + 40, ".data", 0x300, 0x1000, 0x200, headers + 0x400);
	return headers + 0x600;
}

static struct mkimage_pe read_good(size_t len)
{
	struct mkimage_pe pe;

	if (mkimage_pe_read(rd_of(prog, len), &pe) != 0)
		abort();
	return pe;
}

static const struct mkimage_pe_add adds[] = {
	{".one", {.p = (const uint8_t *)"1", .end = (const uint8_t *)"1" + 1}},
	{".two", {.p = (const uint8_t *)"twenty", .end = (const uint8_t *)"twenty" + 6}},
};

/* The program with both sections added, in @out; its length, 0 = refused for @reason. */
static size_t add(size_t len, const struct mkimage_pe *pe, int reason)
{
	struct mkimage_pe_plan plan;

	if (!CHECK_INT(mkimage_pe_plan(rd_of(prog, len), pe, adds, 2, sizeof out, &plan), reason) ||
	    reason)
		return 0;
	memset(out, 0xee, sizeof out);
	mkimage_pe_write(rd_of(prog, len), pe, adds, 2, &plan, out);
	return plan.len;
}

static void check_added(size_t len)
{
	struct rd file = rd_of(out, len);
	struct mkimage_pe_section s;
	struct mkimage_pe pe;

	if (!CHECK_INT(mkimage_pe_read(file, &pe), 0))
		return;
	CHECK_INT(pe.n_sections, 4);
	if (CHECK(mkimage_pe_find(file, &pe, ".one", &s))) {
		CHECK_INT(s.len, 1);
		CHECK_MEM(s.data.p, "1", 1);
		CHECK_INT(s.rva % 4096, 0);
	}
	if (CHECK(mkimage_pe_find(file, &pe, ".two", &s))) {
		CHECK_INT(s.len, 6);
		CHECK_MEM(s.data.p, "twenty", 6);
		CHECK(s.rva + 6 <= pe.image_len);
	}
}

TEST(sections_go_behind_what_is_there)
{
	for (int wide = 0; wide < 2; wide++) {
		size_t len = make(wide, 0x400, 0x1000), n;
		struct mkimage_pe pe = read_good(len);

		CHECK_INT(pe.machine, wide ? MKIMAGE_PE_ARM64 : MKIMAGE_PE_ARMHF);
		CHECK_INT(pe.n_sections, 2);
		n = add(len, &pe, 0);
		check_added(n);
		/* All else stays where it was. */
		CHECK_MEM(out + 0x400, prog + 0x400, len - 0x400);
		CHECK_INT(get32(out + OPTIONAL + 16), 0x420);
		CHECK_INT(get32(out + OPTIONAL + 8), 0x100 + 16);
		CHECK_INT(get32(out + OPTIONAL + 56), 0x4000);
	}
}

TEST(old_sections_move_up_for_the_table)
{
	size_t table_end = OPTIONAL + 96 + 48 + 80, len = make(false, (uint32_t)table_end, 0x20), n;
	struct mkimage_pe pe = read_good(len);
	struct mkimage_pe_section s;

	n = add(len, &pe, 0);
	check_added(n);
	CHECK_INT(get32(out + OPTIONAL + 16), table_end + 0x20 + 0x1000);
	CHECK_INT(get32(out + OPTIONAL + 20), table_end + 0x1000);
	CHECK_INT(get32(out + OPTIONAL + 24), table_end + 0x400 + 0x1000);
	CHECK_INT(get32(out + OPTIONAL + 60), table_end + 80);
	CHECK_MEM(out + 0x1000 + table_end, prog + table_end, len - table_end);
	CHECK(mkimage_pe_find(rd_of(out, n), &pe, ".text", &s));
	CHECK_INT(s.rva, table_end + 0x1000);
	CHECK_MEM(s.data.p, prog + table_end, 0x400);
}

TEST(tables_of_addresses_do_not_move)
{
	size_t table_end = OPTIONAL + 96 + 48 + 80, len = make(false, (uint32_t)table_end, 0x20);
	struct mkimage_pe pe;

	le32(prog + OPTIONAL + 96 + 5 * 8, 0x1000); /* base relocations */
	le32(prog + OPTIONAL + 96 + 5 * 8 + 4, 12);
	pe = read_good(len);
	add(len, &pe, MKIMAGE_PE_NO_ROOM);
}

TEST(signatures_and_doubles_are_refused)
{
	size_t len = make(true, 0x400, 0x1000);
	struct mkimage_pe pe;

	memcpy(prog + OPTIONAL + 112 + 48, ".two\0\0\0", 8);
	pe = read_good(len);
	add(len, &pe, MKIMAGE_PE_DOUBLE);
	len = make(true, 0x400, 0x1000);
	le32(prog + OPTIONAL + 112 + 4 * 8, 0x800);
	le32(prog + OPTIONAL + 112 + 4 * 8 + 4, 8);
	pe = read_good(len);
	add(len, &pe, MKIMAGE_PE_SIGNED);
}

TEST(lengths_at_the_limit)
{
	size_t len = make(true, 0x400, 0x1000);
	struct mkimage_pe pe = read_good(len);
	struct mkimage_pe_plan plan;

	CHECK_INT(mkimage_pe_plan(rd_of(prog, len), &pe, adds, 2, 0x4000, &plan), 0);
	for (size_t max = 0; max < 0x4000; max += 0xff)
		CHECK_INT(mkimage_pe_plan(rd_of(prog, len), &pe, adds, 2, max, &plan),
			  MKIMAGE_PE_TOO_BIG);
}

/* The end of an image in memory may lie at the end of 32 bits, and what is added behind it beyond. */
TEST(no_room_behind_an_image_of_4_gib)
{
	static const uint32_t lens[] = {0xffffe000, 0xfffff000, 0xffffffff};
	size_t len = make(true, 0x400, 0x1000);
	struct mkimage_pe_plan plan;

	for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
		struct mkimage_pe pe;

		le32(prog + OPTIONAL + 56, lens[i]);
		pe = read_good(len);
		CHECK_INT(mkimage_pe_plan(rd_of(prog, len), &pe, adds, 2, 1 << 20, &plan),
			  MKIMAGE_PE_TOO_BIG);
	}
}

TEST(room_behind_the_image)
{
	size_t len = make(true, 0x400, 0x1000);
	struct mkimage_pe pe = read_good(len);

	CHECK(mkimage_pe_widen(prog, len, &pe, 0x1234));
	CHECK_INT(read_good(len).image_len, 0x3234);
	CHECK_INT(get32(prog + OPTIONAL + 64), 0);
	/* Who has a checksum keeps a right one: two of them differ as the field does. */
	le32(prog + OPTIONAL + 64, 1);
	pe = read_good(len);
	CHECK(mkimage_pe_widen(prog, len, &pe, 1));
	CHECK(get32(prog + OPTIONAL + 64) > 1);
	CHECK(!mkimage_pe_widen(prog, len, &pe, UINT32_MAX - 0x3233));
	CHECK(mkimage_pe_widen(prog, len, &pe, UINT32_MAX - 0x3234));
}

TEST(what_is_no_program)
{
	static const struct {
		unsigned at;
		uint32_t value;
		int reason;
	} cases[] = {
		{0, 0x12345678, MKIMAGE_PE_NONE},
		{0x3c, 0xffffffff, MKIMAGE_PE_NONE},
		{0x3c, 0x1f00, MKIMAGE_PE_NONE},
		{0x40, 0x4551, MKIMAGE_PE_NONE},
		{OPTIONAL, 0x30b, MKIMAGE_PE_BAD},
		{OPTIONAL + 32, 0, MKIMAGE_PE_BAD},
		{OPTIONAL + 32, 0x1001, MKIMAGE_PE_BAD},
		{OPTIONAL + 36, 0, MKIMAGE_PE_BAD},
		{OPTIONAL + 60, 0xffffffff, MKIMAGE_PE_BAD},
		{OPTIONAL + 60, 0x10, MKIMAGE_PE_BAD},
		{OPTIONAL + 56, 0x12ff, MKIMAGE_PE_BAD}, /* .data is behind it */
		{OPTIONAL + 112 + 48 + 20, 0xffffff00,
		 MKIMAGE_PE_BAD},				   /* .text's place in the file */
		{OPTIONAL + 112 + 48 + 20, 0x100, MKIMAGE_PE_BAD}, /* in the table */
		{OPTIONAL + 112 + 48 + 8, 0xffffffff, MKIMAGE_PE_BAD}, /* its length */
	};
	struct mkimage_pe pe;
	size_t len;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		len = make(true, 0x400, 0x1000);
		le32(prog + cases[i].at, cases[i].value);
		CHECK_INT(mkimage_pe_read(rd_of(prog, len), &pe), cases[i].reason);
	}
	/* As many as there is room for, and as many as a program may have. */
	for (unsigned n = 0; n < 200; n++) {
		len = make(true, 0x400, 0x1000);
		le16(prog + 0x46, n);
		CHECK_INT(mkimage_pe_read(rd_of(prog, len), &pe) == 0, n >= 1 && n <= 19);
		len = make(true, 0x1200, 0x1000);
		le16(prog + 0x46, n);
		CHECK_INT(mkimage_pe_read(rd_of(prog, len), &pe) == 0,
			  n >= 1 && n <= MKIMAGE_PE_SECTIONS_MAX);
	}
}

/* Whatever the headers say, nothing outside of the file is touched. */
static void survive(const uint8_t *data, size_t len)
{
	struct mkimage_pe_plan plan;
	struct mkimage_pe pe;
	uint8_t *buf;

	if (mkimage_pe_read(rd_of(data, len), &pe) != 0)
		return;
	for (unsigned i = 0; i < pe.n_sections; i++) {
		struct mkimage_pe_section s = mkimage_pe_section(rd_of(data, len), &pe, i);

		CHECK(rd_left(&s.data) == 0 || (s.data.p >= data && s.data.end <= data + len));
	}
	if (mkimage_pe_plan(rd_of(data, len), &pe, adds, 2, 1 << 20, &plan) != 0)
		return;
	buf = malloc(plan.len);
	if (!CHECK(buf))
		return;
	mkimage_pe_write(rd_of(data, len), &pe, adds, 2, &plan, buf);
	CHECK_INT(mkimage_pe_read(rd_of(buf, plan.len), &pe), 0);
	free(buf);
}

TEST(hazard_99_damaged_programs)
{
	size_t len = make(true, 0x200, 0x1000);

	check_mutations(prog, len, survive);
	len = make(false, OPTIONAL + 96 + 48 + 80, 0x20);
	check_mutations(prog, len, survive);
}

TEST(reasons_have_words)
{
	for (int i = 0; i < MKIMAGE_PE_REASONS; i++)
		CHECK(strlen(mkimage_pe_str(i)) > 10);
	CHECK_STR(mkimage_pe_str(-1), "unknown reason");
	CHECK_STR(mkimage_pe_str(MKIMAGE_PE_REASONS), "unknown reason");
	CHECK(!mkimage_pe_machine(0));
}
