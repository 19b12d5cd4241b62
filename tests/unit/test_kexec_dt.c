/* SPDX-License-Identifier: MIT
 * The device tree that the next kernel gets: /chosen, what is taken over from the running tree,
 * overlays, reserved memory. */
#include "tests/unit/check.h"

#include "init/kexec/dt.h"

#include <libfdt.h>
#include <string.h>

#define ROOM 16384

static _Alignas(8) uint8_t running[4096], other[4096], overlays[4096], out[ROOM], spare[ROOM];
static char words[200];

static void begin(void *fdt, size_t size)
{
	fdt_create(fdt, (int)size);
	fdt_add_reservemap_entry(fdt, 0x48000000, 0x1000);
	fdt_finish_reservemap(fdt);
	fdt_begin_node(fdt, "");
	fdt_property_u32(fdt, "#address-cells", 2);
	fdt_property_u32(fdt, "#size-cells", 2);
}

static struct rd end(void *fdt)
{
	fdt_end_node(fdt);
	CHECK_INT(fdt_finish(fdt), 0);
	return rd_of(fdt, fdt_totalsize(fdt));
}

static void reg(void *fdt, uint64_t start, uint64_t size)
{
	uint8_t bytes[16];
	struct wr w = wr_of(bytes, sizeof bytes);

	wr_be64(&w, start);
	wr_be64(&w, size);
	fdt_property(fdt, "reg", bytes, sizeof bytes);
}

static void node(void *fdt, const char *name)
{
	fdt_begin_node(fdt, name);
}

/* As U-Boot hands it to the loader. */
static struct rd make_running(void)
{
	begin(running, sizeof running);
	fdt_property_string(running, "serial-number", "0123");
	node(running, "memory@40000000");
	fdt_property_string(running, "device_type", "memory");
	reg(running, 0x40000000, 0x40000000);
	fdt_end_node(running);
	node(running, "reserved-memory");
	fdt_property_u32(running, "#address-cells", 2);
	fdt_property_u32(running, "#size-cells", 2);
	fdt_property(running, "ranges", NULL, 0);
	node(running, "firmware@50000000");
	reg(running, 0x50000000, 0x100000);
	fdt_property_u32(running, "phandle", 7);
	fdt_end_node(running);
	fdt_end_node(running);
	node(running, "aliases");
	fdt_property_string(running, "ethernet0", "/soc/nic@1");
	fdt_end_node(running);
	node(running, "soc");
	node(running, "nic@1");
	fdt_property(running, "local-mac-address", "\x52\x54\0\1\2\3", 6);
	fdt_end_node(running);
	fdt_end_node(running);
	node(running, "chosen");
	fdt_property_string(running, "bootargs", "of the loader");
	fdt_property_string(running, "stdout-path", "/uart");
	fdt_property_u32(running, "linux,initrd-start", 0x48000000);
	fdt_property_u32(running, "linux,initrd-end", 0x48001000);
	fdt_property_u64(running, "kaslr-seed", 1);
	fdt_property_u32(running, "linux,uefi-system-table", 5);
	fdt_end_node(running);
	return end(running);
}

/* As a distribution ships it: no idea of this very board. */
static struct rd make_other(void)
{
	begin(other, sizeof other);
	fdt_property_string(other, "marker", "from the network");
	node(other, "memory");
	reg(other, 0, 0);
	fdt_end_node(other);
	node(other, "aliases");
	fdt_property_string(other, "ethernet0", "/bus/nic@2");
	fdt_end_node(other);
	node(other, "bus");
	node(other, "nic@2");
	fdt_property(other, "local-mac-address", "\0\0\0\0\0\0", 6);
	fdt_end_node(other);
	fdt_end_node(other);
	return end(other);
}

/* One that sets a property of the root. */
static struct rd make_overlay(void *at, size_t size, const char *path, const char *value)
{
	fdt_create(at, (int)size);
	fdt_finish_reservemap(at);
	fdt_begin_node(at, "");
	node(at, "fragment@0");
	fdt_property_string(at, "target-path", path);
	node(at, "__overlay__");
	fdt_property_string(at, "overlaid", value);
	fdt_end_node(at);
	fdt_end_node(at);
	return end(at);
}

static int write_tree(const struct dt_boot *boot)
{
	struct str odd = str_of(words, sizeof words);
	size_t len = 0;
	int r = dt_write(boot, out, spare, dt_room(boot), &len, &odd);

	if (!r) {
		CHECK_INT(fdt_check_full(out, len), 0);
		CHECK(len <= dt_room(boot) && dt_room(boot) <= ROOM);
	}
	return r;
}

static const char *text(const char *path, const char *name)
{
	int at = fdt_path_offset(out, path), len;
	const void *p = at < 0 ? NULL : fdt_getprop(out, at, name, &len);

	return p ? p : "(none)";
}

static bool holds(const char *path, const char *name, const void *want, int n)
{
	int at = fdt_path_offset(out, path), len = -1;
	const void *p = at < 0 ? NULL : fdt_getprop(out, at, name, &len);

	return p && len == n && memcmp(p, want, (size_t)n) == 0;
}

static bool lacks(const char *path, const char *name)
{
	int at = fdt_path_offset(out, path);

	return at < 0 || !fdt_getprop(out, at, name, NULL);
}

TEST(chosen_is_written_anew)
{
	uint8_t seed[DT_SEED];
	struct dt_boot boot = {.running = make_running(),
			       .cmdline = "quiet",
			       .seed = seed,
			       .initrd_start = 0x140000000,
			       .initrd_end = 0x140000123};

	memset(seed, 0x11, sizeof seed);
	if (!CHECK_INT(write_tree(&boot), 0))
		return;
	CHECK_STR(text("/chosen", "bootargs"), "quiet");
	CHECK(holds("/chosen", "linux,initrd-start", "\0\0\0\1\x40\0\0\0", 8));
	CHECK(holds("/chosen", "linux,initrd-end", "\0\0\0\1\x40\0\1\x23", 8));
	CHECK(holds("/chosen", "kaslr-seed", seed, 8));
	CHECK(holds("/chosen", "rng-seed", seed, 56));
	CHECK_STR(text("/chosen", "stdout-path"), "/uart");
	CHECK(holds("/chosen", "linux,uefi-system-table", "\0\0\0\5", 4));
	CHECK_INT(fdt_num_mem_rsv(out), 0); /* it was the old initrd's */
	CHECK_STR(words, "");
}

TEST(without_initrd_none_is_left)
{
	struct dt_boot boot = {.running = make_running()};

	if (!CHECK_INT(write_tree(&boot), 0))
		return;
	CHECK_STR(text("/chosen", "bootargs"), "of the loader");
	CHECK(lacks("/chosen", "linux,initrd-start"));
	CHECK(lacks("/chosen", "linux,initrd-end"));
	CHECK(lacks("/chosen", "kaslr-seed"));
}

TEST(hazard_103_a_tree_from_the_network_learns_of_this_machine)
{
	struct dt_boot boot = {.running = make_running(), .tree = make_other(), .cmdline = "c"};

	if (!CHECK_INT(write_tree(&boot), 0))
		return;
	CHECK_STR(text("/", "marker"), "from the network");
	CHECK_STR(text("/", "serial-number"), "0123");
	CHECK_STR(fdt_get_name(out, fdt_path_offset(out, "/memory"), NULL), "memory@40000000");
	CHECK(holds("/memory@40000000", "reg", "\0\0\0\0\x40\0\0\0\0\0\0\0\x40\0\0\0", 16));
	CHECK(holds("/reserved-memory/firmware@50000000", "reg",
		    "\0\0\0\0\x50\0\0\0\0\0\0\0\0\x10\0\0", 16));
	CHECK(lacks("/reserved-memory/firmware@50000000", "phandle"));
	CHECK(holds("/bus/nic@2", "local-mac-address", "\x52\x54\0\1\2\3", 6));
	CHECK_STR(text("/chosen", "bootargs"), "c");
	CHECK_STR(text("/chosen", "stdout-path"), "/uart");
	CHECK(lacks("/chosen", "linux,initrd-start"));
}

TEST(overlays_in_order)
{
	struct rd one = make_overlay(overlays, 1024, "/", "one"), two;
	size_t at = (rd_left(&one) + 7) & ~(size_t)7;
	struct dt_boot boot = {.running = make_running(), .tree = make_other()};

	two = make_overlay(overlays + at, 1024, "/", "two");
	boot.overlays = rd_of(overlays, at + rd_left(&two));
	if (CHECK_INT(write_tree(&boot), 0))
		CHECK_STR(text("/", "overlaid"), "two");
	CHECK_STR(words, "");
}

TEST(an_overlay_that_does_not_fit_is_left_out)
{
	struct rd one = make_overlay(overlays, 1024, "/nowhere", "one"), two;
	size_t at = (rd_left(&one) + 7) & ~(size_t)7;
	struct dt_boot boot = {.running = make_running()};

	two = make_overlay(overlays + at, 1024, "/soc", "two");
	boot.overlays = rd_of(overlays, at + rd_left(&two));
	if (CHECK_INT(write_tree(&boot), 0))
		CHECK_STR(text("/soc", "overlaid"), "two");
	CHECK_STR(words, "; overlay 1 left out: FDT_ERR_NOTFOUND");
	memset(overlays, 0xff, sizeof overlays);
	boot.overlays = rd_of(overlays, 100);
	CHECK_INT(write_tree(&boot), 0);
	CHECK(strncmp(words, "; overlay 1 left out: ", 22) == 0);
}

/* Blocks of 8 bytes that say so, and behind them one that is an overlay. */
static bool applied_behind(size_t junk)
{
	struct dt_boot boot = {.running = make_running()};
	struct rd last = make_overlay(overlays + junk * 8, 1024, "/soc", "last");

	memset(overlays, 0, junk * 8);
	for (size_t i = 0; i < junk; i++)
		overlays[i * 8 + 7] = 8;
	boot.overlays = rd_of(overlays, junk * 8 + rd_left(&last));
	return CHECK_INT(write_tree(&boot), 0) && strcmp(text("/soc", "overlaid"), "last") == 0;
}

/* One of no bytes would be the next one for ever. */
TEST(hazard_103_overlays_without_a_size_or_without_end)
{
	struct dt_boot boot = {.running = make_running(), .overlays = rd_of(overlays, 800)};

	memset(overlays, 0, sizeof overlays);
	CHECK_INT(write_tree(&boot), 0);
	CHECK_STR(words, "; overlay 1 left out: FDT_ERR_BADSTRUCTURE");
	CHECK(applied_behind(DT_OVERLAYS - 1));
	CHECK(!applied_behind(DT_OVERLAYS));
}

TEST(trees_that_are_none)
{
	struct dt_boot boot = {.running = make_running(), .tree = rd_of("not a device tree", 17)};

	CHECK_INT(write_tree(&boot), DT_DAMAGED);
	boot.tree = rd_of(NULL, 0);
	boot.running = rd_of(NULL, 0);
	CHECK_INT(write_tree(&boot), DT_DAMAGED);
	boot.running = make_running();
	fdt_set_version(running, 3);
	fdt_set_last_comp_version(running, 2);
	memset(running + fdt_off_dt_struct(running) + 4, 'x', 3);
	CHECK_INT(write_tree(&boot), DT_DAMAGED);
	for (int i = 0; i < DT_REASONS; i++)
		CHECK(strlen(dt_str(i)) > 5);
}

TEST(reserved_memory_is_no_place)
{
	struct ram ram = {.range = {{0x40000000, 0x80000000}}, .ranges = 1};

	dt_reserved(make_running(), &ram);
	if (!CHECK_INT(ram.ranges, 3))
		return;
	CHECK_INT(ram.range[0].end, 0x48000000);
	CHECK_INT(ram.range[1].start, 0x48001000);
	CHECK_INT(ram.range[1].end, 0x50000000);
	CHECK_INT(ram.range[2].start, 0x50100000);
}

static void any(const uint8_t *data, size_t len)
{
	static _Alignas(8) uint8_t copy[4096];
	struct ram ram = {.range = {{0x40000000, 0x80000000}}, .ranges = 1};
	struct dt_boot boot = {.running = rd_of(running, fdt_totalsize(running)), .cmdline = "c"};

	memcpy(copy, data, len);
	boot.tree = rd_of(copy, len);
	if (len)
		write_tree(&boot);
	dt_reserved(boot.tree, &ram);
	CHECK(ram.ranges <= RAM_RANGES);
}

/* A tree from the network that would keep libfdt 1.6 busy for ever. */
TEST(property_whose_length_leads_back)
{
	struct rd tree = make_other();
	int root_prop = fdt_first_property_offset(tree.p, 0);
	struct wr w = wr_of(other + fdt_off_dt_struct(tree.p) + root_prop + 4, 4);

	wr_be32(&w, 0xfffffff4);
	CHECK(!dt_valid(tree));
}

TEST(mutations)
{
	struct rd tree = make_other();

	make_running();
	check_mutations(tree.p, rd_left(&tree), any);
}
