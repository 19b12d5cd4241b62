/* SPDX-License-Identifier: MIT */
#include "mkimage/format.h"

#include "lib/log.h"
#include "lib/image/s390.h"
#include "mkimage/io.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const struct mkimage_format *const mkimage_formats[] = {
	&mkimage_s390, &mkimage_ins, &mkimage_uimage,	&mkimage_fit, &mkimage_efi,
	&mkimage_cpio, &mkimage_rpi, &mkimage_appended, NULL,
};

const struct mkimage_format *mkimage_format_of(struct rd file)
{
	for (size_t i = 0; mkimage_formats[i]; i++)
		if (mkimage_formats[i]->recognise && mkimage_formats[i]->recognise(file))
			return mkimage_formats[i];
	return NULL;
}

static const char show_usage[] =
	"usage: mkimage show FILE\n"
	"\n"
	"Says what FILE is and what it holds, if it has one of the formats that `mkimage --help`\n"
	"lists; rpi and appended cannot be told from their parts. Exit status 1 if it has none, "
	"or\n"
	"is broken.\n";

static const char extract_usage[] =
	"usage: mkimage extract [-C DIR] FILE\n"
	"\n"
	"Takes FILE apart into DIR (the current directory by default), which must exist.\n"
	"An s390 image gives the files kernel, cmdline and, if it has one, initrd. A cpio\n"
	"archive gives its directories, files and links; device nodes and owners are left out.\n"
	"Names that lead out of DIR are refused before anything is written.\n";

static const struct option help_option[] = {
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

/* Print @usage: all of it to standard output for MKIMAGE_DONE (--help), else its first paragraph to
 * standard error. Return: @status */
static int print_usage(const char *usage, int status)
{
	const char *end = strstr(usage, "\n\n");

	if (status == MKIMAGE_DONE)
		fputs(usage, stdout);
	else
		fprintf(stderr, "%.*s\n--help says more\n", end ? (int)(end - usage) : 0, usage);
	return status;
}

int mkimage_make_run(const struct mkimage_format *format, int argc, char **argv, uint32_t mtime)
{
	bool help = false;

	if (!mkimage_option_parse(argc, argv, format->options, format->operand, &help))
		return print_usage(format->usage, MKIMAGE_USAGE);
	if (help)
		return print_usage(format->usage, MKIMAGE_DONE);
	if (format->check && !format->check())
		return print_usage(format->usage, MKIMAGE_USAGE);
	return format->make(mtime) ? MKIMAGE_DONE : MKIMAGE_FAILED;
}

/* Read @path. @ret: the file. Return: its format; NULL = a failure, which is logged */
static const struct mkimage_format *open_image(const char *path, struct mkimage_file *ret)
{
	const struct mkimage_format *format;
	struct s390_image image;
	int reason;

	if (!mkimage_io_read(path, ret))
		return NULL;
	format = mkimage_format_of(mkimage_file_rd(ret));
	if (!format) {
		reason = s390_image_read(mkimage_file_rd(ret), ret->len, &image);
		log_err("%s: %s%s", path, s390_image_not(reason), s390_image_str(reason));
	}
	return format;
}

int mkimage_show_run(int argc, char **argv)
{
	struct mkimage_file file = {.data = NULL, .len = 0};
	const struct mkimage_format *format;
	bool done;
	int c;

	c = getopt_long(argc, argv, "h", help_option, NULL);
	if (c != -1)
		return print_usage(show_usage, c == 'h' ? MKIMAGE_DONE : MKIMAGE_USAGE);
	if (argc - optind != 1)
		return print_usage(show_usage, MKIMAGE_USAGE);
	format = open_image(argv[optind], &file);
	done = format && format->show(argv[optind], mkimage_file_rd(&file));
	mkimage_file_free(&file);
	return done ? MKIMAGE_DONE : MKIMAGE_FAILED;
}

static bool check_target_dir(const char *path)
{
	struct stat st;
	int err = stat(path, &st) != 0 ? errno : S_ISDIR(st.st_mode) ? 0 : ENOTDIR;

	if (err)
		log_err("%s: cannot write there: %s", path, strerror(err));
	return err == 0;
}

int mkimage_extract_run(int argc, char **argv)
{
	struct mkimage_file file = {.data = NULL, .len = 0};
	const struct mkimage_format *format;
	const char *dir = ".";
	bool done;
	int c;

	while ((c = getopt_long(argc, argv, "C:h", help_option, NULL)) != -1) {
		if (c != 'C')
			return print_usage(extract_usage, c == 'h' ? MKIMAGE_DONE : MKIMAGE_USAGE);
		dir = optarg;
	}
	if (argc - optind != 1)
		return print_usage(extract_usage, MKIMAGE_USAGE);
	if (!check_target_dir(dir))
		return MKIMAGE_FAILED;
	format = open_image(argv[optind], &file);
	done = format && format->extract(argv[optind], mkimage_file_rd(&file), dir);
	mkimage_file_free(&file);
	return done ? MKIMAGE_DONE : MKIMAGE_FAILED;
}
