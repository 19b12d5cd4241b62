/* SPDX-License-Identifier: MIT
 * cmd/lint.h - what an administrator should look at in configurations. Layer: main. Caller:
 * cmd/lint.c, the command. lint_list.c keeps the list of files, lint_walk.c finds those of a TFTP
 * root, lint_file.c checks one.
 */
#ifndef CMD_LINT_H
#define CMD_LINT_H

#include "cmd/load.h"

#include <stdbool.h>

/** struct lint_file - a file to be read */
struct lint_file {
	char *name;
	char *prefix; /* of the file that named it, which goes on; NULL = by its own name */
};

/** struct lint - what is checked, and what was found */
struct lint {
	struct load *load; /* where files are; load->root NULL = they are not looked for */
	const char *arch;  /* s390x, armhf, arm64, x86_64; NULL = no limits, no kernels checked */
	struct conf *c;	   /* the configuration at hand */
	unsigned errors;   /* of all files */
	/* To be read, on the heap; the first file_done of them are done. */
	struct lint_file *files;
	size_t file_count, file_done;
};

/** lint_add() - read @file too, unless it is on the list already
 *  @prefix: what its relative names are under, NULL = by its own name */
void lint_add(struct lint *l, const char *file, const char *prefix);

/** lint_forget() - empty the list */
void lint_forget(struct lint *l);

/** lint_walk() - put all configurations in pxelinux.cfg directories under load->root on the list,
 *  at most 8 directories deep. Another file there is part of one of those that machines ask for. */
void lint_walk(struct lint *l);

/** lint_arch() - whether @arch is one that lint knows */
bool lint_arch(const char *arch);

/** lint_check() - check the configuration in l->c. A line for each finding goes
 *  to standard output: "file: line N: warning|error: what". Errors are counted in l->errors; the
 *  configurations that it leads to under load->root are put on the list. */
void lint_check(struct lint *l);

#endif
