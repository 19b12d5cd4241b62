/* SPDX-License-Identifier: MIT */
#include "mkimage/io.h"

#include "lib/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

bool mkimage_io_part(const char *dir, const char *name, const void *data, size_t n)
{
	char *path;
	bool ok;

	if (asprintf(&path, "%s/%s", dir, name) < 0) {
		log_err("%s/%s: cannot write: %s", dir, name, strerror(ENOMEM));
		return false;
	}
	ok = mkimage_io_write(path, data, n);
	free(path);
	if (ok)
		printf("%s/%s: %zu bytes\n", dir, name, n);
	return ok;
}
