/* SPDX-License-Identifier: MIT
 * init/modalias.h - which modules a device wants and in which order they load. Layer: pure.
 *
 * Reads depmod's text files, modules.alias and modules.dep, where they lie. Nothing recurses, and
 * a file that contradicts itself is refused, not followed.
 */
#ifndef INIT_MODALIAS_H
#define INIT_MODALIAS_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define MODALIAS_MAX_ORDER 64 /* modules loaded for the sake of one */
#define MODALIAS_MAX_DEPTH 32 /* dependencies of dependencies */

enum modalias_err {
	MODALIAS_NOT_LISTED = 1, /* modules.dep has no such module */
	MODALIAS_CYCLE,		 /* two modules need each other */
	MODALIAS_TOO_DEEP,
	MODALIAS_TOO_MANY,
};

const char *modalias_str(int err);

/** modalias_match() - @pattern as fnmatch(3) without flags knows it: * ? [a-z] [!x] and \ */
bool modalias_match(struct view pattern, struct view text);

/** modalias_next() - the next module in modules.alias whose pattern matches @alias; moves @file
 *  behind it. False when there are no more. */
bool modalias_next(struct view *file, struct view alias, struct view *ret_module);

/** modalias_name_eq() - equal as module names: '-' and '_' are the same */
bool modalias_name_eq(struct view a, struct view b);

/** modalias_name() - the name in a path: kernel/net/8021q/8021q.ko.xz gives 8021q */
struct view modalias_name(struct view path);

/** struct modalias_order - paths as modules.dep has them, to be loaded from first to last */
struct modalias_order {
	struct view path[MODALIAS_MAX_ORDER];
	unsigned n;
};

/** modalias_order() - the module @name and all it needs, every one once and behind those that it
 *  needs itself. 0, or an enum modalias_err with @ret untouched. */
int modalias_order(struct view dep_file, struct view name, struct modalias_order *ret);

#endif
