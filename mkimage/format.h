/* SPDX-License-Identifier: MIT
 * mkimage/format.h - the table of formats, and the commands that make, show and extract them.
 * Layer: main. A new format is a new file and one line in format.c.
 */
#ifndef MKIMAGE_FORMAT_H
#define MKIMAGE_FORMAT_H

#include "lib/bytes.h"
#include "lib/cli.h"
#include "lib/text.h"

/* Exit statuses of the program. */
enum { MKIMAGE_DONE = 0, MKIMAGE_FAILED = 1, MKIMAGE_USAGE = 2 };

/**
 * struct mkimage_format - one format
 *
 * The functions log errors and return true for success. What make() reads and builds may stay
 * allocated: the program ends behind it.
 */
struct mkimage_format {
	const char *name, *about;
	const char *usage; /* the help text; a usage error prints its first paragraph */
	const struct cli_option *options;
	/* Gets an operand behind the options, which may stand in place of the option for it; may be
	 * NULL: there is no operand then. */
	const char **operand;
	/* Check that the given options fit together. NULL = any that are needed do. */
	bool (*check)(void);
	/* Make the output. Called once, after check(). @mtime: date of files in the output, seconds
	 * since 1970, from SOURCE_DATE_EPOCH. Never NULL. */
	bool (*make)(uint32_t mtime);
	/* Recognise a file of this format. NULL for output that is no single file, or that has no
	 * mark of its own: show and extract are then NULL as well, else neither is. */
	bool (*recognise)(struct rd file);
	bool (*show)(const char *path, struct rd file);
	bool (*extract)(const char *path, struct rd file, const char *dir);
};

extern const struct mkimage_format mkimage_s390, mkimage_ins, mkimage_uimage, mkimage_fit,
	mkimage_efi, mkimage_cpio, mkimage_rpi, mkimage_appended;

/** mkimage_formats - all formats, in the order in which a file is tried; ends with NULL */
extern const struct mkimage_format *const mkimage_formats[];

/** mkimage_format_of() - the first format that recognises @file. Return: NULL = none */
const struct mkimage_format *mkimage_format_of(struct rd file);

/** mkimage_make_run() - the command `mkimage FORMAT`: parse the options, check them, make the
 *  output. argv[0] is the name of the format. Return: an exit status */
int mkimage_make_run(const struct mkimage_format *format, int argc, char **argv, uint32_t mtime);

/** mkimage_show_run(), mkimage_extract_run() - the commands `mkimage show` and `mkimage extract`;
 *  argv[0] is the command's name. Return: an exit status */
int mkimage_show_run(int argc, char **argv);
int mkimage_extract_run(int argc, char **argv);

#endif
