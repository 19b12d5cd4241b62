/* SPDX-License-Identifier: MIT
 * lib/image/arm_elf.h - arm64's vmlinux, an ELF program, and the Image that it is made into. Layer: lib
 * (leaf), pure. Callers: lib/image/arm.c, init/kexec/peel.c.
 *
 * An Image is what the program's segments put into memory, one behind the other, without the ELF headers
 * (`objcopy -O binary`). So its header stands where the first segment begins. A segment lies at its
 * physical address, which on arm64 is no address of a machine: only the distances count.
 */
#ifndef LIB_IMAGE_ARM_ELF_H
#define LIB_IMAGE_ARM_ELF_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/** struct arm_elf - what the program headers say */
struct arm_elf {
	uint64_t len; /* bytes of the Image */
	uint64_t end; /* where the last segment's bytes end in the file */
};

/** arm_elf_is() - @head begins an ELF program for arm64, little-endian */
bool arm_elf_is(struct rd head);

/**
 * arm_elf_read() - read the program headers
 * @head: the beginning of the file, with all program headers in it
 * @ret:  written only on success
 *
 * Return: false = they are not all there, no segment has bytes, or the segments are not in ascending order
 * without overlaps.
 */
__attribute__((warn_unused_result)) bool arm_elf_read(struct rd head, struct arm_elf *ret);

/** arm_elf_flatten() - write the Image, struct arm_elf.len bytes. Return: false = @file is cut off, or is
 *  none for arm_elf_read(), or @ret is too small */
__attribute__((warn_unused_result)) bool arm_elf_flatten(struct rd file, struct wr *ret);

#endif
