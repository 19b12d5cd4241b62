/* SPDX-License-Identifier: MIT */
#include "lib/image/fit_part.h"

#include "lib/crc32.h"
#include "lib/hash.h"

#include <libfdt.h>
#include <string.h>

#define EXTERNAL_ALIGN 4u /* mkimage -E: data offsets count from such a multiple */

struct rd fit_part_property(const void *fdt, int node, const char *name)
{
	int n;
	const void *value = fdt_getprop(fdt, node, name, &n);

	return rd_of(value, value && n > 0 ? (size_t)n : 0);
}

bool fit_part_cell(const void *fdt, int node, const char *name, uint32_t *ret)
{
	struct rd value = fit_part_property(fdt, node, name);
	uint32_t v = rd_be32(&value);

	if (!rd_done(&value))
		return false;
	*ret = v;
	return true;
}

struct rd fit_part_data(struct rd file, int node)
{
	const void *fdt = file.p;
	struct rd data = fit_part_property(fdt, node, "data");
	uint32_t at, len;

	if (rd_left(&data) || !fit_part_cell(fdt, node, "data-size", &len))
		return data;
	if (!fit_part_cell(fdt, node, "data-position", &at)) {
		if (!fit_part_cell(fdt, node, "data-offset", &at))
			return data;
		rd_skip(&file, (fdt_totalsize(fdt) + EXTERNAL_ALIGN - 1) & ~(EXTERNAL_ALIGN - 1));
	}
	rd_skip(&file, at);
	return rd_sub(&file, len);
}

static bool fit_sum_is_right(const void *fdt, int hash, struct rd data)
{
	const char *algo = fdt_stringlist_get(fdt, hash, "algo", 0, NULL);
	struct rd value = fit_part_property(fdt, hash, "value");
	uint8_t sum[SHA256_LEN];

	if (algo && strcmp(algo, "crc32") == 0)
		return rd_be32(&value) == crc32_add(0, data.p, rd_left(&data)) && rd_done(&value);
	if (!algo || strcmp(algo, "sha256") != 0)
		return true;
	hash_of(HASH_SHA256, data.p, rd_left(&data), sum);
	return rd_left(&value) == sizeof sum && memcmp(value.p, sum, sizeof sum) == 0;
}

bool fit_part_sums_right(const void *fdt, int node, struct rd data)
{
	int hash;

	fdt_for_each_subnode(hash, fdt, node)
	{
		if (strncmp(fdt_get_name(fdt, hash, NULL), "hash", 4) == 0 &&
		    !fit_sum_is_right(fdt, hash, data))
			return false;
	}
	return true;
}
