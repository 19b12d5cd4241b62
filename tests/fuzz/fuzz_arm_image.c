/* SPDX-License-Identifier: MIT
 * A kernel for ARM from anywhere, or what a layer of one held: what its head says lies inside the
 * file, and is the same when only the head is there. */
#include "lib/image/arm.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_bare(const struct arm_image *image, size_t len)
{
	if (image->form == ARM_FORM_IMAGE &&
	    (image->need < len || image->text_offset >= ARM64_IMAGE_STEP))
		abort();
	if (!image->need || image->start || image->len)
		abort();
}

static void check_wrapped(const struct arm_image *image, size_t len)
{
	if (image->start > len || image->len > len - image->start)
		abort();
	if ((image->form == ARM_FORM_UIMAGE || image->form == ARM_FORM_ZBOOT) &&
	    (!image->start || !image->len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arm_image image, early;
	size_t head = len < ARM_IMAGE_HEAD_LEN ? len : ARM_IMAGE_HEAD_LEN;
	int whole = arm_image_read(rd_of(data, len), len, &image);
	int soon = arm_image_read(rd_of(data, head), len, &early);
	int streamed = arm_image_read(rd_of(data, head), 0, &early);

	if (whole != soon || !arm_image_str(whole)[0])
		abort();
	if (whole)
		return 0;
	/* Before its length is known a file is not refused for it, but for nothing less either. */
	if (streamed || early.form != image.form || early.start != image.start)
		abort();
	if (image.form == ARM_FORM_IMAGE || image.form == ARM_FORM_ZIMAGE)
		check_bare(&image, len);
	else
		check_wrapped(&image, len);
	if (image.form == ARM_FORM_ZIMAGE && arm_zimage_need(rd_of(data, len)) < len)
		abort();
	return 0;
}
