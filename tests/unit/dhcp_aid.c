/* SPDX-License-Identifier: MIT */
#include "tests/unit/dhcp_aid.h"

#include <string.h>

struct dhcp_match aid_match(void)
{
	return (struct dhcp_match){
		.xid = AID_XID, .htype = 1, .hlen = 6, .mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56}};
}

void reply_bare(struct reply *r, uint32_t xid, uint32_t yiaddr, uint32_t siaddr)
{
	struct dhcp_match us = aid_match();

	r->w = wr_of(r->buf, sizeof r->buf);
	wr_u8(&r->w, 2);
	wr_u8(&r->w, us.htype);
	wr_u8(&r->w, us.hlen);
	wr_u8(&r->w, 0);
	wr_be32(&r->w, xid);
	wr_be32(&r->w, 0); /* secs, flags */
	wr_be32(&r->w, 0); /* ciaddr */
	wr_be32(&r->w, yiaddr);
	wr_be32(&r->w, siaddr);
	wr_be32(&r->w, 0); /* giaddr */
	wr_bytes(&r->w, us.mac, sizeof us.mac);
	wr_zero(&r->w, 64 + 128);
	wr_be32(&r->w, 0x63825363);
}

void reply_begin(struct reply *r, enum dhcp_type type, uint32_t xid, uint32_t yiaddr,
		 uint32_t siaddr, uint32_t server_id)
{
	reply_bare(r, xid, yiaddr, siaddr);
	reply_u8(r, 53, (uint8_t)type);
	if (server_id)
		reply_u32(r, 54, server_id);
}

void reply_opt(struct reply *r, uint8_t code, const void *data, size_t len)
{
	wr_u8(&r->w, code);
	wr_u8(&r->w, (uint8_t)len);
	wr_bytes(&r->w, data, len);
}

void reply_text(struct reply *r, uint8_t code, const char *text)
{
	reply_opt(r, code, text, strlen(text));
}

void reply_u8(struct reply *r, uint8_t code, uint8_t v)
{
	reply_opt(r, code, &v, 1);
}

void reply_u16(struct reply *r, uint8_t code, uint16_t v)
{
	wr_u8(&r->w, code);
	wr_u8(&r->w, 2);
	wr_be16(&r->w, v);
}

void reply_u32(struct reply *r, uint8_t code, uint32_t v)
{
	wr_u8(&r->w, code);
	wr_u8(&r->w, 4);
	wr_be32(&r->w, v);
}

void reply_sname(struct reply *r, const void *data, size_t len)
{
	struct wr w = wr_at(&r->w, 44, 64);

	wr_bytes(&w, data, len);
}

void reply_file(struct reply *r, const void *data, size_t len)
{
	struct wr w = wr_at(&r->w, 108, 128);

	wr_bytes(&w, data, len);
}

struct rd reply_end(struct reply *r)
{
	wr_u8(&r->w, 255);
	return reply_now(r);
}

struct rd reply_now(const struct reply *r)
{
	return rd_of(r->buf, wr_len(&r->w));
}

void aid_offer(struct reply *r)
{
	reply_begin(r, DHCP_OFFER, AID_XID, ADDR, SERVER, SERVER);
}

int aid_decode(struct rd payload, struct dhcp_msg *ret)
{
	struct dhcp_match want = aid_match();

	memset(ret, 0x5a, sizeof *ret);
	return dhcp_msg_decode(payload, &want, ret);
}

bool aid_is_odd(const struct dhcp_msg *m, uint8_t code)
{
	for (unsigned i = 0; i < m->n_odd; i++)
		if (m->odd[i] == code)
			return true;
	return false;
}
