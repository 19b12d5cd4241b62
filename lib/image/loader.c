/* SPDX-License-Identifier: MIT */
#include "lib/image/loader.h"

#include "lib/image/s390.h"
#include "lib/image/uimage.h"
#include "lib/image/uki.h"

#include <string.h>

#define GZIP_NAMED 0x1f8b0808u /* magic, deflate, and of the header's fields the name alone */
#define GZIP_HEAD  10u	       /* bytes before the name */
#define FDT_MAGIC  0xd00dfeedu

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

static uint64_t in_pe(struct rd head)
{
	struct uki program;

	return uki_read(head, 0, &program) ? 0 : program.part[UKI_INITRD].start;
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
