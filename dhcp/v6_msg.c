/* SPDX-License-Identifier: MIT */
#include "dhcp/v6_msg.h"

#include "dhcp/dname.h"
#include "lib/text.h"

#include <string.h>

enum {
	OPT_CLIENTID = 1,
	OPT_SERVERID = 2,
	OPT_IA_NA = 3,
	OPT_IAADDR = 5,
	OPT_ORO = 6,
	OPT_PREFERENCE = 7,
	OPT_ELAPSED = 8,
	OPT_STATUS = 13,
	OPT_USER_CLASS = 15,
	OPT_VENDOR_CLASS = 16,
	OPT_DNS = 23,
	OPT_SEARCH = 24,
	OPT_BOOTFILE_URL = 59,
	OPT_BOOTFILE_PARAM = 60,
	OPT_ARCH = 61,
	OPT_NII = 62,
	DUID_LL = 3,
	DUID_UUID = 4,
	ENTERPRISE = 343, /* Intel's, as PXE and HTTP clients of UEFI say */
};

/* --- what comes ------------------------------------------------------------------------------ */

static bool take_duid(struct dhcp_v6_duid *d, struct rd r)
{
	size_t n = rd_left(&r);

	if (d->len || !n || n > sizeof d->b)
		return false;
	d->len = (uint8_t)n;
	return rd_copy(&r, d->b, n);
}

static void take_address(struct dhcp_v6_msg *m, struct rd r)
{
	struct netaddr a;
	uint32_t preferred, valid;

	if (!rd_copy(&r, a.b, sizeof a.b))
		return;
	preferred = rd_be32(&r);
	valid = rd_be32(&r);
	if (r.bad || !valid || preferred > valid || netaddr_is_set(&m->addr) ||
	    !netaddr_is_ip6(&a) || !netaddr_is_host(&a) || netaddr_is_link_local(&a))
		return;
	m->addr = a;
	m->preferred_s = preferred;
	m->valid_s = valid;
}

static void take_ia(struct dhcp_v6_msg *m, struct rd r)
{
	rd_skip(&r, 4);
	m->t1 = rd_be32(&r);
	m->t2 = rd_be32(&r);
	if (m->t1 > m->t2 && m->t2) /* RFC 8415 section 21.4 */
		m->t1 = m->t2 = 0;
	while (rd_left(&r)) {
		uint16_t code = rd_be16(&r);
		struct rd body = rd_sub(&r, rd_be16(&r));

		if (code == OPT_IAADDR)
			take_address(m, body);
		else if (code == OPT_STATUS)
			m->ia_status = rd_be16(&body);
	}
}

static void take_dns(struct dhcp_v6_msg *m, struct rd r)
{
	while (rd_left(&r) && m->n_dns < DHCP_V6_DNS_MAX) {
		struct netaddr a;

		if (rd_copy(&r, a.b, sizeof a.b) && netaddr_is_ip6(&a) && netaddr_is_host(&a))
			m->dns[m->n_dns++] = a;
	}
}

static void take_url(struct dhcp_v6_msg *m, struct rd r)
{
	struct view url = {.p = (const char *)r.p, .n = rd_left(&r)};

	/* some servers count the NUL */
	while (url.n && !url.p[url.n - 1])
		url.n--;
	m->url_bad =
		!url.n || url.n >= sizeof m->url || memchr(url.p, 0, url.n) || !view_printable(url);
	if (!m->url_bad)
		text_copy(m->url, sizeof m->url, url);
}

/* RFC 5970 section 3.2: each has its length in front. */
static void take_params(struct dhcp_v6_msg *m, struct rd r)
{
	struct str s = str_of(m->params, sizeof m->params);

	while (rd_left(&r)) {
		struct rd one = rd_sub(&r, rd_be16(&r));
		struct view v = {.p = (const char *)one.p, .n = rd_left(&one)};

		if (r.bad || !v.n || memchr(v.p, 0, v.n) || !view_printable(v))
			continue;
		str_puts(&s, s.n ? " " : "");
		str_put(&s, v);
	}
}

/* Return: false = an identifier is there twice, or too long */
static bool take_option(struct dhcp_v6_msg *m, uint16_t code, struct rd r)
{
	switch (code) {
	case OPT_CLIENTID: return take_duid(&m->client, r);
	case OPT_SERVERID: return take_duid(&m->server, r);
	case OPT_IA_NA: take_ia(m, r); break;
	case OPT_PREFERENCE: m->preference = rd_u8(&r); break;
	case OPT_STATUS: m->status = rd_be16(&r); break;
	case OPT_DNS: take_dns(m, r); break;
	case OPT_SEARCH: dhcp_dname_list(r, m->search, sizeof m->search); break;
	case OPT_BOOTFILE_URL: take_url(m, r); break;
	case OPT_BOOTFILE_PARAM: take_params(m, r); break;
	default: break;
	}
	return true;
}

int dhcp_v6_read(struct rd r, struct dhcp_v6_msg *ret)
{
	struct dhcp_v6_msg m = {.type = rd_u8(&r)};

	m.xid = (uint32_t)rd_u8(&r) << 16;
	m.xid |= rd_be16(&r);
	if (r.bad || (m.type != DHCP_V6_ADVERTISE && m.type != DHCP_V6_REPLY))
		return DHCP_V6_NOT_OURS;
	while (rd_left(&r)) {
		uint16_t code = rd_be16(&r);
		struct rd body = rd_sub(&r, rd_be16(&r));

		if (r.bad)
			return DHCP_V6_CUT;
		if (!take_option(&m, code, body))
			return DHCP_V6_NO_ID;
	}
	if (r.bad)
		return DHCP_V6_CUT;
	if (!m.client.len || !m.server.len)
		return DHCP_V6_NO_ID;
	*ret = m;
	return 0;
}

/* --- what is sent ---------------------------------------------------------------------------- */

void dhcp_v6_duid(const struct dhcp_v6_conf *conf, struct dhcp_v6_duid *ret)
{
	struct wr w = wr_of(ret->b, sizeof ret->b);

	if (conf->has_uuid || !conf->mac_len) {
		wr_be16(&w, DUID_UUID);
		wr_bytes(&w, conf->uuid, sizeof conf->uuid);
	} else {
		wr_be16(&w, DUID_LL);
		wr_be16(&w, conf->htype);
		wr_bytes(&w, conf->mac, sizeof conf->mac);
	}
	ret->len = (uint8_t)wr_len(&w);
}

uint32_t dhcp_v6_iaid(const struct dhcp_v6_conf *conf)
{
	struct rd r = rd_of(conf->mac + 2, 4);

	return rd_be32(&r);
}

static void put_bytes(struct wr *w, uint16_t code, const void *bytes, size_t n)
{
	wr_be16(w, code);
	wr_be16(w, (uint16_t)n);
	wr_bytes(w, bytes, n);
}

static void put_ia(struct wr *w, const struct dhcp_v6_request *req, const struct dhcp_v6_conf *conf)
{
	bool addr = netaddr_is_set(&req->addr);

	wr_be16(w, OPT_IA_NA);
	wr_be16(w, addr ? 12 + 28 : 12);
	wr_be32(w, dhcp_v6_iaid(conf));
	wr_zero(w, 8);
	if (!addr)
		return;
	wr_be16(w, OPT_IAADDR);
	wr_be16(w, 24);
	wr_bytes(w, req->addr.b, sizeof req->addr.b);
	wr_zero(w, 8);
}

/* Options 15 and 16 hold strings that have their length in front. */
static void put_class(struct wr *w, uint16_t code, const char *text)
{
	struct view v = view_of(text);

	wr_be16(w, code);
	wr_be16(w, (uint16_t)(v.n + 2 + (code == OPT_VENDOR_CLASS ? 4 : 0)));
	if (code == OPT_VENDOR_CLASS)
		wr_be32(w, ENTERPRISE);
	wr_be16(w, (uint16_t)v.n);
	wr_bytes(w, v.p, v.n);
}

void dhcp_v6_write(struct wr *w, const struct dhcp_v6_request *req, const struct dhcp_v6_conf *conf)
{
	static const uint8_t wanted[] = {0, OPT_DNS,	      0, OPT_SEARCH,
					 0, OPT_BOOTFILE_URL, 0, OPT_BOOTFILE_PARAM};
	static const uint8_t nii[] = {1, 3, 0}; /* UNDI 3.0 */
	struct dhcp_v6_duid duid;
	char class[64];
	struct str s = str_of(class, sizeof class);

	wr_u8(w, (uint8_t)req->type);
	wr_u8(w, (uint8_t)(req->xid >> 16));
	wr_be16(w, (uint16_t)req->xid);
	dhcp_v6_duid(conf, &duid);
	put_bytes(w, OPT_CLIENTID, duid.b, duid.len);
	if (req->server)
		put_bytes(w, OPT_SERVERID, req->server->b, req->server->len);
	wr_be16(w, OPT_ELAPSED);
	wr_be16(w, 2);
	wr_be16(w, req->elapsed_cs);
	if (req->type != DHCP_V6_INFORMATION)
		put_ia(w, req, conf);
	put_bytes(w, OPT_ORO, wanted, sizeof wanted);
	wr_be16(w, OPT_ARCH);
	wr_be16(w, 2);
	wr_be16(w, conf->arch);
	put_bytes(w, OPT_NII, nii, sizeof nii);
	if (conf->user_class[0])
		put_class(w, OPT_USER_CLASS, conf->user_class);
	str_fmt(&s, "PXEClient:Arch:%05u:UNDI:003000", conf->arch);
	put_class(w, OPT_VENDOR_CLASS, conf->vendor_class[0] ? conf->vendor_class : class);
}
