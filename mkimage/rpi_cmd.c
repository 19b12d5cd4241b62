/* SPDX-License-Identifier: MIT
 * mkimage/rpi_cmd.c - `mkimage rpi`: the folder that a Raspberry Pi asks a TFTP server for.
 * Layer: main.
 */
#include "mkimage/format.h"

#include "lib/image/arm.h"
#include "lib/log.h"
#include "mkimage/fit.h"
#include "mkimage/io.h"
#include "mkimage/rpi.h"

#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CMDLINE_MAX 2048u /* limit of the kernel, in bytes */

static const char rpi_usage[] =
	"usage: mkimage rpi --serial SERIAL -k KERNEL -i INITRD... [-c CMDLINE] [-b DTB]...\n"
	"                   [--overlay DTBO]... -o DIR\n"
	"\n"
	"Makes DIR/SERIAL, the folder that a Raspberry Pi asks a TFTP server for: config.txt,\n"
	"cmdline.txt, kernel8.img or kernel7.img, initramfs, device trees, overlays. README.txt\n"
	"says which firmware files belong beside them. What else lies there is left alone.\n"
	"\n"
	"  --serial SERIAL  serial number of the board, 8 or 16 hexadecimal digits "
	"(/proc/cpuinfo),\n"
	"                   or its MAC address, if it was told to use that\n"
	"  -k KERNEL        arm64 Image, plain or gzip, or arm zImage\n"
	"  -i INITRD        ramdisk; several are joined in order\n"
	"  -c CMDLINE       kernel command line (console=tty1 console=ttyS1,115200); nr_cpus=1 "
	"is\n"
	"                   added where a device tree tells of CPUs that cannot be stopped\n"
	"  -b DTB           device tree (bcm2*-rpi-*.dtb of the kernel)\n"
	"  --overlay DTBO   goes into overlays/; config.txt has to name it\n"
	"  -o DIR           root of the TFTP server\n";

struct options {
	const char *serial, *kernel, *cmdline, *out;
	struct cli_list initrds, trees, overlays;
};

static struct options given = {.cmdline = "console=tty1 console=ttyS1,115200"};

static const struct cli_option rpi_options[] = {
	{0, "serial", CLI_TEXT, .text = &given.serial, .needed = true},
	{'k', NULL, CLI_TEXT, .text = &given.kernel, .needed = true},
	{'i', NULL, CLI_LIST, .list = &given.initrds, .needed = true},
	{'c', NULL, CLI_TEXT, .text = &given.cmdline},
	{'b', NULL, CLI_LIST, .list = &given.trees},
	{0, "overlay", CLI_LIST, .list = &given.overlays},
	{'o', NULL, CLI_TEXT, .text = &given.out, .needed = true},
	{0},
};

struct inputs {
	struct mkimage_file kernel, initrd;
	struct mkimage_file trees[CLI_LIST_MAX];
	struct mkimage_rpi rpi;
	char folder[MKIMAGE_RPI_FOLDER];
};

static bool check_rpi(void)
{
	bool fits = !strchr(given.cmdline, '\n') && strlen(given.cmdline) <= CMDLINE_MAX - 16;

	if (!fits)
		log_err("-c: one line of at most %u bytes", CMDLINE_MAX - 16);
	return fits;
}

static bool read_rpi_kernel(const struct options *o, struct inputs *in)
{
	struct arm_image image;
	int reason;

	if (!mkimage_io_read(o->kernel, &in->kernel))
		return false;
	reason = arm_image_read(mkimage_file_rd(&in->kernel), in->kernel.len, &image);
	if (reason) {
		log_err("%s: %s", o->kernel, arm_image_str(reason));
		return false;
	}
	if (!mkimage_io_check_arm(o->kernel, mkimage_file_rd(&in->kernel)))
		return false;
	in->rpi.wide = image.form != ARM_FORM_ZIMAGE;
	if (image.form == ARM_FORM_IMAGE || image.form == ARM_FORM_GZIP ||
	    image.form == ARM_FORM_ZIMAGE)
		return true;
	log_err("%s: %s, which the firmware cannot start", o->kernel,
		arm_form_str((int)image.form));
	return false;
}

/* 64-bit kernels read enable-method at each CPU, 32-bit ones at the node /cpus as well. */
static bool cpu_spins(const void *fdt, int node)
{
	int n;
	const char *method = fdt_getprop(fdt, node, "enable-method", &n);

	return method && n > 0 && strncmp(method, "psci", (size_t)n) != 0;
}

static bool cpus_wait(struct rd tree)
{
	int cpus = fdt_path_offset(tree.p, "/cpus"), node;

	if (cpus < 0)
		return false;
	if (cpu_spins(tree.p, cpus))
		return true;
	fdt_for_each_subnode(node, tree.p, cpus) if (cpu_spins(tree.p, node)) return true;
	return false;
}

static bool read_rpi_tree(const char *path, struct mkimage_file *ret)
{
	bool ok;

	if (!mkimage_io_read(path, ret))
		return false;
	ok = mkimage_fit_is_tree(mkimage_file_rd(ret));
	if (!ok)
		log_err("%s: not a device tree, or a damaged one", path);
	return ok;
}

static bool read_rpi_trees(const struct options *o, struct inputs *in)
{
	for (size_t i = 0; i < o->trees.n; i++) {
		if (!read_rpi_tree(o->trees.items[i], &in->trees[i]))
			return false;
		in->rpi.one_cpu = in->rpi.one_cpu || cpus_wait(mkimage_file_rd(&in->trees[i]));
	}
	if (o->trees.n == 1)
		in->rpi.tree = mkimage_io_base_name(o->trees.items[0]);
	return true;
}

static bool read_rpi_parts(const struct options *o, struct inputs *in)
{
	in->rpi.cmdline = view_of(o->cmdline);
	if (!mkimage_rpi_folder(view_of(o->serial), in->folder)) {
		log_err("--serial %s: neither 8 or 16 hexadecimal digits nor a MAC address",
			o->serial);
		return false;
	}
	if (!read_rpi_kernel(o, in) || !read_rpi_trees(o, in))
		return false;
	for (size_t i = 0; i < o->initrds.n; i++)
		if (!mkimage_io_add_initrd(o->initrds.items[i], &in->initrd))
			return false;
	return true;
}

static bool make_rpi_dir(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return true;
	log_err("%s: cannot be made: %s", path, strerror(errno));
	return false;
}

static bool write_rpi_text(const char *dir, const char *name,
			   void (*make)(const struct mkimage_rpi *, struct str *),
			   const struct mkimage_rpi *rpi)
{
	char text[CMDLINE_MAX];
	struct str s = str_of(text, sizeof text);

	make(rpi, &s);
	return mkimage_io_part(dir, name, text, s.n);
}

static bool copy_overlays(const struct cli_list *overlays, const char *dir)
{
	struct mkimage_file file = {.data = NULL, .len = 0};
	bool ok = make_rpi_dir(dir);

	for (size_t i = 0; ok && i < overlays->n; i++) {
		ok = read_rpi_tree(overlays->items[i], &file) &&
		     mkimage_io_part(dir, mkimage_io_base_name(overlays->items[i]), file.data,
				     file.len);
		mkimage_file_free(&file);
	}
	return ok;
}

static bool write_rpi_files(const struct options *o, const struct inputs *in, const char *dir,
			    const char *overlays)
{
	const char *readme = mkimage_rpi_readme();
	bool ok = make_rpi_dir(o->out) && make_rpi_dir(dir) &&
		  mkimage_io_part(dir, mkimage_rpi_kernel(&in->rpi), in->kernel.data,
				  in->kernel.len) &&
		  mkimage_io_part(dir, "initramfs", in->initrd.data, in->initrd.len);

	for (size_t i = 0; ok && i < o->trees.n; i++)
		ok = mkimage_io_part(dir, mkimage_io_base_name(o->trees.items[i]),
				     in->trees[i].data, in->trees[i].len);
	/* config.txt and cmdline.txt come last: a board uses the other files once these exist. */
	return ok && copy_overlays(&o->overlays, overlays) &&
	       mkimage_io_part(dir, "README.txt", readme, strlen(readme)) &&
	       write_rpi_text(dir, "cmdline.txt", mkimage_rpi_cmdline, &in->rpi) &&
	       write_rpi_text(dir, "config.txt", mkimage_rpi_config, &in->rpi);
}

static bool write_rpi_folder(const struct options *o, const struct inputs *in)
{
	char *dir = NULL, *overlays = NULL;
	bool ok = asprintf(&dir, "%s/%s", o->out, in->folder) >= 0 &&
		  asprintf(&overlays, "%s/overlays", dir) >= 0;

	if (ok)
		ok = write_rpi_files(o, in, dir, overlays);
	else
		log_err("%s: %s", o->out, strerror(ENOMEM));
	free(overlays);
	free(dir);
	return ok;
}

static bool make_rpi(uint32_t mtime)
{
	static struct inputs in;

	(void)mtime; /* the files contain no dates */
	return read_rpi_parts(&given, &in) && write_rpi_folder(&given, &in);
}

const struct mkimage_format mkimage_rpi = {
	.name = "rpi",
	.about = "the folder that a Raspberry Pi asks a TFTP server for",
	.usage = rpi_usage,
	.options = rpi_options,
	.check = check_rpi,
	.make = make_rpi,
};
