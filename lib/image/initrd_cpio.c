/* SPDX-License-Identifier: MIT */
#include "lib/image/initrd_walk.h"

#include "lib/text.h"

#include <string.h>

#define CPIO_HEADER	  110u
#define CPIO_MAGIC_LEN	  6u
#define CPIO_MODE_AT	  14u
#define CPIO_FILESIZE_AT  54u
#define CPIO_NAMESIZE_AT  94u
#define CPIO_SUM_AT	  102u
#define CPIO_NAMESIZE_MAX 4096u /* PATH_MAX: Linux skips an entry with a longer one */
#define CPIO_ALIGN	  4u
#define CPIO_FILE_TYPE	  0170000u /* bits of the mode */
#define CPIO_REGULAR	  0100000u
#define CPIO_END_MARK	  "TRAILER!!!" /* with its NUL, which is counted */

void initrd_cpio_start(struct initrd_cpio *c, uint64_t at)
{
	initrd_walk_start(&c->walk, at, 0);
	c->state = INITRD_CPIO_BETWEEN;
	c->rest = c->entries = 0;
	c->open = c->sums = false;
	c->data_at = c->data_end = 0;
}

/* Missing padding behind an end mark does no harm. */
bool initrd_cpio_inside(const struct initrd_cpio *c)
{
	bool at_end = c->state == INITRD_CPIO_NAME && !c->walk.want && !c->open;

	return c->state != INITRD_CPIO_BETWEEN && !(at_end && c->walk.skip < CPIO_ALIGN);
}

static uint64_t cpio_aligned(uint64_t n)
{
	return (n + CPIO_ALIGN - 1) / CPIO_ALIGN * CPIO_ALIGN;
}

/* Read the eight hex digits at offset @at. Return: false = they are no hex digits */
static bool get_cpio_number(struct rd header, size_t at, uint32_t *ret)
{
	uint8_t v[4] = {0};
	struct rd bytes = rd_of(v, sizeof v);

	rd_skip(&header, at);
	if (rd_left(&header) < 8 ||
	    !text_hex((struct view){(const char *)header.p, 8}, v, sizeof v))
		return false;
	*ret = rd_be32(&bytes);
	return true;
}

/* The sum of the format "crc" is that of the data's bytes. Linux compares it for files; of a file with
 * several names, all but one have no data and any sum. */
static void expect_sum(struct initrd_cpio *c, const struct initrd_walk *w, struct rd header)
{
	uint32_t mode = 0, file_size = 0, name_size = 0;

	c->sums = true;
	c->sum = 0;
	get_cpio_number(header, CPIO_MODE_AT, &mode);
	get_cpio_number(header, CPIO_FILESIZE_AT, &file_size);
	get_cpio_number(header, CPIO_NAMESIZE_AT, &name_size);
	get_cpio_number(header, CPIO_SUM_AT, &c->sum_want);
	if (!file_size || (mode & CPIO_FILE_TYPE) != CPIO_REGULAR)
		return;
	c->data_at = w->at + cpio_aligned(CPIO_HEADER + name_size) - CPIO_HEADER;
	c->data_end = c->data_at + file_size;
}

/* @bytes, which begin at offset @at, were passed over. */
static void add_to_sum(struct initrd_cpio *c, uint64_t at, struct rd bytes)
{
	uint64_t end = at + rd_left(&bytes);

	if (at < c->data_at && c->data_at <= end) {
		rd_skip(&bytes, (size_t)(c->data_at - at));
		at = c->data_at;
	}
	for (; at >= c->data_at && at < c->data_end && rd_left(&bytes); at++)
		c->sum += rd_u8(&bytes);
}

static enum initrd_step get_member_header(struct initrd_cpio *c, struct initrd_walk *w,
					  struct rd header)
{
	struct view magic = {(const char *)header.p, CPIO_MAGIC_LEN};
	uint32_t file_size, name_size, other;

	if (view_is(magic, "070707"))
		return initrd_walk_bad(w, INITRD_IS_CPIO_ODC);
	if (!view_is(magic, "070701") && !view_is(magic, "070702")) {
		w->at -= CPIO_HEADER;
		return INITRD_STEP_ALIEN;
	}
	for (size_t at = CPIO_MAGIC_LEN; at < CPIO_HEADER; at += 8)
		if (!get_cpio_number(header, at, &other))
			return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	if (!get_cpio_number(header, CPIO_FILESIZE_AT, &file_size) ||
	    !get_cpio_number(header, CPIO_NAMESIZE_AT, &name_size) || !name_size ||
	    name_size > CPIO_NAMESIZE_MAX)
		return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	c->data_at = c->data_end = 0;
	if (view_is(magic, "070702"))
		expect_sum(c, w, header);
	c->rest = cpio_aligned(CPIO_HEADER + name_size) - CPIO_HEADER + cpio_aligned(file_size);
	c->state = INITRD_CPIO_NAME;
	w->want = name_size < sizeof CPIO_END_MARK ? name_size : sizeof CPIO_END_MARK;
	return INITRD_STEP_ON;
}

static enum initrd_step get_member_name(struct initrd_cpio *c, struct initrd_walk *w,
					struct rd name)
{
	c->open = rd_left(&name) != sizeof CPIO_END_MARK ||
		  memcmp(name.p, CPIO_END_MARK, sizeof CPIO_END_MARK) != 0;
	c->entries++;
	w->skip = c->rest - rd_left(&name);
	w->want = 0;
	return INITRD_STEP_ON;
}

static enum initrd_step get_cpio_field(struct initrd_walk *w, void *of, struct rd bytes)
{
	struct initrd_cpio *c = of;

	return c->state == INITRD_CPIO_HEADER ? get_member_header(c, w, bytes)
					      : get_member_name(c, w, bytes);
}

static void skip_zeroes(struct initrd_walk *w, struct rd *in)
{
	const uint8_t *from = in->p, *p = from;

	while (p < in->end && !*p)
		p++;
	rd_skip(in, (size_t)(p - from));
	w->at += (size_t)(p - from);
}

enum initrd_step initrd_cpio_feed(struct initrd_cpio *c, struct rd *in)
{
	struct initrd_walk *w = &c->walk;

	for (;;) {
		enum initrd_step step;
		struct rd from;
		uint64_t at;

		if (c->state == INITRD_CPIO_BETWEEN) {
			skip_zeroes(w, in);
			if (!rd_left(in))
				return INITRD_STEP_ON;
			if (*in->p != '0' || w->at % CPIO_ALIGN)
				return INITRD_STEP_ALIEN;
			c->state = INITRD_CPIO_HEADER;
			w->want = CPIO_HEADER;
		}
		from = *in;
		at = w->at;
		step = initrd_walk_run(w, in, c, get_cpio_field);
		if (c->data_end)
			add_to_sum(c, at, rd_sub(&from, rd_left(&from) - rd_left(in)));
		if (step != INITRD_STEP_DONE)
			return step;
		if (c->data_end && c->sum != c->sum_want)
			return initrd_walk_bad(w, INITRD_IS_DAMAGED);
		c->state = INITRD_CPIO_BETWEEN;
	}
}
