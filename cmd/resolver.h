/* SPDX-License-Identifier: MIT
 * cmd/resolver.h - the workstation's name servers. Layer: adapter. Callers: cmd/load_fetch.c,
 * cmd/get.c.
 */
#ifndef CMD_RESOLVER_H
#define CMD_RESOLVER_H

#include "pxe/fetch/fetch.h"

/** resolver_read() - fill @conf's name servers and domain from /etc/resolv.conf, which stands in
 * for the DHCP options that the loader gets them from. The domain lives until the next call. */
void resolver_read(struct fetch_conf *conf);

#endif
