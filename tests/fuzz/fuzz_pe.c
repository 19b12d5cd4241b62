/* SPDX-License-Identifier: MIT
 * A PE program from anywhere: its sections lie inside the file, and what is added to it is found
 * again in the result, however its headers lie. */
#include "mkimage/pe.h"

#include <stdlib.h>
#include <string.h>

#define NEW_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_sections(struct rd file, const struct mkimage_pe *pe)
{
	for (unsigned i = 0; i < pe->n_sections; i++) {
		struct mkimage_pe_section s = mkimage_pe_section(file, pe, i);

		if (s.data.bad ||
		    (rd_left(&s.data) && (s.data.p < file.p || s.data.end > file.end)) ||
		    s.rva > pe->image_len || s.len > pe->image_len - s.rva)
			abort();
	}
}

static void check_added(const uint8_t *buf, size_t len, const struct mkimage_pe_add *adds, size_t n)
{
	struct rd file = rd_of(buf, len);
	struct mkimage_pe_section s;
	struct mkimage_pe pe;

	if (mkimage_pe_read(file, &pe) != 0)
		abort();
	check_sections(file, &pe);
	for (size_t i = 0; i < n; i++)
		if (!mkimage_pe_find(file, &pe, adds[i].name, &s) ||
		    s.len != rd_left(&adds[i].data) || memcmp(s.data.p, adds[i].data.p, s.len) != 0)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rd file = rd_of(data, len);
	const struct mkimage_pe_add adds[] = {{".linux", rd_of("kernel", 6)},
					      {".initrd", rd_of("x", 1)},
					      {".cmdline", rd_of("", 0)}};
	struct mkimage_pe_plan plan;
	struct mkimage_pe pe;
	uint8_t *buf;

	if (mkimage_pe_read(file, &pe) != 0)
		return 0;
	check_sections(file, &pe);
	if (mkimage_pe_plan(file, &pe, adds, 3, NEW_MAX, &plan) != 0)
		return 0;
	if (plan.len > NEW_MAX)
		abort();
	buf = malloc(plan.len);
	if (!buf)
		return 0;
	mkimage_pe_write(file, &pe, adds, 3, &plan, buf);
	check_added(buf, plan.len, adds, 2);
	free(buf);
	return 0;
}
