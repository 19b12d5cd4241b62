/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/uri.h"

#include "pxe/ipxe/type.h"

#include <string.h>

static bool scheme_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

static bool cut_behind(struct view *v, char c, struct view *ret)
{
	const char *at = v->n ? memchr(v->p, c, v->n) : NULL;
	size_t n;

	if (!at)
		return false;
	n = (size_t)(at - v->p);
	*ret = view_from(*v, n + 1);
	v->n = n;
	return true;
}

static void cut_params(struct view *v, struct view *ret)
{
	for (size_t i = 0; i + 8 <= v->n; i++) {
		struct view rest = view_from(*v, i);

		if (!view_starts(rest, "##params"))
			continue;
		*ret = view_from(rest, 8);
		v->n = i;
		if (ret->n && ret->p[0] == '=')
			*ret = view_from(*ret, 1);
		else
			ret->n = 0;
		return;
	}
}

struct ipxe_uri ipxe_uri_parse(struct view text)
{
	struct ipxe_uri u = {0};
	struct view fragment;
	size_t n = 0;

	cut_params(&text, &u.params);
	cut_behind(&text, '#', &fragment);
	while (n < text.n && scheme_letter(text.p[n]))
		n++;
	if (n && n < text.n && text.p[n] == ':') {
		u.scheme = (struct view){.p = text.p, .n = n};
		text = view_from(text, n + 1);
		if (!text.n || text.p[0] != '/') {
			u.opaque = text;
			return u;
		}
	}
	cut_behind(&text, '?', &u.query);
	if (u.scheme.p && view_starts(text, "//")) {
		size_t host = 2;

		while (host < text.n && text.p[host] != '/')
			host++;
		u.authority = (struct view){.p = text.p + 2, .n = host - 2};
		text = view_from(text, host);
	}
	u.path = text;
	return u;
}

static void put_part(struct view v, struct str *out)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] <= 0x20 || v.p[i] == 0x7f)
			str_fmt(out, "%%%02X", (unsigned char)v.p[i]);
		else
			str_putc(out, v.p[i]);
}

static void put_root(const struct ipxe_uri *u, struct str *out)
{
	put_part(u->scheme, out);
	str_puts(out, ":");
	if (u->authority.p) {
		str_puts(out, "//");
		put_part(u->authority, out);
	}
}

static void put_query(const struct ipxe_uri *u, struct str *out)
{
	if (!u->query.p)
		return;
	str_putc(out, '?');
	put_part(u->query, out);
}

/* The folder of @base, then @path, whose leading "./" and "../" are obeyed one by one. */
static void put_relative(struct view base, struct view path, struct str *out)
{
	while (base.n && base.p[base.n - 1] != '/')
		base.n--;
	for (;;) {
		if (view_starts(path, "./")) {
			path = view_from(path, 2);
		} else if (view_starts(path, "../")) {
			path = view_from(path, 3);
			if (base.n > 1)
				base.n--;
			while (base.n && base.p[base.n - 1] != '/')
				base.n--;
		} else {
			break;
		}
	}
	if (!base.n)
		str_putc(out, '/');
	put_part(base, out);
	put_part(path, out);
}

bool ipxe_uri_resolve(struct view base, struct view next_server, struct view name, struct str *out)
{
	struct ipxe_uri u = ipxe_uri_parse(name), b = ipxe_uri_parse(base);
	char root[64];
	struct str s = str_of(root, sizeof root);

	if (u.scheme.p) {
		put_root(&u, out);
		put_part(u.opaque, out);
		put_part(u.path, out);
		put_query(&u, out);
		return !out->cut;
	}
	if (!b.scheme.p && next_server.n) {
		str_puts(&s, "tftp://");
		str_put(&s, next_server);
		str_putc(&s, '/');
		b = ipxe_uri_parse((struct view){.p = root, .n = s.n});
	}
	if (!b.scheme.p || b.opaque.p)
		return false;
	put_root(&b, out);
	if (!u.path.n) {
		put_part(b.path, out);
		put_query(u.query.p ? &u : &b, out);
		return !out->cut;
	}
	if (u.path.p[0] == '/')
		put_part(u.path, out);
	else
		put_relative(b.path, u.path, out);
	put_query(&u, out);
	return !out->cut;
}

bool ipxe_uri_fetchable(struct view text)
{
	static const char *const schemes[] = {"http", "https", "tftp", "ftp"};
	struct ipxe_uri u = ipxe_uri_parse(text);

	if (!u.authority.n)
		return false;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (view_ieq(u.scheme, view_of(schemes[i])))
			return true;
	return false;
}

void ipxe_uri_name(struct view text, struct str *out)
{
	struct ipxe_uri u = ipxe_uri_parse(text);
	size_t at = u.path.n;

	while (at && u.path.p[at - 1] != '/')
		at--;
	if (u.opaque.p)
		str_put(out, u.opaque);
	else if (u.path.p)
		ipxe_unescape(view_from(u.path, at), out);
}

bool ipxe_uri_boot_file(struct view next_server, struct view name, struct str *out)
{
	struct ipxe_uri u = ipxe_uri_parse(name);

	if (u.scheme.p && !u.opaque.p) {
		str_put(out, name);
		return !out->cut;
	}
	if (!next_server.n)
		return false;
	str_puts(out, "tftp://");
	str_put(out, next_server);
	str_putc(out, '/');
	str_put(out, name);
	return !out->cut;
}
