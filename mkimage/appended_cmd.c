/* SPDX-License-Identifier: MIT
 * mkimage/appended_cmd.c - `mkimage appended`: options and files around mkimage/appended.c.
 * Layer: main.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "mkimage/appended.h"
#include "mkimage/io.h"
#include "mkimage/option.h"

#include <errno.h>
#include <string.h>

static const char appended_usage[] =
	"usage: mkimage appended -k ZIMAGE -b DTB -i INITRD -a ADDR [-c CMDLINE] -o OUT\n"
	"\n"
	"Puts a 32-bit ARM kernel, its device tree and its ramdisk behind one another, for\n"
	"firmware that can load one file and nothing else. The kernel must have\n"
	"CONFIG_ARM_APPENDED_DTB. Wrap the result with `mkimage uimage -T kernel -a ADDR -e ADDR`\n"
	"for firmware that wants a uImage.\n"
	"\n"
	"  -k ZIMAGE   the kernel\n"
	"  -b DTB      the board's device tree\n"
	"  -i INITRD   ramdisk\n"
	"  -a ADDR     where firmware loads the result, hexadecimal; above what the unpacked\n"
	"              kernel needs, so 32 MiB or more into the memory\n"
	"  -c CMDLINE  kernel command line, in place of the device tree's\n"
	"  -o OUT      written beside and renamed\n";

struct options {
	const char *kernel, *tree, *initrd, *cmdline, *out;
	uint32_t load;
};

static struct options given;

static const struct cli_option appended_options[] = {
	{'k', NULL, CLI_TEXT, .text = &given.kernel, .needed = true},
	{'b', NULL, CLI_TEXT, .text = &given.tree, .needed = true},
	{'i', NULL, CLI_TEXT, .text = &given.initrd, .needed = true},
	{'a', NULL, CLI_CALL, .call = mkimage_option_address, .to = &given.load, .needed = true},
	{'c', NULL, CLI_TEXT, .text = &given.cmdline},
	{'o', NULL, CLI_TEXT, .text = &given.out, .needed = true},
	{0},
};

struct inputs {
	struct mkimage_file kernel, tree, initrd, out;
};

static bool check_appended(void)
{
	if (given.load & 3)
		log_err("-a: %x: not a multiple of 4", given.load);
	return !(given.load & 3);
}

static void log_appended_error(const struct options *o, int err)
{
	switch (err) {
	case -ENOEXEC: log_err("%s: not a whole 32-bit ARM zImage", o->kernel); break;
	case -EINVAL: log_err("%s: not a device tree, or a damaged one", o->tree); break;
	case -EFBIG: log_err("%s: would not fit below 4 GiB", o->out); break;
	default: log_err("%s: cannot put together: %s", o->out, strerror(-err)); break;
	}
}

static bool pack_appended(const struct options *o, struct inputs *in)
{
	struct mkimage_appended a = {.cmdline = o->cmdline, .load = o->load};
	int err;

	if (!mkimage_io_read(o->kernel, &in->kernel) || !mkimage_io_read(o->tree, &in->tree) ||
	    !mkimage_io_read(o->initrd, &in->initrd) ||
	    !mkimage_io_check_initrd(o->initrd, mkimage_file_rd(&in->initrd), false))
		return false;
	a.kernel = mkimage_file_rd(&in->kernel);
	a.tree = mkimage_file_rd(&in->tree);
	a.initrd = mkimage_file_rd(&in->initrd);
	err = mkimage_appended_write(&a, &in->out);
	if (err)
		log_appended_error(o, err);
	return !err && mkimage_io_write(o->out, in->out.data, in->out.len);
}

static bool make_appended(uint32_t mtime)
{
	static struct inputs in;

	(void)mtime; /* the block has no date */
	return pack_appended(&given, &in);
}

/* The finished block looks like any zImage, so nothing recognises it. */
const struct mkimage_format mkimage_appended = {
	.name = "appended",
	.about = "one block for firmware that loads one file: zImage, device tree, ramdisk",
	.usage = appended_usage,
	.options = appended_options,
	.check = check_appended,
	.make = make_appended,
};
