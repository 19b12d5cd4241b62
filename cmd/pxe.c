/* SPDX-License-Identifier: MIT */
#include "cmd/pxe.h"

#include "cmd/cmd.h"
#include "cmd/boot.h"
#include "cmd/get.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct subcommand {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
};

static const struct subcommand subcommands[] = {
	{"names", pxe_cmd_names, "list the configuration files a machine asks for"},
	{"show", pxe_cmd_show, "print what a configuration means"},
	{"menu", pxe_cmd_menu, "show a configuration's menu on this terminal"},
	{"lint", pxe_cmd_lint, "check configurations before machines read them"},
	{"boot", pxe_cmd_boot, "try a boot without the jump"},
	{"get", pxe_cmd_get, "download one file as the loader would"},
	{NULL, NULL, NULL},
};

static void usage(FILE *to)
{
	fputs("usage: pxe SUBCOMMAND [ARGUMENTS]\n", to);
	for (const struct subcommand *s = subcommands; s->name; s++)
		fprintf(to, "  %-8s %s\n", s->name, s->help);
}

int pxe_main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return 2;
	}
	for (const struct subcommand *s = subcommands; s->name; s++)
		if (strcmp(s->name, argv[1]) == 0)
			return s->run(argc - 1, argv + 1);
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return 0;
	}
	fprintf(stderr, "pxe: %s: no such subcommand\n", argv[1]);
	usage(stderr);
	return 2;
}
