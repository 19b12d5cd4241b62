/* SPDX-License-Identifier: MIT
 * Answers to one fixed query: none but a usable address may come out.
 */
#include "pxe/dns.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t addr = 0xdead;
	int bad = dns_answer(rd_of(data, size), 0x1234, view_of("boot.example"), &addr);

	if (bad ? addr != 0xdead : addr >> 24 == 0 || addr >> 24 >= 224)
		abort();
	return 0;
}
