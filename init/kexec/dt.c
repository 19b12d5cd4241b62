/* SPDX-License-Identifier: MIT */
#include "init/kexec/dt.h"

#include "lib/image/dt_tokens.h"

#include <libfdt.h>
#include <string.h>

#define CHOSEN_ROOM 1024u /* properties, their names, the node */
#define KASLR_SEED  8u

#define DT_VERSION 16u /* written since 2005, readable by all that came later */

/* fdt_check_full() looks at every tag and offset, so that what follows may trust the blob. Three faults
 * it does not find: blocks that are not aligned, on which 32-bit ARM traps; lengths that lead back
 * (lib/image/dt_tokens.h); and in versions before DT_VERSION a root without the name that it reads. */
bool dt_valid(struct rd tree)
{
	const void *fdt = tree.p;
	size_t len = rd_left(&tree);

	return len >= sizeof(struct fdt_header) && len <= INT32_MAX && (uintptr_t)fdt % 8 == 0 &&
	       fdt_version(fdt) >= DT_VERSION && fdt_off_mem_rsvmap(fdt) % 8 == 0 &&
	       fdt_off_dt_struct(fdt) % 4 == 0 && dt_tokens(tree) && !fdt_check_full(fdt, len);
}

static int reason_of(int err)
{
	return err == -FDT_ERR_NOSPACE ? DT_BIG : DT_DAMAGED;
}

/* An overlay counts twice: its properties may be copied as such, and as symbols. */
size_t dt_room(const struct dt_boot *boot)
{
	return rd_left(&boot->tree) + rd_left(&boot->running) + 2 * rd_left(&boot->overlays) +
	       CHOSEN_ROOM + (boot->cmdline ? strlen(boot->cmdline) + 1 : 0);
}

/* --- /chosen ---------------------------------------------------------------------------------- */

static uint64_t cells(const void *fdt, int node, const char *name)
{
	int len;
	const uint8_t *p = fdt_getprop(fdt, node, name, &len);
	struct rd r = rd_of(p, p && len > 0 ? (size_t)len : 0);

	if (rd_left(&r) == 8)
		return rd_be64(&r);
	return rd_left(&r) == 4 ? rd_be32(&r) : 0;
}

/* U-Boot reserves the memory of the initrd it loaded, the running system's. The next one is free to
 * use it. */
static void forget_initrd(void *fdt, int chosen)
{
	uint64_t start = cells(fdt, chosen, "linux,initrd-start"), addr, size;
	int n = fdt_num_mem_rsv(fdt);

	for (int i = 0; start && i < n; i++)
		if (!fdt_get_mem_rsv(fdt, i, &addr, &size) && addr == start) {
			fdt_del_mem_rsv(fdt, i);
			break;
		}
}

static void drop_boot_values(void *fdt, int chosen)
{
	static const char old[][28] = {"linux,initrd-start", "linux,initrd-end",
				       "kaslr-seed",	     "rng-seed",
				       "linux,elfcorehdr",   "linux,usable-memory-range"};

	forget_initrd(fdt, chosen);
	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		fdt_delprop(fdt, chosen, old[i]);
}

static int put_boot_values(void *fdt, int chosen, const struct dt_boot *boot)
{
	int err = 0;

	if (boot->cmdline)
		err = fdt_setprop_string(fdt, chosen, "bootargs", boot->cmdline);
	if (!err && boot->initrd_end > boot->initrd_start) {
		err = fdt_setprop_u64(fdt, chosen, "linux,initrd-start", boot->initrd_start);
		if (!err)
			err = fdt_setprop_u64(fdt, chosen, "linux,initrd-end", boot->initrd_end);
	}
	if (!err && boot->seed) {
		err = fdt_setprop(fdt, chosen, "kaslr-seed", boot->seed, KASLR_SEED);
		if (!err)
			err = fdt_setprop(fdt, chosen, "rng-seed", boot->seed + KASLR_SEED,
					  DT_SEED - KASLR_SEED);
	}
	return err;
}

static int write_chosen(void *fdt, const struct dt_boot *boot)
{
	int chosen = fdt_path_offset(fdt, "/chosen");

	if (chosen == -FDT_ERR_NOTFOUND)
		chosen = fdt_add_subnode(fdt, 0, "chosen");
	if (chosen < 0)
		return chosen;
	drop_boot_values(fdt, chosen);
	return put_boot_values(fdt, chosen, boot);
}

/* --- overlays --------------------------------------------------------------------------------- */

/* Take one overlay off the front of @list. An overlay without a usable size empties the list. */
static struct rd next_overlay(struct rd *list)
{
	struct rd head = *list, one;
	uint32_t len;

	rd_skip(&head, 4);
	len = rd_be32(&head);
	one = rd_sub(list, len);
	if (one.bad || !len)
		*list = rd_of(NULL, 0);
	else
		rd_skip(list, rd_left(list) < 7 ? rd_left(list) : -(size_t)len % 8);
	return one;
}

/* fdt_overlay_apply() spoils the tree when it fails, so @spare keeps a copy to put back. */
static void apply_overlays(const struct dt_boot *boot, void *fdt, void *spare, size_t room,
			   struct str *odd)
{
	struct rd list = boot->overlays;

	for (unsigned n = 1; rd_left(&list) && n <= DT_OVERLAYS; n++) {
		struct rd one = next_overlay(&list);
		int err = dt_valid(one) ? 0 : -FDT_ERR_BADSTRUCTURE;

		memcpy(spare, fdt, room);
		if (!err)
			err = fdt_overlay_apply(fdt, (void *)(uintptr_t)one.p);
		if (!err)
			continue;
		memcpy(fdt, spare, room);
		str_fmt(odd, "; overlay %u left out: %s", n, fdt_strerror(err));
	}
}

int dt_write(const struct dt_boot *boot, void *out, void *spare, size_t room, size_t *ret_len,
	     struct str *odd)
{
	bool other = rd_left(&boot->tree) > 0;
	struct rd base = other ? boot->tree : boot->running;
	int err;

	if (!dt_valid(base) || room > INT32_MAX)
		return DT_DAMAGED;
	err = fdt_open_into(base.p, out, (int)room);
	if (!err)
		apply_overlays(boot, out, spare, room, odd);
	if (!err && other && dt_valid(boot->running))
		err = dt_merge(out, boot->running.p);
	if (!err)
		err = write_chosen(out, boot);
	if (err)
		return reason_of(err);
	fdt_pack(out);
	*ret_len = fdt_totalsize(out);
	return 0;
}

/* --- reserved memory -------------------------------------------------------------------------- */

static uint64_t put_number(struct rd *r, int n_cells)
{
	uint64_t n = 0;

	for (int i = 0; i < n_cells; i++)
		n = n << 32 | rd_be32(r);
	return n;
}

static void remove_regs(const void *fdt, int node, int address_cells, int size_cells,
			struct ram *ram)
{
	int len;
	const uint8_t *p = fdt_getprop(fdt, node, "reg", &len);
	struct rd r = rd_of(p, p && len > 0 ? (size_t)len : 0);

	while (rd_left(&r)) {
		uint64_t start = put_number(&r, address_cells), size = put_number(&r, size_cells);

		if (!r.bad && size)
			ram_remove(ram, start, size);
	}
}

void dt_reserved(struct rd tree, struct ram *ram)
{
	uint64_t start, size;
	int node, child, a, s;

	if (!dt_valid(tree))
		return;
	for (int i = 0; i < fdt_num_mem_rsv(tree.p); i++)
		if (!fdt_get_mem_rsv(tree.p, i, &start, &size))
			ram_remove(ram, start, size);
	node = fdt_path_offset(tree.p, "/reserved-memory");
	if (node < 0)
		return;
	a = fdt_address_cells(tree.p, node);
	s = fdt_size_cells(tree.p, node);
	if (a < 1 || a > 2 || s < 1 || s > 2)
		return;
	fdt_for_each_subnode(child, tree.p, node) remove_regs(tree.p, child, a, s, ram);
}

const char *dt_str(int reason)
{
	static const char text[DT_REASONS][36] = {
		[DT_OK] = "a device tree",
		[DT_DAMAGED] = "not a device tree, or a damaged one",
		[DT_BIG] = "larger than its room",
	};

	return reason < 0 || reason >= DT_REASONS ? "unknown reason" : text[reason];
}
