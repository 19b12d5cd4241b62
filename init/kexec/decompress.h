/* SPDX-License-Identifier: MIT
 * init/kexec/decompress.h - one compressed stream from memory to memory. Layer: adapter (the
 * libraries behind it take heap for their tables; the output goes where the caller says).
 * Callers: init/kexec/peel.c, in the loader child, which has no right worth taking but to load.
 */
#ifndef INIT_KEXEC_DECOMPRESS_H
#define INIT_KEXEC_DECOMPRESS_H

#include "lib/bytes.h"

#include <stddef.h>
#include <stdint.h>

enum decompress_kind { DECOMPRESS_GZIP, DECOMPRESS_XZ, DECOMPRESS_ZSTD };

enum decompress_reason {
	DECOMPRESS_OK = 0,
	DECOMPRESS_DAMAGED, /* the stream is broken, or its sum is wrong */
	DECOMPRESS_CUT,	    /* it ends before its end */
	DECOMPRESS_BIG,	    /* more than @cap bytes */
	DECOMPRESS_REASONS
};

/**
 * decompress() - unpack the first stream of @in
 * @out, @cap: where to, and room for how much
 * @ret_len:   bytes written; only on success
 *
 * Bytes behind the stream are let pass: build systems append the unpacked size there.
 * Return: 0, an enum decompress_reason, or -ENOMEM.
 */
int decompress(enum decompress_kind kind, struct rd in, uint8_t *out, size_t cap, size_t *ret_len);

/** decompress_str() - a reason in words; never NULL */
const char *decompress_str(int reason);

#endif
