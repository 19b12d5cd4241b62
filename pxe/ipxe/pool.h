/* SPDX-License-Identifier: MIT
 * pxe/ipxe/pool.h - texts of any length in one block of fixed size. Layer: pure. Callers: pxe/ipxe/.
 *
 * A text is held by its number. Room that was given back is used again: texts move when the block
 * is full, so a view of one is good until the next ipxe_pool_put().
 */
#ifndef PXE_IPXE_POOL_H
#define PXE_IPXE_POOL_H

#include "lib/text.h"

#include <stdint.h>

#define IPXE_POOL_TEXTS 8192u
#define IPXE_POOL_BYTES (2u << 20)

/** struct ipxe_pool - the texts; all zero is an empty pool */
struct ipxe_pool {
	uint32_t used;	  /* bytes of @bytes, holes included */
	uint32_t live;	  /* bytes of @bytes, holes excluded */
	uint64_t moved;	  /* bytes that moved so far: what the work cost */
	uint16_t highest; /* of the numbers ever used */
	uint16_t spare;	  /* a number below @highest that may be free */
	struct {
		uint32_t at; /* where in @bytes its head is, plus one; 0 = the number is free */
		uint32_t n;
	} text[IPXE_POOL_TEXTS];
	char bytes[IPXE_POOL_BYTES];
};

/** ipxe_pool_put() - keep a copy of @v. Where @v itself lies in the pool and texts would have to move,
 *  it counts as no room. Return: its number, from 1 on;
 *  0 = there is no room */
uint16_t ipxe_pool_put(struct ipxe_pool *p, struct view v);

/** ipxe_pool_get() - the text of number @id; empty for 0 */
struct view ipxe_pool_get(const struct ipxe_pool *p, uint16_t id);

/** ipxe_pool_drop() - give back *@id, which becomes 0; 0 is no text */
void ipxe_pool_drop(struct ipxe_pool *p, uint16_t *id);

/** ipxe_pool_replace() - *@id becomes the number of a copy of @v. Return: false = no room, and *@id
 *  is what it was */
bool ipxe_pool_replace(struct ipxe_pool *p, uint16_t *id, struct view v);

#endif
