/* SPDX-License-Identifier: MIT */
#include "lib/image/uki.h"

#include <string.h>

#define PE_AT	    0x3cu /* offset of the PE header's offset */
#define DOS_MAGIC   0x4d5au
#define PE_MAGIC    0x50450000u
#define COFF_REST   12u /* from behind the number of sections to the length of the optional header */
#define FLAGS_LEN   2u
#define PE_SECTION  40u
#define PE_SECTIONS 96u
#define NAME_LEN    8u

static const char names[UKI_PARTS][NAME_LEN + 1] = {
	[UKI_LINUX] = ".linux",	    [UKI_UCODE] = ".ucode", [UKI_INITRD] = ".initrd",
	[UKI_CMDLINE] = ".cmdline", [UKI_DTB] = ".dtb",
};

static bool is_called(const char name[static NAME_LEN], const char *want)
{
	return strncmp(name, want, NAME_LEN) == 0;
}

/* The section's bytes in the file: what lies in memory behind them is zeroes. */
static void take_section(struct rd section, const char name[static NAME_LEN], struct uki *u)
{
	uint64_t in_memory = rd_le32(&section), len, start;

	rd_skip(&section, 4); /* address in memory */
	len = rd_le32(&section);
	start = rd_le32(&section);
	if (in_memory && in_memory < len)
		len = in_memory;
	for (unsigned i = 0; i < UKI_PARTS; i++) {
		if (!is_called(name, names[i]) || u->part[i].start)
			continue;
		u->part[i].start = start;
		u->part[i].len = start ? len : 0;
	}
}

/* Numbers of PE are little endian; the magics read like text. @head is moved to the table of sections.
 * Return: how many there are; 0 = this is no PE program */
static unsigned find_table(struct rd *head, uint16_t *machine)
{
	struct rd at = *head, dos = *head;
	unsigned sections;

	if (rd_be16(&dos) != DOS_MAGIC)
		return 0;
	rd_skip(&at, PE_AT);
	rd_skip(head, rd_le32(&at));
	if (rd_be32(head) != PE_MAGIC)
		return 0;
	*machine = rd_le16(head);
	sections = rd_le16(head);
	rd_skip(head, COFF_REST);
	at = *head;
	rd_skip(head, 2u + FLAGS_LEN + rd_le16(&at));
	return sections < PE_SECTIONS ? sections : PE_SECTIONS;
}

int uki_read(struct rd head, uint64_t file_len, struct uki *ret)
{
	struct uki u = {.machine = 0};
	unsigned sections = find_table(&head, &u.machine);
	char name[NAME_LEN];

	for (unsigned i = 0; i < sections; i++) {
		struct rd section = rd_sub(&head, PE_SECTION);

		if (!rd_copy(&section, name, NAME_LEN))
			return UKI_NONE;
		if (is_called(name, ".profile"))
			break;
		take_section(section, name, &u);
	}
	for (unsigned i = 0; file_len && i < UKI_PARTS; i++)
		if (u.part[i].start > file_len || u.part[i].len > file_len - u.part[i].start)
			return UKI_CUT;
	if (!sections)
		return UKI_NONE;
	*ret = u;
	return UKI_OK;
}

bool uki_is(struct rd head)
{
	struct uki u;

	return !uki_read(head, 0, &u) && u.part[UKI_LINUX].start;
}

struct rd uki_part_of(struct rd file, const struct uki *u, enum uki_part part)
{
	rd_skip(&file, (size_t)u->part[part].start);
	return u->part[part].start ? rd_sub(&file, (size_t)u->part[part].len) : rd_of(NULL, 0);
}

void uki_put_cmdline(struct rd text, struct str *out)
{
	struct view v = {.p = (const char *)text.p, .n = rd_left(&text)};
	const char *nul = v.n ? memchr(v.p, 0, v.n) : NULL;

	if (nul)
		v.n = (size_t)(nul - v.p);
	while (v.n && (uint8_t)v.p[v.n - 1] <= ' ')
		v.n--;
	while (v.n && (uint8_t)v.p[0] <= ' ')
		v = view_from(v, 1);
	for (size_t i = 0; i < v.n; i++)
		str_putc(out, (uint8_t)v.p[i] < ' ' || v.p[i] == 0x7f ? ' ' : v.p[i]);
}

const char *uki_machine_str(uint16_t machine)
{
	switch (machine) {
	case UKI_X86_64: return "x86_64";
	case UKI_ARM64: return "arm64";
	default: return "another machine";
	}
}
