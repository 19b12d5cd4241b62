/* SPDX-License-Identifier: MIT */
#include "init/kexec/fit.h"

#include "init/kexec/dt.h"
#include "lib/image/fit_part.h"

#include <libfdt.h>
#include <string.h>

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

static int read_fit_part(struct rd file, int conf, const char *kind, struct rd *ret)
{
	const char *name = fdt_stringlist_get(file.p, conf, kind, 0, NULL);
	int images = fdt_path_offset(file.p, "/images"), node;
	struct rd data;

	*ret = rd_of(NULL, 0);
	if (!name)
		return 0;
	node = images < 0 ? images : fdt_subnode_offset(file.p, images, name);
	if (node < 0)
		return FIT_NO_PART;
	data = fit_part_data(file, node);
	if (data.bad || !rd_left(&data))
		return FIT_NO_DATA;
	if (!fit_part_sums_right(file.p, node, data))
		return FIT_BAD_SUM;
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
