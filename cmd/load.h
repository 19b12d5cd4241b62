/* SPDX-License-Identifier: MIT
 * cmd/load.h - read a configuration and its includes on a workstation. Layer: adapter. Callers:
 * cmd/show.c, cmd/menu.c, cmd/lint*.c.
 *
 * Files are local, or come from a server through the loader's own download code. Calls may block.
 */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "lib/bytes.h"
#include "lib/netaddr.h"
#include "pxe/conf/conf.h"
#include "pxe/plan/names.h"
#include "pxe/plan/parts.h"

#include <sys/types.h>

#define LOAD_WHY_BUF 1024

/** struct load - where a configuration and its includes come from */
struct load {
	const char *root; /* --root DIR: the tree that holds FILE and its includes; NULL = none */
	/* --map FROM=TO, as rewriting rules of a server: in a path in the tree @map_to replaces
	 * @map_from at the start; n 0 = no mapping */
	struct view map_from, map_to;
	bool no_includes; /* every INCLUDE counts as not found */
	bool has_prefix;  /* the caller has set @prefix, as another configuration gives it */
	/* The prefix of relative names in the configuration; load_conf() sets it otherwise. */
	char prefix[PLAN_NAMES_BUF];
	char ins[PLAN_NAMES_BUF]; /* path of the configuration if it is an .ins list; else empty */
	bool remote;		  /* the configuration came from a server */
	struct netaddr server;	  /* address of that server; none = only its name is known */
	char why[LOAD_WHY_BUF];	  /* the error as a printable sentence */
};

/**
 * load_conf() - read @file (a path or a URL) and its includes into @c
 *
 * The prefix is the part of @file before "pxelinux.cfg/", as a boot file beside that directory
 * gives it. Without such a part the prefix is the top of the root, or without a root the directory
 * of @file. A ".." in a local name never leaves the root or, without a root, that directory.
 * Return: 0, -errno, or an enum conf_error with the sentence in load->why.
 */
int load_conf(struct load *load, const char *file, struct conf *c);

/**
 * load_menu() - read @files one behind the other into @c, as a menu module does; names are relative
 *               to load->prefix, and missing files are skipped
 * @main: the file that "~" stands for, as for load_conf(); must not point into @c
 *
 * Return: as load_conf(); the error of the last file when all are missing.
 */
int load_menu(struct load *load, struct plan_menu_files files, const char *main, struct conf *c);

/** load_map() - set map_from and map_to from @arg, "FROM=TO", which must outlive @load. Return:
 *  false = @arg has another form */
bool load_map(struct load *load, const char *arg);

/** load_exists() - does the local file @name exist? Return: 1 = yes, 0 = no, -1 = unknown (a URL,
 *  another server, or no local tree) */
int load_exists(const struct load *load, struct view name);

/** load_path() - the path of the local file @name, as load_conf() takes it; @ret has @size bytes.
 *  Return: false = the file is missing or unknown, as for load_exists() */
bool load_path(const struct load *load, struct view name, char *ret, size_t size);

/** load_open() - open the local file @name for reading. Return: a descriptor, which is the
 *  caller's; negative = the file is missing or unknown, as for load_exists() */
int load_open(const struct load *load, struct view name);

/** load_head() - read the first @size bytes of the local file @name, or all of it, into @ret.
 *  Return: bytes read; negative as for load_open() */
ssize_t load_head(const struct load *load, struct view name, void *ret, size_t size);

/** load_map_file() - map the whole local file @name; load_unmap_file() ends it. Return: false = there
 *  are no bytes to be had; @ret has some otherwise */
bool load_map_file(const struct load *load, struct view name, struct rd *ret);

/** load_unmap_file() - end what load_map_file() has begun; @file as it was returned */
void load_unmap_file(struct rd file);

#endif
