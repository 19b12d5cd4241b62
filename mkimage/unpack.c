/* SPDX-License-Identifier: MIT
 * mkimage/unpack.c - write the entries of an archive below one directory. Layer: adapter.
 *
 * The archive is untrusted. Names are checked before anything is written. Every directory of a path
 * is opened without following links, so that a link, in the archive or already there, cannot lead
 * outside.
 */
#include "mkimage/archive.h"

#include "lib/log.h"
#include "mkimage/format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SHOWN 200

struct unpack {
	const char *path;
	int dir;
	size_t left_out;
};

static bool refuse_entry(const struct unpack *u, struct view name, const char *why)
{
	char text[NAME_SHOWN + 4];
	struct str s = str_of(text, sizeof text);

	str_printable(&s, name, NAME_SHOWN);
	log_err("%s: %s: %s", u->path, text, why);
	return false;
}

static bool check_entry(void *arg, const struct newc *e)
{
	if (newc_name_safe(e->name))
		return true;
	return refuse_entry(arg, e->name, "leads out of the directory, nothing is extracted");
}

/* Open the directory that holds the last part of @name, and make missing ones. Return: a descriptor
 * or -errno */
static int open_parent(int dir, char *name, const char **ret_last)
{
	int fd = fcntl(dir, F_DUPFD_CLOEXEC, 0);

	for (;;) {
		char *slash = strchr(name, '/');
		int next, err;

		*ret_last = name;
		if (fd < 0)
			return -errno;
		if (!slash)
			return fd;
		*slash = '\0';
		if (mkdirat(fd, name, 0777) != 0 && errno != EEXIST) {
			err = errno;
			close(fd);
			return -err;
		}
		next = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		err = errno;
		close(fd);
		if (next < 0)
			return -err;
		fd = next;
		name = slash + 1;
	}
}

static int unpack_file(int dir, const char *name, const struct newc *e)
{
	const uint8_t *p = e->data.p;
	size_t n = rd_left(&e->data);
	int fd, err = 0;

	if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
		return -errno;
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    e->mode & 0777);
	if (fd < 0)
		return -errno;
	while (n && !err) {
		ssize_t done = write(fd, p, n);

		if (done < 0) {
			err = errno == EINTR ? 0 : -errno;
			continue;
		}
		p += done;
		n -= (size_t)done;
	}
	if (close(fd) != 0 && !err)
		err = -errno;
	return err;
}

static int unpack_link(int dir, const char *name, const struct newc *e)
{
	size_t n = rd_left(&e->data);
	char *target;
	int err = 0;

	if (!n || n >= NEWC_NAME_MAX || memchr(e->data.p, 0, n))
		return -EINVAL;
	if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
		return -errno;
	target = strndup((const char *)e->data.p, n);
	if (!target)
		return -ENOMEM;
	if (symlinkat(target, dir, name) != 0)
		err = -errno;
	free(target);
	return err;
}

/* A directory always gets the owner's rights, so that its entries can be written. */
static int unpack_dir(int dir, const char *name, const struct newc *e)
{
	if (mkdirat(dir, name, (e->mode & 0777) | 0700) == 0 || errno == EEXIST)
		return 0;
	return -errno;
}

static int unpack_entry(struct unpack *u, int dir, const char *name, const struct newc *e)
{
	switch (e->mode & NEWC_TYPE) {
	case NEWC_DIR: return unpack_dir(dir, name, e);
	case NEWC_FILE: return unpack_file(dir, name, e);
	case NEWC_LINK: return unpack_link(dir, name, e);
	default: u->left_out++; return 0;
	}
}

static bool visit_entry(void *arg, const struct newc *e)
{
	struct unpack *u = arg;
	const char *last;
	char *name;
	int dir, err;

	if (view_is(e->name, "."))
		return true;
	name = strndup(e->name.p, e->name.n);
	if (!name)
		return refuse_entry(u, e->name, strerror(ENOMEM));
	dir = open_parent(u->dir, name, &last);
	err = dir < 0 ? dir : unpack_entry(u, dir, last, e);
	if (dir >= 0)
		close(dir);
	free(name);
	return err ? refuse_entry(u, e->name, strerror(-err)) : true;
}

int mkimage_archive_extract(const char *path, struct rd file, const char *dir)
{
	struct unpack u = {.path = path};
	bool ok = mkimage_archive_walk(path, file, check_entry, &u);

	if (!ok)
		return MKIMAGE_FAILED;
	u.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (u.dir < 0) {
		log_err("%s: cannot write there: %s", dir, strerror(errno));
		return MKIMAGE_FAILED;
	}
	ok = mkimage_archive_walk(path, file, visit_entry, &u);
	close(u.dir);
	if (u.left_out)
		log_warn("%s: warning: %zu device nodes are left out", path, u.left_out);
	return ok ? MKIMAGE_DONE : MKIMAGE_FAILED;
}
