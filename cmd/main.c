/* SPDX-License-Identifier: MIT
 * cmd/main.c - one binary, two commands: the name it is called by picks the one. Layer: main.
 *
 * On a workstation and, for who debugs a boot, in the rescue shell. The loader itself is init.
 */
#include "cmd/dhcp.h"
#include "lib/log.h"
#include "cmd/pxe.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	const char *slash = argc ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc ? argv[0] : "pxe";

	log_program(name);
	if (strcmp(name, "pxe") == 0)
		return pxe_main(argc, argv);
	if (strcmp(name, "dhcp") == 0)
		return dhcp_main(argc, argv);
	fprintf(stderr, "%s: not a command of pxehop; call it as pxe or dhcp\n", name);
	return 2;
}
