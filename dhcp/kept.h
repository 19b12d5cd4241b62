/* SPDX-License-Identifier: MIT
 * dhcp/kept.h - the options of a reply as they came, for whoever asks for one by its number. Layer: pure.
 * Callers: dhcp/msg.c, pxe/session/ipxe.c, tests.
 */
#ifndef DHCP_KEPT_H
#define DHCP_KEPT_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* All options of a reply in a frame of Ethernet fit, with their heads. */
#define DHCP_KEPT_MAX 1700u

/** struct dhcp_kept - private: of each option its code, the length of its value in two bytes, the value;
 *  no code comes twice */
struct dhcp_kept {
	uint16_t n;
	uint8_t bytes[DHCP_KEPT_MAX];
};

/** dhcp_kept_add() - append option @code. Return: false = no room, and nothing was written */
bool dhcp_kept_add(struct dhcp_kept *k, uint8_t code, struct rd value);

/** dhcp_kept_all() - the cursor for dhcp_kept_next(); @k must stay as it is */
struct rd dhcp_kept_all(const struct dhcp_kept *k);

/** dhcp_kept_next() - take the next option. Return: false = there are no more */
bool dhcp_kept_next(struct rd *all, uint8_t *code, struct rd *value);

#endif
