/* SPDX-License-Identifier: MIT */
#include "mkimage/archive.h"

#include "lib/log.h"
#include "lib/print.h"
#include "mkimage/format.h"
#include "mkimage/gzip.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct walk {
	const char *path;
	mkimage_archive_fn *fn;
	void *arg;
	size_t archives;
};

static bool is_cpio(struct rd file)
{
	return rd_left(&file) >= 5 && memcmp(file.p, "07070", 5) == 0;
}

static void skip_zero_bytes(struct rd *r)
{
	while (rd_left(r) && r->p[0] == 0)
		rd_skip(r, 1);
}

static bool walk_one(struct walk *w, struct rd *r)
{
	struct newc entry;
	int reason;

	w->archives++;
	while ((reason = newc_next(r, &entry)) == 0)
		if (!w->fn(w->arg, &entry))
			return false;
	if (reason != NEWC_END)
		log_err("%s: %s", w->path, newc_str(reason));
	return reason == NEWC_END;
}

/* Walk through the plain archives at the front of @r. */
static bool walk_plain(struct walk *w, struct rd *r)
{
	skip_zero_bytes(r);
	while (is_cpio(*r)) {
		if (!walk_one(w, r))
			return false;
		skip_zero_bytes(r);
	}
	return true;
}

static bool walk_gzip(struct walk *w, struct rd *r)
{
	struct mkimage_file inner;
	size_t before = w->archives;
	struct rd plain;
	bool ok;
	int reason = mkimage_gzip_take(r, &inner);

	if (reason) {
		log_err("%s: %s", w->path,
			reason > 0 ? mkimage_gzip_str(reason) : strerror(-reason));
		return false;
	}
	plain = mkimage_file_rd(&inner);
	ok = walk_plain(w, &plain);
	if (ok && w->archives == before) {
		log_err("%s: gzip data, but no cpio archive inside", w->path);
		ok = false;
	}
	mkimage_file_free(&inner);
	return ok;
}

bool mkimage_archive_walk(const char *path, struct rd file, mkimage_archive_fn *fn, void *arg)
{
	struct walk w = {.path = path, .fn = fn, .arg = arg};

	while (rd_left(&file)) {
		if (!walk_plain(&w, &file))
			return false;
		if (!mkimage_gzip_is(file))
			break;
		if (!walk_gzip(&w, &file))
			return false;
	}
	if (rd_left(&file))
		log_warn("%s: warning: the last %zu bytes are neither cpio nor gzip", path,
			 rd_left(&file));
	return true;
}

bool mkimage_archive_is(struct rd file)
{
	return is_cpio(file) || mkimage_gzip_is(file);
}

static void print_mode(uint32_t mode)
{
	static const struct {
		uint32_t type;
		char letter;
	} types[] = {
		{NEWC_DIR, 'd'}, {NEWC_FILE, '-'}, {NEWC_LINK, 'l'},
		{NEWC_CHR, 'c'}, {NEWC_BLK, 'b'},
	};
	char letter = '?';

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if ((mode & NEWC_TYPE) == types[i].type)
			letter = types[i].letter;
	printf("%c%04o ", letter, (unsigned)mode & 07777);
}

static bool print_entry(void *arg, const struct newc *e)
{
	uint32_t type = e->mode & NEWC_TYPE;

	(void)arg;
	print_mode(e->mode);
	printf("%5" PRIu32 " %5" PRIu32 " ", e->uid, e->gid);
	if (type == NEWC_CHR || type == NEWC_BLK)
		printf("%5" PRIu32 ",%4" PRIu32 " ", e->major, e->minor);
	else
		printf("%10zu ", rd_left(&e->data));
	print_outside(stdout, e->name);
	if (type == NEWC_LINK) {
		fputs(" -> ", stdout);
		print_outside(stdout, (struct view){(const char *)e->data.p, rd_left(&e->data)});
	}
	putchar('\n');
	return true;
}

int mkimage_archive_show(const char *path, struct rd file)
{
	print_outside(stdout, view_of(path));
	printf(": %s\n", is_cpio(file) ? "cpio archive" : "gzip data");
	return mkimage_archive_walk(path, file, print_entry, NULL) ? MKIMAGE_DONE : MKIMAGE_FAILED;
}
