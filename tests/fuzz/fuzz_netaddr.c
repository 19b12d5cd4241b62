/* SPDX-License-Identifier: MIT
 * Texts of addresses: what is read is written so that it is read as the same.
 */
#include "lib/netaddr.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct netaddr a, again;
	char text[NETADDR_TEXT];
	struct str s = str_of(text, sizeof text);

	if (!netaddr_text((struct view){.p = (const char *)data, .n = size}, &a))
		return 0;
	str_netaddr(&s, &a);
	if (s.cut || !netaddr_text(view_of(text), &again) || !netaddr_eq(&a, &again))
		abort();
	return 0;
}
