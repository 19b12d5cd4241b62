/* SPDX-License-Identifier: MIT
 * pxe/tftp/signs.h - what the course of a TFTP transfer tells of the way. Layer: pure.
 * Callers: pxe/tftp/xfer.c, pxe/tftp/ask.c.
 *
 * Losses, a slow line and a server that waits look alike to a timer, and what helps against one
 * makes another worse.
 */
#ifndef PXE_TFTP_SIGNS_H
#define PXE_TFTP_SIGNS_H

#include "pxe/tftp/xfer.h"

/** tftp_signs_slow() - a block arrived; true when large blocks, or
 *  windows, take too long on this line */
bool tftp_signs_slow(struct tftp_xfer *x, uint64_t now);

/** tftp_signs_lossy() - too many blocks in fragments are lost */
bool tftp_signs_lossy(const struct tftp_xfer *x);

/** tftp_signs_worn() - so many blocks had to be waited for that losses may have ended it */
bool tftp_signs_worn(const struct tftp_xfer *x);

#endif
