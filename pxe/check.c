/* SPDX-License-Identifier: MIT */
#include "pxe/check.h"

#include "lib/packed.h"
#include "lib/s390_image.h"

/* The decompressor before the payload has some 100 KB. */
#define PAYLOAD_WITHIN (1u << 20)

bool check_kernel(struct rd head, uint64_t file_len, size_t cmdline_len, struct str *why)
{
	struct s390_image image;
	int reason = s390_image_read(head, file_len, &image);

	if (reason) {
		str_puts(why, s390_image_str(reason));
		return false;
	}
	if (cmdline_len >= image.max_cmdline) {
		str_fmt(why,
			"the command line has %zu bytes, this kernel takes %u; shorten APPEND or "
			"drop "
			"SYSAPPEND",
			cmdline_len, image.max_cmdline - 1);
		return false;
	}
	return true;
}

bool check_whole(struct rd file, struct str *why)
{
	rd_skip(&file, S390_ENTRY);
	if (packed_find(file, PAYLOAD_WITHIN) != PACKED_CUT)
		return true;
	str_puts(why,
		 "the file is cut off, its compressed kernel does not end; copy it to the server "
		 "again");
	return false;
}

bool check_fits(uint64_t so_far, uint64_t more, uint64_t max_payload, struct str *why)
{
	uint64_t left = so_far < max_payload ? max_payload - so_far : 0;

	if (!max_payload || more <= left)
		return true;
	str_fmt(why,
		"kernel and initrd need %llu KiB, this machine can load %llu KiB; give it more "
		"memory "
		"or make the initrd smaller",
		(unsigned long long)(so_far / 1024 + more / 1024),
		(unsigned long long)(max_payload / 1024));
	return false;
}
