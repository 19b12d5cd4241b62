/* SPDX-License-Identifier: MIT
 * FIT: which configuration, whose parts, and whether they are what their sums say. */
#include "tests/unit/check.h"

#include "init/kexec/fit.h"
#include "lib/crc32.h"
#include "lib/hash.h"

#include <libfdt.h>
#include <string.h>

static _Alignas(8) uint8_t file[4096], machine[512];
static size_t file_len;

/* --- a FIT in the making ---------------------------------------------------------------------- */

static void text(const char *name, const char *value)
{
	fdt_property_string(file, name, value);
}

static void sum_crc(const char *data)
{
	fdt_begin_node(file, "hash-1");
	text("algo", "crc32");
	fdt_property_u32(file, "value", crc32_add(0, data, strlen(data)));
	fdt_end_node(file);
}

static void sum_sha(const char *algo, const char *data)
{
	uint8_t sum[SHA256_LEN];

	hash_of(HASH_SHA256, data, strlen(data), sum);
	fdt_begin_node(file, "hash-2");
	text("algo", algo);
	fdt_property(file, "value", sum, sizeof sum);
	fdt_end_node(file);
}

static void image(const char *name, const char *data)
{
	fdt_begin_node(file, name);
	fdt_property(file, "data", data, (int)strlen(data));
	sum_crc(data);
	sum_sha("sha256", data);
	sum_sha("sha1", "of something else");
	fdt_end_node(file);
}

/* @compatible: a list with NULs between, NULL = none */
static void conf(const char *name, const char *kernel, const char *ramdisk, const char *tree,
		 const char *compatible, int compatible_len)
{
	fdt_begin_node(file, name);
	if (kernel)
		text("kernel", kernel);
	if (ramdisk)
		text("ramdisk", ramdisk);
	if (tree)
		text("fdt", tree);
	if (compatible)
		fdt_property(file, "compatible", compatible, compatible_len);
	fdt_end_node(file);
}

static void begin(void)
{
	fdt_create(file, sizeof file);
	fdt_finish_reservemap(file);
	fdt_begin_node(file, "");
	fdt_begin_node(file, "images");
}

static void confs(const char *first)
{
	fdt_end_node(file);
	fdt_begin_node(file, "configurations");
	if (first)
		text("default", first);
}

static void end(void)
{
	fdt_end_node(file);
	fdt_end_node(file);
	CHECK_INT(fdt_finish(file), 0);
	file_len = fdt_totalsize(file);
}

static void make(const char *first)
{
	begin();
	image("kernel-1", "kernel one");
	image("kernel-2", "kernel two");
	image("ramdisk-1", "the ramdisk");
	image("fdt-1", "tree one");
	image("fdt-2", "tree two");
	confs(first);
	conf("bare", "kernel-1", NULL, NULL, NULL, 0);
	conf("one", "kernel-1", "ramdisk-1", "fdt-1", "maker,one\0maker,any", 20);
	conf("two", "kernel-2", "ramdisk-1", "fdt-2", "maker,two\0maker,any", 20);
	end();
}

static struct rd running(const char *compatible, int len)
{
	fdt_create(machine, sizeof machine);
	fdt_finish_reservemap(machine);
	fdt_begin_node(machine, "");
	fdt_property(machine, "compatible", compatible, len);
	fdt_end_node(machine);
	fdt_finish(machine);
	return rd_of(machine, fdt_totalsize(machine));
}

static bool is(struct rd part, const char *want)
{
	return rd_left(&part) == strlen(want) && memcmp(part.p, want, strlen(want)) == 0;
}

static int read_it(const char *name, struct rd tree, struct fit *ret)
{
	return fit_read(rd_of(file, file_len), view_of(name), tree, ret);
}

static const struct rd nothing;

/* --- what is chosen --------------------------------------------------------------------------- */

TEST(by_name)
{
	struct fit fit;

	make("one");
	CHECK_INT(read_it("two", nothing, &fit), 0);
	CHECK(is(fit.kernel, "kernel two") && is(fit.initrd, "the ramdisk") &&
	      is(fit.dtb, "tree two"));
	CHECK_INT(read_it("bare", nothing, &fit), 0);
	CHECK(is(fit.kernel, "kernel one") && !rd_left(&fit.initrd) && !rd_left(&fit.dtb));
	CHECK_INT(read_it("three", nothing, &fit), FIT_NO_CONF);
	CHECK_INT(read_it("tw", nothing, &fit), FIT_NO_CONF);
}

TEST(by_machine)
{
	static const struct {
		const char *compatible, *kernel;
		int len;
	} row[] = {
		{"maker,two\0maker,any", "kernel two", 20},
		{"maker,one\0maker,any", "kernel one", 20},
		{"other\0maker,two", "kernel two", 16}, /* a general name is better than none */
		{"maker,any", "kernel one", 10},	/* both: the first */
		{"other", "kernel two", 6},		/* none: the default */
	};
	struct fit fit;

	make("two");
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		CHECK_INT(read_it("", running(row[i].compatible, row[i].len), &fit), 0);
		CHECK(is(fit.kernel, row[i].kernel) && is(fit.initrd, "the ramdisk"));
	}
	CHECK_INT(read_it("one", running("maker,two", 10), &fit), 0);
	CHECK(is(fit.kernel, "kernel one"));
}

TEST(by_default_and_by_order)
{
	static const char *const first[] = {"two", NULL, "missing"};
	static const char *const kernel[] = {"kernel two", "kernel one", "kernel one"};
	struct fit fit;

	for (size_t i = 0; i < 3; i++) {
		make(first[i]);
		CHECK_INT(read_it("", nothing, &fit), 0);
		CHECK(is(fit.kernel, kernel[i]));
		CHECK_INT(read_it("", rd_of(machine, 3), &fit), 0);
		CHECK(is(fit.kernel, kernel[i]));
	}
}

/* --- where data lies -------------------------------------------------------------------------- */

static void outside(const char *offset, uint32_t at, uint32_t len)
{
	begin();
	fdt_begin_node(file, "k");
	fdt_property_u32(file, offset, at);
	fdt_property_u32(file, "data-size", len);
	sum_crc("outside");
	fdt_end_node(file);
	confs("c");
	conf("c", "k", NULL, NULL, NULL, 0);
	end();
	memcpy(file + file_len, "outside", 7);
	file_len += 7;
}

TEST(data_behind_the_tree)
{
	struct fit fit;
	uint32_t tree;

	outside("data-offset", 0, 7);
	CHECK_INT(read_it("", nothing, &fit), 0);
	CHECK(is(fit.kernel, "outside"));
	outside("data-position", 0, 7);
	tree = (uint32_t)file_len - 7;
	outside("data-position", tree, 7);
	CHECK_INT(read_it("", nothing, &fit), 0);
	CHECK(is(fit.kernel, "outside"));
	outside("data-position", tree + 1, 6);
	CHECK_INT(read_it("", nothing, &fit), FIT_BAD_SUM);
}

TEST(hazard_100_data_beyond_the_file)
{
	static const uint32_t row[][2] = {
		{0, 8}, {1, 7},		 {8, 0},	  {UINT32_MAX, 7},	   {7, UINT32_MAX},
		{0, 0}, {UINT32_MAX, 1}, {0, UINT32_MAX}, {0x80000000, 0x80000000}};
	struct fit fit;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		outside("data-offset", row[i][0], row[i][1]);
		CHECK_INT(read_it("", nothing, &fit), FIT_NO_DATA);
		outside("data-position", row[i][0] + (uint32_t)file_len - 7, row[i][1]);
		CHECK(read_it("", nothing, &fit) > 0);
	}
	outside("data-somewhere", 0, 7);
	CHECK_INT(read_it("", nothing, &fit), FIT_NO_DATA);
}

/* --- refusals --------------------------------------------------------------------------------- */

TEST(wrong_sums)
{
	static const char *const parts[] = {"kernel two", "the ramdisk", "tree two"};
	struct fit fit;

	for (size_t i = 0; i < 3; i++) {
		make("one");
		uint8_t *p = memmem(file, file_len, parts[i], strlen(parts[i]));

		if (!CHECK(p))
			return;
		*p ^= 1;
		CHECK_INT(read_it("two", nothing, &fit), FIT_BAD_SUM);
		CHECK_INT(read_it("bare", nothing, &fit), 0); /* has none of them */
	}
	begin();
	fdt_begin_node(file, "k");
	text("data", "kernel");
	fdt_begin_node(file, "hash");
	text("algo", "sha256");
	fdt_property(file, "value", "short", 5);
	fdt_end_node(file);
	fdt_end_node(file);
	confs(NULL);
	conf("c", "k", NULL, NULL, NULL, 0);
	end();
	CHECK_INT(read_it("", nothing, &fit), FIT_BAD_SUM);
}

TEST(configurations_that_lack_something)
{
	struct fit fit;

	begin();
	image("k", "kernel");
	confs(NULL);
	conf("none", NULL, NULL, NULL, NULL, 0);
	conf("wrong", "nothing", NULL, NULL, NULL, 0);
	conf("disk", "k", "nothing", NULL, NULL, 0);
	conf("trees", "k", NULL, NULL, NULL, 0);
	end();
	CHECK_INT(read_it("none", nothing, &fit), FIT_NO_PART);
	CHECK_INT(read_it("wrong", nothing, &fit), FIT_NO_PART);
	CHECK_INT(read_it("disk", nothing, &fit), FIT_NO_PART);
	begin();
	image("k", "kernel");
	confs(NULL);
	fdt_begin_node(file, "c");
	text("kernel", "k");
	fdt_property(file, "fdt", "one\0two", 8);
	fdt_end_node(file);
	end();
	CHECK_INT(read_it("c", nothing, &fit), FIT_SEVERAL);
	begin();
	confs(NULL);
	end();
	CHECK_INT(read_it("", nothing, &fit), FIT_OTHER);
	CHECK_INT(read_it("c", nothing, &fit), FIT_NO_CONF);
	CHECK_INT(fit_read(running("x", 2), view_of(""), nothing, &fit), FIT_OTHER);
	CHECK_INT(fit_read(rd_of(machine, 16), view_of(""), nothing, &fit), FIT_DAMAGED);
	for (int i = 0; i <= FIT_REASONS; i++)
		CHECK(strlen(fit_str(i)) > 4);
}

static void any(const uint8_t *data, size_t len)
{
	static _Alignas(8) uint8_t copy[sizeof file];
	static const char *const names[] = {"", "two", "bare"};

	/* A kernel file is mapped, and so begins on a page. */
	memcpy(copy, data, len);
	for (size_t i = 0; i < 3; i++) {
		struct fit fit = {.kernel = nothing};
		int r = fit_read(rd_of(copy, len), view_of(names[i]), nothing, &fit);

		CHECK(r >= 0 && r < FIT_REASONS && (r == 0) == (rd_left(&fit.kernel) > 0));
		CHECK(r || (fit.kernel.p >= copy && fit.kernel.end <= copy + len));
	}
}

TEST(hazard_100_mutations)
{
	make("one");
	check_mutations(file, file_len, any);
	outside("data-offset", 0, 7);
	check_mutations(file, file_len, any);
}
