/* SPDX-License-Identifier: MIT
 * The loader's own image in a tree that serves a firmware as well. */
#include "cmd/lint.h"

#include "lib/image/loader.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_own(int fd)
{
	struct stat st;
	void *map;
	bool own;

	if (fstat(fd, &st) < 0 || st.st_size <= 0 || (uint64_t)st.st_size > SIZE_MAX)
		return false;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return false;
	own = loader_is_image(rd_of(map, (size_t)st.st_size));
	munmap(map, (size_t)st.st_size);
	return own;
}

bool lint_own(const struct lint *l, struct view name)
{
	int fd = load_open(l->load, name);
	bool own = fd >= 0 && is_own(fd);

	if (fd >= 0)
		close(fd);
	return own;
}
