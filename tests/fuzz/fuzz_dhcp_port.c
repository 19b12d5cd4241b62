/* SPDX-License-Identifier: MIT
 * Frames of switches, two protocols by the first byte: what comes out is within the standard's
 * bounds, and what follows from it has an end.
 */
#include "dhcp/port.h"
#include "lib/clock.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_port_frame f = {.kind = DHCP_PORT_STP};
	struct dhcp_port port;
	int error;

	if (!size)
		return 0;
	error = data[0] & 1 ? dhcp_port_decode_slow(rd_of(data + 1, size - 1), &f)
			    : dhcp_port_decode_llc(rd_of(data + 1, size - 1), &f);
	if (error)
		return 0;
	if (f.kind != DHCP_PORT_LACP && (f.delay_ms < 4000 || f.delay_ms > 30000 ||
					 f.patience_ms < 6000 || f.patience_ms > 40000))
		abort();
	dhcp_port_carrier(&port, 1000);
	dhcp_port_heard(&port, &f, 2000);
	if (dhcp_port_deadline(&port, 2000) == CLOCK_NEVER ||
	    dhcp_port_state(&port, 200000) != DHCP_PORT_UNKNOWN || dhcp_port_alive(&port, 200000))
		abort();
	return 0;
}
