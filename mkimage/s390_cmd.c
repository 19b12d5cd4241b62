/* SPDX-License-Identifier: MIT
 * mkimage/s390_cmd.c - `mkimage s390`: options and files around mkimage/s390.c, and such a file in parts
 * again. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "mkimage/s390_parts.h"
#include "lib/image/s390.h"
#include "lib/print.h"
#include "mkimage/io.h"

#include <inttypes.h>
#include <stdio.h>

static const char s390_usage[] =
	"usage: mkimage s390 -k KERNEL [-i INITRD]... [-c CMDLINE | -p PARMFILE]\n"
	"                    [--force] [--strict] -o OUT\n"
	"\n"
	"Packs a raw s390 kernel image, its ramdisk and its command line into one file that\n"
	"firmware can load over the network.\n"
	"\n"
	"  -k KERNEL    raw kernel image (arch/s390/boot/bzImage, /boot/vmlinuz-*)\n"
	"  -i INITRD    ramdisk; several are joined in order. Without any, the kernel keeps\n"
	"               the one it has\n"
	"  -c CMDLINE   kernel command line; without -c and -p the kernel keeps its own\n"
	"  -p PARMFILE  the command line from a file: lines or 80-byte cards, joined\n"
	"  -o OUT       written beside and renamed\n"
	"  --force      replace the ramdisk of a kernel that has one already\n"
	"  --strict     warnings are errors\n";

static bool check_s390(void)
{
	const struct mkimage_s390_given *o = &mkimage_s390_given;
	bool nothing = !o->initrds.n && !o->cmdline && !o->parmfile;

	if (!mkimage_s390_parts_check("s390"))
		return false;
	if (nothing)
		log_err("s390: nothing to pack: give -i, -c or -p");
	return !nothing;
}

static bool make_s390(uint32_t mtime)
{
	static struct mkimage_s390_inputs in;
	const char *path = mkimage_s390_given.out;
	struct mkimage_file out = {.data = NULL, .len = 0};

	(void)mtime; /* an s390 image holds no times */
	if (!mkimage_s390_parts_read(&in))
		return false;
	if (in.layout.total_len > MKIMAGE_S390_QEMU_MAX &&
	    !mkimage_s390_parts_warn(path,
				     "larger than 119 MiB: QEMU 9.1 and older cannot load it"))
		return false;
	if (!mkimage_io_grow(path, &out, in.layout.total_len))
		return false;
	mkimage_s390_write(&in.parts, &in.layout, out.data);
	return mkimage_io_write(path, out.data, out.len);
}

/* --- show and extract -------------------------------------------------------------------------- */

static struct rd part_of(struct rd file, uint64_t start, uint64_t len)
{
	rd_skip(&file, start);
	return rd_sub(&file, len);
}

static bool recognise_s390(struct rd file)
{
	struct s390_image image;

	switch (s390_image_read(file, rd_left(&file), &image)) {
	case S390_IMAGE_OK:
	case S390_IMAGE_SHORT:
	case S390_IMAGE_BAD_PARMAREA:
	case S390_IMAGE_INITRD_OUTSIDE: return true;
	default: return false;
	}
}

/* Read the image @path. Return: false = it cannot be shown or extracted, which is logged */
static bool read_s390(const char *path, struct rd file, struct s390_image *image,
		      struct view *cmdline)
{
	int reason = s390_image_read(file, rd_left(&file), image);

	if (!reason)
		reason = s390_image_cmdline(file, image, cmdline);
	if (reason)
		log_err("%s: %s%s", path, s390_image_not(reason), s390_image_str(reason));
	return !reason;
}

static void print_s390_text(const char *name, struct view text)
{
	printf("  %-14s ", name);
	print_outside(stdout, text);
	putchar('\n');
}

/* The banner is a C string inside the kernel. Other bytes in its place are not printed. */
static void print_banner(struct rd file, const struct s390_image *image)
{
	struct rd banner;

	if (!image->version_start || image->version_start >= image->kernel_len)
		return;
	file = part_of(file, 0, image->kernel_len);
	rd_skip(&file, image->version_start);
	banner = rd_cstr(&file);
	if (!banner.bad)
		print_s390_text("version", (struct view){(const char *)banner.p, rd_left(&banner)});
}

static bool show_s390(const char *path, struct rd file)
{
	struct s390_image image;
	struct view cmdline;

	if (!read_s390(path, file, &image, &cmdline))
		return false;
	print_outside(stdout, view_of(path));
	printf(": s390 kernel image%s\n", image.initrd_size ? " with a ramdisk" : "");
	printf("  %-14s %" PRIu64 "\n", "size", image.file_len);
	mkimage_io_print_sum("sha256", file);
	printf("  %-14s %" PRIu64 "\n", "kernel size", image.kernel_len);
	print_banner(file, &image);
	printf("  %-14s 0x%" PRIx64 "\n", "ramdisk at", image.initrd_start);
	printf("  %-14s %" PRIu64 "\n", "ramdisk size", image.initrd_size);
	if (image.initrd_size)
		mkimage_io_print_sum("ramdisk sha256",
				     part_of(file, image.initrd_start, image.initrd_size));
	printf("  %-14s %u\n", "cmdline max", image.max_cmdline - 1);
	print_s390_text("cmdline", cmdline);
	return true;
}

static bool write_kernel(const char *dir, struct rd kernel)
{
	struct mkimage_file copy = {.data = NULL, .len = 0};
	struct wr w, field;
	bool ok;

	if (!mkimage_io_grow("kernel", &copy, rd_left(&kernel)))
		return false;
	w = wr_of(copy.data, copy.len);
	wr_bytes(&w, kernel.p, rd_left(&kernel));
	field = wr_at(&w, S390_INITRD_START, 16);
	wr_zero(&field, 16);
	ok = mkimage_io_part(dir, "kernel", copy.data, copy.len);
	mkimage_file_free(&copy);
	return ok;
}

static bool extract_s390(const char *path, struct rd file, const char *dir)
{
	struct s390_image image;
	struct view cmdline;
	struct rd initrd;

	if (!read_s390(path, file, &image, &cmdline))
		return false;
	initrd = part_of(file, image.initrd_start, image.initrd_size);
	if (image.initrd_size && image.initrd_start + image.initrd_size < image.file_len)
		log_warn("%s: warning: %" PRIu64 " bytes behind the ramdisk are left out", path,
			 image.file_len - image.initrd_start - image.initrd_size);
	if (!write_kernel(dir, part_of(file, 0, image.kernel_len)) ||
	    !mkimage_io_part(dir, "cmdline", cmdline.p, cmdline.n) ||
	    (image.initrd_size && !mkimage_io_part(dir, "initrd", initrd.p, rd_left(&initrd))))
		return false;
	return true;
}

const struct mkimage_format mkimage_s390 = {
	.name = "s390",
	.about = "s390 kernel, ramdisk and command line in one file for the firmware",
	.usage = s390_usage,
	.options = mkimage_s390_options,
	.check = check_s390,
	.make = make_s390,
	.recognise = recognise_s390,
	.show = show_s390,
	.extract = extract_s390,
};
