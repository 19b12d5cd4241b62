/* SPDX-License-Identifier: MIT
 * mkimage/ins_cmd.c - `mkimage ins`: options and files around mkimage/ins.c. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "mkimage/ins.h"
#include "mkimage/io.h"
#include "mkimage/s390_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ins_usage[] =
	"usage: mkimage ins -k KERNEL [-i INITRD]... [-c CMDLINE | -p PARMFILE]\n"
	"                   [--force] [--strict] -o NAME.ins\n"
	"\n"
	"Makes what an HMC, DPM, z/VM or s390 firmware loads where there is no TFTP: beside\n"
	"NAME.ins, which lists them by relative names, NAME.img (the kernel), NAME.rd (the\n"
	"ramdisk), NAME.addrsize (where it lies) and NAME.prm (the command line); and NAME.exec,\n"
	"which puts them into the reader of a z/VM guest and starts it.\n"
	"\n"
	"  -k KERNEL    raw kernel image (arch/s390/boot/bzImage, /boot/vmlinuz-*)\n"
	"  -i INITRD    ramdisk; several are joined in order. Without any, the kernel keeps\n"
	"               the one it has\n"
	"  -c CMDLINE   kernel command line; without -c and -p the kernel's own\n"
	"  -p PARMFILE  the command line from a file: lines or 80-byte cards, joined\n"
	"  -o NAME.ins  each file is written beside and renamed, this one last\n"
	"  --force      drop the ramdisk that the kernel has already\n"
	"  --strict     warnings are errors\n";

static struct mkimage_s390_given *const given = &mkimage_s390_given;

/* NAME of -o PATH/NAME.ins, and all but its suffix. */
static char set_name[MKIMAGE_INS_NAME];
static size_t stem_len;

static bool split_output(const char *path)
{
	static const char suffix[] = ".ins";
	const size_t n = sizeof suffix - 1;
	struct view name = view_of(mkimage_io_base_name(path));

	if (name.n <= n || strcmp(name.p + name.n - n, suffix) != 0)
		return false;
	name.n -= n;
	stem_len = strlen(path) - n;
	return mkimage_ins_name(name) && text_copy(set_name, sizeof set_name, name);
}

static bool check_ins(void)
{
	if (!mkimage_s390_parts_check("ins"))
		return false;
	if (split_output(given->out))
		return true;
	log_err("-o %s: not NAME.ins with a name of letters, digits, \".\", \"_\" and \"-\"",
		given->out);
	return false;
}

static bool write_ins_part(const char *suffix, const void *data, size_t n)
{
	char *path = NULL;
	bool ok = asprintf(&path, "%.*s%s", (int)stem_len, given->out, suffix) >= 0;

	if (!ok)
		log_err("%s: %s", given->out, strerror(ENOMEM));
	ok = ok && mkimage_io_write(path, data, n);
	free(path);
	return ok;
}

static bool write_ins_ramdisk(const struct mkimage_ins *ins, const struct mkimage_s390_inputs *in)
{
	struct mkimage_file rd = {.data = NULL, .len = 0};
	uint8_t where[MKIMAGE_INS_ADDRSIZE];
	struct wr w = wr_of(where, sizeof where), all;

	if (!mkimage_io_grow(given->out, &rd, ins->initrd_size))
		return false;
	all = wr_of(rd.data, rd.len);
	mkimage_s390_put_initrds(&in->parts, &all);
	mkimage_ins_addrsize(ins, &w);
	return write_ins_part(".rd", rd.data, rd.len) &&
	       write_ins_part(".addrsize", where, sizeof where);
}

/* The command line in the kernel stays where it is and ends behind the cards, unless they cover
 * it. */
static bool write_ins_cards(const struct mkimage_s390_inputs *in)
{
	static uint8_t cards[S390_CMDLINE_CAP + MKIMAGE_INS_CARD];
	const struct mkimage_s390 *parts = &in->parts;
	struct wr w = wr_of(cards, sizeof cards);
	struct view old = {.p = "", .n = 0}, cmdline;

	if (s390_image_cmdline(parts->kernel, &parts->image, &old)) {
		log_err("%s: its command line has no end", given->kernel);
		return false;
	}
	cmdline = parts->set_cmdline ? parts->cmdline : old;
	if (cmdline.n > MKIMAGE_INS_VM_MAX &&
	    !mkimage_s390_parts_warn(given->out,
				     "z/VM's reader hands over 895 characters of the command line"))
		return false;
	if (mkimage_ins_cards_len(cmdline, old.n) > parts->image.max_cmdline) {
		log_err("%s: the command line in whole cards of 80 bytes is too long for this "
			"kernel",
			given->kernel);
		return false;
	}
	mkimage_ins_cards(cmdline, old.n, &w);
	return write_ins_part(".prm", cards, wr_len(&w));
}

static bool write_ins_exec(const struct mkimage_ins *ins)
{
	char text[MKIMAGE_INS_TEXT];
	struct str s = str_of(text, sizeof text);

	if (!mkimage_ins_cms_name(view_of(ins->name)))
		return mkimage_s390_parts_warn(ins->name,
					       "no name for CMS (1 to 8 letters and digits), so "
					       "there is no EXEC for z/VM");
	mkimage_ins_exec(ins, &s);
	return write_ins_part(".exec", text, s.n);
}

/* The list comes last: whoever sees it has the files. */
static bool write_ins(const struct mkimage_s390_inputs *in)
{
	const struct mkimage_s390 *parts = &in->parts;
	size_t kernel_len = parts->n_initrds ? in->layout.kernel_len : rd_left(&parts->kernel);
	struct mkimage_ins ins = {.name = set_name,
				  .initrd_start = mkimage_ins_initrd_at(kernel_len),
				  .initrd_size = parts->n_initrds ? in->layout.initrd_size : 0};
	char text[MKIMAGE_INS_TEXT];
	struct str s = str_of(text, sizeof text);

	mkimage_ins_list(&ins, &s);
	return write_ins_part(".img", parts->kernel.p, kernel_len) &&
	       (!ins.initrd_size || write_ins_ramdisk(&ins, in)) && write_ins_cards(in) &&
	       write_ins_exec(&ins) && write_ins_part(".ins", text, s.n);
}

static bool make_ins(uint32_t mtime)
{
	static struct mkimage_s390_inputs in;

	(void)mtime; /* these files hold no times */
	return mkimage_s390_parts_read(&in) && write_ins(&in);
}

const struct mkimage_format mkimage_ins = {
	.name = "ins",
	.about = "s390 kernel, ramdisk and command line for HMC, DPM, z/VM's reader and firmware",
	.usage = ins_usage,
	.options = mkimage_s390_options,
	.check = check_ins,
	.make = make_ins,
};
