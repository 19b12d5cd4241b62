/* SPDX-License-Identifier: MIT
 * dhcp/opts.h - the option walker, the only one in the tree. Layer: pure. Caller: dhcp/msg.c.
 */
#ifndef DHCP_OPTS_H
#define DHCP_OPTS_H

#include "lib/bytes.h"

/* Most bytes of one option once its pieces are joined; a longer one counts as absent. */
#define DHCP_JOIN_MAX 1024

/** struct dhcp_areas - where options of one message stand, in the order of RFC 3396 section 7:
 *  the options field, then an overloaded file field, then an overloaded sname field */
struct dhcp_areas {
	struct rd area[3];
	unsigned n;
};

/**
 * dhcp_opts_next() - take one option off the front of @area
 * @code: 1..254
 * @body: its value only; an option cannot read its neighbour
 *
 * Pads are skipped; the end mark empties the area. Also walks the encapsulated options of 43.
 * Return: false at the end, and when an option does not fit (then area->bad).
 */
bool dhcp_opts_next(struct rd *area, uint8_t *code, struct rd *body);

/** struct dhcp_codes - the set of codes that occur */
struct dhcp_codes {
	uint32_t bits[8];
};

bool dhcp_codes_has(const struct dhcp_codes *set, uint8_t code);

/** dhcp_opts_scan() - walk all areas once. Return: false if any is malformed; @ret is the set of
 *  codes seen, written on success only */
bool dhcp_opts_scan(const struct dhcp_areas *areas, struct dhcp_codes *ret);

/**
 * dhcp_opts_join() - the whole value of option @code, its pieces put together (RFC 3396)
 * @buf: where the value is copied to; @ret points into it
 * Return: false when there is none or it is longer than DHCP_JOIN_MAX.
 */
bool dhcp_opts_join(const struct dhcp_areas *areas, uint8_t code, uint8_t buf[DHCP_JOIN_MAX],
		    struct rd *ret);

#endif
