/* SPDX-License-Identifier: MIT
 * pxe/plan/module.h - what syslinux's modules mean to us. Layer: pure. Callers: pxe/plan/plan.c,
 * pxe/plan/default.c, cmd/lint_file.c.
 */
#ifndef PXE_PLAN_MODULE_H
#define PXE_PLAN_MODULE_H

#include "pxe/plan/parts.h"

/** enum plan_module - a module by what we do in its place */
enum plan_module {
	PLAN_MODULE_NONE, /* no module, or one that means nothing under Linux */
	PLAN_MODULE_MENU,
	PLAN_MODULE_CONFIG,    /* its argument is a configuration */
	PLAN_MODULE_LOCALBOOT, /* starts a disk's boot sector */
	PLAN_MODULE_REBOOT,
	PLAN_MODULE_POWEROFF,
	PLAN_MODULE_LINUX,   /* the kernel is its first argument */
	PLAN_MODULE_IFCPU64, /* labels, the first for 64 bits, then PAE, then the rest */
	PLAN_MODULE_IFCPU,   /* features, a label if they are all there, a label if not */
};

/** plan_module_of() - what the kernel of a label of this type is to us */
enum plan_module plan_module_of(enum conf_type type, struct view kernel);

/** plan_module_is_ins() - whether a label of this type and kernel is meant to start an .ins list */
bool plan_module_is_ins(enum conf_type type, struct view kernel);

/** plan_module_disk_number() - the disk that LOCALBOOT @n means, as hdN counts them: 0x80 to 0xff are
 *  the BIOS's numbers of hard disks. -1 = none is named */
int32_t plan_module_disk_number(int64_t n);

/** plan_module_chain_disk() - the same of chain.c32's arguments: hdN, with a partition or not */
int32_t plan_module_chain_disk(struct view args);

/** plan_module_args() - a module's own arguments, else those of APPEND */
struct view plan_module_args(const struct plan_parts *parts);

/** plan_module_not_linux() - why Linux cannot start a kernel of this type and name, and what to do;
 *  NULL if it may. The suffixes that PXELINUX takes for boot sectors (.0 .bin .bs .bss .img) are
 *  ordinary names of Linux kernels elsewhere, so only the image itself can tell. */
const char *plan_module_not_linux(enum conf_type type, struct view kernel);

/** plan_module_is_menu() - @kernel names one of syslinux's menu modules, which mean our menu */
bool plan_module_is_menu(struct view kernel);

/** plan_module_menu_files() - the configurations that a menu module reads, @extra arguments behind its
 *  own; none for gfxboot, whose argument is a picture */
void plan_module_menu_files(const struct plan_parts *parts, struct view extra,
			    struct plan_menu_files *ret);

/** plan_module_config() - the configuration that ldlinux.c32 is to start with; n is 0 when @parts
 *  has another module or names none */
struct view plan_module_config(const struct plan_parts *parts, struct view extra);

/** plan_module_linux() - make what linux.c32 would boot out of its arguments; kernel.n is 0 when
 *  they name none */
void plan_module_linux(struct plan_parts *parts);

/** plan_module_ifcpu() - the command that ifcpu64.c32 or ifcpu.c32 runs on a processor without
 *  @lacks (PLAN_CPU_*); n is 0 when the arguments name none */
struct view plan_module_ifcpu(const struct plan_parts *parts, enum plan_module module,
			      uint32_t lacks);

#endif
