/* SPDX-License-Identifier: MIT */
#include "lib/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as many as the kernel follows */

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
#define ENDS (sizeof ends / sizeof *ends)

/* The unfinished file that a signal handler removes; NULL = none. The pointer changes only while
 * the signals are blocked. */
static const char *volatile begun;

static void on_fatal_signal(int sig)
{
	if (begun)
		unlink(begun);
	signal(sig, SIG_DFL);
	raise(sig); /* the signal is blocked in its handler: it ends the process at the return */
}

static sigset_t block_ends(void)
{
	sigset_t set, old;

	sigemptyset(&set);
	for (size_t i = 0; i < ENDS; i++)
		sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, &old);
	return old;
}

static void unblock_ends(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}

/* An ignored signal stays ignored, as nohup(1) wants it. */
static void catch_ends(void)
{
	struct sigaction a;

	for (size_t i = 0; i < ENDS; i++) {
		sigaction(ends[i], NULL, &a);
		if (a.sa_handler != SIG_DFL)
			continue;
		a = (struct sigaction){.sa_handler = on_fatal_signal};
		sigaction(ends[i], &a, NULL);
	}
}

/* Return: the target of the link @path, as a path on the heap; NULL with errno */
static char *link_target(const char *path)
{
	static char target[PATH_MAX];
	char *joined;
	const char *slash = strrchr(path, '/');
	ssize_t n = readlink(path, target, sizeof target - 1);
	int dir;

	if (n < 0)
		return NULL;
	target[n] = '\0';
	dir = slash && target[0] != '/' ? (int)(slash + 1 - path) : 0;
	return asprintf(&joined, "%.*s%s", dir, path, target) < 0 ? NULL : joined;
}

/* Resolve all links of @path. Each step asks the kernel first, so that a link which the kernel does
 * not follow (fs.protected_symlinks) is not followed here either. @ret: the path, on the heap.
 * Return: 0 or negative errno */
static int resolve_links(const char *path, char **ret)
{
	char *at = strdup(path), *next;
	struct stat st;
	int err = at ? 0 : -ENOMEM;

	for (int i = 0; !err; i++) {
		if (stat(at, &st) == 0 && !S_ISREG(st.st_mode))
			err = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
		else if (stat(at, &st) != 0 && errno != ENOENT)
			err = -errno;
		else if (lstat(at, &st) != 0 || !S_ISLNK(st.st_mode))
			break;
		else if (i == LINKS_MAX)
			err = -ELOOP;
		if (err)
			break;
		next = link_target(at);
		err = next ? 0 : -errno;
		free(at);
		at = next;
	}
	if (err)
		free(at);
	else
		*ret = at;
	return err;
}

static void release_outfile(struct outfile *o)
{
	free(o->path);
	free(o->beside);
	*o = (struct outfile){.fd = -1};
}

int outfile_open(struct outfile *o, const char *path)
{
	sigset_t old;
	int err;

	*o = (struct outfile){.fd = -1};
	err = resolve_links(path, &o->path);
	if (err)
		return err;
	if (asprintf(&o->beside, "%s.XXXXXX", o->path) < 0) {
		o->beside = NULL;
		release_outfile(o);
		return -ENOMEM;
	}
	catch_ends();
	old = block_ends();
	o->fd = mkostemp(o->beside, O_CLOEXEC);
	err = o->fd < 0 ? -errno : 0;
	begun = err ? NULL : o->beside;
	unblock_ends(&old);
	if (err)
		release_outfile(o);
	return err;
}

/* mkstemp() creates files that only their owner can read. The server that serves an image runs as
 * another user, so the file gets the mode that umask allows. */
static int usual_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask) == 0 ? 0 : -errno;
}

int outfile_keep(struct outfile *o)
{
	int err = usual_mode(o->fd);
	sigset_t old;

	/* Data before rename: a crash must not leave the new name without its data. */
	if (!err && fsync(o->fd) != 0)
		err = -errno;
	if (close(o->fd) != 0 && !err)
		err = -errno;
	old = block_ends();
	if (!err && rename(o->beside, o->path) != 0)
		err = -errno;
	if (err)
		unlink(o->beside);
	begun = NULL;
	unblock_ends(&old);
	release_outfile(o);
	return err;
}

void outfile_drop(struct outfile *o)
{
	sigset_t old = block_ends();

	close(o->fd);
	unlink(o->beside);
	begun = NULL;
	unblock_ends(&old);
	release_outfile(o);
}
