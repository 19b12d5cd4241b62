/* SPDX-License-Identifier: MIT
 * Initrds in the tree, read from their first byte to their last. */
#include "cmd/lint.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE (1u << 20)

/* False: it could not be read to its end, and nothing is known of it. */
static bool judge(int fd, struct lint_initrd *ret)
{
	static struct initrd_check check;
	static uint8_t piece[PIECE];
	struct str why = str_of(ret->why, sizeof ret->why);
	ssize_t got;

	initrd_check_start(&check);
	while ((got = read(fd, piece, sizeof piece)) > 0)
		if (!initrd_check_feed(&check, rd_of(piece, (size_t)got)))
			break;
	ret->verdict = initrd_check_end(&check, 0, &why);
	return got >= 0;
}

static const struct lint_initrd *find(const struct lint *l, const char *path)
{
	for (size_t i = 0; i < l->initrd_count; i++)
		if (!strcmp(l->initrds[i].path, path))
			return &l->initrds[i];
	return NULL;
}

static struct lint_initrd *add(struct lint *l, const char *path)
{
	size_t size = (l->initrd_count + 1) * sizeof *l->initrds;
	struct lint_initrd *more = realloc(l->initrds, size);
	struct lint_initrd one = {.path = strdup(path)};

	if (more)
		l->initrds = more;
	if (!more || !one.path) {
		free(one.path);
		return NULL;
	}
	l->initrds[l->initrd_count] = one;
	return &l->initrds[l->initrd_count++];
}

const struct lint_initrd *lint_initrd_read(struct lint *l, struct view name)
{
	static char path[PLAN_NAMES_BUF];
	const struct lint_initrd *known;
	struct lint_initrd *one;
	int fd;

	if (!load_path(l->load, name, path, sizeof path))
		return NULL;
	known = find(l, path);
	if (known)
		return known;
	fd = load_open(l->load, name);
	if (fd < 0)
		return NULL;
	one = add(l, path);
	if (one && !judge(fd, one)) {
		free(one->path);
		l->initrd_count--;
		one = NULL;
	}
	close(fd);
	return one;
}

void lint_initrd_forget(struct lint *l)
{
	for (size_t i = 0; i < l->initrd_count; i++)
		free(l->initrds[i].path);
	free(l->initrds);
	l->initrds = NULL;
	l->initrd_count = 0;
}
