/* SPDX-License-Identifier: MIT
 * pxe/resolver.h - the workstation's name servers. Layer: adapter. Callers: load_fetch.c,
 * cmd_get.c.
 */
#ifndef PXE_RESOLVER_H
#define PXE_RESOLVER_H

#include "pxe/fetch/fetch.h"

/** resolver_read() - fill @conf's name servers and domain from /etc/resolv.conf, which stands in
 * for the DHCP options that the loader gets them from. The domain lives until the next call. */
void resolver_read(struct fetch_conf *conf);

#endif
