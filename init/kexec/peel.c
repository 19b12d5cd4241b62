/* SPDX-License-Identifier: MIT */
#include "init/kexec/peel.h"

#include "init/kexec/decompress.h"
#include "init/kexec/fit.h"
#include "lib/error.h"
#include "lib/image/arm_elf.h"
#include "lib/image/s390.h"
#include "lib/image/uimage.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int not_kernel(struct str *why, const char *what)
{
	str_fmt(why, "kernel: %s", what);
	return KEXEC_NOT_KERNEL;
}

static int no_image(struct rd file, int reason, struct str *why)
{
	const char *what = reason == ARM_IMAGE_UNKNOWN ? s390_image_instead(file) : NULL;

	if (!what)
		return not_kernel(why, arm_image_str(reason));
	str_fmt(why, "kernel: %s but %s", arm_image_str(reason), what);
	return KEXEC_NOT_KERNEL;
}

static struct rd slice(struct rd file, uint64_t start, uint64_t len)
{
	rd_skip(&file, start < SIZE_MAX ? (size_t)start : SIZE_MAX);
	return rd_sub(&file, len ? (len < SIZE_MAX ? (size_t)len : SIZE_MAX) : rd_left(&file));
}

/* Ramdisk and device tree that U-Boot would take from the same file. */
static int open_uimage(struct rd file, struct kexec_peeled *p, struct str *why)
{
	struct uimage u;
	uint64_t start;
	uint32_t len;
	int reason = uimage_read(file, rd_left(&file), &u);

	if (!reason)
		reason = uimage_check_data(file, &u);
	if (reason)
		return not_kernel(why, uimage_str(reason));
	if (u.type != UIMAGE_MULTI)
		return 0;
	len = uimage_part(file, &u, 1, &start);
	if (len)
		p->initrd = slice(file, start, len);
	len = uimage_part(file, &u, 2, &start);
	if (len)
		p->dtb = slice(file, start, len);
	return 0;
}

static int open_fit(const struct kexec_peel_want *want, struct kexec_peeled *p, struct str *why)
{
	struct fit fit;
	int reason = fit_read(p->kernel, want->conf, want->running, &fit);

	if (reason)
		return not_kernel(why, fit_str(reason));
	p->kernel = fit.kernel;
	p->initrd = fit.initrd;
	p->dtb = fit.dtb;
	p->fd = -1;
	return 0;
}

static int unpack(struct kexec_set *set, enum decompress_kind kind, size_t cap,
		  struct kexec_peeled *p, struct str *why)
{
	void *room;
	size_t len = 0;
	int fd, r = kexec_set_room(set, cap, &room, &fd);

	if (!r)
		r = decompress(kind, p->kernel, room, cap, &len);
	if (!r && ftruncate(fd, (off_t)len))
		r = -errno;
	if (r < 0)
		str_fmt(why, "kernel: unpacking: %s", error_str(-r));
	if (r > 0)
		return not_kernel(why, decompress_str(r));
	if (!r) {
		p->kernel = rd_of(room, len);
		p->fd = fd;
	}
	return r;
}

/* The Image that the program was before it was linked into ELF. */
static int flatten(struct kexec_set *set, size_t cap, struct kexec_peeled *p, struct str *why)
{
	size_t len = (size_t)p->image.need;
	struct wr w;
	void *room;
	int fd, r;

	if (p->image.need > cap)
		return not_kernel(why, decompress_str(DECOMPRESS_BIG));
	r = kexec_set_room(set, len, &room, &fd);
	if (r) {
		str_fmt(why, "kernel: unpacking: %s", error_str(-r));
		return r;
	}
	w = wr_of(room, len);
	if (!arm_elf_flatten(p->kernel, &w))
		return not_kernel(why, arm_image_str(ARM_IMAGE_CUT));
	p->kernel = rd_of(room, len);
	p->fd = fd;
	return 0;
}

/* Unpack one layer: p->kernel becomes what it held. */
static int peel_layer(struct kexec_set *set, const struct kexec_peel_want *want,
		      struct kexec_peeled *p, struct str *why)
{
	size_t cap = want->cap;
	struct rd inner = slice(p->kernel, p->image.start, p->image.len);
	int r;

	switch (p->image.form) {
	case ARM_FORM_GZIP: return unpack(set, DECOMPRESS_GZIP, cap, p, why);
	case ARM_FORM_XZ: return unpack(set, DECOMPRESS_XZ, cap, p, why);
	case ARM_FORM_ZSTD: return unpack(set, DECOMPRESS_ZSTD, cap, p, why);
	case ARM_FORM_FIT: return open_fit(want, p, why);
	case ARM_FORM_ELF: return flatten(set, cap, p, why);
	case ARM_FORM_UIMAGE:
		r = open_uimage(p->kernel, p, why);
		if (r)
			return r;
		break;
	default: break;
	}
	p->kernel = inner;
	p->fd = -1;
	return inner.bad ? not_kernel(why, arm_image_str(ARM_IMAGE_CUT)) : 0;
}

static bool is_bare(const struct arm_image *image)
{
	return image->form == ARM_FORM_IMAGE || image->form == ARM_FORM_ZIMAGE;
}

int kexec_peel(struct kexec_set *set, int kernel_fd, const struct kexec_peel_want *want,
	       struct kexec_peeled *ret, struct str *why)
{
	struct kexec_peeled p = {.fd = kernel_fd};
	int r = kexec_set_map(set, kernel_fd, PROT_READ, &p.kernel);

	if (r < 0) {
		str_fmt(why, "kernel: cannot be mapped: %s", error_str(-r));
		return r;
	}
	for (unsigned layer = 0; layer <= ARM_IMAGE_LAYERS; layer++) {
		r = arm_image_read(p.kernel, rd_left(&p.kernel), &p.image);
		if (r)
			return no_image(p.kernel, r, why);
		if (is_bare(&p.image))
			break;
		r = peel_layer(set, want, &p, why);
		if (r)
			return r;
	}
	if (p.image.form != want->form) {
		str_fmt(why, "kernel: %s, this machine starts %s", arm_form_str(p.image.form),
			arm_form_str(want->form));
		return KEXEC_NOT_KERNEL;
	}
	if (want->form == ARM_FORM_ZIMAGE)
		p.image.need = arm_zimage_need(p.kernel);
	*ret = p;
	return 0;
}
