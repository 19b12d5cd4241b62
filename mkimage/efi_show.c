/* SPDX-License-Identifier: MIT */
#include "mkimage/efi_show.h"

#include "lib/log.h"
#include "lib/print.h"
#include "mkimage/format.h"
#include "mkimage/io.h"
#include "mkimage/pe.h"

#include <inttypes.h>
#include <stdio.h>

/* The sections that are extracted, and the names of their files. */
static const struct {
	const char *section, *name;
	bool is_text;
} parts[] = {
	{MKIMAGE_EFI_KERNEL, "kernel", false},
	{MKIMAGE_EFI_INITRD, "initrd", false},
	{MKIMAGE_EFI_CMDLINE, "cmdline", true},
	{MKIMAGE_EFI_OSREL, "osrel", true},
};

bool mkimage_efi_recognise(struct rd file)
{
	struct mkimage_pe_section s;
	struct mkimage_pe pe;

	return mkimage_pe_read(file, &pe) == 0 &&
	       mkimage_pe_find(file, &pe, MKIMAGE_EFI_KERNEL, &s);
}

static void print_section(const struct mkimage_pe_section *s)
{
	printf("  ");
	print_outside(stdout, view_of(s->name));
	printf("%*s 0x%08" PRIx32 " %10" PRIu32 " bytes\n",
	       (int)(MKIMAGE_PE_NAME - view_of(s->name).n), "", s->rva, s->len);
}

static bool read_efi(const char *path, struct rd file, struct mkimage_pe *ret)
{
	int reason = mkimage_pe_read(file, ret);

	if (reason)
		log_err("%s: %s", path, mkimage_pe_str(reason));
	return reason == 0;
}

int mkimage_efi_show(const char *path, struct rd file)
{
	struct mkimage_pe_section s;
	struct mkimage_pe pe;
	const char *machine;

	if (!read_efi(path, file, &pe))
		return MKIMAGE_FAILED;
	machine = mkimage_pe_machine(pe.machine);
	print_outside(stdout, view_of(path));
	printf(": UEFI program with a kernel, for %s\n", machine ? machine : "no known machine");
	printf("  %-14s %zu\n", "size", rd_left(&file));
	mkimage_io_print_sum("sha256", file);
	for (unsigned i = 0; i < pe.n_sections; i++) {
		s = mkimage_pe_section(file, &pe, i);
		print_section(&s);
	}
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (!mkimage_pe_find(file, &pe, parts[i].section, &s))
			continue;
		if (parts[i].is_text) {
			printf("  %-14s ", parts[i].name);
			print_outside(stdout,
				      (struct view){(const char *)s.data.p, rd_left(&s.data)});
			putchar('\n');
		} else {
			mkimage_io_print_sum(parts[i].name, s.data);
		}
	}
	return MKIMAGE_DONE;
}

int mkimage_efi_extract(const char *path, struct rd file, const char *dir)
{
	struct mkimage_pe_section s;
	struct mkimage_pe pe;

	if (!read_efi(path, file, &pe))
		return MKIMAGE_FAILED;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (mkimage_pe_find(file, &pe, parts[i].section, &s) &&
		    !mkimage_io_part(dir, parts[i].name, s.data.p, rd_left(&s.data)))
			return MKIMAGE_FAILED;
	return MKIMAGE_DONE;
}
