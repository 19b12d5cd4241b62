/* SPDX-License-Identifier: MIT
 * mkimage/pe.h - find and add sections of a PE program. Layer: pure. Callers: mkimage/efi_cmd.c, tests.
 *
 * UEFI loads programs in Microsoft's PE format: PE32 on 32-bit machines, PE32+ on others, all
 * numbers little endian. Headers at the start say where each section lies in the file and where in
 * memory (an RVA: relative to where the image is loaded). A boot stub such as systemd's looks for
 * its kernel, ramdisk and command line in sections of its own image in memory.
 */
#ifndef MKIMAGE_PE_H
#define MKIMAGE_PE_H

#include "lib/bytes.h"
#include "lib/text.h"

#define MKIMAGE_PE_NAME 8u /* bytes of a section's name; all 8 used: no NUL */
#define MKIMAGE_PE_SECTIONS_MAX \
	96u /* what the format's own definition allows a loader to refuse \
	     */

enum { /* PE numbers of machines */
       MKIMAGE_PE_X86_64 = 0x8664,
       MKIMAGE_PE_ARM64 = 0xaa64,
       MKIMAGE_PE_ARMHF = 0x01c2,
};

/** struct mkimage_pe - the headers of a file; all offsets are checked to lie within the file */
struct mkimage_pe {
	uint16_t machine;
	unsigned n_sections;
	bool wide;	      /* PE32+ */
	bool is_signed;	      /* the file has a table of certificates */
	bool has_tables;      /* the file has another table: base relocations, imports ... */
	uint32_t optional_at; /* offset of the optional header */
	uint32_t table_at;    /* offset of the table of sections */
	uint32_t room_end;    /* offset up to which the table can grow */
	uint32_t section_align, file_align; /* powers of two */
	uint32_t image_len;		    /* bytes in memory */
};

/** struct mkimage_pe_section - one entry of the table */
struct mkimage_pe_section {
	char name[MKIMAGE_PE_NAME + 1];
	uint32_t rva, len; /* address and bytes in memory */
	struct rd data;	   /* bytes in the file, @len or fewer; the rest is zeroes */
};

/** struct mkimage_pe_add - a section to be added */
struct mkimage_pe_add {
	const char *name; /* up to MKIMAGE_PE_NAME bytes */
	struct rd data;
};

enum mkimage_pe_reason {
	MKIMAGE_PE_OK = 0,
	MKIMAGE_PE_NONE,    /* the file is no PE program */
	MKIMAGE_PE_BAD,	    /* headers are impossible, or sections lie outside of the file */
	MKIMAGE_PE_SIGNED,  /* a new section would break the signature */
	MKIMAGE_PE_DOUBLE,  /* the file has a section of that name: packed before? */
	MKIMAGE_PE_NO_ROOM, /* no room for headers, and the sections cannot be moved */
	MKIMAGE_PE_TOO_BIG,
	MKIMAGE_PE_REASONS
};

/** mkimage_pe_read() - judge the headers of @file. Return: 0, with *@ret written, or a reason */
__attribute__((warn_unused_result)) int mkimage_pe_read(struct rd file, struct mkimage_pe *ret);

/** mkimage_pe_section() - section @n of 0..n_sections - 1 of the @file that @pe was read from */
struct mkimage_pe_section mkimage_pe_section(struct rd file, const struct mkimage_pe *pe,
					     unsigned n);

/** mkimage_pe_find() - the section called @name. Return: false = none, and @ret is untouched */
bool mkimage_pe_find(struct rd file, const struct mkimage_pe *pe, const char *name,
		     struct mkimage_pe_section *ret);

/** struct mkimage_pe_plan - the layout of the new file */
struct mkimage_pe_plan {
	uint32_t shift;	  /* bytes by which all old sections move up, in file and memory */
	uint32_t headers; /* bytes of all headers */
	uint32_t old_end; /* offset of the end of the old content in the new file */
	uint32_t first_rva;
	uint32_t image_len;
	size_t len;
};

/**
 * mkimage_pe_plan() - can @n sections be added to @file, and where do they go?
 * @max: largest size of the new file, below 4 GiB
 *
 * The new sections go behind all others in file and memory, in their order. Without room for their
 * headers, all old sections move up by the same distance. That works for stubs that relocate
 * themselves and have no tables of addresses, as the stub for 32-bit ARM.
 * Return: 0, with *@ret written, or a reason.
 */
__attribute__((warn_unused_result)) int mkimage_pe_plan(struct rd file, const struct mkimage_pe *pe,
							const struct mkimage_pe_add *adds, size_t n,
							size_t max, struct mkimage_pe_plan *ret);

/** mkimage_pe_write() - write the planned file into @plan->len bytes at @buf, checksum included */
void mkimage_pe_write(struct rd file, const struct mkimage_pe *pe,
		      const struct mkimage_pe_add *adds, size_t n,
		      const struct mkimage_pe_plan *plan, uint8_t *buf);

/** mkimage_pe_widen() - let the program in the @len bytes at @buf, which @pe was read from, have
 *  @more bytes of memory behind its image. False if that would be 4 GiB or more */
bool mkimage_pe_widen(uint8_t *buf, size_t len, const struct mkimage_pe *pe, uint32_t more);

/** mkimage_pe_machine() - the name of a machine's number. Return: NULL = unknown */
const char *mkimage_pe_machine(uint16_t machine);

/** mkimage_pe_str() - a reason in words, never NULL */
const char *mkimage_pe_str(int reason);

#endif
