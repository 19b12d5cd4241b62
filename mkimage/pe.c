/* SPDX-License-Identifier: MIT */
#include "mkimage/pe.h"

#include <string.h>

/* Offsets in the file, behind "PE\0\0", in the optional header, and in a section's entry. */
#define PE_AT		 0x3cu
#define COFF_LEN	 24u
#define OPTIONAL_MAGIC	 0x10bu
#define OPTIONAL_MAGIC64 0x20bu
#define CODE_BASE_AT	 20u
#define DATA_BASE_AT	 24u /* PE32 only */
#define ENTRY_AT	 16u
#define DATA_LEN_AT	 8u
#define IMAGE_LEN_AT	 56u
#define CHECKSUM_AT	 64u
#define TABLES_AT	 92u /* PE32+: 16 behind */
#define TABLES_MAX	 16u
#define TABLE_SIGNATURES 4u
#define ENTRY_LEN	 40u
#define RAW_AT		 20u /* offset of the section's bytes in the file */
#define RVA_AT		 12u

#define FLAGS_DATA 0x40000040u /* initialized data, may be read */
#define PAGE	   4096u

/* Of an image that claims all of 32 bits the sum does not fit in them. */
static uint64_t pe_round_up(uint64_t n, uint32_t align)
{
	return (n + align - 1) / align * align;
}

static bool power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

static struct rd pe_at(struct rd file, size_t off)
{
	rd_skip(&file, off);
	return file;
}

static uint32_t pe_u32_at(struct rd file, size_t off)
{
	struct rd r = pe_at(file, off);

	return rd_le32(&r);
}

struct mkimage_pe_section mkimage_pe_section(struct rd file, const struct mkimage_pe *pe,
					     unsigned n)
{
	struct rd entry = pe_at(file, pe->table_at + n * ENTRY_LEN);
	struct mkimage_pe_section s = {.len = 0};
	uint32_t raw_len, raw_at;

	rd_copy(&entry, s.name, MKIMAGE_PE_NAME);
	s.len = rd_le32(&entry);
	s.rva = rd_le32(&entry);
	raw_len = rd_le32(&entry);
	raw_at = rd_le32(&entry);
	s.data = pe_at(file, raw_at);
	s.data = rd_sub(&s.data, raw_len < s.len ? raw_len : s.len);
	return s;
}

bool mkimage_pe_find(struct rd file, const struct mkimage_pe *pe, const char *name,
		     struct mkimage_pe_section *ret)
{
	for (unsigned i = 0; i < pe->n_sections; i++) {
		struct mkimage_pe_section s = mkimage_pe_section(file, pe, i);

		if (strcmp(s.name, name) == 0) {
			*ret = s;
			return true;
		}
	}
	return false;
}

/* Read the data directories at the end of the optional header: address and size of each table. */
static void note_tables(struct rd r, uint32_t n, struct mkimage_pe *pe)
{
	for (uint32_t i = 0; i < n && i < TABLES_MAX; i++) {
		uint32_t where = rd_le32(&r), size = rd_le32(&r);

		if (!where || !size)
			continue;
		if (i == TABLE_SIGNATURES)
			pe->is_signed = true;
		else
			pe->has_tables = true;
	}
}

static int read_optional(struct rd r, struct mkimage_pe *pe)
{
	struct rd all = r;
	uint16_t magic = rd_le16(&r);
	uint32_t tables_at, n;

	if (magic != OPTIONAL_MAGIC && magic != OPTIONAL_MAGIC64)
		return MKIMAGE_PE_BAD;
	pe->wide = magic == OPTIONAL_MAGIC64;
	tables_at = TABLES_AT + (pe->wide ? 16 : 0);
	rd_skip(&r, 30);
	pe->section_align = rd_le32(&r);
	pe->file_align = rd_le32(&r);
	rd_skip(&r, 16);
	pe->image_len = rd_le32(&r);
	pe->room_end = rd_le32(&r);
	n = pe_u32_at(all, tables_at);
	rd_skip(&all, tables_at + 4);
	note_tables(all, n, pe);
	if (r.bad || all.bad || !power_of_two(pe->section_align) || !power_of_two(pe->file_align))
		return MKIMAGE_PE_BAD;
	return 0;
}

/* Check that every section lies in the file. Note how far the table of sections can grow. */
static int check_sections(struct rd file, struct mkimage_pe *pe)
{
	uint64_t table_end = pe->table_at + (uint64_t)pe->n_sections * ENTRY_LEN;

	if (!pe->n_sections || pe->n_sections > MKIMAGE_PE_SECTIONS_MAX ||
	    table_end > rd_left(&file) || table_end > pe->room_end || pe->room_end > rd_left(&file))
		return MKIMAGE_PE_BAD;
	for (unsigned i = 0; i < pe->n_sections; i++) {
		struct mkimage_pe_section s = mkimage_pe_section(file, pe, i);
		uint32_t raw_at = pe_u32_at(file, pe->table_at + i * ENTRY_LEN + RAW_AT);

		if (s.data.bad || s.rva > pe->image_len || s.len > pe->image_len - s.rva)
			return MKIMAGE_PE_BAD;
		if (rd_left(&s.data) && raw_at < table_end)
			return MKIMAGE_PE_BAD;
		if (rd_left(&s.data) && raw_at < pe->room_end)
			pe->room_end = raw_at;
	}
	return 0;
}

int mkimage_pe_read(struct rd file, struct mkimage_pe *ret)
{
	struct mkimage_pe pe = {.machine = 0};
	uint32_t coff_at = pe_u32_at(file, PE_AT);
	uint16_t optional_len;
	struct rd r = file;
	int reason;

	if (rd_le16(&r) != 0x5a4d)
		return MKIMAGE_PE_NONE;
	r = pe_at(file, coff_at);
	if (rd_le32(&r) != 0x4550)
		return MKIMAGE_PE_NONE;
	pe.machine = rd_le16(&r);
	pe.n_sections = rd_le16(&r);
	rd_skip(&r, 12);
	optional_len = rd_le16(&r);
	rd_skip(&r, 2);
	if (r.bad || coff_at > UINT16_MAX)
		return MKIMAGE_PE_BAD;
	pe.optional_at = coff_at + COFF_LEN;
	pe.table_at = pe.optional_at + optional_len;
	reason = read_optional(rd_sub(&r, optional_len), &pe);
	if (!reason)
		reason = check_sections(file, &pe);
	if (!reason)
		*ret = pe;
	return reason;
}

/* Find room for the headers of @n more sections; move the old sections up if there is none. */
static int plan_headers(const struct mkimage_pe *pe, size_t n, struct mkimage_pe_plan *plan)
{
	uint32_t end = pe->table_at + (pe->n_sections + (uint32_t)n) * ENTRY_LEN;

	if (end <= pe->room_end) {
		plan->headers = 0;
		return 0;
	}
	if (pe->has_tables)
		return MKIMAGE_PE_NO_ROOM;
	plan->headers = (uint32_t)pe_round_up(end, pe->file_align);
	plan->shift =
		(uint32_t)pe_round_up(end, pe->section_align > PAGE ? pe->section_align : PAGE);
	return 0;
}

static int check_names(struct rd file, const struct mkimage_pe *pe,
		       const struct mkimage_pe_add *adds, size_t n)
{
	struct mkimage_pe_section s;

	if (pe->is_signed)
		return MKIMAGE_PE_SIGNED;
	for (size_t i = 0; i < n; i++)
		if (mkimage_pe_find(file, pe, adds[i].name, &s))
			return MKIMAGE_PE_DOUBLE;
	return n > MKIMAGE_PE_SECTIONS_MAX - pe->n_sections ? MKIMAGE_PE_NO_ROOM : 0;
}

int mkimage_pe_plan(struct rd file, const struct mkimage_pe *pe, const struct mkimage_pe_add *adds,
		    size_t n, size_t max, struct mkimage_pe_plan *ret)
{
	struct mkimage_pe_plan plan = {.shift = 0};
	uint64_t len, rva;
	int reason = check_names(file, pe, adds, n);

	if (!reason)
		reason = plan_headers(pe, n, &plan);
	if (reason)
		return reason;
	len = (uint64_t)rd_left(&file) + plan.shift;
	rva = pe_round_up((uint64_t)pe->image_len + plan.shift,
			  pe->section_align > PAGE ? pe->section_align : PAGE);
	plan.old_end = (uint32_t)len;
	plan.first_rva = (uint32_t)rva;
	for (size_t i = 0; i < n; i++) {
		if (len > max || rd_left(&adds[i].data) > max || rva > max)
			return MKIMAGE_PE_TOO_BIG;
		len = pe_round_up(len, pe->file_align);
		len = pe_round_up(len + rd_left(&adds[i].data), pe->file_align);
		rva = pe_round_up(rva + rd_left(&adds[i].data),
				  pe->section_align > PAGE ? pe->section_align : PAGE);
	}
	if (len > max || rva > max)
		return MKIMAGE_PE_TOO_BIG;
	plan.len = (size_t)len;
	plan.image_len = (uint32_t)rva;
	*ret = plan;
	return 0;
}

static void set_u32(uint8_t *buf, size_t off, uint32_t v)
{
	struct wr w = wr_of(buf + off, 4);

	wr_le32(&w, v);
}

static void add_u32(uint8_t *buf, size_t off, uint32_t n)
{
	set_u32(buf, off, pe_u32_at(rd_of(buf + off, 4), 0) + n);
}

/* Add the shift to every header field that names a place in memory or in the file. */
static void move_up(const struct mkimage_pe *pe, const struct mkimage_pe_plan *plan, uint8_t *buf)
{
	uint8_t *optional = buf + pe->optional_at;

	add_u32(optional, ENTRY_AT, plan->shift);
	add_u32(optional, CODE_BASE_AT, plan->shift);
	if (!pe->wide)
		add_u32(optional, DATA_BASE_AT, plan->shift);
	set_u32(optional, IMAGE_LEN_AT + 4, plan->headers);
	/* The symbol table is dropped: its addresses are those before the move. */
	set_u32(buf, pe->optional_at - COFF_LEN + 12, 0);
	set_u32(buf, pe->optional_at - COFF_LEN + 16, 0);
	for (unsigned i = 0; i < pe->n_sections; i++) {
		uint8_t *entry = buf + pe->table_at + i * ENTRY_LEN;

		add_u32(entry, RVA_AT, plan->shift);
		if (pe_u32_at(rd_of(entry, ENTRY_LEN), RAW_AT))
			add_u32(entry, RAW_AT, plan->shift);
	}
}

static void put_section_header(struct wr *w, const struct mkimage_pe_add *add, uint32_t rva,
			       uint32_t raw_at, uint32_t raw_len)
{
	size_t n = strlen(add->name);

	wr_bytes(w, add->name, n < MKIMAGE_PE_NAME ? n : MKIMAGE_PE_NAME);
	wr_zero(w, n < MKIMAGE_PE_NAME ? MKIMAGE_PE_NAME - n : 0);
	wr_le32(w, (uint32_t)rd_left(&add->data));
	wr_le32(w, rva);
	wr_le32(w, raw_len);
	wr_le32(w, raw_at);
	wr_zero(w, 12);
	wr_le32(w, FLAGS_DATA);
}

/* The PE checksum: 16-bit words with end-around carry, the checksum itself as zero, plus the
 * length. */
static uint32_t pe_checksum(const uint8_t *buf, size_t len)
{
	uint32_t sum = 0;
	struct rd r = rd_of(buf, len & ~(size_t)1);

	while (rd_left(&r)) {
		sum += rd_le16(&r);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	if (len & 1) {
		sum += buf[len - 1];
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum + (uint32_t)len;
}

void mkimage_pe_write(struct rd file, const struct mkimage_pe *pe,
		      const struct mkimage_pe_add *adds, size_t n,
		      const struct mkimage_pe_plan *plan, uint8_t *buf)
{
	uint32_t table_end = pe->table_at + pe->n_sections * ENTRY_LEN, data_len = 0;
	uint32_t rva = plan->first_rva, align = pe->section_align > PAGE ? pe->section_align : PAGE;
	size_t raw_at = pe_round_up(plan->old_end, pe->file_align);
	struct wr w, table = wr_of(buf + table_end, n * ENTRY_LEN);

	memset(buf, 0, plan->len);
	memcpy(buf + plan->shift, file.p, rd_left(&file));
	memcpy(buf, file.p, table_end);
	for (size_t i = 0; i < n; i++) {
		uint32_t len = (uint32_t)rd_left(&adds[i].data);
		uint32_t raw_len = (uint32_t)pe_round_up(len, pe->file_align);

		put_section_header(&table, &adds[i], rva, (uint32_t)raw_at, raw_len);
		w = wr_of(buf + raw_at, raw_len);
		wr_bytes(&w, adds[i].data.p, len);
		raw_at += raw_len;
		data_len += raw_len;
		rva = (uint32_t)pe_round_up((uint64_t)rva + len, align);
	}
	if (plan->shift)
		move_up(pe, plan, buf);
	w = wr_of(buf + pe->optional_at - COFF_LEN + 6, 2);
	wr_le16(&w, (uint16_t)(pe->n_sections + n));
	add_u32(buf + pe->optional_at, DATA_LEN_AT, data_len);
	set_u32(buf + pe->optional_at, IMAGE_LEN_AT, plan->image_len);
	set_u32(buf + pe->optional_at, CHECKSUM_AT, 0);
	set_u32(buf + pe->optional_at, CHECKSUM_AT, pe_checksum(buf, plan->len));
}

bool mkimage_pe_widen(uint8_t *buf, size_t len, const struct mkimage_pe *pe, uint32_t more)
{
	uint8_t *optional = buf + pe->optional_at;
	uint32_t image_len = pe->image_len;

	if (more > UINT32_MAX - image_len)
		return false;
	set_u32(optional, IMAGE_LEN_AT, image_len + more);
	if (pe_u32_at(rd_of(optional, CHECKSUM_AT + 4), CHECKSUM_AT)) {
		set_u32(optional, CHECKSUM_AT, 0);
		set_u32(optional, CHECKSUM_AT, pe_checksum(buf, len));
	}
	return true;
}

const char *mkimage_pe_machine(uint16_t machine)
{
	switch (machine) {
	case MKIMAGE_PE_X86_64: return "x86_64";
	case MKIMAGE_PE_ARM64: return "arm64";
	case MKIMAGE_PE_ARMHF: return "armhf";
	default: return NULL;
	}
}

const char *mkimage_pe_str(int reason)
{
	static const char *const names[MKIMAGE_PE_REASONS] = {
		[MKIMAGE_PE_OK] = "a PE program",
		[MKIMAGE_PE_NONE] = "not a PE program",
		[MKIMAGE_PE_BAD] = "a damaged PE program, or one cut off",
		[MKIMAGE_PE_SIGNED] = "is signed: adding to it would break the signature",
		[MKIMAGE_PE_DOUBLE] = "has such a section already: packed before?",
		[MKIMAGE_PE_NO_ROOM] = "has no room in its headers for more sections",
		[MKIMAGE_PE_TOO_BIG] = "the image would be too large",
	};

	if (reason < 0 || reason >= MKIMAGE_PE_REASONS)
		return "unknown reason";
	return names[reason];
}
