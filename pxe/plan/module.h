/* SPDX-License-Identifier: MIT
 * pxe/plan/module.h - what syslinux's modules mean to us. Layer: pure. Callers: pxe/plan/plan.c,
 * pxe/plan/default.c, lint.c.
 */
#ifndef PXE_PLAN_MODULE_H
#define PXE_PLAN_MODULE_H

#include "pxe/plan/plan.h"

enum plan_module {
	MODULE_NONE, /* no module, or one that means nothing under Linux */
	MODULE_MENU,
	MODULE_CONFIG,	  /* its argument is a configuration */
	MODULE_LOCALBOOT, /* starts a disk's boot sector */
	MODULE_REBOOT,
	MODULE_POWEROFF,
	MODULE_LINUX,	/* the kernel is its first argument */
	MODULE_IFCPU64, /* labels, the first for 64 bits, then PAE, then the rest */
	MODULE_IFCPU,	/* features, a label if they are all there, a label if not */
};

/** plan_module() - what the kernel of a label of this type is to us */
enum plan_module plan_module(enum conf_type type, struct view kernel);

/** plan_not_linux() - why Linux cannot start a kernel of this type and name, and what to do;
 *  NULL if it may. The suffixes that PXELINUX takes for boot sectors (.0 .bin .bs .bss .img) are
 *  ordinary names of Linux kernels elsewhere, so only the image itself can tell. */
const char *plan_not_linux(enum conf_type type, struct view kernel);

/** plan_linux_parts() - make what linux.c32 would boot out of its arguments; kernel.n is 0 when
 *  they name none */
void plan_linux_parts(struct plan_parts *parts);

/** plan_ifcpu() - the command that ifcpu64.c32 or ifcpu.c32 runs on a processor without @lacks;
 *  empty when the arguments name none */
struct view plan_ifcpu(const struct plan_parts *parts, enum plan_module module, uint32_t lacks);

#endif
