/* SPDX-License-Identifier: MIT */
#include "mkimage/tree.h"

#include "lib/log.h"
#include "lib/image/newc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 64

static bool log_tree_error(const struct mkimage_tree_entry *e, const char *what)
{
	log_err("%s:%u: /%.*s: %s", e->manifest, e->line, (int)e->m.path.n, e->m.path.p, what);
	return false;
}

static bool tree_out_of_memory(const char *path)
{
	log_err("%s: %s", path, strerror(ENOMEM));
	return false;
}

static bool append_entry(struct mkimage_tree *t, const struct mkimage_tree_entry *e)
{
	struct mkimage_tree_entry *entries = t->entries;

	if (t->n == t->room) {
		size_t room = t->room ? t->room * 2 : FIRST_ROOM;

		entries = reallocarray(entries, room, sizeof *entries);
		if (!entries)
			return tree_out_of_memory(e->manifest);
		t->entries = entries;
		t->room = room;
	}
	t->entries[t->n++] = *e;
	return true;
}

static bool add_lines(struct mkimage_tree *t, const char *path, struct view text)
{
	struct mkimage_tree_entry e = {.manifest = path};
	struct view line;
	bool ok = true;

	while (view_until(&text, '\n', &line)) {
		int reason = mkimage_manifest_line(line, &e.m);

		e.line++;
		if (reason == MKIMAGE_MANIFEST_NOTHING)
			continue;
		if (reason) {
			log_err("%s:%u: %s", path, e.line, mkimage_manifest_str(reason));
			ok = false;
		} else if (!append_entry(t, &e)) {
			return false;
		}
	}
	return ok;
}

bool mkimage_tree_add(struct mkimage_tree *t, const char *path)
{
	struct mkimage_file *texts = reallocarray(t->texts, t->n_texts + 1, sizeof *texts);
	struct mkimage_file *text;
	int err;

	if (!texts)
		return tree_out_of_memory(path);
	t->texts = texts;
	text = &texts[t->n_texts];
	err = mkimage_file_read(path, text);
	if (err) {
		log_err("%s: cannot read: %s", path, strerror(-err));
		return false;
	}
	t->n_texts++;
	return add_lines(t, path, (struct view){(const char *)text->data, text->len});
}

static int compare_paths(struct view a, struct view b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	if (order)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

static int compare_entries(const void *a, const void *b)
{
	const struct mkimage_tree_entry *x = a, *y = b;

	return compare_paths(x->m.path, y->m.path);
}

static bool is_dir_entry(const struct mkimage_tree_entry *e)
{
	return (e->m.mode & NEWC_TYPE) == NEWC_DIR;
}

/* Remove the second of two equal directories. The entries are sorted by path. */
static bool drop_doubles(struct mkimage_tree *t)
{
	size_t kept = 0;
	bool ok = true;

	for (size_t i = 0; i < t->n; i++) {
		const struct mkimage_tree_entry *e = &t->entries[i];
		const struct mkimage_tree_entry *last = kept ? &t->entries[kept - 1] : NULL;

		if (!last || !view_eq(last->m.path, e->m.path))
			t->entries[kept++] = *e;
		else if (!is_dir_entry(last) || last->m.mode != e->m.mode ||
			 last->m.uid != e->m.uid || last->m.gid != e->m.gid)
			ok = log_tree_error(e, "named twice");
	}
	t->n = kept;
	return ok;
}

static bool check_parent(const struct mkimage_tree *t, const struct mkimage_tree_entry *e)
{
	struct mkimage_tree_entry key = {.m = {.path = e->m.path}};
	const struct mkimage_tree_entry *parent;

	while (key.m.path.n && key.m.path.p[key.m.path.n - 1] != '/')
		key.m.path.n--;
	if (!key.m.path.n)
		return true;
	key.m.path.n--;
	parent = bsearch(&key, t->entries, t->n, sizeof *t->entries, compare_entries);
	if (parent && is_dir_entry(parent))
		return true;
	return log_tree_error(e, "no dir line for the directory it lies in");
}

bool mkimage_tree_order(struct mkimage_tree *t)
{
	bool ok;

	if (!t->n)
		return true;
	qsort(t->entries, t->n, sizeof *t->entries, compare_entries);
	ok = drop_doubles(t);
	for (size_t i = 0; i < t->n; i++)
		ok = check_parent(t, &t->entries[i]) && ok;
	return ok;
}

static int read_from(const char *dir, struct view source, struct mkimage_file *ret)
{
	bool below = dir && source.p[0] != '/';
	char *path;
	int err;

	if (asprintf(&path, "%s%s%.*s", below ? dir : "", below ? "/" : "", (int)source.n,
		     source.p) < 0)
		return -ENOMEM;
	err = mkimage_file_read(path, ret);
	free(path);
	return err;
}

static bool load_one(struct mkimage_tree_entry *e, const char *const *from, size_t n_from)
{
	char what[LOG_LINE_MAX];
	struct str s = str_of(what, sizeof what);
	int err = -ENOENT;

	if (!n_from)
		err = read_from(NULL, e->m.source, &e->data);
	for (size_t i = 0; i < n_from && err == -ENOENT; i++)
		err = read_from(from[i], e->m.source, &e->data);
	if (!err)
		return true;
	str_puts(&s, "cannot read ");
	str_put(&s, e->m.source);
	str_fmt(&s, ": %s", strerror(-err));
	return log_tree_error(e, what);
}

bool mkimage_tree_load(struct mkimage_tree *t, const char *const *from, size_t n_from)
{
	bool ok = true;

	for (size_t i = 0; i < t->n; i++)
		if ((t->entries[i].m.mode & NEWC_TYPE) == NEWC_FILE)
			ok = load_one(&t->entries[i], from, n_from) && ok;
	return ok;
}

static struct newc to_cpio(const struct mkimage_tree_entry *e, size_t i, uint32_t mtime)
{
	struct newc c = {
		.name = e->m.path,
		.data = mkimage_file_rd(&e->data),
		.ino = (uint32_t)i + 1,
		.mode = e->m.mode,
		.uid = e->m.uid,
		.gid = e->m.gid,
		.nlink = is_dir_entry(e) ? 2 : 1,
		.mtime = mtime,
		.major = e->m.major,
		.minor = e->m.minor,
	};

	if ((e->m.mode & NEWC_TYPE) == NEWC_LINK)
		c.data = rd_of(e->m.source.p, e->m.source.n);
	return c;
}

int mkimage_tree_pack(const struct mkimage_tree *t, uint32_t mtime, struct mkimage_file *ret)
{
	struct newc trailer = newc_trailer(), c;
	struct mkimage_file out = {.data = NULL, .len = 0};
	uint64_t len = newc_len(&trailer);
	struct wr w;
	int err;

	for (size_t i = 0; i < t->n; i++) {
		c = to_cpio(&t->entries[i], i, mtime);
		len += newc_len(&c);
	}
	if (len > MKIMAGE_FILE_MAX)
		return -EFBIG;
	err = mkimage_file_grow(&out, (size_t)len);
	if (err)
		return err;
	w = wr_of(out.data, out.len);
	for (size_t i = 0; i < t->n; i++) {
		c = to_cpio(&t->entries[i], i, mtime);
		newc_put(&w, &c);
	}
	newc_put(&w, &trailer);
	*ret = out;
	return 0;
}
