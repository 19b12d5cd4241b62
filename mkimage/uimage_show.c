/* SPDX-License-Identifier: MIT */
#include "mkimage/uimage_show.h"

#include "lib/log.h"
#include "lib/image/uimage.h"
#include "lib/print.h"
#include "mkimage/format.h"
#include "mkimage/io.h"
#include "mkimage/uimage_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* Read the image @path. Return: false = it cannot be shown or extracted, which is logged */
static bool read_shown_uimage(const char *path, struct rd file, struct uimage *ret)
{
	size_t behind;
	int reason = uimage_read(file, rd_left(&file), ret);

	if (!reason)
		reason = uimage_check_data(file, ret);
	if (reason) {
		log_err("%s: %s", path, uimage_str(reason));
		return false;
	}
	behind = rd_left(&file) - UIMAGE_HEADER - ret->size;
	if (behind)
		log_warn("%s: warning: %zu bytes behind the image are left out", path, behind);
	return true;
}

void mkimage_uimage_print_time(const char *title, uint32_t seconds)
{
	char text[64] = "?";
	time_t t = (time_t)seconds;
	struct tm tm;

	if (localtime_r(&t, &tm))
		strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &tm);
	printf("%s%s\n", title, text);
}

void mkimage_uimage_print_size(const char *title, uint32_t n)
{
	printf("%s%" PRIu32 " Bytes = %.2f KiB = %.2f MiB\n", title, n, n / 1024.0, n / 1048576.0);
}

static void print_parts(struct rd file, const struct uimage *u)
{
	printf("Contents:\n");
	for (unsigned i = 0; i < u->n_parts; i++) {
		uint64_t start;

		printf("   Image %u", i);
		mkimage_uimage_print_size(": ", uimage_part(file, u, i, &start));
		/* U-Boot's mkimage prints an address of its own memory here. */
		if (i && u->type == UIMAGE_SCRIPT)
			printf("    Offset = 0x%08" PRIx64 "\n", start);
	}
}

int mkimage_uimage_show(const char *path, struct rd file)
{
	struct uimage u;

	if (!read_shown_uimage(path, file, &u))
		return MKIMAGE_FAILED;
	printf("Image Name:   ");
	print_outside(stdout, view_of(u.name));
	printf("\n");
	mkimage_uimage_print_time("Created:      ", u.time);
	printf("Image Type:   %s %s %s (%s)\n", mkimage_uimage_title(MKIMAGE_UIMAGE_ARCH, u.arch),
	       mkimage_uimage_title(MKIMAGE_UIMAGE_OS, u.os),
	       mkimage_uimage_title(MKIMAGE_UIMAGE_TYPE, u.type),
	       mkimage_uimage_title(MKIMAGE_UIMAGE_COMP, u.comp));
	mkimage_uimage_print_size("Data Size:    ", u.size);
	printf("Load Address: %08" PRIx32 "\nEntry Point:  %08" PRIx32 "\n", u.load, u.entry);
	if (uimage_has_table(u.type))
		print_parts(file, &u);
	return MKIMAGE_DONE;
}

/* Write one part. Its file is named by the type if it is the only part, else by its number. */
static bool write_part(const char *dir, struct rd file, const struct uimage *u, unsigned i)
{
	const char *word = mkimage_uimage_word(MKIMAGE_UIMAGE_TYPE, u->type);
	uint64_t start;
	uint32_t size = uimage_part(file, u, i, &start);
	char name[32];
	struct str s = str_of(name, sizeof name);

	if (u->n_parts > 1 || !word)
		str_fmt(&s, "part%u", i);
	else
		str_puts(&s, word);
	return mkimage_io_part(dir, name, file.p + start, size);
}

int mkimage_uimage_extract(const char *path, struct rd file, const char *dir)
{
	struct uimage u;

	if (!read_shown_uimage(path, file, &u))
		return MKIMAGE_FAILED;
	for (unsigned i = 0; i < u.n_parts; i++)
		if (!write_part(dir, file, &u, i))
			return MKIMAGE_FAILED;
	return MKIMAGE_DONE;
}
