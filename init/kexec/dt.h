/* SPDX-License-Identifier: MIT
 * init/kexec/dt.h - the device tree that the next kernel gets. Layer: pure, on top of libfdt.
 * Callers: init/kexec/arm.c and fit.c, in the loader child; tests.
 */
#ifndef INIT_KEXEC_DT_H
#define INIT_KEXEC_DT_H

#include "init/kexec/ram.h"
#include "lib/bytes.h"
#include "lib/text.h"

#include <stddef.h>
#include <stdint.h>

#define DT_SEED	    64 /* bytes of randomness for the next kernel */
#define DT_OVERLAYS 32 /* more are left out */

enum dt_reason {
	DT_OK = 0,
	DT_DAMAGED, /* not a device tree, or one whose parts point outside of it */
	DT_BIG,	    /* it does not fit the room given */
	DT_REASONS
};

/** struct dt_boot - what the next kernel is told. A tree may be any bytes: it is checked as a whole
 *  before it is read. A tree that does not begin on a multiple of 8 counts as damaged. */
struct dt_boot {
	struct rd running;		   /* the tree of this system */
	struct rd tree;			   /* to be used in place of @running; empty = none */
	struct rd overlays;		   /* one behind the other, each padded to 8; their memory
					      is written to; empty = none */
	const char *cmdline;		   /* NULL = as it was */
	uint64_t initrd_start, initrd_end; /* equal = none */
	const uint8_t *seed;		   /* DT_SEED bytes; NULL = none */
};

/** dt_room() - bytes that are enough for what dt_write() makes of @boot */
size_t dt_room(const struct dt_boot *boot);

/**
 * dt_write() - make the next kernel's tree
 * @out, @spare: @room bytes each, aligned to 8; @spare is scratch
 * @ret_len:     bytes in @out; only on success
 * @odd:         overlays that did not fit the tree and were left out, each with the reason
 *
 * @boot's overlays are applied in order. A tree in place of the running one does not know this
 * machine: memory, reserved memory, MAC addresses and the serial number are taken over from the
 * running one (dt_merge.c). In /chosen the running kernel's initrd, command line and randomness are
 * replaced. What else firmware put there stays (console, EFI tables).
 * Return: 0 or an enum dt_reason.
 */
int dt_write(const struct dt_boot *boot, void *out, void *spare, size_t room, size_t *ret_len,
	     struct str *odd);

/** dt_valid() - all of it is a device tree */
bool dt_valid(struct rd tree);

/** dt_merge() - part of dt_write(): take over into @fdt, which has room, what only @running knows.
 *  Return: 0 or a libfdt error */
int dt_merge(void *fdt, const void *running);

/** dt_reserved() - take what the tree reserves out of @ram: /memreserve/ and the fixed places below
 *  /reserved-memory. A tree that is damaged takes nothing away. */
void dt_reserved(struct rd tree, struct ram *ram);

/** dt_str() - a reason in words; never NULL */
const char *dt_str(int reason);

#endif
