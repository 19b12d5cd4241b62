/* SPDX-License-Identifier: MIT
 * init/main.c - the loader's /init. Layer: main.
 */
#include "init/pid1.h"
#include "lib/relro.h"

int main(void)
{
	/* A machine is rather booted without it than not at all. */
	relro_seal();
	return init_main();
}
