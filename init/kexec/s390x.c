/* SPDX-License-Identifier: MIT */
#include "init/kexec/s390x.h"

#include "init/kexec/s390x_patch.h"
#include "lib/error.h"
#include "lib/image/s390.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define ARCH_S390 (22ul << 16) /* KEXEC_ARCH_S390 */

struct parts {
	struct rd kernel, initrd;
};

static uint8_t *writable(struct rd r)
{
	return (uint8_t *)(uintptr_t)r.p;
}

static int map_parts(const struct kexec_job *job, struct kexec_set *set, struct parts *parts,
		     struct str *text)
{
	int r = kexec_set_map(set, job->kernel_fd, PROT_READ | PROT_WRITE, &parts->kernel);

	if (r < 0) {
		str_fmt(text, "kernel: cannot be mapped: %s", error_str(-r));
		return r;
	}
	r = job->initrd_fd < 0 ? 0 : kexec_set_map(set, job->initrd_fd, PROT_READ, &parts->initrd);
	if (r < 0)
		str_fmt(text, "initrd: cannot be mapped: %s", error_str(-r));
	return r;
}

/* All that can be wrong with the parts themselves. */
static int s390x_judge(const struct kexec_job *job, const struct parts *parts,
		       struct s390_image *image, struct str *text)
{
	size_t len = rd_left(&parts->kernel);
	int r = s390_image_read(parts->kernel, len, image);

	if (r) {
		str_fmt(text, "kernel: %s%s", s390_image_not(r), s390_image_str(r));
		return KEXEC_NOT_KERNEL;
	}
	if (image->max_cmdline > len - S390_CMDLINE) {
		str_fmt(text, "kernel: cut off in its command line area, after %zu bytes", len);
		return KEXEC_NOT_KERNEL;
	}
	return job->cmdline ? layout_cmdline(strlen(job->cmdline), image->max_cmdline, text) : 0;
}

static int s390x_place(const struct parts *parts, const struct ram *ram,
		       struct s390x_layout *layout, struct str *text)
{
	struct kexec_sizes sizes = {.kernel = rd_left(&parts->kernel),
				    .initrd = rd_left(&parts->initrd)};
	int r = layout_fits(ram, sizes, true, text);

	return r ? r : layout_s390x(ram, sizes, layout, text);
}

static void s390x_add_segment(struct kexec_set *set, const struct kexec_place *p, const void *buf)
{
	set->seg[set->segs++] = (struct kexec_seg){.buf = buf,
						   .bufsz = (size_t)p->used,
						   .mem = (unsigned long)p->start,
						   .memsz = (size_t)p->len};
}

/* Patch the private pages and point the segments at the mappings. */
static int s390x_fill(const struct kexec_job *job, const struct ram *ram, const struct parts *parts,
		      const struct s390_image *image, const struct s390x_layout *layout,
		      struct s390x_code code, struct kexec_set *set)
{
	const struct kexec_place *initrd = layout_find(&layout->seg, KEXEC_INITRD);
	struct s390x_params params = s390x_params_of(layout, ram);
	uint8_t *kernel = writable(parts->kernel);

	if (!layout_valid(&layout->seg, ram) ||
	    !s390x_patch_kernel(kernel, rd_left(&parts->kernel), image, initrd, job->cmdline) ||
	    !s390x_patch_entry(set->entry_page, code.p, code.n, &params))
		return -EINVAL;
	s390x_add_segment(set, layout_find(&layout->seg, KEXEC_KERNEL), kernel + S390X_KERNEL_AT);
	if (initrd)
		s390x_add_segment(set, initrd, parts->initrd.p);
	s390x_add_segment(set, layout_find(&layout->seg, KEXEC_ENTRY), set->entry_page);
	set->entry = (unsigned long)layout->seg.entry;
	set->flags = ARCH_S390;
	set->by_file = true;
	set->kernel_fd = job->kernel_fd;
	set->initrd_fd = job->initrd_fd;
	return 0;
}

static void s390x_describe(const struct parts *parts, const struct s390_image *image,
			   const struct s390x_layout *layout, struct str *text)
{
	const struct kexec_place *initrd = layout_find(&layout->seg, KEXEC_INITRD);

	str_fmt(text, "kernel %zu bytes", rd_left(&parts->kernel));
	if (initrd)
		str_fmt(text, ", initrd %zu bytes at 0x%llx", rd_left(&parts->initrd),
			(unsigned long long)initrd->start);
	else if (image->initrd_size)
		str_fmt(text, " with its own ramdisk of %llu bytes",
			(unsigned long long)image->initrd_size);
	str_fmt(text, ", entry 0x%llx", (unsigned long long)layout->seg.entry);
}

int s390x_prepare(const struct kexec_job *job, const struct ram *ram, struct s390x_code code,
		  struct kexec_set *set, struct str *text)
{
	struct s390x_layout layout;
	struct s390_image image;
	struct parts parts = {.kernel = rd_of(NULL, 0), .initrd = rd_of(NULL, 0)};
	int r = map_parts(job, set, &parts, text);

	if (!r)
		r = s390x_judge(job, &parts, &image, text);
	if (!r)
		r = s390x_place(&parts, ram, &layout, text);
	if (!r) {
		r = s390x_fill(job, ram, &parts, &image, &layout, code, set);
		if (r)
			str_puts(text, "segments: our own layout broke a rule");
	}
	if (!r)
		s390x_describe(&parts, &image, &layout, text);
	else
		kexec_set_drop(set);
	return r;
}
