/* SPDX-License-Identifier: MIT
 * lib/s390_image on anything. Input: 8 bytes file length, then what lies at the magic; the first
 * 64 KiB, of which only the start is looked at, are left out so that the corpus stays small. When
 * the first of these 8 bytes is odd, the rest is the start of the file instead. */
#include "lib/image/s390.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void judge(struct rd file, uint64_t file_len)
{
	struct s390_image image;
	struct view cmdline;

	if (s390_image_read(file, file_len, &image) != 0)
		return;
	if (image.max_cmdline < S390_OLD_CMDLINE || image.max_cmdline > S390_CMDLINE_CAP)
		abort();
	if (file_len &&
	    (image.initrd_start > file_len || image.initrd_size > file_len - image.initrd_start))
		abort();
	if (s390_image_cmdline(file, &image, &cmdline) == 0 && cmdline.n >= image.max_cmdline)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rd r = rd_of(data, len);
	uint64_t file_len = rd_be64(&r);
	uint8_t *file;
	size_t n = rd_left(&r);

	if (r.bad)
		return 0;
	if (data[0] & 1) {
		judge(r, file_len);
		return 0;
	}
	file = calloc(1, S390_MAGIC_AT + n);
	if (!file)
		return 0;
	if (n)
		memcpy(file + S390_MAGIC_AT, r.p, n);
	judge(rd_of(file, S390_MAGIC_AT + n), file_len);
	free(file);
	return 0;
}
