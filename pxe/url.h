/* SPDX-License-Identifier: MIT
 * pxe/url.h - from a name in a configuration to scheme, host, port and path. Layer: pure.
 *
 * The rules are PXELINUX's: a name is a suffix of the current directory's text unless it says
 * itself where it lives. No path is normalised: "dir/" and "/k" give "dir//k".
 */
#ifndef PXE_URL_H
#define PXE_URL_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Longest path, and longest host name (RFC 1035 2.3.4), without the NUL. */
#define PXE_PATH_MAX 4096
#define PXE_HOST_MAX 255

enum pxe_scheme { PXE_TFTP, PXE_HTTP, PXE_HTTPS, PXE_FTP, PXE_UNKNOWN_SCHEME };

/** struct pxe_target - one file on one server */
struct pxe_target {
	enum pxe_scheme scheme;
	char host[PXE_HOST_MAX + 1]; /* name or dotted quad; empty = the default server */
	bool host_optional;	     /* "host::path": an unknown host means the default server */
	uint16_t port;		     /* never 0: the scheme's own when the text has none */
	char path[PXE_PATH_MAX + 1]; /* as TFTP asks for it: no slash in front that was not typed */
};

enum pxe_url_error {
	PXE_URL_TOO_LONG = 1,
	PXE_URL_BAD_HOST,
	PXE_URL_BAD_PORT,
	PXE_URL_HAS_NUL,
};

/** pxe_url_str() - what is wrong, in words; never NULL */
const char *pxe_url_str(int error);

/** pxe_url_scheme() - how a URL says it; "?" for PXE_UNKNOWN_SCHEME */
const char *pxe_url_scheme(enum pxe_scheme scheme);

/** pxe_url_escapes() - @name says itself where it lives: "scheme://..." or "host::path", judged by
 *  its first colon as PXELINUX does. "a:b" does not. */
bool pxe_url_escapes(struct view name);

/**
 * pxe_url_resolve() - where @name lives when the current directory is @cwd
 * @cwd:  a plain text prefix, "host::prefix" or a URL; empty = the root of the default server
 * @name: as written in the configuration
 * @ret:  written only on success; holds its own copy of everything
 *
 * A name that does not escape is appended to @cwd as it is. In URLs the path is what follows the
 * first slash after the host, without its #fragment; for tftp it is %-unescaped once and cut at
 * the first ';' (";type=octet"), for http, https and ftp it stays as it was typed. "host::path" and
 * plain prefixes are taken literally. A user and password before '@' are dropped. %00 and NUL bytes
 * are refused: they would hide the rest. Return: 0 or enum pxe_url_error.
 */
int pxe_url_resolve(struct view cwd, struct view name, struct pxe_target *ret)
	__attribute__((warn_unused_result));

/** pxe_url_text() - append "scheme://host[:port]/path" printable, for logs; @max characters of
 * path. An empty host is left out. */
void pxe_url_text(struct str *s, const struct pxe_target *t, size_t max);

#endif
