/* SPDX-License-Identifier: MIT */
#include "lib/image/arm.h"

#include "lib/image/arm_elf.h"
#include "lib/image/uimage.h"

#include <string.h>

/* arm64 Image */
#define IMAGE_MAGIC_AT	 0x38
#define IMAGE_OFFSET_AT	 8
#define IMAGE_BIG_ENDIAN 1u
#define IMAGE_ANYWHERE	 8u
/* A64's branch: the upper six bits of the word, and the sign of the distance in words, 26 bits */
#define BRANCH	    5u
#define BRANCH_BACK (1u << 25)
/* Kernels before 3.17 state no size, and the offset in their own byte order. What they need behind the end
 * of the file for their zeroed data is not known either; it was some 1 MiB. */
#define OLD_TEXT_OFFSET 0x80000u
#define OLD_IMAGE_ROOM	(16u << 20)
#define IMAGE_SIZE_CAP	(1u << 30)

#define PE_OFFSET_AT   0x3c
#define PE_SECTION_LEN 40u

/* arm zImage */
#define ZIMAGE_MAGIC_AT 0x24
#define ZIMAGE_MAGIC	0x016f2818u
#define ZIMAGE_TAGGED	0x45454545u
#define ZIMAGE_KRNL	0x5a534c4bu
#define ZIMAGE_GUESS	5u
#define ZIMAGE_SLACK	(4u << 20) /* bytes for stack, heap, page tables and alignment */
#define ZIMAGE_CAP	(256u << 20)

#define ZBOOT_FIELDS_AT 8

#define FIT_LEN_AT 4

/* Where the sections of a PE program end in its file; 0 = @head is none, or does not tell. The EFI stub
 * makes an Image one too, whose own header states the size in memory alone. */
static uint64_t pe_sections_end(struct rd head)
{
	struct rd at = head, pe = head;
	uint64_t end = 0;
	uint16_t sections, optional;

	rd_skip(&at, PE_OFFSET_AT);
	rd_skip(&pe, rd_le32(&at));
	if (!rd_has(head, 0, "MZ", 2) || !rd_has(pe, 0, "PE\0", 4))
		return 0;
	rd_skip(&pe, 4 + 2);
	sections = rd_le16(&pe);
	rd_skip(&pe, 12);
	optional = rd_le16(&pe);
	rd_skip(&pe, 2 + (size_t)optional);
	for (; sections && !pe.bad; sections--) {
		struct rd section = rd_sub(&pe, PE_SECTION_LEN);
		uint64_t size, start;

		rd_skip(&section, 16);
		size = rd_le32(&section);
		start = rd_le32(&section);
		if (!section.bad && size && start + size > end)
			end = start + size;
	}
	return end;
}

/* Offset of the instruction that an Image starts with. Its first word branches there, or the second one
 * where the first is a PE program's magic too. 0 = neither does */
static uint64_t image_entry(struct rd head)
{
	for (uint64_t at = 0; at < 8; at += 4) {
		uint32_t word = rd_le32(&head);

		if (word >> 26 == BRANCH && !(word & BRANCH_BACK))
			return at + (uint64_t)(word & (BRANCH_BACK - 1)) * 4;
	}
	return 0;
}

/* A kernel without the EFI stub says nowhere how long its file is. But it has its entry, which is among the
 * code for the start alone, behind most of the kernel. */
static int read_image(struct rd head, uint64_t file_len, struct arm_image *image)
{
	uint64_t flags, end = pe_sections_end(head), entry = image_entry(head);

	rd_skip(&head, IMAGE_OFFSET_AT);
	image->text_offset = rd_le64(&head);
	image->need = rd_le64(&head);
	flags = rd_le64(&head);
	image->anywhere = flags & IMAGE_ANYWHERE;
	if (flags & IMAGE_BIG_ENDIAN)
		return ARM_IMAGE_BIG_ENDIAN;
	if (!image->need) {
		image->text_offset = OLD_TEXT_OFFSET;
		image->need = file_len + OLD_IMAGE_ROOM;
	}
	if (image->text_offset >= ARM64_IMAGE_STEP || image->text_offset % 4096 ||
	    image->need > IMAGE_SIZE_CAP)
		return ARM_IMAGE_BAD_HEAD;
	if (file_len && (end > file_len || entry >= file_len))
		return ARM_IMAGE_CUT;
	if (file_len > image->need)
		image->need = file_len;
	return 0;
}

/* Start and end are link addresses of a position-independent program. The size is end - start. */
static int read_zimage(struct rd head, uint64_t file_len, struct arm_image *image)
{
	uint32_t start, end;

	rd_skip(&head, ZIMAGE_MAGIC_AT + 4);
	start = rd_le32(&head);
	end = rd_le32(&head);
	if (head.bad || end <= start || end - start > ZIMAGE_CAP)
		return ARM_IMAGE_BAD_HEAD;
	if (file_len && end - start > file_len)
		return ARM_IMAGE_CUT;
	image->need = (uint64_t)(end - start) * ZIMAGE_GUESS;
	return 0;
}

static int read_zboot(struct rd head, uint64_t file_len, struct arm_image *image)
{
	rd_skip(&head, ZBOOT_FIELDS_AT);
	image->start = rd_le32(&head);
	image->len = rd_le32(&head);
	if (!image->start || !image->len)
		return ARM_IMAGE_BAD_HEAD;
	if (file_len && (image->start > file_len || image->len > file_len - image->start))
		return ARM_IMAGE_CUT;
	return 0;
}

static bool may_hold_kernel(const struct uimage *u)
{
	return (u->type == UIMAGE_KERNEL || u->type == UIMAGE_KERNEL_NOLOAD ||
		u->type == UIMAGE_MULTI) &&
	       (u->arch == UIMAGE_ARCH_ARM || u->arch == UIMAGE_ARCH_ARM64);
}

static int read_arm_uimage(struct rd head, uint64_t file_len, struct arm_image *image)
{
	struct uimage u;
	int reason = uimage_read(head, file_len, &u);

	if (reason == UIMAGE_CUT)
		return ARM_IMAGE_CUT;
	if (reason)
		return reason == UIMAGE_SHORT ? ARM_IMAGE_SHORT : ARM_IMAGE_BAD_HEAD;
	if (!may_hold_kernel(&u))
		return ARM_IMAGE_NOT_KERNEL;
	if (u.comp != UIMAGE_COMP_NONE && u.comp != UIMAGE_COMP_GZIP && u.comp != UIMAGE_COMP_ZSTD)
		return ARM_IMAGE_PACKED;
	image->len = uimage_part(head, &u, 0, &image->start);
	return image->len ? 0 : ARM_IMAGE_BAD_HEAD;
}

/* The data of a FIT may also lie behind totalsize (mkimage -E). */
static int read_arm_fit(struct rd head, uint64_t file_len)
{
	uint32_t len;

	rd_skip(&head, FIT_LEN_AT);
	len = rd_be32(&head);
	if (head.bad)
		return ARM_IMAGE_SHORT;
	return file_len && len > file_len ? ARM_IMAGE_CUT : 0;
}

static int read_arm_elf(struct rd head, uint64_t file_len, struct arm_image *image)
{
	bool short_head = rd_left(&head) < ARM_IMAGE_HEAD_LEN;
	struct arm_elf elf;

	if (!short_head)
		head = rd_sub(&head, ARM_IMAGE_HEAD_LEN);
	if (!arm_elf_read(head, &elf))
		return short_head ? ARM_IMAGE_SHORT : ARM_IMAGE_BAD_HEAD;
	if (elf.len > IMAGE_SIZE_CAP)
		return ARM_IMAGE_BAD_HEAD;
	if (file_len && elf.end > file_len)
		return ARM_IMAGE_CUT;
	image->need = elf.len;
	return 0;
}

/* The order counts: both zboot and Image may begin like a PE program. */
static int arm_form_of(struct rd head)
{
	static const struct {
		uint8_t off, n, form;
		char bytes[7];
	} known[] = {
		{IMAGE_MAGIC_AT, 4, ARM_FORM_IMAGE, "ARM\x64"},
		{ZIMAGE_MAGIC_AT, 4, ARM_FORM_ZIMAGE, "\x18\x28\x6f\x01"},
		{4, 4, ARM_FORM_ZBOOT, "zimg"},
		{0, 4, ARM_FORM_UIMAGE, "\x27\x05\x19\x56"},
		{0, 4, ARM_FORM_FIT, "\xd0\x0d\xfe\xed"},
		{0, 3, ARM_FORM_GZIP, "\x1f\x8b\x08"},
		{0, 6, ARM_FORM_XZ, "\xfd\x37zXZ"},
		{0, 4, ARM_FORM_ZSTD, "\x28\xb5\x2f\xfd"},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (rd_has(head, known[i].off, known[i].bytes, known[i].n) &&
		    (known[i].form != ARM_FORM_ZBOOT || rd_has(head, 0, "MZ", 2)))
			return known[i].form;
	return arm_elf_is(head) ? ARM_FORM_ELF : ARM_FORMS;
}

static int no_form(struct rd head)
{
	if (rd_has(head, ZIMAGE_MAGIC_AT, "\x01\x6f\x28\x18", 4))
		return ARM_IMAGE_BIG_ENDIAN;
	if (rd_has(head, 0, "\x5d\0\0", 3) || rd_has(head, 0, "BZh", 3) ||
	    rd_has(head, 0, "\x02\x21\x4c\x18", 4) || rd_has(head, 0, "\x04\x22\x4d\x18", 4) ||
	    rd_has(head, 0, "\x89LZO", 4))
		return ARM_IMAGE_PACKED;
	return ARM_IMAGE_UNKNOWN;
}

int arm_image_read(struct rd head, uint64_t file_len, struct arm_image *ret)
{
	struct arm_image image = {.need = 0};
	int reason = 0, form = arm_form_of(head);

	if (form == ARM_FORMS)
		return no_form(head);
	image.form = (enum arm_form)form;
	switch (image.form) {
	case ARM_FORM_IMAGE: reason = read_image(head, file_len, &image); break;
	case ARM_FORM_ZIMAGE: reason = read_zimage(head, file_len, &image); break;
	case ARM_FORM_ZBOOT: reason = read_zboot(head, file_len, &image); break;
	case ARM_FORM_UIMAGE: reason = read_arm_uimage(head, file_len, &image); break;
	case ARM_FORM_FIT: reason = read_arm_fit(head, file_len); break;
	case ARM_FORM_ELF: reason = read_arm_elf(head, file_len, &image); break;
	default: break;
	}
	if (!reason)
		*ret = image;
	return reason;
}

/* Find the kernel size tag of a zImage. The head names the offset of the tags. A tag begins with
 * two words: its size in words, these two included, and its name. Return: the words behind them;
 * bad = there is no such tag */
static struct rd find_tag(struct rd file)
{
	struct rd tags = file;
	uint32_t words, name;

	rd_skip(&file, ZIMAGE_MAGIC_AT + 16);
	if (rd_le32(&file) != ZIMAGE_TAGGED)
		rd_fail(&tags);
	rd_skip(&tags, rd_le32(&file));
	while (!tags.bad) {
		words = rd_le32(&tags);
		name = rd_le32(&tags);
		if (words < 2 || words > ZIMAGE_CAP / 4)
			rd_fail(&tags);
		else if (name == ZIMAGE_KRNL)
			return rd_sub(&tags, (words - 2) * 4);
		else
			rd_skip(&tags, (words - 2) * 4);
	}
	return tags;
}

/* A zImage unpacks to its text offset. If it lies in the way, it first moves itself behind the end
 * of the unpacked kernel. */
uint64_t arm_zimage_need(struct rd file)
{
	struct rd tag = find_tag(file);
	uint64_t len = rd_left(&file), size, bss, offset;

	rd_skip(&file, rd_le32(&tag)); /* the word at this offset is the unpacked size */
	size = rd_le32(&file);
	bss = rd_le32(&tag);
	if (tag.bad || file.bad || size > ZIMAGE_CAP || bss > ZIMAGE_CAP)
		return len * ZIMAGE_GUESS + ZIMAGE_SLACK;
	offset = rd_left(&tag) ? rd_le32(&tag) : ARM_ZIMAGE_AT;
	if (offset < ARM_ZIMAGE_AT || offset > ZIMAGE_CAP)
		offset = ARM_ZIMAGE_AT;
	return offset - ARM_ZIMAGE_AT + size + (bss > len ? bss : len) + ZIMAGE_SLACK;
}

const char *arm_form_str(int form)
{
	static const char text[ARM_FORMS][16] = {
		[ARM_FORM_IMAGE] = "an arm64 Image", [ARM_FORM_ZIMAGE] = "an arm zImage",
		[ARM_FORM_UIMAGE] = "a uImage",	     [ARM_FORM_ZBOOT] = "an EFI zboot",
		[ARM_FORM_GZIP] = "gzip data",	     [ARM_FORM_XZ] = "xz data",
		[ARM_FORM_ZSTD] = "zstd data",	     [ARM_FORM_FIT] = "a FIT image",
		[ARM_FORM_ELF] = "an arm64 ELF",
	};

	return form < 0 || form >= ARM_FORMS ? "unknown" : text[form];
}

const char *arm_image_str(int reason)
{
	static const char text[ARM_IMAGE_REASONS][56] = {
		[ARM_IMAGE_OK] = "a kernel image",
		[ARM_IMAGE_SHORT] = "the file ends inside its header",
		[ARM_IMAGE_CUT] = "the file is cut off",
		[ARM_IMAGE_BAD_HEAD] = "a kernel image with an impossible header",
		[ARM_IMAGE_BIG_ENDIAN] = "a kernel for the other byte order",
		[ARM_IMAGE_NOT_KERNEL] = "a uImage that holds no kernel for ARM",
		[ARM_IMAGE_PACKED] = "compressed by something else than gzip, xz, zstd",
		[ARM_IMAGE_UNKNOWN] = "not a kernel image for ARM",
	};

	return reason < 0 || reason >= ARM_IMAGE_REASONS ? "unknown reason" : text[reason];
}
