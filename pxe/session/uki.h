/* SPDX-License-Identifier: MIT
 * pxe/session/uki.h - a unified kernel image (lib/image/uki.h) becomes the parts that PID 1 gets. Layer:
 * adapter. Callers: pxe/session/kernel.c, pxe/session/ipxe.c.
 *
 * As with systemd's stub, a command line that comes with the image replaces its own, and initrds that come
 * with it stand behind its own.
 */
#ifndef PXE_SESSION_UKI_H
#define PXE_SESSION_UKI_H

#include "lib/bytes.h"
#include "lib/text.h"

#include <stdbool.h>

struct session;

/** session_uki_take() - @file, a whole unified image that the checks have passed, becomes kernel and initrd, and
 *  with @tree the device tree, which must all be free. @url: where it came from, printable.
 *  Return: false: s->report.why says why not */
bool session_uki_take(struct session *s, struct rd file, const char *url, bool tree);

/** session_uki_cmdline() - append the command line in @file; nothing where it has none */
void session_uki_cmdline(struct rd file, struct str *out);

/** session_uki_into_plan() - put the command line in @file into that of the plan, in the place of APPEND, which
 *  the label does not have. Return: false: too long, s->report.why says so */
bool session_uki_into_plan(struct session *s, struct rd file);

#endif
