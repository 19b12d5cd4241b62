/* SPDX-License-Identifier: MIT
 * mkimage/format.h - the table of formats: how each is made, recognised, shown and taken apart.
 * Layer: main. A new format is a new file and one line in format.c.
 */
#ifndef MKIMAGE_FORMAT_H
#define MKIMAGE_FORMAT_H

#include "lib/bytes.h"
#include "lib/text.h"
#include "mkimage/option.h"

/* Exit statuses of the program. */
enum { MKIMAGE_DONE = 0, MKIMAGE_FAILED = 1, MKIMAGE_USAGE = 2 };

/** struct mkimage_format - functions return one of the exit statuses, or whether all went well, and
 *  log what went wrong */
struct mkimage_format {
	const char *name, *about;
	const char *usage; /* its first paragraph is what a wrong command line gets */
	const struct mkimage_option *options;
	const char **operand; /* as in mkimage_option_parse(); may be NULL */
	/* Whether the options that were given are enough and fit together. Never NULL. */
	bool (*check)(void);
	/* Make what the options say. Called once, after check(). @mtime: what files in the output
	 * are dated, from SOURCE_DATE_EPOCH, seconds since 1970. Never NULL. */
	int (*make)(uint32_t mtime);
	/* NULL for what is not one file, or shows no sign of its own; the two below are then not
	 * called and NULL as well. They are never NULL otherwise. */
	bool (*recognise)(struct rd file);
	int (*show)(const char *path, struct rd file);
	int (*extract)(const char *path, struct rd file, const char *dir);
};

extern const struct mkimage_format mkimage_s390, mkimage_uimage, mkimage_fit, mkimage_efi,
	mkimage_cpio, mkimage_rpi, mkimage_appended;

/** mkimage_formats - all of them, in the order of asking; ends with NULL */
extern const struct mkimage_format *const mkimage_formats[];

/** mkimage_format_of() - the first that recognises @file, or NULL */
const struct mkimage_format *mkimage_format_of(struct rd file);

/** mkimage_format_run() - the command `mkimage FORMAT`: take the options, check them, make the
 *  output. argv[0] is the format's name. Return: one of the exit statuses */
int mkimage_format_run(const struct mkimage_format *format, int argc, char **argv, uint32_t mtime);

/** mkimage_usage() - print all of @usage to standard output if it was asked for (@status
 *  MKIMAGE_DONE), else its first paragraph to standard error. Return: @status */
int mkimage_usage(const char *usage, int status);

/** mkimage_show_run(), mkimage_extract_run() - the commands of these names; argv[0] is the name */
int mkimage_show_run(int argc, char **argv);
int mkimage_extract_run(int argc, char **argv);

#endif
