/* SPDX-License-Identifier: MIT
 * What is inside of a member that has to be unpacked, and the walk through one of lzma. */
#include "lib/image/initrd_walk.h"

#include <stdlib.h>
#include <string.h>

void initrd_inside_start(struct initrd_inside *i)
{
	i->strange = i->blind = false;
	i->unpacked = 0;
	i->look_len = 0;
	initrd_cpio_start(&i->cpio, 0);
}

void initrd_inside_add(struct initrd_inside *i, size_t n)
{
	struct rd out = rd_of(i->out, n);
	size_t look = sizeof i->look - i->look_len;

	i->unpacked += n;
	if (look > n)
		look = n;
	memcpy(i->look + i->look_len, i->out, look);
	i->look_len += look;
	if (!i->strange && initrd_cpio_feed(&i->cpio, &out) != INITRD_STEP_ON)
		i->strange = true;
}

void initrd_lzma_start(void *of, struct initrd_walk *w)
{
	struct initrd_lzma *l = of;

	(void)w;
	initrd_inside_start(&l->inside);
	l->begun = false;
}

static void *zeroed_alloc(void *opaque, size_t count, size_t size)
{
	(void)opaque;
	return calloc(count, size);
}

/* The dictionary starts as zeroes, so that damaged data cannot bring old bytes of the heap to light. */
static const lzma_allocator zeroed = {.alloc = zeroed_alloc};

/* A header that liblzma does not like may still be one for Linux, which looks less closely. */
enum initrd_step initrd_lzma_feed(struct initrd_lzma *l, lzma_stream *z, struct initrd_walk *w,
				  struct rd *in)
{
	struct initrd_inside *i = &l->inside;
	size_t given = rd_left(in);
	lzma_ret r = LZMA_OK;

	if (!l->begun) {
		z->allocator = &zeroed;
		i->blind = lzma_alone_decoder(z, INITRD_LZMA_MEMORY) != LZMA_OK;
	}
	l->begun = true;
	if (i->blind) {
		w->at += given;
		rd_skip(in, given);
		return INITRD_STEP_ON;
	}
	z->next_in = in->p;
	z->avail_in = given;
	do {
		z->next_out = i->out;
		z->avail_out = sizeof i->out;
		r = lzma_code(z, LZMA_RUN);
		initrd_inside_add(i, sizeof i->out - z->avail_out);
	} while (r == LZMA_OK && (z->avail_in || !z->avail_out));
	given -= z->avail_in;
	rd_skip(in, given);
	w->at += given;
	switch (r) {
	case LZMA_STREAM_END: lzma_end(z); return INITRD_STEP_DONE;
	case LZMA_OK:
	case LZMA_BUF_ERROR: return INITRD_STEP_ON;
	case LZMA_DATA_ERROR: lzma_end(z); return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	default:
		i->blind = true;
		lzma_end(z);
		return INITRD_STEP_ON;
	}
}
