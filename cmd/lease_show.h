/* SPDX-License-Identifier: MIT
 * cmd/lease_show.h - print a lease for people or as JSON. Layer: main. Callers: cmd/dhcp.c.
 */
#ifndef CMD_LEASE_SHOW_H
#define CMD_LEASE_SHOW_H

#include "dhcp/client.h"

#include <stdio.h>

/** lease_show_text() - one "name: value" a line, only what is there; text from the network is made
 *  printable */
void lease_show_text(FILE *out, const char *ifname, const struct dhcp_client *c);

/** lease_show_json() - one object; docs/dhcp.1 names its members, which scripts rely on */
void lease_show_json(FILE *out, const char *ifname, const struct dhcp_client *c);

#endif
