/* SPDX-License-Identifier: MIT
 * pxe/handover.h - the value of pxehop.handover=: in whose words the booted system is told of its
 * network. Layer: pure. Callers: init/options.c, pxe/plan/, tests.
 *
 * The word stands on the loader's own command line for all entries, in an entry's APPEND for that
 * one.
 */
#ifndef PXE_HANDOVER_H
#define PXE_HANDOVER_H

#include "lib/text.h"

#define PXE_HANDOVER_KINDS "none, dracut, debian, casper or kernel"

/** enum pxe_handover - whose words */
enum pxe_handover {
	PXE_HANDOVER_NONE,
	PXE_HANDOVER_DRACUT, /* dracut.cmdline(7) */
	PXE_HANDOVER_DEBIAN, /* initramfs-tools(7) */
	PXE_HANDOVER_CASPER, /* Ubuntu's live images: initramfs-tools as well */
	PXE_HANDOVER_KERNEL, /* the kernel's own ip=, for a root file system on NFS */
};

/** pxe_handover_kind() - "dracut" and so on; @ret is written on success only */
bool pxe_handover_kind(struct view v, enum pxe_handover *ret);

#endif
