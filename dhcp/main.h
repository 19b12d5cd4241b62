/* SPDX-License-Identifier: MIT
 * dhcp/main.h - the `dhcp` command: ask for a lease and print it. Layer: main.
 * Caller: pxe/tools.c.
 */
#ifndef DHCP_MAIN_H
#define DHCP_MAIN_H

/** dhcp_main() - run the command. Return: exit status 0 lease printed, 1 none, 2 wrong usage. */
int dhcp_main(int argc, char **argv);

#endif
