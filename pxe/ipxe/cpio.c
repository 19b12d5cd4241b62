/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/cpio.h"

#include "pxe/ipxe/lex.h"

#define MODE_FILE   0100000u
#define MODE_FOLDER 0040755u
#define HEADER	    110u /* bytes, in front of the name */

static void put_hex(struct wr *w, uint64_t n)
{
	char text[9];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%08x", (unsigned)n);
	wr_bytes(w, text, 8);
}

/* Behind the name there are one to four zero bytes, up to a multiple of four. */
static void put_entry(struct wr *w, struct view name, unsigned mode, uint64_t size)
{
	wr_bytes(w, "070701", 6);
	put_hex(w, 0); /* inode */
	put_hex(w, mode);
	put_hex(w, 0); /* owner */
	put_hex(w, 0); /* group */
	put_hex(w, 1); /* links */
	put_hex(w, 0); /* time */
	put_hex(w, size);
	for (int i = 0; i < 4; i++)
		put_hex(w, 0); /* devices */
	put_hex(w, name.n + 1);
	put_hex(w, 0); /* sum */
	wr_bytes(w, name.p, name.n);
	wr_zero(w, 4 - (HEADER + name.n) % 4);
}

static bool value_of(struct view args, const char *key, struct view *ret)
{
	size_t n = view_of(key).n;

	for (struct view word = view_word(&args); word.n; word = view_word(&args)) {
		if (!view_starts(word, key))
			continue;
		*ret = view_from(word, n);
		return true;
	}
	return false;
}

static unsigned mode_of(struct view args)
{
	struct view v;
	unsigned mode = 0;

	if (!value_of(args, "mode=", &v))
		return MODE_FILE | 0644;
	for (size_t i = 0; i < v.n && v.p[i] >= '0' && v.p[i] <= '7'; i++)
		mode = mode << 3 | (unsigned)(v.p[i] - '0');
	return MODE_FILE | mode;
}

/* The parents of @name, from the outermost one that is wanted on. */
static void put_folders(struct wr *w, struct view name, uint64_t wanted)
{
	uint64_t depth = 0;

	for (size_t i = 1; i < name.n; i++)
		depth += name.p[i] == '/';
	for (size_t i = 1; i < name.n; i++) {
		if (name.p[i] != '/')
			continue;
		if (depth <= wanted)
			put_entry(w, (struct view){.p = name.p, .n = i}, MODE_FOLDER, 0);
		depth--;
	}
}

bool ipxe_cpio_head(struct view args, uint64_t size, struct wr *w)
{
	struct view name = {.p = args.p, .n = 0}, v;
	uint64_t folders = 0;

	if (size > UINT32_MAX)
		return false;
	while (name.n < args.n && !ipxe_is_space(args.p[name.n]))
		name.n++;
	if (value_of(args, "mkdir=", &v) && ipxe_lex_number(v, &folders))
		put_folders(w, name, folders);
	put_entry(w, name, mode_of(args), size);
	return !w->full;
}
