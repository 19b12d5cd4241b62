/* SPDX-License-Identifier: MIT
 * The subcommands of the image's rescue shell, for whoever debugs a boot on the machine itself. Trees
 * and scripts are checked on a workstation. */
#include "cmd/cmd.h"

#include <stddef.h>

const struct subcommand subcommands[] = {
	{"names", cmd_names, "list the configuration files a machine asks for"},
	{"get", cmd_get, "download one file as the loader would"},
	{NULL, NULL, NULL},
};
