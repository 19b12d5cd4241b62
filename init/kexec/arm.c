/* SPDX-License-Identifier: MIT */
#include "init/kexec/arm.h"

#include "init/kexec/dt.h"
#include "init/kexec/peel.h"
#include "lib/error.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* The most that a kernel may unpack to. */
#define UNPACK_MAX ((size_t)1 << (sizeof(size_t) > 4 ? 30 : 28))

struct parts {
	struct kexec_peeled kernel;
	struct rd initrd;
	size_t tree_room;
	struct dt_boot boot;
};

/* --- what there is ---------------------------------------------------------------------------- */

static size_t unpack_cap(const struct ram *ram)
{
	return ram->available / 2 < UNPACK_MAX ? (size_t)(ram->available / 2) : UNPACK_MAX;
}

static int map_initrd(const struct kexec_job *job, struct kexec_set *set, struct parts *parts,
		      struct str *text)
{
	int r;

	parts->initrd = parts->kernel.initrd;
	if (job->initrd_fd < 0)
		return 0;
	r = kexec_set_map(set, job->initrd_fd, PROT_READ, &parts->initrd);
	if (r < 0)
		str_fmt(text, "initrd: cannot be mapped: %s", error_str(-r));
	return r;
}

/* A tree inside a uImage or a FIT begins anywhere; libfdt wants it on a multiple of 8. */
static int align_tree(struct kexec_set *set, struct rd *tree)
{
	size_t len = rd_left(tree);
	void *room;
	int fd, r;

	if (!len || (uintptr_t)tree->p % 8 == 0)
		return 0;
	r = kexec_set_room(set, len, &room, &fd);
	if (r)
		return r;
	memcpy(room, tree->p, len);
	*tree = rd_of(room, len);
	return 0;
}

/* Trees: the one that was asked for, the one beside the kernel in its file, the running one. */
static int map_trees(const struct kexec_job *job, struct kexec_set *set, struct parts *parts,
		     struct str *text)
{
	struct dt_boot *boot = &parts->boot;
	int r = 0;

	*boot = (struct dt_boot){.running = job->fdt,
				 .tree = parts->kernel.dtb,
				 .cmdline = job->cmdline,
				 .seed = job->seed};
	if (job->dtb_fd >= 0)
		r = kexec_set_map(set, job->dtb_fd, PROT_READ, &boot->tree);
	if (!r)
		r = align_tree(set, &boot->tree);
	if (!r && job->overlays_fd >= 0)
		r = kexec_set_map(set, job->overlays_fd, PROT_READ | PROT_WRITE, &boot->overlays);
	if (r < 0) {
		str_fmt(text, "device tree: cannot be mapped: %s", error_str(-r));
		return r;
	}
	if (!rd_left(&boot->tree) && !rd_left(&boot->running)) {
		str_puts(text, "the running system has no device tree to hand on");
		return KEXEC_BAD_TREE;
	}
	parts->tree_room = dt_room(boot);
	return 0;
}

/* KERNEL image.itb#conf-2 names a FIT's configuration. The command line begins with BOOT_IMAGE=
 * and that name. */
static struct view named_conf(const char *cmdline)
{
	struct view line = view_of(cmdline ? cmdline : ""), word = view_word(&line), conf;

	if (!view_starts(word, "BOOT_IMAGE="))
		return view_of("");
	view_until(&word, '#', &conf);
	return view_until(&word, '#', &conf) ? conf : view_of("");
}

static int arm_collect(const struct arm_machine *machine, const struct kexec_job *job,
		       const struct ram *ram, struct kexec_set *set, struct parts *parts,
		       struct str *text)
{
	struct kexec_peel_want want = {.form = machine->form,
				       .cap = unpack_cap(ram),
				       .conf = named_conf(job->cmdline),
				       .running = job->fdt};
	int r = kexec_peel(set, job->kernel_fd, &want, &parts->kernel, text);

	if (r)
		return r;
	r = map_initrd(job, set, parts, text);
	if (r)
		return r;
	r = map_trees(job, set, parts, text);
	if (r)
		return r;
	return job->cmdline ? layout_cmdline(strlen(job->cmdline), machine->max_cmdline, text) : 0;
}

/* --- where it goes ---------------------------------------------------------------------------- */

static int arm_place(const struct arm_machine *machine, const struct ram *ram,
		     const struct parts *parts, struct kexec_layout *layout, struct str *text)
{
	struct arm_sizes sizes = {.image = &parts->kernel.image,
				  .kernel = rd_left(&parts->kernel.kernel),
				  .initrd = rd_left(&parts->initrd),
				  .dtb = parts->tree_room};
	struct kexec_sizes amounts = {.kernel = sizes.kernel, .initrd = sizes.initrd};
	int r = layout_fits(ram, amounts, true, text);

	return r ? r : machine->layout(ram, &sizes, layout, text);
}

static void arm_add_segment(struct kexec_set *set, const struct kexec_place *p, const void *buf,
			    size_t used)
{
	if (p)
		set->seg[set->segs++] = (struct kexec_seg){.buf = buf,
							   .bufsz = used,
							   .mem = (unsigned long)p->start,
							   .memsz = (size_t)p->len};
}

static int arm_write_tree(struct parts *parts, const struct kexec_layout *layout,
			  struct kexec_set *set, struct str *odd, struct str *text)
{
	const struct kexec_place *initrd = layout_find(layout, KEXEC_INITRD);
	void *room, *spare;
	size_t len;
	int fd, r = kexec_set_room(set, parts->tree_room, &room, &fd);

	if (!r)
		r = kexec_set_room(set, parts->tree_room, &spare, &fd);
	if (r) {
		str_fmt(text, "device tree: %s", error_str(-r));
		return r;
	}
	if (initrd) {
		parts->boot.initrd_start = initrd->start;
		parts->boot.initrd_end = initrd->start + initrd->used;
	}
	r = dt_write(&parts->boot, room, spare, parts->tree_room, &len, odd);
	if (r) {
		str_fmt(text, "device tree: %s", dt_str(r));
		return KEXEC_BAD_TREE;
	}
	arm_add_segment(set, layout_find(layout, KEXEC_DTB), room, len);
	return 0;
}

/* The range that the entry code stores onto itself: whole pages of the old kernel's code. A zImage
 * unpacks itself, so for one the range is all memory from the start of its RAM range to the end of
 * what it may write. */
static struct ram_range rewritten(const struct arm_machine *machine, const struct ram *ram,
				  const struct parts *parts, const struct kexec_layout *layout)
{
	struct ram_range r = {.start = ram->kernel.start & ~(uint64_t)(KEXEC_PAGE - 1),
			      .end = ram->kernel.end & ~(uint64_t)(KEXEC_PAGE - 1)};
	uint64_t kernel = layout_find(layout, KEXEC_KERNEL)->start;
	uint64_t end = (kernel + parts->kernel.image.need) & ~(uint64_t)(KEXEC_PAGE - 1);

	for (size_t i = 0; machine->unpacks && i < ram->ranges; i++) {
		if (kernel < ram->range[i].start || kernel >= ram->range[i].end)
			continue;
		r.start = ram->range[i].start;
		r.end = r.end > end && r.end <= ram->range[i].end ? r.end : end;
	}
	return r.end > r.start && ram_has(ram, r.start, r.end - r.start) ? r
									 : (struct ram_range){0, 0};
}

static bool arm_write_entry(const struct arm_machine *machine, const struct ram *ram,
			    const struct parts *parts, const struct kexec_layout *layout,
			    struct kexec_set *set)
{
	struct wr w = wr_of(set->entry_page + ARM_TABLE_AT, ARM_TABLE_LEN);
	struct ram_range range = rewritten(machine, ram, parts, layout);

	if (machine->entry_len > KEXEC_PAGE || machine->entry_len < ARM_TABLE_AT + ARM_TABLE_LEN)
		return false;
	memset(set->entry_page, 0, KEXEC_PAGE);
	memcpy(set->entry_page, machine->entry, machine->entry_len);
	wr_le64(&w, layout_find(layout, KEXEC_KERNEL)->start);
	wr_le64(&w, layout_find(layout, KEXEC_DTB)->start);
	wr_le64(&w, range.start);
	wr_le64(&w, range.end);
	arm_add_segment(set, layout_find(layout, KEXEC_ENTRY), set->entry_page, KEXEC_PAGE);
	return true;
}

static int arm_fill(const struct arm_machine *machine, const struct kexec_job *job,
		    const struct ram *ram, struct parts *parts, const struct kexec_layout *layout,
		    struct kexec_set *set, struct str *odd, struct str *text)
{
	int r;

	if (!layout_valid(layout, ram) || !arm_write_entry(machine, ram, parts, layout, set)) {
		str_puts(text, "segments: our own layout broke a rule");
		return -EINVAL;
	}
	arm_add_segment(set, layout_find(layout, KEXEC_KERNEL), parts->kernel.kernel.p,
			rd_left(&parts->kernel.kernel));
	arm_add_segment(set, layout_find(layout, KEXEC_INITRD), parts->initrd.p,
			rd_left(&parts->initrd));
	r = arm_write_tree(parts, layout, set, odd, text);
	if (r)
		return r;
	set->entry = (unsigned long)layout->entry;
	set->flags = machine->flags;
	set->by_file = machine->by_file && parts->kernel.fd >= 0 &&
		       !rd_left(&parts->kernel.initrd) && !rd_left(&parts->boot.tree) &&
		       !rd_left(&parts->boot.overlays);
	set->kernel_fd = parts->kernel.fd;
	set->initrd_fd = job->initrd_fd;
	return 0;
}

static void arm_describe(const struct parts *parts, const struct kexec_layout *layout,
			 const char *odd, struct str *text)
{
	const struct kexec_place *initrd = layout_find(layout, KEXEC_INITRD);

	str_fmt(text, "kernel %zu bytes", rd_left(&parts->kernel.kernel));
	if (initrd)
		str_fmt(text, ", initrd %zu bytes at 0x%llx", rd_left(&parts->initrd),
			(unsigned long long)initrd->start);
	str_fmt(text, ", entry 0x%llx%s%s", (unsigned long long)layout->entry,
		rd_left(&parts->boot.tree) ? ", device tree from the network" : "", odd);
}

int arm_prepare(const struct arm_machine *machine, const struct kexec_job *job,
		const struct ram *given, struct kexec_set *set, struct str *text)
{
	struct parts parts = {.initrd = rd_of(NULL, 0)};
	struct kexec_layout layout;
	struct ram ram = *given;
	char odd[128];
	struct str odd_text = str_of(odd, sizeof odd);
	int r;

	dt_reserved(job->fdt, &ram);
	r = arm_collect(machine, job, &ram, set, &parts, text);
	if (!r)
		r = arm_place(machine, &ram, &parts, &layout, text);
	if (!r)
		r = arm_fill(machine, job, &ram, &parts, &layout, set, &odd_text, text);
	if (!r)
		arm_describe(&parts, &layout, odd, text);
	else
		kexec_set_drop(set);
	return r;
}
