/* SPDX-License-Identifier: MIT */
#include "lib/image/loader.h"

#include "lib/image/s390.h"
#include "lib/image/uimage.h"

#include <string.h>

#define GZIP_NAMED 0x1f8b0808u /* magic, deflate, and of the header's fields the name alone */
#define GZIP_HEAD  10u	       /* bytes before the name */
#define FDT_MAGIC  0xd00dfeedu

#define PE_AT	    0x3cu /* offset of the PE header's offset */
#define PE_MAGIC    0x50450000u
#define PE_HEAD	    24u /* magic and COFF header; the optional header follows */
#define PE_SECTION  40u
#define PE_RAW_AT   20u /* in a section's entry: offset of its bytes in the file */
#define PE_NAME	    8u
#define PE_SECTIONS 96u
#define PE_INITRD   ".initrd"

bool loader_is_ramdisk(struct rd head)
{
	struct rd name;

	_Static_assert(LOADER_MARK_LEN == GZIP_HEAD + sizeof LOADER_NAME, "name and its NUL");
	if (rd_be32(&head) != GZIP_NAMED)
		return false;
	rd_skip(&head, GZIP_HEAD - 4);
	name = rd_sub(&head, sizeof LOADER_NAME);
	return !name.bad && memcmp(name.p, LOADER_NAME, sizeof LOADER_NAME) == 0;
}

/* --- where the ramdisk is --------------------------------------------------------------------- */

static uint64_t in_s390(struct rd head)
{
	struct s390_image image;

	return s390_image_read(head, 0, &image) ? 0 : image.initrd_start;
}

static uint64_t in_uimage(struct rd head)
{
	struct uimage image;
	uint64_t start = 0;

	if (uimage_read(head, 0, &image))
		return 0;
	if (image.type != UIMAGE_MULTI && image.type != UIMAGE_RAMDISK)
		return 0;
	return uimage_part(head, &image, image.n_parts > 1, &start) ? start : 0;
}

/* Numbers of PE are little endian; the magics read like text. */
static uint64_t in_pe(struct rd head)
{
	struct rd at = head, dos = head;
	unsigned sections;

	if (rd_be16(&dos) != 0x4d5a) /* MZ */
		return 0;
	rd_skip(&at, PE_AT);
	rd_skip(&head, rd_le32(&at));
	if (rd_be32(&head) != PE_MAGIC)
		return 0;
	rd_skip(&head, 2);
	sections = rd_le16(&head);
	rd_skip(&head, 12);
	at = head;
	rd_skip(&head, 4u + rd_le16(&at));
	for (unsigned i = 0; i < sections && i < PE_SECTIONS; i++) {
		struct rd section = rd_sub(&head, PE_SECTION);

		if (section.bad)
			return 0;
		if (memcmp(section.p, PE_INITRD, PE_NAME) != 0)
			continue;
		rd_skip(&section, PE_RAW_AT);
		return rd_le32(&section);
	}
	return 0;
}

uint64_t loader_ramdisk_at(struct rd head)
{
	uint64_t at = in_uimage(head);

	if (!at)
		at = in_pe(head);
	return at ? at : in_s390(head);
}

/* --- the whole file --------------------------------------------------------------------------- */

/* A FIT's parts lie in it or behind it; a uImage may hold a kernel with its ramdisk behind it. */
static bool wraps(struct rd file)
{
	return uimage_is(file) || rd_be32(&file) == FDT_MAGIC;
}

static bool has_within(struct rd file)
{
	const uint8_t *at = file.p;

	while (at && (at = memchr(at, GZIP_NAMED >> 24, (size_t)(file.end - at))) != NULL) {
		if (loader_is_ramdisk(rd_of(at, (size_t)(file.end - at))))
			return true;
		at++;
	}
	return false;
}

bool loader_is_image(struct rd file)
{
	uint64_t at = loader_ramdisk_at(file);
	struct rd ramdisk = file;

	if (at < SIZE_MAX)
		rd_skip(&ramdisk, (size_t)at);
	return loader_is_ramdisk(ramdisk) || (wraps(file) && has_within(file));
}
