/* SPDX-License-Identifier: MIT */
#include "mkimage/fit.h"

#include "lib/crc32.h"
#include "lib/image/dt_tokens.h"
#include "lib/hash.h"
#include "lib/text.h"

#include <errno.h>
#include <libfdt.h>
#include <limits.h>
#include <string.h>

#define ROOM_ALL  65536u /* bytes for all nodes and names, more than enough */
#define ROOM_TREE 4096u	 /* bytes for the nodes of one device tree and its configuration */
#define NODE_NAME 32u

#define PAGE_LEN      4096u
#define PROPERTY_HEAD 12u /* bytes of a property before its value: tag, length, name */
/* U-Boot may use the parts where they lie. A tree may then grow by 12 KiB over its neighbour. */
#define TREE_GROWS (3 * PAGE_LEN)
/* Bytes of the largest padding in front of a part. */
#define ROOM_GAP (TREE_GROWS + 2 * PAGE_LEN)

/* The tree being written; @error keeps the first error of libfdt. */
struct out {
	void *fdt;
	int err;
};

static void open_node(struct out *o, const char *name)
{
	if (!o->err)
		o->err = fdt_begin_node(o->fdt, name);
}

static void open_numbered(struct out *o, const char *name, size_t n)
{
	char text[NODE_NAME];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%s-%zu", name, n);
	open_node(o, text);
}

static void close_node(struct out *o)
{
	if (!o->err)
		o->err = fdt_end_node(o->fdt);
}

static void put_fit(struct out *o, const char *name, const void *data, size_t n)
{
	if (!o->err)
		o->err = n > INT_MAX ? -FDT_ERR_NOSPACE : fdt_property(o->fdt, name, data, (int)n);
}

static void put_fit_text(struct out *o, const char *name, const char *text)
{
	put_fit(o, name, text, strlen(text) + 1);
}

static void put_u32(struct out *o, const char *name, uint32_t v)
{
	if (!o->err)
		o->err = fdt_property_u32(o->fdt, name, v);
}

static void put_numbered(struct out *o, const char *name, const char *node, size_t n)
{
	char text[NODE_NAME];
	struct str s = str_of(text, sizeof text);

	str_fmt(&s, "%s-%zu", node, n);
	put_fit_text(o, name, text);
}

/* Write @least zeroes or more, so that the value of the next property begins a page of the file. */
static void put_gap(struct out *o, uint32_t least)
{
	uint32_t at, n;
	void *zeroes;

	if (o->err)
		return;
	at = fdt_off_dt_struct(o->fdt) + fdt_size_dt_struct(o->fdt) + 2 * PROPERTY_HEAD + least;
	n = least + (-at & (PAGE_LEN - 1));
	o->err = fdt_property_placeholder(o->fdt, "padding", (int)n, &zeroes);
	if (!o->err)
		memset(zeroes, 0, n);
}

static void put_sums(struct out *o, struct rd data)
{
	uint8_t sum[SHA256_LEN];

	open_node(o, "hash-1");
	put_fit_text(o, "algo", "crc32");
	put_u32(o, "value", crc32_add(0, data.p, rd_left(&data)));
	close_node(o);
	hash_of(HASH_SHA256, data.p, rd_left(&data), sum);
	open_node(o, "hash-2");
	put_fit_text(o, "algo", "sha256");
	put_fit(o, "value", sum, sizeof sum);
	close_node(o);
}

/* Write one part. A device tree needs no property "os". @gap: bytes by which the part before may
 * grow */
static void put_part(struct out *o, const struct mkimage_fit *fit,
		     const struct mkimage_fit_part *part, const char *name, size_t n, uint32_t gap)
{
	open_numbered(o, name, n);
	put_fit_text(o, "description", part->description);
	put_gap(o, gap);
	put_fit(o, "data", part->data.p, rd_left(&part->data));
	put_fit_text(o, "type", part->type);
	put_fit_text(o, "arch", fit->arch);
	if (strcmp(part->type, "flat_dt") != 0)
		put_fit_text(o, "os", "linux");
	put_fit_text(o, "compression", part->comp);
	if (part->placed) {
		put_u32(o, "load", part->load);
		put_u32(o, "entry", part->entry);
	}
	put_sums(o, part->data);
	close_node(o);
}

/* The tree's own "compatible" lets U-Boot choose the configuration by itself. */
static void put_compatible(struct out *o, struct rd tree)
{
	int n;
	const void *value = fdt_getprop(tree.p, 0, "compatible", &n);

	if (value)
		put_fit(o, "compatible", value, (size_t)n);
}

static void put_configuration(struct out *o, const struct mkimage_fit *fit, size_t n)
{
	const struct mkimage_fit_part *tree = fit->n_trees ? &fit->trees[n - 1] : NULL;

	open_numbered(o, "conf", n);
	put_fit_text(o, "description", tree ? tree->description : fit->description);
	put_fit_text(o, "kernel", "kernel-1");
	if (fit->ramdisk)
		put_fit_text(o, "ramdisk", "ramdisk-1");
	if (tree) {
		put_numbered(o, "fdt", "fdt", n);
		put_compatible(o, tree->data);
	}
	close_node(o);
}

/* The kernel is the last part, because it takes more memory than its file has bytes. Linux refuses
 * a ramdisk that shares a page with the tree. */
static void put_images(struct out *o, const struct mkimage_fit *fit)
{
	open_node(o, "images");
	if (fit->ramdisk)
		put_part(o, fit, fit->ramdisk, "ramdisk", 1, 0);
	for (size_t i = 0; i < fit->n_trees; i++)
		put_part(o, fit, &fit->trees[i], "fdt", i + 1, i ? TREE_GROWS : 0);
	put_part(o, fit, &fit->kernel, "kernel", 1, fit->n_trees ? TREE_GROWS : 0);
	close_node(o);
}

static void put_all(struct out *o, const struct mkimage_fit *fit)
{
	open_node(o, "");
	put_u32(o, "timestamp", fit->time);
	put_fit_text(o, "description", fit->description);
	put_u32(o, "#address-cells", 1);
	put_images(o, fit);
	open_node(o, "configurations");
	put_fit_text(o, "default", "conf-1");
	for (size_t i = 0; i < (fit->n_trees ? fit->n_trees : 1); i++)
		put_configuration(o, fit, i + 1);
	close_node(o);
	close_node(o);
}

/* An upper bound for the size of the tree. Too small a bound shows as an error of libfdt. */
static uint64_t room_for(const struct mkimage_fit *fit)
{
	uint64_t n = ROOM_ALL + (uint64_t)rd_left(&fit->kernel.data) + ROOM_GAP;

	if (fit->ramdisk)
		n += rd_left(&fit->ramdisk->data) + ROOM_GAP;
	for (size_t i = 0; i < fit->n_trees; i++)
		n += rd_left(&fit->trees[i].data) + ROOM_TREE + ROOM_GAP;
	return n;
}

static int write_fit_tree(const struct mkimage_fit *fit, struct mkimage_file *out)
{
	const void *tree = out->data;
	struct out o = {.fdt = out->data};

	o.err = fdt_create(out->data, (int)out->len);
	if (!o.err)
		o.err = fdt_finish_reservemap(out->data);
	put_all(&o, fit);
	if (!o.err)
		o.err = fdt_finish(out->data);
	if (o.err)
		return o.err == -FDT_ERR_NOSPACE ? -EFBIG : -EIO;
	out->len = fdt_totalsize(tree);
	return 0;
}

bool mkimage_fit_is_tree(struct rd data)
{
	const void *tree = data.p;

	/* fdt_check_full() cannot read trees older than version 16 (2005), and may not return from
	 * one whose lengths lead back. */
	return rd_left(&data) >= sizeof(struct fdt_header) && fdt_version(tree) >= 16 &&
	       dt_tokens(data) && fdt_check_full(tree, rd_left(&data)) == 0;
}

int mkimage_fit_write(const struct mkimage_fit *fit, struct mkimage_file *ret)
{
	struct mkimage_file out = {.data = NULL, .len = 0};
	uint64_t room = room_for(fit);
	int err;

	for (size_t i = 0; i < fit->n_trees; i++)
		if (!mkimage_fit_is_tree(fit->trees[i].data))
			return -EINVAL;
	if (room > MKIMAGE_FILE_MAX)
		return -EFBIG;
	err = mkimage_file_grow(&out, (size_t)room);
	if (!err)
		err = write_fit_tree(fit, &out);
	if (err)
		mkimage_file_free(&out);
	else
		*ret = out;
	return err;
}
