/* SPDX-License-Identifier: MIT */
#include "lib/image/arm_elf.h"

#define TABLE_AT 32 /* offset of the program headers */
#define SIZES_AT 54 /* bytes of one header, number of headers */
#define PT_LOAD	 1u

struct segments {
	struct rd table;
	uint16_t size, left;
};

struct segment {
	uint64_t offset, addr, len; /* place and bytes in the file, physical address */
};

bool arm_elf_is(struct rd head)
{
	return rd_has(head, 0, "\177ELF\2\1", 6) && rd_has(head, 18, "\267\0", 2);
}

static struct segments segments_of(struct rd head)
{
	struct segments s = {.table = head};
	uint64_t start;

	rd_skip(&head, TABLE_AT);
	start = rd_le64(&head);
	rd_skip(&head, SIZES_AT - TABLE_AT - 8);
	s.size = rd_le16(&head);
	s.left = rd_le16(&head);
	if (head.bad || start > SIZE_MAX)
		rd_fail(&s.table);
	else
		rd_skip(&s.table, (size_t)start);
	return s;
}

/* The next segment that has bytes in the file. Return: false = none is left, or the table is bad */
static bool next_segment(struct segments *s, struct segment *ret)
{
	while (s->left && !s->table.bad) {
		struct rd entry = rd_sub(&s->table, s->size);
		uint32_t type = rd_le32(&entry);

		s->left--;
		rd_skip(&entry, 4);
		ret->offset = rd_le64(&entry);
		rd_skip(&entry, 8);
		ret->addr = rd_le64(&entry);
		ret->len = rd_le64(&entry);
		if (entry.bad)
			rd_fail(&s->table);
		else if (type == PT_LOAD && ret->len)
			return true;
	}
	return false;
}

bool arm_elf_read(struct rd head, struct arm_elf *ret)
{
	struct segments s = segments_of(head);
	struct segment seg;
	struct arm_elf elf = {.len = 0};
	uint64_t low = 0, top = 0;

	while (next_segment(&s, &seg)) {
		if (seg.len > UINT64_MAX - seg.offset || seg.len > UINT64_MAX - seg.addr ||
		    (top && seg.addr < top))
			return false;
		if (!top)
			low = seg.addr;
		top = seg.addr + seg.len;
		if (seg.offset + seg.len > elf.end)
			elf.end = seg.offset + seg.len;
	}
	elf.len = top - low;
	if (s.table.bad || !elf.len)
		return false;
	*ret = elf;
	return true;
}

bool arm_elf_flatten(struct rd file, struct wr *ret)
{
	struct segments s = segments_of(file);
	struct segment seg;
	struct arm_elf elf;
	uint64_t at = 0;

	if (!arm_elf_read(file, &elf) || elf.end > rd_left(&file) || elf.len > SIZE_MAX)
		return false;
	for (bool first = true; next_segment(&s, &seg); first = false) {
		struct rd bytes = file;

		if (!first)
			wr_zero(ret, (size_t)(seg.addr - at));
		rd_skip(&bytes, (size_t)seg.offset);
		wr_bytes(ret, bytes.p, (size_t)seg.len);
		at = seg.addr + seg.len;
	}
	return !ret->full;
}
