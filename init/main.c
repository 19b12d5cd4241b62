/* SPDX-License-Identifier: MIT
 * init/main.c - one binary, several programs: the name it is called by picks the command.
 * Layer: main.
 */
#include "dhcp/main.h"
#include "init/pid1.h"
#include "lib/log.h"
#include "pxe/main.h"

#include <stdio.h>
#include <string.h>

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
	{"dhcp", dhcp_main},
	{"init", init_main},
	{"pxe", pxe_main},
	{NULL, NULL},
};

int main(int argc, char **argv)
{
	const char *slash = argc ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc ? argv[0] : "pxehop";

	log_program(name);
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c->run(argc, argv);
	fprintf(stderr, "%s: not a command of pxehop; its names are:", name);
	for (const struct command *c = commands; c->name; c++)
		fprintf(stderr, " %s", c->name);
	fputc('\n', stderr);
	return 2;
}
