/* SPDX-License-Identifier: MIT
 * Any text as /proc/iomem and /proc/meminfo; what is understood must be a map to plan with. */
#include "init/kexec/layout.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = {.p = (const char *)data, .n = size};
	struct kexec_sizes sizes = {.kernel = 5066752, .initrd = size ? data[0] * 0x345678ull : 0};
	struct ram ram = {.total = UINT64_MAX, .available = UINT64_MAX};
	struct s390x_layout layout;
	char buf[200];
	struct str why = str_of(buf, sizeof buf);

	ram_parse_meminfo(text, &ram);
	if (!ram_parse_iomem(text, &ram) || layout_fits(&ram, sizes, true, &why))
		return 0;
	if (layout_s390x(&ram, sizes, &layout, &why))
		return 0;
	if (!layout_valid(&layout.seg, &ram) || layout.area_end < layout.kernel_end ||
	    layout.seg.entry < layout.area_end || layout.seg.entry >= S390X_ENTRY_MAX)
		abort();
	return 0;
}
