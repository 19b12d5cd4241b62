/* SPDX-License-Identifier: MIT
 * pxe/plan/sysappend.h - the strings of SYSAPPEND. Layer: pure. Callers: pxe/plan/plan.c,
 * cmd/lint_file.c.
 */
#ifndef PXE_PLAN_SYSAPPEND_H
#define PXE_PLAN_SYSAPPEND_H

#include "pxe/plan/host.h"

/**
 * plan_sysappend() - append " NAME=value" for every bit of @bits that has a value, lowest bit first
 *
 * Blanks and control characters inside a value become one '_', at its ends they are dropped, so
 * that one string stays one argument whatever SMBIOS holds.
 */
void plan_sysappend(struct str *s, const struct plan_host *host, uint32_t bits);

#endif
