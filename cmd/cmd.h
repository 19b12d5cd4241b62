/* SPDX-License-Identifier: MIT
 * cmd/cmd.h - the subcommands of `pxe` that work on configurations. Layer: main. Caller:
 * cmd/main.c.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

/* Each sees its own name as argv[0] and returns the exit status: 0 done, 1 failed, 2 wrong
 * usage. */
int cmd_names(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_menu(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_ipxe(int argc, char **argv);

#endif
