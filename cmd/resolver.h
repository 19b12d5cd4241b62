/* SPDX-License-Identifier: MIT
 * cmd/resolver.h - the DNS servers of a workstation. Layer: adapter. Callers: cmd/load.c,
 * cmd/get.c.
 */
#ifndef CMD_RESOLVER_H
#define CMD_RESOLVER_H

#include "pxe/fetch/fetch.h"

/** resolver_read() - fill @conf's DNS servers and search list from /etc/resolv.conf, where the loader
 *  takes DHCP options 6, 15 and 119. The list lives until the next call. A missing file leaves both
 *  empty. */
void resolver_read(struct fetch_conf *conf);

#endif
