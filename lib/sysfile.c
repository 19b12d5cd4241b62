/* SPDX-License-Identifier: MIT */
#include "lib/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int sysfile_read(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got;

	buf[0] = '\0';
	if (fd < 0)
		return -errno;
	do {
		got = read(fd, buf + n, size - 1 - n);
		if (got > 0)
			n += (size_t)got;
	} while (n < size - 1 && (got > 0 || (got < 0 && errno == EINTR)));
	if (got < 0)
		n = 0;
	got = got < 0 ? -errno : (ssize_t)n;
	close(fd);
	if (n && buf[n - 1] == '\n')
		got = (ssize_t)--n;
	buf[n] = '\0';
	return (int)got;
}

int sysfile_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t put;

	if (fd < 0)
		return -errno;
	put = write(fd, text, strlen(text));
	put = put < 0 ? -errno : put == (ssize_t)strlen(text) ? 0 : -EIO;
	close(fd);
	return (int)put;
}

/* An entry of getdents64(2), which libc only offers through opendir() and its heap. */
struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t len;
	uint8_t type;
	char name[];
};

int dirents_open(struct dirents *d, int at, const char *path)
{
	d->at = d->len = 0;
	d->fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return d->fd < 0 ? -errno : 0;
}

const char *dirents_next(struct dirents *d)
{
	const struct entry *e;

	do {
		if (d->at >= d->len) {
			long n = syscall(SYS_getdents64, d->fd, d->buf, sizeof d->buf);

			if (n <= 0)
				return NULL;
			d->at = 0;
			d->len = (size_t)n;
		}
		e = (const void *)(d->buf + d->at);
		d->at += e->len;
	} while (strcmp(e->name, ".") == 0 || strcmp(e->name, "..") == 0);
	return e->name;
}

void dirents_close(struct dirents *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}
