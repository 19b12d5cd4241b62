/* SPDX-License-Identifier: MIT
 * Device trees from the firmware, from the network, and overlays: what is made of them is a tree,
 * fits the room, and tells the next kernel what it must know.
 * Input: lengths of the first two in 16 bits each, then the three. */
#include "init/kexec/dt.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#define CMDLINE "root=/dev/ram"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const uint8_t seed[DT_SEED] = "made of nothing";

/* In a block of its own size, which begins on a multiple of 8. */
static struct rd block(struct rd *in, size_t n)
{
	struct rd part = rd_sub(in, n < rd_left(in) ? n : rd_left(in));
	uint8_t *p = malloc(rd_left(&part) + 1);

	if (!p)
		abort();
	if (rd_left(&part))
		memcpy(p, part.p, rd_left(&part));
	return rd_of(p, rd_left(&part));
}

static void check(const struct dt_boot *boot, const uint8_t *tree, size_t len, size_t room)
{
	int chosen, n;
	const char *said;
	struct rd last;

	if (len > room || !dt_valid(rd_of(tree, len)))
		abort();
	chosen = fdt_path_offset(tree, "/chosen");
	said = chosen < 0 ? NULL : fdt_getprop(tree, chosen, "bootargs", &n);
	if (!said || n != (int)sizeof CMDLINE || memcmp(said, CMDLINE, sizeof CMDLINE) != 0)
		abort();
	said = fdt_getprop(tree, chosen, "linux,initrd-end", &n);
	last = rd_of(said, said && n > 0 ? (size_t)n : 0);
	if (rd_be64(&last) != boot->initrd_end || !rd_done(&last))
		abort();
}

static void write_tree(const struct dt_boot *boot)
{
	char words[200];
	struct str odd = str_of(words, sizeof words);
	size_t room = dt_room(boot), made;
	uint8_t *out = malloc(room), *spare = malloc(room);
	int r;

	if (!out || !spare)
		abort();
	r = dt_write(boot, out, spare, room, &made, &odd);
	if (!dt_str(r)[0])
		abort();
	if (!r)
		check(boot, out, made, room);
	free(out);
	free(spare);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rd in = rd_of(data, len);
	size_t n_running = rd_be16(&in), n_tree = rd_be16(&in);
	struct ram ram = {.ranges = 1, .range = {{.start = 0x40000000, .end = 0x80000000}}};
	struct dt_boot boot = {.running = block(&in, n_running),
			       .tree = block(&in, n_tree),
			       .overlays = block(&in, rd_left(&in)),
			       .cmdline = CMDLINE,
			       .initrd_start = 0x48000000,
			       .initrd_end = 0x48100000,
			       .seed = seed};

	write_tree(&boot);
	dt_reserved(boot.running, &ram);
	free((void *)(uintptr_t)boot.running.p);
	free((void *)(uintptr_t)boot.tree.p);
	free((void *)(uintptr_t)boot.overlays.p);
	return 0;
}
