/* SPDX-License-Identifier: MIT */
#include "mkimage/s390_show.h"

#include "lib/log.h"
#include "lib/image/s390.h"
#include "lib/print.h"
#include "mkimage/format.h"
#include "mkimage/io.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct rd part_of(struct rd file, uint64_t start, uint64_t len)
{
	rd_skip(&file, start);
	return rd_sub(&file, len);
}

static int judge_s390(struct rd file, struct s390_image *ret)
{
	return s390_image_read(file, rd_left(&file), ret);
}

bool mkimage_s390_recognise(struct rd file)
{
	struct s390_image image;

	switch (judge_s390(file, &image)) {
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
	int reason = judge_s390(file, image);

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

int mkimage_s390_show(const char *path, struct rd file)
{
	struct s390_image image;
	struct view cmdline;

	if (!read_s390(path, file, &image, &cmdline))
		return MKIMAGE_FAILED;
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
	return MKIMAGE_DONE;
}

static bool write_kernel(const char *dir, struct rd kernel)
{
	struct mkimage_file copy = {.data = NULL, .len = 0};
	struct wr w, field;
	bool ok;

	if (mkimage_file_grow(&copy, rd_left(&kernel)) != 0) {
		log_err("%s/kernel: cannot write: %s", dir, strerror(ENOMEM));
		return false;
	}
	w = wr_of(copy.data, copy.len);
	wr_bytes(&w, kernel.p, rd_left(&kernel));
	field = wr_at(&w, S390_INITRD_START, 16);
	wr_zero(&field, 16);
	ok = mkimage_io_part(dir, "kernel", copy.data, copy.len);
	mkimage_file_free(&copy);
	return ok;
}

int mkimage_s390_extract(const char *path, struct rd file, const char *dir)
{
	struct s390_image image;
	struct view cmdline;
	struct rd initrd;

	if (!read_s390(path, file, &image, &cmdline))
		return MKIMAGE_FAILED;
	initrd = part_of(file, image.initrd_start, image.initrd_size);
	if (image.initrd_size && image.initrd_start + image.initrd_size < image.file_len)
		log_warn("%s: warning: %" PRIu64 " bytes behind the ramdisk are left out", path,
			 image.file_len - image.initrd_start - image.initrd_size);
	if (!write_kernel(dir, part_of(file, 0, image.kernel_len)) ||
	    !mkimage_io_part(dir, "cmdline", cmdline.p, cmdline.n) ||
	    (image.initrd_size && !mkimage_io_part(dir, "initrd", initrd.p, rd_left(&initrd))))
		return MKIMAGE_FAILED;
	return MKIMAGE_DONE;
}
