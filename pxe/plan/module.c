/* SPDX-License-Identifier: MIT */
#include "pxe/plan/module.h"

#include "pxe/plan/host.h"

#include <string.h>

static struct view kernel_base_name(struct view v)
{
	for (size_t i = v.n; i > 0; i--)
		if (v.p[i - 1] == '/')
			return view_from(v, i);
	return v;
}

/* @kernel without directory and ".c32". */
static struct view module_name(struct view kernel)
{
	struct view name = kernel_base_name(kernel);

	if (name.n > 4 && view_iends(name, ".c32"))
		name.n -= 4;
	return name;
}

static const struct {
	char name[9];
	uint8_t module;
} modules[] = {
	{"menu", PLAN_MODULE_MENU},
	{"vesamenu", PLAN_MODULE_MENU},
	{"gfxboot", PLAN_MODULE_MENU},
	/* parts of syslinux itself: who starts one wants what is here already */
	{"ldlinux", PLAN_MODULE_MENU},
	{"libcom32", PLAN_MODULE_MENU},
	{"libutil", PLAN_MODULE_MENU},
	{"libmenu", PLAN_MODULE_MENU},
	{"config", PLAN_MODULE_CONFIG},
	{"chain", PLAN_MODULE_LOCALBOOT},
	{"reboot", PLAN_MODULE_REBOOT},
	{"poweroff", PLAN_MODULE_POWEROFF},
	{"linux", PLAN_MODULE_LINUX},
	{"ifcpu64", PLAN_MODULE_IFCPU64},
	{"ifcpu", PLAN_MODULE_IFCPU},
};

/* The menus need no ".c32" after KERNEL or UI: PXELINUX looks for the file with it as well. Other
 * names are too ordinary for that. */
static enum plan_module find_module(struct view kernel, bool is_com32)
{
	struct view name = module_name(kernel);

	is_com32 |= view_iends(kernel, ".c32");
	for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
		if (view_ieq(name, view_of(modules[i].name)) &&
		    (is_com32 || modules[i].module == PLAN_MODULE_MENU))
			return (enum plan_module)modules[i].module;
	return PLAN_MODULE_NONE;
}

bool plan_module_is_menu(struct view kernel)
{
	return find_module(kernel, false) == PLAN_MODULE_MENU;
}

enum plan_module plan_module_of(enum conf_type type, struct view kernel)
{
	if (type == CONF_COM32 || type == CONF_KERNEL || type == CONF_COMBOOT)
		if (view_ieq(kernel_base_name(kernel), view_of("poweroff.com")))
			return PLAN_MODULE_POWEROFF;
	return type == CONF_COM32 || type == CONF_KERNEL ? find_module(kernel, type == CONF_COM32)
							 : PLAN_MODULE_NONE;
}

bool plan_module_is_ins(enum conf_type type, struct view kernel)
{
	return (type == CONF_KERNEL || type == CONF_LINUX) && kernel.n > 4 &&
	       view_iends(kernel, ".ins");
}

struct view plan_module_args(const struct plan_parts *parts)
{
	return parts->args.n ? parts->args : parts->append;
}

void plan_module_menu_files(const struct plan_parts *parts, struct view extra,
			    struct plan_menu_files *ret)
{
	*ret = (struct plan_menu_files){0};
	if (!view_ieq(module_name(parts->kernel), view_of("gfxboot")))
		*ret = (struct plan_menu_files){.from = {parts->args, parts->append, extra}};
}

struct view plan_module_config(const struct plan_parts *parts, struct view extra)
{
	struct view args = plan_module_args(parts);

	if (!args.n)
		args = extra;
	if (!view_ieq(module_name(parts->kernel), view_of("ldlinux")))
		args.n = 0;
	return view_word(&args);
}

const char *plan_module_not_linux(enum conf_type type, struct view kernel)
{
	struct view name = module_name(kernel);
	bool module = type == CONF_COM32 || type == CONF_COMBOOT ||
		      (type == CONF_KERNEL && view_iends(kernel, ".c32"));

	switch (type) {
	case CONF_BOOT:
	case CONF_BSS: return "a boot sector, which needs a PC BIOS; name a Linux kernel";
	case CONF_PXE: return "a PXE program, which needs the PXE ROM; name a Linux kernel";
	case CONF_FDIMAGE: return "a floppy image, which needs a PC BIOS; name a Linux kernel";
	default: break;
	}
	if (module && view_ieq(name, view_of("mboot")))
		return "a Multiboot loader, and only Linux can be started here; name a Linux "
		       "kernel";
	if (module && view_ieq(name, view_of("pxechn")))
		return "needs the PXE ROM; to use that server's configuration, name it with CONFIG";
	if (module)
		return "a syslinux module, which needs syslinux; name a Linux kernel";
	if (view_ieq(name, view_of("memdisk")))
		return "memdisk needs a PC BIOS; name a Linux kernel";
	return NULL;
}

int32_t plan_module_disk_number(int64_t n)
{
	return n >= 0x80 && n <= 0xff ? (int32_t)(n - 0x80) : -1;
}

int32_t plan_module_chain_disk(struct view args)
{
	struct view word = view_word(&args), disk;
	uint32_t n;

	if (!view_until(&word, ',', &disk) || disk.n < 3 || !view_starts(disk, "hd"))
		return -1;
	disk = view_from(disk, 2);
	return text_u32(disk, 0, 127, &n) ? (int32_t)n : -1;
}

/* Options of its own (-dhcpinfo) stand before the kernel. */
void plan_module_linux(struct plan_parts *parts)
{
	struct view *from = parts->args.n ? &parts->args : &parts->append;
	struct view word = view_word(from);

	while (view_starts(word, "-"))
		word = view_word(from);
	parts->kernel = word;
	*from = view_skip_blanks(*from);
}

/* --- branches -------------------------------------------------------------------------------- */

/* Cut what stands before the next word "--" off the front of @v, without blanks at its ends. */
static struct view cut_branch(struct view *v)
{
	struct view rest = *v, before = *v, word = view_word(&rest);

	while (word.n && !view_is(word, "--"))
		word = view_word(&rest);
	if (word.n)
		before.n = (size_t)(word.p - before.p);
	*v = rest;
	return view_trim(before);
}

static uint32_t cpu_feature(struct view word)
{
	static const struct {
		char name[11];
		uint8_t bit;
	} features[] = {
		{"64", PLAN_CPU_64},   {"pae", PLAN_CPU_PAE},
		{"hvm", PLAN_CPU_HVM}, {"multicore", PLAN_CPU_MULTICORE},
		{"smp", PLAN_CPU_SMP}, {"hypervisor", PLAN_CPU_HYPERVISOR},
	};

	for (size_t i = 0; i < sizeof features / sizeof *features; i++)
		if (view_is(word, features[i].name))
			return features[i].bit;
	return 0; /* "debug", or something newer */
}

/* The branch number @wanted of those that are there, or the last one. */
static struct view nth_branch(struct view args, unsigned wanted)
{
	struct view got = cut_branch(&args);

	while (wanted-- && args.n)
		got = cut_branch(&args);
	return got;
}

struct view plan_module_ifcpu(const struct plan_parts *parts, enum plan_module module,
			      uint32_t lacks)
{
	struct view args = plan_module_args(parts), asked;
	uint32_t bits = 0;

	if (module == PLAN_MODULE_IFCPU64)
		return nth_branch(args, !(lacks & PLAN_CPU_64)	  ? 0
					: !(lacks & PLAN_CPU_PAE) ? 1
								  : 2);
	asked = cut_branch(&args);
	for (struct view w = view_word(&asked); w.n; w = view_word(&asked))
		bits |= cpu_feature(w);
	return nth_branch(args, bits & lacks ? 1 : 0);
}
