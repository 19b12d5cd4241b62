/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/dns.h"

enum {
	FLAG_RESPONSE = 0x8000,
	FLAG_OPCODE = 0x7800,
	FLAG_RECURSE = 0x0100,
	FLAG_RCODE = 0x000f,
	RCODE_NO_NAME = 3,
	TYPE_A = 1,
	TYPE_CNAME = 5,
	CLASS_IN = 1,
	LABEL_MAX = 63,
	ALIASES_MAX = 8,
	RECORDS_MAX = 64,
	/* Each compression pointer must lead further back, so names end. This cap bounds work. */
	POINTERS_MAX = 32,
};

const char *dns_str(int error)
{
	switch (error) {
	case 0: return "fine";
	case DNS_NOT_OURS: return "not our answer";
	case DNS_MALFORMED: return "broken answer";
	case DNS_SERVER: return "the name server failed";
	case DNS_NO_HOST: return "no such host";
	case DNS_NO_ADDRESS: return "host without usable IPv4 address";
	default: return "name lookup failed";
	}
}

static struct view without_dot(struct view host)
{
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	return host;
}

bool dns_host_ok(struct view host)
{
	struct view rest = without_dot(host), label;

	if (!rest.n || rest.n > DNS_NAME_MAX)
		return false;
	while (view_until(&rest, '.', &label))
		if (!label.n || label.n > LABEL_MAX)
			return false;
	return true;
}

void dns_query(struct wr *w, uint16_t id, struct view host)
{
	struct view rest = without_dot(host), label;

	wr_be16(w, id);
	wr_be16(w, FLAG_RECURSE);
	wr_be16(w, 1);
	wr_be16(w, 0);
	wr_be16(w, 0);
	wr_be16(w, 0);
	while (view_until(&rest, '.', &label)) {
		wr_u8(w, (uint8_t)label.n);
		wr_bytes(w, label.p, label.n);
	}
	wr_u8(w, 0);
	wr_be16(w, TYPE_A);
	wr_be16(w, CLASS_IN);
}

/* A domain name as text with dots. Names are compared without regard to case (RFC 1035 2.3.3). */
struct name {
	char text[DNS_NAME_MAX + 2];
	size_t n;
};

static struct view view_name(const struct name *n)
{
	return (struct view){.p = n->text, .n = n->n};
}

/* A label with a dot or NUL inside is refused: as text it would look like another name. */
static bool add_label(struct str *s, struct rd label)
{
	if (s->n)
		str_putc(s, '.');
	while (rd_left(&label)) {
		char c = (char)rd_u8(&label);

		if (c == '.' || c == '\0')
			return false;
		str_putc(s, c);
	}
	return !s->cut;
}

/* Read a name with compression pointers (RFC 1035 4.1.4), which must lead backwards. @r moves past
 * the name, or past its first pointer. */
static bool read_name(struct rd *r, struct rd whole, struct name *ret)
{
	struct str s = str_of(ret->text, sizeof ret->text);
	size_t limit = (size_t)(r->p - whole.p), to;
	struct rd here = *r;
	bool jumped = false;

	for (int pointers = 0; pointers <= POINTERS_MAX;) {
		uint8_t len = rd_u8(&here);

		if (len > LABEL_MAX) {
			to = (size_t)(len & 0x3f) << 8 | rd_u8(&here);
			if (len < 0xc0 || here.bad || to >= limit)
				break;
			if (!jumped)
				*r = here;
			jumped = true;
			limit = to;
			here = whole;
			rd_skip(&here, to);
			pointers++;
			continue;
		}
		if (len && !add_label(&s, rd_sub(&here, len)))
			break;
		if (here.bad)
			break;
		if (len)
			continue;
		if (!jumped)
			*r = here;
		ret->n = s.n;
		return true;
	}
	return rd_fail(r);
}

struct record {
	struct name owner;
	uint16_t type, class;
	struct rd data;
};

static bool read_record(struct rd *r, struct rd whole, struct record *ret)
{
	if (!read_name(r, whole, &ret->owner))
		return false;
	ret->type = rd_be16(r);
	ret->class = rd_be16(r);
	rd_skip(r, 4);
	ret->data = rd_sub(r, rd_be16(r));
	return !r->bad;
}

static bool is_usable_address(uint32_t addr)
{
	return addr >> 24 != 0 && addr >> 24 < 224;
}

enum found { NOTHING, ADDRESS, ALIAS, BROKEN };

/* Find the A records of @name, or its CNAME, which replaces @name. A broken record behind a usable
 * address does no harm. */
static enum found look_for(struct rd r, unsigned records, struct rd whole, struct name *name,
			   struct dns_addrs *ret)
{
	struct record rec;

	for (unsigned i = 0; i < records && i < RECORDS_MAX && ret->n < DNS_ADDRS_MAX; i++) {
		struct rd data;
		uint32_t addr;

		if (!read_record(&r, whole, &rec))
			return ret->n ? ADDRESS : BROKEN;
		if (rec.class != CLASS_IN || !view_ieq(view_name(&rec.owner), view_name(name)))
			continue;
		data = rec.data;
		if (rec.type == TYPE_A) {
			addr = rd_be32(&data);
			if (rd_done(&data) && is_usable_address(addr))
				ret->addr[ret->n++] = addr;
		} else if (rec.type == TYPE_CNAME && !ret->n) {
			return read_name(&data, whole, name) ? ALIAS : BROKEN;
		}
	}
	return ret->n ? ADDRESS : NOTHING;
}

static int follow_aliases(struct rd answers, unsigned records, struct rd whole, struct view host,
			  struct dns_addrs *ret)
{
	struct name name;

	if (!text_copy(name.text, sizeof name.text, host))
		return DNS_NOT_OURS;
	name.n = host.n;
	for (int aliases = 0; aliases <= ALIASES_MAX; aliases++) {
		switch (look_for(answers, records, whole, &name, ret)) {
		case ADDRESS: return 0;
		case BROKEN: return DNS_MALFORMED;
		case ALIAS: break;
		case NOTHING:
		default: return DNS_NO_ADDRESS;
		}
	}
	return DNS_NO_ADDRESS;
}

int dns_answer(struct rd packet, uint16_t id, struct view host, struct dns_addrs *ret)
{
	struct rd r = packet;
	uint16_t got = rd_be16(&r), flags = rd_be16(&r), questions = rd_be16(&r);
	uint16_t answers = rd_be16(&r), type, class;
	struct name asked;
	struct dns_addrs addrs = {.n = 0};
	int bad;

	rd_skip(&r, 4);
	if (r.bad || got != id || !(flags & FLAG_RESPONSE) || flags & FLAG_OPCODE)
		return DNS_NOT_OURS;
	if (questions != 1 || !read_name(&r, packet, &asked))
		return DNS_NOT_OURS;
	type = rd_be16(&r);
	class = rd_be16(&r);
	host = without_dot(host);
	if (r.bad || type != TYPE_A || class != CLASS_IN || !view_ieq(view_name(&asked), host))
		return DNS_NOT_OURS;
	if ((flags & FLAG_RCODE) == RCODE_NO_NAME)
		return DNS_NO_HOST;
	if (flags & FLAG_RCODE)
		return DNS_SERVER;
	bad = follow_aliases(r, answers, packet, host, &addrs);
	/* The answer is truncated (TC). Another server may have room for the address. */
	if (bad == DNS_NO_ADDRESS && flags & 0x0200)
		return DNS_MALFORMED;
	if (!bad)
		*ret = addrs;
	return bad;
}
