/* SPDX-License-Identifier: MIT
 * In the block each text stands behind a head: its number and its length. */
#include "pxe/ipxe/pool.h"

#include <string.h>

struct head {
	uint32_t id, n;
};

static uint16_t free_number(struct ipxe_pool *p)
{
	for (uint16_t id = p->spare ? p->spare : 1; id <= p->highest; id++)
		if (!p->text[id].at) {
			p->spare = (uint16_t)(id + 1);
			return id;
		}
	p->spare = 0;
	if (p->highest + 1u >= IPXE_POOL_TEXTS)
		return 0;
	return ++p->highest;
}

/* Close the holes. */
static void compact(struct ipxe_pool *p)
{
	uint32_t to = 0;

	for (uint32_t from = 0; from < p->used;) {
		struct head h;
		uint32_t n;

		memcpy(&h, p->bytes + from, sizeof h);
		n = (uint32_t)sizeof h + h.n;
		if (p->text[h.id].at == from + 1) {
			if (to != from) {
				memmove(p->bytes + to, p->bytes + from, n);
				p->moved += n;
			}
			p->text[h.id].at = to + 1;
			to += n;
		}
		from += n;
	}
	p->used = to;
}

static bool inside(const struct ipxe_pool *p, struct view v)
{
	return v.p >= p->bytes && v.p < p->bytes + sizeof p->bytes;
}

uint16_t ipxe_pool_put(struct ipxe_pool *p, struct view v)
{
	struct head h = {.n = (uint32_t)v.n};
	size_t need = sizeof h + v.n;
	uint16_t id;

	if (v.n > sizeof p->bytes - sizeof h || need > sizeof p->bytes - p->live)
		return 0;
	if (need > sizeof p->bytes - p->used) {
		if (v.n && inside(p, v))
			return 0;
		compact(p);
	}
	id = free_number(p);
	if (!id)
		return 0;
	h.id = id;
	memcpy(p->bytes + p->used, &h, sizeof h);
	if (v.n)
		memcpy(p->bytes + p->used + sizeof h, v.p, v.n);
	p->text[id].at = p->used + 1;
	p->text[id].n = h.n;
	p->used += (uint32_t)need;
	p->live += (uint32_t)need;
	return id;
}

struct view ipxe_pool_get(const struct ipxe_pool *p, uint16_t id)
{
	if (!id)
		return (struct view){.p = "", .n = 0};
	return (struct view){.p = p->bytes + p->text[id].at - 1 + sizeof(struct head),
			     .n = p->text[id].n};
}

void ipxe_pool_drop(struct ipxe_pool *p, uint16_t *id)
{
	if (*id) {
		p->live -= (uint32_t)sizeof(struct head) + p->text[*id].n;
		p->text[*id].at = 0;
		if (!p->spare || *id < p->spare)
			p->spare = *id;
	}
	*id = 0;
}

bool ipxe_pool_replace(struct ipxe_pool *p, uint16_t *id, struct view v)
{
	uint16_t fresh = ipxe_pool_put(p, v);

	if (!fresh)
		return false;
	ipxe_pool_drop(p, id);
	*id = fresh;
	return true;
}
