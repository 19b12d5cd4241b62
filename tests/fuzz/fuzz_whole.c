/* SPDX-License-Identifier: MIT
 * Kernels that may be cut off, of every machine. */
#include "lib/image/whole.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was fed before must make no difference. */
static enum whole_state arm_in_two(const uint8_t *data, size_t size)
{
	static struct initrd_check walk;

	initrd_check_start(&walk);
	if (whole_arm_walks(rd_of(data, size)))
		initrd_check_feed(&walk, rd_of(data, size / 2));
	return whole_arm(rd_of(data, size), &walk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct initrd_check walk;
	enum whole_state arm;

	initrd_check_start(&walk);
	arm = whole_arm(rd_of(data, size), &walk);
	if (arm >= WHOLE_STATES || arm_in_two(data, size) != arm)
		abort();
	initrd_check_start(&walk);
	if (whole_s390(rd_of(data, size), &walk) >= WHOLE_STATES ||
	    whole_x86(rd_of(data, size)) >= WHOLE_STATES)
		abort();
	return 0;
}
