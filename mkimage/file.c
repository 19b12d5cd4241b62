/* SPDX-License-Identifier: MIT */
#include "mkimage/file.h"

#include "lib/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_READ 65536u

void mkimage_file_free(struct mkimage_file *f)
{
	free(f->data);
	*f = (struct mkimage_file){.data = NULL, .len = 0};
}

int mkimage_file_grow(struct mkimage_file *f, size_t len)
{
	uint8_t *data = realloc(f->data, len ? len : 1);

	if (!data)
		return -ENOMEM;
	if (len > f->len)
		memset(data + f->len, 0, len - f->len);
	*f = (struct mkimage_file){.data = data, .len = len};
	return 0;
}

struct rd mkimage_file_rd(const struct mkimage_file *f)
{
	return rd_of(f->data, f->len);
}

/* Read a whole file. The buffer has one byte more than @expected, so that the end of the file shows
 * before the buffer must grow. */
static int read_whole(int fd, struct mkimage_file *f, size_t expected)
{
	size_t done = 0;
	int err = mkimage_file_grow(f, expected + 1);

	while (!err) {
		ssize_t n = read(fd, f->data + done, f->len - done);

		if (n == 0)
			break;
		if (n < 0) {
			err = errno == EINTR ? 0 : -errno;
			continue;
		}
		done += (size_t)n;
		if (done > MKIMAGE_FILE_MAX)
			err = -EFBIG;
		else if (done == f->len)
			err = mkimage_file_grow(f, done * 2);
	}
	f->len = done;
	return err;
}

int mkimage_file_read(const char *path, struct mkimage_file *ret)
{
	struct mkimage_file f = {.data = NULL, .len = 0};
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) != 0)
		err = -errno;
	else if (st.st_size > (off_t)MKIMAGE_FILE_MAX)
		err = -EFBIG;
	else
		err = read_whole(fd, &f, st.st_size > 0 ? (size_t)st.st_size : FIRST_READ);
	close(fd);
	if (err)
		mkimage_file_free(&f);
	else
		*ret = f;
	return err;
}

static int write_whole(int fd, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

static int write_direct(const char *path, const void *data, size_t n)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = write_whole(fd, data, n);
	if (close(fd) != 0 && !err)
		err = -errno;
	return err;
}

int mkimage_file_write(const char *path, const void *data, size_t n)
{
	struct outfile o;
	int err = outfile_open(&o, path);

	if (err)
		return err == -EINVAL ? write_direct(path, data, n) : err;
	err = write_whole(o.fd, data, n);
	if (!err)
		return outfile_keep(&o);
	outfile_drop(&o);
	return err;
}
