/* SPDX-License-Identifier: MIT
 * dhcp/opts.h - the only walker of DHCP options. Layer: pure. Callers: dhcp/msg.c, tests.
 */
#ifndef DHCP_OPTS_H
#define DHCP_OPTS_H

#include "lib/bytes.h"

/* Bytes of the longest option after its pieces are joined; a longer option counts as absent. */
#define DHCP_JOIN_MAX 1024

/** struct dhcp_areas - the areas of a message that hold options, in the order of RFC 3396 section
 *  7: the options field, an overloaded file field, an overloaded sname field */
struct dhcp_areas {
	struct rd area[3];
	unsigned n;
};

/**
 * dhcp_opts_next() - take one option off the front of @area
 * @code: code of the option, 1..254
 * @body: value of the option, without its neighbours
 *
 * Pads are skipped; the end mark empties the area. Encapsulated options (43) have the same form.
 * Return: false at the end, and with area->bad for an option that exceeds the area.
 */
bool dhcp_opts_next(struct rd *area, uint8_t *code, struct rd *body);

/** struct dhcp_codes - the set of option codes in a message */
struct dhcp_codes {
	uint32_t bits[8];
};

bool dhcp_codes_any(const struct dhcp_codes *set);
bool dhcp_codes_has(const struct dhcp_codes *set, uint8_t code);
void dhcp_codes_add(struct dhcp_codes *set, uint8_t code);

/** dhcp_opts_scan() - walk all areas once. @ret: the codes that occur, written on success only.
 *  Return: false = an area is malformed */
bool dhcp_opts_scan(const struct dhcp_areas *areas, struct dhcp_codes *ret);

/**
 * dhcp_opts_join() - the whole value of option @code, its pieces joined (RFC 3396)
 * @buf: gets the value; @ret points into @buf
 * Return: false = the option is absent, or longer than DHCP_JOIN_MAX.
 */
bool dhcp_opts_join(const struct dhcp_areas *areas, uint8_t code, uint8_t buf[DHCP_JOIN_MAX],
		    struct rd *ret);

#endif
