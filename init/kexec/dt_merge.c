/* SPDX-License-Identifier: MIT
 * What firmware found out about this very machine stands in the running device tree alone. It is
 * copied from there into a tree that came from the network. */
#include "init/kexec/dt.h"

#include <libfdt.h>
#include <string.h>

#define PATH_LEN 256 /* of a node; deeper nodes than any real tree has are left out */

/* --- nodes and properties --------------------------------------------------------------------- */

/* A phandle is a number that other nodes of the same tree refer to, and means nothing in another. */
static bool is_label(const char *name)
{
	return strcmp(name, "phandle") == 0 || strcmp(name, "linux,phandle") == 0;
}

/* @fresh: only properties that @to does not have yet */
static int copy_props(void *fdt, int to, const void *from_fdt, int from, bool fresh)
{
	const char *name;
	const void *value;
	int prop, len, err = 0;

	fdt_for_each_property_offset(prop, from_fdt, from)
	{
		value = fdt_getprop_by_offset(from_fdt, prop, &name, &len);
		if (!value || is_label(name) || (fresh && fdt_getprop(fdt, to, name, NULL)))
			continue;
		err = fdt_setprop(fdt, to, name, value, len);
		if (err)
			break;
	}
	return err;
}

static int copy_prop(void *fdt, int to, const void *from_fdt, int from, const char *name)
{
	int len;
	const void *value = fdt_getprop(from_fdt, from, name, &len);

	return value ? fdt_setprop(fdt, to, name, value, len) : 0;
}

/* The child of the same name below @parent gets the properties of @from. It is made if need be. */
static int copy_child(void *fdt, int parent, const void *from_fdt, int from)
{
	const char *name = fdt_get_name(from_fdt, from, NULL);
	int to = name ? fdt_subnode_offset(fdt, parent, name) : -FDT_ERR_BADOFFSET;

	if (to == -FDT_ERR_NOTFOUND)
		to = fdt_add_subnode(fdt, parent, name);
	return to < 0 ? to : copy_props(fdt, to, from_fdt, from, false);
}

/* --- memory ----------------------------------------------------------------------------------- */

static bool is_memory(const void *fdt, int node)
{
	const char *name = fdt_get_name(fdt, node, NULL);

	return name && strncmp(name, "memory", 6) == 0 && (!name[6] || name[6] == '@');
}

static int first_memory(const void *fdt)
{
	int node;

	fdt_for_each_subnode(node, fdt, 0) if (is_memory(fdt, node)) return node;
	return -1;
}

/* Without memory nodes in the running tree the kernel has its memory map from UEFI, and nodes of
 * the other tree do no harm. */
static int merge_memory(void *fdt, const void *running)
{
	int node, err = 0;

	if (first_memory(running) < 0)
		return 0;
	while (!err && (node = first_memory(fdt)) >= 0)
		err = fdt_del_node(fdt, node);
	fdt_for_each_subnode(node, running, 0) if (!err && is_memory(running, node)) err =
		copy_child(fdt, 0, running, node);
	return err;
}

/* Numbers are copied as they are, so both nodes must count addresses and sizes in as many cells. */
static bool same_cells(const void *a, int node_a, const void *b, int node_b)
{
	return fdt_address_cells(a, node_a) == fdt_address_cells(b, node_b) &&
	       fdt_size_cells(a, node_a) == fdt_size_cells(b, node_b);
}

static int merge_reserved(void *fdt, const void *running)
{
	static const char path[] = "/reserved-memory";
	int from = fdt_path_offset(running, path), to = fdt_path_offset(fdt, path);
	int node, err = 0;

	if (from < 0)
		return 0;
	if (to == -FDT_ERR_NOTFOUND) {
		to = fdt_add_subnode(fdt, 0, path + 1);
		err = to < 0 ? to : copy_props(fdt, to, running, from, false);
	}
	if (to >= 0 && !err && !same_cells(fdt, to, running, from))
		return 0;
	fdt_for_each_subnode(node, running, from)
	{
		to = fdt_path_offset(fdt, path);
		if (!err)
			err = to < 0 ? to : copy_child(fdt, to, running, node);
	}
	return err;
}

static int merge_memreserve(void *fdt, const void *running)
{
	uint64_t addr, size;
	int err = 0;

	for (int i = 0; !err && i < fdt_num_mem_rsv(running); i++)
		if (!fdt_get_mem_rsv(running, i, &addr, &size))
			err = fdt_add_mem_rsv(fdt, addr, size);
	return err;
}

/* --- identity --------------------------------------------------------------------------------- */

/* The interface at @path of @running in @fdt: at the same path, else under the same alias (ethernet0). */
static int same_interface(const void *fdt, const void *running, const char *path)
{
	int to = fdt_path_offset(fdt, path), aliases = fdt_path_offset(running, "/aliases"), prop;
	const char *name, *value;
	int len;

	if (to >= 0 || aliases < 0)
		return to;
	fdt_for_each_property_offset(prop, running, aliases)
	{
		value = fdt_getprop_by_offset(running, prop, &name, &len);
		if (!value || len < 1 || value[len - 1] || strncmp(name, "ethernet", 8) != 0 ||
		    strcmp(value, path) != 0)
			continue;
		value = fdt_get_alias(fdt, name);
		return value ? fdt_path_offset(fdt, value) : -FDT_ERR_NOTFOUND;
	}
	return to;
}

static int merge_macs(void *fdt, const void *running)
{
	static const char names[][20] = {"local-mac-address", "mac-address"};
	char path[PATH_LEN];
	int err = 0;

	for (int node = fdt_next_node(running, -1, NULL); node >= 0 && !err;
	     node = fdt_next_node(running, node, NULL)) {
		for (size_t i = 0; i < sizeof names / sizeof *names && !err; i++) {
			int to;

			if (!fdt_getprop(running, node, names[i], NULL) ||
			    fdt_get_path(running, node, path, sizeof path))
				continue;
			to = same_interface(fdt, running, path);
			if (to >= 0)
				err = copy_prop(fdt, to, running, node, names[i]);
		}
	}
	return err;
}

static int merge_chosen(void *fdt, const void *running)
{
	int from = fdt_path_offset(running, "/chosen"), to = fdt_path_offset(fdt, "/chosen");

	if (from < 0)
		return 0;
	if (to == -FDT_ERR_NOTFOUND)
		to = fdt_add_subnode(fdt, 0, "chosen");
	return to < 0 ? to : copy_props(fdt, to, running, from, true);
}

int dt_merge(void *fdt, const void *running)
{
	int err = same_cells(fdt, 0, running, 0) ? merge_memory(fdt, running) : -FDT_ERR_BADNCELLS;

	if (!err)
		err = merge_reserved(fdt, running);
	if (!err)
		err = merge_memreserve(fdt, running);
	if (!err)
		err = merge_macs(fdt, running);
	if (!err)
		err = merge_chosen(fdt, running);
	return err ? err : copy_prop(fdt, 0, running, 0, "serial-number");
}
