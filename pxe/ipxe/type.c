/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/type.h"

#include "dhcp/dname.h"
#include "pxe/ipxe/lex.h"

#include <string.h>

/* --- numbers --------------------------------------------------------------------------------- */

bool ipxe_type_int(struct view raw, int64_t *ret)
{
	uint8_t sign = raw.n && raw.p[0] & 0x80 ? 0xff : 0;
	uint64_t n = sign ? UINT64_MAX : 0;

	if (!raw.n)
		return false;
	for (size_t i = 0; i + 8 < raw.n; i++)
		if ((uint8_t)raw.p[i] != sign)
			return false;
	for (size_t i = 0; i < raw.n; i++)
		n = n << 8 | (uint8_t)raw.p[i];
	*ret = (int64_t)n;
	return true;
}

static void put_int(struct view raw, struct str *out)
{
	int64_t n;

	if (ipxe_type_int(raw, &n))
		str_fmt(out, "%lld", (long long)n);
}

static void put_uint(struct view raw, struct str *out)
{
	uint64_t n = 0;

	while (raw.n > 8 && !raw.p[0]) {
		raw.p++;
		raw.n--;
	}
	if (!raw.n || raw.n > 8)
		return;
	for (size_t i = 0; i < raw.n; i++)
		n = n << 8 | (uint8_t)raw.p[i];
	str_fmt(out, "0x%llx", (unsigned long long)n);
}

static bool get_int(struct view text, size_t bytes, struct str *out)
{
	uint64_t n;

	if (!ipxe_lex_number(text, &n))
		return false;
	while (bytes--)
		str_putc(out, (char)(n >> 8 * bytes));
	return true;
}

static bool get_8(struct view text, struct str *out)
{
	return get_int(text, 1, out);
}

static bool get_16(struct view text, struct str *out)
{
	return get_int(text, 2, out);
}

static bool get_32(struct view text, struct str *out)
{
	return get_int(text, 4, out);
}

/* --- texts ----------------------------------------------------------------------------------- */

static void put_string(struct view raw, struct str *out)
{
	const char *nul = raw.n ? memchr(raw.p, '\0', raw.n) : NULL;

	str_put(out, nul ? (struct view){.p = raw.p, .n = (size_t)(nul - raw.p)} : raw);
}

static bool get_string(struct view text, struct str *out)
{
	str_put(out, text);
	return true;
}

void ipxe_uristring(struct view v, struct str *out)
{
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c <= 0x20 || c >= 0x7f || strchr("%/#:@?=&+", c))
			str_fmt(out, "%%%02X", c);
		else
			str_putc(out, (char)c);
	}
}

void ipxe_unescape(struct view v, struct str *out)
{
	for (size_t i = 0; i < v.n; i++) {
		int high = v.p[i] == '%' && v.n - i > 2 ? text_hex_digit(v.p[i + 1]) : -1;
		int low = high >= 0 ? text_hex_digit(v.p[i + 2]) : -1;

		if (low < 0) {
			str_putc(out, v.p[i]);
		} else {
			str_putc(out, (char)(high << 4 | low));
			i += 2;
		}
	}
}

static bool get_uristring(struct view text, struct str *out)
{
	ipxe_unescape(text, out);
	return true;
}

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void put_base64(struct view raw, struct str *out)
{
	for (size_t i = 0; i < raw.n; i += 3) {
		size_t n = raw.n - i < 3 ? raw.n - i : 3;
		uint32_t bits = 0;

		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 | (j < n ? (uint8_t)raw.p[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			str_putc(out, j > n ? '=' : base64[bits >> (18 - 6 * j) & 63]);
	}
}

static bool get_base64(struct view text, struct str *out)
{
	uint32_t bits = 0;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < text.n && text.p[i] != '='; i++) {
		const char *at = text.p[i] ? strchr(base64, text.p[i]) : NULL;

		if (!at)
			return false;
		bits = bits << 6 | (uint32_t)(at - base64);
		n += 6;
		if (n >= 8) {
			n -= 8;
			str_putc(out, (char)(bits >> n));
		}
	}
	for (size_t j = i; j < text.n; j++)
		if (text.p[j] != '=')
			return false;
	return text.n % 4 == 0 && text.n - i <= 2;
}

/* --- bytes ----------------------------------------------------------------------------------- */

static void put_bytes(struct view raw, char sep, struct str *out)
{
	str_hex(out, (const uint8_t *)raw.p, raw.n, sep);
}

static bool get_bytes(struct view text, char sep, struct str *out)
{
	size_t step = sep ? 3 : 2;

	for (size_t i = 0; i < text.n; i += step) {
		int high = text_hex_digit(text.p[i]);
		int low = text.n - i > 1 ? text_hex_digit(text.p[i + 1]) : -1;

		if (high < 0 || low < 0)
			return false;
		str_putc(out, (char)(high << 4 | low));
		if (sep && text.n - i > 2 && (text.p[i + 2] != sep || text.n - i == 3))
			return false;
	}
	return true;
}

static void put_hex(struct view raw, struct str *out)
{
	put_bytes(raw, ':', out);
}

static void put_hexhyp(struct view raw, struct str *out)
{
	put_bytes(raw, '-', out);
}

static void put_hexraw(struct view raw, struct str *out)
{
	put_bytes(raw, '\0', out);
}

static bool get_hex(struct view text, struct str *out)
{
	return get_bytes(text, ':', out);
}

static bool get_hexhyp(struct view text, struct str *out)
{
	return get_bytes(text, '-', out);
}

static bool get_hexraw(struct view text, struct str *out)
{
	return get_bytes(text, '\0', out);
}

/* A GUID has its first three fields with the lowest byte first. */
static const uint8_t guid_order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

static void put_id(struct view raw, bool swapped, struct str *out)
{
	if (raw.n != 16)
		return;
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			str_putc(out, '-');
		str_fmt(out, "%02x", (uint8_t)raw.p[swapped ? guid_order[i] : i]);
	}
}

static bool get_id(struct view text, bool swapped, struct str *out)
{
	uint8_t bytes[16];
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		int digit = text_hex_digit(text.p[i]);

		if (text.p[i] == '-' && n % 2 == 0)
			continue;
		if (digit < 0 || n == 32)
			return false;
		bytes[n / 2] = (uint8_t)(n % 2 ? bytes[n / 2] | digit : digit << 4);
		n++;
	}
	if (n != 32)
		return false;
	for (size_t i = 0; i < 16; i++)
		str_putc(out, (char)bytes[swapped ? guid_order[i] : i]);
	return true;
}

static void put_uuid(struct view raw, struct str *out)
{
	put_id(raw, false, out);
}

static void put_guid(struct view raw, struct str *out)
{
	put_id(raw, true, out);
}

static bool get_uuid(struct view text, struct str *out)
{
	return get_id(text, false, out);
}

static bool get_guid(struct view text, struct str *out)
{
	return get_id(text, true, out);
}

/* --- addresses ------------------------------------------------------------------------------- */

static void put_ipv4(struct view raw, struct str *out)
{
	if (raw.n >= 4)
		str_fmt(out, "%u.%u.%u.%u", (uint8_t)raw.p[0], (uint8_t)raw.p[1], (uint8_t)raw.p[2],
			(uint8_t)raw.p[3]);
}

static bool get_ipv4(struct view text, struct str *out)
{
	uint32_t ip;

	if (!text_ip4(text, &ip))
		return false;
	for (unsigned shift = 32; shift; shift -= 8)
		str_putc(out, (char)(ip >> (shift - 8)));
	return true;
}

static unsigned ipv6_group(struct view raw, size_t i)
{
	return (unsigned)(uint8_t)raw.p[2 * i] << 8 | (uint8_t)raw.p[2 * i + 1];
}

/* RFC 5952: the longest run of zero groups, the first of two, at least two of them, becomes "::". */
static void put_ipv6(struct view raw, struct str *out)
{
	size_t best = 8, best_n = 1;

	if (raw.n < 16)
		return;
	for (size_t i = 0; i < 8; i++) {
		size_t n = 0;

		while (i + n < 8 && !ipv6_group(raw, i + n))
			n++;
		if (n > best_n) {
			best = i;
			best_n = n;
		}
	}
	for (size_t i = 0; i < 8; i++) {
		if (i == best) {
			str_puts(out, "::");
			i += best_n - 1;
			continue;
		}
		str_fmt(out, "%s%x", i && i != best + best_n ? ":" : "", ipv6_group(raw, i));
	}
}

static bool get_ipv6(struct view text, struct str *out)
{
	uint16_t group[8] = {0};
	size_t n = 0, gap = 9;

	for (size_t i = 0; i < text.n;) {
		unsigned value = 0, digits = 0;

		if (text.n - i > 1 && text.p[i] == ':' && text.p[i + 1] == ':') {
			if (gap != 9)
				return false;
			gap = n;
			i += 2;
			continue;
		}
		if (text.p[i] == ':') {
			if (!i || text.p[i - 1] == ':' || i + 1 == text.n)
				return false;
			i++;
		}
		for (; i < text.n && text_hex_digit(text.p[i]) >= 0; i++, digits++)
			value = value << 4 | (unsigned)text_hex_digit(text.p[i]);
		if (!digits || digits > 4 || n == 8 || (i < text.n && text.p[i] != ':'))
			return false;
		group[n++] = (uint16_t)value;
	}
	if (gap == 9 ? n != 8 : n > 7)
		return false;
	for (size_t i = 0; i < 8; i++) {
		bool filled = gap != 9 && i >= gap && i < gap + 8 - n;
		uint16_t v = filled ? 0 : group[gap != 9 && i >= gap ? i - (8 - n) : i];

		str_putc(out, (char)(v >> 8));
		str_putc(out, (char)v);
	}
	return true;
}

/* --- others ---------------------------------------------------------------------------------- */

static void put_busdevfn(struct view raw, struct str *out)
{
	int64_t n;

	if (ipxe_type_int(raw, &n))
		str_fmt(out, "%04x:%02x:%02x.%x", (unsigned)(n >> 16 & 0xffff),
			(unsigned)(n >> 8 & 0xff), (unsigned)(n >> 3 & 0x1f), (unsigned)(n & 7));
}

static void put_dnssl(struct view raw, struct str *out)
{
	char names[1024];

	if (dhcp_dname_list(rd_of(raw.p, raw.n), names, sizeof names))
		str_puts(out, names);
}

/* The other way round: each name in its wire form, uncompressed. */
static bool get_dnssl(struct view text, struct str *out)
{
	for (struct view name = view_word(&text); name.n; name = view_word(&text)) {
		struct view part;

		if (!dhcp_dname_ok(name))
			return false;
		if (name.p[name.n - 1] == '.')
			name.n--;
		while (view_until(&name, '.', &part)) {
			str_putc(out, (char)part.n);
			str_put(out, part);
		}
		str_putc(out, '\0');
	}
	return true;
}

/* --- the table ------------------------------------------------------------------------------- */

static const struct type {
	const char *name;
	void (*put)(struct view raw, struct str *out);	/* never NULL */
	bool (*get)(struct view text, struct str *out); /* NULL = can only be read */
} types[IPXE_TYPES] = {
	[IPXE_STRING] = {"string", put_string, get_string},
	[IPXE_URISTRING] = {"uristring", ipxe_uristring, get_uristring},
	[IPXE_INT8] = {"int8", put_int, get_8},
	[IPXE_INT16] = {"int16", put_int, get_16},
	[IPXE_INT32] = {"int32", put_int, get_32},
	[IPXE_UINT8] = {"uint8", put_uint, get_8},
	[IPXE_UINT16] = {"uint16", put_uint, get_16},
	[IPXE_UINT32] = {"uint32", put_uint, get_32},
	[IPXE_HEX] = {"hex", put_hex, get_hex},
	[IPXE_HEXHYP] = {"hexhyp", put_hexhyp, get_hexhyp},
	[IPXE_HEXRAW] = {"hexraw", put_hexraw, get_hexraw},
	[IPXE_BASE64] = {"base64", put_base64, get_base64},
	[IPXE_UUID] = {"uuid", put_uuid, get_uuid},
	[IPXE_GUID] = {"guid", put_guid, get_guid},
	[IPXE_IPV4] = {"ipv4", put_ipv4, get_ipv4},
	[IPXE_IPV6] = {"ipv6", put_ipv6, get_ipv6},
	[IPXE_BUSDEVFN] = {"busdevfn", put_busdevfn, NULL},
	[IPXE_DNSSL] = {"dnssl", put_dnssl, get_dnssl},
};

const char *ipxe_type_name(enum ipxe_type type)
{
	return type < IPXE_TYPES ? types[type].name : "?";
}

enum ipxe_type ipxe_type_find(struct view name)
{
	for (unsigned i = 0; i < IPXE_TYPES; i++)
		if (view_is(name, types[i].name))
			return (enum ipxe_type)i;
	return IPXE_TYPES;
}

bool ipxe_type_number(enum ipxe_type type)
{
	return type >= IPXE_INT8 && type <= IPXE_UINT32;
}

void ipxe_type_format(enum ipxe_type type, struct view raw, struct str *out)
{
	if (type < IPXE_TYPES)
		types[type].put(raw, out);
}

bool ipxe_type_parse(enum ipxe_type type, struct view text, struct str *out)
{
	return type < IPXE_TYPES && types[type].get && types[type].get(text, out) && !out->cut;
}
