/* SPDX-License-Identifier: MIT
 * pxe/url.h - from a name in a configuration to scheme, host, port and path. Layer: pure.
 * Callers: pxe/plan, pxe/fetch, pxe/http, pxe/session, cmd, tests.
 *
 * The rules are PXELINUX's: a name is appended to the text of the current directory, unless the
 * name has a server of its own ("scheme://host/path", "host::path"). No path is normalised: "dir/"
 * and "/k" give "dir//k".
 */
#ifndef PXE_URL_H
#define PXE_URL_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes of the longest path and of the longest host name, without the NUL. */
#define PXE_PATH_MAX 4096
#define PXE_HOST_MAX 255

/* Bytes of the longest user and of the longest password, without the NUL. */
#define PXE_LOGIN_MAX 127

/* Bytes of the longest zone of an address, the name of an interface, without the NUL. */
#define PXE_ZONE_MAX 15

enum pxe_scheme { PXE_TFTP, PXE_HTTP, PXE_HTTPS, PXE_FTP, PXE_UNKNOWN_SCHEME };

/** struct pxe_target - one file on one server */
struct pxe_target {
	enum pxe_scheme scheme;
	/* Name, dotted quad, or IPv6 address without brackets as RFC 5952 spells it; empty = the
	 * default server. */
	char host[PXE_HOST_MAX + 1];
	char zone[PXE_ZONE_MAX +
		  1];	    /* interface of an IPv6 address (RFC 4007); empty = none named */
	bool host_optional; /* "host::path": an unknown host means the default server */
	/* HTTP, HTTPS, FTP: unescaped; empty = none. Secret: never shown, never handed on. */
	char user[PXE_LOGIN_MAX + 1], password[PXE_LOGIN_MAX + 1];
	uint16_t port;		     /* never 0; the scheme's port when the text has none */
	char path[PXE_PATH_MAX + 1]; /* without the slash behind a URL's host */
};

enum pxe_url_error {
	PXE_URL_TOO_LONG = 1,
	PXE_URL_BAD_HOST,
	PXE_URL_IDNA_HOST,
	PXE_URL_IPV6,
	PXE_URL_BAD_PORT,
	PXE_URL_HAS_NUL,
	PXE_URL_LONG_LOGIN,
};

/** pxe_url_str() - an enum pxe_url_error in words; never NULL */
const char *pxe_url_str(int error);

/** pxe_url_scheme() - the scheme as URLs spell it; "?" for PXE_UNKNOWN_SCHEME */
const char *pxe_url_scheme(enum pxe_scheme scheme);

/** pxe_url_escapes() - @name has a server of its own: "scheme://..." or "host::path". The first
 *  colon decides, as in PXELINUX; "a:b" is a plain name. */
bool pxe_url_escapes(struct view name);

/**
 * pxe_url_resolve() - the target of @name when the current directory is @cwd
 * @cwd:  a plain text prefix, "host::prefix" or a URL; empty = the root of the default server
 * @name: as written in the configuration
 * @ret:  written only on success; holds copies of all texts
 *
 * A name without a server of its own is appended to @cwd unchanged. The path of a URL is the text
 * behind the first slash after the host, without its #fragment. For tftp that path is %-unescaped
 * once and cut at the first ';' (";type=octet"). For http, https and ftp the path stays as typed.
 * "host::path" and plain prefixes are taken literally. An IPv6 address stands in brackets in both forms (RFC
 * 3986 3.2.2), with "%25zone" or "%zone" behind it where it has one. A user and password before '@' are for http,
 * https and ftp; TFTP knows none, and drops them.
 * %00 and NUL bytes are refused, because they would hide the rest of the path. Return: 0 or enum
 * pxe_url_error.
 */
int pxe_url_resolve(struct view cwd, struct view name, struct pxe_target *ret)
	__attribute__((warn_unused_result));

/** pxe_url_leads() - a machine with IPv6 alone (@ip6), or with IPv4 alone, may reach the host of the URL @text:
 *  it is no address of the other family */
bool pxe_url_leads(struct view text, bool ip6);

/** pxe_url_host() - append the host of @t as URLs spell it, IPv6 addresses in brackets; @zone: with the
 *  zone, which is for this machine alone (RFC 6874) */
void pxe_url_host(struct str *s, const struct pxe_target *t, bool zone);

/** pxe_url_text() - append "scheme://host[:port]/path" printable, for logs, with at most @max
 *  characters of the path. An empty host is left out. */
void pxe_url_text(struct str *s, const struct pxe_target *t, size_t max);

#endif
