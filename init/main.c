/* SPDX-License-Identifier: MIT
 * init/main.c - the loader's /init. Layer: main.
 */
#include "init/pid1.h"
#include "lib/relro.h"

int main(void)
{
	/* without RELRO a machine still boots: the result is not looked at */
	relro_seal();
	return init_main();
}
