/* SPDX-License-Identifier: MIT */
#include "lib/relro.h"

#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>

/* The program itself comes first; what the dynamic linker loaded is its own affair. */
static int relro_protect(struct dl_phdr_info *program, size_t size, void *error)
{
	uintptr_t page = getauxval(AT_PAGESZ);

	(void)size;
	for (unsigned i = 0; i < program->dlpi_phnum; i++) {
		uintptr_t start = program->dlpi_addr + program->dlpi_phdr[i].p_vaddr;
		uintptr_t end = start + program->dlpi_phdr[i].p_memsz;

		if (program->dlpi_phdr[i].p_type != PT_GNU_RELRO)
			continue;
		/* The linker lets it end with a page, and what lies before it in its first page is
		 * read-only too. A kernel with bigger pages than the linker thought of has variables
		 * in the last one. */
		start &= ~(page - 1);
		end &= ~(page - 1);
		if (start < end && mprotect((void *)start, end - start, PROT_READ) < 0)
			*(int *)error = -errno;
	}
	return 1;
}

int relro_seal(void)
{
	int error = 0;

	dl_iterate_phdr(relro_protect, &error);
	return error;
}
