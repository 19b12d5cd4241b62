/* SPDX-License-Identifier: MIT */
#include "tests/unit/uki_aid.h"

#include "lib/bytes.h"

#include <string.h>

#define PE_AT	 0x80u
#define OPTIONAL 240u
#define ALIGN	 512u

static void put_table(struct wr *w, uint16_t machine, unsigned n)
{
	wr_bytes(w, "MZ", 2);
	wr_zero(w, 0x3a);
	wr_le32(w, PE_AT);
	wr_zero(w, PE_AT - 0x40);
	wr_bytes(w, "PE\0", 4);
	wr_le16(w, machine);
	wr_le16(w, (uint16_t)n);
	wr_zero(w, 12);
	wr_le16(w, OPTIONAL);
	wr_le16(w, 0);
	wr_zero(w, OPTIONAL);
}

size_t uki_make(uint8_t *file, size_t size, uint16_t machine, const struct uki_section *sections)
{
	struct wr w = wr_of(file, size);
	size_t at = 0x1000;
	unsigned n = 0;

	memset(file, 0, size);
	while (sections[n].name)
		n++;
	put_table(&w, machine, n);
	for (unsigned i = 0; i < n; i++) {
		const struct uki_section *s = &sections[i];
		size_t raw = s->bytes ? (s->len + ALIGN - 1) / ALIGN * ALIGN : 0;
		char name[8] = {0};

		memcpy(name, s->name, strlen(s->name) < 8 ? strlen(s->name) : 8);
		wr_bytes(&w, name, 8);
		wr_le32(&w, (uint32_t)s->len);
		wr_le32(&w, (uint32_t)at);
		wr_le32(&w, (uint32_t)raw);
		wr_le32(&w, raw ? (uint32_t)at : 0);
		wr_zero(&w, 16);
		if (raw)
			memcpy(file + at, s->bytes, s->len);
		at += raw;
	}
	return at;
}
