/* SPDX-License-Identifier: MIT
 * lib/image/initrd.h - judge an initrd while it arrives. Layer: pure. Callers: pxe/session,
 * mkimage/io.c, cmd/lint*.c.
 *
 * After kexec no loader can try again: a kernel that cannot unpack its initrd panics. An initrd of
 * Linux (Documentation/driver-api/early-userspace/buffer-format.rst, linux/init/initramfs.c,
 * linux/lib/decompress*.c) is a row of members, with any number of zeroes between them:
 *
 *   cpio, "newc" or "crc"   at a multiple of 4; the end mark may be missing
 *   gzip   RFC 1952         no header fields but a name
 *   xz     format 1.1.0     checks: none or CRC32; filters: LZMA2, one for machine code before it
 *   zstd   RFC 8878         no dictionary, no skippable frame, window at most 128 MiB before 5.16
 *   lz4    legacy frame     up to the end of the file or four zeroes: no other member behind it
 *   bzip2, lzma ("alone"), lzop with one sum per block
 *
 * Every member is walked to its end by its own lengths. gzip and lzma have no lengths and are unpacked.
 * bzip2 has none either; its block marks are searched for. Sums are compared where no unpacking is needed
 * for that: those of headers and indexes, bzip2's of its blocks' sums, cpio's of a file's data, U-Boot's
 * of all behind its header. The sums of packed data itself are left to the new kernel, but for gzip.
 *
 * U-Boot's legacy header (lib/image/uimage.h) may stand around a ramdisk, or around several files
 * of which the second is the ramdisk. The walk goes through the ramdisk, and struct initrd_part
 * tells where it lies.
 *
 * The check needs neither heap nor system calls, but for lzma, whose dictionary liblzma allocates. Where
 * that fails the file passes with a warning. struct initrd_check has some 130 KiB.
 */
#ifndef LIB_IMAGE_INITRD_H
#define LIB_IMAGE_INITRD_H

#include "lib/image/initrd_walk.h"
#include "lib/text.h"

/* Bytes of a file's beginning that are kept to recognise it. */
#define INITRD_HEAD_LEN 2048u

enum initrd_verdict {
	INITRD_OK,
	INITRD_WARN,	/* the initrd may work; the sentence says what Linux may object to */
	INITRD_CUT,	/* the file ends too early: fetch it again */
	INITRD_DAMAGED, /* lengths or sums inside the file do not fit: fetch it again */
	INITRD_REFUSED, /* Linux cannot use the file; the sentence has the cure */
};

/** struct initrd_part - the part of the file for Linux: the whole file unless it is a uImage */
struct initrd_part {
	uint64_t start, len; /* bytes; without a uImage len is 0 until initrd_check_end() */
	unsigned n_parts;    /* parts of the uImage; 0 = the file is no uImage */
};

/** struct initrd_check - the check of one file; private but for @part */
struct initrd_check {
	struct initrd_part part;
	uint64_t fed;		/* bytes of the file so far */
	uint64_t left;		/* bytes of the part that are not walked yet */
	uint64_t need;		/* bytes of the file by the header of a uImage */
	uint32_t sum, sum_want; /* CRC32 of what is behind that header, up to @need */
	bool begun;		/* the head is judged and the walk has begun */
	bool stopped;		/* the verdict is known; further bytes are only counted */
	enum initrd_reason reason, warning;
	uint64_t reason_at; /* INITRD_JUNK: offset in the file */
	const char *what;   /* name of the format that the reason is about */
	const char *warning_what;
	const char *detail; /* a further word of the sentence */
	size_t head_len;
	uint8_t head[INITRD_HEAD_LEN];
	uint8_t tail[20]; /* last bytes of the part */
	uint8_t iso[5];	  /* bytes at the place of an ISO 9660 volume descriptor's identifier */

	struct initrd_cpio cpio; /* the walk through plain cpio and the zeroes between members */
	struct initrd_walk walk; /* the walk through a packed member */
	lzma_stream lzma;	 /* heap of one member, or zero */
	const struct initrd_format *format; /* format of the packed member; NULL = plain cpio */
	uint64_t members;		    /* packed members that ended and were not empty */
	bool hollow;			    /* a packed member was empty */
	bool lzma_ended;		    /* a member of lzma has ended */
	bool inflated;			    /* the only packed member was gzip, which of.gzip has */
	uint8_t magic[6];
	unsigned magic_len;
	union {
		struct initrd_xz xz;
		struct initrd_zstd zstd;
		struct initrd_lz4 lz4;
		struct initrd_lzop lzop;
		struct initrd_bzip2 bzip2;
		struct initrd_gzip gzip;
		struct initrd_lzma lzma;
	} of;
};

/** initrd_check_start() - begin the check of a new file. @c was all zero before its first one; heap that
 *  an abandoned check has left is freed. */
void initrd_check_start(struct initrd_check *c);

/** initrd_check_feed() - check the next bytes of the file; the size of the pieces does not matter
 *  Return: false = the file is known to be useless, and the download may end; further bytes are
 *  only counted */
bool initrd_check_feed(struct initrd_check *c, struct rd bytes);

/** initrd_check_may_grow() - after INITRD_OK: Linux would unpack an archive that followed the file
 *  too. False behind lz4, which never ends by itself, lzma, and a bootconfig, which is looked for
 *  at the end. Only at a multiple of 4 bytes may a cpio archive follow. */
bool initrd_check_may_grow(const struct initrd_check *c);

/**
 * initrd_check_content() - the first bytes of what the only packed member so far held, when that was
 * gzip; else nothing. Valid until the next call of another function.
 * @ret_len: bytes of all of it
 */
struct rd initrd_check_content(const struct initrd_check *c, uint64_t *ret_len);

/**
 * initrd_check_end() - the file has ended; no heap is left
 * @total: bytes that the server announced, 0 = unknown
 * @why:   gets a sentence without the name of the file, unless the verdict is INITRD_OK
 *
 * After initrd_check_feed() gave false, the call may come before the end of the file.
 */
enum initrd_verdict initrd_check_end(struct initrd_check *c, uint64_t total, struct str *why);

#endif
