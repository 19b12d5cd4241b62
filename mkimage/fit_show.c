/* SPDX-License-Identifier: MIT
 * mkimage/fit_show.c - show a FIT in the words of U-Boot's own tools, and extract its parts.
 * Layer: main.
 *
 * The tree is untrusted. fdt_check_full() checks all of it first, so that libfdt stays inside. Sums
 * are compared before anything is printed or written.
 */
#include "mkimage/fit.h"

#include "lib/image/fit_part.h"
#include "lib/log.h"
#include "lib/image/uimage.h"
#include "lib/print.h"
#include "lib/image/newc.h"
#include "mkimage/format.h"
#include "mkimage/io.h"
#include "mkimage/uimage_names.h"
#include "mkimage/uimage_show.h"

#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

bool mkimage_fit_is(struct rd file)
{
	return rd_be32(&file) == FDT_MAGIC;
}

/* A property as text before its NUL; empty = there is no NUL. */
static struct view get_text(const void *fdt, int node, const char *name)
{
	struct rd value = fit_part_property(fdt, node, name), text = rd_cstr(&value);

	return (struct view){(const char *)text.p, rd_left(&text)};
}

static bool refuse_fit(const char *path, const void *fdt, int node, const char *what)
{
	char text[128];
	struct str s = str_of(text, sizeof text);

	str_printable(&s, view_of(fdt_get_name(fdt, node, NULL)), 60);
	log_err("%s: %s: %s", path, text, what);
	return false;
}

static bool check_part(const char *path, struct rd file, int node)
{
	const void *fdt = file.p;
	struct rd data = fit_part_data(file, node);

	if (data.bad)
		return refuse_fit(path, fdt, node, "the data lies beyond the end of the file");
	if (!rd_left(&data))
		return refuse_fit(path, fdt, node,
				  "no data, neither inside the tree nor behind it");
	if (!fit_part_sums_right(fdt, node, data))
		return refuse_fit(path, fdt, node, "the data has a wrong checksum");
	return true;
}

/* Return: the node /images; -1 = the FIT cannot be shown or extracted, which is logged */
static int read_shown_fit(const char *path, struct rd file)
{
	int images, node;

	if (!mkimage_fit_is_tree(file)) {
		log_err("%s: a damaged device tree", path);
		return -1;
	}
	images = fdt_path_offset(file.p, "/images");
	if (images < 0) {
		log_err("%s: a device tree, but no FIT: it has no images", path);
		return -1;
	}
	fdt_for_each_subnode(node, file.p, images)
	{
		if (!check_part(path, file, node))
			return -1;
	}
	return images;
}

static void print_fit_text(const char *title, struct view text)
{
	fputs(title, stdout);
	print_outside(stdout, text.n ? text : view_of("unavailable"));
	putchar('\n');
}

static void print_title(const char *title, const void *fdt, int node, const char *name,
			enum mkimage_uimage_field field)
{
	uint8_t number;

	fputs(title, stdout);
	if (mkimage_uimage_number(field, get_text(fdt, node, name), &number))
		puts(mkimage_uimage_title(field, number));
	else
		puts(mkimage_uimage_title(field, UINT8_MAX));
}

static void print_address(const char *title, const void *fdt, int node, const char *name)
{
	struct rd value = fit_part_property(fdt, node, name);
	uint64_t v = rd_left(&value) == 8 ? rd_be64(&value) : rd_be32(&value);

	if (rd_done(&value))
		printf("%s0x%08" PRIx64 "\n", title, v);
	else
		printf("%sunavailable\n", title);
}

static void print_fit_sum(const void *fdt, int hash)
{
	struct rd value = fit_part_property(fdt, hash, "value");

	if (strncmp(fdt_get_name(fdt, hash, NULL), "hash", 4) != 0)
		return;
	print_fit_text("  Hash algo:    ", get_text(fdt, hash, "algo"));
	fputs("  Hash value:   ", stdout);
	while (rd_left(&value))
		printf("%02x", rd_u8(&value));
	putchar('\n');
}

static void print_time(const void *fdt, const char *title)
{
	struct rd value = fit_part_property(fdt, 0, "timestamp");
	uint32_t seconds = rd_be32(&value);

	if (!value.bad)
		mkimage_uimage_print_time(title, seconds);
}

static void print_part(struct rd file, int node, unsigned n)
{
	const void *fdt = file.p;
	struct view type = get_text(fdt, node, "type");
	bool tree = view_is(type, "flat_dt");
	struct rd data = fit_part_data(file, node);
	int sub;

	printf(" Image %u (", n);
	print_outside(stdout, view_of(fdt_get_name(fdt, node, NULL)));
	puts(")");
	print_fit_text("  Description:  ", get_text(fdt, node, "description"));
	print_time(fdt, "  Created:      ");
	print_title("  Type:         ", fdt, node, "type", MKIMAGE_UIMAGE_TYPE);
	print_title("  Compression:  ", fdt, node, "compression", MKIMAGE_UIMAGE_COMP);
	mkimage_uimage_print_size("  Data Size:    ", (uint32_t)rd_left(&data));
	print_title("  Architecture: ", fdt, node, "arch", MKIMAGE_UIMAGE_ARCH);
	if (!tree)
		print_title("  OS:           ", fdt, node, "os", MKIMAGE_UIMAGE_OS);
	if (!tree) {
		print_address("  Load Address: ", fdt, node, "load");
		print_address("  Entry Point:  ", fdt, node, "entry");
	}
	fdt_for_each_subnode(sub, fdt, node) print_fit_sum(fdt, sub);
}

static void print_named(const char *title, const void *fdt, int node, const char *name)
{
	struct view text = get_text(fdt, node, name);

	if (text.n)
		print_fit_text(title, text);
}

static void print_configurations(const void *fdt)
{
	int all = fdt_path_offset(fdt, "/configurations"), node;
	unsigned n = 0;

	if (all < 0)
		return;
	if (get_text(fdt, all, "default").n) {
		fputs(" Default Configuration: '", stdout);
		print_outside(stdout, get_text(fdt, all, "default"));
		puts("'");
	}
	fdt_for_each_subnode(node, fdt, all)
	{
		printf(" Configuration %u (", n++);
		print_outside(stdout, view_of(fdt_get_name(fdt, node, NULL)));
		puts(")");
		print_fit_text("  Description:  ", get_text(fdt, node, "description"));
		print_fit_text("  Kernel:       ", get_text(fdt, node, "kernel"));
		print_named("  Init Ramdisk: ", fdt, node, "ramdisk");
		print_named("  FDT:          ", fdt, node, "fdt");
	}
}

int mkimage_fit_show(const char *path, struct rd file)
{
	int images = read_shown_fit(path, file), node;
	unsigned n = 0;

	if (images < 0)
		return MKIMAGE_FAILED;
	print_fit_text("FIT description: ", get_text(file.p, 0, "description"));
	print_time(file.p, "Created:         ");
	fdt_for_each_subnode(node, file.p, images) print_part(file, node, n++);
	print_configurations(file.p);
	return MKIMAGE_DONE;
}

int mkimage_fit_extract(const char *path, struct rd file, const char *dir)
{
	int images = read_shown_fit(path, file), node;

	if (images < 0)
		return MKIMAGE_FAILED;
	fdt_for_each_subnode(node, file.p, images)
	{
		const char *name = fdt_get_name(file.p, node, NULL);
		struct rd data = fit_part_data(file, node);

		/* The name of a node is untrusted, and may lead out of the directory. */
		if (strchr(name, '/') || !newc_name_safe(view_of(name)) || name[0] == '.') {
			refuse_fit(path, file.p, node, "not a name for a file");
			return MKIMAGE_FAILED;
		}
		if (!mkimage_io_part(dir, name, data.p, rd_left(&data)))
			return MKIMAGE_FAILED;
	}
	return MKIMAGE_DONE;
}
