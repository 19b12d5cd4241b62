/* SPDX-License-Identifier: MIT
 * A kernel in wrappings: whatever they say of each other, what comes out is of the form asked for,
 * lies in the set's memory and can be read to its last byte. A U-Boot image's sums are mended
 * first, or nothing behind them would be reached. */
#include "init/kexec/peel.h"
#include "tests/fuzz/uimage_mend.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CAP (256u << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int file_of(const uint8_t *data, size_t len)
{
	static const uint8_t magic[4] = {0x27, 0x05, 0x19, 0x56};
	uint8_t *copy = malloc(len ? len : 1);
	int fd = memfd_create("kernel", MFD_CLOEXEC);

	if (!copy || fd < 0)
		abort();
	if (len)
		memcpy(copy, data, len);
	if (len >= UIMAGE_HEADER && memcmp(copy, magic, sizeof magic) == 0)
		uimage_mend(copy, len);
	if (write(fd, copy, len) != (ssize_t)len)
		abort();
	free(copy);
	return fd;
}

static void check_inside(const struct kexec_set *set, struct rd part)
{
	size_t n = rd_left(&part);

	if (part.bad)
		abort();
	if (!n)
		return;
	for (size_t i = 0; i < set->maps; i++) {
		size_t off = (size_t)(part.p - (const uint8_t *)set->map[i].p);

		if (part.p >= (const uint8_t *)set->map[i].p && off < set->map[i].n &&
		    n <= set->map[i].n - off)
			return;
	}
	abort();
}

static void peel(int fd, enum arm_form form)
{
	char words[200] = "";
	struct str why = str_of(words, sizeof words);
	struct kexec_set set = {.maps = 0};
	struct kexec_peeled p;
	struct kexec_peel_want want = {.form = form, .cap = CAP};
	int r = kexec_peel(&set, fd, &want, &p, &why);

	if (r && (r < 0 || !words[0]))
		abort();
	if (!r) {
		if (p.image.form != form || !p.image.need || !rd_left(&p.kernel))
			abort();
		check_inside(&set, p.kernel);
		check_inside(&set, p.initrd);
		check_inside(&set, p.dtb);
	}
	kexec_set_drop(&set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = file_of(data, len);

	peel(fd, ARM_FORM_IMAGE);
	peel(fd, ARM_FORM_ZIMAGE);
	close(fd);
	return 0;
}
