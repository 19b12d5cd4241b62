/* SPDX-License-Identifier: MIT
 * `mkimage show` and `mkimage extract` of anything: they end, and nothing is written but inside the
 * folder that was named, whatever names, links and lengths the file holds. The first byte says where
 * the rest lies: odd, behind the 64 KiB in front of what an s390 kernel says of itself.
 */
#include "lib/log.h"
#include "mkimage/format.h"

#include <dirent.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define S390_BEFORE 0x10000

static char base[] = "/tmp/fuzz_mkimage.XXXXXX";
static char inside[sizeof base + 4];

static void need(bool ok)
{
	if (!ok)
		abort();
}

/* Nothing has to outlive a crash of the machine here, and the disk is slow. */
int fsync(int fd)
{
	(void)fd;
	return 0;
}

static void unheard(enum log_level level, const char *line)
{
	(void)level;
	need(strlen(line) < LOG_LINE_MAX);
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)at;
	return type == FTW_DP ? rmdir(path) : unlink(path);
}

static void drop_all(const char *path)
{
	need(nftw(path, drop, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

static void drop_base(void)
{
	drop_all(base);
}

static unsigned count_names(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	unsigned n = 0;

	need(d != NULL);
	while ((e = readdir(d)))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	need(mkdtemp(base) && freopen("/dev/null", "w", stdout));
	atexit(drop_base);
	snprintf(inside, sizeof inside, "%s/in", base);
	log_set(unheard, LOG_DEBUG);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t before = len && data[0] & 1 ? S390_BEFORE : 0;
	const struct mkimage_format *format;
	struct rd file;
	uint8_t *copy;

	if (!len)
		return 0;
	/* aligned as a file that was read, and not a byte too long */
	copy = calloc(1, before + len - 1 ? before + len - 1 : 1);
	need(copy != NULL);
	memcpy(copy + before, data + 1, len - 1);
	file = rd_of(copy, before + len - 1);
	format = mkimage_format_of(file);
	if (format) {
		need(mkdir(inside, 0700) == 0);
		format->show("file", file);
		format->extract("file", file, inside);
		need(count_names(base) == 1);
		drop_all(inside);
	}
	free(copy);
	return 0;
}
