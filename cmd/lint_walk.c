/* SPDX-License-Identifier: MIT
 * The configurations of a TFTP root. */
#include "cmd/lint.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 8

/* "@dir/@name" on the heap, without the slash if one of them is empty; NULL when that is longer
 * than @max. */
static char *join_path(const char *dir, const char *name, size_t max)
{
	char *path;

	if (strlen(dir) + strlen(name) + 1 > max ||
	    asprintf(&path, "%s%s%s", dir, *dir && *name ? "/" : "", name) < 0)
		return NULL;
	return path;
}

static bool is_tree_dir(const struct lint *l, const char *path)
{
	char *full = join_path(l->load->root, path, 2 * PLAN_NAMES_MAX);
	struct stat st;
	bool dir = full && !stat(full, &st) && S_ISDIR(st.st_mode);

	free(full);
	return dir;
}

static int list_dir(const struct lint *l, const char *path, struct dirent ***ret)
{
	char *full = join_path(l->load->root, path, 2 * PLAN_NAMES_MAX);
	int n = full ? scandir(full, ret, NULL, alphasort) : -1;

	free(full);
	return n;
}

static bool holds_configs(const char *path, size_t n)
{
	static const char dir[] = PLAN_NAMES_DIR;
	size_t c = sizeof dir - 1;

	return n >= c && !strncmp(path + n - c, dir, c);
}

bool lint_walk_name(struct lint *l, const char *path)
{
	const char *slash = strrchr(path, '/');
	char meant[64], text[LINT_LINE_BUF];
	struct str s = str_of(meant, sizeof meant), line = str_of(text, sizeof text);

	if (!slash || !holds_configs(path, (size_t)(slash - path)))
		return false;
	if (plan_names_meant(view_of(slash + 1), &s)) {
		str_printable(&line, view_of(path), 200);
		str_fmt(&line, ": warning: no machine asks for this name, they ask for %s", meant);
		lint_line(l, (struct conf_where){0}, text);
	}
	return plan_names_asked(view_of(slash + 1));
}

/* The files of the directory first, then its directories, the last one first. */
static void walk_dir(struct lint *l, const char *dir, int depth)
{
	struct dirent **names = NULL;
	int n = list_dir(l, dir, &names);

	for (int i = 0; i < n; i++) {
		char *path = join_path(dir, names[i]->d_name, PLAN_NAMES_MAX);

		if (path && holds_configs(dir, strlen(dir)) && !is_tree_dir(l, path) &&
		    lint_walk_name(l, path))
			lint_add(l, path, NULL);
		free(path);
	}
	for (int i = n - 1; i >= 0; i--) {
		char *path = join_path(dir, names[i]->d_name, PLAN_NAMES_MAX);

		if (path && names[i]->d_name[0] != '.' && depth < DEPTH_MAX && is_tree_dir(l, path))
			walk_dir(l, path, depth + 1);
		free(path);
		free(names[i]);
	}
	free(names);
}

void lint_walk(struct lint *l)
{
	walk_dir(l, "", 0);
}
