/* SPDX-License-Identifier: MIT */
#include "init/kexec/s390x.h"

#include "init/kexec/s390x_patch.h"
#include "lib/error.h"
#include "lib/s390_image.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define ARCH_S390 (22ul << 16) /* KEXEC_ARCH_S390 */

enum { MAP_KERNEL, MAP_INITRD };

static int map_fd(struct kexec_set *set, int which, int fd, int prot)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_size <= 0)
		return 0;
	if ((uint64_t)st.st_size > SIZE_MAX)
		return -EFBIG;
	p = mmap(NULL, (size_t)st.st_size, prot, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	set->map[which] = p;
	set->map_len[which] = (size_t)st.st_size;
	return 0;
}

static int map_parts(const struct kexec_job *job, struct kexec_set *set, struct str *text)
{
	int r = map_fd(set, MAP_KERNEL, job->kernel_fd, PROT_READ | PROT_WRITE);

	if (r < 0) {
		str_fmt(text, "kernel: cannot be mapped: %s", error_str(-r));
		return r;
	}
	r = job->initrd_fd < 0 ? 0 : map_fd(set, MAP_INITRD, job->initrd_fd, PROT_READ);
	if (r < 0)
		str_fmt(text, "initrd: cannot be mapped: %s", error_str(-r));
	return r;
}

/* All that can be wrong with the parts themselves. */
static int judge(const struct kexec_job *job, const struct kexec_set *set, struct s390_image *image,
		 struct str *text)
{
	size_t len = set->map_len[MAP_KERNEL];
	int r = s390_image_read(rd_of(set->map[MAP_KERNEL], len), len, image);

	if (r) {
		str_fmt(text, "kernel: %s", s390_image_str(r));
		return KEXEC_NOT_KERNEL;
	}
	if (image->max_cmdline > len - S390_CMDLINE) {
		str_fmt(text, "kernel: cut off in its command line area, after %zu bytes", len);
		return KEXEC_NOT_KERNEL;
	}
	return job->cmdline ? layout_cmdline(strlen(job->cmdline), image->max_cmdline, text) : 0;
}

static int place(const struct kexec_set *set, const struct ram *ram, struct s390x_layout *layout,
		 struct str *text)
{
	struct kexec_sizes sizes = {.kernel = set->map_len[MAP_KERNEL],
				    .initrd = set->map_len[MAP_INITRD]};
	int r = layout_fits(ram, sizes, true, text);

	return r ? r : layout_s390x(ram, sizes, layout, text);
}

static void add_segment(struct kexec_set *set, const struct kexec_place *p, const void *buf)
{
	set->seg[set->segs++] = (struct kexec_seg){.buf = buf,
						   .bufsz = (size_t)p->used,
						   .mem = (unsigned long)p->start,
						   .memsz = (size_t)p->len};
}

/* Patch the private pages and point the segments at the mappings. */
static int fill(const struct kexec_job *job, const struct ram *ram, const struct s390_image *image,
		const struct s390x_layout *layout, struct s390x_code code, struct kexec_set *set)
{
	const struct kexec_place *initrd = layout_find(&layout->seg, KEXEC_INITRD);
	struct s390x_params params = s390x_params_of(layout, ram);
	uint8_t *kernel = set->map[MAP_KERNEL];

	if (!layout_valid(&layout->seg, ram) ||
	    !s390x_patch_kernel(kernel, set->map_len[MAP_KERNEL], image, initrd, job->cmdline) ||
	    !s390x_patch_entry(set->entry_page, code.p, code.n, &params))
		return -EINVAL;
	add_segment(set, layout_find(&layout->seg, KEXEC_KERNEL), kernel + S390X_KERNEL_AT);
	if (initrd)
		add_segment(set, initrd, set->map[MAP_INITRD]);
	add_segment(set, layout_find(&layout->seg, KEXEC_ENTRY), set->entry_page);
	set->entry = (unsigned long)layout->seg.entry;
	set->flags = ARCH_S390;
	return 0;
}

static void describe(const struct kexec_set *set, const struct s390_image *image,
		     const struct s390x_layout *layout, struct str *text)
{
	const struct kexec_place *initrd = layout_find(&layout->seg, KEXEC_INITRD);

	str_fmt(text, "kernel %zu bytes", set->map_len[MAP_KERNEL]);
	if (initrd)
		str_fmt(text, ", initrd %zu bytes at 0x%llx", set->map_len[MAP_INITRD],
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
	int r = map_parts(job, set, text);

	if (!r)
		r = judge(job, set, &image, text);
	if (!r)
		r = place(set, ram, &layout, text);
	if (!r) {
		r = fill(job, ram, &image, &layout, code, set);
		if (r)
			str_puts(text, "segments: our own layout broke a rule");
	}
	if (!r)
		describe(set, &image, &layout, text);
	else
		kexec_set_drop(set);
	return r;
}
