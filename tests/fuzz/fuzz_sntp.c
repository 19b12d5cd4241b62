/* SPDX-License-Identifier: MIT
 * Any bytes as the answer of a time server, and of a host that is pinged: the size tells which.
 */
#include "pxe/fetch/echo.h"
#include "pxe/fetch/sntp.h"

#include <stdlib.h>

#define COOKIE 0x0102030405060708u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t ms = 99;
	int bad = sntp_reply(rd_of(data, size), COOKIE, &ms);

	if (bad ? ms != 99 : size < SNTP_LEN || (data[0] & 7) != 4 || data[1] - 1u > 14)
		abort();
	for (size_t n = 0; n < 80; n++)
		if (echo_reply(rd_of(data, size), 1, COOKIE, n) && size != ECHO_HEAD + n)
			abort();
	return 0;
}
