/* SPDX-License-Identifier: MIT
 * Where a file is to be had: the addresses of a host or of the default server, then mirrors. */
#include "pxe/fetch/internal.h"

#include "lib/log.h"

#include <string.h>

/* Servers that were left for others: the last choice from then on. */
static uint32_t lost[8];
/* The mirror that the last change of hosts led to; 0 = none. All files have the same ones. */
static unsigned good_mirror;

static bool is_lost(uint32_t addr)
{
	for (unsigned i = 0; i < sizeof lost / sizeof *lost; i++)
		if (lost[i] == addr)
			return true;
	return false;
}

static void note_lost(uint32_t addr)
{
	static unsigned oldest;

	if (!is_lost(addr))
		lost[oldest++ % (sizeof lost / sizeof *lost)] = addr;
}

void fetch_place_take(struct fetch *f, const uint32_t *addr, unsigned n)
{
	f->at.n = f->nth = 0;
	for (unsigned i = 0; i < n; i++)
		if (addr[i])
			f->at.addr[f->at.n++] = addr[i];
	f->left = f->at.n ? f->at.n - 1 : 0;
	for (unsigned i = f->at.n; i-- > 0;)
		if (!is_lost(f->at.addr[i]))
			f->nth = i;
	f->server = f->at.n ? f->at.addr[f->nth] : 0;
}

static bool next_address(struct fetch *f)
{
	if (!f->left)
		return false;
	note_lost(f->server);
	f->left--;
	f->nth = (f->nth + 1) % f->at.n;
	f->server = f->at.addr[f->nth];
	f->move = FETCH_NEXT_ADDR;
	return true;
}

static bool next_mirror(struct fetch *f)
{
	static struct pxe_target to;
	struct view url;

	while ((url = view_word(&f->mirrors)).n) {
		f->mirror++;
		if (pxe_url_resolve(url, f->conf.name, &to) || to.scheme == PXE_UNKNOWN_SCHEME)
			continue;
		f->target = to;
		f->move = FETCH_NEXT_HOST;
		return true;
	}
	return false;
}

void fetch_place_first(struct fetch *f)
{
	f->mirrors = view_of(f->conf.mirrors ? f->conf.mirrors : "");
	while (f->mirror < good_mirror && next_mirror(f))
		;
	f->move = FETCH_STAY;
}

bool fetch_place_more(const struct fetch *f)
{
	return f->left || view_trim(f->mirrors).n;
}

bool fetch_place_next(struct fetch *f)
{
	char text[FETCH_WHY_MAX];
	struct str next = str_of(text, sizeof text);

	if (!next_address(f) && !next_mirror(f)) {
		good_mirror = 0;
		return false;
	}
	if (f->move == FETCH_NEXT_ADDR) {
		str_ip4(&next, f->server);
	} else {
		good_mirror = f->mirror;
		f->server = 0;
		pxe_url_text(&next, &f->target, FETCH_PATH_SHOWN);
	}
	log_warn("%s, going on with %s", f->why, text);
	return true;
}
