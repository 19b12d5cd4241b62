/* SPDX-License-Identifier: MIT
 * cmd/load.h - a configuration with its includes, on a workstation. Layer: adapter. Callers:
 * cmd/show.c, cmd/menu.c, cmd/lint.c and lint_file.c.
 *
 * Reads local files, or a server with the loader's own download code. May block.
 */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "pxe/conf/conf.h"
#include "pxe/plan/names.h"
#include "pxe/plan/parts.h"

#include <sys/types.h>

#define LOAD_WHY_BUF 1024

/** struct load - where includes come from */
struct load {
	const char *root; /* --root DIR: the tree that FILE and its includes are in; NULL = none */
	/* --map FROM=TO, as a server with rewriting rules has it: of a path in the tree that begins with
	 * @map_from this is replaced; n is 0 = nothing is */
	struct view map_from, map_to;
	bool no_includes; /* every INCLUDE counts as not found */
	bool has_prefix;  /* @prefix is given: the configuration was named by another one */
	/* Set by load_conf() otherwise: what relative names in the configuration are under. */
	char prefix[PLAN_NAMES_BUF];
	char ins[PLAN_NAMES_BUF]; /* the configuration, if it is an .ins list; else empty */
	bool remote;		  /* the configuration came from a server */
	uint32_t server;	  /* its address, 0 = only its name is known */
	char why[LOAD_WHY_BUF];	  /* printable, after an error */
};

/**
 * load_conf() - read @file (a path, or a URL) and what it includes into @c
 *
 * The prefix is what stands before "pxelinux.cfg/" in @file, as a boot file beside that directory
 * gives it; else the root's top, or without a root the directory of @file. A local name never
 * leaves the root or, without one, that directory through "..". Return: 0, -errno, or an enum
 * conf_error; load->why says what happened.
 */
int load_conf(struct load *load, const char *file, struct conf *c);

/**
 * load_menu() - read @files as one into @c, as a menu module does that a configuration in load->prefix
 * names; those that are not there are passed over
 * @main: the file that "~" means, as for load_conf(); must not be one that @c holds
 *
 * Return: as load_conf(); the last file's error when there was none of them.
 */
int load_menu(struct load *load, struct plan_menu_files files, const char *main, struct conf *c);

/** load_map() - set map_from and map_to to @arg, "FROM=TO", which must stay. False: it is none */
bool load_map(struct load *load, const char *arg);

/** load_exists() - whether the local file that @name means is there: 1 yes, 0 no, -1 cannot be told
 *  (a URL, another server, or no local tree) */
int load_exists(const struct load *load, struct view name);

/** load_path() - where in the tree that file is, as a name for load_conf(); false when it is not
 *  there or cannot be told */
bool load_path(const struct load *load, struct view name, char *ret, size_t size);

/** load_open() - that file, to be read; the descriptor is the caller's. -1 when it is not there or
 *  cannot be told */
int load_open(const struct load *load, struct view name);

/** load_head() - the first @size bytes of that file, or all of it; -1 as above */
ssize_t load_head(const struct load *load, struct view name, void *ret, size_t size);

#endif
