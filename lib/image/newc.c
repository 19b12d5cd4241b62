/* SPDX-License-Identifier: MIT */
#include "lib/image/newc.h"

#include <string.h>

#define MAGIC	   "070701"
#define MAGIC_SUMS "070702"
#define MAGIC_LEN  6u
#define DIGITS	   8u
#define HEADER_LEN (MAGIC_LEN + 13 * DIGITS)

/* The 13 numbers in the order of the header. */
enum {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	SIZE,
	MAJOR,
	MINOR,
	RMAJOR,
	RMINOR,
	NAMESIZE,
	SUM,
	NUMBERS
};

static size_t cpio_padding(uint64_t n)
{
	return (size_t)(-n & 3);
}

uint64_t newc_len(const struct newc *e)
{
	uint64_t head = HEADER_LEN + e->name.n + 1, data = rd_left(&e->data);

	return head + cpio_padding(head) + data + cpio_padding(data);
}

static void put_hex(struct wr *w, uint32_t v)
{
	static const uint8_t digits[] = "0123456789abcdef";

	for (unsigned shift = 32; shift; shift -= 4)
		wr_u8(w, digits[v >> (shift - 4) & 15]);
}

void newc_put(struct wr *w, const struct newc *e)
{
	size_t size = rd_left(&e->data), head = HEADER_LEN + e->name.n + 1;
	uint32_t numbers[NUMBERS] = {
		[INO] = e->ino,		 [MODE] = e->mode,
		[UID] = e->uid,		 [GID] = e->gid,
		[NLINK] = e->nlink,	 [MTIME] = e->mtime,
		[SIZE] = (uint32_t)size, [RMAJOR] = e->major,
		[RMINOR] = e->minor,	 [NAMESIZE] = (uint32_t)e->name.n + 1,
	};

	wr_bytes(w, MAGIC, MAGIC_LEN);
	for (unsigned i = 0; i < NUMBERS; i++)
		put_hex(w, numbers[i]);
	wr_bytes(w, e->name.p, e->name.n);
	wr_zero(w, 1 + cpio_padding(head));
	wr_bytes(w, e->data.p, size);
	wr_zero(w, cpio_padding(size));
}

struct newc newc_trailer(void)
{
	return (struct newc){.name = view_of(NEWC_TRAILER), .nlink = 1};
}

static bool get_hex(struct rd *r, uint32_t *ret)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < DIGITS; i++) {
		uint8_t c = (uint8_t)text_lower((char)rd_u8(r));

		if (c >= '0' && c <= '9')
			v = v << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (uint32_t)(c - 'a' + 10);
		else
			return false;
	}
	*ret = v;
	return true;
}

static int get_cpio_header(struct rd *r, uint32_t numbers[NUMBERS])
{
	struct rd magic;

	if (!rd_left(r))
		return NEWC_NO_END;
	magic = rd_sub(r, MAGIC_LEN);
	if (magic.bad)
		return NEWC_SHORT;
	if (memcmp(magic.p, MAGIC, MAGIC_LEN) != 0 && memcmp(magic.p, MAGIC_SUMS, MAGIC_LEN) != 0)
		return NEWC_BAD_MAGIC;
	if (rd_left(r) < HEADER_LEN - MAGIC_LEN)
		return NEWC_SHORT;
	for (unsigned i = 0; i < NUMBERS; i++)
		if (!get_hex(r, &numbers[i]))
			return NEWC_BAD_HEX;
	return 0;
}

static void skip_cpio_padding(struct rd *r, uint64_t n)
{
	size_t pad = cpio_padding(n);

	rd_skip(r, pad < rd_left(r) ? pad : rd_left(r));
}

static int get_cpio_name(struct rd *r, uint32_t size, struct view *ret)
{
	struct rd field, name;

	if (size == 0 || size > NEWC_NAME_MAX)
		return NEWC_BAD_NAME;
	field = rd_sub(r, size);
	if (field.bad)
		return NEWC_SHORT;
	name = rd_cstr(&field);
	if (name.bad || rd_left(&field) || !rd_left(&name))
		return NEWC_BAD_NAME;
	*ret = (struct view){.p = (const char *)name.p, .n = rd_left(&name)};
	skip_cpio_padding(r, HEADER_LEN + size);
	return 0;
}

int newc_next(struct rd *r, struct newc *ret)
{
	uint32_t n[NUMBERS];
	struct newc e;
	int reason = get_cpio_header(r, n);

	if (reason)
		return reason;
	e = (struct newc){
		.ino = n[INO],
		.mode = n[MODE],
		.uid = n[UID],
		.gid = n[GID],
		.nlink = n[NLINK],
		.mtime = n[MTIME],
		.major = n[RMAJOR],
		.minor = n[RMINOR],
	};
	reason = get_cpio_name(r, n[NAMESIZE], &e.name);
	if (reason)
		return reason;
	e.data = rd_sub(r, n[SIZE]);
	if (e.data.bad)
		return NEWC_SHORT;
	skip_cpio_padding(r, n[SIZE]);
	if (view_is(e.name, NEWC_TRAILER))
		return NEWC_END;
	*ret = e;
	return 0;
}

bool newc_name_safe(struct view name)
{
	struct view part;

	if (view_is(name, "."))
		return true;
	if (!name.n)
		return false;
	while (view_until(&name, '/', &part))
		if (!part.n || view_is(part, ".") || view_is(part, ".."))
			return false;
	return true;
}

bool newc_unpackable(struct rd file)
{
	static const struct {
		const char *bytes;
		size_t n;
	} known[] = {
		{"070701", 6},	      {"070702", 6},	       {"\x1f\x8b", 2},
		{"\xfd\x37zXZ\0", 6}, {"\x28\xb5\x2f\xfd", 4}, {"BZh", 3},
		{"\x5d\0\0", 3},      {"\x02\x21\x4c\x18", 4}, {"\x89LZO", 4},
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (rd_has(file, 0, known[i].bytes, known[i].n))
			return true;
	return false;
}

const char *newc_str(int reason)
{
	static const char *const names[NEWC_REASONS] = {
		[NEWC_OK] = "a cpio entry",
		[NEWC_END] = "end of the archive",
		[NEWC_SHORT] = "cut short inside an entry",
		[NEWC_NO_END] = "cut short: no TRAILER!!! at the end",
		[NEWC_BAD_MAGIC] = "no 070701 where an entry should begin",
		[NEWC_BAD_HEX] = "a number in a header is not hexadecimal",
		[NEWC_BAD_NAME] = "an entry with an impossible name",
	};

	if (reason < 0 || reason >= NEWC_REASONS)
		return "unknown reason";
	return names[reason];
}
