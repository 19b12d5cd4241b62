/* SPDX-License-Identifier: MIT */
#include "pxe/http/url.h"

#include <string.h>

bool http_packed_name(struct view path)
{
	static const char *const ends[] = {".gz", ".tgz", ".xz", ".zst", ".bz2", ".lz4", ".lzma"};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (view_iends(path, ends[i]))
			return true;
	return false;
}

/* RFC 3986 allows these characters in path and query. A '%' stays only before two hex digits. */
static bool may_stand(const char *p)
{
	static const char marks[] = "-._~!$&'()*+,;=:@/?";
	struct view pair = {.p = p + 1, .n = 2};
	uint8_t byte;

	if (*p == '%')
		return p[1] && p[2] && text_hex(pair, &byte, 1);
	return (text_lower(*p) >= 'a' && text_lower(*p) <= 'z') || (*p >= '0' && *p <= '9') ||
	       memchr(marks, *p, sizeof marks - 1);
}

static const char *scheme_name(enum pxe_scheme scheme)
{
	switch (scheme) {
	case PXE_HTTP: return "http";
	case PXE_HTTPS: return "https";
	case PXE_FTP: return "ftp";
	case PXE_TFTP:
	case PXE_UNKNOWN_SCHEME:
	default: return "tftp";
	}
}

bool http_url(struct str *s, const struct pxe_target *t)
{
	str_fmt(s, "%s://", scheme_name(t->scheme));
	pxe_url_host(s, t, false);
	str_fmt(s, ":%u/", t->port);
	for (const char *p = t->path; *p; p++) {
		uint8_t byte = (uint8_t)*p;

		if (may_stand(p)) {
			str_putc(s, *p);
		} else {
			str_putc(s, '%');
			str_hex(s, &byte, 1, 0);
		}
	}
	return !s->cut;
}

/* --- redirects -------------------------------------------------------------------------------- */

/* Append the part of @from that completes the relative reference @location (RFC 3986 4.2, 5.2). */
static void put_base(struct str *s, const struct pxe_target *from, struct view location)
{
	struct view path = view_of(from->path);
	const char *query = path.n ? memchr(path.p, '?', path.n) : NULL;

	str_fmt(s, "%s:", scheme_name(from->scheme));
	if (view_starts(location, "//"))
		return;
	str_puts(s, "//");
	pxe_url_host(s, from, true);
	str_fmt(s, ":%u", from->port);
	if (view_starts(location, "/"))
		return;
	str_putc(s, '/');
	if (query)
		path.n = (size_t)(query - path.p);
	if (!view_starts(location, "?"))
		while (path.n && path.p[path.n - 1] != '/')
			path.n--;
	str_put(s, path);
}

/* The login is for the server that it was typed for: the same host and port, or its HTTPS. */
static void keep_login(const struct pxe_target *from, struct pxe_target *to)
{
	bool safer = from->scheme == PXE_HTTP && to->scheme == PXE_HTTPS;

	if (to->user[0] || !view_ieq(view_of(from->host), view_of(to->host)))
		return;
	if (!safer && (from->scheme != to->scheme || from->port != to->port))
		return;
	text_copy(to->user, sizeof to->user, view_of(from->user));
	text_copy(to->password, sizeof to->password, view_of(from->password));
}

int http_redirect(const struct pxe_target *from, struct view location, struct str *scratch,
		  struct pxe_target *ret)
{
	int bad;

	if (!pxe_url_escapes(location))
		put_base(scratch, from, location);
	str_put(scratch, location);
	if (scratch->cut)
		return PXE_URL_TOO_LONG;
	bad = pxe_url_resolve(view_of(""), (struct view){.p = scratch->p, .n = scratch->n}, ret);
	if (bad)
		return bad;
	if (!ret->host[0])
		return PXE_URL_BAD_HOST;
	if (ret->scheme != PXE_HTTPS && (ret->scheme != PXE_HTTP || from->scheme != PXE_HTTP))
		return HTTP_REDIRECT_DOWN;
	keep_login(from, ret);
	return 0;
}

bool http_inner_address(const struct netaddr *a)
{
	static const uint8_t loopback[16] = {[15] = 1};
	uint32_t addr = netaddr_to_ip4(a);

	if (netaddr_is_ip6(a))
		return netaddr_is_link_local(a) || !netaddr_is_host(a) ||
		       memcmp(a->b, loopback, sizeof loopback) == 0;
	return addr >> 24 == 127 || addr >> 24 == 0 || addr >> 16 == 0xa9fe || addr >> 28 >= 0xe;
}
