/* SPDX-License-Identifier: MIT */
#include "init/kexec/s390x_patch.h"

#include "lib/bytes.h"

#include <string.h>

/* Zero [p, p + n), writing only where something else is. */
static void clear_words(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			p[i] = 0;
}

bool s390x_patch_kernel(uint8_t *file, size_t len, const struct s390_image *image,
			const struct kexec_place *initrd, const char *cmdline)
{
	size_t need = cmdline ? strlen(cmdline) + 1 : 0, room = image->max_cmdline;
	struct wr w;

	if (len < S390_CMDLINE || room > len - S390_CMDLINE || need > room)
		return false;
	if (initrd) {
		w = wr_of(file + S390_INITRD_START, 16);
		wr_be64(&w, initrd->start);
		wr_be64(&w, initrd->used);
	}
	if (cmdline) {
		clear_words(file + S390_CMDLINE + need - 1, room - (need - 1));
		w = wr_of(file + S390_CMDLINE, room);
		wr_cstr(&w, cmdline);
	}
	return true;
}

struct s390x_params s390x_params_of(const struct s390x_layout *layout, const struct ram *ram)
{
	const struct kexec_place *kernel = layout_find(&layout->seg, KEXEC_KERNEL);
	struct ram_range old = ram->kernel;
	struct s390x_params params = {
		.image = {.start = kernel ? kernel->start : 0, .end = layout->kernel_end},
		.area = {.start = layout->kernel_end, .end = layout->area_end},
	};

	old.start &= ~(uint64_t)(KEXEC_PAGE - 1);
	old.end &= ~(uint64_t)(KEXEC_PAGE - 1);
	if (old.end > old.start && ram_has(ram, old.start, old.end - old.start))
		params.old = old;
	return params;
}

bool s390x_patch_entry(uint8_t *page, const uint8_t *code, size_t code_len,
		       const struct s390x_params *params)
{
	const struct ram_range *const table[] = {&params->image, &params->area, &params->old};
	struct wr w;

	if (code_len > KEXEC_PAGE || code_len < S390X_TABLE_AT + sizeof table / sizeof *table * 16)
		return false;
	memset(page, 0, KEXEC_PAGE);
	memcpy(page, code, code_len);
	w = wr_of(page + S390X_TABLE_AT, sizeof table / sizeof *table * 16);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		wr_be64(&w, table[i]->start);
		wr_be64(&w, table[i]->end);
	}
	return true;
}
