/* SPDX-License-Identifier: MIT */
#include "pxe/url.h"

#include "lib/netaddr.h"

#include <string.h>

struct scheme {
	char name[6];
	uint16_t port;
};

static const struct scheme schemes[PXE_UNKNOWN_SCHEME] = {
	[PXE_TFTP] = {"tftp", 69},
	[PXE_HTTP] = {"http", 80},
	[PXE_HTTPS] = {"https", 443},
	[PXE_FTP] = {"ftp", 21},
};

enum form { PLAIN, OLD_TFTP, URL };

const char *pxe_url_str(int error)
{
	switch (error) {
	case 0: return "fine";
	case PXE_URL_TOO_LONG: return "name too long";
	case PXE_URL_BAD_HOST: return "not a host name or address";
	case PXE_URL_IDNA_HOST: return "letters beyond ASCII in the host name; write it as xn--...";
	case PXE_URL_IPV6: return "not an IPv6 address in brackets, as in [fd00::1]";
	case PXE_URL_BAD_PORT: return "not a port number";
	case PXE_URL_LONG_LOGIN: return "user or password too long";
	case PXE_URL_HAS_NUL: return "NUL byte in the name";
	default: return "bad name";
	}
}

/* Cut an address in brackets and a colon off the front of @text. Return: false = it has none; @text stays */
static bool cut_brackets(struct view *text, struct view *ret)
{
	struct view rest = *text, inside;

	if (!view_starts(*text, "[") || !view_until(&rest, ']', &inside) || !view_starts(rest, ":"))
		return false;
	*ret = (struct view){.p = inside.p, .n = inside.n + 1};
	*text = (struct view){.p = rest.p + 1, .n = rest.n - 1};
	return true;
}

/* The first colon, behind the brackets of an address, decides the form. @before: the text in front of that colon. @after: the text
 * behind "://" or "::". Both are written for URL and OLD_TFTP only. */
static enum form url_form_of(struct view text, struct view *before, struct view *after)
{
	struct view rest = text, head;

	if (!cut_brackets(&rest, &head) && (!view_until(&rest, ':', &head) || !rest.p))
		return PLAIN;
	*before = head;
	if (view_starts(rest, "//")) {
		*after = (struct view){.p = rest.p + 2, .n = rest.n - 2};
		return URL;
	}
	if (view_starts(rest, ":")) {
		*after = (struct view){.p = rest.p + 1, .n = rest.n - 1};
		return OLD_TFTP;
	}
	return PLAIN;
}

bool pxe_url_escapes(struct view name)
{
	struct view before, after;

	return url_form_of(name, &before, &after) != PLAIN;
}

/* Letters, digits, '-', '.', '_': other bytes would not be safe in a DNS query or a log line. */
static bool host_ok(struct view host)
{
	for (size_t i = 0; i < host.n; i++) {
		char c = text_lower(host.p[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.' &&
		    c != '_')
			return false;
	}
	return true;
}

/* A path in two pieces, directory and name, which are joined only once the path is checked. */
struct pieces {
	struct view a, b;
};

static char piece_char(const struct pieces *p, size_t i)
{
	return i < p->a.n ? p->a.p[i] : p->b.p[i - p->a.n];
}

/* Cut the path at its first @c. */
static void cut_pieces(struct pieces *p, char c)
{
	for (size_t i = 0; i < p->a.n + p->b.n; i++) {
		if (piece_char(p, i) != c)
			continue;
		p->b.n = i < p->a.n ? 0 : i - p->a.n;
		p->a.n = i < p->a.n ? i : p->a.n;
		return;
	}
}

static int check_path(const struct pieces *p, bool escapes)
{
	size_t n = p->a.n + p->b.n;

	if (n > PXE_PATH_MAX)
		return PXE_URL_TOO_LONG;
	for (size_t i = 0; i < n; i++) {
		if (piece_char(p, i) == '\0')
			return PXE_URL_HAS_NUL;
		if (escapes && n - i > 2 && piece_char(p, i) == '%' &&
		    piece_char(p, i + 1) == '0' && piece_char(p, i + 2) == '0')
			return PXE_URL_HAS_NUL;
	}
	return 0;
}

/* Replace each "%XX" by its byte. A '%' without two hex digits stands for itself. */
static void unescape_text(char *text)
{
	char *to = text;
	uint8_t byte;

	for (const char *p = text; *p; p++) {
		struct view pair = {.p = p + 1, .n = 2};

		if (*p == '%' && p[1] && p[2] && text_hex(pair, &byte, 1)) {
			*to++ = (char)byte;
			p += 2;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
}

/* A target without its path; struct pxe_target itself is too large for the stack. */
struct origin {
	enum pxe_scheme scheme;
	struct view user, password; /* as typed */
	struct view host, zone;
	char ip6[NETADDR_TEXT]; /* where @host lies if it is an IPv6 address */
	uint16_t port;
	bool host_optional;
};

static void commit_target(struct pxe_target *ret, const struct origin *o, const struct pieces *path,
			  bool escapes)
{
	struct str s = str_of(ret->path, sizeof ret->path);

	str_put(&s, path->a);
	str_put(&s, path->b);
	/* In a query or a signed path "%2F" is not "/", so other schemes keep the path as typed. */
	if (escapes && (o->scheme == PXE_TFTP || o->scheme == PXE_UNKNOWN_SCHEME))
		unescape_text(ret->path);
	text_copy(ret->host, sizeof ret->host, o->host);
	text_copy(ret->zone, sizeof ret->zone, o->zone);
	text_copy(ret->user, sizeof ret->user, o->user);
	text_copy(ret->password, sizeof ret->password, o->password);
	unescape_text(ret->user);
	unescape_text(ret->password);
	ret->scheme = o->scheme;
	ret->port = o->port;
	ret->host_optional = o->host_optional;
}

/* The tables that turn other letters into "xn--" (IDNA) are larger than the loader. */
static bool has_other_letters(struct view host)
{
	for (size_t i = 0; i < host.n; i++)
		if ((unsigned char)host.p[i] >= 0x80)
			return true;
	return false;
}

/* @text: an IPv6 address in brackets. Its zone is the name of an interface (RFC 6874). */
static int set_origin_ip6(struct origin *o, struct view text)
{
	struct view inside = {.p = text.p + 1, .n = text.n - 2}, addr;
	struct str s = str_of(o->ip6, sizeof o->ip6);
	struct netaddr a;

	if (text.n < 2 || text.p[text.n - 1] != ']')
		return PXE_URL_IPV6;
	view_until(&inside, '%', &addr);
	if (view_starts(inside, "25"))
		inside = (struct view){.p = inside.p + 2, .n = inside.n - 2};
	if (!netaddr_text(addr, &a) || !netaddr_is_ip6(&a) || inside.n > PXE_ZONE_MAX ||
	    (inside.p && (!inside.n || !host_ok(inside))))
		return PXE_URL_IPV6;
	str_netaddr(&s, &a);
	o->host = view_of(o->ip6);
	o->zone = inside;
	return 0;
}

static int set_origin_host(struct origin *o, struct view host)
{
	if (view_starts(host, "["))
		return set_origin_ip6(o, host);
	o->host = host;
	if (host.n <= PXE_HOST_MAX && host_ok(host))
		return 0;
	return has_other_letters(host) ? PXE_URL_IDNA_HOST : PXE_URL_BAD_HOST;
}

static void set_scheme(struct origin *o, struct view name)
{
	*o = (struct origin){.scheme = PXE_UNKNOWN_SCHEME, .port = 1};
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		if (!view_ieq(name, view_of(schemes[i].name)))
			continue;
		o->scheme = (enum pxe_scheme)i;
		o->port = schemes[i].port;
	}
}

/* "%00" would end user or password early. */
static bool has_nul(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == '\0' || view_starts((struct view){.p = v.p + i, .n = v.n - i}, "%00"))
			return true;
	return false;
}

static int read_login(struct origin *o, struct view text)
{
	if (o->scheme == PXE_TFTP || o->scheme == PXE_UNKNOWN_SCHEME)
		return 0;
	if (has_nul(text))
		return PXE_URL_HAS_NUL;
	view_until(&text, ':', &o->user);
	o->password = text;
	return o->user.n > PXE_LOGIN_MAX || o->password.n > PXE_LOGIN_MAX ? PXE_URL_LONG_LOGIN : 0;
}

/* An IPv6 address without its brackets (RFC 3986 section 3.2.2): a port has no colon. */
static bool is_bare_ip6(struct view host_port)
{
	struct view rest = host_port, part;

	return view_until(&rest, ':', &part) && rest.p && view_until(&rest, ':', &part) && rest.p;
}

/* Cut the host off the front of @text, of which the port is left; its p is NULL without one. */
static int cut_host(struct view *text, struct view *host)
{
	struct view rest = *text;

	if (!view_starts(*text, "[")) {
		if (is_bare_ip6(*text))
			return PXE_URL_IPV6;
		view_until(text, ':', host);
		return 0;
	}
	view_until(&rest, ']', host);
	if (!rest.p || (rest.n && *rest.p != ':'))
		return PXE_URL_IPV6;
	host->n++;
	*text = rest.n ? (struct view){.p = rest.p + 1, .n = rest.n - 1} : (struct view){0};
	return 0;
}

/* Read "user:password@host:port" (RFC 3986 3.2). The last '@' ends the password. */
static int read_authority(struct origin *o, struct view text)
{
	struct view host = view_of(""), login = {.p = text.p, .n = 0};
	uint32_t port;
	int bad;

	while (text.n && memchr(text.p, '@', text.n)) {
		view_until(&text, '@', &host);
		login.n = (size_t)(host.p + host.n - login.p);
	}
	bad = read_login(o, login);
	if (bad)
		return bad;
	if (!text.p)
		return PXE_URL_BAD_HOST;
	bad = cut_host(&text, &host);
	if (!bad)
		bad = set_origin_host(o, host);
	if (bad)
		return bad;
	if (text.p && !text_u32(text, 1, UINT16_MAX, &port))
		return PXE_URL_BAD_PORT;
	if (text.p)
		o->port = (uint16_t)port;
	return 0;
}

/* @rest: the URL behind "//". @suffix: the relative name to append; empty for a whole URL. */
static int resolve_url(struct view scheme, struct view rest, struct view suffix,
		       struct pxe_target *ret)
{
	char joined[PXE_HOST_MAX * 2];
	struct str s = str_of(joined, sizeof joined);
	struct pieces path = {.a = view_of(""), .b = suffix};
	struct view head;
	struct origin o;
	int bad;

	set_scheme(&o, scheme);
	view_until(&rest, '/', &head);
	str_put(&s, head);
	if (rest.p) {
		path.a = rest;
	} else if (suffix.n) { /* the directory ends inside the host name */
		view_until(&suffix, '/', &head);
		str_put(&s, head);
		path.b = suffix;
	}
	if (s.cut)
		return PXE_URL_BAD_HOST;
	cut_pieces(&path, '#');
	if (o.scheme == PXE_TFTP)
		cut_pieces(&path, ';');
	bad = read_authority(&o, (struct view){.p = joined, .n = s.n});
	if (!bad)
		bad = check_path(&path, true);
	if (!bad)
		commit_target(ret, &o, &path, true);
	return bad;
}

static int resolve_literal(struct view host, struct view dir, struct view suffix,
			   struct pxe_target *ret)
{
	struct pieces path = {.a = dir, .b = suffix};
	struct origin o;
	int bad;

	set_scheme(&o, view_of("tftp"));
	bad = set_origin_host(&o, host);
	o.host_optional = host.n > 0;
	if (!bad)
		bad = check_path(&path, false);
	if (!bad)
		commit_target(ret, &o, &path, false);
	return bad;
}

int pxe_url_resolve(struct view cwd, struct view name, struct pxe_target *ret)
{
	struct view before = view_of(""), after, suffix = name;

	if (pxe_url_escapes(name)) {
		cwd = name;
		suffix = view_of("");
	}
	switch (url_form_of(cwd, &before, &after)) {
	case URL: return resolve_url(before, after, suffix, ret);
	case OLD_TFTP: return resolve_literal(before, after, suffix, ret);
	case PLAIN:
	default: return resolve_literal(view_of(""), cwd, suffix, ret);
	}
}

const char *pxe_url_scheme(enum pxe_scheme scheme)
{
	return scheme == PXE_UNKNOWN_SCHEME ? "?" : schemes[scheme].name;
}

void pxe_url_host(struct str *s, const struct pxe_target *t, bool zone)
{
	bool ip6 = strchr(t->host, ':');

	if (!ip6)
		str_puts(s, t->host);
	else if (zone && t->zone[0])
		str_fmt(s, "[%s%%25%s]", t->host, t->zone);
	else
		str_fmt(s, "[%s]", t->host);
}

bool pxe_url_leads(struct view text, bool ip6)
{
	struct view host, part, rest;
	uint32_t addr;

	while (view_until(&text, '/', &host) && text.p && (!host.n || host.p[host.n - 1] == ':'))
		continue;
	for (rest = host; view_until(&rest, '@', &part);)
		host = part;
	if (host.n && host.p[0] == '[')
		return ip6;
	view_until(&host, ':', &part);
	return !ip6 || !text_ip4(part, &addr);
}

void pxe_url_text(struct str *s, const struct pxe_target *t, size_t max)
{
	str_fmt(s, "%s://", pxe_url_scheme(t->scheme));
	pxe_url_host(s, t, true);
	if (t->scheme != PXE_UNKNOWN_SCHEME && schemes[t->scheme].port != t->port)
		str_fmt(s, ":%u", t->port);
	str_putc(s, '/');
	str_printable(s, view_of(t->path), max);
}
