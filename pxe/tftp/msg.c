/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/msg.h"

#include <string.h>

const char *tftp_msg_str(int error)
{
	switch (error) {
	case TFTP_MSG_SHORT: return "packet too short";
	case TFTP_MSG_OPCODE: return "not a packet for a client";
	case TFTP_MSG_UNASKED: return "option never asked for";
	case TFTP_MSG_BAD_OPTION: return "option value out of range";
	default: return "unknown";
	}
}

static struct view rest_of(struct rd *r)
{
	struct view v = {.p = (const char *)r->p, .n = rd_left(r)};

	rd_skip(r, v.n);
	return v;
}

/* Take the string before the next NUL; *@whole is false when the packet ends without a NUL. */
static struct view cstr_of(struct rd *r, bool *whole)
{
	struct rd probe = *r, text = rd_cstr(&probe);

	*whole = !text.bad;
	if (text.bad)
		return rest_of(r);
	*r = probe;
	return rest_of(&text);
}

static bool plain_name(struct view name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= 0x20 || name.p[i] > 0x7e)
			return false;
	return name.n > 0;
}

struct oack {
	const struct tftp_opts *asked;
	struct tftp_grant grant;
	bool blksize, windowsize, tsize;
};

static int get_option_number(struct view value, bool *seen, uint32_t min, uint32_t max,
			     uint16_t *ret)
{
	uint32_t n;

	if (*seen)
		return 0;
	if (!text_u32(value, min, max, &n))
		return TFTP_MSG_BAD_OPTION;
	*seen = true;
	*ret = (uint16_t)n;
	return 0;
}

static int grant_option(struct oack *o, struct view name, struct view value)
{
	const struct tftp_opts *asked = o->asked;

	if (asked->blksize && view_ieq(name, view_of("blksize")))
		return get_option_number(value, &o->blksize, TFTP_BLKSIZE_MIN, asked->blksize,
					 &o->grant.blksize);
	if (asked->windowsize && view_ieq(name, view_of("windowsize")))
		return get_option_number(value, &o->windowsize, 1, asked->windowsize,
					 &o->grant.windowsize);
	if (asked->tsize && view_ieq(name, view_of("tsize"))) {
		if (!o->tsize && !text_u64(value, 0, TFTP_TSIZE_MAX, &o->grant.tsize))
			o->grant.tsize = 0;
		o->tsize = true;
		return 0;
	}
	/* The values of timeout and utimeout only say how often the server resends. */
	if (asked->timeout_s && view_ieq(name, view_of("timeout")))
		return 0;
	if (asked->utimeout_us && view_ieq(name, view_of("utimeout"))) {
		o->grant.utimeout = true;
		return 0;
	}
	return TFTP_MSG_UNASKED;
}

static int decode_oack(struct rd *in, const struct tftp_opts *asked, struct tftp_msg *m)
{
	struct oack o = {.asked = asked,
			 .grant = {.blksize = TFTP_BLKSIZE_STD, .windowsize = 1, .tsize = 0}};
	bool named, valued;

	while (rd_left(in)) {
		struct view name = cstr_of(in, &named);
		struct view value = cstr_of(in, &valued);
		int bad;

		if (!named || !plain_name(name) || (!valued && !value.n))
			break;
		bad = grant_option(&o, name, value);
		if (bad == TFTP_MSG_UNASKED && !valued)
			break;
		if (bad)
			return bad;
	}
	m->grant = o.grant;
	return 0;
}

static void decode_error(struct rd *in, struct tftp_msg *m)
{
	bool whole;

	m->code = rd_be16(in);
	m->text = cstr_of(in, &whole);
}

int tftp_msg_decode(struct rd in, const struct tftp_opts *asked, struct tftp_msg *ret)
{
	struct tftp_msg m = {.op = (enum tftp_op)rd_be16(&in)};
	int bad = 0;

	if (in.bad)
		return TFTP_MSG_SHORT;
	switch (m.op) {
	case TFTP_OP_DATA:
		m.block = rd_be16(&in);
		if (!in.bad)
			m.data = rest_of(&in);
		break;
	case TFTP_OP_ERROR:
		if (rd_left(&in) < 2)
			return TFTP_MSG_SHORT;
		decode_error(&in, &m);
		break;
	case TFTP_OP_OACK: bad = decode_oack(&in, asked, &m); break;
	case TFTP_OP_RRQ:
	case TFTP_OP_WRQ:
	case TFTP_OP_ACK:
	default: return TFTP_MSG_OPCODE;
	}
	if (m.op == TFTP_OP_DATA && in.bad)
		return TFTP_MSG_SHORT;
	if (!bad)
		*ret = m;
	return bad;
}

bool tftp_msg_name_ok(struct view name)
{
	return name.n >= 1 && name.n <= TFTP_NAME_MAX && !memchr(name.p, 0, name.n);
}

static void put_option(struct wr *w, const char *name, unsigned value)
{
	char digits[12];
	struct str s = str_of(digits, sizeof digits);

	str_fmt(&s, "%u", value);
	wr_cstr(w, name);
	wr_cstr(w, digits);
}

static void put_options(struct wr *w, const struct tftp_opts *o)
{
	if (o->tsize)
		put_option(w, "tsize", 0);
	if (o->blksize)
		put_option(w, "blksize", o->blksize);
	if (o->timeout_s)
		put_option(w, "timeout", o->timeout_s);
	/* utimeout stands behind timeout: a server that knows both takes the last one. */
	if (o->utimeout_us)
		put_option(w, "utimeout", o->utimeout_us);
	if (o->windowsize)
		put_option(w, "windowsize", o->windowsize);
}

void tftp_msg_request(struct wr *w, struct view name, struct tftp_opts *asked)
{
	uint8_t room[TFTP_REQUEST_MAX];
	struct wr opts = wr_of(room, sizeof room);

	put_options(&opts, asked);
	if (wr_len(&opts) + name.n > TFTP_NAME_MAX)
		*asked = (struct tftp_opts){0};
	wr_be16(w, TFTP_OP_RRQ);
	wr_bytes(w, name.p, name.n);
	wr_u8(w, 0);
	wr_cstr(w, "octet");
	put_options(w, asked);
}

void tftp_msg_ack(struct wr *w, uint16_t block)
{
	wr_be16(w, TFTP_OP_ACK);
	wr_be16(w, block);
}

void tftp_msg_error(struct wr *w, enum tftp_code code, const char *text)
{
	wr_be16(w, TFTP_OP_ERROR);
	wr_be16(w, (uint16_t)code);
	wr_cstr(w, text);
}
