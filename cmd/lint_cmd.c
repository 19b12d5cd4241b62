/* SPDX-License-Identifier: MIT
 * `pxe lint`: what an administrator should look at before machines read it. */
#include "cmd/cmd.h"

#include "lib/log.h"
#include "cmd/lint.h"

#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 8

static const char usage[] =
	"usage: pxe lint [--root DIR] [--arch ARCH] FILE|DIR...\n"
	"Prints what is unknown, refused, missing or never reached, with file and line.\n"
	"  --root DIR   FILE is a path under the TFTP root DIR, and so is what it names\n"
	"  --arch ARCH  s390x, armhf, arm64 or x86_64: look at kernels and command lines\n"
	"A DIR is a TFTP root itself: every configuration in a pxelinux.cfg directory of it.\n"
	"Exit status 1 if anything is wrong enough to keep a label from booting.\n";

static const struct option options[] = {
	{"root", required_argument, NULL, 'r'},
	{"arch", required_argument, NULL, 'a'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static struct conf conf;
static struct load load;
static struct lint lint = {.c = &conf, .load = &load};

/* --- the tree -------------------------------------------------------------------------------- */

static bool all_of(const char *s, const char *set, size_t min, size_t max)
{
	size_t n = strlen(s);

	return n >= min && n <= max && strspn(s, set) == n;
}

/* Names that machines ask for; other files there are parts of those. */
static bool is_candidate(const char *name)
{
	return !strcmp(name, "default") || all_of(name, "0123456789ABCDEF", 1, 8) ||
	       (all_of(name, "0123456789abcdef-", 5, 50) && name[2] == '-') ||
	       (all_of(name, "0123456789abcdef-", 36, 36) && name[8] == '-');
}

/* @path and @name, under the root; false when that is too long. */
static bool join(char *ret, size_t size, const char *path, const char *name)
{
	struct str s = str_of(ret, size);

	str_puts(&s, path);
	if (*path && *name)
		str_putc(&s, '/');
	str_puts(&s, name);
	return !s.cut;
}

static bool is_dir(const char *path)
{
	struct stat st;
	static char full[2 * PLAN_NAMES_BUF];

	return join(full, sizeof full, load.root, path) && !stat(full, &st) && S_ISDIR(st.st_mode);
}

static int list(const char *path, struct dirent ***ret)
{
	static char full[2 * PLAN_NAMES_BUF];

	return join(full, sizeof full, load.root, path) ? scandir(full, ret, NULL, alphasort) : -1;
}

/* Directories still to be looked into, each with its depth. */
struct todo {
	char path[PLAN_NAMES_BUF];
	int depth;
};

static struct todo todo[512];
static size_t todo_count;

static void push(const char *path, int depth)
{
	struct todo *t = &todo[todo_count];

	if (todo_count == sizeof todo / sizeof *todo || depth > DEPTH_MAX)
		return;
	if (join(t->path, sizeof t->path, path, "")) {
		t->depth = depth;
		todo_count++;
	}
}

static void look_at(const struct todo *dir, const char *name)
{
	static const char config[] = "pxelinux.cfg";
	size_t n = strlen(dir->path), c = sizeof config - 1;
	bool configs = n >= c && !strcmp(dir->path + n - c, config);
	static char path[PLAN_NAMES_BUF];

	if (name[0] == '.' || !join(path, sizeof path, dir->path, name))
		return;
	if (is_dir(path))
		push(path, dir->depth + 1);
	else if (configs && is_candidate(name))
		lint_add(&lint, path, NULL);
}

static void walk(void)
{
	push("", 0);
	while (todo_count) {
		static struct todo dir;
		struct dirent **names = NULL;
		int n;

		dir = todo[--todo_count];
		n = list(dir.path, &names);
		for (int i = 0; i < n; i++) {
			look_at(&dir, names[i]->d_name);
			free(names[i]);
		}
		free(names);
	}
}

static int lint_tree(const char *root)
{
	load.root = root;
	walk();
	if (!lint.file_count) {
		log_err("%s: no configuration in any pxelinux.cfg directory, not checked", root);
		return 1;
	}
	lint_run(&lint);
	return 0;
}

static int lint_argument(const char *arg, const char *root)
{
	struct stat st;
	int rc = 0;

	lint.file_count = lint.file_done = 0;
	load.root = root;
	if (!root && !stat(arg, &st) && S_ISDIR(st.st_mode)) {
		rc = lint_tree(arg);
	} else {
		lint_add(&lint, arg, NULL);
		lint_run(&lint);
	}
	return rc || lint.errors ? 1 : 0;
}

int cmd_lint(int argc, char **argv)
{
	const char *root = NULL;
	int opt, status = 0;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'r': root = optarg; break;
		case 'a': lint.arch = optarg; break;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return 2;
		}
	}
	if (optind == argc || (lint.arch && !lint_arch(lint.arch))) {
		fputs(usage, stderr);
		return 2;
	}
	while (optind < argc)
		status |= lint_argument(argv[optind++], root);
	return fflush(stdout) ? 1 : status;
}
