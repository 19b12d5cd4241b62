/* SPDX-License-Identifier: MIT
 * pxe/plan_sys.h - the strings of SYSAPPEND. Layer: pure. Callers: plan.c, tests.
 */
#ifndef PXE_PLAN_SYS_H
#define PXE_PLAN_SYS_H

#include "pxe/plan.h"

/**
 * plan_sysappend() - append " NAME=value" for every bit of @bits that has a value, lowest bit first
 *
 * Blanks and control characters inside a value become one '_', at its ends they are dropped, so
 * that one string stays one argument whatever SMBIOS holds.
 */
void plan_sysappend(struct str *s, const struct plan_host *host, uint32_t bits);

#endif
