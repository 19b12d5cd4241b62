/* SPDX-License-Identifier: MIT
 * cmd/pxe.h - the `pxe` command: its subcommands by name. Layer: main.
 */
#ifndef CMD_PXE_H
#define CMD_PXE_H

/**
 * pxe_main() - run the subcommand that argv[1] names
 *
 * The subcommand sees its own name as argv[0]. Return: exit status, 0 done, 1 failed, 2 wrong
 * usage.
 */
int pxe_main(int argc, char **argv);

#endif
