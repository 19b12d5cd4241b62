/* SPDX-License-Identifier: MIT
 * mkimage/s390_cmd.c - `mkimage s390`: options and files around mkimage/s390.c. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/image/parmfile.h"
#include "lib/log.h"
#include "mkimage/io.h"
#include "mkimage/option.h"
#include "mkimage/s390.h"
#include "mkimage/s390_show.h"

#include <errno.h>
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

struct options {
	const char *kernel, *cmdline, *parmfile, *out;
	struct mkimage_list initrds;
	bool force, strict;
};

static struct options given;

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

/* All blocks that are read, freed in one place. */
struct inputs {
	struct mkimage_file kernel, parmfile, out;
	struct mkimage_file initrds[MKIMAGE_S390_INITRDS];
	char text[S390_CMDLINE_CAP];
};

_Static_assert(MKIMAGE_LIST_MAX == MKIMAGE_S390_INITRDS, "a list holds all ramdisks");

static bool check_s390(void)
{
	const struct options *o = &given;

	if (!o->kernel || !o->out)
		log_err("s390: -k and -o are needed");
	else if (o->cmdline && o->parmfile)
		log_err("s390: -c and -p exclude each other");
	else if (!o->initrds.n && !o->cmdline && !o->parmfile)
		log_err("s390: nothing to pack: give -i, -c or -p");
	else
		return true;
	return false;
}

static bool read_s390_kernel(const struct options *o, struct inputs *in, struct mkimage_s390 *parts)
{
	int reason;

	if (!mkimage_io_read(o->kernel, &in->kernel))
		return false;
	parts->kernel = mkimage_file_rd(&in->kernel);
	reason = s390_image_read(parts->kernel, in->kernel.len, &parts->image);
	if (reason)
		log_err("%s: %s%s", o->kernel, s390_image_not(reason), s390_image_str(reason));
	return reason == 0;
}

static bool read_s390_cmdline(const struct options *o, struct inputs *in,
			      struct mkimage_s390 *parts)
{
	struct str s = str_of(in->text, sizeof in->text);
	char at[80];
	struct str place = str_of(at, sizeof at);
	int reason;

	parts->set_cmdline = o->cmdline || o->parmfile;
	parts->cmdline = view_of(o->cmdline);
	if (!o->parmfile)
		return true;
	if (!mkimage_io_read(o->parmfile, &in->parmfile))
		return false;
	reason = parmfile_fold(mkimage_file_rd(&in->parmfile), &s);
	if (reason == PARMFILE_HIGH)
		parmfile_put_high(mkimage_file_rd(&in->parmfile), &place);
	if (reason)
		log_err("%s: %s%s", o->parmfile, at, parmfile_str(reason));
	parts->cmdline = (struct view){.p = in->text, .n = s.n};
	return reason == 0;
}

/* Log a warning. Return: false = --strict turns the warning into an error */
static bool warn_unless_strict(const struct options *o, const char *object, const char *what)
{
	log_at(o->strict ? LOG_ERR : LOG_WARN, "%s: %s%s", object,
	       o->strict ? "" : "warning: ", what);
	return !o->strict;
}

static bool read_s390_initrds(const struct options *o, struct inputs *in, struct rd *initrds)
{
	for (size_t i = 0; i < o->initrds.n; i++) {
		if (!mkimage_io_read(o->initrds.items[i], &in->initrds[i]))
			return false;
		initrds[i] = mkimage_file_rd(&in->initrds[i]);
		if (!mkimage_io_check_initrd(o->initrds.items[i], initrds[i], o->strict))
			return false;
	}
	return true;
}

static void log_s390_refusal(int reason, const struct options *o, const struct mkimage_s390 *parts)
{
	const char *object = o->kernel;

	if (reason == MKIMAGE_S390_CMDLINE_LONG) {
		log_err("%s: %s: %zu bytes, it takes %u", o->kernel, mkimage_s390_str(reason),
			parts->cmdline.n, parts->image.max_cmdline - 1);
		return;
	}
	if (reason == MKIMAGE_S390_CMDLINE_HIGH) {
		size_t at = s390_cmdline_high(parts->cmdline);

		log_err("-c: line 1, column %zu: byte 0x%02x: %s", at + 1,
			(unsigned)(uint8_t)parts->cmdline.p[at], mkimage_s390_str(reason));
		return;
	}
	if (reason == MKIMAGE_S390_CMDLINE_TEXT)
		object = o->parmfile ? o->parmfile : "-c";
	for (size_t i = 0; reason == MKIMAGE_S390_EMPTY_INITRD && i < parts->n_initrds; i++)
		if (!rd_left(&parts->initrds[i]))
			object = o->initrds.items[i];
	if (reason == MKIMAGE_S390_TOO_BIG)
		object = o->out;
	log_err("%s: %s", object, mkimage_s390_str(reason));
}

static bool write_s390_image(const struct options *o, struct inputs *in,
			     const struct mkimage_s390 *parts,
			     const struct mkimage_s390_layout *plan)
{
	int err;

	if (plan->total_len > MKIMAGE_S390_QEMU_MAX &&
	    !warn_unless_strict(o, o->out,
				"larger than 119 MiB: QEMU 9.1 and older cannot load it"))
		return false;
	err = mkimage_file_grow(&in->out, plan->total_len);
	if (!err) {
		mkimage_s390_write(parts, plan, in->out.data);
		err = mkimage_file_write(o->out, in->out.data, in->out.len);
	}
	if (err)
		log_err("%s: cannot write: %s", o->out, strerror(-err));
	return err == 0;
}

static bool pack_s390(const struct options *o, struct inputs *in)
{
	struct rd initrds[MKIMAGE_S390_INITRDS];
	struct mkimage_s390 parts = {
		.initrds = initrds,
		.n_initrds = o->initrds.n,
		.replace = o->force,
	};
	struct mkimage_s390_layout plan;
	int reason;

	if (!read_s390_kernel(o, in, &parts) || !read_s390_cmdline(o, in, &parts) ||
	    !read_s390_initrds(o, in, initrds))
		return false;
	reason = mkimage_s390_plan(&parts, &plan);
	if (reason) {
		log_s390_refusal(reason, o, &parts);
		return false;
	}
	return write_s390_image(o, in, &parts, &plan);
}

static int make_s390(uint32_t mtime)
{
	static struct inputs in;
	bool ok = pack_s390(&given, &in);

	(void)mtime; /* an s390 image holds no times */
	mkimage_file_free(&in.kernel);
	mkimage_file_free(&in.parmfile);
	mkimage_file_free(&in.out);
	for (size_t i = 0; i < given.initrds.n; i++)
		mkimage_file_free(&in.initrds[i]);
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
