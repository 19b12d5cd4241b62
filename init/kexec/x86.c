/* SPDX-License-Identifier: MIT */
#include "init/kexec/x86.h"

#include "lib/error.h"
#include "lib/image/s390.h"
#include "lib/image/x86.h"

#include <string.h>
#include <sys/mman.h>

static int map(const char *what, int fd, struct kexec_set *set, struct rd *ret, struct str *text)
{
	int r = kexec_set_map(set, fd, PROT_READ, ret);

	if (r < 0)
		str_fmt(text, "%s: cannot be mapped: %s", what, error_str(-r));
	return r;
}

static int x86_judge(const struct kexec_job *job, struct rd kernel, struct x86_image *image,
		     struct str *text)
{
	int r = x86_image_read(kernel, rd_left(&kernel), image);
	const char *instead = r == X86_IMAGE_UNKNOWN ? s390_image_instead(kernel) : NULL;

	if (!r)
		return job->cmdline ? layout_cmdline(strlen(job->cmdline), image->max_cmdline, text)
				    : 0;
	str_fmt(text, "kernel: %s%s%s", x86_image_str(r), instead ? " but " : "",
		instead ? instead : "");
	return KEXEC_NOT_KERNEL;
}

static int check(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
		 struct kexec_sizes *sizes, struct str *text)
{
	struct rd kernel = rd_of(NULL, 0), initrd = kernel;
	struct x86_image image;
	int r = map("kernel", job->kernel_fd, set, &kernel, text);

	if (!r && job->initrd_fd >= 0)
		r = map("initrd", job->initrd_fd, set, &initrd, text);
	if (!r)
		r = x86_judge(job, kernel, &image, text);
	if (r)
		return r;
	*sizes = (struct kexec_sizes){.kernel = rd_left(&kernel), .initrd = rd_left(&initrd)};
	return layout_fits(ram, *sizes, true, text);
}

int x86_prepare(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
		struct str *text)
{
	struct kexec_sizes sizes;
	int r = check(job, ram, set, &sizes, text);

	kexec_set_drop(set);
	if (r)
		return r;
	set->by_file = true;
	set->kernel_fd = job->kernel_fd;
	set->initrd_fd = job->initrd_fd;
	str_fmt(text, "kernel %llu bytes", (unsigned long long)sizes.kernel);
	if (sizes.initrd)
		str_fmt(text, ", initrd %llu bytes", (unsigned long long)sizes.initrd);
	return 0;
}
