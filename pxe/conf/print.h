/* SPDX-License-Identifier: MIT
 * pxe/conf/print.h - a parsed configuration as text again. Layer: pure. Callers:
 * cmd/show_text.c, tests.
 */
#ifndef PXE_CONF_PRINT_H
#define PXE_CONF_PRINT_H

#include "pxe/conf/conf.h"

/** struct conf_sink - where the text goes, piece by piece */
struct conf_sink {
	void (*put)(void *ctx, struct view piece); /* never NULL; @piece is never empty */
	void *ctx;
};

/**
 * conf_print() - @c as one file without includes, which boots what @c boots
 *
 * What has no effect (comments, unknown words, what a later line overrides) is left out. Parsing
 * the text and printing it again gives the same bytes, and plan_default() and plan_make() the same
 * plans; only line numbers differ. An .ins file is printed as one. SAY lines are those that
 * conf_say() has not taken yet.
 */
void conf_print(const struct conf *c, const struct conf_sink *sink);

#endif
