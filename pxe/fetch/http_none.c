/* SPDX-License-Identifier: MIT
 * In place of pxe/fetch/http.c and all it calls, for HTTP=no. */
#include "pxe/fetch/internal.h"

#include "lib/clock.h"

#include <errno.h>

int fetch_trust(const char *ca, const char *pin)
{
	return ca || pin ? -EPROTONOSUPPORT : 0;
}

bool fetch_http_built(enum pxe_scheme scheme)
{
	(void)scheme;
	return false;
}

bool fetch_http_host(struct fetch *f, struct view *host)
{
	(void)f;
	(void)host;
	return false;
}

void fetch_http_begin(struct fetch *f, uint64_t now)
{
	(void)f;
	(void)now;
}

void fetch_http_again(struct fetch *f, uint64_t now)
{
	(void)f;
	(void)now;
}

void fetch_http_step(struct fetch *f, uint64_t now)
{
	(void)f;
	(void)now;
}

unsigned fetch_http_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS])
{
	(void)f;
	(void)ret;
	return 0;
}

uint64_t fetch_http_deadline(const struct fetch *f)
{
	(void)f;
	return CLOCK_NEVER;
}

void fetch_http_stop(struct fetch *f)
{
	(void)f;
}
