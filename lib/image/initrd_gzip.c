/* SPDX-License-Identifier: MIT */
#include "lib/image/initrd_walk.h"

#define GZIP_ONLY 16 /* to be added to zlib's window bits */
#define ALIGNMENT 16u

/* zlib allocates twice for a member, its state and its window. Nothing is freed: the next member
 * starts with an empty arena. */
static void *arena_take(void *opaque, unsigned items, unsigned size)
{
	struct initrd_gzip *g = opaque;
	size_t left = sizeof g->arena - g->arena_used, n;
	void *p = g->arena + g->arena_used;

	if (items && size > left / items)
		return NULL;
	n = ((size_t)items * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (n > left)
		return NULL;
	g->arena_used += n;
	return p;
}

static void arena_free(void *opaque, void *p)
{
	(void)opaque;
	(void)p;
}

void initrd_gzip_start(void *of, struct initrd_walk *w)
{
	struct initrd_gzip *g = of;

	(void)w;
	g->arena_used = 0;
	g->z = (z_stream){.zalloc = arena_take, .zfree = arena_free, .opaque = g};
	initrd_inside_start(&g->inside);
	g->inside.blind = inflateInit2(&g->z, MAX_WBITS + GZIP_ONLY) != Z_OK;
}

enum initrd_step initrd_gzip_feed(struct initrd_gzip *g, struct initrd_walk *w, struct rd *in)
{
	size_t given = rd_left(in);
	int r;

	if (g->inside.blind) {
		rd_skip(in, given);
		return INITRD_STEP_ON;
	}
	/* next_in is not const in old zlib headers, and avail_in has 32 bits. */
	g->z.next_in = (void *)(uintptr_t)in->p;
	g->z.avail_in = given < UINT32_MAX ? (unsigned)given : UINT32_MAX;
	given = g->z.avail_in;
	do {
		g->z.next_out = g->inside.out;
		g->z.avail_out = sizeof g->inside.out;
		r = inflate(&g->z, Z_NO_FLUSH);
		initrd_inside_add(&g->inside, sizeof g->inside.out - g->z.avail_out);
	} while (r == Z_OK && (g->z.avail_in || !g->z.avail_out));
	given -= g->z.avail_in;
	rd_skip(in, given);
	w->at += given;
	switch (r) {
	case Z_STREAM_END: return INITRD_STEP_DONE;
	case Z_OK:
	case Z_BUF_ERROR: return INITRD_STEP_ON;
	case Z_MEM_ERROR: g->inside.blind = true; return INITRD_STEP_ON;
	default: return initrd_walk_bad(w, INITRD_IS_DAMAGED);
	}
}
