/* SPDX-License-Identifier: MIT */
#include "mkimage/format.h"

#include "lib/log.h"
#include "lib/image/s390.h"
#include "mkimage/io.h"

#include <errno.h>
#include <getopt.h>
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

int mkimage_make_run(const struct mkimage_format *format, int argc, char **argv, uint32_t mtime)
{
	const struct cli cli = {.name = format->name,
				.usage = format->usage,
				.options = format->options,
				.most = format->operand ? 1 : 0};
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	if (optind < argc) {
		if (*format->operand) {
			log_err("%s: unexpected argument", argv[optind]);
			return cli_usage(&cli);
		}
		*format->operand = argv[optind];
	}
	if (format->check && !format->check())
		return cli_usage(&cli);
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
	static const struct cli_option none[] = {{0}};
	static const struct cli cli = {.usage = show_usage, .options = none, .least = 1, .most = 1};
	struct mkimage_file file = {.data = NULL, .len = 0};
	const struct mkimage_format *format;
	bool done;
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
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
	static const char *dir = ".";
	static const struct cli_option options[] = {{'C', NULL, CLI_TEXT, .text = &dir}, {0}};
	static const struct cli cli = {
		.usage = extract_usage, .options = options, .least = 1, .most = 1};
	struct mkimage_file file = {.data = NULL, .len = 0};
	const struct mkimage_format *format;
	bool done;
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	if (!check_target_dir(dir))
		return MKIMAGE_FAILED;
	format = open_image(argv[optind], &file);
	done = format && format->extract(argv[optind], mkimage_file_rd(&file), dir);
	mkimage_file_free(&file);
	return done ? MKIMAGE_DONE : MKIMAGE_FAILED;
}
