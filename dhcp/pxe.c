/* SPDX-License-Identifier: MIT */
#include "dhcp/pxe.h"

#include "dhcp/opts.h"
#include "dhcp/routes.h"
#include "lib/text.h"

#include <string.h>

#define MULTICAST_NET  0xe0000000u
#define MULTICAST_MASK 0xf0000000u

/* What is left of @r up to its first NUL, and no more than fits into @size bytes with one. */
static size_t take_text(char *dst, size_t size, struct rd r)
{
	struct view v = {.p = (const char *)r.p, .n = rd_left(&r)};

	v.n = strnlen(v.p, v.n < size ? v.n : size - 1);
	text_copy(dst, size, v);
	return v.n;
}

static bool pxe_control(struct rd r, struct dhcp_pxe *pxe)
{
	pxe->control = rd_u8(&r);
	return rd_done(&r);
}

static bool pxe_multicast(struct rd r, struct dhcp_pxe *pxe)
{
	uint32_t addr = rd_be32(&r);

	pxe->multicast = (addr & MULTICAST_MASK) == MULTICAST_NET ? addr : 0;
	return rd_done(&r);
}

/* Sub-option 8 repeats: type, count, addresses. */
static bool pxe_servers(struct rd r, struct dhcp_pxe *pxe)
{
	while (rd_left(&r)) {
		uint16_t type = rd_be16(&r);

		for (uint8_t count = rd_u8(&r); count && !r.bad; count--) {
			uint32_t addr = rd_be32(&r);

			if (r.bad || !dhcp_addr_host(addr) || pxe->n_servers == DHCP_PXE_SERVERS)
				continue;
			pxe->server_type[pxe->n_servers] = type;
			pxe->server[pxe->n_servers++] = addr;
		}
	}
	return !r.bad;
}

/* Sub-option 9 repeats: type, length of the text, text. */
static bool pxe_menu(struct rd r, struct dhcp_pxe *pxe)
{
	size_t at = 0;

	pxe->n_items = 0; /* of several lists the last counts */
	while (rd_left(&r)) {
		uint16_t type = rd_be16(&r);
		struct rd text = rd_sub(&r, rd_u8(&r));

		if (r.bad)
			return false;
		if (pxe->n_items == DHCP_PXE_ITEMS)
			continue;
		pxe->item_type[pxe->n_items] = type;
		pxe->item_text[pxe->n_items++] = (uint8_t)at;
		at += take_text(pxe->texts + at, sizeof pxe->texts - at, text) + 1;
	}
	return !r.bad;
}

static bool pxe_prompt(struct rd r, struct dhcp_pxe *pxe)
{
	pxe->has_prompt = rd_left(&r) > 0;
	if (!pxe->has_prompt)
		return true;
	pxe->wait_s = rd_u8(&r);
	take_text(pxe->prompt, sizeof pxe->prompt, r);
	return true;
}

/* Type and layer of what the server answers for. */
static bool pxe_answer(struct rd r, struct dhcp_pxe *pxe)
{
	pxe->answer = rd_be16(&r);
	rd_skip(&r, 2);
	return pxe->has_answer = rd_done(&r);
}

/* Where and how a menu is shown makes none. */
static const struct {
	uint8_t code;
	bool is_pxe;
	bool (*decode)(struct rd body, struct dhcp_pxe *pxe); /* never NULL */
} pxe_options[] = {
	{6, true, pxe_control}, {7, false, pxe_multicast}, {8, true, pxe_servers},
	{9, true, pxe_menu},	{10, false, pxe_prompt},   {71, true, pxe_answer},
};

static bool pxe_option(uint8_t code, struct rd body, struct dhcp_pxe *pxe)
{
	for (size_t i = 0; i < sizeof pxe_options / sizeof *pxe_options; i++) {
		if (pxe_options[i].code != code)
			continue;
		pxe->has = pxe->has || pxe_options[i].is_pxe;
		return pxe_options[i].decode(body, pxe);
	}
	return true;
}

bool dhcp_pxe_decode(struct rd r, struct dhcp_pxe *ret)
{
	struct dhcp_pxe pxe;
	struct rd body;
	uint8_t code;

	memset(&pxe, 0, sizeof pxe);
	while (dhcp_opts_next(&r, &code, &body))
		if (!pxe_option(code, body, &pxe))
			return false;
	if (r.bad)
		return false;
	*ret = pxe;
	return true;
}

const char *dhcp_pxe_text(const struct dhcp_pxe *pxe, unsigned item)
{
	return pxe->texts + pxe->item_text[item];
}
