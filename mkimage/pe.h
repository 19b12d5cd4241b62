/* SPDX-License-Identifier: MIT
 * mkimage/pe.h - sections of a PE program: find them, and add some. Layer: pure.
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

enum { /* the machine's number, and what it is called here */
       MKIMAGE_PE_X86_64 = 0x8664,
       MKIMAGE_PE_ARM64 = 0xaa64,
       MKIMAGE_PE_ARMHF = 0x01c2,
};

/** struct mkimage_pe - what the headers of a file say, all within the file */
struct mkimage_pe {
	uint16_t machine;
	unsigned n_sections;
	bool wide;	      /* PE32+ */
	bool is_signed;	      /* has a table of certificates */
	bool has_tables;      /* has any other: base relocations, imports, debug data ... */
	uint32_t optional_at; /* where in the file the optional header begins */
	uint32_t table_at;    /* the table of sections */
	uint32_t room_end;    /* where it could grow to */
	uint32_t section_align, file_align; /* powers of two */
	uint32_t image_len;		    /* in memory */
};

/** struct mkimage_pe_section - one entry of the table */
struct mkimage_pe_section {
	char name[MKIMAGE_PE_NAME + 1];
	uint32_t rva, len; /* in memory */
	struct rd data;	   /* in the file; len bytes, fewer if the rest is zeroes */
};

/** struct mkimage_pe_add - a section to be added */
struct mkimage_pe_add {
	const char *name; /* up to MKIMAGE_PE_NAME bytes */
	struct rd data;
};

enum mkimage_pe_reason {
	MKIMAGE_PE_OK = 0,
	MKIMAGE_PE_NONE,    /* no PE program */
	MKIMAGE_PE_BAD,	    /* headers that cannot be, or sections outside of the file */
	MKIMAGE_PE_SIGNED,  /* adding to it would break its signature */
	MKIMAGE_PE_DOUBLE,  /* it has a section of that name: packed before? */
	MKIMAGE_PE_NO_ROOM, /* none for more headers, and its sections cannot be moved */
	MKIMAGE_PE_TOO_BIG,
	MKIMAGE_PE_REASONS
};

/** mkimage_pe_read() - judge the headers of @file. Return: 0, with *@ret written, or a reason */
__attribute__((warn_unused_result)) int mkimage_pe_read(struct rd file, struct mkimage_pe *ret);

/** mkimage_pe_section() - section @n of 0..n_sections - 1 of the @file that @pe was read from */
struct mkimage_pe_section mkimage_pe_section(struct rd file, const struct mkimage_pe *pe,
					     unsigned n);

/** mkimage_pe_find() - the section called @name; false if there is none, @ret is then as it was */
bool mkimage_pe_find(struct rd file, const struct mkimage_pe *pe, const char *name,
		     struct mkimage_pe_section *ret);

/** struct mkimage_pe_plan - where everything goes */
struct mkimage_pe_plan {
	uint32_t shift;	  /* what moves all old sections up, in file and memory; 0 = none */
	uint32_t headers; /* size of all headers */
	uint32_t old_end; /* in the file, behind the old content */
	uint32_t first_rva;
	uint32_t image_len;
	size_t len;
};

/**
 * mkimage_pe_plan() - can @n sections be added to @file, and where do they go?
 * @max: what the new file may have at most, below 4 GiB
 *
 * They go behind all others in file and memory, in their order. If there is no room for their
 * headers, the old sections are moved up as one: good for stubs that relocate themselves and hold
 * no tables of addresses, as the one for 32-bit ARM.
 * Return: 0, with *@ret written, or a reason.
 */
__attribute__((warn_unused_result)) int mkimage_pe_plan(struct rd file, const struct mkimage_pe *pe,
							const struct mkimage_pe_add *adds, size_t n,
							size_t max, struct mkimage_pe_plan *ret);

/** mkimage_pe_write() - write what was planned into @plan->len bytes at @buf, checksum included */
void mkimage_pe_write(struct rd file, const struct mkimage_pe *pe,
		      const struct mkimage_pe_add *adds, size_t n,
		      const struct mkimage_pe_plan *plan, uint8_t *buf);

/** mkimage_pe_widen() - let the program in the @len bytes at @buf, which @pe was read from, have
 *  @more bytes of memory behind its image. False if that would be 4 GiB or more */
bool mkimage_pe_widen(uint8_t *buf, size_t len, const struct mkimage_pe *pe, uint32_t more);

/** mkimage_pe_machine() - what a machine is called here, NULL if it has no name */
const char *mkimage_pe_machine(uint16_t machine);

/** mkimage_pe_str() - a reason in words, never NULL */
const char *mkimage_pe_str(int reason);

#endif
