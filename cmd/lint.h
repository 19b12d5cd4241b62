/* SPDX-License-Identifier: MIT
 * cmd/lint.h - what an administrator should look at in a configuration. Layer: main. Caller:
 * cmd_lint.
 */
#ifndef CMD_LINT_H
#define CMD_LINT_H

#include "cmd/load.h"

#include <stdbool.h>

#define LINT_FILES_MAX 256u

/** struct lint_file - a file to be read */
struct lint_file {
	char name[PLAN_NAMES_BUF];
	bool has_prefix; /* it is named by another one, whose prefix goes on */
	char prefix[PLAN_NAMES_BUF];
};

/** struct lint - what is checked, and what was found */
struct lint {
	struct load *load; /* where files are; load->root NULL = they are not looked for */
	const char *arch;  /* s390x, armhf, arm64, x86_64; NULL = no limits, no kernels checked */
	struct conf *c;	   /* the one at hand */
	unsigned errors;   /* of all files */
	size_t file_count; /* files to be read, of which the first file_done are done */
	size_t file_done;
	struct lint_file files[LINT_FILES_MAX];
};

/** lint_arch() - whether @arch is one that lint knows */
bool lint_arch(const char *arch);

/** lint_add() - read @file too, unless it is on the list already or the list is full
 *  @prefix: what its relative names are under, NULL = by its own name */
void lint_add(struct lint *l, const char *file, const char *prefix);

/** lint_run() - check the files on the list, and what they lead to under load->root. A line for
 *  each finding goes to standard output: "file: line N: warning|error: what". Errors are counted
 *  in l->errors. */
void lint_run(struct lint *l);

#endif
