/* SPDX-License-Identifier: MIT
 * pxe/ipxe/uri.h - the URIs of scripts, which differ from PXELINUX's names. Layer: pure. Callers:
 * pxe/ipxe/, pxe/session/, cmd/.
 */
#ifndef PXE_IPXE_URI_H
#define PXE_IPXE_URI_H

#include "lib/text.h"

/** struct ipxe_uri - a URI taken apart; views of its text, p NULL = it has no such part */
struct ipxe_uri {
	struct view scheme;
	struct view opaque;    /* of a URI without a path: all behind the scheme */
	struct view authority; /* user, host and port, as written */
	struct view path;
	struct view query;
	struct view params; /* the name behind "##params=", empty for "##params" */
};

/** ipxe_uri_parse() - take @text apart; nothing of it is decoded. "##params", then "#fragment", then
 *  "?query" are cut off */
struct ipxe_uri ipxe_uri_parse(struct view text);

/**
 * ipxe_uri_resolve() - append the absolute URI that @name means in a script of @base
 * @base: empty = the script has none
 * @next_server: a dotted quad, for a script without a URI; empty = unknown
 *
 * A path that begins with a slash is on the same server, "//host/x" too. Blanks and control bytes
 * become %HH, fragment and parameters are left out. Return: false = @name is relative and there is
 * nothing to be relative to, or it does not fit.
 */
bool ipxe_uri_resolve(struct view base, struct view next_server, struct view name, struct str *out);

/** ipxe_uri_fetchable() - whether @text is a URI of a scheme that we speak, and names a host */
bool ipxe_uri_fetchable(struct view text);

/** ipxe_uri_name() - append what an image of the URI @text is called: its last path component,
 *  decoded, else its opaque part */
void ipxe_uri_name(struct view text, struct str *out);

/** ipxe_uri_boot_file() - append the URI of a boot file that DHCP names: an absolute URI as it is, else
 *  tftp://@next_server/ and @name. Return: false = that is needed and empty, or it does not fit */
bool ipxe_uri_boot_file(struct view next_server, struct view name, struct str *out);

#endif
