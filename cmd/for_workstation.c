/* SPDX-License-Identifier: MIT
 * The subcommands of a workstation: all. */
#include "cmd/cmd.h"

#include <stddef.h>

const struct subcommand subcommands[] = {
	{"names", cmd_names, "list the configuration files a machine asks for"},
	{"show", cmd_show, "print what a configuration means"},
	{"menu", cmd_menu, "show a configuration's menu on this terminal"},
	{"lint", cmd_lint, "check configurations before machines read them"},
	{"ipxe", cmd_ipxe, "run an iPXE script without a network"},
	{"boot", cmd_boot, "try a boot without the jump"},
	{"get", cmd_get, "download one file as the loader would"},
	{NULL, NULL, NULL},
};
