/* SPDX-License-Identifier: MIT
 * dhcp/dname.h - host names, plain and in DNS wire form. Layer: pure. Caller: dhcp/msg.c.
 */
#ifndef DHCP_DNAME_H
#define DHCP_DNAME_H

#include "lib/bytes.h"
#include "lib/text.h"

/* Characters of the longest name as text (RFC 1035 section 2.3.4). */
#define DHCP_DNAME_MAX 253

/** dhcp_dname_ok() - @v can be a host or domain name: labels of 1..63 letters, digits, '-' and '_';
 *  a dot at the end is allowed. Such a name is safe for shells and terminals. */
bool dhcp_dname_ok(struct view v);

/**
 * dhcp_dname_list() - the search list in option 119 (RFC 3397)
 * @r:   the option, its pieces joined
 * @ret: gets the names with one blank between them; @size bytes
 *
 * Compression pointers must point backwards, and each one further back than the one before, so that
 * every name ends. Names that do not fit into @ret are left out.
 * Return: false when the list is malformed or empty; @ret is then untouched.
 */
bool dhcp_dname_list(struct rd r, char *ret, size_t size);

#endif
