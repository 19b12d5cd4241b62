/* SPDX-License-Identifier: MIT
 * init/kexec/dt.h - the device tree that the next kernel gets. Layer: pure, on top of libfdt.
 * Callers: init/kexec/arm64.c, init/kexec/armhf.c, in the loader child; tests.
 */
#ifndef INIT_KEXEC_DT_H
#define INIT_KEXEC_DT_H

#include "init/kexec/ram.h"
#include "lib/bytes.h"
#include "lib/text.h"

#include <stddef.h>
#include <stdint.h>

#define DT_SEED 64 /* bytes of randomness for the next kernel */

enum dt_reason {
	DT_OK = 0,
	DT_DAMAGED, /* not a device tree, or one whose parts point outside of it */
	DT_BIG,	    /* it does not fit the room given */
	DT_REASONS
};

/** struct dt_boot - what /chosen says */
struct dt_boot {
	const char *cmdline;		   /* NULL = as it was */
	uint64_t initrd_start, initrd_end; /* equal = none */
	const uint8_t *seed;		   /* DT_SEED bytes; NULL = none */
};

/** dt_room() - bytes that are enough for @tree with @boot written into it */
size_t dt_room(struct rd tree, const struct dt_boot *boot);

/**
 * dt_write() - copy a tree and write /chosen anew
 * @tree: any bytes; all of it is checked first
 * @out:  @room bytes, aligned to 8
 *
 * What described the running kernel's initrd, command line and randomness is gone; all else that a
 * firmware put into /chosen stays (console, EFI tables).
 * Return: 0 with @ret_len bytes in @out, or an enum dt_reason.
 */
int dt_write(struct rd tree, const struct dt_boot *boot, void *out, size_t room, size_t *ret_len);

/** dt_reserved() - take what the tree reserves out of @ram: /memreserve/ and the fixed places below
 *  /reserved-memory. A tree that is damaged takes nothing away. */
void dt_reserved(struct rd tree, struct ram *ram);

/** dt_str() - a reason in words; never NULL */
const char *dt_str(int reason);

#endif
