/* SPDX-License-Identifier: MIT
 * cmd/subcommands.h - which subcommands a pxe has. Layer: main. Caller: cmd/main.c.
 *
 * Each program links one of cmd/for_workstation.c and cmd/for_shell.c.
 */
#ifndef CMD_SUBCOMMANDS_H
#define CMD_SUBCOMMANDS_H

/** struct subcommand - @main sees its own name as argv[0] and returns the exit status: 0 done,
 *  1 failed, 2 wrong usage; never NULL */
struct subcommand {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *help;
};

/** subcommands - those of this program, in the order of its help; a name of NULL ends them */
extern const struct subcommand subcommands[];

#endif
