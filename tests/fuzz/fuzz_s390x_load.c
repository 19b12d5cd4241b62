/* SPDX-License-Identifier: MIT
 * The s390x loader from the judgement of a file to patched bytes, with any parameter area, sizes
 * and RAM. The input: 8 bytes of initrd size, 8 of RAM end, 2 of command line length, 2 of file
 * length beyond 64 KiB, then what lies from the parameter area on. */
#include "init/kexec/s390x_patch.h"

#include "lib/bytes.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void load(uint8_t *file, size_t len, uint64_t initrd, uint64_t ram_end, const char *cmdline)
{
	struct ram ram = {.range = {{0, ram_end & ~4095ull}},
			  .ranges = 1,
			  .total = UINT64_MAX,
			  .available = UINT64_MAX};
	struct kexec_sizes sizes = {.kernel = len, .initrd = initrd};
	struct s390x_layout layout;
	struct s390_image image;
	struct s390x_params p;
	char buf[KEXEC_PAGE];
	struct str why = str_of(buf, sizeof buf);

	if (s390_image_read(rd_of(file, len), len, &image) ||
	    layout_fits(&ram, sizes, true, &why) || layout_s390x(&ram, sizes, &layout, &why))
		return;
	p = s390x_params_of(&layout, &ram);
	if (!layout_valid(&layout.seg, &ram) || p.area.end > layout.seg.entry ||
	    p.image.end != p.area.start)
		abort();
	if (!s390x_patch_kernel(file, len, &image, layout_find(&layout.seg, KEXEC_INITRD), cmdline))
		return;
	if (strcmp((char *)file + S390_CMDLINE, cmdline) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	uint64_t initrd = rd_be64(&r), ram_end = rd_be64(&r);
	size_t cmdline_len = rd_be16(&r), len = 0x10000u + rd_be16(&r);
	size_t head = rd_left(&r);
	static char cmdline[0x10000];
	uint8_t *file = calloc(1, len);

	if (!file)
		return 0;
	memset(cmdline, 'c', cmdline_len);
	cmdline[cmdline_len] = '\0';
	if (len >= S390_PARMAREA) {
		memcpy(file + S390_MAGIC_AT, "S390EP\0\1", 8);
		head = head < len - S390_PARMAREA ? head : len - S390_PARMAREA;
		rd_copy(&r, file + S390_PARMAREA, head);
	}
	load(file, len, initrd, ram_end, cmdline);
	free(file);
	return 0;
}
