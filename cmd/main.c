/* SPDX-License-Identifier: MIT
 * cmd/main.c - one binary, two commands: the name it is called by picks pxe or dhcp, and pxe's
 * first argument one of its subcommands. Layer: main.
 *
 * It runs on a workstation and, for whoever debugs a boot, in the rescue shell. The loader itself
 * is init.
 */
#include "cmd/cmd.h"
#include "lib/locale.h"
#include "lib/log.h"
#include "lib/relro.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static void pxe_usage(FILE *to)
{
	fputs("usage: pxe SUBCOMMAND [ARGUMENTS]\n"
	      "       pxe --version\n",
	      to);
	for (const struct subcommand *c = subcommands; c->name; c++)
		fprintf(to, "  %-8s %s\n", c->name, c->help);
}

/* "--version" as the first argument, or the first of a subcommand. */
static bool asks_version(int argc, char **argv)
{
	for (int i = 1; i < argc && i <= 2; i++)
		if (strcmp(argv[i], "--version") == 0)
			return true;
	return false;
}

static int pxe_main(int argc, char **argv)
{
	if (argc < 2) {
		pxe_usage(stderr);
		return 2;
	}
	for (const struct subcommand *c = subcommands; c->name; c++)
		if (strcmp(c->name, argv[1]) == 0)
			return c->main(argc - 1, argv + 1);
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0) {
		pxe_usage(stdout);
		return 0;
	}
	log_err("%s: no such subcommand", argv[1]);
	pxe_usage(stderr);
	return 2;
}

static int run_as(const char *name, int argc, char **argv)
{
	if (asks_version(argc, argv)) {
		puts("pxehop " PXEHOP_VERSION);
		return 0;
	}
	if (strcmp(name, "pxe") == 0)
		return pxe_main(argc, argv);
	if (strcmp(name, "dhcp") == 0)
		return cmd_dhcp(argc, argv);
	log_err("not a command of pxehop; call it as pxe or dhcp");
	return 2;
}

int main(int argc, char **argv)
{
	const char *slash = argc ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc ? argv[0] : "pxe";
	int status;

	relro_seal();
	log_program(name);
	log_utf8(locale_is_utf8());
	status = run_as(name, argc, argv);
	/* Standard output may be a file on a full disk: a failed write is a failure. A command that
	 * failed has said why. */
	if (status || (fflush(stdout) == 0 && !ferror(stdout)))
		return status;
	log_err("standard output: cannot be written");
	return 1;
}
