/* SPDX-License-Identifier: MIT */
#include "mkimage/manifest.h"

#include "lib/image/newc.h"

#define WORDS_MAX 8 /* words of the longest kind, node */
#define MODE_MAX  07777u
#define LINK_MODE 0777u

enum { KIND, PATH };

/* The number of words of each kind, and the indexes of its fields (0 = no such field). */
static const struct kind {
	const char *name;
	uint8_t words, source, mode, node;
	uint32_t type;
} kinds[] = {
	{"dir", 5, 0, 2, 0, NEWC_DIR},
	{"file", 6, 2, 3, 0, NEWC_FILE},
	{"link", 3, 2, 0, 0, NEWC_LINK},
	{"node", 8, 0, 2, 5, NEWC_CHR},
};

static size_t split_line(struct view line, struct view words[WORDS_MAX + 1])
{
	size_t n = 0;

	while (n <= WORDS_MAX) {
		struct view word = view_word(&line);

		if (!word.n || word.p[0] == '#')
			break;
		words[n++] = word;
	}
	return n;
}

static bool get_path(struct view word, struct view *ret)
{
	if (!word.n || word.p[0] != '/' || word.n >= NEWC_NAME_MAX)
		return false;
	if (word.n == 1) {
		*ret = view_of(".");
		return true;
	}
	*ret = view_from(word, 1);
	return newc_name_safe(*ret) && !view_is(*ret, ".") && !view_is(*ret, NEWC_TRAILER);
}

static bool get_octal(struct view word, uint32_t *ret)
{
	uint32_t v = 0;

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < '0' || word.p[i] > '7')
			return false;
		v = v << 3 | (uint32_t)(word.p[i] - '0');
		if (v > MODE_MAX)
			return false;
	}
	*ret = v;
	return word.n > 0;
}

static int get_mode(const struct view *words, struct mkimage_manifest *e)
{
	uint32_t mode;

	if (!get_octal(words[0], &mode))
		return MKIMAGE_MANIFEST_BAD_MODE;
	e->mode |= mode;
	if (!text_u32(words[1], 0, UINT32_MAX, &e->uid) ||
	    !text_u32(words[2], 0, UINT32_MAX, &e->gid))
		return MKIMAGE_MANIFEST_BAD_OWNER;
	return 0;
}

/* Linux has 12 bits of major and 20 bits of minor number. */
static int get_node(const struct view *words, struct mkimage_manifest *e)
{
	if (view_is(words[0], "b"))
		e->mode = (e->mode & ~NEWC_TYPE) | NEWC_BLK;
	else if (!view_is(words[0], "c"))
		return MKIMAGE_MANIFEST_BAD_NODE;
	if (!text_u32(words[1], 0, 0xfff, &e->major) || !text_u32(words[2], 0, 0xfffff, &e->minor))
		return MKIMAGE_MANIFEST_BAD_NODE;
	return 0;
}

static int get_entry(const struct kind *kind, const struct view *words, struct mkimage_manifest *e)
{
	int reason = 0;

	e->mode = kind->type;
	if (!get_path(words[PATH], &e->path))
		return MKIMAGE_MANIFEST_BAD_PATH;
	if (kind->source)
		e->source = words[kind->source];
	if (kind->mode)
		reason = get_mode(words + kind->mode, e);
	else
		e->mode |= LINK_MODE;
	if (!reason && kind->node)
		reason = get_node(words + kind->node, e);
	return reason;
}

int mkimage_manifest_line(struct view line, struct mkimage_manifest *ret)
{
	struct view words[WORDS_MAX + 1];
	size_t n = split_line(line, words);
	struct mkimage_manifest e = {.mode = 0};
	int reason;

	if (!n)
		return MKIMAGE_MANIFEST_NOTHING;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!view_is(words[KIND], kinds[i].name))
			continue;
		if (n != kinds[i].words)
			return MKIMAGE_MANIFEST_BAD_COUNT;
		reason = get_entry(&kinds[i], words, &e);
		if (!reason)
			*ret = e;
		return reason;
	}
	return MKIMAGE_MANIFEST_BAD_KIND;
}

const char *mkimage_manifest_str(int reason)
{
	static const char *const names[MKIMAGE_MANIFEST_REASONS] = {
		[MKIMAGE_MANIFEST_OK] = "understood",
		[MKIMAGE_MANIFEST_NOTHING] = "nothing on the line",
		[MKIMAGE_MANIFEST_BAD_KIND] = "the first word is not dir, file, link or node",
		[MKIMAGE_MANIFEST_BAD_COUNT] = "too few or too many words",
		[MKIMAGE_MANIFEST_BAD_PATH] =
			"the path must begin with / and have no empty, . or .. part",
		[MKIMAGE_MANIFEST_BAD_MODE] = "the mode is not octal, at most 7777",
		[MKIMAGE_MANIFEST_BAD_OWNER] = "owner and group are numbers",
		[MKIMAGE_MANIFEST_BAD_NODE] = "a node ends in c or b, major and minor number",
	};

	if (reason < 0 || reason >= MKIMAGE_MANIFEST_REASONS)
		return "unknown reason";
	return names[reason];
}
