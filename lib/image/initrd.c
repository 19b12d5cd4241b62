/* SPDX-License-Identifier: MIT */
#include "lib/image/initrd.h"

#include "lib/image/s390.h"
#include "lib/image/uimage.h"

#include <string.h>

#define ISO_AT 32769u /* the identifier in the first volume descriptor */

/* --- the formats ---------------------------------------------------------------------------- */

/** struct initrd_format - one format of members; @of is its part of struct initrd_check's union */
struct initrd_format {
	const char *name;
	uint8_t magic[6], magic_len;
	/* Begin a member. May be NULL. */
	void (*start)(void *of, struct initrd_walk *w);
	/* Take a whole field, as initrd_walk_run() calls it. NULL: the format has no fields, and @feed
	 * walks through the bytes of a member. */
	initrd_field_fn *field;
	enum initrd_step (*feed)(struct initrd_check *c, struct rd *in);
	/* The file has ended inside a member: return the reason, INITRD_FINE = that is right. May
	 * be NULL: the file is then always cut off. */
	enum initrd_reason (*end)(struct initrd_check *c);
};

/* A legacy frame of lz4 ends at the end of the file. */
static enum initrd_reason end_lz4(struct initrd_check *c)
{
	bool between = !c->walk.skip && !c->walk.have && c->of.lz4.blocks;

	if (between)
		return INITRD_FINE;
	return c->of.lz4.doubtful ? INITRD_LZ4_FOLLOWED : INITRD_IS_CUT;
}

static enum initrd_step feed_bzip2(struct initrd_check *c, struct rd *in)
{
	return initrd_bzip2_feed(&c->of.bzip2, &c->walk, in);
}

/* Linux skips the ten bytes of a gzip header and the name. It takes any other field for data. */
static enum initrd_step feed_gzip(struct initrd_check *c, struct rd *in)
{
	if (c->magic[2] != 8)
		return initrd_walk_bad(&c->walk, INITRD_IS_DAMAGED);
	if (c->magic[3] & 0x16) /* header sum, extra field, comment */
		return initrd_walk_bad(&c->walk, INITRD_GZIP_FIELDS);
	return initrd_gzip_feed(&c->of.gzip, &c->walk, in);
}

static enum initrd_reason end_gzip(struct initrd_check *c)
{
	return c->of.gzip.inside.blind ? INITRD_UNCHECKED : INITRD_IS_CUT;
}

static enum initrd_step feed_lzma(struct initrd_check *c, struct rd *in)
{
	return initrd_lzma_feed(&c->of.lzma, &c->lzma, &c->walk, in);
}

static enum initrd_reason end_lzma(struct initrd_check *c)
{
	return c->of.lzma.inside.blind ? INITRD_UNCHECKED : INITRD_IS_CUT;
}

/* What the member at hand holds; NULL = that is not unpacked. */
static struct initrd_inside *inside_of(struct initrd_check *c)
{
	if (c->format->feed == feed_gzip)
		return &c->of.gzip.inside;
	return c->format->feed == feed_lzma ? &c->of.lzma.inside : NULL;
}

/* A magic has the bytes by which Linux knows the format (linux/lib/decompress.c), and the further
 * bytes that the format's tool always writes behind them. */
static const struct initrd_format formats[] = {
	{"gzip", {0x1f, 0x8b}, 2, initrd_gzip_start, .feed = feed_gzip, .end = end_gzip},
	{"xz", {0xfd, '7', 'z', 'X', 'Z', 0}, 6, initrd_xz_start, .field = initrd_xz_field},
	{"zstd", {0x28, 0xb5, 0x2f, 0xfd}, 4, initrd_zstd_start, .field = initrd_zstd_field},
	{"lz4",
	 {0x02, 0x21, 0x4c, 0x18},
	 4,
	 initrd_lz4_start,
	 .field = initrd_lz4_field,
	 .end = end_lz4},
	{"bzip2", {'B', 'Z', 'h'}, 3, initrd_bzip2_start, .feed = feed_bzip2},
	{"lzop", {0x89, 'L', 'Z', 'O'}, 4, initrd_lzop_start, .field = initrd_lzop_field},
	{"lzma", {0x5d, 0, 0}, 3, initrd_lzma_start, .feed = feed_lzma, .end = end_lzma},
};

/* Formats that people use by mistake, and that Linux cannot unpack. */
static const struct {
	uint8_t magic[4], magic_len;
	enum initrd_reason reason;
} wrong[] = {
	{{0x04, 0x22, 0x4d, 0x18}, 4, INITRD_IS_LZ4_FRAME},
	{{0xc7, 0x71}, 2, INITRD_IS_CPIO_BIN},
	{{0x71, 0xc7}, 2, INITRD_IS_CPIO_BIN},
};

/* The @have bytes at @at begin with the magic. */
static bool begins_with_magic(const uint8_t *at, size_t have, const uint8_t *magic, size_t len)
{
	return have >= len && memcmp(at, magic, len) == 0;
}

static const struct initrd_format *find_format(const uint8_t *at, size_t have)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (begins_with_magic(at, have, formats[i].magic, formats[i].magic_len))
			return &formats[i];
	return NULL;
}

/* The format whose magic begins with these few bytes. */
static const char *may_become(const uint8_t *at, size_t have)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (memcmp(at, formats[i].magic,
			   have < formats[i].magic_len ? have : formats[i].magic_len) == 0)
			return formats[i].name;
	return NULL;
}

static enum initrd_reason find_wrong(const uint8_t *at, size_t have)
{
	static const uint8_t zstd_skip[3] = {0x2a, 0x4d, 0x18};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (begins_with_magic(at, have, wrong[i].magic, wrong[i].magic_len))
			return wrong[i].reason;
	if (have >= 4 && at[0] >> 4 == 5 &&
	    begins_with_magic(at + 1, have - 1, zstd_skip, sizeof zstd_skip))
		return INITRD_IS_ZSTD_SKIP;
	return INITRD_FINE;
}

/* --- what is no archive, by its beginning --------------------------------------------------- */

/* File systems that Linux may copy to /dev/ram0 (linux/init/do_mounts_rd.c), and ISO images, which
 * a built-in initramfs may look for in /initrd.image. */
static const char *find_filesystem(struct rd head, const uint8_t *iso)
{
	static const struct {
		const char *name;
		uint16_t at;
		uint8_t n;
		char bytes[9];
	} known[] = {
		{"a squashfs image", 0, 4, "hsqs"},
		{"a romfs image", 0, 8, "-rom1fs-"},
		{"a cramfs image", 0, 4, "\x45\x3d\xcd\x28"},
		{"a cramfs image", 0, 4, "\x28\xcd\x3d\x45"},
		{"a cramfs image", 512, 4, "\x45\x3d\xcd\x28"},
		{"a cramfs image", 512, 4, "\x28\xcd\x3d\x45"},
		{"an ext2, ext3 or ext4 image", 1080, 2, "\x53\xef"},
		{"a minix image", 1040, 2, "\x7f\x13"},
		{"a minix image", 1040, 2, "\x8f\x13"},
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (rd_has(head, known[i].at, known[i].bytes, known[i].n))
			return known[i].name;
	return iso && memcmp(iso, "CD001", 5) == 0 ? "an ISO 9660 image" : NULL;
}

/* Name a file that has no magic at its start. The content of a gzip member is judged in this way
 * as well. */
static enum initrd_reason look_at(struct rd head)
{
	if (rd_has(head, 257, "ustar", 5))
		return INITRD_IS_TAR;
	if (rd_has(head, 0, "070707", 6))
		return INITRD_IS_CPIO_ODC;
	return s390_image_is_page(head) ? INITRD_IS_HTML : find_wrong(head.p, rd_left(&head));
}

/* --- verdicts ------------------------------------------------------------------------------- */

static const struct {
	enum initrd_verdict verdict;
	const char *text; /* %w is the format, %d the detail */
} reasons[INITRD_REASONS] = {
	[INITRD_FINE] = {INITRD_OK, ""},
	[INITRD_IS_EMPTY] = {INITRD_REFUSED, "the file is empty"},
	[INITRD_IS_ZEROES] = {INITRD_REFUSED, "the file is nothing but zeroes"},
	[INITRD_IS_HTML] = {INITRD_REFUSED,
			    "an HTML page and no initrd; look at what the server has "
			    "under this name"},
	[INITRD_IS_TAR] = {INITRD_REFUSED,
			   "a tar archive, which Linux cannot unpack; make the initrd "
			   "with cpio -H newc"},
	[INITRD_IS_CPIO_ODC] = {INITRD_REFUSED,
				"a cpio archive of the old format (odc), which Linux "
				"cannot unpack; make it with cpio -H newc"},
	[INITRD_IS_CPIO_BIN] = {INITRD_REFUSED, "a cpio archive of the binary format, which Linux "
						"cannot unpack; make it with cpio -H newc"},
	[INITRD_IS_LZ4_FRAME] = {INITRD_REFUSED,
				 "lz4 of today's format, which Linux cannot unpack; "
				 "compress it with lz4 -l"},
	[INITRD_IS_ZSTD_SKIP] = {INITRD_REFUSED,
				 "zstd that begins with a skippable frame, which Linux "
				 "cannot unpack; compress it with zstd, not pzstd"},
	[INITRD_IS_CUT] = {INITRD_CUT,
			   "the file is cut off, its %w data does not end; copy it to the "
			   "server again"},
	[INITRD_IS_DAMAGED] = {INITRD_DAMAGED,
			       "the file is damaged within its %w data; copy it to the "
			       "server again"},
	[INITRD_INSIDE_EMPTY] = {INITRD_REFUSED, "there is nothing inside its packed data"},
	[INITRD_INSIDE_CUT] = {INITRD_REFUSED,
			       "the cpio archive inside the %w data is cut off; was the "
			       "disk full when it was made?"},
	[INITRD_XZ_CHECK] = {INITRD_REFUSED,
			     "xz with a check (%d) that Linux does not know; compress it "
			     "with xz --check=crc32"},
	[INITRD_XZ_FILTER] = {INITRD_REFUSED,
			      "xz with a filter that Linux does not know; compress it "
			      "with xz --check=crc32 and no other option"},
	[INITRD_ZSTD_DICTIONARY] = {INITRD_REFUSED,
				    "zstd with a dictionary, which Linux does not have; "
				    "compress it without"},
	[INITRD_ZSTD_WINDOW] = {INITRD_WARN, "zstd with a window of more than 128 MiB, which Linux "
					     "before 5.16 refuses; compress it without --long"},
	[INITRD_LZ4_FOLLOWED] = {INITRD_REFUSED,
				 "something follows the lz4 data, and Linux would read "
				 "it as lz4; put four zero bytes between them, or the "
				 "lz4 file last"},
	[INITRD_LZOP_OPTIONS] = {INITRD_REFUSED,
				 "lzop with other sums than one per block, which Linux "
				 "cannot unpack; compress it with lzop and no option but "
				 "-1 to -9"},
	[INITRD_GZIP_FIELDS] = {INITRD_REFUSED,
				"gzip with a comment, an extra field or a header sum, "
				"which Linux cannot unpack; compress it with gzip"},
	[INITRD_UIMAGE_BAD] = {INITRD_DAMAGED, "%d; copy it to the server again"},
	[INITRD_UIMAGE_TYPE] = {INITRD_REFUSED,
				"a U-Boot image, but of another type than ramdisk or "
				"multi"},
	[INITRD_CPIO_SUMS] = {INITRD_WARN,
			      "a cpio archive with sums (crc), which Linux before 5.19 "
			      "refuses; make it with cpio -H newc"},
	[INITRD_UNCHECKED] = {INITRD_WARN,
			      "%w data, which does not say where it ends: whether the file "
			      "is whole the new kernel will see"},
	[INITRD_NO_TRAILER] = {INITRD_WARN, "the cpio archive has no end mark; is the file whole?"},
	[INITRD_IS_FILESYSTEM] = {INITRD_WARN, "%w and no cpio archive; Linux takes it with "
					       "root=/dev/ram0 at best"},
	[INITRD_IS_OTHER] = {INITRD_WARN, "%w and nothing that Linux unpacks as an initrd"},
	[INITRD_IS_UNKNOWN] = {INITRD_WARN, "nothing that Linux is known to unpack as an initrd"},
	[INITRD_UNALIGNED] = {INITRD_WARN, "a cpio archive begins at no multiple of 4 bytes, Linux "
					   "overlooks it; fill up with zeroes before it"},
	[INITRD_JUNK] = {INITRD_WARN, "what follows the archive is none, Linux stops there"},
};

static bool stop_check(struct initrd_check *c, enum initrd_reason reason, const char *what)
{
	c->stopped = true;
	c->reason = reason;
	c->what = what;
	return false;
}

/* Keep the first warning for the verdict, and continue the walk. */
static void warn_check(struct initrd_check *c, enum initrd_reason reason, const char *what)
{
	if (c->warning)
		return;
	c->warning = reason;
	c->warning_what = what;
}

/* No member begins at offset @at. Linux stops there, and keeps the files unpacked so far. */
static bool stop_at_junk(struct initrd_check *c, uint64_t at)
{
	bool digit = begins_with_magic(c->magic, c->magic_len, (const uint8_t *)"07070", 5);

	c->reason_at = c->part.start + at;
	if (c->members || c->cpio.entries)
		return stop_check(c, digit ? INITRD_UNALIGNED : INITRD_JUNK, NULL);
	return stop_check(c, INITRD_IS_UNKNOWN, NULL);
}

/* --- the walk ------------------------------------------------------------------------------- */

static void member_starts(struct initrd_check *c)
{
	initrd_walk_start(&c->walk, c->cpio.walk.at, 0);
	if (c->format->start)
		c->format->start(&c->of, &c->walk);
}

/* Judge the archive inside a whole member. */
static bool judge_inside(struct initrd_check *c, const struct initrd_inside *i)
{
	struct rd look = rd_of(i->look, i->look_len);
	enum initrd_reason reason;
	const char *name;

	if (initrd_cpio_inside(&i->cpio) && !i->strange)
		return stop_check(c, INITRD_INSIDE_CUT, c->format->name);
	if (i->cpio.sums)
		warn_check(c, INITRD_CPIO_SUMS, NULL);
	if (!i->strange) {
		c->members += i->cpio.entries > 0;
		c->hollow = !i->cpio.entries;
		return true;
	}
	c->members++;
	if (i->cpio.entries) {
		warn_check(c, INITRD_JUNK, NULL);
		return true;
	}
	reason = look_at(look);
	if (reason)
		return stop_check(c, reason, NULL);
	name = find_filesystem(look, NULL);
	warn_check(c, name ? INITRD_IS_FILESYSTEM : INITRD_IS_UNKNOWN, name);
	return true;
}

static bool member_ends(struct initrd_check *c)
{
	const struct initrd_inside *inside = inside_of(c);
	bool ok = true;

	c->inflated = c->format->feed == feed_gzip && !c->members;
	c->lzma_ended = c->lzma_ended || c->format->feed == feed_lzma;
	if (inside)
		ok = judge_inside(c, inside);
	else if (c->walk.hollow)
		c->hollow = true;
	else
		c->members++;
	c->format = NULL;
	c->magic_len = 0;
	initrd_cpio_start(&c->cpio, c->walk.at);
	return ok;
}

/* Linux's lz4 takes the bytes behind a frame for its next block. */
static bool member_alien(struct initrd_check *c)
{
	bool lz4 = c->format->field == initrd_lz4_field;
	uint64_t at = c->walk.at - 4;

	if (!lz4)
		return stop_check(c, INITRD_IS_DAMAGED, c->format->name);
	c->reason_at = c->part.start + at;
	if (may_become(c->walk.buf, 4) || find_wrong(c->walk.buf, 4) ||
	    begins_with_magic(c->walk.buf, 4, (const uint8_t *)"0707", 4))
		return stop_check(c, INITRD_LZ4_FOLLOWED, "lz4");
	return stop_check(c, c->of.lz4.doubtful ? INITRD_LZ4_FOLLOWED : INITRD_IS_DAMAGED, "lz4");
}

static const char *xz_check_name(uint8_t check)
{
	return check == 4 ? "CRC64" : check == 10 ? "SHA-256" : "unknown";
}

static bool feed_member(struct initrd_check *c, struct rd *in)
{
	enum initrd_step step = c->format->field
					? initrd_walk_run(&c->walk, in, &c->of, c->format->field)
					: c->format->feed(c, in);

	if (c->walk.reason == INITRD_ZSTD_WINDOW)
		warn_check(c, INITRD_ZSTD_WINDOW, "zstd");
	switch (step) {
	case INITRD_STEP_ON: return true;
	case INITRD_STEP_DONE: return member_ends(c);
	case INITRD_STEP_ALIEN: return member_alien(c);
	default:
		if (c->walk.reason == INITRD_XZ_CHECK)
			c->detail = xz_check_name(c->of.xz.check);
		return stop_check(c, c->walk.reason, c->format->name);
	}
}

/* Between members: collect the magic of the next member, then feed the magic to its walk. */
static bool find_member(struct initrd_check *c, struct rd *in)
{
	enum initrd_reason reason;
	struct rd magic;

	while (c->magic_len < sizeof c->magic && rd_left(in))
		c->magic[c->magic_len++] = rd_u8(in);
	if (c->magic_len < sizeof c->magic)
		return true;
	reason = find_wrong(c->magic, sizeof c->magic);
	if (reason == INITRD_IS_LZ4_FRAME || (reason == INITRD_IS_ZSTD_SKIP && !c->members))
		return stop_check(c, reason, NULL);
	c->format = find_format(c->magic, sizeof c->magic);
	if (!c->format)
		return stop_at_junk(c, c->cpio.walk.at);
	member_starts(c);
	magic = rd_of(c->magic, sizeof c->magic);
	return feed_member(c, &magic);
}

static bool feed_cpio(struct initrd_check *c, struct rd *in)
{
	enum initrd_step step = initrd_cpio_feed(&c->cpio, in);

	if (c->cpio.sums)
		warn_check(c, INITRD_CPIO_SUMS, NULL);
	switch (step) {
	case INITRD_STEP_ON: return true;
	case INITRD_STEP_ALIEN:
		if (!initrd_cpio_inside(&c->cpio))
			return find_member(c, in);
		return stop_at_junk(c, c->cpio.walk.at);
	default: return stop_check(c, c->cpio.walk.reason, "cpio");
	}
}

static void keep_tail(struct initrd_check *c, struct rd bytes)
{
	size_t n = rd_left(&bytes);

	if (n >= sizeof c->tail) {
		memcpy(c->tail, bytes.p + n - sizeof c->tail, sizeof c->tail);
	} else {
		memmove(c->tail, c->tail + n, sizeof c->tail - n);
		memcpy(c->tail + sizeof c->tail - n, bytes.p, n);
	}
}

static void walk_part(struct initrd_check *c, struct rd bytes)
{
	struct rd in = bytes;
	bool ok = true;

	if (rd_left(&in) > c->left)
		in = rd_sub(&bytes, (size_t)c->left);
	c->left -= rd_left(&in);
	keep_tail(c, in);
	while (!c->stopped && ok && rd_left(&in))
		ok = c->format	    ? feed_member(c, &in)
		     : c->magic_len ? find_member(c, &in)
				    : feed_cpio(c, &in);
}

/* --- the head ------------------------------------------------------------------------------- */

/* Add @bytes, which begin at offset @at of the file, to the sum that a uImage's header has. */
static void add_to_uimage(struct initrd_check *c, struct rd bytes, uint64_t at)
{
	uint64_t left = c->need > at ? c->need - at : 0;
	size_t n = rd_left(&bytes) < left ? rd_left(&bytes) : (size_t)left;

	if (n)
		c->sum = (uint32_t)crc32_z(c->sum, bytes.p, n);
}

static bool begin_uimage(struct initrd_check *c, struct rd head)
{
	struct uimage image;
	int reason = uimage_read(head, 0, &image);

	if (reason) {
		c->detail = uimage_str(reason);
		return stop_check(c, reason == UIMAGE_SHORT ? INITRD_IS_CUT : INITRD_UIMAGE_BAD,
				  "uImage");
	}
	if (image.type != UIMAGE_RAMDISK && image.type != UIMAGE_MULTI)
		return stop_check(c, INITRD_UIMAGE_TYPE, "uImage");
	c->part.n_parts = image.n_parts;
	c->need = UIMAGE_HEADER + (uint64_t)image.size;
	c->sum_want = image.data_sum;
	add_to_uimage(c, rd_of(head.p + UIMAGE_HEADER, rd_left(&head) - UIMAGE_HEADER),
		      UIMAGE_HEADER);
	/* As in U-Boot: of several files the ramdisk is the second. */
	c->part.len = uimage_part(head, &image, image.n_parts > 1, &c->part.start);
	c->left = c->part.len;
	return true;
}

static void begin_format(struct initrd_check *c)
{
	struct rd head = rd_of(c->head, c->head_len), look;

	c->begun = true;
	if (uimage_is(head)) {
		if (!begin_uimage(c, head))
			return;
		rd_skip(&head, (size_t)c->part.start);
	}
	look = head;
	if (rd_left(&look) > c->left)
		look = rd_sub(&look, (size_t)c->left);
	if (rd_left(&look) && !find_format(look.p, rd_left(&look)) &&
	    !rd_has(look, 0, "070701", 6) && !rd_has(look, 0, "070702", 6)) {
		enum initrd_reason reason = look_at(look);

		if (reason) {
			stop_check(c, reason, NULL);
			return;
		}
	}
	walk_part(c, head);
}

static void gather_head(struct initrd_check *c, struct rd *bytes)
{
	size_t n = sizeof c->head - c->head_len;

	if (n > rd_left(bytes))
		n = rd_left(bytes);
	rd_copy(bytes, c->head + c->head_len, n);
	c->head_len += n;
}

/* Keep the bytes at the place where an ISO image has its identifier; @bytes begin at offset @at. */
static void gather_iso(struct initrd_check *c, struct rd bytes, uint64_t at)
{
	for (size_t i = 0; i < sizeof c->iso; i++)
		if (ISO_AT + i >= at && ISO_AT + i - at < rd_left(&bytes))
			c->iso[i] = bytes.p[ISO_AT + i - at];
}

void initrd_check_start(struct initrd_check *c)
{
	lzma_end(&c->lzma);
	memset(c, 0, offsetof(struct initrd_check, of));
	c->left = UINT64_MAX;
	initrd_cpio_start(&c->cpio, 0);
}

/* Behind a uImage whose part begins beyond the head there are bytes before the part. */
bool initrd_check_feed(struct initrd_check *c, struct rd bytes)
{
	if (c->fed <= ISO_AT + sizeof c->iso)
		gather_iso(c, bytes, c->fed);
	c->fed += rd_left(&bytes);
	if (!c->begun) {
		gather_head(c, &bytes);
		if (c->head_len == sizeof c->head)
			begin_format(c);
	}
	if (c->need)
		add_to_uimage(c, bytes, c->fed - rd_left(&bytes));
	if (c->begun && !c->stopped) {
		uint64_t walked = c->fed - rd_left(&bytes);

		if (walked < c->part.start)
			rd_skip(&bytes, c->part.start - walked < rd_left(&bytes)
						? (size_t)(c->part.start - walked)
						: rd_left(&bytes));
		walk_part(c, bytes);
	}
	return !c->stopped || reasons[c->reason].verdict < INITRD_CUT;
}

/* --- the end -------------------------------------------------------------------------------- */

static void put_sentence(struct str *why, const char *text, const char *what, const char *detail)
{
	for (const char *mark; (mark = strchr(text, '%')) != NULL; text = mark + 2) {
		str_put(why, (struct view){text, (size_t)(mark - text)});
		str_puts(why, mark[1] == 'w' ? what : detail);
	}
	str_puts(why, text);
}

/* The file ends in a bootconfig: text, its length, its sum and a magic. Linux removes it before it
 * unpacks the initrd (Documentation/admin-guide/bootconfig.rst). */
static bool is_bootconfig(const struct initrd_check *c)
{
	static const char mark[12] = "#BOOTCONFIG\n";
	struct rd tail = rd_of(c->tail, sizeof c->tail);
	uint64_t size = rd_le32(&tail);

	rd_skip(&tail, 4);
	return memcmp(tail.p, mark, sizeof mark) == 0 &&
	       c->fed - c->reason_at == size + sizeof c->tail;
}

/* The file has ended while the walk was going on. */
static enum initrd_reason where_it_ends(struct initrd_check *c)
{
	if (c->format) {
		c->what = c->format->name;
		return c->format->end ? c->format->end(c) : INITRD_IS_CUT;
	}
	if (c->magic_len) {
		c->what = may_become(c->magic, c->magic_len);
		if (c->what)
			return INITRD_IS_CUT;
		stop_at_junk(c, c->cpio.walk.at);
		return c->reason;
	}
	if (initrd_cpio_inside(&c->cpio)) {
		c->what = "cpio";
		return INITRD_IS_CUT;
	}
	if (!c->members && !c->cpio.entries)
		return !c->fed	   ? INITRD_IS_EMPTY
		       : c->hollow ? INITRD_INSIDE_EMPTY
				   : INITRD_IS_ZEROES;
	return c->cpio.open ? INITRD_NO_TRAILER : INITRD_FINE;
}

/* The reason for a file that cannot be walked from its start. */
static enum initrd_reason name_unknown(struct initrd_check *c)
{
	struct rd head = rd_of(c->head, c->head_len);
	const char *name = find_filesystem(head, c->iso);

	if (name) {
		c->what = name;
		return INITRD_IS_FILESYSTEM;
	}
	c->what = c->part.n_parts ? NULL : s390_image_instead(head);
	return c->what ? INITRD_IS_OTHER : INITRD_IS_UNKNOWN;
}

enum initrd_verdict initrd_check_end(struct initrd_check *c, uint64_t total, struct str *why)
{
	enum initrd_reason reason;

	if (!c->begun)
		begin_format(c);
	lzma_end(&c->lzma);
	reason = c->stopped ? c->reason : where_it_ends(c);
	if (reason == INITRD_IS_UNKNOWN)
		reason = name_unknown(c);
	if (c->fed < c->need && (!c->stopped || reasons[reason].verdict < INITRD_CUT)) {
		reason = INITRD_IS_CUT;
		c->what = "uImage";
	}
	if (c->fed >= c->need && c->sum != c->sum_want && reasons[reason].verdict < INITRD_CUT) {
		reason = INITRD_IS_DAMAGED;
		c->what = "uImage";
	}
	if (c->reason_at && is_bootconfig(c))
		reason = INITRD_FINE;
	if (c->fed < total && reasons[reason].verdict < INITRD_CUT) {
		str_fmt(why, "the file is cut off after %llu of %llu bytes",
			(unsigned long long)c->fed, (unsigned long long)total);
		return INITRD_CUT;
	}
	if (reason == INITRD_FINE && c->warning) {
		reason = c->warning;
		c->what = c->warning_what;
	}
	if (!c->part.n_parts)
		c->part.len = c->fed;
	put_sentence(why, reasons[reason].text, c->what ? c->what : "", c->detail ? c->detail : "");
	return reasons[reason].verdict;
}

/* A walk that is still inside a packed member ended with a file that its format allows to end there. Linux'
 * decoder of lzma may leave the last byte of the stream to whoever looks for the next member. */
bool initrd_check_may_grow(const struct initrd_check *c)
{
	return c->begun && !c->lzma_ended && !c->stopped && !c->warning && !c->format &&
	       !c->magic_len;
}

struct rd initrd_check_content(const struct initrd_check *c, uint64_t *ret_len)
{
	bool known = c->inflated && !c->format;

	*ret_len = known ? c->of.gzip.inside.unpacked : 0;
	return rd_of(c->of.gzip.inside.look, known ? c->of.gzip.inside.look_len : 0);
}
