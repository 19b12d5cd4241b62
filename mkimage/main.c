/* SPDX-License-Identifier: MIT
 * mkimage/main.c - make, show and take apart what firmware loads. Layer: main (host tool).
 */
#include "mkimage/format.h"

#include "lib/locale.h"
#include "lib/log.h"
#include "lib/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print_formats(FILE *to, int status)
{
	fputs("usage: mkimage FORMAT [options] -o OUT\n"
	      "       mkimage show FILE\n"
	      "       mkimage extract [-C DIR] FILE\n"
	      "       mkimage --version\n"
	      "\n"
	      "`mkimage FORMAT --help` lists the options of a format. The formats:\n",
	      to);
	for (size_t i = 0; mkimage_formats[i]; i++)
		fprintf(to, "  %-9s %s\n", mkimage_formats[i]->name, mkimage_formats[i]->about);
	fputs("\n"
	      "The same input gives the same output, whatever the time, the user or the order in\n"
	      "a directory. SOURCE_DATE_EPOCH (seconds since 1970) dates what carries a date,\n"
	      "0 without it. Exit status: 0 done, 1 failed, 2 wrong usage.\n",
	      to);
	return status;
}

/* Read SOURCE_DATE_EPOCH. A malformed date is an error: ignoring it would change the output. */
static bool get_mtime(uint32_t *ret)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	*ret = 0;
	if (!epoch || text_u32(view_of(epoch), 0, UINT32_MAX, ret))
		return true;
	log_err("SOURCE_DATE_EPOCH: not a number of seconds up to 4294967295, nothing is written");
	return false;
}

static int run_command(int argc, char **argv)
{
	uint32_t mtime;

	if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0)
		return print_formats(stdout, MKIMAGE_DONE);
	if (strcmp(argv[0], "--version") == 0 || (argc > 1 && strcmp(argv[1], "--version") == 0)) {
		puts("pxehop " PXEHOP_VERSION);
		return MKIMAGE_DONE;
	}
	if (!get_mtime(&mtime))
		return MKIMAGE_USAGE;
	if (strcmp(argv[0], "show") == 0)
		return mkimage_show_run(argc, argv);
	if (strcmp(argv[0], "extract") == 0)
		return mkimage_extract_run(argc, argv);
	for (size_t i = 0; mkimage_formats[i]; i++)
		if (strcmp(argv[0], mkimage_formats[i]->name) == 0)
			return mkimage_make_run(mkimage_formats[i], argc, argv, mtime);
	log_err("%s: not a format", argv[0]);
	return print_formats(stderr, MKIMAGE_USAGE);
}

int main(int argc, char **argv)
{
	int status;

	log_program("mkimage");
	log_utf8(locale_is_utf8());
	if (argc < 2)
		return print_formats(stderr, MKIMAGE_USAGE);
	status = run_command(argc - 1, argv + 1);
	/* Standard output may be a file on a full disk: a failed write is a failure. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		log_err("standard output: cannot write");
		return status ? status : MKIMAGE_FAILED;
	}
	return status;
}
