/* SPDX-License-Identifier: MIT */
#include "dhcp/kept.h"

bool dhcp_kept_add(struct dhcp_kept *k, uint8_t code, struct rd value)
{
	struct wr w = wr_of(k->bytes + k->n, sizeof k->bytes - k->n);
	size_t n = rd_left(&value);

	if (n > UINT16_MAX)
		return false;
	wr_u8(&w, code);
	wr_be16(&w, (uint16_t)n);
	wr_bytes(&w, value.p, n);
	if (w.full)
		return false;
	k->n = (uint16_t)(k->n + wr_len(&w));
	return true;
}

struct rd dhcp_kept_all(const struct dhcp_kept *k)
{
	return rd_of(k->bytes, k->n);
}

bool dhcp_kept_next(struct rd *all, uint8_t *code, struct rd *value)
{
	if (!rd_left(all))
		return false;
	*code = rd_u8(all);
	*value = rd_sub(all, rd_be16(all));
	return !all->bad;
}
