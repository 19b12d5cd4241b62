/* SPDX-License-Identifier: MIT
 * pxe/plan/parts.h - a label taken apart: its kernel, arguments and initrds. Layer: pure. Callers:
 * pxe/plan/, cmd/show_text.c, cmd/show_json.c, cmd/lint_file.c, tests.
 */
#ifndef PXE_PLAN_PARTS_H
#define PXE_PLAN_PARTS_H

#include "pxe/conf/conf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_INITRDS_MAX 32u

/** struct plan_parts - the words of a label; the views point into the conf */
struct plan_parts {
	struct view kernel; /* p is NULL when the label boots no file */
	struct view args;   /* rest of the kernel's line, leading blanks removed */
	struct view append; /* the APPEND in force */
	struct view initrds[PLAN_INITRDS_MAX];
	size_t initrd_count;
	bool too_many; /* initrds beyond PLAN_INITRDS_MAX were left out */
};

/** struct plan_menu_files - the configurations that menu.c32 or vesamenu.c32 reads in order as one:
 *  the words of these views. "~" means the main configuration: what no menu module reads. */
struct plan_menu_files {
	struct view from[3];
};

/** plan_menu_words() - those that @words name */
static inline struct plan_menu_files plan_menu_words(struct view words)
{
	return (struct plan_menu_files){.from = {words}};
}

/** plan_menu_files_next() - cut the next name off @files; false when there is none */
bool plan_menu_files_next(struct plan_menu_files *files, struct view *ret);

/** plan_menu_files_any() - whether there is a name besides "~" */
bool plan_menu_files_any(const struct plan_menu_files *files);

/** plan_parts() - take @l apart, with @extra arguments that may hold initrd= (or empty) */
void plan_parts(const struct conf_label *l, struct view extra, struct plan_parts *ret);

/** plan_parts_localboot() - the number that LOCALBOOT gives, 0 if it is none */
int64_t plan_parts_localboot(const struct conf_label *l);

#endif
