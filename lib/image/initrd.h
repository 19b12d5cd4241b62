/* SPDX-License-Identifier: MIT
 * lib/image/initrd.h - judges an initrd while it arrives. Layer: pure. Callers: whoever downloads or
 * reads one.
 *
 * After kexec nobody tries again: a kernel that cannot unpack its initrd panics. What Linux takes
 * (Documentation/driver-api/early-userspace/buffer-format.rst, init/initramfs.c, lib/decompress*.c) is
 * any number of members behind each other, with any number of zeroes between them:
 *
 *   cpio, "newc" or "crc"   at a multiple of 4; the end mark may be missing
 *   gzip   RFC 1952         no header fields but a name
 *   xz     format 1.1.0     checks: none or CRC32; filters: LZMA2, one for machine code before it
 *   zstd   RFC 8878         no dictionary, no skippable frame, window at most 128 MiB before 5.16
 *   lz4    legacy frame     up to the end of the file or four zeroes: no other member behind it
 *   bzip2, lzma ("alone"), lzop with one sum per block
 *
 * Every member is walked to its end by its own lengths. gzip has none and is inflated; bzip2 has none
 * either, its marks are searched for. lzma says nothing before it is unpacked, and passes with a
 * warning. Packed data is not compared with its sums otherwise: the new kernel does that.
 *
 * U-Boot's legacy header (lib/image/uimage.h) around a ramdisk, or around several files of which the
 * second is the ramdisk, is no part of what Linux takes: the walk goes through what it holds, and
 * struct initrd_part says where that lies.
 *
 * No heap and no system call; struct initrd_check is some 130 KiB and holds nothing else.
 */
#ifndef LIB_IMAGE_INITRD_H
#define LIB_IMAGE_INITRD_H

#include "lib/image/initrd_walk.h"
#include "lib/text.h"

/* Enough for everything that is told by a file's beginning. */
#define INITRD_HEAD_LEN 2048u

enum initrd_verdict {
	INITRD_OK,
	INITRD_WARN,	/* goes on; the sentence says what Linux may object to */
	INITRD_CUT,	/* ends too early: fetch it again */
	INITRD_DAMAGED, /* not as its own lengths and sums have it: fetch it again */
	INITRD_REFUSED, /* fetched again it would be the same; the sentence has the cure */
};

/** struct initrd_part - what of the file is for Linux: all of it unless it is a uImage */
struct initrd_part {
	uint64_t start, len; /* bytes; len is 0 until initrd_check_end() for what is no uImage */
	unsigned n_parts;    /* of the uImage; 0 = it is none */
};

/** struct initrd_check - one file's check; all of it private but part */
struct initrd_check {
	struct initrd_part part;
	uint64_t fed;  /* bytes of the file */
	uint64_t left; /* of the part, not walked yet */
	uint64_t need; /* bytes of the file, as a uImage's header has it */
	bool begun;    /* the head is judged, the walk goes on */
	bool stopped;  /* the verdict is known, nothing more is looked at */
	enum initrd_reason reason, warning;
	uint64_t reason_at; /* offset in the file, of junk */
	const char *what;   /* the format that the reason is about */
	const char *warning_what;
	const char *detail; /* a word more */
	size_t head_len;
	uint8_t head[INITRD_HEAD_LEN];
	uint8_t tail[20]; /* the part's last bytes */
	uint8_t iso[5];	  /* what stands at an ISO 9660 volume descriptor's place */

	struct initrd_cpio cpio; /* between members, and through those that are not packed */
	struct initrd_walk walk; /* through a packed one */
	const struct initrd_format *format; /* of that one; NULL: in cpio */
	uint64_t members;		    /* packed ones that ended and held something */
	bool hollow;			    /* one that held nothing */
	uint8_t magic[6];
	unsigned magic_len;
	union {
		struct initrd_xz xz;
		struct initrd_zstd zstd;
		struct initrd_lz4 lz4;
		struct initrd_lzop lzop;
		struct initrd_bzip2 bzip2;
		struct initrd_gzip gzip;
	} of;
};

/** initrd_check_start() - a new file */
void initrd_check_start(struct initrd_check *c);

/** initrd_check_feed() - the file's next bytes, in pieces of any size; the verdict is the same.
 *  Return: false once the file is known to be of no use, and the download may end; what is fed after
 *  that is only counted. */
bool initrd_check_feed(struct initrd_check *c, struct rd bytes);

/**
 * initrd_check_end() - the file has ended
 * @total: bytes that the server announced, 0 = unknown
 * @why:   gets a sentence without the file's name, unless the verdict is INITRD_OK
 *
 * May be called early, to ask why initrd_check_feed() gave false.
 */
enum initrd_verdict initrd_check_end(struct initrd_check *c, uint64_t total, struct str *why);

#endif
