/* SPDX-License-Identifier: MIT */
#include "init/sysvalue.h"

#include "lib/sysfile.h"

#include <string.h>

/* Bits of SYSAPPEND (syslinux's sysappend.h); those between are found by the list of files. */
enum {
	BIT_CPU = 3,
	BIT_VENDOR = 4,
	BIT_PRODUCT = 5,
	BIT_VERSION = 6,
	BIT_SERIAL = 7,
	BIT_FAMILY = 9,
	BIT_BOARD_VENDOR = 10,
	BIT_CHASSIS_TYPE = 17,
};

#define SERIES 4 /* vendor, product, version, serial: of system and board alike */

static bool is_gap(char c)
{
	return (unsigned char)c <= 0x20 || c == 0x7f;
}

/* Printable, cut to its room, blanks at both ends dropped. */
static void put(char value[static CHAN_SYS_MAX], struct view text)
{
	struct str s = str_of(value, CHAN_SYS_MAX);

	text = view_trim(text);
	for (size_t i = 0; i < text.n && s.n < CHAN_SYS_MAX - 5; i++) {
		if (is_gap(text.p[i]))
			str_putc(&s, ' ');
		else
			str_ascii(&s, (struct view){.p = text.p + i, .n = 1}, 4);
	}
}

void sysvalue_put(struct chan_system *ret, unsigned bit, struct view text)
{
	char *value = ret->value[bit - CHAN_SYS_FIRST];

	if (!value[0])
		put(value, text);
}

void sysvalue_processor(struct view text, struct chan_system *ret)
{
	put(ret->cpu_vendor, view_field(text, "vendor_id"));
	put(ret->cpu_model, view_field(text, "model name"));
}

void sysvalue_memory(struct view text, struct chan_system *ret)
{
	struct view value = view_field(text, "MemTotal");
	uint64_t kib;

	if (text_u64(view_word(&value), 0, UINT64_MAX, &kib) && kib / 1024 <= INT32_MAX)
		ret->memory_mib = (uint32_t)(kib / 1024);
}

void sysvalue_sysinfo(struct view text, struct chan_system *ret)
{
	sysvalue_put(ret, BIT_VENDOR, view_field(text, "Manufacturer"));
	sysvalue_put(ret, BIT_PRODUCT, view_field(text, "Type"));
	sysvalue_put(ret, BIT_VERSION, view_field(text, "Model"));
	sysvalue_put(ret, BIT_SERIAL, view_field(text, "Sequence Code"));
	sysvalue_put(ret, BIT_FAMILY, view_field(text, "CPC Name"));
}

void sysvalue_cpu(struct view text, struct chan_system *ret)
{
	static const char *const flags[] = {"pae", "vmx", "smx", "nx", "lm", "svm"};
	static const char letters[] = "PVTXLS";
	struct view have = view_field(text, "flags");
	char value[sizeof letters + 1];
	struct str s = str_of(value, sizeof value);
	uint32_t family, seen = 0;

	_Static_assert(sizeof flags / sizeof *flags == sizeof letters - 1,
		       "a letter for each flag");
	if (!text_u32(view_field(text, "cpu family"), 0, UINT32_MAX, &family))
		return;
	for (struct view w = view_word(&have); w.n; w = view_word(&have)) {
		for (unsigned i = 0; letters[i]; i++)
			if (view_is(w, flags[i]))
				seen |= 1u << i;
	}
	str_putc(&s, (char)('0' + (family > 6 ? 6 : family)));
	for (unsigned i = 0; letters[i]; i++)
		if (seen & 1u << i)
			str_putc(&s, letters[i]);
	sysvalue_put(ret, BIT_CPU, view_of(value));
}

void sysvalue_compatible(struct view strings, struct chan_system *ret)
{
	struct str s = str_of(ret->compatible, sizeof ret->compatible);
	struct view word, vendor = {0};

	ret->tree = strings.n > 0;
	while (view_until(&strings, '\0', &word)) {
		struct view rest = word;

		for (size_t i = 0; i < word.n; i++)
			if (word.p[i] <= 0x20 || word.p[i] > 0x7e)
				return;
		if (!word.n)
			continue;
		if (!vendor.p)
			view_until(&rest, ',', &vendor);
		if (s.n + 1 + word.n >= s.size)
			break;
		if (s.n)
			str_putc(&s, ' ');
		str_put(&s, word);
	}
	sysvalue_put(ret, BIT_VENDOR, vendor);
}

#ifndef __s390x__
static void values_of_dmi(struct chan_system *ret)
{
	static const char *const files[] = {
		"sys_vendor",	 "product_name",   "product_version", "product_serial",
		"product_sku",	 "product_family", "board_vendor",    "board_name",
		"board_version", "board_serial",   "board_asset_tag", "bios_vendor",
		"bios_version",	 "chassis_type",
	};
	char path[64], text[2 * CHAN_SYS_MAX];

	_Static_assert(sizeof files / sizeof *files == BIT_CHASSIS_TYPE - BIT_VENDOR + 1,
		       "a file for each bit");
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct str s = str_of(path, sizeof path);

		str_fmt(&s, "/sys/class/dmi/id/%s", files[i]);
		if (sysfile_read(path, text, sizeof text) > 0)
			sysvalue_put(ret, BIT_VENDOR + i, view_of(text));
	}
	/* as PXELINUX does: an empty system value is taken from the board, and the other way round */
	for (unsigned i = 0; i < SERIES; i++) {
		const char *system = ret->value[BIT_VENDOR + i - CHAN_SYS_FIRST];

		sysvalue_put(ret, BIT_BOARD_VENDOR + i, view_of(system));
		sysvalue_put(ret, BIT_VENDOR + i,
			     view_of(ret->value[BIT_BOARD_VENDOR + i - CHAN_SYS_FIRST]));
	}
}

static void values_of_tree(struct chan_system *ret)
{
	char text[CHAN_COMPATIBLE_MAX];
	int n = sysfile_read("/proc/device-tree/compatible", text, sizeof text);

	if (n <= 0)
		return;
	sysvalue_compatible((struct view){.p = text, .n = (size_t)n}, ret);
	if (sysfile_read("/proc/device-tree/model", text, sizeof text) > 0)
		sysvalue_put(ret, BIT_PRODUCT, view_of(text));
	if (sysfile_read("/proc/device-tree/serial-number", text, sizeof text) > 0)
		sysvalue_put(ret, BIT_SERIAL, view_of(text));
}
#endif

const struct chan_system *sysvalue_read(void)
{
	static struct chan_system system;
	struct chan_system *ret = &system;

	static char text[8192];
	int n;

	memset(ret, 0, sizeof *ret);
	n = sysfile_read("/proc/meminfo", text, sizeof text);
	if (n > 0)
		sysvalue_memory((struct view){.p = text, .n = (size_t)n}, ret);
#ifdef __s390x__
	n = sysfile_read("/proc/sysinfo", text, sizeof text);
	if (n > 0)
		sysvalue_sysinfo((struct view){.p = text, .n = (size_t)n}, ret);
#else
	values_of_dmi(ret);
	values_of_tree(ret);
#if defined(__x86_64__)
	n = sysfile_read("/proc/cpuinfo", text, sizeof text);
	if (n > 0) {
		sysvalue_cpu((struct view){.p = text, .n = (size_t)n}, ret);
		sysvalue_processor((struct view){.p = text, .n = (size_t)n}, ret);
	}
#endif
#endif
	return ret;
}
