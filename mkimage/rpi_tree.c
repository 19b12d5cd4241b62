/* SPDX-License-Identifier: MIT */
#include "mkimage/rpi_tree.h"

#include <libfdt.h>
#include <string.h>

/* 64-bit kernels read enable-method at each CPU, 32-bit ones at the node /cpus as well. */
static bool cpu_spins(const void *fdt, int node)
{
	int n;
	const char *method = fdt_getprop(fdt, node, "enable-method", &n);

	return method && n > 0 && strncmp(method, "psci", (size_t)n) != 0;
}

bool mkimage_rpi_cpus_wait(struct rd tree)
{
	int cpus = fdt_path_offset(tree.p, "/cpus"), node;

	if (cpus < 0)
		return false;
	if (cpu_spins(tree.p, cpus))
		return true;
	fdt_for_each_subnode(node, tree.p, cpus) if (cpu_spins(tree.p, node)) return true;
	return false;
}
