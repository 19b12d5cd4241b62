/* SPDX-License-Identifier: MIT
 * mkimage/fit_cmd.c - `mkimage fit`: kernel, ramdisk and device trees in one file that U-Boot's
 * bootm checks part by part. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "lib/image/uimage.h"
#include "mkimage/fit.h"
#include "mkimage/io.h"
#include "mkimage/option.h"
#include "mkimage/payload.h"

#include <errno.h>
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
	struct mkimage_list trees;
	enum mkimage_compress_kind kind;
	uint32_t load, entry;
	uint8_t arch, type, comp;
	bool arch_set, load_set, entry_set, comp_set;
};

static struct options given = {.name = "pxehop", .type = UIMAGE_KERNEL};

static const struct mkimage_option fit_options[] = {
	{'A', NULL, MKIMAGE_OPTION_WORD, .number = &given.arch, .field = MKIMAGE_UIMAGE_ARCH,
	 .given = &given.arch_set},
	{'T', NULL, MKIMAGE_OPTION_WORD, .number = &given.type, .field = MKIMAGE_UIMAGE_TYPE},
	{'C', NULL, MKIMAGE_OPTION_WORD, .number = &given.comp, .field = MKIMAGE_UIMAGE_COMP,
	 .given = &given.comp_set},
	{'a', NULL, MKIMAGE_OPTION_ADDRESS, .address = &given.load, .given = &given.load_set},
	{'e', NULL, MKIMAGE_OPTION_ADDRESS, .address = &given.entry, .given = &given.entry_set},
	{'k', NULL, MKIMAGE_OPTION_TEXT, .text = &given.kernel},
	{'i', NULL, MKIMAGE_OPTION_TEXT, .text = &given.initrd},
	{'b', NULL, MKIMAGE_OPTION_LIST, .list = &given.trees, .what = "device trees"},
	{'n', NULL, MKIMAGE_OPTION_TEXT, .text = &given.name},
	{0, "compress", MKIMAGE_OPTION_COMPRESS, .compress = &given.kind},
	{'o', NULL, MKIMAGE_OPTION_TEXT, .text = &given.out},
	{0},
};

struct inputs {
	struct mkimage_file kernel, initrd, trees[MKIMAGE_LIST_MAX], out;
	struct mkimage_fit_part parts[MKIMAGE_LIST_MAX];
};

static bool check_fit(void)
{
	struct options *o = &given;
	uint8_t comp = o->comp;
	const char *kind = mkimage_compress_name(o->kind);

	if (!o->entry_set)
		o->entry = o->load;
	if (!o->arch_set || !o->kernel || !o->out)
		log_err("fit: -A, -k and -o are needed");
	else if (o->type != UIMAGE_KERNEL && o->type != UIMAGE_KERNEL_NOLOAD)
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

static int make_fit(uint32_t mtime)
{
	static struct inputs in;
	bool ok = pack_fit(&given, mtime, &in);

	mkimage_file_free(&in.kernel);
	mkimage_file_free(&in.initrd);
	mkimage_file_free(&in.out);
	for (size_t i = 0; i < given.trees.n; i++)
		mkimage_file_free(&in.trees[i]);
	return ok ? MKIMAGE_DONE : MKIMAGE_FAILED;
}

const struct mkimage_format mkimage_fit = {
	.name = "fit",
	.about = "what U-Boot loads: kernel, ramdisk and device trees with sums",
	.usage = fit_usage,
	.options = fit_options,
	.check = check_fit,
	.make = make_fit,
	.recognise = mkimage_fit_is,
	.show = mkimage_fit_show,
	.extract = mkimage_fit_extract,
};
