/* SPDX-License-Identifier: MIT
 * lib/image/uki.h - a unified kernel image: a UEFI program that carries a kernel, its ramdisk and its
 * command line in sections of its own, for systemd's boot stub. Layer: lib (leaf), pure. Callers:
 * pxe/plan/check.c (judges), pxe/session/uki.c (takes it apart), lib/image/loader.c.
 *
 * Sections by the UAPI group's specification "Unified Kernel Image"; the program's format is Microsoft's
 * PE/COFF, all numbers little endian. Only the table of sections counts here, not what UEFI would run.
 */
#ifndef LIB_IMAGE_UKI_H
#define LIB_IMAGE_UKI_H

#include "lib/bytes.h"
#include "lib/text.h"

#include <stdint.h>

#define UKI_HEAD_LEN \
	4096u /* bytes of a file that uki_read() needs; stubs have their table in 1 KiB */

enum { /* PE numbers of machines */
       UKI_X86_64 = 0x8664,
       UKI_ARM64 = 0xaa64,
};

/** enum uki_part - the sections that are booted; of several of a name the first counts, and none behind
 *  the first .profile, which begins another choice of them */
enum uki_part {
	UKI_LINUX,
	UKI_UCODE, /* updates for the processor: an uncompressed cpio that goes in front of the ramdisk */
	UKI_INITRD,
	UKI_CMDLINE,
	UKI_DTB,
	UKI_PARTS
};

/** struct uki - where they lie */
struct uki {
	uint16_t machine;
	struct {
		uint64_t start, len; /* bytes in the file; start 0 = there is none */
	} part[UKI_PARTS];
};

enum uki_reason {
	UKI_OK = 0,
	UKI_NONE, /* the file is no PE program, or its table of sections lies too far behind */
	UKI_CUT,  /* a section ends behind the end of the file */
};

/**
 * uki_read() - find the parts
 * @head:     the file's first UKI_HEAD_LEN bytes or more, or all of it if it is shorter
 * @file_len: bytes of the whole file; 0 = not known, and UKI_CUT is then not found
 * @ret:      written on success only; a program that is no unified image has no part UKI_LINUX
 *
 * Return: 0 or an enum uki_reason.
 */
__attribute__((warn_unused_result)) int uki_read(struct rd head, uint64_t file_len,
						 struct uki *ret);

/** uki_is() - @head begins a program with a kernel in it, whole or not */
bool uki_is(struct rd head);

/** uki_part_of() - a part of the whole @file; empty where there is none. @u is of @file and its length */
struct rd uki_part_of(struct rd file, const struct uki *u, enum uki_part part);

/** uki_put_cmdline() - append the command line in the section @text: up to a NUL, control characters as
 *  blanks, none of them at either end */
void uki_put_cmdline(struct rd text, struct str *out);

/** uki_machine_str() - "x86_64", "arm64", or "another machine"; never NULL */
const char *uki_machine_str(uint16_t machine);

#endif
