/* SPDX-License-Identifier: MIT
 * cmd/cmd.h - the subcommands of `pxe` that work on configurations. Layer: main.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

/* Each takes its own name as argv[0] and returns the exit status: 0 done, 1 failed, 2 wrong
 * usage. */
int pxe_cmd_names(int argc, char **argv);
int pxe_cmd_show(int argc, char **argv);
int pxe_cmd_menu(int argc, char **argv);
int pxe_cmd_lint(int argc, char **argv);

#endif
