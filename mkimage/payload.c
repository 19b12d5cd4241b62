/* SPDX-License-Identifier: MIT */
#include "mkimage/payload.h"

#include "lib/image/arm.h"
#include "lib/image/s390.h"
#include "lib/image/uimage.h"
#include "mkimage/uimage_names.h"

#include <string.h>

/* Name the compression of @data by the words of option -C. The last two have no such word, because
 * U-Boot cannot unpack them: of lz4 it only knows the frame format. */
static const char *packed_as(struct rd data)
{
	static const struct {
		const char *word;
		uint8_t n, magic[6];
	} known[] = {
		{"gzip", 3, {0x1f, 0x8b, 0x08}},
		{"bzip2", 3, {'B', 'Z', 'h'}},
		{"lzma", 3, {0x5d, 0x00, 0x00}},
		{"lzo", 4, {0x89, 'L', 'Z', 'O'}},
		{"lz4", 4, {0x04, 0x22, 0x4d, 0x18}},
		{"zstd", 4, {0x28, 0xb5, 0x2f, 0xfd}},
		{"xz", 6, {0xfd, '7', 'z', 'X', 'Z', 0x00}},
		{"lz4 -l", 4, {0x02, 0x21, 0x4c, 0x18}},
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (rd_has(data, 0, known[i].magic, known[i].n))
			return known[i].word;
	return NULL;
}

/* Name the format of @data: "an arm zImage", "gzip data". Return: NULL = unknown */
static const char *name_of(struct rd data)
{
	struct arm_image image;

	if (arm_image_read(data, rd_left(&data), &image) == 0)
		return arm_form_str(image.form);
	return s390_image_instead(data);
}

/* @data is text: it has no control characters that scripts never have, form feed and escape
 * included. */
static bool is_script_text(struct rd data)
{
	while (rd_left(&data)) {
		uint8_t c = rd_u8(&data);

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return false;
	}
	return true;
}

static bool doubt_script(struct rd data, struct str *why)
{
	if (is_script_text(data))
		return false;
	str_puts(why, uimage_is(data) ? "a U-Boot image already, and no text of a script"
				      : "a binary file, and no text of a script");
	return true;
}

/* Append to @why that the header says @word, while the data is @found. */
static bool doubt_packed(const char *word, const char *found, struct rd data, struct str *why)
{
	const char *name = name_of(data);
	uint8_t comp;

	if (found && strcmp(found, word) == 0)
		return false;
	if (found)
		str_fmt(why, "%s data, which U-Boot would unpack as %s; ", found, word);
	else
		str_fmt(why, "%s%sno %s data, and U-Boot would unpack it; ", name ? name : "",
			name ? " and " : "", word);
	if (!found)
		str_puts(why, "-C none");
	else if (mkimage_uimage_number(MKIMAGE_UIMAGE_COMP, view_of(found), &comp))
		str_fmt(why, "-C %s", found);
	else
		str_puts(why, "it cannot unpack this one");
	return true;
}

static bool doubt_plain(const struct mkimage_payload *p, const char *found, struct rd data,
			struct str *why)
{
	struct arm_image image;
	uint8_t comp;
	int reason;

	if (found) {
		str_fmt(why, "%s data, which U-Boot would %s; ", found,
			p->pack ? "unpack once only" : "start without unpacking it");
		if (!mkimage_uimage_number(MKIMAGE_UIMAGE_COMP, view_of(found), &comp))
			str_puts(why, "unpack it first");
		else
			str_fmt(why, "-C %s%s", found, p->pack ? " and no --compress" : "");
		return true;
	}
	if (p->arch != UIMAGE_ARCH_ARM64 || p->os != UIMAGE_OS_LINUX)
		return false;
	reason = arm_image_read(data, rd_left(&data), &image);
	if (reason == ARM_IMAGE_OK && image.form == ARM_FORM_IMAGE)
		return false;
	if (reason != ARM_IMAGE_OK && reason != ARM_IMAGE_UNKNOWN) {
		str_puts(why, arm_image_str(reason));
		return true;
	}
	str_fmt(why, "%s%sno arm64 Image, which is what U-Boot starts",
		name_of(data) ? name_of(data) : "", name_of(data) ? " and " : "");
	return true;
}

bool mkimage_payload_is_arm(const struct mkimage_payload *p)
{
	return p->os == UIMAGE_OS_LINUX &&
	       (p->arch == UIMAGE_ARCH_ARM || p->arch == UIMAGE_ARCH_ARM64) &&
	       (p->type == UIMAGE_KERNEL || p->type == UIMAGE_KERNEL_NOLOAD ||
		p->type == UIMAGE_MULTI);
}

bool mkimage_payload_doubt(const struct mkimage_payload *p, struct rd data, struct str *why)
{
	const char *word = mkimage_uimage_word(MKIMAGE_UIMAGE_COMP, p->comp);

	if (s390_image_is_page(data)) {
		str_puts(why, "an HTML page, as a server gives out in place of a file");
		return true;
	}
	if (p->type == UIMAGE_SCRIPT)
		return doubt_script(data, why);
	if (p->type != UIMAGE_KERNEL && p->type != UIMAGE_KERNEL_NOLOAD && p->type != UIMAGE_MULTI)
		return false;
	if (p->pack || p->comp == UIMAGE_COMP_NONE || !word)
		return doubt_plain(p, packed_as(data), data, why);
	return doubt_packed(word, packed_as(data), data, why);
}
