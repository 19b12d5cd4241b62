/* SPDX-License-Identifier: MIT
 * mkimage/efi_cmd.c - `mkimage efi`: a kernel with everything it needs as one program that UEFI
 * firmware loads. Layer: main.
 *
 * The program is the boot stub of the distribution's systemd, which looks for the parts in sections
 * of its own image and starts the kernel with them.
 */
#include "mkimage/format.h"

#include "lib/image/s390.h"
#include "lib/log.h"
#include "mkimage/io.h"
#include "mkimage/pe.h"
#include "lib/print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Names of the sections that systemd's stub looks for. */
#define KERNEL_SECTION	".linux"
#define INITRD_SECTION	".initrd"
#define CMDLINE_SECTION ".cmdline"
#define OSREL_SECTION	".osrel"

#define INITRDS_MAX 16
#define PARTS	    4
/* A 32-bit ARM kernel unpacks itself with a heap of 64 KiB behind its image, which its header does
 * not announce. The stub gives it no more memory than announced, and tables of the firmware may lie
 * right behind. */
#define ARM_HEAP (128u << 10)

static const char efi_usage[] =
	"usage: mkimage efi --stub STUB -k KERNEL [-i INITRD]... [-c CMDLINE] [--osrel FILE]\n"
	"                   -o OUT\n"
	"\n"
	"Packs a kernel, its ramdisk and its command line into one program that UEFI firmware\n"
	"loads by PXE or HTTP, or from a disk's \\EFI\\BOOT.\n"
	"\n"
	"  --stub STUB   systemd's boot stub for the machine: linuxx64.efi.stub,\n"
	"                linuxaa64.efi.stub, linuxarm.efi.stub (package systemd-boot-efi)\n"
	"  -k KERNEL     kernel with an EFI entry of its own, for the same machine\n"
	"  -i INITRD     ramdisk; several are joined in order\n"
	"  -c CMDLINE    kernel command line\n"
	"  --osrel FILE  what it is called in boot menus, in the format of os-release\n"
	"  -o OUT        written beside and renamed\n";

static const char osrel[] =
	"ID=pxehop\nNAME=pxehop\nPRETTY_NAME=pxehop\nVERSION_ID=" PXEHOP_VERSION "\n";

struct options {
	const char *stub, *kernel, *cmdline, *osrel, *out;
	struct cli_list initrds;
};

static struct options given;

static const struct cli_option efi_options[] = {
	{0, "stub", CLI_TEXT, .text = &given.stub, .needed = true},
	{'k', NULL, CLI_TEXT, .text = &given.kernel, .needed = true},
	{'i', NULL, CLI_LIST, .list = &given.initrds, .most = INITRDS_MAX, .what = "ramdisks"},
	{'c', NULL, CLI_TEXT, .text = &given.cmdline},
	{0, "osrel", CLI_TEXT, .text = &given.osrel},
	{'o', NULL, CLI_TEXT, .text = &given.out, .needed = true},
	{0},
};

/* All blocks that are read and made. */
struct inputs {
	struct mkimage_file stub, kernel, initrd, osrel, out;
};

static bool read_pe(const char *path, struct rd file, struct mkimage_pe *ret)
{
	int reason = mkimage_pe_read(file, ret);

	if (reason)
		log_err("%s: %s", path, mkimage_pe_str(reason));
	return reason == 0;
}

static bool read_programs(const struct options *o, struct inputs *in, struct mkimage_pe *stub)
{
	struct mkimage_pe kernel;

	if (!mkimage_io_read(o->stub, &in->stub) ||
	    !read_pe(o->stub, mkimage_file_rd(&in->stub), stub) ||
	    !mkimage_io_read(o->kernel, &in->kernel))
		return false;
	if (mkimage_pe_read(mkimage_file_rd(&in->kernel), &kernel) != 0)
		log_err("%s: a kernel that UEFI cannot start: no EFI entry (compressed?)",
			o->kernel);
	else if (kernel.machine != stub->machine)
		log_err("%s: for another machine than %s", o->kernel, o->stub);
	else if (kernel.machine == MKIMAGE_PE_ARMHF &&
		 !mkimage_pe_widen(in->kernel.data, in->kernel.len, &kernel, ARM_HEAP))
		log_err("%s: %s", o->kernel, mkimage_pe_str(MKIMAGE_PE_TOO_BIG));
	else
		return true;
	return false;
}

/* Boot menus show lines NAME=value of it. */
static bool read_osrel(const char *path, struct mkimage_file *ret)
{
	const char *instead;

	if (!mkimage_io_read(path, ret))
		return false;
	instead = s390_image_instead(mkimage_file_rd(ret));
	if (instead)
		log_err("%s: %s and no os-release file", path, instead);
	return !instead;
}

static bool read_efi_parts(const struct options *o, struct inputs *in, struct mkimage_pe *stub)
{
	if (!read_programs(o, in, stub))
		return false;
	for (size_t i = 0; i < o->initrds.n; i++)
		if (!mkimage_io_add_initrd(o->initrds.items[i], &in->initrd))
			return false;
	return !o->osrel || read_osrel(o->osrel, &in->osrel);
}

static size_t list_sections(const struct options *o, const struct inputs *in,
			    struct mkimage_pe_add parts[PARTS])
{
	size_t n = 0;

	parts[n++] =
		(struct mkimage_pe_add){OSREL_SECTION, o->osrel ? mkimage_file_rd(&in->osrel)
								: rd_of(osrel, sizeof osrel - 1)};
	if (o->cmdline)
		parts[n++] = (struct mkimage_pe_add){CMDLINE_SECTION,
						     rd_of(o->cmdline, strlen(o->cmdline))};
	parts[n++] = (struct mkimage_pe_add){KERNEL_SECTION, mkimage_file_rd(&in->kernel)};
	if (o->initrds.n)
		parts[n++] = (struct mkimage_pe_add){INITRD_SECTION, mkimage_file_rd(&in->initrd)};
	return n;
}

static bool pack_efi(const struct options *o, struct inputs *in)
{
	struct mkimage_pe_add parts[PARTS];
	struct mkimage_pe_plan plan;
	struct mkimage_pe stub;
	size_t n;
	int reason;

	if (!read_efi_parts(o, in, &stub))
		return false;
	n = list_sections(o, in, parts);
	reason = mkimage_pe_plan(mkimage_file_rd(&in->stub), &stub, parts, n, MKIMAGE_FILE_MAX,
				 &plan);
	if (reason) {
		log_err("%s: %s", o->stub, mkimage_pe_str(reason));
		return false;
	}
	if (!mkimage_io_grow(o->out, &in->out, plan.len))
		return false;
	mkimage_pe_write(mkimage_file_rd(&in->stub), &stub, parts, n, &plan, in->out.data);
	return mkimage_io_write(o->out, in->out.data, in->out.len);
}

static bool make_efi(uint32_t mtime)
{
	static struct inputs in;

	(void)mtime; /* the program keeps the date of its stub */
	return pack_efi(&given, &in);
}

/* --- show and extract -------------------------------------------------------------------------- */

/* The sections that are extracted, and the names of their files. */
static const struct {
	const char *section, *name;
	bool is_text;
} extracted[] = {
	{KERNEL_SECTION, "kernel", false},
	{INITRD_SECTION, "initrd", false},
	{CMDLINE_SECTION, "cmdline", true},
	{OSREL_SECTION, "osrel", true},
};

static bool recognise_efi(struct rd file)
{
	struct mkimage_pe_section s;
	struct mkimage_pe pe;

	return mkimage_pe_read(file, &pe) == 0 && mkimage_pe_find(file, &pe, KERNEL_SECTION, &s);
}

static void print_section(const struct mkimage_pe_section *s)
{
	printf("  ");
	print_outside(stdout, view_of(s->name));
	printf("%*s 0x%08" PRIx32 " %10" PRIu32 " bytes\n",
	       (int)(MKIMAGE_PE_NAME - view_of(s->name).n), "", s->rva, s->len);
}

static bool show_efi(const char *path, struct rd file)
{
	struct mkimage_pe_section s;
	struct mkimage_pe pe;
	const char *machine;

	if (!read_pe(path, file, &pe))
		return false;
	machine = mkimage_pe_machine(pe.machine);
	print_outside(stdout, view_of(path));
	printf(": UEFI program with a kernel, for %s\n", machine ? machine : "no known machine");
	printf("  %-14s %zu\n", "size", rd_left(&file));
	mkimage_io_print_sum("sha256", file);
	for (unsigned i = 0; i < pe.n_sections; i++) {
		s = mkimage_pe_section(file, &pe, i);
		print_section(&s);
	}
	for (size_t i = 0; i < sizeof extracted / sizeof extracted[0]; i++) {
		if (!mkimage_pe_find(file, &pe, extracted[i].section, &s))
			continue;
		if (extracted[i].is_text) {
			printf("  %-14s ", extracted[i].name);
			print_outside(stdout,
				      (struct view){(const char *)s.data.p, rd_left(&s.data)});
			putchar('\n');
		} else {
			mkimage_io_print_sum(extracted[i].name, s.data);
		}
	}
	return true;
}

static bool extract_efi(const char *path, struct rd file, const char *dir)
{
	struct mkimage_pe_section s;
	struct mkimage_pe pe;

	if (!read_pe(path, file, &pe))
		return false;
	for (size_t i = 0; i < sizeof extracted / sizeof extracted[0]; i++)
		if (mkimage_pe_find(file, &pe, extracted[i].section, &s) &&
		    !mkimage_io_part(dir, extracted[i].name, s.data.p, rd_left(&s.data)))
			return false;
	return true;
}

const struct mkimage_format mkimage_efi = {
	.name = "efi",
	.about = "kernel, ramdisk and command line as one program for UEFI",
	.usage = efi_usage,
	.options = efi_options,
	.make = make_efi,
	.recognise = recognise_efi,
	.show = show_efi,
	.extract = extract_efi,
};
