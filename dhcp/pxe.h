/* SPDX-License-Identifier: MIT
 * dhcp/pxe.h - option 43 as PXE servers fill it (PXE 2.1, section 2.2.4): a boot menu, and who is asked
 * for what stands in it. Layer: pure. Callers: dhcp/msg.c, dhcp/client.c; pxe/session shows the menu.
 */
#ifndef DHCP_PXE_H
#define DHCP_PXE_H

#include "lib/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* What is kept, the first ones; a list is 255 bytes at most. */
#define DHCP_PXE_SERVERS 16
#define DHCP_PXE_ITEMS	 16
#define DHCP_PXE_PROMPT	 64  /* bytes, with the NUL; a longer one is cut */
#define DHCP_PXE_TEXTS	 256 /* of all items: each takes less than its place in the list */

/* The type of a boot server that means the machine's own disk. */
#define DHCP_PXE_LOCAL 0

/* The wait of a menu that waits for ever. */
#define DHCP_PXE_FOREVER 255

/** enum dhcp_pxe_control - bits of sub-option 6 */
enum dhcp_pxe_control {
	DHCP_PXE_NO_BROADCAST = 1, /* boot servers are not looked for by broadcast, */
	DHCP_PXE_NO_MULTICAST = 2, /* nor by multicast */
	DHCP_PXE_LISTED_ONLY = 4,  /* only those of sub-option 8 are believed */
	DHCP_PXE_NO_DISCOVERY = 8, /* the boot file in the reply is used, and no menu */
};

/** struct dhcp_pxe - addresses in host byte order. Equal contents are equal bytes */
struct dhcp_pxe {
	bool has;	    /* sub-option 6, 8, 9 or 71 was there */
	uint8_t control;    /* sub-option 6, enum dhcp_pxe_control */
	uint32_t multicast; /* sub-option 7; 0 = none */
	uint32_t n_servers; /* sub-option 8, an entry for each address */
	uint32_t server[DHCP_PXE_SERVERS];
	uint16_t server_type[DHCP_PXE_SERVERS];
	uint32_t n_items; /* sub-option 9, the lines of the menu; 0 = there is none */
	uint16_t
		item_type[DHCP_PXE_ITEMS]; /* of the boot servers that have it, or DHCP_PXE_LOCAL */
	uint8_t item_text[DHCP_PXE_ITEMS]; /* where it begins in @texts: dhcp_pxe_text() */
	char texts[DHCP_PXE_TEXTS];
	bool has_prompt; /* sub-option 10 */
	uint8_t wait_s;	 /* until the first item starts; 0 = at once, or DHCP_PXE_FOREVER */
	char prompt[DHCP_PXE_PROMPT]; /* as sent */
	bool has_answer;	      /* sub-option 71: */
	uint16_t answer;	      /* the type that a boot server answers for */
};

/**
 * dhcp_pxe_decode() - read option 43
 * @ret: written on success only
 *
 * Sub-options that PXE does not define are passed over.
 * Return: false = malformed: not PXE's, as any vendor may put anything into 43.
 */
bool dhcp_pxe_decode(struct rd body, struct dhcp_pxe *ret);

/** dhcp_pxe_text() - item @item of the menu, as sent: not printable */
const char *dhcp_pxe_text(const struct dhcp_pxe *pxe, unsigned item);

#endif
