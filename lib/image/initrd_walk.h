/* SPDX-License-Identifier: MIT
 * lib/image/initrd_walk.h - inside of lib/image/initrd.h: one walker per format, each fed in order and
 * in pieces of any size. Layer: pure. Callers: lib/image/initrd*.c only.
 *
 * A walker sees fields: the bytes that it asked for, all of them at once. What lies between fields is
 * passed over without being looked at, which is why a walk costs nothing next to the download.
 */
#ifndef LIB_IMAGE_INITRD_WALK_H
#define LIB_IMAGE_INITRD_WALK_H

#include "lib/bytes.h"

#include <zlib.h>

/* The longest field is the header of an xz block. */
#define INITRD_FIELD_MAX 1024u

enum initrd_step {
	INITRD_STEP_ON,	  /* wants more bytes */
	INITRD_STEP_DONE, /* the member ends here; what follows belongs to the next one */
	INITRD_STEP_ALIEN, /* the field just read is none of this format's, and may be the next member */
	INITRD_STEP_BAD, /* see reason */
};

/* What is said in the end; lib/image/initrd.c has the verdict and the sentence for each. */
enum initrd_reason {
	INITRD_FINE,
	INITRD_IS_EMPTY,
	INITRD_IS_ZEROES,
	INITRD_IS_HTML,
	INITRD_IS_TAR,
	INITRD_IS_CPIO_ODC,
	INITRD_IS_CPIO_BIN,
	INITRD_IS_LZ4_FRAME,
	INITRD_IS_ZSTD_SKIP,
	INITRD_IS_CUT,
	INITRD_IS_DAMAGED,
	INITRD_INSIDE_EMPTY,
	INITRD_INSIDE_CUT,
	INITRD_XZ_CHECK,
	INITRD_XZ_FILTER,
	INITRD_ZSTD_DICTIONARY,
	INITRD_ZSTD_WINDOW,
	INITRD_LZ4_FOLLOWED,
	INITRD_LZOP_OPTIONS,
	INITRD_GZIP_FIELDS,
	INITRD_UIMAGE_BAD,
	INITRD_UIMAGE_TYPE,
	INITRD_UNCHECKED,
	INITRD_NO_TRAILER,
	INITRD_IS_FILESYSTEM,
	INITRD_IS_OTHER,
	INITRD_IS_UNKNOWN,
	INITRD_UNALIGNED,
	INITRD_JUNK,
	INITRD_REASONS
};

/** struct initrd_walk - where a walk is */
struct initrd_walk {
	uint64_t at;	     /* offset of the next byte that was not taken yet */
	uint64_t skip;	     /* bytes to pass over before the next field */
	unsigned want, have; /* of the next field; want 0: the member ends once skip is passed */
	uint8_t buf[INITRD_FIELD_MAX];
	enum initrd_reason
		reason; /* of INITRD_STEP_BAD; INITRD_ZSTD_WINDOW is a warning on the way */
};

/** initrd_walk_start() - a walk at offset @at whose first field has @want bytes */
void initrd_walk_start(struct initrd_walk *w, uint64_t at, unsigned want);

/** initrd_walk_run() - take from @in what is needed, calling @field with each whole field. @field sets
 *  skip and want for the next one; @of is its own state. Never takes more than the member has. */
enum initrd_step initrd_walk_run(struct initrd_walk *w, struct rd *in, void *of,
				 enum initrd_step (*field)(struct initrd_walk *w, void *of,
							   struct rd bytes));

/** initrd_walk_bad() - set the reason; returns INITRD_STEP_BAD */
enum initrd_step initrd_walk_bad(struct initrd_walk *w, enum initrd_reason reason);

/* --- cpio: newc and crc, Linux Documentation/driver-api/early-userspace/buffer-format.rst --------- */

/** struct initrd_cpio - entries and the zeroes between them, as Linux reads them: an archive is not
 *  a unit there, and the end mark is optional */
struct initrd_cpio {
	struct initrd_walk walk;
	enum { INITRD_CPIO_BETWEEN, INITRD_CPIO_HEADER, INITRD_CPIO_NAME } state;
	uint64_t rest;	  /* of the entry behind its header: name, padding, data, padding */
	uint64_t entries; /* end marks included */
	bool open;	  /* the last entry was no end mark */
};

void initrd_cpio_start(struct initrd_cpio *c, uint64_t at);

/** initrd_cpio_feed() - walk as far as entries and zeroes go.
 *  Return: ON when @in is used up; ALIEN in front of a byte that begins no entry, which is not taken
 *  (also an entry's digit at an offset that is no multiple of 4: Linux overlooks it); BAD. */
enum initrd_step initrd_cpio_feed(struct initrd_cpio *c, struct rd *in);

/** initrd_cpio_inside() - the walk stands within an entry, not between two */
bool initrd_cpio_inside(const struct initrd_cpio *c);

/* --- compressed members. Each start() is followed by feed() from the first byte of its magic. ----- */

/** struct initrd_xz - the .xz file format 1.1.0 */
struct initrd_xz {
	uint8_t state, check, header_size;
	bool reset; /* a chunk has reset the dictionary */
	uint64_t packed, unpacked, packed_want, unpacked_want, header_len;
	uint64_t blocks, unpadded_sum,
		unpacked_sum; /* of the blocks seen; the index subtracts its own */
	uint64_t index_len, records, number;
	unsigned number_bits;
	uint32_t index_crc;
};
void initrd_xz_start(struct initrd_xz *x, struct initrd_walk *w);
enum initrd_step initrd_xz_feed(struct initrd_xz *x, struct initrd_walk *w, struct rd *in);

/** struct initrd_zstd - RFC 8878 section 3.1.1: one frame */
struct initrd_zstd {
	uint8_t state, descriptor;
};
void initrd_zstd_start(struct initrd_zstd *z, struct initrd_walk *w);
enum initrd_step initrd_zstd_feed(struct initrd_zstd *z, struct initrd_walk *w, struct rd *in);

/** struct initrd_lz4 - lz4_Frame_format.md, "Legacy frame": blocks up to the end of the file. Linux
 *  ends at four zeroes as well. */
struct initrd_lz4 {
	bool begun, doubtful; /* doubtful: a block's size looked like the magic of gzip */
	uint64_t blocks;
};
void initrd_lz4_start(struct initrd_lz4 *l, struct initrd_walk *w);
enum initrd_step initrd_lz4_feed(struct initrd_lz4 *l, struct initrd_walk *w, struct rd *in);

/** struct initrd_lzop - lzop 1.04, src/lzop.c: header, blocks with their lengths, a zero */
struct initrd_lzop {
	uint8_t state;
	uint32_t flags, unpacked, adler, crc;
};
void initrd_lzop_start(struct initrd_lzop *l, struct initrd_walk *w);
enum initrd_step initrd_lzop_feed(struct initrd_lzop *l, struct initrd_walk *w, struct rd *in);

/** struct initrd_bzip2 - blocks begin at any bit and have no lengths, but each begins with 48 bits that
 *  are searched for, and the last ones carry the blocks' sums joined: none can be missing */
struct initrd_bzip2 {
	uint64_t window; /* the last eight bytes */
	uint32_t sum;	 /* of the blocks seen */
	uint8_t begun, left, shift;
	bool last;
	uint8_t maybe[256]; /* this byte stands inside one of the sixteen shifted marks */
};
void initrd_bzip2_start(struct initrd_bzip2 *b);
enum initrd_step initrd_bzip2_feed(struct initrd_bzip2 *b, struct initrd_walk *w, struct rd *in);

/* What zlib asks for: its state and the window of 32 KiB. */
#define INITRD_GZIP_ARENA (56u << 10)
#define INITRD_GZIP_OUT	  (64u << 10)
#define INITRD_LOOK	  1152u /* an ext2 superblock's magic is at 1080 */

/** struct initrd_gzip - RFC 1952: one member. It has no lengths: it is inflated and thrown away, but for
 *  a walk through the cpio archive inside and its first bytes. */
struct initrd_gzip {
	z_stream z;
	struct initrd_cpio cpio;
	bool strange;	   /* what is inside is not all cpio */
	bool blind;	   /* a zlib that wants more than the arena: the rest passes unseen */
	uint64_t unpacked; /* bytes */
	size_t look_len;
	uint8_t look[INITRD_LOOK];
	size_t arena_used;
	_Alignas(16) uint8_t arena[INITRD_GZIP_ARENA];
	uint8_t out[INITRD_GZIP_OUT];
};
void initrd_gzip_start(struct initrd_gzip *g);
enum initrd_step initrd_gzip_feed(struct initrd_gzip *g, struct initrd_walk *w, struct rd *in);

#endif
