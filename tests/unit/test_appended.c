/* SPDX-License-Identifier: MIT
 * A zImage with its device tree and ramdisk behind it: what the kernel will find, and what is
 * refused. The tree is made by libfdt, so that nothing here depends on a file. */
#include "mkimage/appended.h"

#include "tests/unit/check.h"

#include <errno.h>
#include <libfdt.h>
#include <string.h>

#define LOAD 0x02000000u

static uint8_t zimage[4096], tree[512], initrd[5000];

static size_t make_tree(void)
{
	CHECK(fdt_create(tree, sizeof tree) == 0);
	CHECK(fdt_finish_reservemap(tree) == 0);
	CHECK(fdt_begin_node(tree, "") == 0);
	CHECK(fdt_property_string(tree, "compatible", "arm,versatile-pb") == 0);
	CHECK(fdt_end_node(tree) == 0);
	CHECK(fdt_finish(tree) == 0);
	return fdt_totalsize(tree);
}

static struct mkimage_appended parts(void)
{
	static const uint8_t magic[12] = {0x18, 0x28, 0x6f, 0x01, 0, 0, 0, 0, 0, 0x10, 0, 0};

	memcpy(zimage + 0x24, magic, sizeof magic);
	memset(initrd, 'i', sizeof initrd);
	return (struct mkimage_appended){.kernel = rd_of(zimage, sizeof zimage),
					 .tree = rd_of(tree, make_tree()),
					 .initrd = rd_of(initrd, sizeof initrd),
					 .load = LOAD};
}

static uint32_t cell(const void *fdt, const char *name)
{
	int node = fdt_path_offset(fdt, "/chosen"), len = 0;
	const fdt32_t *v = fdt_getprop(fdt, node, name, &len);

	CHECK(v && len == 4);
	return v && len == 4 ? fdt32_to_cpu(*v) : 0;
}

TEST(the_tree_names_where_the_ramdisk_lies)
{
	struct mkimage_appended a = parts();
	struct mkimage_file out = {0};
	uint32_t start, end;
	const void *fdt;

	a.cmdline = "console=ttyAMA0";
	CHECK(mkimage_appended_write(&a, &out) == 0);
	CHECK(memcmp(out.data, zimage, sizeof zimage) == 0);
	fdt = out.data + sizeof zimage;
	CHECK(fdt_check_full(fdt, out.len - sizeof zimage) == 0);
	start = cell(fdt, "linux,initrd-start");
	end = cell(fdt, "linux,initrd-end");
	CHECK(end - start == sizeof initrd);
	CHECK(start % 4096 == 0);
	CHECK(out.len == end - LOAD);
	CHECK(memcmp(out.data + (start - LOAD), initrd, sizeof initrd) == 0);
	CHECK(start - LOAD >= sizeof zimage + fdt_totalsize(fdt) + MKIMAGE_APPENDED_GAP);
	CHECK(strcmp(fdt_getprop(fdt, fdt_path_offset(fdt, "/chosen"), "bootargs", NULL),
		     a.cmdline) == 0);
	mkimage_file_free(&out);
}

TEST(what_cannot_start_is_refused)
{
	struct mkimage_appended a = parts();
	struct mkimage_file out = {0};

	a.kernel = rd_of(zimage, sizeof zimage - 1);
	CHECK(mkimage_appended_write(&a, &out) == -ENOEXEC);
	a.kernel = rd_of(zimage, 0x28);
	CHECK(mkimage_appended_write(&a, &out) == -ENOEXEC);
	a = parts();
	a.tree = rd_of(tree, 20);
	CHECK(mkimage_appended_write(&a, &out) == -EINVAL);
	a.tree = rd_of(zimage, sizeof zimage);
	CHECK(mkimage_appended_write(&a, &out) == -EINVAL);
	a = parts();
	a.load = 0xfffff000u;
	CHECK(mkimage_appended_write(&a, &out) == -EFBIG);
	CHECK(!out.data);
}

static void try_tree(const uint8_t *data, size_t len)
{
	struct mkimage_appended a = parts();
	struct mkimage_file out = {0};

	a.tree = rd_of(data, len);
	if (mkimage_appended_write(&a, &out) == 0)
		mkimage_file_free(&out);
}

TEST(damaged_trees_do_no_harm)
{
	uint8_t golden[sizeof tree];
	size_t len = make_tree();

	memcpy(golden, tree, len);
	check_mutations(golden, len, try_tree);
}
