/* SPDX-License-Identifier: MIT
 * init/kexec/layout.h - where in memory the next system goes, and whether it fits at all.
 * Layer: pure. Callers: init/kexec/precheck.c (before the download), init/kexec/s390x.c, tests.
 *
 * The rules are those of the kernel's kexec_load (kernel/kexec_core.c, sanity_check_segment_list):
 * page aligned, no overlap, at most 16 segments, together at most half of RAM. Segments lie in RAM
 * alone, which is our own rule. A refusal comes with a sentence that holds the numbers, fit to stand
 * behind "kexec: ".
 */
#ifndef INIT_KEXEC_LAYOUT_H
#define INIT_KEXEC_LAYOUT_H

#include "init/kexec/ram.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEXEC_SEGMENTS 16u   /* the kernel's KEXEC_SEGMENT_MAX */
#define KEXEC_PAGE     4096u /* of s390 */

/** enum kexec_reason - why something will not be booted; 0 = it will */
enum kexec_reason {
	KEXEC_OK = 0,
	KEXEC_NOT_KERNEL,      /* the file is no kernel for this machine */
	KEXEC_CMDLINE_LONG,    /* longer than this kernel takes */
	KEXEC_MUCH_FOR_MEMORY, /* more than is available now */
	KEXEC_MUCH_FOR_RAM,    /* more than the kernel's limit of half of RAM */
	KEXEC_NO_PLACE,	       /* no hole in RAM is large enough */
	KEXEC_NO_RAM_MAP,      /* /proc/iomem or /proc/meminfo said nothing of use */
	KEXEC_NOT_BUILT_IN,    /* this kernel has neither call */
	KEXEC_TURNED_OFF,      /* sysctl, lockdown or a missing capability */
	KEXEC_REFUSED,	       /* the kernel said no to this very image */
	KEXEC_BAD_TREE,	       /* no device tree, or one that is none */
	KEXEC_CPUS_STAY,       /* other CPUs cannot be stopped */
	KEXEC_NO_LOADER,       /* this program has no loader for this architecture */
	KEXEC_REASONS	       /* how many there are */
};

/** kexec_reason_str() - a reason in a few words; never NULL */
const char *kexec_reason_str(int reason);

/** enum kexec_part - what a segment is made of */
enum kexec_part { KEXEC_KERNEL, KEXEC_INITRD, KEXEC_ENTRY, KEXEC_DTB };

/** struct kexec_place - one segment: physical addresses, whole pages */
struct kexec_place {
	enum kexec_part part;
	uint64_t start;
	uint64_t len;  /* in memory: a multiple of KEXEC_PAGE */
	uint64_t used; /* bytes that are filled, the rest becomes zeroes; <= len */
};

/** struct kexec_layout - all segments, and where they start */
struct kexec_layout {
	struct kexec_place place[KEXEC_SEGMENTS];
	size_t places;
	uint64_t entry; /* address to start at */
};

/** struct kexec_sizes - bytes of what is to be loaded */
struct kexec_sizes {
	uint64_t kernel;
	uint64_t initrd; /* all parts joined; 0 = none */
};

/**
 * layout_fits() - the two rules about amounts, before or after the download
 * @fetched: the parts lie in memory already (as memfds), so that only the kernel's copies of them
 *	     need room; otherwise memfds and copies do, since both exist until the jump
 * @why:     a sentence with the numbers when refused, else untouched
 *
 * A size of 0 means unknown and counts as nothing.
 * Return: 0, KEXEC_MUCH_FOR_MEMORY or KEXEC_MUCH_FOR_RAM.
 */
int layout_fits(const struct ram *ram, struct kexec_sizes sizes, bool fetched, struct str *why);

/** layout_need() - bytes that must be available for layout_fits(); UINT64_MAX when the sum is
 *  beyond 64 bits */
uint64_t layout_need(struct kexec_sizes sizes, bool fetched);

/** layout_budget() - the most bytes that kernel and initrd together may have, before the download;
 *  0 when there is nothing to spare. A download of unannounced size is stopped there. */
uint64_t layout_budget(const struct ram *ram);

/**
 * layout_cmdline() - the command line against the kernel's own limit
 * @len: bytes without the NUL
 * @max: bytes with the NUL, as the image says
 *
 * Return: 0 or KEXEC_CMDLINE_LONG, with a sentence in @why.
 */
int layout_cmdline(uint64_t len, uint64_t max, struct str *why);

/**
 * layout_add() - place a segment at the lowest free address
 * @len:      bytes, not 0; rounded up to pages
 * @align:    a power of two, at least KEXEC_PAGE
 * @from, @to: the range of addresses it may use, @to not included
 *
 * Return: true when placed; @layout is unchanged otherwise.
 */
bool layout_add(struct kexec_layout *layout, const struct ram *ram, enum kexec_part part,
		uint64_t len, uint64_t align, uint64_t from, uint64_t to);

/** layout_valid() - whether @layout keeps all rules of kexec_load; the loader asks it last */
bool layout_valid(const struct kexec_layout *layout, const struct ram *ram);

/** layout_find() - the segment of @part, NULL if there is none */
const struct kexec_place *layout_find(const struct kexec_layout *layout, enum kexec_part part);

/* s390x: the kernel lies where its file offsets say, from its entry on. */
#define S390X_KERNEL_AT	 0x10000u
#define S390X_ENTRY_MAX	 0x80000000u /* the old kernel starts the entry in 31-bit mode */
#define S390X_AREA_MIN	 (48u << 20) /* kept free of other parts, see layout_s390x() */
#define S390X_AREA_EXTRA (8u << 20)
#define S390X_AREA_TIMES 5u

/** struct s390x_layout - segments, and the range the entry code zeroes */
struct s390x_layout {
	struct kexec_layout seg;
	uint64_t kernel_end; /* end of the kernel's segment */
	uint64_t area_end;   /* >= kernel_end: RAM up to here, and no segment in it */
};

/**
 * layout_s390x() - kernel, initrd and entry page on s390x
 * @sizes: kernel is the whole file, from offset 0, more than S390X_KERNEL_AT bytes
 * @ret:   written on success only
 *
 * The kernel's segment is its file from S390X_KERNEL_AT on, an embedded ramdisk included. Behind
 * it the decompressor has its heap and writes its output. That area is kept free; its size is a
 * guess, S390X_AREA_TIMES the file and S390X_AREA_EXTRA, at least S390X_AREA_MIN. The decompressor
 * would move an initrd out of it, which costs time and not the boot: where RAM is short, the area
 * shrinks by eighths until all has a place.
 * Return: 0 or KEXEC_NO_PLACE, with a sentence in @why.
 */
int layout_s390x(const struct ram *ram, struct kexec_sizes sizes, struct s390x_layout *ret,
		 struct str *why);

#endif
