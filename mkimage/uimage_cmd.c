/* SPDX-License-Identifier: MIT
 * mkimage/uimage_cmd.c - `mkimage uimage`: what U-Boot's bootm, source and iminfo read. Layer:
 * main.
 *
 * Options and their defaults are those of U-Boot's mkimage, so that a script may call either; the
 * same options give the same bytes. SOURCE_DATE_EPOCH dates the image; without it the date is 0,
 * where the original takes the time of day.
 */
#include "mkimage/format.h"

#include "lib/log.h"
#include "mkimage/compress.h"
#include "mkimage/io.h"
#include "mkimage/option.h"
#include "mkimage/payload.h"
#include "mkimage/uimage_names.h"
#include "mkimage/uimage.h"
#include "lib/image/uimage.h"
#include "lib/print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PATH_ROOM 2048
#define PAGE_LEN  4096u

static const char uimage_usage[] =
	"usage: mkimage uimage [-A ARCH] [-O OS] [-T TYPE] [-C COMP] [-a ADDR] [-e ADDR]\n"
	"                      [-n NAME] [-x] [--compress KIND] [--pages] [-v]\n"
	"                      -d FILE[:FILE...] -o OUT\n"
	"       mkimage uimage -l FILE\n"
	"\n"
	"Packs files for U-Boot, like U-Boot's own mkimage: same options, same bytes. OUT may\n"
	"also stand alone at the end.\n"
	"\n"
	"  -A ARCH  arm, arm64, x86_64, s390, riscv ... (powerpc)\n"
	"  -O OS    linux, u-boot ... (linux)\n"
	"  -T TYPE  kernel, kernel_noload, ramdisk, multi, script, flat_dt, standalone, firmware,\n"
	"           filesystem (kernel)\n"
	"  -C COMP  how FILE is compressed already: none, gzip, bzip2, lzma, lzo, lz4, zstd "
	"(gzip)\n"
	"  -a ADDR  where U-Boot unpacks the data to, hexadecimal (0)\n"
	"  -e ADDR  where it starts, hexadecimal (the same)\n"
	"  -n NAME  up to 32 bytes of text\n"
	"  -d FILE  the data; several, with : between them, for multi and script\n"
	"  -x       runs in place: FILE begins with 64 bytes 0xff, where the header goes\n"
	"  --compress KIND  compress the data (of multi: the first part): gzip, zstd, lzma; for a\n"
	"           ramdisk also xz\n"
	"  --pages  of multi: zeroes behind each part, so that the next one begins on a page\n"
	"  -v       show the image\n"
	"  -l FILE  show an image, as `mkimage show` does\n"
	"  -o OUT   written beside and renamed\n";

struct options {
	struct uimage header;
	enum mkimage_compress_kind kind;
	const char *name, *data, *out, *list;
	bool arch_set, entry_set, comp_set, in_place, pages, verbose;
};

/* The defaults of U-Boot's mkimage, the architecture powerpc included. */
static struct options given = {
	.header = {.os = UIMAGE_OS_LINUX, .type = UIMAGE_KERNEL, .comp = UIMAGE_COMP_GZIP}};

static const struct cli_option uimage_options[] = {
	{'A', NULL, CLI_CALL, .call = mkimage_option_word, .to = &given.header.arch,
	 .how = MKIMAGE_UIMAGE_ARCH, .given = &given.arch_set},
	{'O', NULL, CLI_CALL, .call = mkimage_option_word, .to = &given.header.os,
	 .how = MKIMAGE_UIMAGE_OS},
	{'T', NULL, CLI_CALL, .call = mkimage_option_word, .to = &given.header.type,
	 .how = MKIMAGE_UIMAGE_TYPE},
	{'C', NULL, CLI_CALL, .call = mkimage_option_word, .to = &given.header.comp,
	 .how = MKIMAGE_UIMAGE_COMP, .given = &given.comp_set},
	{'a', NULL, CLI_CALL, .call = mkimage_option_address, .to = &given.header.load},
	{'e', NULL, CLI_CALL, .call = mkimage_option_address, .to = &given.header.entry,
	 .given = &given.entry_set},
	{'n', NULL, CLI_TEXT, .text = &given.name},
	{'d', NULL, CLI_TEXT, .text = &given.data},
	{'o', NULL, CLI_TEXT, .text = &given.out},
	{'l', NULL, CLI_TEXT, .text = &given.list},
	{'x', NULL, CLI_ON, .flag = &given.in_place},
	{'v', NULL, CLI_ON, .flag = &given.verbose},
	{'q', NULL, CLI_OFF, .flag = &given.verbose},
	{0, "compress", CLI_CALL, .call = mkimage_option_compress, .to = &given.kind},
	{0, "pages", CLI_ON, .flag = &given.pages},
	{0},
};

/* All blocks that are read and made. */
struct inputs {
	struct mkimage_file parts[UIMAGE_PARTS_MAX], out;
	struct rd views[UIMAGE_PARTS_MAX];
	size_t n;
};

/* The header's number for a kind of --compress. Return: false = the header has none */
static bool comp_of(enum mkimage_compress_kind kind, uint8_t *ret)
{
	return mkimage_uimage_number(MKIMAGE_UIMAGE_COMP, view_of(mkimage_compress_name(kind)),
				     ret);
}

/* Choose the compression in the header. U-Boot unpacks by the header, but never ramdisks, which the
 * kernel unpacks. */
static bool settle_comp(struct options *o)
{
	const char *kind = mkimage_compress_name(o->kind);
	uint8_t comp = UIMAGE_COMP_NONE;

	if (o->kind == MKIMAGE_COMPRESS_NONE)
		return true;
	if (o->header.type == UIMAGE_RAMDISK) {
		if (!o->comp_set)
			o->header.comp = UIMAGE_COMP_NONE;
		return true;
	}
	if (!comp_of(o->kind, &comp))
		log_err("--compress %s: U-Boot knows no such data, only a ramdisk may have it",
			kind);
	else if (o->comp_set && o->header.comp != comp)
		log_err("--compress %s: contradicts -C", kind);
	else if (o->header.type == UIMAGE_SCRIPT || o->in_place)
		log_err("--compress %s: a script, or what runs in place, cannot be compressed",
			kind);
	else {
		o->header.comp = comp;
		return true;
	}
	return false;
}

static void set_header_name(struct uimage *u, const char *name)
{
	struct wr w = wr_of(u->name, UIMAGE_NAME);
	size_t n = strlen(name);

	if (n > UIMAGE_NAME)
		log_warn("-n: warning: cut after %u bytes", UIMAGE_NAME);
	wr_bytes(&w, name, n > UIMAGE_NAME ? UIMAGE_NAME : n);
	wr_zero(&w, UIMAGE_NAME - wr_len(&w));
}

static bool check_uimage(void)
{
	struct options *o = &given;

	if (o->name)
		set_header_name(&o->header, o->name);
	if (!o->arch_set)
		mkimage_uimage_number(MKIMAGE_UIMAGE_ARCH, view_of("powerpc"), &o->header.arch);
	if (!o->entry_set)
		o->header.entry = o->header.load + (o->in_place ? UIMAGE_HEADER : 0);
	if (o->list && (o->data || o->out))
		log_err("uimage: -l stands alone");
	else if (!o->list && (!o->data || !o->out))
		log_err("uimage: -d and -o are needed");
	else
		return settle_comp(o);
	return false;
}

static bool read_uimage_part(const char *path, struct inputs *in)
{
	struct mkimage_file *part = &in->parts[in->n];

	if (!mkimage_io_read(path, part))
		return false;
	in->n++;
	if (!part->len)
		log_err("%s: %s", path, mkimage_uimage_str(MKIMAGE_UIMAGE_EMPTY_PART));
	return part->len > 0;
}

/* A colon separates file names only for types that have several parts. */
static bool read_uimage_parts(const struct options *o, struct inputs *in)
{
	struct view all = view_of(o->data), one;
	char path[PATH_ROOM];

	if (!uimage_has_table(o->header.type))
		return read_uimage_part(o->data, in);
	while (view_until(&all, ':', &one)) {
		if (in->n == UIMAGE_PARTS_MAX) {
			log_err("-d: more than %u files", UIMAGE_PARTS_MAX);
			return false;
		}
		if (!text_copy(path, sizeof path, one)) {
			log_err("-d: a file name is longer than %d bytes", PATH_ROOM - 1);
			return false;
		}
		if (!read_uimage_part(path, in))
			return false;
	}
	return true;
}

static void doubt_uimage_part(const struct options *o, const char *path, struct rd data)
{
	const struct mkimage_payload p = {
		.os = o->header.os,
		.arch = o->header.arch,
		.type = o->header.type,
		.comp = o->header.comp,
		.pack = o->kind != MKIMAGE_COMPRESS_NONE,
	};
	char text[256];
	struct str why = str_of(text, sizeof text);

	if (mkimage_payload_doubt(&p, data, &why))
		log_warn("%s: warning: %s", path, text);
	else if (mkimage_payload_is_arm(&p))
		mkimage_io_doubt_arm(path, data);
}

/* Whether part @i goes to Linux as its ramdisk: the second of several. Ramdisks of other systems have
 * other formats. */
static bool is_linux_ramdisk(const struct options *o, size_t i)
{
	return o->header.os == UIMAGE_OS_LINUX &&
	       (o->header.type == UIMAGE_RAMDISK ? i == 0
						 : o->header.type == UIMAGE_MULTI && i == 1);
}

/* Warn of parts that do not fit the header. U-Boot unpacks and starts the first of several parts,
 * runs all parts of a script, and passes a ramdisk to Linux unchanged. A kernel that runs in place
 * begins with room for the header. */
static void doubt_uimage_parts(const struct options *o, const struct inputs *in)
{
	struct view all = view_of(o->data), one = all;
	static char path[PATH_ROOM];

	for (size_t i = 0; i < in->n && !o->in_place; i++) {
		if ((uimage_has_table(o->header.type) && !view_until(&all, ':', &one)) ||
		    !text_copy(path, sizeof path, one))
			return;
		if (is_linux_ramdisk(o, i))
			mkimage_io_doubt_initrd(path, mkimage_file_rd(&in->parts[i]));
		else if (i == 0 || o->header.type == UIMAGE_SCRIPT)
			doubt_uimage_part(o, path, mkimage_file_rd(&in->parts[i]));
	}
}

static bool compress_first(const struct options *o, struct inputs *in)
{
	struct mkimage_file packed;
	int err;

	if (o->kind == MKIMAGE_COMPRESS_NONE)
		return true;
	err = mkimage_compress(o->kind, mkimage_file_rd(&in->parts[0]), &packed);
	if (err) {
		log_err("%s: cannot compress: %s", o->data, strerror(-err));
		return false;
	}
	mkimage_file_free(&in->parts[0]);
	in->parts[0] = packed;
	return true;
}

/* Fill kernel and ramdisk with zeroes to whole pages. U-Boot may use ramdisk and device tree where
 * they lie, and Linux refuses a ramdisk that shares a page with the tree. */
static bool fill_pages(const struct options *o, struct inputs *in)
{
	size_t at = UIMAGE_HEADER + 4 * (in->n + 1);

	if (!o->pages || o->header.type != UIMAGE_MULTI)
		return true;
	for (size_t i = 0; i + 1 < in->n; i++) {
		struct mkimage_file *part = &in->parts[i];
		size_t len = part->len;

		if (!mkimage_io_grow(o->out, part, len + (-(at + len) & (PAGE_LEN - 1))))
			return false;
		at += part->len;
	}
	return true;
}

static bool pack_uimage(const struct options *o, struct inputs *in)
{
	struct mkimage_uimage u = {
		.header = o->header,
		.parts = in->views,
		.in_place = o->in_place,
	};
	size_t len;
	int reason;

	if (!read_uimage_parts(o, in))
		return false;
	doubt_uimage_parts(o, in);
	if (!compress_first(o, in) || !fill_pages(o, in))
		return false;
	for (size_t i = 0; i < in->n; i++)
		in->views[i] = mkimage_file_rd(&in->parts[i]);
	u.n_parts = in->n;
	reason = mkimage_uimage_plan(&u, MKIMAGE_FILE_MAX, &len);
	if (reason) {
		log_err("%s: %s", o->data, mkimage_uimage_str(reason));
		return false;
	}
	if (!mkimage_io_grow(o->out, &in->out, len))
		return false;
	mkimage_uimage_write(&u, in->out.data, len);
	return mkimage_io_write(o->out, in->out.data, len);
}

/* --- show and extract -------------------------------------------------------------------------- */

/* Read the image @path. Return: false = it cannot be shown or extracted, which is logged */
static bool read_shown_uimage(const char *path, struct rd file, struct uimage *ret)
{
	size_t behind;
	int reason = uimage_read(file, rd_left(&file), ret);

	if (!reason)
		reason = uimage_check_data(file, ret);
	if (reason) {
		log_err("%s: %s", path, uimage_str(reason));
		return false;
	}
	behind = rd_left(&file) - UIMAGE_HEADER - ret->size;
	if (behind)
		log_warn("%s: warning: %zu bytes behind the image are left out", path, behind);
	return true;
}

static void print_parts(struct rd file, const struct uimage *u)
{
	printf("Contents:\n");
	for (unsigned i = 0; i < u->n_parts; i++) {
		uint64_t start;

		printf("   Image %u", i);
		mkimage_io_print_size(": ", uimage_part(file, u, i, &start));
		/* U-Boot's mkimage prints an address of its own memory here. */
		if (i && u->type == UIMAGE_SCRIPT)
			printf("    Offset = 0x%08" PRIx64 "\n", start);
	}
}

static bool show_uimage(const char *path, struct rd file)
{
	struct uimage u;

	if (!read_shown_uimage(path, file, &u))
		return false;
	printf("Image Name:   ");
	print_outside(stdout, view_of(u.name));
	printf("\n");
	mkimage_io_print_time("Created:      ", u.time);
	printf("Image Type:   %s %s %s (%s)\n", mkimage_uimage_title(MKIMAGE_UIMAGE_ARCH, u.arch),
	       mkimage_uimage_title(MKIMAGE_UIMAGE_OS, u.os),
	       mkimage_uimage_title(MKIMAGE_UIMAGE_TYPE, u.type),
	       mkimage_uimage_title(MKIMAGE_UIMAGE_COMP, u.comp));
	mkimage_io_print_size("Data Size:    ", u.size);
	printf("Load Address: %08" PRIx32 "\nEntry Point:  %08" PRIx32 "\n", u.load, u.entry);
	if (uimage_has_table(u.type))
		print_parts(file, &u);
	return true;
}

/* Write one part. Its file is named by the type if it is the only part, else by its number. */
static bool write_part(const char *dir, struct rd file, const struct uimage *u, unsigned i)
{
	const char *word = mkimage_uimage_word(MKIMAGE_UIMAGE_TYPE, u->type);
	uint64_t start;
	uint32_t size = uimage_part(file, u, i, &start);
	char name[32];
	struct str s = str_of(name, sizeof name);

	if (u->n_parts > 1 || !word)
		str_fmt(&s, "part%u", i);
	else
		str_puts(&s, word);
	return mkimage_io_part(dir, name, file.p + start, size);
}

static bool extract_uimage(const char *path, struct rd file, const char *dir)
{
	struct uimage u;

	if (!read_shown_uimage(path, file, &u))
		return false;
	for (unsigned i = 0; i < u.n_parts; i++)
		if (!write_part(dir, file, &u, i))
			return false;
	return true;
}

static bool list_uimage(const char *path)
{
	struct mkimage_file file;

	return mkimage_io_read(path, &file) && show_uimage(path, mkimage_file_rd(&file));
}

static bool make_uimage(uint32_t mtime)
{
	static struct inputs in;

	given.header.time = mtime;
	if (given.list)
		return list_uimage(given.list);
	return pack_uimage(&given, &in) &&
	       (!given.verbose || show_uimage(given.out, mkimage_file_rd(&in.out)));
}

const struct mkimage_format mkimage_uimage = {
	.name = "uimage",
	.about = "what U-Boot loads: kernel, ramdisk, script or several in one file",
	.usage = uimage_usage,
	.options = uimage_options,
	.operand = &given.out,
	.check = check_uimage,
	.make = make_uimage,
	.recognise = uimage_is,
	.show = show_uimage,
	.extract = extract_uimage,
};
