/* SPDX-License-Identifier: MIT */
#include "mkimage/appended.h"

#include "mkimage/fit.h"

#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#define ZIMAGE_MAGIC_AT 0x24 /* the link addresses of start and end follow */
#define ZIMAGE_MAGIC	0x016f2818u
#define PAGE		4096u
#define TREE_ROOM	4096u /* bytes for /chosen and its properties but the command line */

static bool whole_zimage(struct rd kernel)
{
	size_t len = rd_left(&kernel);
	uint32_t magic, start, end;

	rd_skip(&kernel, ZIMAGE_MAGIC_AT);
	magic = rd_le32(&kernel);
	start = rd_le32(&kernel);
	end = rd_le32(&kernel);
	return !kernel.bad && magic == ZIMAGE_MAGIC && end - start == len;
}

static int set_chosen(void *tree, const struct mkimage_appended *a, uint32_t initrd)
{
	uint32_t end = initrd + (uint32_t)rd_left(&a->initrd);
	int node = fdt_path_offset(tree, "/chosen");
	int err;

	if (node == -FDT_ERR_NOTFOUND)
		node = fdt_add_subnode(tree, 0, "chosen");
	if (node < 0)
		return node;
	err = fdt_setprop_u32(tree, node, "linux,initrd-start", initrd);
	if (!err)
		err = fdt_setprop_u32(tree, node, "linux,initrd-end", end);
	if (!err && a->cmdline)
		err = fdt_setprop(tree, node, "bootargs", a->cmdline, (int)strlen(a->cmdline) + 1);
	return err;
}

static size_t appended_tree_room(const struct mkimage_appended *a)
{
	size_t n = rd_left(&a->tree) + TREE_ROOM + (a->cmdline ? strlen(a->cmdline) : 0);

	return (n + 7) & ~(size_t)7;
}

static size_t initrd_at(const struct mkimage_appended *a)
{
	size_t n = rd_left(&a->kernel) + appended_tree_room(a) + MKIMAGE_APPENDED_GAP;

	return (n + PAGE - 1) & ~(size_t)(PAGE - 1);
}

static int fill_tree(const struct mkimage_appended *a, struct mkimage_file *out)
{
	size_t at = initrd_at(a);
	/* libfdt wants an aligned tree. Behind a zImage a tree may lie at any offset. */
	void *tree = malloc(appended_tree_room(a));
	int err = tree ? fdt_open_into(a->tree.p, tree, (int)appended_tree_room(a))
		       : -FDT_ERR_NOSPACE;

	if (!err)
		err = set_chosen(tree, a, a->load + (uint32_t)at);
	if (!err) {
		memcpy(out->data, a->kernel.p, rd_left(&a->kernel));
		memcpy(out->data + rd_left(&a->kernel), tree, appended_tree_room(a));
		memcpy(out->data + at, a->initrd.p, rd_left(&a->initrd));
	}
	free(tree);
	return err ? -ENOMEM : 0;
}

int mkimage_appended_write(const struct mkimage_appended *a, struct mkimage_file *ret)
{
	struct mkimage_file out = {.data = NULL, .len = 0};
	uint64_t all;
	int err;

	if (!whole_zimage(a->kernel))
		return -ENOEXEC;
	if (!mkimage_fit_is_tree(a->tree))
		return -EINVAL;
	all = (uint64_t)initrd_at(a) + rd_left(&a->initrd);
	if (all > MKIMAGE_FILE_MAX || a->load + all > UINT32_MAX)
		return -EFBIG;
	err = mkimage_file_grow(&out, (size_t)all);
	if (!err)
		err = fill_tree(a, &out);
	if (err)
		mkimage_file_free(&out);
	else
		*ret = out;
	return err;
}
