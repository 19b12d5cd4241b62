/* SPDX-License-Identifier: MIT
 * Answers to one fixed query: none but usable addresses may come out.
 */
#include "pxe/fetch/dns.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_addrs a = {.n = 99};
	int bad = dns_answer(rd_of(data, size), 0x1234, view_of("boot.example"), &a);

	if (bad ? a.n != 99 : !a.n || a.n > DNS_ADDRS_MAX)
		abort();
	for (unsigned i = 0; !bad && i < a.n; i++)
		if (a.addr[i] >> 24 == 0 || a.addr[i] >> 24 >= 224)
			abort();
	return 0;
}
