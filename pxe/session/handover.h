/* SPDX-License-Identifier: MIT
 * pxe/session/handover.h - what the next system is told: boot.json and lease.json, as a small
 * archive behind its initrd. Layer: adapter (a stream in memory). Callers: pxe/session/kernel.c,
 * tests.
 *
 * docs/pxehop.7 has the contract of both files.
 */
#ifndef PXE_SESSION_HANDOVER_H
#define PXE_SESSION_HANDOVER_H

#include "lib/bytes.h"
#include "pxe/session/net.h"

#include <stddef.h>
#include <stdint.h>

/* Bytes of the largest archive. */
#define HANDOVER_MAX 131072u

/** struct handover - what is told; texts are printable */
struct handover {
	const struct session_net *net;
	const char *conf; /* URL of the configuration */
	struct view label;
	const struct chan_stage *stages;
	unsigned n_stages;
};

/** handover_make() - write the archive, a multiple of 4 bytes.
 *  Return: bytes written to @out; 0 = they do not fit, or there is no memory for a stream */
size_t handover_make(const struct handover *h, uint8_t *out, size_t room);

#endif
