/* SPDX-License-Identifier: MIT */
#include "lib/image/initrd_walk.h"

#include <string.h>

#define BLOCK_MARK   0x314159265359ull /* pi */
#define END_MARK     0x177245385090ull /* its square root */
#define MARK_MASK    0xffffffffffffull
#define HEAD_LEN     4u /* BZh and a digit */
#define FIRST_MARK   (HEAD_LEN + 6)
#define SUM_LEN	     4u
#define MAYBE_MIDDLE 16 /* bits between the end of the looked-up byte and the newest bit */

/* At every shift the byte MAYBE_MIDDLE bits back lies wholly inside the mark. */
void initrd_bzip2_start(void *of, struct initrd_walk *w)
{
	struct initrd_bzip2 *b = of;

	(void)w;
	memset(b, 0, sizeof *b);
	for (unsigned shift = 0; shift < 8; shift++) {
		b->maybe[(BLOCK_MARK << shift) >> MAYBE_MIDDLE & 0xff] = 1;
		b->maybe[(END_MARK << shift) >> MAYBE_MIDDLE & 0xff] = 1;
	}
}

/* Find a mark that ends in the newest byte, with up to seven other bits behind it. */
static bool find_mark(struct initrd_bzip2 *b)
{
	for (uint8_t shift = 0; shift < 8; shift++) {
		uint64_t bits = b->window >> shift & MARK_MASK;

		if (bits == BLOCK_MARK || bits == END_MARK) {
			b->last = bits == END_MARK;
			b->shift = shift;
			b->left = SUM_LEN;
			return true;
		}
	}
	return false;
}

/* Take the sum, the 32 bits behind a mark. bzip2 rotates the joined sum by one bit before it adds
 * the sum of a block. */
static enum initrd_step add_sum(struct initrd_bzip2 *b, struct initrd_walk *w)
{
	uint32_t sum = (uint32_t)(b->window >> b->shift);

	if (!b->last) {
		b->sum = (b->sum << 1 | b->sum >> 31) ^ sum;
		b->any = true;
		return INITRD_STEP_ON;
	}
	w->hollow = !b->any;
	return sum == b->sum ? INITRD_STEP_DONE : initrd_walk_bad(w, INITRD_IS_DAMAGED);
}

static enum initrd_step add_byte(struct initrd_bzip2 *b, struct initrd_walk *w, uint8_t byte)
{
	b->window = b->window << 8 | byte;
	if (b->left)
		return --b->left ? INITRD_STEP_ON : add_sum(b, w);
	if (b->begun < FIRST_MARK) {
		b->begun++;
		if (b->begun < FIRST_MARK)
			return INITRD_STEP_ON;
		if (!find_mark(b) || b->shift)
			return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	} else if (b->maybe[b->window >> MAYBE_MIDDLE & 0xff]) {
		find_mark(b);
	}
	return INITRD_STEP_ON;
}

enum initrd_step initrd_bzip2_feed(struct initrd_bzip2 *b, struct initrd_walk *w, struct rd *in)
{
	const uint8_t *from = in->p, *p = from;
	enum initrd_step step = INITRD_STEP_ON;

	while (p < in->end && step == INITRD_STEP_ON)
		step = add_byte(b, w, *p++);
	rd_skip(in, (size_t)(p - from));
	w->at += (size_t)(p - from);
	return step;
}
