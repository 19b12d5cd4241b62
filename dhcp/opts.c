/* SPDX-License-Identifier: MIT */
#include "dhcp/opts.h"

#define PAD 0
#define END 255

bool dhcp_opts_next(struct rd *area, uint8_t *code, struct rd *body)
{
	uint8_t c = PAD;

	while (rd_left(area) && c == PAD)
		c = rd_u8(area);
	if (c == PAD || c == END) {
		rd_skip(area, rd_left(area));
		return false;
	}
	*body = rd_sub(area, rd_u8(area));
	*code = c;
	return !area->bad;
}

bool dhcp_codes_any(const struct dhcp_codes *set)
{
	uint32_t any = 0;

	for (unsigned i = 0; i < sizeof set->bits / sizeof *set->bits; i++)
		any |= set->bits[i];
	return any != 0;
}

bool dhcp_codes_has(const struct dhcp_codes *set, uint8_t code)
{
	return set->bits[code / 32] >> code % 32 & 1;
}

void dhcp_codes_add(struct dhcp_codes *set, uint8_t code)
{
	set->bits[code / 32] |= 1u << code % 32;
}

bool dhcp_opts_scan(const struct dhcp_areas *areas, struct dhcp_codes *ret)
{
	struct dhcp_codes seen = {{0}};
	struct rd body;
	uint8_t code;

	for (unsigned i = 0; i < areas->n; i++) {
		struct rd area = areas->area[i];

		while (dhcp_opts_next(&area, &code, &body))
			dhcp_codes_add(&seen, code);
		if (area.bad)
			return false;
	}
	*ret = seen;
	return true;
}

bool dhcp_opts_join(const struct dhcp_areas *areas, uint8_t code, uint8_t buf[DHCP_JOIN_MAX],
		    struct rd *ret)
{
	struct wr w = wr_of(buf, DHCP_JOIN_MAX);
	bool found = false;
	struct rd body;
	uint8_t c;

	for (unsigned i = 0; i < areas->n; i++) {
		struct rd area = areas->area[i];

		while (dhcp_opts_next(&area, &c, &body)) {
			if (c != code)
				continue;
			found = true;
			wr_bytes(&w, body.p, rd_left(&body));
		}
	}
	if (!found || w.full)
		return false;
	*ret = rd_of(buf, wr_len(&w));
	return true;
}
