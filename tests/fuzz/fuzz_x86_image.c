/* SPDX-License-Identifier: MIT
 * A bzImage from anywhere: what its head says fits into the file, and is the same when only the
 * head is there. */
#include "lib/image/x86.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct x86_image image, early;
	size_t head = len < X86_IMAGE_HEAD_LEN ? len : X86_IMAGE_HEAD_LEN;
	int whole = x86_image_read(rd_of(data, len), len, &image);
	int soon = x86_image_read(rd_of(data, head), len, &early);

	if (whole != soon)
		abort();
	if (!x86_image_str(whole)[0])
		abort();
	if (whole)
		return 0;
	if (image.len > len || image.payload_start + image.payload_len > image.len ||
	    image.len != early.len || image.max_cmdline < 2 || image.max_cmdline > X86_CMDLINE_MAX)
		abort();
	return 0;
}
