/* SPDX-License-Identifier: MIT
 * lib/image/initrd_walk.h - internals of lib/image/initrd.h: one walker for each format, fed in
 * order with pieces of any size. Layer: pure. Callers: lib/image/initrd*.c only.
 *
 * A walker sees whole fields: the bytes that it asked for. The bytes between fields are skipped
 * unseen, so a walk costs next to nothing beside the download.
 */
#ifndef LIB_IMAGE_INITRD_WALK_H
#define LIB_IMAGE_INITRD_WALK_H

#include "lib/bytes.h"

#include <lzma.h>
#include <zlib.h>

/* The longest field is the header of an xz block. */
#define INITRD_FIELD_MAX 1024u

enum initrd_step {
	INITRD_STEP_ON,	   /* the walker wants more bytes */
	INITRD_STEP_DONE,  /* the member ends here; the next byte belongs to the next member */
	INITRD_STEP_ALIEN, /* the last field is not of this format, and may begin the next member */
	INITRD_STEP_BAD,   /* the member is bad: see reason */
};

/* The reasons of a verdict. lib/image/initrd.c has verdict and sentence for each. */
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
	INITRD_CPIO_SUMS,
	INITRD_UNCHECKED,
	INITRD_NO_TRAILER,
	INITRD_IS_FILESYSTEM,
	INITRD_IS_OTHER,
	INITRD_IS_UNKNOWN,
	INITRD_UNALIGNED,
	INITRD_JUNK,
	INITRD_REASONS
};

/** struct initrd_walk - the position of a walk */
struct initrd_walk {
	uint64_t at;	     /* offset of the next byte to take */
	uint64_t skip;	     /* bytes to skip before the next field */
	unsigned want, have; /* bytes of the next field; want 0 = the member ends behind @skip */
	uint8_t buf[INITRD_FIELD_MAX];
	enum initrd_reason reason; /* INITRD_STEP_BAD: why; INITRD_ZSTD_WINDOW alone is a warning */
	bool hollow;		   /* INITRD_STEP_DONE: nothing was packed in the member */
};

/** initrd_walk_start() - begin a walk at offset @at, whose first field has @want bytes */
void initrd_walk_start(struct initrd_walk *w, uint64_t at, unsigned want);

/** initrd_field_fn - take a whole field, and set skip and want for the next one; @of is the state of
 *  the format */
typedef enum initrd_step initrd_field_fn(struct initrd_walk *w, void *of, struct rd bytes);

/** initrd_walk_run() - take bytes from @in and call @field, not NULL, with each whole field. Bytes
 *  behind the member stay in @in. */
enum initrd_step initrd_walk_run(struct initrd_walk *w, struct rd *in, void *of,
				 initrd_field_fn *field);

/** initrd_walk_bad() - set the reason. Return: INITRD_STEP_BAD */
enum initrd_step initrd_walk_bad(struct initrd_walk *w, enum initrd_reason reason);

/* --- cpio: newc and crc, Linux Documentation/driver-api/early-userspace/buffer-format.rst ----- */

/** struct initrd_cpio - a walk through entries and the zeroes between them. Linux reads entries,
 *  not archives: the end mark is optional. */
struct initrd_cpio {
	struct initrd_walk walk;
	enum { INITRD_CPIO_BETWEEN, INITRD_CPIO_HEADER, INITRD_CPIO_NAME } state;
	uint64_t rest;	  /* bytes of the entry behind its header: name, padding, data, padding */
	uint64_t entries; /* entries so far, end marks included */
	bool open;	  /* the last entry was no end mark */
	bool sums;	  /* an entry was of the format "crc" */
	/* Offsets of an entry's data whose bytes are added up; data_end 0 = they are not. */
	uint64_t data_at, data_end;
	uint32_t sum, sum_want;
};

void initrd_cpio_start(struct initrd_cpio *c, uint64_t at);

/** initrd_cpio_feed() - walk through entries and zeroes
 *  Return: ON = @in is used up; ALIEN = the next byte, which is not taken, begins no entry, or one
 *  at an offset that is no multiple of 4, where Linux does not see it; BAD */
enum initrd_step initrd_cpio_feed(struct initrd_cpio *c, struct rd *in);

/** initrd_cpio_inside() - the walk is inside an entry, not between two */
bool initrd_cpio_inside(const struct initrd_cpio *c);

/* --- compressed members: from the first byte of the magic on; @of is the struct in front -------- */

/** struct initrd_xz - the .xz file format 1.1.0 */
struct initrd_xz {
	uint8_t state, check, header_size;
	bool reset; /* a chunk has reset the dictionary */
	uint64_t packed, unpacked, packed_want, unpacked_want, header_len;
	uint64_t blocks, unpadded_sum,
		unpacked_sum; /* sums over the blocks; the records of the index are subtracted */
	uint64_t index_len, records, number;
	unsigned number_bits;
	uint32_t index_crc;
};
void initrd_xz_start(void *of, struct initrd_walk *w);
initrd_field_fn initrd_xz_field;

/** struct initrd_zstd - RFC 8878 section 3.1.1: one frame */
struct initrd_zstd {
	uint8_t state, descriptor;
	bool any; /* a block has content */
};
void initrd_zstd_start(void *of, struct initrd_walk *w);
initrd_field_fn initrd_zstd_field;

/** struct initrd_lz4 - lz4_Frame_format.md, "Legacy frame": blocks up to the end of the file. For
 *  Linux four zeroes end the frame as well. */
struct initrd_lz4 {
	bool begun, doubtful; /* doubtful: the size of a block looked like the magic of gzip */
	uint64_t blocks;
};
void initrd_lz4_start(void *of, struct initrd_walk *w);
initrd_field_fn initrd_lz4_field;

/** struct initrd_lzop - lzop 1.04, src/lzop.c: header, blocks with their lengths, a zero */
struct initrd_lzop {
	uint8_t state;
	bool any; /* a block has content */
	uint32_t flags, unpacked, adler, crc;
};
void initrd_lzop_start(void *of, struct initrd_walk *w);
initrd_field_fn initrd_lzop_field;

/** struct initrd_bzip2 - blocks begin at any bit and have no lengths. Each block begins with a mark
 *  of 48 bits, which is searched for. The end mark has the joined sum of all blocks, so a missing
 *  block shows. */
struct initrd_bzip2 {
	uint64_t window; /* the last eight bytes */
	uint32_t sum;	 /* joined sum of the blocks so far */
	uint8_t begun, left, shift;
	bool last, any;	    /* any: a block was met */
	uint8_t maybe[256]; /* nonzero = the byte occurs inside one of the sixteen shifted marks */
};
void initrd_bzip2_start(void *of, struct initrd_walk *w);
enum initrd_step initrd_bzip2_feed(struct initrd_bzip2 *b, struct initrd_walk *w, struct rd *in);

#define INITRD_INSIDE_OUT (64u << 10)
#define INITRD_LOOK	  1152u /* an ext2 superblock's magic is at 1080 */

/** struct initrd_inside - what a member holds that has no lengths and is therefore unpacked. It is dropped
 *  after a walk through its cpio archive; its first bytes are kept. */
struct initrd_inside {
	struct initrd_cpio cpio;
	bool strange;	   /* the content is not all cpio */
	bool blind;	   /* the decoder cannot have its memory: the rest passes unchecked */
	uint64_t unpacked; /* bytes unpacked so far */
	size_t look_len;
	uint8_t look[INITRD_LOOK];
	uint8_t out[INITRD_INSIDE_OUT];
};
void initrd_inside_start(struct initrd_inside *i);

/** initrd_inside_add() - the next @n bytes were unpacked into i->out */
void initrd_inside_add(struct initrd_inside *i, size_t n);

/* Bytes that zlib allocates: its state and the window of 32 KiB. */
#define INITRD_GZIP_ARENA (56u << 10)

/** struct initrd_gzip - RFC 1952: one member */
struct initrd_gzip {
	struct initrd_inside inside;
	z_stream z;
	size_t arena_used;
	_Alignas(16) uint8_t arena[INITRD_GZIP_ARENA];
};
void initrd_gzip_start(void *of, struct initrd_walk *w);
enum initrd_step initrd_gzip_feed(struct initrd_gzip *g, struct initrd_walk *w, struct rd *in);

/* A dictionary has up to 64 MiB with lzma -9. */
#define INITRD_LZMA_MEMORY (80u << 20)

/** struct initrd_lzma - the format "lzma alone" of LZMA Utils: one stream, which ends with a mark or after
 *  the bytes in its header. @z is the check's own, since its memory is heap. */
struct initrd_lzma {
	struct initrd_inside inside;
	bool begun; /* the decoder has its memory */
};
void initrd_lzma_start(void *of, struct initrd_walk *w);
enum initrd_step initrd_lzma_feed(struct initrd_lzma *l, lzma_stream *z, struct initrd_walk *w,
				  struct rd *in);

#endif
