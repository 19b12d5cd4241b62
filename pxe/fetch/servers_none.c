/* SPDX-License-Identifier: MIT
 * In place of pxe/fetch/servers.c, for HTTP=no: other addresses of the same server, and no mirrors. */
#include "pxe/fetch/internal.h"

#include "lib/log.h"

void fetch_place_first(struct fetch *f)
{
	(void)f;
}

void fetch_place_take(struct fetch *f, const uint32_t *addr, unsigned n)
{
	f->left = n;
	for (f->at.n = 0; f->at.n < n; f->at.n++)
		f->at.addr[f->at.n] = addr[f->at.n];
	f->server = addr[0];
}

bool fetch_place_more(const struct fetch *f)
{
	return f->left;
}

bool fetch_place_next(struct fetch *f)
{
	if (++f->nth >= f->at.n || !f->at.addr[f->nth])
		return false;
	f->server = f->at.addr[f->nth];
	f->move = FETCH_NEXT_ADDR;
	log_warn("%s, trying another", f->why);
	return true;
}
