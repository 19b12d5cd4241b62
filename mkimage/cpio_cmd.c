/* SPDX-License-Identifier: MIT
 * mkimage/cpio_cmd.c - `mkimage cpio`: an initramfs from manifests, without root. Layer: main.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "mkimage/archive.h"
#include "mkimage/gzip.h"
#include "mkimage/option.h"
#include "mkimage/tree.h"

#include <errno.h>
#include <string.h>

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
	struct mkimage_list manifests, from, appends;
	const char *out, *name;
	bool gzip;
};

static struct options given;

static const struct mkimage_option cpio_options[] = {
	{'m', NULL, MKIMAGE_OPTION_LIST, .list = &given.manifests},
	{0, "from", MKIMAGE_OPTION_LIST, .list = &given.from},
	{0, "append", MKIMAGE_OPTION_LIST, .list = &given.appends},
	{'z', NULL, MKIMAGE_OPTION_ON, .flag = &given.gzip},
	{0, "name", MKIMAGE_OPTION_TEXT, .text = &given.name},
	{'o', NULL, MKIMAGE_OPTION_TEXT, .text = &given.out},
	{0},
};

static bool check_cpio(void)
{
	if (!given.manifests.n || !given.out)
		log_err("cpio: -m and -o are needed");
	else if (given.name && !given.gzip)
		log_err("cpio: --name is gzip's, it needs -z");
	else
		return true;
	return false;
}

/* Append @archive to @out at the next multiple of 4; compress it if wanted and not yet done. */
static int add_archive(const struct options *o, struct mkimage_file *out, struct rd archive)
{
	size_t start = (out->len + APPEND_ALIGN - 1) / APPEND_ALIGN * APPEND_ALIGN;
	int err = mkimage_file_grow(out, start);

	if (err)
		return err;
	if (o->gzip && !mkimage_gzip_is(archive) && mkimage_archive_is(archive))
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

static int make_cpio(uint32_t mtime)
{
	struct mkimage_file out = {.data = NULL, .len = 0};
	struct mkimage_tree t = {.entries = NULL};
	bool ok = pack_cpio(&given, mtime, &t, &out);

	mkimage_tree_free(&t);
	mkimage_file_free(&out);
	return ok ? MKIMAGE_DONE : MKIMAGE_FAILED;
}

const struct mkimage_format mkimage_cpio = {
	.name = "cpio",
	.about = "initramfs from manifests, optionally compressed",
	.usage = cpio_usage,
	.options = cpio_options,
	.check = check_cpio,
	.make = make_cpio,
	.recognise = mkimage_archive_is,
	.show = mkimage_archive_show,
	.extract = mkimage_archive_extract,
};
