/* SPDX-License-Identifier: MIT */
#include "init/kexec/fit.h"

#include "init/kexec/dt.h"
#include "lib/crc32.h"
#include "lib/sha256.h"

#include <libfdt.h>
#include <string.h>

static struct rd value_of(const void *fdt, int node, const char *name)
{
	int n;
	const void *value = fdt_getprop(fdt, node, name, &n);

	return rd_of(value, value && n > 0 ? (size_t)n : 0);
}

static bool number_of(const void *fdt, int node, const char *name, uint32_t *ret)
{
	struct rd value = value_of(fdt, node, name);
	uint32_t v = rd_be32(&value);

	if (!rd_done(&value))
		return false;
	*ret = v;
	return true;
}

/* --- which configuration ---------------------------------------------------------------------- */

/* The running machine's names stand from the most special to the most general: the first one that a
 * configuration has as well decides. */
static int best_conf(const void *fdt, int confs, struct rd running)
{
	const char *name;
	int node;

	for (int i = 0; (name = fdt_stringlist_get(running.p, 0, "compatible", i, NULL)); i++)
		fdt_for_each_subnode(node, fdt, confs)
		{
			if (fdt_stringlist_search(fdt, node, "compatible", name) >= 0)
				return node;
		}
	return -FDT_ERR_NOTFOUND;
}

static int find_conf(const void *fdt, struct view conf, struct rd running)
{
	int node = -FDT_ERR_NOTFOUND, confs = fdt_path_offset(fdt, "/configurations");
	const char *name;

	if (confs < 0)
		return confs;
	if (conf.n)
		return fdt_subnode_offset_namelen(fdt, confs, conf.p, (int)conf.n);
	if (dt_valid(running))
		node = best_conf(fdt, confs, running);
	name = fdt_stringlist_get(fdt, confs, "default", 0, NULL);
	if (node < 0 && name)
		node = fdt_subnode_offset(fdt, confs, name);
	return node < 0 ? fdt_first_subnode(fdt, confs) : node;
}

/* --- parts ------------------------------------------------------------------------------------ */

/* A part's bytes: the property "data", or "data-size" bytes of the file at "data-position", which
 * counts from its start, or at "data-offset", which counts from the tree's padded end. */
static struct rd data_of(struct rd file, int node)
{
	struct rd data = value_of(file.p, node, "data");
	const void *fdt = file.p;
	uint32_t at, len, end = (fdt_totalsize(fdt) + 3) & ~3u;

	if (rd_left(&data) || !number_of(file.p, node, "data-size", &len))
		return data;
	if (!number_of(file.p, node, "data-position", &at)) {
		if (!number_of(file.p, node, "data-offset", &at))
			return data;
		rd_skip(&file, end);
	}
	rd_skip(&file, at);
	return rd_sub(&file, len);
}

static bool fit_sum_is_right(const void *fdt, int hash, struct rd data)
{
	const char *algo = fdt_stringlist_get(fdt, hash, "algo", 0, NULL);
	struct rd value = value_of(fdt, hash, "value");
	uint8_t sum[SHA256_LEN];

	if (algo && strcmp(algo, "crc32") == 0)
		return rd_be32(&value) == crc32_add(0, data.p, rd_left(&data)) && rd_done(&value);
	if (!algo || strcmp(algo, "sha256") != 0)
		return true;
	sha256_of(data.p, rd_left(&data), sum);
	return rd_left(&value) == sizeof sum && memcmp(value.p, sum, sizeof sum) == 0;
}

static int read_fit_part(struct rd file, int conf, const char *kind, struct rd *ret)
{
	const char *name = fdt_stringlist_get(file.p, conf, kind, 0, NULL);
	int images = fdt_path_offset(file.p, "/images"), node, hash;
	struct rd data;

	*ret = rd_of(NULL, 0);
	if (!name)
		return 0;
	node = images < 0 ? images : fdt_subnode_offset(file.p, images, name);
	if (node < 0)
		return FIT_NO_PART;
	data = data_of(file, node);
	if (data.bad || !rd_left(&data))
		return FIT_NO_DATA;
	fdt_for_each_subnode(hash, file.p, node)
	{
		if (strncmp(fdt_get_name(file.p, hash, NULL), "hash", 4) == 0 &&
		    !fit_sum_is_right(file.p, hash, data))
			return FIT_BAD_SUM;
	}
	*ret = data;
	return 0;
}

int fit_read(struct rd file, struct view conf, struct rd running, struct fit *ret)
{
	struct fit fit;
	int node, r;

	if (!dt_valid(file))
		return FIT_DAMAGED;
	node = find_conf(file.p, conf, running);
	if (node < 0)
		return conf.n && fdt_path_offset(file.p, "/configurations") >= 0 ? FIT_NO_CONF
										 : FIT_OTHER;
	if (fdt_stringlist_count(file.p, node, "fdt") > 1)
		return FIT_SEVERAL;
	r = read_fit_part(file, node, "kernel", &fit.kernel);
	if (!r && !rd_left(&fit.kernel))
		r = FIT_NO_PART;
	if (!r)
		r = read_fit_part(file, node, "ramdisk", &fit.initrd);
	if (!r)
		r = read_fit_part(file, node, "fdt", &fit.dtb);
	if (!r)
		*ret = fit;
	return r;
}

const char *fit_str(int reason)
{
	static const char text[FIT_REASONS][52] = {
		[FIT_OK] = "a FIT",
		[FIT_DAMAGED] = "a damaged FIT or device tree",
		[FIT_OTHER] = "a device tree, but no FIT with a configuration",
		[FIT_NO_CONF] = "a FIT without the configuration behind #",
		[FIT_NO_PART] = "a FIT whose configuration names a part it lacks",
		[FIT_NO_DATA] = "a FIT with a part that has no data, or is cut off",
		[FIT_BAD_SUM] = "a FIT with a part whose sum is wrong",
		[FIT_SEVERAL] = "a FIT whose configuration has several device trees",
	};

	return reason < 0 || reason >= FIT_REASONS ? "unknown reason" : text[reason];
}
