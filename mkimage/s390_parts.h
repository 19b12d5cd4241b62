/* SPDX-License-Identifier: MIT
 * mkimage/s390_parts.h - the inputs of the formats for s390: options, files, and whether they fit
 * together. Layer: main (files, log). Callers: mkimage/s390_cmd.c, mkimage/ins_cmd.c.
 */
#ifndef MKIMAGE_S390_PARTS_H
#define MKIMAGE_S390_PARTS_H

#include "lib/cli.h"
#include "mkimage/file.h"
#include "mkimage/s390.h"

/** mkimage_s390_given - the values of the options that these formats share; NULL = not given */
extern struct mkimage_s390_given {
	const char *kernel, *cmdline, *parmfile, *out;
	struct cli_list initrds;
	bool force, strict;
} mkimage_s390_given;

/** mkimage_s390_options - the options themselves, for struct mkimage_format */
extern const struct cli_option mkimage_s390_options[];

/** struct mkimage_s390_inputs - what was read; {0} is empty */
struct mkimage_s390_inputs {
	struct mkimage_file kernel, parmfile;
	struct mkimage_file files[MKIMAGE_S390_INITRDS];
	struct rd initrds[MKIMAGE_S390_INITRDS];
	char text[S390_CMDLINE_CAP];
	struct mkimage_s390 parts; /* points into the rest */
	struct mkimage_s390_layout layout;
};

/** mkimage_s390_parts_check() - -c and -p are not both given; an error is logged for the format @name */
bool mkimage_s390_parts_check(const char *name);

/** mkimage_s390_parts_read() - read all inputs and plan the packed image; errors are logged.
 *  Return: true = @in->parts and @in->layout are valid */
bool mkimage_s390_parts_read(struct mkimage_s390_inputs *in);

/** mkimage_s390_parts_warn() - log a warning about @object. Return: false = --strict makes it an
 *  error */
bool mkimage_s390_parts_warn(const char *object, const char *what);

#endif
