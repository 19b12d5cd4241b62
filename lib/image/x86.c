/* SPDX-License-Identifier: MIT */
#include "lib/image/x86.h"

#define SECTOR		 512u
#define SETUP_SECTORS_AT 0x1f1u
#define KERNEL_LEN_AT	 0x1f4u /* in units of 16 bytes */
#define MAGIC_AT	 0x202u
#define LOADFLAGS_AT	 0x211u
#define XLOADFLAGS_AT	 0x236u
#define CMDLINE_LEN_AT	 0x238u /* without the NUL */
#define PAYLOAD_AT	 0x248u /* from the start of the 64-bit kernel */
#define INIT_LEN_AT	 0x260u

#define MAGIC		 0x53726448u /* "HdrS" */
#define PROTOCOL_64	 0x020cu
#define LOADED_HIGH	 0x01u
#define KERNEL_64	 0x01u
#define ABOVE_4G	 0x02u
#define SECTORS_OLD_ZERO 4u /* setup sectors that a zero stands for */

static struct rd x86_head_at(struct rd head, size_t off)
{
	rd_skip(&head, off);
	return head;
}

static uint32_t u32_at(struct rd head, size_t off)
{
	struct rd r = x86_head_at(head, off);

	return rd_le32(&r);
}

static int judge_flags(struct rd head, uint16_t protocol)
{
	struct rd load = x86_head_at(head, LOADFLAGS_AT), more = x86_head_at(head, XLOADFLAGS_AT);
	uint8_t loadflags = rd_u8(&load);
	uint16_t xloadflags = rd_le16(&more);

	if (protocol < PROTOCOL_64)
		return X86_IMAGE_OLD;
	if (!(xloadflags & KERNEL_64))
		return X86_IMAGE_32_BIT;
	if (!(loadflags & LOADED_HIGH) || !(xloadflags & ABOVE_4G))
		return X86_IMAGE_LOW;
	return 0;
}

/* Find the parts of the file. Their numbers must agree with one another. */
static int get_sizes(struct rd head, struct x86_image *image)
{
	struct rd setup = x86_head_at(head, SETUP_SECTORS_AT);
	uint32_t sectors = rd_u8(&setup), payload = u32_at(head, PAYLOAD_AT), cmdline;
	uint64_t code_at, code_len = (uint64_t)u32_at(head, KERNEL_LEN_AT) * 16;

	code_at = (uint64_t)((sectors ? sectors : SECTORS_OLD_ZERO) + 1) * SECTOR;
	image->len = code_at + code_len;
	image->payload_len = u32_at(head, PAYLOAD_AT + 4);
	image->payload_start = image->payload_len ? code_at + payload : 0;
	image->init_len = u32_at(head, INIT_LEN_AT);
	cmdline = u32_at(head, CMDLINE_LEN_AT);
	if (!code_len || !cmdline || cmdline >= X86_CMDLINE_MAX || image->init_len < code_len / 2)
		return X86_IMAGE_BAD_HEAD;
	if (image->payload_len > code_len || payload > code_len - image->payload_len)
		return X86_IMAGE_BAD_HEAD;
	image->max_cmdline = cmdline + 1;
	return 0;
}

int x86_image_read(struct rd head, uint64_t file_len, struct x86_image *ret)
{
	struct x86_image image;
	struct rd magic = x86_head_at(head, MAGIC_AT);
	int reason;

	if (rd_le32(&magic) != MAGIC)
		return X86_IMAGE_UNKNOWN;
	image.protocol = rd_le16(&magic);
	if (rd_left(&head) < X86_IMAGE_HEAD_LEN)
		return X86_IMAGE_SHORT;
	reason = judge_flags(head, image.protocol);
	if (!reason)
		reason = get_sizes(head, &image);
	if (!reason && file_len && image.len > file_len)
		reason = X86_IMAGE_CUT;
	if (!reason)
		*ret = image;
	return reason;
}

const char *x86_image_str(int reason)
{
	static const char names[X86_IMAGE_REASONS][60] = {
		[X86_IMAGE_OK] = "a bzImage",
		[X86_IMAGE_SHORT] = "a bzImage cut off in its head",
		[X86_IMAGE_CUT] = "a bzImage: the file is cut off",
		[X86_IMAGE_BAD_HEAD] = "a bzImage with impossible sizes in its head",
		[X86_IMAGE_OLD] = "a bzImage older than Linux 3.8, which kexec cannot start",
		[X86_IMAGE_32_BIT] = "a bzImage for 32-bit machines",
		[X86_IMAGE_LOW] = "a bzImage that must lie in low memory",
		[X86_IMAGE_UNKNOWN] = "not a bzImage",
	};

	if (reason < 0 || reason >= X86_IMAGE_REASONS)
		return "unknown reason";
	return names[reason];
}
