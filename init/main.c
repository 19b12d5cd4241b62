/* SPDX-License-Identifier: MIT
 * init/main.c - the loader's /init. Layer: main. Without stdio, which would double its size.
 */
#include "init/pid1.h"

int main(void)
{
	return init_main();
}
