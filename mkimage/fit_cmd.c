/* SPDX-License-Identifier: MIT
 * mkimage/fit_cmd.c - `mkimage fit`: kernel, ramdisk and device trees in one file that U-Boot's
 * bootm checks part by part; what such a file holds, and its parts. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "lib/image/uimage.h"
#include "mkimage/fit.h"
#include "mkimage/compress.h"
#include "mkimage/io.h"
#include "mkimage/option.h"
#include "mkimage/payload.h"
#include "lib/image/fit_part.h"
#include "lib/print.h"
#include "lib/image/newc.h"
#include "mkimage/uimage_names.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

static const char fit_usage[] =
	"usage: mkimage fit -A ARCH -k KERNEL [-T kernel|kernel_noload] [-C COMP] [-a ADDR]\n"
	"                   [-e ADDR] [-i INITRD] [-b DTB]... [-n NAME] [--compress KIND] -o OUT\n"
	"\n"
	"Packs a kernel, its ramdisk and device trees into a FIT, each with CRC-32 and SHA-256.\n"
	"Every device tree gets a configuration of its own, conf-1 and so on; conf-1 is the\n"
	"default.\n"
	"\n"
	"  -A ARCH    arm, arm64, x86_64, s390, riscv ...\n"
	"  -k KERNEL  the kernel\n"
	"  -T TYPE    kernel (default; needs -a), or kernel_noload: runs where it was loaded to\n"
	"  -C COMP    how KERNEL is compressed already: none (default), gzip, bzip2, lzma, lzo, "
	"lz4,\n"
	"             zstd\n"
	"  -a ADDR    where U-Boot puts the kernel, hexadecimal\n"
	"  -e ADDR    where it starts, hexadecimal (the same)\n"
	"  -i INITRD  ramdisk, for the kernel to unpack\n"
	"  -b DTB     device tree\n"
	"  -n NAME    what all of it is called\n"
	"  --compress KIND  compress the kernel: gzip, zstd, lzma\n"
	"  -o OUT     written beside and renamed\n";

struct options {
	const char *kernel, *initrd, *name, *out;
	struct cli_list trees;
	enum mkimage_compress_kind kind;
	uint32_t load, entry;
	uint8_t arch, type, comp;
	bool load_set, entry_set, comp_set;
};

static struct options given = {.name = "pxehop", .type = UIMAGE_KERNEL};

static const struct cli_option fit_options[] = {
	{'A', NULL, CLI_CALL, .call = mkimage_option_word, .to = &given.arch,
	 .how = MKIMAGE_UIMAGE_ARCH, .needed = true},
	{'T', NULL, CLI_CALL, .call = mkimage_option_word, .to = &given.type,
	 .how = MKIMAGE_UIMAGE_TYPE},
	{'C', NULL, CLI_CALL, .call = mkimage_option_word, .to = &given.comp,
	 .how = MKIMAGE_UIMAGE_COMP, .given = &given.comp_set},
	{'a', NULL, CLI_CALL, .call = mkimage_option_address, .to = &given.load,
	 .given = &given.load_set},
	{'e', NULL, CLI_CALL, .call = mkimage_option_address, .to = &given.entry,
	 .given = &given.entry_set},
	{'k', NULL, CLI_TEXT, .text = &given.kernel, .needed = true},
	{'i', NULL, CLI_TEXT, .text = &given.initrd},
	{'b', NULL, CLI_LIST, .list = &given.trees, .what = "device trees"},
	{'n', NULL, CLI_TEXT, .text = &given.name},
	{0, "compress", CLI_CALL, .call = mkimage_option_compress, .to = &given.kind},
	{'o', NULL, CLI_TEXT, .text = &given.out, .needed = true},
	{0},
};

struct inputs {
	struct mkimage_file kernel, initrd, trees[CLI_LIST_MAX], out;
	struct mkimage_fit_part parts[CLI_LIST_MAX];
};

static bool check_fit(void)
{
	struct options *o = &given;
	uint8_t comp = o->comp;
	const char *kind = mkimage_compress_name(o->kind);

	if (!o->entry_set)
		o->entry = o->load;
	if (o->type != UIMAGE_KERNEL && o->type != UIMAGE_KERNEL_NOLOAD)
		log_err("-T: a FIT's kernel is kernel or kernel_noload");
	else if (o->type == UIMAGE_KERNEL && !o->load_set)
		log_err("fit: -a is needed, or -T kernel_noload");
	else if (o->kind != MKIMAGE_COMPRESS_NONE &&
		 !mkimage_uimage_number(MKIMAGE_UIMAGE_COMP, view_of(kind), &comp))
		log_err("--compress %s: U-Boot knows no such kernel", kind);
	else if (o->comp_set && comp != o->comp)
		log_err("--compress %s: contradicts -C", kind);
	else {
		o->comp = comp;
		return true;
	}
	return false;
}

static bool read_nonempty(const char *path, struct mkimage_file *ret)
{
	if (!mkimage_io_read(path, ret))
		return false;
	if (!ret->len)
		log_err("%s: is empty", path);
	return ret->len > 0;
}

static bool read_fit_trees(const struct options *o, struct inputs *in)
{
	for (size_t i = 0; i < o->trees.n; i++) {
		if (!read_nonempty(o->trees.items[i], &in->trees[i]))
			return false;
		in->parts[i] = (struct mkimage_fit_part){
			.type = "flat_dt",
			.comp = "none",
			.description = mkimage_io_base_name(o->trees.items[i]),
			.data = mkimage_file_rd(&in->trees[i]),
		};
		if (!mkimage_fit_is_tree(in->parts[i].data)) {
			log_err("%s: not a device tree, or a damaged one", o->trees.items[i]);
			return false;
		}
	}
	return true;
}

static void doubt_fit_kernel(const struct options *o, struct rd kernel)
{
	const struct mkimage_payload p = {
		.os = UIMAGE_OS_LINUX,
		.arch = o->arch,
		.type = o->type,
		.comp = o->comp,
		.pack = o->kind != MKIMAGE_COMPRESS_NONE,
	};
	char text[256];
	struct str why = str_of(text, sizeof text);

	if (mkimage_payload_doubt(&p, kernel, &why))
		log_warn("%s: warning: %s", o->kernel, text);
	else if (mkimage_payload_is_arm(&p))
		mkimage_io_doubt_arm(o->kernel, kernel);
}

static bool read_fit_kernel(const struct options *o, struct inputs *in)
{
	struct mkimage_file packed;
	int err;

	if (!read_nonempty(o->kernel, &in->kernel))
		return false;
	doubt_fit_kernel(o, mkimage_file_rd(&in->kernel));
	if (o->kind == MKIMAGE_COMPRESS_NONE)
		return true;
	err = mkimage_compress(o->kind, mkimage_file_rd(&in->kernel), &packed);
	if (err) {
		log_err("%s: cannot compress: %s", o->kernel, strerror(-err));
		return false;
	}
	mkimage_file_free(&in->kernel);
	in->kernel = packed;
	return true;
}

static bool pack_fit(const struct options *o, uint32_t mtime, struct inputs *in)
{
	struct mkimage_fit_part ramdisk = {.type = "ramdisk", .comp = "none"};
	struct mkimage_fit fit = {
		.description = o->name,
		.arch = mkimage_uimage_word(MKIMAGE_UIMAGE_ARCH, o->arch),
		.time = mtime,
		.ramdisk = o->initrd ? &ramdisk : NULL,
		.trees = in->parts,
		.n_trees = o->trees.n,
	};
	int err;

	if (!read_fit_kernel(o, in) || !read_fit_trees(o, in) ||
	    (o->initrd &&
	     (!read_nonempty(o->initrd, &in->initrd) ||
	      !mkimage_io_check_initrd(o->initrd, mkimage_file_rd(&in->initrd), false))))
		return false;
	fit.kernel = (struct mkimage_fit_part){
		.type = mkimage_uimage_word(MKIMAGE_UIMAGE_TYPE, o->type),
		.comp = mkimage_uimage_word(MKIMAGE_UIMAGE_COMP, o->comp),
		.description = mkimage_io_base_name(o->kernel),
		.data = mkimage_file_rd(&in->kernel),
		.placed = true,
		.load = o->load,
		.entry = o->entry,
	};
	ramdisk.description = o->initrd ? mkimage_io_base_name(o->initrd) : "";
	ramdisk.data = mkimage_file_rd(&in->initrd);
	err = mkimage_fit_write(&fit, &in->out);
	if (err)
		log_err("%s: cannot pack: %s", o->out, strerror(-err));
	return !err && mkimage_io_write(o->out, in->out.data, in->out.len);
}

static bool make_fit(uint32_t mtime)
{
	static struct inputs in;

	return pack_fit(&given, mtime, &in);
}

/* --- show and extract -------------------------------------------------------------------------- */

/* The tree is untrusted. fdt_check_full() checks all of it first, so that libfdt stays inside. Sums are
 * compared before anything is printed or written. It is shown in the words of U-Boot's own tools. */

static bool is_fit(struct rd file)
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
		mkimage_io_print_time(title, seconds);
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
	mkimage_io_print_size("  Data Size:    ", (uint32_t)rd_left(&data));
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

static bool show_fit(const char *path, struct rd file)
{
	int images = read_shown_fit(path, file), node;
	unsigned n = 0;

	if (images < 0)
		return false;
	print_fit_text("FIT description: ", get_text(file.p, 0, "description"));
	print_time(file.p, "Created:         ");
	fdt_for_each_subnode(node, file.p, images) print_part(file, node, n++);
	print_configurations(file.p);
	return true;
}

static bool extract_fit(const char *path, struct rd file, const char *dir)
{
	int images = read_shown_fit(path, file), node;

	if (images < 0)
		return false;
	fdt_for_each_subnode(node, file.p, images)
	{
		const char *name = fdt_get_name(file.p, node, NULL);
		struct rd data = fit_part_data(file, node);

		/* The name of a node is untrusted, and may lead out of the directory. */
		if (strchr(name, '/') || !newc_name_safe(view_of(name)) || name[0] == '.') {
			refuse_fit(path, file.p, node, "not a name for a file");
			return false;
		}
		if (!mkimage_io_part(dir, name, data.p, rd_left(&data)))
			return false;
	}
	return true;
}

const struct mkimage_format mkimage_fit = {
	.name = "fit",
	.about = "what U-Boot loads: kernel, ramdisk and device trees with sums",
	.usage = fit_usage,
	.options = fit_options,
	.check = check_fit,
	.make = make_fit,
	.recognise = is_fit,
	.show = show_fit,
	.extract = extract_fit,
};
