/* SPDX-License-Identifier: MIT */
#include "mkimage/s390_parts.h"

#include "lib/image/parmfile.h"
#include "lib/image/whole.h"
#include "lib/log.h"
#include "mkimage/io.h"

_Static_assert(CLI_LIST_MAX == MKIMAGE_S390_INITRDS, "a list holds all ramdisks");

struct mkimage_s390_given mkimage_s390_given;
static struct mkimage_s390_given *const o = &mkimage_s390_given;

const struct cli_option mkimage_s390_options[] = {
	{'k', NULL, CLI_TEXT, .text = &mkimage_s390_given.kernel, .needed = true},
	{'i', NULL, CLI_LIST, .list = &mkimage_s390_given.initrds, .what = "ramdisks"},
	{'c', NULL, CLI_TEXT, .text = &mkimage_s390_given.cmdline},
	{'p', NULL, CLI_TEXT, .text = &mkimage_s390_given.parmfile},
	{'o', NULL, CLI_TEXT, .text = &mkimage_s390_given.out, .needed = true},
	{0, "force", CLI_ON, .flag = &mkimage_s390_given.force},
	{0, "strict", CLI_ON, .flag = &mkimage_s390_given.strict},
	{0},
};

bool mkimage_s390_parts_check(const char *name)
{
	bool both = o->cmdline && o->parmfile;

	if (both)
		log_err("%s: -c and -p exclude each other", name);
	return !both;
}

static bool read_s390_kernel(struct mkimage_s390_inputs *in)
{
	struct mkimage_s390 *parts = &in->parts;
	static struct initrd_check walk;
	enum whole_state state;
	int reason;

	if (!mkimage_io_read(o->kernel, &in->kernel))
		return false;
	parts->kernel = mkimage_file_rd(&in->kernel);
	reason = s390_image_read(parts->kernel, in->kernel.len, &parts->image);
	if (reason) {
		log_err("%s: %s%s", o->kernel, s390_image_not(reason), s390_image_str(reason));
		return false;
	}
	initrd_check_start(&walk);
	state = whole_s390(parts->kernel, &walk);
	if (state > WHOLE_YES)
		log_err("%s: %s", o->kernel, whole_str(state));
	return state <= WHOLE_YES;
}

static bool read_s390_cmdline(struct mkimage_s390_inputs *in)
{
	struct mkimage_s390 *parts = &in->parts;
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

bool mkimage_s390_parts_warn(const char *object, const char *what)
{
	log_at(o->strict ? LOG_ERR : LOG_WARN, "%s: %s%s", object,
	       o->strict ? "" : "warning: ", what);
	return !o->strict;
}

static bool read_s390_initrds(struct mkimage_s390_inputs *in)
{
	for (size_t i = 0; i < o->initrds.n; i++) {
		if (!mkimage_io_read(o->initrds.items[i], &in->files[i]))
			return false;
		in->initrds[i] = mkimage_file_rd(&in->files[i]);
		if (!mkimage_io_check_initrd(o->initrds.items[i], in->initrds[i], o->strict))
			return false;
	}
	return true;
}

static void log_s390_refusal(int reason, const struct mkimage_s390 *parts)
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

bool mkimage_s390_parts_read(struct mkimage_s390_inputs *in)
{
	struct mkimage_s390 *parts = &in->parts;
	int reason;

	*parts = (struct mkimage_s390){
		.initrds = in->initrds, .n_initrds = o->initrds.n, .replace = o->force};
	if (!read_s390_kernel(in) || !read_s390_cmdline(in) || !read_s390_initrds(in))
		return false;
	reason = mkimage_s390_plan(parts, &in->layout);
	if (reason)
		log_s390_refusal(reason, parts);
	return reason == 0;
}
