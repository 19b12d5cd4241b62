/* SPDX-License-Identifier: MIT
 * pxe/plan/parts.h - a label taken apart: its kernel, arguments and initrds. Layer: pure. Callers:
 * pxe/plan/, cmd/show_print.c, cmd/lint_file.c, tests.
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

/** plan_parts() - take @l apart, with @extra arguments that may hold initrd= (or empty) */
void plan_parts(const struct conf_label *l, struct view extra, struct plan_parts *ret);

/** plan_parts_localboot() - the number that LOCALBOOT gives, 0 if it is none */
int64_t plan_parts_localboot(const struct conf_label *l);

#endif
