/* SPDX-License-Identifier: MIT
 * init/kexec/ram.h - what memory this machine has, read from the kernel's own tables.
 * Layer: pure. Callers: init/kexec/kexec.c, which reads the files, and tests.
 */
#ifndef INIT_KEXEC_RAM_H
#define INIT_KEXEC_RAM_H

#include "lib/text.h"

#include <stddef.h>
#include <stdint.h>

/* Neighbouring ranges are joined, so that a machine needs few; more than this are left out, which
 * only costs places to load to. */
#define RAM_RANGES 64

/** struct ram_range - physical addresses @start up to, not including, @end */
struct ram_range {
	uint64_t start, end;
};

/** struct ram - what is known about memory; all zero = nothing yet */
struct ram {
	struct ram_range range[RAM_RANGES]; /* "System RAM", ascending, without overlap */
	size_t ranges;
	struct ram_range kernel; /* code of the running kernel; 0, 0 = not told */
	uint64_t total;		 /* bytes the kernel manages (MemTotal), 0 = not told */
	uint64_t available;	 /* bytes a program could still get (MemAvailable) */
};

/**
 * ram_parse_iomem() - take "System RAM" and "Kernel code" out of /proc/iomem
 * @text: the whole file; a line cut off at the end is ignored
 * @ret:  range, ranges and kernel are replaced; the rest stays
 *
 * A line that is not "START-END : NAME" in hex is skipped, as is a range that ends before it
 * starts, lies before its predecessor, or ends at the last address there is. Without the right to
 * see addresses every line reads 00000000-00000000: one byte, which rounds to nothing.
 * Ranges are rounded inwards to pages. What is reserved inside them (firmware tables, the crash
 * kernel's memory) is taken out.
 * Return: true when at least one page of RAM was found; @ret is written on success only.
 */
bool ram_parse_iomem(struct view text, struct ram *ret);

/**
 * ram_parse_meminfo() - take MemTotal and MemAvailable out of /proc/meminfo
 * @text: the whole file
 * @ret:  total and available are replaced, on success only
 *
 * Return: true when both lines were there and say kB, and the numbers fit 64 bits as bytes.
 */
bool ram_parse_meminfo(struct view text, struct ram *ret);

/** ram_remove() - take @len bytes from @start out, rounded outwards to pages. Where that makes more
 *  ranges than there is room for, what is left of the range behind it is lost too. */
void ram_remove(struct ram *ram, uint64_t start, uint64_t len);

/** ram_has() - @len bytes from @start all lie in one range; false for @len 0 */
bool ram_has(const struct ram *ram, uint64_t start, uint64_t len);

#endif
