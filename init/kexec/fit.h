/* SPDX-License-Identifier: MIT
 * init/kexec/fit.h - kernel, ramdisk and device tree out of a FIT, U-Boot's container: a device
 * tree with files as properties (U-Boot: doc/usage/fit). Layer: pure, on top of libfdt. Callers:
 * init/kexec/peel.c, in the loader child; cmd/lint_file.c; tests.
 */
#ifndef INIT_KEXEC_FIT_H
#define INIT_KEXEC_FIT_H

#include "lib/bytes.h"
#include "lib/text.h"

/** struct fit - parts of one configuration; views into the file, empty = it has none of the kind */
struct fit {
	struct rd kernel, initrd, dtb;
};

enum fit_reason {
	FIT_OK = 0,
	FIT_DAMAGED, /* not a device tree as a whole */
	FIT_OTHER,   /* a device tree, but without configurations */
	FIT_NO_CONF, /* none of that name */
	FIT_NO_PART, /* no kernel, or a part that is named is not there */
	FIT_NO_DATA, /* a part without data, or beyond the end of the file */
	FIT_BAD_SUM, /* a part has another sum than it says */
	FIT_SEVERAL, /* several device trees: overlays, or a board's pieces */
	FIT_REASONS
};

/**
 * fit_read() - find the parts of a configuration and verify their sums
 * @file:    all of it; begins on a multiple of 8
 * @conf:    the configuration's name; empty = the one whose "compatible" comes first in the running
 *	     machine's, else the default, else the first
 * @running: the running system's device tree; may be empty
 * @ret:     written only on success
 *
 * CRC-32 and SHA-256 sums are verified, as a guard against damage. Sums of other kinds are passed
 * over, and signatures too: trust is not decided here. Data may lie in the tree or behind it.
 * Return: 0 or an enum fit_reason.
 */
int fit_read(struct rd file, struct view conf, struct rd running, struct fit *ret);

/** fit_str() - a reason in words; never NULL */
const char *fit_str(int reason);

#endif
