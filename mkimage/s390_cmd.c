/* SPDX-License-Identifier: MIT
 * mkimage/s390_cmd.c - `mkimage s390`: options and files around mkimage/s390.c. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "mkimage/s390_parts.h"
#include "mkimage/s390_show.h"

#include <string.h>

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

static struct mkimage_s390_options given;

static const struct mkimage_option s390_options[] = {
	{'k', NULL, MKIMAGE_OPTION_TEXT, .text = &given.kernel},
	{'i', NULL, MKIMAGE_OPTION_LIST, .list = &given.initrds, .what = "ramdisks"},
	{'c', NULL, MKIMAGE_OPTION_TEXT, .text = &given.cmdline},
	{'p', NULL, MKIMAGE_OPTION_TEXT, .text = &given.parmfile},
	{'o', NULL, MKIMAGE_OPTION_TEXT, .text = &given.out},
	{0, "force", MKIMAGE_OPTION_ON, .flag = &given.force},
	{0, "strict", MKIMAGE_OPTION_ON, .flag = &given.strict},
	{0},
};

static bool check_s390(void)
{
	const struct mkimage_s390_options *o = &given;
	bool nothing = !o->initrds.n && !o->cmdline && !o->parmfile;

	if (!mkimage_s390_parts_check(o, "s390"))
		return false;
	if (nothing)
		log_err("s390: nothing to pack: give -i, -c or -p");
	return !nothing;
}

static bool write_s390_image(const struct mkimage_s390_options *o,
			     const struct mkimage_s390_inputs *in)
{
	struct mkimage_file out = {.data = NULL, .len = 0};
	int err;

	if (in->layout.total_len > MKIMAGE_S390_QEMU_MAX &&
	    !mkimage_s390_parts_warn(o, o->out,
				     "larger than 119 MiB: QEMU 9.1 and older cannot load it"))
		return false;
	err = mkimage_file_grow(&out, in->layout.total_len);
	if (!err) {
		mkimage_s390_write(&in->parts, &in->layout, out.data);
		err = mkimage_file_write(o->out, out.data, out.len);
	}
	mkimage_file_free(&out);
	if (err)
		log_err("%s: cannot write: %s", o->out, strerror(-err));
	return err == 0;
}

static int make_s390(uint32_t mtime)
{
	static struct mkimage_s390_inputs in;
	bool ok = mkimage_s390_parts_read(&given, &in) && write_s390_image(&given, &in);

	(void)mtime; /* an s390 image holds no times */
	mkimage_s390_parts_free(&in);
	return ok ? MKIMAGE_DONE : MKIMAGE_FAILED;
}

const struct mkimage_format mkimage_s390 = {
	.name = "s390",
	.about = "s390 kernel, ramdisk and command line in one file for the firmware",
	.usage = s390_usage,
	.options = s390_options,
	.check = check_s390,
	.make = make_s390,
	.recognise = mkimage_s390_recognise,
	.show = mkimage_s390_show,
	.extract = mkimage_s390_extract,
};
