/* SPDX-License-Identifier: MIT */
#include "lib/image/s390.h"

#include <string.h>

#define MAGIC	  "S390EP"
#define MAGIC_LEN 6

/* EI_DATA and e_machine of an ELF header; all of e_ident comes first. */
#define ELF_DATA_AT    5
#define ELF_MACHINE_AT 18
#define ELF_MSB	       2

static int elf_reason(struct rd head)
{
	static const struct {
		uint16_t machine;
		uint8_t reason;
	} known[] = {
		{22, S390_IMAGE_IS_ELF_S390},	{3, S390_IMAGE_IS_ELF_X86},
		{62, S390_IMAGE_IS_ELF_X86},	{40, S390_IMAGE_IS_ELF_ARM},
		{183, S390_IMAGE_IS_ELF_ARM64}, {20, S390_IMAGE_IS_ELF_PPC},
		{21, S390_IMAGE_IS_ELF_PPC},	{243, S390_IMAGE_IS_ELF_RISCV},
	};
	uint16_t machine;
	uint8_t data;

	rd_skip(&head, ELF_DATA_AT);
	data = rd_u8(&head);
	rd_skip(&head, ELF_MACHINE_AT - ELF_DATA_AT - 1);
	machine = data == ELF_MSB ? rd_be16(&head) : rd_le16(&head);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i].machine == machine && !head.bad)
			return known[i].reason;
	return S390_IMAGE_IS_ELF_OTHER;
}

/* Skip blanks and HTML comments. */
static struct view skip_remarks(struct view text)
{
	static const char end[] = "-->";

	text = view_skip_blanks(text);
	while (view_starts(text, "<!--")) {
		const char *p = memmem(text.p, text.n, end, strlen(end));
		size_t n = p ? (size_t)(p - text.p) + strlen(end) : text.n;

		text = view_skip_blanks(view_from(text, n));
	}
	return text;
}

bool s390_image_is_page(struct rd head)
{
	static const char starts[] = "<!doctype\0"
				     "<html\0"
				     "<?xml\0"
				     "<head\0";
	struct view text;

	if (rd_has(head, 0, "\xef\xbb\xbf", 3)) /* a byte order mark */
		rd_skip(&head, 3);
	text = skip_remarks((struct view){.p = (const char *)head.p, .n = rd_left(&head)});
	for (const char *start = starts; *start; start += strlen(start) + 1) {
		struct view want = view_of(start), got = text;

		if (got.n > want.n)
			got.n = want.n;
		if (view_ieq(got, want))
			return true;
	}
	return false;
}

/* The order counts: an arm64 Image or a bzImage may begin like a PE program. */
static int looks_like(struct rd head)
{
	static const struct {
		uint16_t off;
		uint8_t n, reason;
		char bytes[6];
	} known[] = {
		{0x38, 4, S390_IMAGE_IS_ARM64, "ARM\x64"},
		{0x24, 4, S390_IMAGE_IS_ZIMAGE, "\x18\x28\x6f\x01"},
		{0x24, 4, S390_IMAGE_IS_ZIMAGE, "\x01\x6f\x28\x18"},
		{0x202, 4, S390_IMAGE_IS_BZIMAGE, "HdrS"},
		{0, 2, S390_IMAGE_IS_PE, "MZ"},
		{0, 4, S390_IMAGE_IS_UIMAGE, "\x27\x05\x19\x56"},
		{0, 4, S390_IMAGE_IS_FIT, "\xd0\x0d\xfe\xed"},
		{0, 2, S390_IMAGE_IS_GZIP, "\x1f\x8b"},
		{0, 6, S390_IMAGE_IS_XZ, "\xfd\x37zXZ"},
		{0, 4, S390_IMAGE_IS_ZSTD, "\x28\xb5\x2f\xfd"},
		{0, 6, S390_IMAGE_IS_CPIO, "070701"},
		{0, 6, S390_IMAGE_IS_CPIO, "070702"},
	};

	if (!rd_left(&head))
		return S390_IMAGE_EMPTY;
	if (rd_has(head, 0, "\x7f\x45LF", 4))
		return elf_reason(head);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (rd_has(head, known[i].off, known[i].bytes, known[i].n))
			return known[i].reason;
	return s390_image_is_page(head) ? S390_IMAGE_IS_HTML : S390_IMAGE_UNKNOWN;
}

/* Start and size are both set or both 0. The ramdisk lies behind the head of the kernel, and its
 * end does not overflow. */
static int check_s390_initrd(const struct s390_image *image)
{
	uint64_t least = S390_CMDLINE + image->max_cmdline;

	if (!image->initrd_size)
		return 0;
	if (image->initrd_start < least || image->initrd_size > UINT64_MAX - image->initrd_start)
		return S390_IMAGE_BAD_PARMAREA;
	if (image->file_len && (image->initrd_start > image->file_len ||
				image->initrd_size > image->file_len - image->initrd_start))
		return S390_IMAGE_INITRD_OUTSIDE;
	return 0;
}

static int read_parmarea(struct rd head, struct s390_image *image)
{
	uint64_t oldmem_base, oldmem_size, max;
	int reason;

	rd_skip(&head, S390_INITRD_START);
	image->initrd_start = rd_be64(&head);
	image->initrd_size = rd_be64(&head);
	oldmem_base = rd_be64(&head);
	oldmem_size = rd_be64(&head);
	image->version_start = rd_be64(&head);
	max = rd_be64(&head);
	if (max == 0)
		max = S390_OLD_CMDLINE;
	if (max < S390_OLD_CMDLINE || max > S390_CMDLINE_CAP || oldmem_base || oldmem_size)
		return S390_IMAGE_BAD_PARMAREA;
	image->max_cmdline = (uint32_t)max;
	if (image->file_len && image->file_len < S390_CMDLINE + max)
		return S390_IMAGE_SHORT;
	reason = check_s390_initrd(image);
	if (reason)
		return reason;
	if (!image->initrd_size)
		image->initrd_start = 0;
	image->kernel_len = image->initrd_size ? image->initrd_start : image->file_len;
	return 0;
}

int s390_image_read(struct rd head, uint64_t file_len, struct s390_image *ret)
{
	struct s390_image image = {.file_len = file_len};
	int reason;

	if (!rd_has(head, S390_MAGIC_AT, MAGIC, MAGIC_LEN))
		return looks_like(head);
	if (rd_left(&head) < S390_HEAD_LEN || (file_len && file_len < S390_HEAD_LEN))
		return S390_IMAGE_SHORT;
	reason = read_parmarea(head, &image);
	if (reason)
		return reason;
	*ret = image;
	return 0;
}

int s390_image_cmdline(struct rd file, const struct s390_image *image, struct view *ret)
{
	struct rd area, text;

	rd_skip(&file, S390_CMDLINE);
	area = rd_sub(&file, image->max_cmdline);
	if (area.bad)
		return S390_IMAGE_SHORT;
	text = rd_cstr(&area);
	if (text.bad)
		return S390_IMAGE_BAD_PARMAREA;
	*ret = (struct view){.p = (const char *)text.p, .n = rd_left(&text)};
	return 0;
}

const char *s390_image_not(int reason)
{
	return reason > S390_IMAGE_UNKNOWN && reason < S390_IMAGE_REASONS
		       ? "not an s390 kernel image but "
		       : "";
}

const char *s390_image_str(int reason)
{
	static const char *const names[] = {
		[S390_IMAGE_OK] = "an s390 kernel image",
		[S390_IMAGE_EMPTY] = "the file is empty",
		[S390_IMAGE_SHORT] = "s390 kernel image cut short",
		[S390_IMAGE_BAD_PARMAREA] = "s390 kernel image with an impossible parameter area",
		[S390_IMAGE_INITRD_OUTSIDE] =
			"s390 kernel image cut short: its ramdisk ends beyond the file",
		[S390_IMAGE_UNKNOWN] = "not an s390 kernel image: no S390EP at 0x10008",
		[S390_IMAGE_IS_ELF_S390] = "an ELF file (vmlinux; take bzImage)",
		[S390_IMAGE_IS_ELF_X86] = "an ELF file for x86",
		[S390_IMAGE_IS_ELF_ARM] = "an ELF file for arm",
		[S390_IMAGE_IS_ELF_ARM64] = "an ELF file for arm64",
		[S390_IMAGE_IS_ELF_PPC] = "an ELF file for PowerPC",
		[S390_IMAGE_IS_ELF_RISCV] = "an ELF file for RISC-V",
		[S390_IMAGE_IS_ELF_OTHER] = "an ELF file for another machine",
		[S390_IMAGE_IS_ARM64] = "an arm64 Image",
		[S390_IMAGE_IS_ZIMAGE] = "an arm zImage",
		[S390_IMAGE_IS_BZIMAGE] = "an x86 bzImage",
		[S390_IMAGE_IS_PE] = "a PE (EFI or Windows) program",
		[S390_IMAGE_IS_UIMAGE] = "a U-Boot uImage",
		[S390_IMAGE_IS_FIT] = "a FIT image or device tree",
		[S390_IMAGE_IS_GZIP] = "gzip data",
		[S390_IMAGE_IS_XZ] = "xz data",
		[S390_IMAGE_IS_ZSTD] = "zstd data",
		[S390_IMAGE_IS_CPIO] = "a cpio archive (an initramfs)",
		[S390_IMAGE_IS_HTML] = "an HTML page",
	};

	_Static_assert(sizeof names / sizeof *names == S390_IMAGE_REASONS, "one a reason");
	return (unsigned)reason < S390_IMAGE_REASONS ? names[reason] : "unknown";
}

const char *s390_image_instead(struct rd head)
{
	struct s390_image image;
	int reason = s390_image_read(head, 0, &image);

	return reason == S390_IMAGE_UNKNOWN ? NULL : s390_image_str(reason);
}

size_t s390_cmdline_high(struct view text)
{
	size_t i = 0;

	while (i < text.n && (uint8_t)text.p[i] < 0x80)
		i++;
	return i;
}
