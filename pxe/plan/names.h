/* SPDX-License-Identifier: MIT
 * pxe/plan/names.h - the lookup order: which configuration files are asked for, one after the other,
 * and what a name in one of them means. Layer: pure. Callers: pxe/session/lookup.c and parts.c,
 * cmd/names.c, cmd/load.c, tests.
 *
 * PXELINUX is the norm, textually: a relative name is prefix text + name text, nothing is added
 * between the two and nothing is normalised, and a leading '/' does not escape the prefix. Three
 * documented passes follow for trees laid out for other loaders, all only after "not found":
 * option 210 followed directly by the name (QEMU's firmware expects 210 to end in pxelinux.cfg/),
 * pxelinux.cfg/ at the server's root where the boot file is GRUB in a folder of its own (Foreman), and
 * plan_names_retry() for kernels and initrds that are written relative to the server's root.
 */
#ifndef PXE_PLAN_NAMES_H
#define PXE_PLAN_NAMES_H

#include "lib/text.h"
#include "pxe/plan/host.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The directory of configurations, in whatever place the prefix names. */
#define PLAN_NAMES_DIR "pxelinux.cfg"

/* The longest name or path this project asks any server for, without its NUL. */
#define PLAN_NAMES_MAX 4096
/* A candidate: pxelinux.cfg/ and a UUID are 49 bytes, option 209 brings at most PLAN_NAMES_MAX. */
#define PLAN_NAMES_BUF (PLAN_NAMES_MAX + 1)

/**
 * plan_names_prefix() - the text put before every relative name
 *
 * Option 210 verbatim; without it the boot file name up to and including the last byte that is none
 * of [0-9A-Za-z.-]: "dir/pxelinux.0" gives "dir/", "boot_x86.0" gives "boot_". A boot file in
 * PLAN_NAMES_DIR is itself a configuration, as QEMU's firmware for s390x takes one, and names in it are
 * relative to the folder above: "dir/pxelinux.cfg/x" gives "dir/".
 * Return: a view into @host's strings.
 */
struct view plan_names_prefix(const struct plan_host *host);

/** struct plan_names_iter - where the search stands; plan_names_start() sets it up */
struct plan_names_iter {
	const struct plan_host *host;
	unsigned step;
	size_t digits; /* of the IP address still to be tried */
};

/** struct plan_names_candidate - one configuration file to ask for */
struct plan_names_candidate {
	char name[PLAN_NAMES_BUF]; /* for pxe_url_resolve() against plan_names_prefix() */
	bool second_pass;	   /* only when all others missed */
};

/** plan_names_start() - begin a search; @host must stay valid until its end */
void plan_names_start(struct plan_names_iter *it, const struct plan_host *host);

/**
 * plan_names_next() - the next name to try, in PXELINUX's order
 *
 * Option 209, then pxelinux.cfg/ with UUID, type-MAC, the IP address in hex with 8 to 1 digits, and
 * default. When option 210 was given, the same again without pxelinux.cfg/, marked second_pass; when the boot
 * file is "grub..." or "shim..." in a folder, the same again at the root, with "::" in front, likewise. A
 * UUID whose seventh byte is outside 0x10..0xef is a placeholder and not asked for. A 209 value
 * that cannot be a name (empty, over PLAN_NAMES_MAX, a NUL inside) is passed over.
 * Return: false at the end, with @ret untouched.
 */
bool plan_names_next(struct plan_names_iter *it, struct plan_names_candidate *ret);

/**
 * plan_names_url_prefix() - the prefix of names where a URL names the configuration itself
 * @url: of the configuration
 * @ret: an empty builder, which receives the prefix; cut when it is too small
 *
 * Its folder, or the one above where that is PLAN_NAMES_DIR: a tree written for PXELINUX has its
 * kernels beside that folder.
 */
void plan_names_url_prefix(struct view url, struct str *ret);

/** plan_names_asked() - whether a machine may ask for @file in PLAN_NAMES_DIR: a UUID, a hardware
 *  address, an IP address or a part of it, default, U-Boot's default-ARCH[-SOC[-BOARD]]. Other files
 *  there are parts of those. */
bool plan_names_asked(struct view file);

/**
 * plan_names_meant() - the name that some machine asks for, where @file is near one and is none: an
 * address without its type or with other letters, a backup's or a text file's ending
 * @ret: an empty builder with room for 50 bytes
 *
 * Return: whether there is one
 */
bool plan_names_meant(struct view file, struct str *ret);

/** plan_names_full() - append @name as it is asked for: under @prefix unless it says itself where
 *  it lives. pxe_url_resolve() takes the two apart; this is for lists and messages. */
void plan_names_full(struct view prefix, struct view name, struct str *text);

/**
 * plan_names_retry() - the same name at the server's root, to be tried once after "not found"
 * @prefix: what it was resolved against
 * @text:   an empty builder with room for PLAN_NAMES_BUF; receives a name that pxe_url_resolve()
 *          takes without a prefix
 *
 * The prefix is dropped (of a URL, everything behind the host) and "//" becomes "/", which finds
 * kernels written relative to the root, as QEMU's firmware, u-root and petitboot read them.
 * Return: false when there is nothing else to try: the name says itself where it lives, there is no
 * prefix to drop, or the result is too long.
 */
bool plan_names_retry(struct view prefix, struct view name, struct str *text);

/**
 * plan_names_beside() - the same name in the folder of @file, to be tried once after "not found"
 * @file: the full name of the .ins list that names it
 * @text: as of plan_names_retry()
 *
 * Return: false when there is nothing else to try: @name says itself where it lives, that folder is
 * @prefix or PLAN_NAMES_DIR, or the result is too long.
 */
bool plan_names_beside(struct view prefix, struct view file, struct view name, struct str *text);

#endif
