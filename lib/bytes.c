/* SPDX-License-Identifier: MIT */
#include "lib/bytes.h"

#include <string.h>

struct rd rd_of(const void *data, size_t len)
{
	const uint8_t *p = data;

	if (!p)
		len = 0;
	return (struct rd){.p = p, .end = p ? p + len : p, .bad = false};
}

size_t rd_left(const struct rd *r)
{
	return r->p ? (size_t)(r->end - r->p) : 0;
}

bool rd_fail(struct rd *r)
{
	r->p = r->end;
	r->bad = true;
	return false;
}

/* Every bounds check is this comparison. Nothing is added to @n, which may come from outside. */
static const uint8_t *rd_take(struct rd *r, size_t n)
{
	const uint8_t *p = r->p;

	if (r->bad || n > rd_left(r)) {
		rd_fail(r);
		return NULL;
	}
	if (n)
		r->p += n;
	return p;
}

static uint64_t take_be(struct rd *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);
	uint64_t v = 0;

	for (size_t i = 0; p && i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static uint64_t take_le(struct rd *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);
	uint64_t v = 0;

	for (size_t i = 0; p && i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

uint8_t rd_u8(struct rd *r)
{
	return (uint8_t)take_be(r, 1);
}

uint16_t rd_be16(struct rd *r)
{
	return (uint16_t)take_be(r, 2);
}

uint32_t rd_be32(struct rd *r)
{
	return (uint32_t)take_be(r, 4);
}

uint64_t rd_be64(struct rd *r)
{
	return take_be(r, 8);
}

uint16_t rd_le16(struct rd *r)
{
	return (uint16_t)take_le(r, 2);
}

uint32_t rd_le32(struct rd *r)
{
	return (uint32_t)take_le(r, 4);
}

uint64_t rd_le64(struct rd *r)
{
	return take_le(r, 8);
}

struct rd rd_sub(struct rd *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);
	struct rd child = rd_of(p, n);

	child.bad = r->bad;
	return child;
}

struct rd rd_cstr(struct rd *r)
{
	const uint8_t *nul = rd_left(r) ? memchr(r->p, 0, rd_left(r)) : NULL;
	struct rd child;

	if (!nul) {
		rd_fail(r);
		return (struct rd){.p = r->p, .end = r->end, .bad = true};
	}
	child = rd_sub(r, (size_t)(nul - r->p));
	rd_skip(r, 1);
	return child;
}

void rd_skip(struct rd *r, size_t n)
{
	rd_take(r, n);
}

bool rd_has(struct rd r, size_t at, const void *bytes, size_t n)
{
	rd_skip(&r, at);
	return !r.bad && rd_left(&r) >= n && memcmp(r.p, bytes, n) == 0;
}

bool rd_copy(struct rd *r, void *dst, size_t n)
{
	const uint8_t *p = rd_take(r, n);

	if (r->bad)
		return false;
	if (n)
		memcpy(dst, p, n);
	return true;
}

bool rd_done(const struct rd *r)
{
	return !r->bad && r->p == r->end;
}

struct wr wr_of(void *buf, size_t size)
{
	uint8_t *p = buf;

	return (struct wr){.start = p, .p = p, .end = p + size, .full = false};
}

size_t wr_len(const struct wr *w)
{
	return (size_t)(w->p - w->start);
}

static uint8_t *wr_room(struct wr *w, size_t n)
{
	uint8_t *p = w->p;

	if (w->full || n > (size_t)(w->end - w->p)) {
		w->full = true;
		return NULL;
	}
	w->p += n;
	return p;
}

static void put_be(struct wr *w, uint64_t v, size_t n)
{
	uint8_t *p = wr_room(w, n);

	for (size_t i = 0; p && i < n; i++)
		p[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
}

static void put_le(struct wr *w, uint64_t v, size_t n)
{
	uint8_t *p = wr_room(w, n);

	for (size_t i = 0; p && i < n; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

void wr_u8(struct wr *w, uint8_t v)
{
	put_be(w, v, 1);
}

void wr_be16(struct wr *w, uint16_t v)
{
	put_be(w, v, 2);
}

void wr_be32(struct wr *w, uint32_t v)
{
	put_be(w, v, 4);
}

void wr_be64(struct wr *w, uint64_t v)
{
	put_be(w, v, 8);
}

void wr_le16(struct wr *w, uint16_t v)
{
	put_le(w, v, 2);
}

void wr_le32(struct wr *w, uint32_t v)
{
	put_le(w, v, 4);
}

void wr_le64(struct wr *w, uint64_t v)
{
	put_le(w, v, 8);
}

void wr_bytes(struct wr *w, const void *src, size_t n)
{
	uint8_t *p = wr_room(w, n);

	if (p && n)
		memcpy(p, src, n);
}

void wr_zero(struct wr *w, size_t n)
{
	uint8_t *p = wr_room(w, n);

	if (p && n)
		memset(p, 0, n);
}

void wr_cstr(struct wr *w, const char *s)
{
	wr_bytes(w, s, strlen(s) + 1);
}

struct wr wr_at(const struct wr *w, size_t off, size_t n)
{
	size_t len = wr_len(w);
	struct wr part = {.start = w->start, .p = w->start, .end = w->start, .full = true};

	if (off > len || n > len - off)
		return part;
	return wr_of(w->start + off, n);
}
