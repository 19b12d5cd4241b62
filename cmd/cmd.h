/* SPDX-License-Identifier: MIT
 * cmd/cmd.h - the commands, and which of them a program has. Layer: main. Caller: cmd/main.c.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

struct supervise_ops;

/* Each sees its own name as argv[0] and returns the exit status: 0 done, 1 failed, 2 wrong usage. Errors
 * of standard output are its caller's. */
int cmd_dhcp(int argc, char **argv);
int cmd_names(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_menu(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_ipxe(int argc, char **argv);
int cmd_boot(int argc, char **argv);
int cmd_get(int argc, char **argv);

/** cmd_boot_ops - what the worker may ask of a dry run: no menu, no switching of links; for tests */
extern const struct supervise_ops cmd_boot_ops;

/** struct subcommand - one of pxe's; @main is never NULL */
struct subcommand {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *help;
};

/** subcommands - those of this program, in the order of its help; a name of NULL ends them. Each
 *  program links one of cmd/for_workstation.c and cmd/for_shell.c. */
extern const struct subcommand subcommands[];

#endif
