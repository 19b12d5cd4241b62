/* SPDX-License-Identifier: MIT
 * lib/bytes.h - cursors: the only code that reads or writes wire bytes. Layer: lib (leaf).
 *
 * A cursor never points outside the block it was made for. The first access that does not fit
 * poisons the cursor: a bad reader is empty and yields zeroes, a full writer ignores further
 * writes. A decoder is therefore straight-line code with one check at its end.
 */
#ifndef LIB_BYTES_H
#define LIB_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct rd - a reader; invariant: p <= end, and bad implies p == end */
struct rd {
	const uint8_t *p, *end;
	bool bad;
};

/** rd_of() - a reader over @len bytes at @data; @data may be NULL when @len is 0 */
struct rd rd_of(const void *data, size_t len);

/** rd_left() - bytes not yet consumed; 0 once bad */
size_t rd_left(const struct rd *r);

/* Each of these consumes one number. Return: the number; 0 with a bad reader when it is cut off */
uint8_t rd_u8(struct rd *r);
uint16_t rd_be16(struct rd *r);
uint32_t rd_be32(struct rd *r);
uint64_t rd_be64(struct rd *r);
uint16_t rd_le16(struct rd *r);
uint32_t rd_le32(struct rd *r);
uint64_t rd_le64(struct rd *r);

/** rd_sub() - a child over the next @n bytes; the parent moves past them. Both are bad if fewer
 *  bytes are left. */
struct rd rd_sub(struct rd *r, size_t n);

/** rd_cstr() - a child over the bytes before the next NUL; the parent moves past the NUL. Both are
 *  bad if there is no NUL. */
struct rd rd_cstr(struct rd *r);

/** rd_has() - whether the @n bytes at @bytes stand @at bytes from here; false where the bytes end before
 *  that, or the reader is bad */
bool rd_has(struct rd r, size_t at, const void *bytes, size_t n);

/** rd_skip() - move past @n bytes */
void rd_skip(struct rd *r, size_t n);

/** rd_copy() - consume exactly @n bytes into @dst; @dst is untouched when they do not fit */
bool rd_copy(struct rd *r, void *dst, size_t n);

/** rd_fail() - poison the reader after an impossible value. Return: false, to be passed on */
bool rd_fail(struct rd *r);

/** rd_done() - every byte was consumed, and no access failed */
bool rd_done(const struct rd *r);

/** struct wr - a writer; every wr_ function does nothing once @full is set */
struct wr {
	uint8_t *start, *p, *end;
	bool full;
};

/** wr_of() - a writer into @size bytes at @buf */
struct wr wr_of(void *buf, size_t size);

/** wr_len() - bytes written so far */
size_t wr_len(const struct wr *w);

void wr_u8(struct wr *w, uint8_t v);
void wr_be16(struct wr *w, uint16_t v);
void wr_be32(struct wr *w, uint32_t v);
void wr_be64(struct wr *w, uint64_t v);
void wr_le16(struct wr *w, uint16_t v);
void wr_le32(struct wr *w, uint32_t v);
void wr_le64(struct wr *w, uint64_t v);

/** wr_bytes() - append @n bytes from @src; all or none */
void wr_bytes(struct wr *w, const void *src, size_t n);

/** wr_zero() - append @n zero bytes; all or none */
void wr_zero(struct wr *w, size_t n);

/** wr_cstr() - append @s and its NUL */
void wr_cstr(struct wr *w, const char *s);

/** wr_at() - a writer over the bytes [@off, @off + @n) that @w has written, to patch lengths and
 *  sums. The new writer is full from the start when @w has not written all of them. */
struct wr wr_at(const struct wr *w, size_t off, size_t n);

#endif
