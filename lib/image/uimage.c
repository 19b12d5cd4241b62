/* SPDX-License-Identifier: MIT */
#include "lib/image/uimage.h"

#include "lib/crc32.h"

#include <string.h>

#define HEADER_SUM_AT 4u
#define PART_ALIGN    4u

bool uimage_is(struct rd file)
{
	return rd_be32(&file) == UIMAGE_MAGIC;
}

bool uimage_has_table(uint8_t type)
{
	return type == UIMAGE_MULTI || type == UIMAGE_SCRIPT;
}

/* The sum of a header covers four zeroes in the place of the sum itself. */
static uint32_t header_sum(const uint8_t *header)
{
	static const uint8_t zeroes[4];
	uint32_t sum = crc32_add(0, header, HEADER_SUM_AT);

	sum = crc32_add(sum, zeroes, sizeof zeroes);
	return crc32_add(sum, header + HEADER_SUM_AT + 4, UIMAGE_HEADER - HEADER_SUM_AT - 4);
}

static void get_fields(struct rd r, struct uimage *ret)
{
	rd_skip(&r, HEADER_SUM_AT + 4);
	ret->time = rd_be32(&r);
	ret->size = rd_be32(&r);
	ret->load = rd_be32(&r);
	ret->entry = rd_be32(&r);
	ret->data_sum = rd_be32(&r);
	ret->os = rd_u8(&r);
	ret->arch = rd_u8(&r);
	ret->type = rd_u8(&r);
	ret->comp = rd_u8(&r);
	rd_copy(&r, ret->name, UIMAGE_NAME);
	ret->name[UIMAGE_NAME] = '\0';
}

static int get_uimage_header(struct rd head, struct uimage *ret)
{
	struct rd header = rd_sub(&head, UIMAGE_HEADER), sum = header;

	if (header.bad)
		return UIMAGE_SHORT;
	rd_skip(&sum, HEADER_SUM_AT);
	if (rd_be32(&sum) != header_sum(header.p))
		return UIMAGE_BAD_HEADER;
	get_fields(header, ret);
	return 0;
}

static uint64_t pad_part_size(uint64_t n)
{
	return (n + PART_ALIGN - 1) / PART_ALIGN * PART_ALIGN;
}

/* Read the table of sizes up to its zero. The last part may lack its padding. */
static int get_table(struct rd head, struct uimage *ret)
{
	uint64_t left = ret->size, need = 0;
	unsigned n = 0;
	uint32_t size;

	rd_skip(&head, UIMAGE_HEADER);
	for (;;) {
		if (left < 4)
			return UIMAGE_BAD_TABLE;
		left -= 4;
		size = rd_be32(&head);
		if (head.bad)
			return UIMAGE_SHORT;
		if (!size)
			break;
		if (n++ == UIMAGE_PARTS_MAX)
			return UIMAGE_MANY_PARTS;
		need = pad_part_size(need);
		need += size;
	}
	ret->n_parts = n;
	if (!n)
		return UIMAGE_EMPTY;
	return need > left ? UIMAGE_BAD_TABLE : 0;
}

int uimage_read(struct rd head, uint64_t file_len, struct uimage *ret)
{
	struct uimage image;
	int reason;

	if (!uimage_is(head))
		return UIMAGE_NONE;
	reason = get_uimage_header(head, &image);
	if (reason)
		return reason;
	if (!image.size)
		return UIMAGE_EMPTY;
	if (file_len && (file_len < UIMAGE_HEADER || image.size > file_len - UIMAGE_HEADER))
		return UIMAGE_CUT;
	image.n_parts = 1;
	if (uimage_has_table(image.type))
		reason = get_table(head, &image);
	if (!reason)
		*ret = image;
	return reason;
}

uint32_t uimage_part(struct rd head, const struct uimage *image, unsigned n, uint64_t *ret_start)
{
	uint64_t start = UIMAGE_HEADER;
	uint32_t size;

	*ret_start = start;
	if (n >= image->n_parts)
		return 0;
	if (!uimage_has_table(image->type))
		return image->size;
	start += 4 * ((uint64_t)image->n_parts + 1);
	rd_skip(&head, UIMAGE_HEADER);
	while (size = rd_be32(&head), n--)
		start += pad_part_size(size);
	*ret_start = start;
	return size;
}

int uimage_check_data(struct rd file, const struct uimage *image)
{
	struct rd data;

	rd_skip(&file, UIMAGE_HEADER);
	data = rd_sub(&file, image->size);
	if (data.bad)
		return UIMAGE_CUT;
	return crc32_add(0, data.p, rd_left(&data)) == image->data_sum ? 0 : UIMAGE_BAD_DATA;
}

void uimage_put_header(struct wr *w, const struct uimage *image)
{
	uint8_t header[UIMAGE_HEADER];
	struct wr h = wr_of(header, sizeof header), sum;

	wr_be32(&h, UIMAGE_MAGIC);
	wr_be32(&h, 0);
	wr_be32(&h, image->time);
	wr_be32(&h, image->size);
	wr_be32(&h, image->load);
	wr_be32(&h, image->entry);
	wr_be32(&h, image->data_sum);
	wr_u8(&h, image->os);
	wr_u8(&h, image->arch);
	wr_u8(&h, image->type);
	wr_u8(&h, image->comp);
	wr_bytes(&h, image->name, UIMAGE_NAME);
	sum = wr_at(&h, HEADER_SUM_AT, 4);
	wr_be32(&sum, header_sum(header));
	wr_bytes(w, header, sizeof header);
}

const char *uimage_str(int reason)
{
	static const char names[UIMAGE_REASONS][52] = {
		[UIMAGE_OK] = "a U-Boot image",
		[UIMAGE_NONE] = "not a U-Boot image",
		[UIMAGE_SHORT] = "a U-Boot image cut short in its header",
		[UIMAGE_BAD_HEADER] = "a U-Boot image whose header has a wrong checksum",
		[UIMAGE_EMPTY] = "a U-Boot image without data",
		[UIMAGE_CUT] = "a U-Boot image: the file is cut off",
		[UIMAGE_BAD_TABLE] = "a U-Boot image whose parts exceed its data",
		[UIMAGE_MANY_PARTS] = "a U-Boot image of more than 256 parts",
		[UIMAGE_BAD_DATA] = "a U-Boot image whose data has a wrong checksum",
	};

	if (reason < 0 || reason >= UIMAGE_REASONS)
		return "unknown reason";
	return names[reason];
}
