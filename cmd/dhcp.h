/* SPDX-License-Identifier: MIT
 * cmd/dhcp.h - the `dhcp` command: ask for a lease and print it. Layer: main.
 * Caller: cmd/main.c.
 */
#ifndef CMD_DHCP_H
#define CMD_DHCP_H

/** cmd_dhcp() - run the command. Return: exit status 0 lease printed, 1 none, 2 wrong usage. */
int cmd_dhcp(int argc, char **argv);

#endif
