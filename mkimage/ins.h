/* SPDX-License-Identifier: MIT
 * mkimage/ins.h - the small files beside an s390 kernel and its ramdisk: the .ins list, where the
 * ramdisk lies, the command line in cards, z/VM's EXEC. Layer: pure. Callers: mkimage/ins_cmd.c,
 * tests.
 *
 * A .ins list is what an HMC, an SE, DPM and QEMU's firmware load: a line of comment, then "FILE
 * ADDRESS" lines; each file goes to its address, in this order. Names are relative to the list. z/VM
 * has a virtual card reader in its place: kernel, command line and ramdisk, punched by an EXEC as
 * cards of 80 bytes (IBM: Device Drivers, Features, and Commands, "Booting Linux").
 */
#ifndef MKIMAGE_INS_H
#define MKIMAGE_INS_H

#include "lib/bytes.h"
#include "lib/text.h"

#define MKIMAGE_INS_ADDRSIZE 16u /* bytes of the file that says where the ramdisk lies */
#define MKIMAGE_INS_CARD     80u
#define MKIMAGE_INS_VM_MAX   895u  /* characters of a command line that z/VM's reader hands over */
#define MKIMAGE_INS_NAME     64u   /* bytes of a name of the set, with NUL */
#define MKIMAGE_INS_TEXT     1024u /* enough for the list and for the EXEC */

/** struct mkimage_ins - one set; its files are NAME.ins, NAME.img, NAME.rd, NAME.addrsize, NAME.prm
 *  and NAME.exec */
struct mkimage_ins {
	const char *name;
	uint64_t initrd_start, initrd_size; /* bytes; size 0 = the kernel has none, or its own */
};

/** mkimage_ins_name() - whether @name may stand in a .ins list: letters, digits, '.', '_', '-' */
bool mkimage_ins_name(struct view name);

/** mkimage_ins_cms_name() - whether CMS takes @name as a file name: 1 to 8 letters and digits */
bool mkimage_ins_cms_name(struct view name);

/** mkimage_ins_initrd_at() - where a ramdisk goes behind a kernel of @kernel_len bytes: at 32 MiB,
 *  where installers of distributions have it, or at the first MiB behind a larger kernel */
uint64_t mkimage_ins_initrd_at(uint64_t kernel_len);

/** mkimage_ins_list() - append the text of the list */
void mkimage_ins_list(const struct mkimage_ins *ins, struct str *out);

/** mkimage_ins_addrsize() - write MKIMAGE_INS_ADDRSIZE bytes: what S390_INITRD_START wants */
void mkimage_ins_addrsize(const struct mkimage_ins *ins, struct wr *w);

/** mkimage_ins_cards() - write @cmdline, filled with blanks to whole cards that also cover the
 *  @old bytes of the command line in the kernel. The kernel drops the blanks. */
void mkimage_ins_cards(struct view cmdline, size_t old, struct wr *w);

/** mkimage_ins_cards_len() - bytes that mkimage_ins_cards() writes */
size_t mkimage_ins_cards_len(struct view cmdline, size_t old);

/** mkimage_ins_exec() - append the EXEC; only for a mkimage_ins_cms_name() */
void mkimage_ins_exec(const struct mkimage_ins *ins, struct str *out);

#endif
