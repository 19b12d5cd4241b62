/* SPDX-License-Identifier: MIT */
#include "mkimage/s390.h"

#define INITRD_ALIGN 4u /* Linux looks for the next archive at such offsets */

static uint64_t s390_round_up(uint64_t n, uint64_t to)
{
	return (n + to - 1) / to * to;
}

static int check_s390_cmdline(const struct mkimage_s390 *parts)
{
	if (!parts->set_cmdline)
		return 0;
	for (size_t i = 0; i < parts->cmdline.n; i++) {
		uint8_t c = (uint8_t)parts->cmdline.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return MKIMAGE_S390_CMDLINE_TEXT;
	}
	if (s390_cmdline_high(parts->cmdline) < parts->cmdline.n)
		return MKIMAGE_S390_CMDLINE_HIGH;
	return parts->cmdline.n < parts->image.max_cmdline ? 0 : MKIMAGE_S390_CMDLINE_LONG;
}

/* Every part but the last is padded. The end of the last is the end of the file. */
static int plan_initrd(const struct mkimage_s390 *parts, struct mkimage_s390_layout *plan)
{
	if (parts->image.initrd_size && !parts->replace)
		return MKIMAGE_S390_PACKED;
	plan->kernel_len = parts->image.kernel_len;
	plan->initrd_start = s390_round_up(plan->kernel_len, S390_PAGE);
	for (size_t i = 0; i < parts->n_initrds; i++) {
		if (!rd_left(&parts->initrds[i]))
			return MKIMAGE_S390_EMPTY_INITRD;
		plan->initrd_size = s390_round_up(plan->initrd_size, INITRD_ALIGN);
		plan->initrd_size += rd_left(&parts->initrds[i]);
	}
	plan->total_len = plan->initrd_start + plan->initrd_size;
	return 0;
}

int mkimage_s390_plan(const struct mkimage_s390 *parts, struct mkimage_s390_layout *ret)
{
	struct mkimage_s390_layout plan = {
		.kernel_len = parts->image.file_len,
		.initrd_start = parts->image.initrd_start,
		.total_len = parts->image.file_len,
	};
	int reason = check_s390_cmdline(parts);

	if (!reason && parts->n_initrds)
		reason = plan_initrd(parts, &plan);
	else
		plan.initrd_size = parts->image.initrd_size;
	if (reason)
		return reason;
	if (plan.total_len > MKIMAGE_S390_MAX)
		return MKIMAGE_S390_TOO_BIG;
	*ret = plan;
	return 0;
}

void mkimage_s390_put_initrds(const struct mkimage_s390 *parts, struct wr *w)
{
	for (size_t i = 0; i < parts->n_initrds; i++) {
		if (i)
			wr_zero(w, s390_round_up(wr_len(w), INITRD_ALIGN) - wr_len(w));
		wr_bytes(w, parts->initrds[i].p, rd_left(&parts->initrds[i]));
	}
}

void mkimage_s390_write(const struct mkimage_s390 *parts, const struct mkimage_s390_layout *layout,
			uint8_t *out)
{
	struct wr w = wr_of(out, layout->total_len), field;

	wr_bytes(&w, parts->kernel.p, layout->kernel_len);
	if (parts->n_initrds) {
		wr_zero(&w, layout->initrd_start - layout->kernel_len);
		mkimage_s390_put_initrds(parts, &w);
		field = wr_at(&w, S390_INITRD_START, 16);
		wr_be64(&field, layout->initrd_start);
		wr_be64(&field, layout->initrd_size);
	}
	if (parts->set_cmdline) {
		/* All of the area, so that nothing of an older, longer text stays behind the NUL.
		 */
		field = wr_at(&w, S390_CMDLINE, parts->image.max_cmdline);
		wr_bytes(&field, parts->cmdline.p, parts->cmdline.n);
		wr_zero(&field, parts->image.max_cmdline - parts->cmdline.n);
	}
}

const char *mkimage_s390_str(int reason)
{
	static const char *const names[MKIMAGE_S390_REASONS] = {
		[MKIMAGE_S390_OK] = "packed",
		[MKIMAGE_S390_PACKED] = "has a ramdisk already; --force replaces it",
		[MKIMAGE_S390_EMPTY_INITRD] = "the ramdisk is empty",
		[MKIMAGE_S390_CMDLINE_LONG] = "the command line is too long for this kernel",
		[MKIMAGE_S390_CMDLINE_TEXT] = "the command line has control characters in it",
		[MKIMAGE_S390_CMDLINE_HIGH] = S390_CMDLINE_NOT_ASCII,
		[MKIMAGE_S390_TOO_BIG] = "the image would be larger than 2045 MiB",
	};

	if (reason < 0 || reason >= MKIMAGE_S390_REASONS)
		return "unknown reason";
	return names[reason];
}
