/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/echo.h"

#define TYPE_REPLY   0u
#define TYPE_REQUEST 8u
#define COOKIE	     8u /* bytes */

static uint8_t data_at(size_t i, uint64_t cookie)
{
	return (uint8_t)(i < COOKIE ? cookie >> 8 * i : i);
}

void echo_request(struct wr *w, uint16_t seq, uint64_t cookie, size_t size)
{
	wr_u8(w, TYPE_REQUEST);
	wr_zero(w, 5); /* code, sum, identifier */
	wr_be16(w, seq);
	for (size_t i = 0; i < size; i++)
		wr_u8(w, data_at(i, cookie));
}

bool echo_reply(struct rd packet, uint16_t seq, uint64_t cookie, size_t size)
{
	bool ours = rd_u8(&packet) == TYPE_REPLY && rd_u8(&packet) == 0;

	rd_skip(&packet, 4); /* the kernel has looked at sum and identifier */
	ours = ours && rd_be16(&packet) == seq && rd_left(&packet) == size;
	for (size_t i = 0; ours && i < size; i++)
		ours = rd_u8(&packet) == data_at(i, cookie);
	return ours;
}
