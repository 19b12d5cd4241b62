/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/script.h"

void ipxe_finish(struct ipxe *x, enum ipxe_end end)
{
	x->event = IPXE_STOP;
	x->end = end;
}

void ipxe_spend(struct ipxe *x, uint64_t n)
{
	x->steps += n + (x->pool.moved - x->moved) / 256;
	x->moved = x->pool.moved;
	if (x->steps > x->steps_max && x->event != IPXE_STOP) {
		ipxe_puts(x, "the script goes round in circles, it is stopped\n");
		ipxe_finish(x, IPXE_END_LOOP);
	}
}

void ipxe_refresh(struct ipxe *x)
{
	x->steps = 0;
}

int ipxe_push(struct ipxe *x, struct ipxe_image i)
{
	if (x->depth == IPXE_DEPTH) {
		ipxe_putf(x, "%u scripts have called one another, the run is stopped\n",
			  IPXE_DEPTH);
		ipxe_image_drop(x, &i);
		ipxe_finish(x, IPXE_END_LOOP);
		return IPXE_ELOOP;
	}
	x->frame[x->depth++] = (struct ipxe_frame){.image = i, .op = IPXE_SEMICOLON};
	return 0;
}

void ipxe_pop(struct ipxe *x)
{
	struct ipxe_image *i = &x->frame[--x->depth].image;

	if (i->autofree)
		ipxe_image_drop(x, i);
	else
		ipxe_image_back(x, i);
}

int ipxe_goto(struct ipxe *x, struct view label)
{
	struct ipxe_frame *f = &x->frame[x->depth - 1];
	struct view text = ipxe_pool_get(&x->pool, f->image.text), rest = text;

	/* To look at a line is less work than to run it. */
	for (unsigned lines = 0;; lines++) {
		uint32_t at = (uint32_t)(rest.p - text.p);
		struct view line, found;

		ipxe_spend(x, lines % 8 == 0);
		if (ipxe_lex_line(&rest, x->line, &line) != IPXE_LINE_OK)
			return IPXE_ENOENT;
		if (!ipxe_lex_label(&line, &found) || !view_eq(found, label))
			continue;
		f->next = at;
		x->jumped = true;
		return 0;
	}
}

void ipxe_where(const struct ipxe *x, struct str *out)
{
	const struct ipxe_frame *f = x->depth ? &x->frame[x->depth - 1] : NULL;
	struct view text;
	unsigned line = 1;

	if (!f)
		return;
	text = ipxe_pool_get(&x->pool, f->image.text);
	for (uint32_t i = 0; i < f->line; i++)
		line += text.p[i] == '\n';
	str_printable(out, ipxe_pool_get(&x->pool, f->image.uri), 120);
	str_fmt(out, "%sline %u", out->n ? ": " : "", line);
}
