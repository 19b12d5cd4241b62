/* SPDX-License-Identifier: MIT */
#include "init/kexec/layout_arm.h"

static int no_place(struct str *why, const char *what, uint64_t len)
{
	str_fmt(why, "%s of %llu MiB: no hole in RAM holds it", what,
		(unsigned long long)((len >> 20) + 1));
	return KEXEC_NO_PLACE;
}

/* Device tree, entry page, initrd: from @from on, then anywhere up to @to. */
static int add_rest(struct kexec_layout *l, const struct ram *ram, const struct arm_sizes *sizes,
		    const uint64_t window[2], uint64_t from, struct str *why)
{
	const struct {
		enum kexec_part part;
		uint64_t len;
		const char *name;
	} rest[] = {
		{KEXEC_DTB, sizes->dtb, "device tree"},
		{KEXEC_ENTRY, KEXEC_PAGE, "entry code"},
		{KEXEC_INITRD, sizes->initrd, "initrd"},
	};

	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
		if (!rest[i].len)
			continue;
		if (!layout_add(l, ram, rest[i].part, rest[i].len, KEXEC_PAGE, from, window[1]) &&
		    !layout_add(l, ram, rest[i].part, rest[i].len, KEXEC_PAGE, window[0],
				window[1]))
			return no_place(why, rest[i].name, rest[i].len);
	}
	return 0;
}

/* The text offset below the kernel must be RAM: it is placed with the kernel, then given back. */
static bool add_image(struct kexec_layout *l, const struct ram *ram, const struct arm_sizes *sizes)
{
	uint64_t offset = sizes->image->text_offset, len = offset + sizes->image->need;
	uint64_t above = sizes->image->anywhere ? ram->kernel.end : 0;
	struct kexec_place *p = &l->place[l->places];

	if (!layout_add(l, ram, KEXEC_KERNEL, len, ARM64_IMAGE_STEP, above, UINT64_MAX) &&
	    !layout_add(l, ram, KEXEC_KERNEL, len, ARM64_IMAGE_STEP, 0, UINT64_MAX))
		return false;
	p->start += offset;
	p->len -= offset;
	p->used = sizes->kernel;
	return true;
}

int layout_arm64(const struct ram *ram, const struct arm_sizes *sizes, struct kexec_layout *ret,
		 struct str *why)
{
	struct kexec_layout l = {.places = 0};
	uint64_t window[2];
	int r;

	if (!add_image(&l, ram, sizes))
		return no_place(why, "kernel", sizes->image->need);
	window[0] = l.place[0].start & ~(ARM64_INITRD_STEP - 1);
	window[1] = window[0] > UINT64_MAX - ARM64_INITRD_SPAN ? UINT64_MAX
							       : window[0] + ARM64_INITRD_SPAN;
	r = add_rest(&l, ram, sizes, window, l.place[0].start, why);
	if (r)
		return r;
	l.entry = layout_find(&l, KEXEC_ENTRY)->start;
	*ret = l;
	return 0;
}

/* A zImage unpacks to ARM_ZIMAGE_AT above the start of the block of memory that it lies in. */
static bool add_zimage(struct kexec_layout *l, const struct ram *ram, const struct arm_sizes *sizes)
{
	for (size_t i = 0; i < ram->ranges; i++) {
		const struct ram here = {.range = {ram->range[i]}, .ranges = 1};
		uint64_t start = here.range[0].start;
		uint64_t end = (start & ~(uint64_t)(ARM_KERNEL_SPAN - 1)) + ARM_KERNEL_SPAN;

		if (layout_add(l, &here, KEXEC_KERNEL, sizes->image->need, KEXEC_PAGE,
			       start + ARM_ZIMAGE_AT, end))
			return true;
	}
	return false;
}

int layout_armhf(const struct ram *ram, const struct arm_sizes *sizes, struct kexec_layout *ret,
		 struct str *why)
{
	struct kexec_layout l = {.places = 0};
	uint64_t window[2], end;
	int r;

	if (!add_zimage(&l, ram, sizes))
		return no_place(why, "kernel", sizes->image->need);
	l.place[0].used = sizes->kernel;
	end = l.place[0].start + l.place[0].len;
	window[0] = ram->range[0].start;
	window[1] = window[0] + ARM_LOW_SPAN;
	r = add_rest(&l, ram, sizes, window, end, why);
	if (r)
		return r;
	/* The room to unpack in stays free, but nothing has to be loaded there. */
	l.place[0].len = (sizes->kernel + KEXEC_PAGE - 1) & ~(uint64_t)(KEXEC_PAGE - 1);
	l.entry = layout_find(&l, KEXEC_ENTRY)->start;
	*ret = l;
	return 0;
}
