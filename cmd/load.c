/* SPDX-License-Identifier: MIT */
#include "cmd/load.h"

#include "cmd/resolver.h"
#include "lib/clock.h"
#include "lib/random.h"
#include "pxe/fetch/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char text[CONF_TEXT_MAX + 1];

/* A component ".." of a path would lead out of the tree. */
static bool leaves_tree(struct view path)
{
	struct view part;

	while (view_until(&path, '/', &part))
		if (view_is(part, ".."))
			return true;
	return false;
}

bool load_map(struct load *load, const char *arg)
{
	const char *equals = strchr(arg, '=');

	if (!equals || equals == arg)
		return false;
	load->map_from = (struct view){.p = arg, .n = (size_t)(equals - arg)};
	load->map_to = view_of(equals + 1);
	return true;
}

/* Return: @path lies in the folder map_from, whose name may lack the '/' at its end. @ret: the rest
 * of @path behind that folder */
static bool is_mapped(const struct load *load, struct view path, struct view *ret)
{
	size_t n = load->map_from.n;

	if (!n || path.n < n || memcmp(path.p, load->map_from.p, n) != 0)
		return false;
	*ret = view_from(path, n);
	return load->map_from.p[n - 1] == '/' || !ret->n || ret->p[0] == '/';
}

static int open_local(const struct load *load, struct view path)
{
	static char full[2 * PLAN_NAMES_BUF];
	struct str s = str_of(full, sizeof full);
	struct view rest;
	int fd;

	if (load->root) {
		str_puts(&s, load->root);
		str_putc(&s, '/');
	}
	if (is_mapped(load, path, &rest)) {
		str_put(&s, load->map_to);
		path = rest;
	}
	str_put(&s, path);
	if (s.cut || memchr(full, 0, s.n))
		return -ENAMETOOLONG;
	fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

/* The buffer holds one byte more than the parser accepts: the parser then reports a long file. */
static int read_text(int fd, struct view *ret)
{
	size_t n = 0;

	while (n < sizeof text) {
		ssize_t got = read(fd, text + n, sizeof text - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		n += (size_t)got;
	}
	*ret = (struct view){.p = text, .n = n};
	return 0;
}

/* @fd: a descriptor, or a -errno, which is returned as it is */
static int read_and_close(int fd, struct view *ret)
{
	int rc;

	if (fd < 0)
		return fd;
	rc = read_text(fd, ret);
	close(fd);
	return rc;
}

/* Resolve @name under @prefix to a local path. Return: false = @name is on another server */
static bool local_path(struct view prefix, struct view name, struct pxe_target *target)
{
	return pxe_url_resolve(prefix, name, target) == 0 && target->scheme == PXE_TFTP &&
	       !target->host[0] && !strstr(target->path, "://");
}

/* Open the file @name under the prefix. After "not found" try beside the .ins list, if there is
 * one, and at the root of the tree, as the loader does. @ret: the file's path. Return: a
 * descriptor; -EXDEV = the file is on another server; -EPERM = it is outside the tree; or another
 * -errno */
static int open_named(const struct load *load, struct view name, struct pxe_target *ret)
{
	static char again[PLAN_NAMES_BUF];
	struct str s = str_of(again, sizeof again);
	struct view prefix = view_of(load->prefix);
	int fd;

	if (!local_path(prefix, name, ret))
		return -EXDEV;
	if (leaves_tree(view_of(ret->path)))
		return -EPERM;
	fd = open_local(load, view_of(ret->path));
	if (fd == -ENOENT && load->ins[0] &&
	    plan_names_beside(prefix, view_of(load->ins), name, &s) &&
	    local_path((struct view){0}, view_of(again), ret)) {
		fd = open_local(load, view_of(ret->path));
		s = str_of(again, sizeof again);
	}
	if (fd != -ENOENT || !load->root || !plan_names_retry(prefix, name, &s) ||
	    !local_path((struct view){0}, view_of(again), ret))
		return fd;
	return open_local(load, view_of(ret->path));
}

static int read_named(const struct load *load, struct view name, struct view *ret)
{
	static struct pxe_target target;

	return read_and_close(open_named(load, name, &target), ret);
}

/* --- from a server ---------------------------------------------------------------------------- */

static struct fetch fetch;

static void run_load_fetch(void)
{
	uint64_t now = clock_ms();
	struct pollfd p[FETCH_POLLFDS];

	while (fetch_state(&fetch) == FETCH_RUNNING) {
		unsigned n = fetch_pollfds(&fetch, p);

		poll(p, n, clock_wait(now, fetch_deadline(&fetch)));
		now = clock_ms();
		fetch_step(&fetch, now);
	}
}

static int load_fetch_result(void)
{
	if (fetch_state(&fetch) == FETCH_DONE)
		return 0;
	switch (fetch_failure(&fetch)) {
	case FETCH_NOT_FOUND: return -ENOENT;
	case FETCH_LOCAL: return fetch_errno(&fetch);
	default: return -EIO;
	}
}

static int download_to_memfd(const struct fetch_conf *conf, const struct pxe_target *target, int fd,
			     size_t size, char *why)
{
	struct str s = str_of(why, LOAD_WHY_BUF);
	int rc = fetch_start(&fetch, conf, target, fd, size, clock_ms());

	if (rc) {
		str_puts(&s, "no socket for the download");
		return rc;
	}
	run_load_fetch();
	rc = load_fetch_result();
	if (rc)
		str_puts(&s, fetch_why(&fetch));
	fetch_abort(&fetch);
	return rc;
}

/* Download @target into @buf with the loader's own code; blocks until done. @server: default server. @ret: a view of the text in @buf, at most @size bytes; written on success only.
 * @why: LOAD_WHY_BUF bytes; gets a printable sentence when the download fails.
 * Return: 0; -ENOENT = the server has no such file; -EIO = another failure of server or network; another
 * -errno = an error of our side. */
static int load_fetch(const struct pxe_target *target, struct netaddr server, char *buf,
		      size_t size, struct view *ret, char *why)
{
	struct fetch_conf conf = {.server = server, .seed = random_seed((uint64_t)getpid())};
	int fd = memfd_create("pxe-config", MFD_CLOEXEC), rc;
	ssize_t n;

	if (fd < 0)
		return -errno;
	resolver_read(&conf);
	rc = download_to_memfd(&conf, target, fd, size, why);
	n = rc ? 0 : pread(fd, buf, size, 0);
	if (n < 0)
		rc = -errno;
	close(fd);
	if (!rc)
		*ret = (struct view){.p = buf, .n = (size_t)n};
	return rc;
}

/* Download the file @name from the server that the configuration came from: under the prefix, then
 * at the root. */
static int fetch_named(struct load *load, struct view name, struct view *ret)
{
	static struct pxe_target target;
	static char again[PLAN_NAMES_BUF];
	struct str s = str_of(again, sizeof again);
	struct view prefix = view_of(load->prefix);
	int rc;

	if (pxe_url_resolve(prefix, name, &target))
		return -EINVAL;
	rc = load_fetch(&target, load->server, text, sizeof text, ret, load->why);
	if (rc != -ENOENT || !plan_names_retry(prefix, name, &s) ||
	    pxe_url_resolve((struct view){0}, view_of(again), &target))
		return rc;
	return load_fetch(&target, load->server, text, sizeof text, ret, load->why);
}

static const char *include_reason(const struct load *load, int error)
{
	if (load->remote && error != -ENOENT)
		return load->why;
	switch (error) {
	case -EXDEV: return "it lives on another server";
	case -EPERM: return "it lies outside the tree";
	case -ENOENT: return "not found";
	default: return strerror(-error);
	}
}

static void set_load_prefix(struct load *load, const char *file)
{
	const char *dir = strstr(file, PLAN_NAMES_DIR "/"), *slash = strrchr(file, '/');
	struct str s = str_of(load->prefix, sizeof load->prefix);

	if (dir)
		str_put(&s, (struct view){.p = file, .n = (size_t)(dir - file)});
	else if ((load->remote || !load->root) && slash)
		str_put(&s, (struct view){.p = file, .n = (size_t)(slash - file) + 1});
}

static int feed_include(struct load *load, struct conf *c)
{
	struct view include;
	int rc;

	if (load->no_includes)
		return conf_no_include(c, "includes are switched off");
	rc = load->remote ? fetch_named(load, conf_wanted(c), &include)
			  : read_named(load, conf_wanted(c), &include);
	return rc ? conf_no_include(c, include_reason(load, rc)) : conf_feed_include(c, include);
}

/* Download the configuration @file, a URL or host::path, and keep the address of its server for
 * relative names. */
static int read_remote(struct load *load, const char *file, struct view *ret)
{
	static struct pxe_target target;
	struct str why = str_of(load->why, sizeof load->why);
	int rc = pxe_url_resolve((struct view){0}, view_of(file), &target);

	if (rc) {
		str_printable(&why, view_of(file), 256);
		str_fmt(&why, ": %s", pxe_url_str(rc));
		return -EINVAL;
	}
	if (!netaddr_text(view_of(target.host), &load->server))
		load->server = (struct netaddr){0};
	return load_fetch(&target, load->server, text, sizeof text, ret, load->why);
}

static int read_first(struct load *load, const char *file, struct view *ret)
{
	struct str why = str_of(load->why, sizeof load->why);
	int rc;

	load->remote = pxe_url_escapes(view_of(file));
	if (!load->has_prefix)
		set_load_prefix(load, file);
	if (load->remote)
		return read_remote(load, file, ret);
	rc = read_and_close(open_local(load, view_of(file)), ret);
	if (rc) {
		str_printable(&why, view_of(file), 256);
		str_fmt(&why, ": %s", strerror(-rc));
	}
	return rc;
}

/* Feed all includes to the parser. @rc: the parser's answer to the file that has them */
static int feed_rest(struct load *load, struct conf *c, int rc)
{
	struct str why;

	while (rc == CONF_NEED_FILE)
		rc = feed_include(load, c);
	if (rc) {
		why = str_of(load->why, sizeof load->why);
		str_puts(&why, conf_error(c));
	}
	return rc;
}

int load_conf(struct load *load, const char *file, struct conf *c)
{
	struct view first;
	int rc = read_first(load, file, &first);

	load->ins[0] = 0;
	if (rc)
		return rc;
	conf_init(c);
	rc = feed_rest(load, c, conf_feed(c, view_of(file), first));
	if (c->ins)
		text_copy(load->ins, sizeof load->ins, view_of(file));
	return rc;
}

/* Read the file that an argument of a menu module names. @at: the argument; becomes the path of a
 * local file */
static int read_menu_file(struct load *load, struct view *at, struct view *ret)
{
	static struct pxe_target target;
	struct view name = *at;
	struct str why;
	int rc = load->remote ? fetch_named(load, name, ret)
			      : read_and_close(open_named(load, name, &target), ret);

	if (!rc && !load->remote)
		*at = view_of(target.path);
	if (rc && (!load->remote || rc == -ENOENT)) {
		why = str_of(load->why, sizeof load->why);
		str_printable(&why, name, 256);
		str_fmt(&why, ": %s", include_reason(load, rc));
	}
	return rc;
}

int load_menu(struct load *load, struct plan_menu_files files, const char *main, struct conf *c)
{
	struct view word, file;
	bool started = false;
	int rc = -ENOENT;

	load->has_prefix = true;
	load->ins[0] = 0;
	while (plan_menu_files_next(&files, &word)) {
		bool is_main = view_is(word, "~");

		rc = is_main ? read_first(load, main, &file) : read_menu_file(load, &word, &file);
		if (rc)
			continue;
		if (is_main)
			word = view_of(main);
		if (!started)
			conf_init(c);
		rc = feed_rest(load, c,
			       started ? conf_feed_more(c, word, file) : conf_feed(c, word, file));
		started = true;
		if (rc)
			return rc;
	}
	c->as_menu = true;
	return started ? 0 : rc;
}

/* As open_named(), but only inside a local tree: without a tree no file can be looked up. */
static int open_in_tree(const struct load *load, struct view name, struct pxe_target *ret)
{
	return load->root ? open_named(load, name, ret) : -EXDEV;
}

int load_exists(const struct load *load, struct view name)
{
	static struct pxe_target target;
	int fd = open_in_tree(load, name, &target);

	if (fd < 0)
		return fd == -EXDEV ? -1 : 0;
	close(fd);
	return 1;
}

bool load_path(const struct load *load, struct view name, char *ret, size_t size)
{
	static struct pxe_target target;
	int fd = open_in_tree(load, name, &target);

	if (fd < 0)
		return false;
	close(fd);
	return text_copy(ret, size, view_of(target.path));
}

int load_open(const struct load *load, struct view name)
{
	static struct pxe_target target;

	return open_in_tree(load, name, &target);
}

ssize_t load_head(const struct load *load, struct view name, void *ret, size_t size)
{
	int fd = load_open(load, name);
	ssize_t got;

	if (fd < 0)
		return -1;
	got = pread(fd, ret, size, 0);
	close(fd);
	return got;
}

bool load_map_file(const struct load *load, struct view name, struct rd *ret)
{
	int fd = load_open(load, name);
	void *map = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return false;
	if (!fstat(fd, &st) && st.st_size > 0 && (uint64_t)st.st_size <= SIZE_MAX)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return false;
	*ret = rd_of(map, (size_t)st.st_size);
	return true;
}

void load_unmap_file(struct rd file)
{
	munmap((void *)(uintptr_t)file.p, rd_left(&file));
}
