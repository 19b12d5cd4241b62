/* SPDX-License-Identifier: MIT */
#include "lib/relro.h"

#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>

/* The first entry is the program itself. The dynamic linker protects the libraries it loaded. */
static int relro_protect(struct dl_phdr_info *program, size_t size, void *error)
{
	uintptr_t page = getauxval(AT_PAGESZ);

	(void)size;
	for (unsigned i = 0; i < program->dlpi_phnum; i++) {
		uintptr_t start = program->dlpi_addr + program->dlpi_phdr[i].p_vaddr;
		uintptr_t end = start + program->dlpi_phdr[i].p_memsz;

		if (program->dlpi_phdr[i].p_type != PT_GNU_RELRO)
			continue;
		/* The linker ends the segment at the end of a page, and the bytes in front of it in
		 * its first page are read-only as well. Under a kernel with bigger pages than the
		 * linker assumed the last page holds variables and stays writable. */
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
