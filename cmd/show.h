/* SPDX-License-Identifier: MIT
 * cmd/show.h - a parsed configuration for people and for scripts. Layer: main. Callers: cmd/show.c,
 * cmd/lint_file.c.
 */
#ifndef CMD_SHOW_H
#define CMD_SHOW_H

#include "pxe/conf/conf.h"

#include <stdio.h>

/** show_json() - @c as the JSON document that `pxe show --json` promises; all of it on @out */
void show_json(const struct conf *c, FILE *out);

/** show_text() - the same for people, every byte from the configuration printable */
void show_text(const struct conf *c, FILE *out);

/** show_config() - the same as one configuration without includes; bytes as they are */
void show_config(const struct conf *c, FILE *out);

/** show_notes() - one line per warning: "file: line N: warning: text" */
void show_notes(const struct conf *c, FILE *out);

/** show_is_label() - whether @l is a LABEL, and not a separator or a submenu's line */
bool show_is_label(const struct conf_label *l);

#endif
