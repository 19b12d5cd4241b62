/* SPDX-License-Identifier: MIT */
#include "mkimage/io.h"

#include "lib/image/initrd.h"
#include "lib/image/whole.h"
#include "lib/log.h"
#include "lib/hash.h"
#include "lib/print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INITRD_ALIGN 4u /* Linux looks for the next archive at such offsets */

bool mkimage_io_read(const char *path, struct mkimage_file *ret)
{
	int err = mkimage_file_read(path, ret);

	if (err)
		log_err("%s: cannot read: %s", path, strerror(-err));
	return err == 0;
}

bool mkimage_io_write(const char *path, const void *data, size_t n)
{
	int err = mkimage_file_write(path, data, n);

	if (err)
		log_err("%s: cannot write: %s", path, strerror(-err));
	return err == 0;
}

bool mkimage_io_grow(const char *path, struct mkimage_file *f, size_t len)
{
	int err = mkimage_file_grow(f, len);

	if (err)
		log_err("%s: cannot write: %s", path, strerror(-err));
	return err == 0;
}

bool mkimage_io_part(const char *dir, const char *name, const void *data, size_t n)
{
	char *path;
	bool ok;

	if (asprintf(&path, "%s/%s", dir, name) < 0) {
		log_err("%s/%s: cannot write: %s", dir, name, strerror(ENOMEM));
		return false;
	}
	ok = mkimage_io_write(path, data, n);
	if (ok) {
		print_outside(stdout, view_of(path));
		printf(": %zu bytes\n", n);
	}
	free(path);
	return ok;
}

static enum initrd_verdict judge_initrd(struct rd initrd, struct str *why)
{
	static struct initrd_check check;
	enum initrd_verdict verdict;

	initrd_check_start(&check);
	initrd_check_feed(&check, initrd);
	verdict = initrd_check_end(&check, 0, why);
	if (verdict > INITRD_WARN || !check.part.n_parts)
		return verdict;
	*why = str_of(why->p, why->size);
	str_puts(why, "a U-Boot image around a ramdisk; take it out first: mkimage extract");
	return INITRD_REFUSED;
}

void mkimage_io_doubt_initrd(const char *path, struct rd initrd)
{
	char text[256];
	struct str why = str_of(text, sizeof text);

	if (judge_initrd(initrd, &why) != INITRD_OK)
		log_warn("%s: warning: %s", path, text);
}

bool mkimage_io_check_initrd(const char *path, struct rd initrd, bool strict)
{
	char text[256];
	struct str why = str_of(text, sizeof text);
	enum initrd_verdict verdict = judge_initrd(initrd, &why);

	if (verdict == INITRD_OK)
		return true;
	if (verdict == INITRD_WARN && !strict) {
		log_warn("%s: warning: %s", path, text);
		return true;
	}
	log_err("%s: %s", path, text);
	return false;
}

static enum whole_state judge_arm(struct rd kernel)
{
	static struct initrd_check walk;

	initrd_check_start(&walk);
	return whole_arm(kernel, &walk);
}

bool mkimage_io_check_arm(const char *path, struct rd kernel)
{
	enum whole_state state = judge_arm(kernel);

	if (state > WHOLE_YES)
		log_err("%s: %s", path, whole_str(state));
	return state <= WHOLE_YES;
}

void mkimage_io_doubt_arm(const char *path, struct rd kernel)
{
	enum whole_state state = judge_arm(kernel);

	if (state > WHOLE_YES)
		log_warn("%s: warning: %s", path, whole_str(state));
}

bool mkimage_io_add_initrd(const char *path, struct mkimage_file *all)
{
	struct mkimage_file one = {.data = NULL, .len = 0};
	size_t start = (all->len + INITRD_ALIGN - 1) / INITRD_ALIGN * INITRD_ALIGN;
	int err;

	if (!mkimage_io_read(path, &one))
		return false;
	if (!mkimage_io_check_initrd(path, mkimage_file_rd(&one), false)) {
		mkimage_file_free(&one);
		return false;
	}
	err = one.len > MKIMAGE_FILE_MAX - start ? -EFBIG : mkimage_file_grow(all, start + one.len);
	if (err)
		log_err("%s: cannot pack: %s", path, strerror(-err));
	else
		memcpy(all->data + start, one.data, one.len);
	mkimage_file_free(&one);
	return err == 0;
}

const char *mkimage_io_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void mkimage_io_print_sum(const char *name, struct rd part)
{
	uint8_t sum[SHA256_LEN];
	char text[2 * SHA256_LEN + 1];
	struct str s = str_of(text, sizeof text);

	hash_of(HASH_SHA256, part.p, rd_left(&part), sum);
	str_hex(&s, sum, sizeof sum, 0);
	printf("  %-14s %s\n", name, text);
}

void mkimage_io_print_time(const char *title, uint32_t seconds)
{
	char text[64] = "?";
	time_t t = (time_t)seconds;
	struct tm tm;

	if (localtime_r(&t, &tm))
		strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &tm);
	printf("%s%s\n", title, text);
}

void mkimage_io_print_size(const char *title, uint32_t n)
{
	printf("%s%" PRIu32 " Bytes = %.2f KiB = %.2f MiB\n", title, n, n / 1024.0, n / 1048576.0);
}
