/* SPDX-License-Identifier: MIT */
#include "lib/image/initrd_walk.h"

#include <string.h>

void initrd_walk_start(struct initrd_walk *w, uint64_t at, unsigned want)
{
	w->at = at;
	w->skip = 0;
	w->want = want;
	w->have = 0;
	w->reason = INITRD_FINE;
	w->hollow = false;
}

enum initrd_step initrd_walk_bad(struct initrd_walk *w, enum initrd_reason reason)
{
	w->reason = reason;
	return INITRD_STEP_BAD;
}

static void pass_over(struct initrd_walk *w, struct rd *in)
{
	size_t n = rd_left(in);

	if (n > w->skip)
		n = (size_t)w->skip;
	rd_skip(in, n);
	w->skip -= n;
	w->at += n;
}

static void gather_field(struct initrd_walk *w, struct rd *in)
{
	size_t n = rd_left(in);

	if (n > w->want - w->have)
		n = w->want - w->have;
	rd_copy(in, w->buf + w->have, n);
	w->have += (unsigned)n;
	w->at += n;
}

enum initrd_step initrd_walk_run(struct initrd_walk *w, struct rd *in, void *of,
				 enum initrd_step (*field)(struct initrd_walk *w, void *of,
							   struct rd bytes))
{
	for (;;) {
		enum initrd_step step;
		struct rd bytes;

		pass_over(w, in);
		if (w->skip)
			return INITRD_STEP_ON;
		if (!w->want)
			return INITRD_STEP_DONE;
		gather_field(w, in);
		if (w->have < w->want)
			return INITRD_STEP_ON;
		bytes = rd_of(w->buf, w->have);
		w->have = 0;
		step = field(w, of, bytes);
		if (step != INITRD_STEP_ON)
			return step;
	}
}
