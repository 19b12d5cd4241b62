/* SPDX-License-Identifier: MIT
 * cmd/ipxe_lint.h - what an administrator should know of an iPXE script before machines run it. Layer:
 * adapter (heap, files). Callers: cmd/lint.c, cmd/show.c.
 */
#ifndef CMD_IPXE_LINT_H
#define CMD_IPXE_LINT_H

#include <stdbool.h>
#include <stdio.h>

/** ipxe_lint_is() - whether the local file @name is an iPXE script. @root: the folder that it is under;
 *  NULL = none */
bool ipxe_lint_is(const char *root, const char *name);

/** ipxe_lint() - print one line for each finding: "file: line N: warning|error: what". @arch: as of
 *  lint_arch(), NULL = any. Return: the number of errors */
unsigned ipxe_lint(const char *root, const char *name, const char *arch, FILE *out);

/** ipxe_show() - print the script's commands, and which are ignored, refused or unknown; @json: as a JSON
 *  document. Return: false = it cannot be read, which is said */
bool ipxe_show(const char *root, const char *name, bool json, FILE *out);

#endif
