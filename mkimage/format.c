/* SPDX-License-Identifier: MIT */
#include "mkimage/format.h"

#include <stdio.h>
#include <string.h>

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

int mkimage_usage(const char *usage, int status)
{
	const char *end = strstr(usage, "\n\n");

	if (status == MKIMAGE_DONE)
		fputs(usage, stdout);
	else
		fprintf(stderr, "%.*s\n--help says more\n", end ? (int)(end - usage) : 0, usage);
	return status;
}

int mkimage_format_run(const struct mkimage_format *format, int argc, char **argv, uint32_t mtime)
{
	bool help = false;

	if (!mkimage_option_parse(argc, argv, format->options, format->operand, &help))
		return mkimage_usage(format->usage, MKIMAGE_USAGE);
	if (help)
		return mkimage_usage(format->usage, MKIMAGE_DONE);
	if (!format->check())
		return mkimage_usage(format->usage, MKIMAGE_USAGE);
	return format->make(mtime);
}
