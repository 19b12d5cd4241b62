/* SPDX-License-Identifier: MIT
 * Any ARP packet, while an address is watched: only an address of another machine is taken, and time
 * goes on. */
#include "dhcp/arp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t mac[6] = {2, 0, 0, 0, 0, 5};
	struct dhcp_arp a = {0};
	struct random dice = {.state = 1};
	uint8_t frame[DHCP_ARP_LEN];

	dhcp_arp_start(&a, 0x0a09002a, mac, 1000);
	if (dhcp_arp_input(&a, rd_of(data, size)) != a.taken)
		abort();
	if (a.taken && memcmp(a.other, mac, sizeof mac) == 0)
		abort();
	if (a.taken && dhcp_arp_tick(&a, &dice, 1000, frame))
		abort();
	return 0;
}
