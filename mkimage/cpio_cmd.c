/* SPDX-License-Identifier: MIT
 * mkimage/cpio_cmd.c - `mkimage cpio`: an initramfs from manifests, without root; what is in an
 * initramfs, and its entries below one directory. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/image/newc.h"
#include "lib/log.h"
#include "mkimage/gzip.h"
#include "mkimage/tree.h"
#include "lib/print.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SHOWN   200
#define APPEND_ALIGN 4u /* Linux looks for the next archive at such offsets */

static const char cpio_usage[] =
	"usage: mkimage cpio -m MANIFEST... [--from DIR]... [--append FILE]... [-z]\n"
	"                    [--name NAME] -o OUT\n"
	"\n"
	"Writes an initramfs: a cpio archive (newc) of what the manifests name, sorted, with\n"
	"the owners, modes and device nodes they give. Needs no root.\n"
	"\n"
	"  -m MANIFEST    list of entries; several are taken together. One line per entry:\n"
	"                   dir  PATH MODE UID GID\n"
	"                   file PATH SOURCE MODE UID GID\n"
	"                   link PATH TARGET\n"
	"                   node PATH MODE UID GID c|b MAJOR MINOR\n"
	"  --from DIR     where relative SOURCEs are; the first that has one wins\n"
	"  --append FILE  another archive behind it, whose files win over those before;\n"
	"                 compressed ones are kept as they are\n"
	"  -z             compress with gzip\n"
	"  --name NAME    with -z: the name in gzip's header; pxehop-loader.cpio marks the\n"
	"                 loader's own initramfs, which the loader does not start again\n"
	"  -o OUT         written beside and renamed\n";

struct options {
	struct cli_list manifests, from, appends;
	const char *out, *name;
	bool gzip;
};

static struct options given;

static const struct cli_option cpio_options[] = {
	{'m', NULL, CLI_LIST, .list = &given.manifests, .needed = true},
	{0, "from", CLI_LIST, .list = &given.from},
	{0, "append", CLI_LIST, .list = &given.appends},
	{'z', NULL, CLI_ON, .flag = &given.gzip},
	{0, "name", CLI_TEXT, .text = &given.name},
	{'o', NULL, CLI_TEXT, .text = &given.out, .needed = true},
	{0},
};

static bool check_cpio(void)
{
	bool lost = given.name && !given.gzip;

	if (lost)
		log_err("cpio: --name is gzip's, it needs -z");
	return !lost;
}

static bool is_cpio(struct rd file)
{
	return rd_has(file, 0, "07070", 5);
}

static bool is_archive(struct rd file)
{
	return is_cpio(file) || mkimage_gzip_is(file);
}

/* Append @archive to @out at the next multiple of 4; compress it if wanted and not yet done. */
static int add_archive(const struct options *o, struct mkimage_file *out, struct rd archive)
{
	size_t start = (out->len + APPEND_ALIGN - 1) / APPEND_ALIGN * APPEND_ALIGN;
	int err = mkimage_file_grow(out, start);

	if (err)
		return err;
	if (o->gzip && !mkimage_gzip_is(archive) && is_archive(archive))
		return mkimage_gzip_add(out, archive, start ? NULL : o->name);
	if (rd_left(&archive) > MKIMAGE_FILE_MAX - start)
		return -EFBIG;
	err = mkimage_file_grow(out, start + rd_left(&archive));
	if (!err)
		memcpy(out->data + start, archive.p, rd_left(&archive));
	return err;
}

static bool append_archive(const struct options *o, const char *path, struct mkimage_file *out)
{
	struct mkimage_file file = {.data = NULL, .len = 0};
	int err = mkimage_file_read(path, &file);

	bool known = !err && newc_unpackable(mkimage_file_rd(&file));

	if (known)
		err = add_archive(o, out, mkimage_file_rd(&file));
	if (err)
		log_err("%s: cannot append: %s", path, strerror(-err));
	else if (!known)
		log_err("%s: cannot append: neither cpio nor compressed", path);
	mkimage_file_free(&file);
	return known && !err;
}

static bool pack_manifests(const struct options *o, uint32_t mtime, struct mkimage_tree *t,
			   struct mkimage_file *out)
{
	struct mkimage_file archive = {.data = NULL, .len = 0};
	int err;

	for (size_t i = 0; i < o->manifests.n; i++)
		if (!mkimage_tree_add(t, o->manifests.items[i]))
			return false;
	if (!mkimage_tree_order(t) || !mkimage_tree_load(t, o->from.items, o->from.n))
		return false;
	err = mkimage_tree_pack(t, mtime, &archive);
	if (!err)
		err = add_archive(o, out, mkimage_file_rd(&archive));
	if (err)
		log_err("%s: cannot pack: %s", o->out, strerror(-err));
	mkimage_file_free(&archive);
	return err == 0;
}

static bool pack_cpio(const struct options *o, uint32_t mtime, struct mkimage_tree *t,
		      struct mkimage_file *out)
{
	int err;

	if (!pack_manifests(o, mtime, t, out))
		return false;
	for (size_t i = 0; i < o->appends.n; i++)
		if (!append_archive(o, o->appends.items[i], out))
			return false;
	err = mkimage_file_write(o->out, out->data, out->len);
	if (err)
		log_err("%s: cannot write: %s", o->out, strerror(-err));
	return err == 0;
}

static bool make_cpio(uint32_t mtime)
{
	struct mkimage_file out = {.data = NULL, .len = 0};
	struct mkimage_tree t = {.entries = NULL};

	return pack_cpio(&given, mtime, &t, &out);
}

/* --- every entry of a file, in the order of the kernel ------------------------------------------ */

/* An initramfs file is a row of cpio archives, plain or gzip, with zeroes between them. */

/* Take one entry, which is valid during the call. Return: false = stop */
typedef bool archive_fn(void *arg, const struct newc *entry);

struct walk {
	const char *path;
	archive_fn *fn;
	void *arg;
	size_t archives;
};

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

/* Call @fn for each entry of @file; errors are logged under @path. Other bytes behind the last archive
 * are logged and are no error. Return: true = no error */
static bool walk_archives(const char *path, struct rd file, archive_fn *fn, void *arg)
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

/* --- show --------------------------------------------------------------------------------------- */

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

static bool show_cpio(const char *path, struct rd file)
{
	print_outside(stdout, view_of(path));
	printf(": %s\n", is_cpio(file) ? "cpio archive" : "gzip data");
	return walk_archives(path, file, print_entry, NULL);
}

/* --- extract ------------------------------------------------------------------------------------ */

/* The archive is untrusted. Names are checked before anything is written. Every directory of a path is
 * opened without following links, so that a link, in the archive or already there, cannot lead
 * outside. */

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

static bool extract_cpio(const char *path, struct rd file, const char *dir)
{
	struct unpack u = {.path = path};
	bool ok = walk_archives(path, file, check_entry, &u);

	if (!ok)
		return false;
	u.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (u.dir < 0) {
		log_err("%s: cannot write there: %s", dir, strerror(errno));
		return false;
	}
	ok = walk_archives(path, file, visit_entry, &u);
	close(u.dir);
	if (u.left_out)
		log_warn("%s: warning: %zu device nodes are left out", path, u.left_out);
	return ok;
}

const struct mkimage_format mkimage_cpio = {
	.name = "cpio",
	.about = "initramfs from manifests, optionally compressed",
	.usage = cpio_usage,
	.options = cpio_options,
	.check = check_cpio,
	.make = make_cpio,
	.recognise = is_archive,
	.show = show_cpio,
	.extract = extract_cpio,
};
