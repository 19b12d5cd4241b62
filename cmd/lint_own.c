/* SPDX-License-Identifier: MIT
 * The loader's own image in a tree that serves a firmware as well. */
#include "cmd/lint.h"

#include "lib/image/loader.h"

bool lint_own(const struct lint *l, struct view name)
{
	struct rd file;
	bool own;

	if (!load_map_file(l->load, name, &file))
		return false;
	own = loader_is_image(file);
	load_unmap_file(file);
	return own;
}
