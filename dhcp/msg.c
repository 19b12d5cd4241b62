/* SPDX-License-Identifier: MIT */
#include "dhcp/msg.h"

#include "dhcp/opts.h"

#include <string.h>

#define BOOTREPLY    2
#define COOKIE	     0x63825363u /* RFC 2131 section 3 */
#define PXELINUX_208 0xf100747eu /* RFC 5071 section 4 */

#define IPXE_NO_PROXY 0xb0 /* sub-option of 175 */

#define FIXED_LEN 236 /* bytes in front of the cookie */

#define OVERLOAD_FILE  1
#define OVERLOAD_SNAME 2

/* A message whose form is being checked. The caller's struct dhcp_msg is not written yet. */
struct outline {
	uint32_t ciaddr, yiaddr, siaddr, giaddr;
	struct rd sname, file;
	struct dhcp_areas areas;
	struct dhcp_codes codes;
	uint8_t overload;
	enum dhcp_type type;
};

const char *dhcp_msg_error_str(int error)
{
	switch (error) {
	case 0: return "fine";
	case DHCP_MSG_SHORT: return "cut off";
	case DHCP_MSG_NOT_REPLY: return "not a reply";
	case DHCP_MSG_NOT_FOR_US: return "for another client or an old question";
	case DHCP_MSG_BAD_COOKIE: return "not DHCP";
	case DHCP_MSG_BAD_OPTIONS: return "malformed options";
	case DHCP_MSG_NO_TYPE: return "no DHCP message type that is known";
	default: return "unknown reason";
	}
}

/* --- options: each function returns false for a malformed option and writes nothing then ------ */

static bool take_u32(struct rd r, uint32_t *ret)
{
	uint32_t v = rd_be32(&r);

	if (!rd_done(&r))
		return false;
	*ret = v;
	return true;
}

static bool take_u16(struct rd r, uint16_t *ret)
{
	uint16_t v = rd_be16(&r);

	if (!rd_done(&r))
		return false;
	*ret = v;
	return true;
}

static bool take_addrs(struct rd r, struct dhcp_addrs *ret)
{
	struct dhcp_addrs list = {.n = 0};

	if (rd_left(&r) % 4)
		return false;
	while (rd_left(&r)) {
		uint32_t addr = rd_be32(&r);

		if (dhcp_addr_host(addr) && list.n < DHCP_ADDRS_MAX)
			list.addr[list.n++] = addr;
	}
	*ret = list;
	return true;
}

/* The text before the first NUL. */
static struct view text_before_nul(struct rd r)
{
	const char *p = (const char *)r.p;
	size_t n = rd_left(&r);
	const char *nul = n ? memchr(p, 0, n) : NULL;

	return (struct view){.p = p, .n = nul ? (size_t)(nul - p) : n};
}

/* The text without the blanks that people leave around names and addresses. */
static struct view trimmed_text(struct rd r)
{
	struct view v = text_before_nul(r);

	while (v.n && v.p[0] == ' ') {
		v.p++;
		v.n--;
	}
	while (v.n && v.p[v.n - 1] == ' ')
		v.n--;
	return v;
}

/* Copy a path or URL unchanged. Any bytes but control characters are allowed, since a server may
 * name files in UTF-8. Blanks stay, since a prefix may end in one. */
static bool take_path(struct rd r, char *dst, size_t size)
{
	struct view v = text_before_nul(r);

	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] < 0x20 || v.p[i] == 0x7f)
			return false;
	return v.n < size && text_copy(dst, size, v);
}

static bool take_hostname(struct rd r, char *dst, size_t size)
{
	struct view v = trimmed_text(r);

	return dhcp_dname_ok(v) && text_copy(dst, size, v);
}

static bool opt_mask(struct rd r, struct dhcp_msg *m)
{
	uint32_t mask;

	return take_u32(r, &mask) && dhcp_mask_len(mask, &m->prefixlen);
}

static bool opt_router(struct rd r, struct dhcp_msg *m)
{
	return take_addrs(r, &m->routers);
}

static bool opt_dns(struct rd r, struct dhcp_msg *m)
{
	return take_addrs(r, &m->dns);
}

static bool opt_hostname(struct rd r, struct dhcp_msg *m)
{
	return take_hostname(r, m->hostname, sizeof m->hostname);
}

/* A search list, as some administrators write it into option 15. The first domain is our own. Option 119
 * counts for more, whichever comes first. */
static bool opt_domain(struct rd r, struct dhcp_msg *m)
{
	struct view list = trimmed_text(r), rest = list, first, word;

	view_until(&rest, ' ', &first);
	for (word = first; dhcp_dname_ok(word) && rest.p;)
		view_until(&rest, ' ', &word);
	if (!dhcp_dname_ok(word) || list.n >= sizeof m->search)
		return false;
	if (first.n < list.n && !m->search[0])
		text_copy(m->search, sizeof m->search, list);
	return text_copy(m->domain, sizeof m->domain, first);
}

static bool opt_mtu(struct rd r, struct dhcp_msg *m)
{
	return take_u16(r, &m->mtu);
}

static bool opt_broadcast(struct rd r, struct dhcp_msg *m)
{
	return take_u32(r, &m->broadcast);
}

static bool opt_routes(struct rd r, struct dhcp_msg *m)
{
	return dhcp_routes_33(r, &m->hosts);
}

static bool opt_ntp(struct rd r, struct dhcp_msg *m)
{
	return take_addrs(r, &m->ntp);
}

static bool opt_lease(struct rd r, struct dhcp_msg *m)
{
	return m->has_lease = take_u32(r, &m->lease_s);
}

static bool opt_server_id(struct rd r, struct dhcp_msg *m)
{
	uint32_t id;

	if (!take_u32(r, &id) || !dhcp_addr_host(id))
		return false;
	m->server_id = id;
	return true;
}

static bool opt_t1(struct rd r, struct dhcp_msg *m)
{
	return m->has_t1 = take_u32(r, &m->t1_s);
}

static bool opt_t2(struct rd r, struct dhcp_msg *m)
{
	return m->has_t2 = take_u32(r, &m->t2_s);
}

static bool opt_class(struct rd r, struct dhcp_msg *m)
{
	size_t n = rd_left(&r);

	return take_path(rd_sub(&r, n < sizeof m->vendor_class ? n : sizeof m->vendor_class - 1),
			 m->vendor_class, sizeof m->vendor_class);
}

/* Option 66 is a name or an address. "tftp://host/" is a common mistake and means the host. */
static bool opt_tftp_name(struct rd r, struct dhcp_msg *m)
{
	struct view v = trimmed_text(r), host = v;

	if (view_starts(v, "tftp://")) {
		v.p += 7;
		v.n -= 7;
		view_until(&v, '/', &host);
		v = host;
	}
	return dhcp_dname_ok(v) && text_copy(m->tftp_name, sizeof m->tftp_name, v);
}

static bool opt_bootfile(struct rd r, struct dhcp_msg *m)
{
	return take_path(r, m->bootfile, sizeof m->bootfile);
}

static bool opt_search(struct rd r, struct dhcp_msg *m)
{
	return dhcp_dname_list(r, m->search, sizeof m->search);
}

static bool opt_classless(struct rd r, struct dhcp_msg *m)
{
	return dhcp_routes_121(r, &m->classless);
}

static bool opt_tftp_addrs(struct rd r, struct dhcp_msg *m)
{
	return take_addrs(r, &m->tftp);
}

static bool opt_magic(struct rd r, struct dhcp_msg *m)
{
	uint32_t magic;

	if (!take_u32(r, &magic) || magic != PXELINUX_208)
		return false;
	m->magic = true;
	return true;
}

/* Sub-options like those of 43, of iPXE's own. */
static bool opt_ipxe(struct rd r, struct dhcp_msg *m)
{
	struct rd body;
	uint8_t code;

	while (dhcp_opts_next(&r, &code, &body))
		if (code == IPXE_NO_PROXY)
			m->no_proxy = rd_u8(&body) != 0;
	return !r.bad;
}

static bool opt_conffile(struct rd r, struct dhcp_msg *m)
{
	return take_path(r, m->conffile, sizeof m->conffile);
}

static bool opt_prefix(struct rd r, struct dhcp_msg *m)
{
	return take_path(r, m->prefix, sizeof m->prefix);
}

static bool opt_reboot(struct rd r, struct dhcp_msg *m)
{
	return m->has_reboot = take_u32(r, &m->reboot_s);
}

/* --- option 43 ------------------------------------------------------------------------------- */

/* Sub-options 209 to 211 of option 43 are for PXELINUX. The message's own 209 to 211 come first. */
static void inner_path(uint8_t code, struct rd body, struct dhcp_msg *m)
{
	if (code == DHCP_O_CONFFILE && !m->conffile[0])
		opt_conffile(body, m);
	if (code == DHCP_O_PREFIX && !m->prefix[0])
		opt_prefix(body, m);
	if (code == DHCP_O_REBOOT && !m->has_reboot)
		opt_reboot(body, m);
}

/* Option 43 is last in the table, so that the message's own 209 to 211 are decoded before. Any
 * vendor may put anything into 43: a malformed one is not PXE's and is ignored as a whole. */
static bool opt_vendor(struct rd r, struct dhcp_msg *m)
{
	struct rd body;
	uint8_t code;

	if (!dhcp_pxe_decode(r, &m->pxe))
		return false;
	while (dhcp_opts_next(&r, &code, &body))
		inner_path(code, body, m);
	return true;
}

/* The options in the order of decoding. Option 43 is last, because its contents count only where no
 * other option had the value. */
static const struct {
	uint8_t code;
	bool (*decode)(struct rd body, struct dhcp_msg *m); /* never NULL */
} msg_options[] = {
	{DHCP_O_MASK, opt_mask},
	{DHCP_O_ROUTER, opt_router},
	{DHCP_O_DNS, opt_dns},
	{DHCP_O_HOSTNAME, opt_hostname},
	{DHCP_O_DOMAIN, opt_domain},
	{DHCP_O_MTU, opt_mtu},
	{DHCP_O_BROADCAST, opt_broadcast},
	{DHCP_O_ROUTES, opt_routes},
	{DHCP_O_NTP, opt_ntp},
	{DHCP_O_LEASE, opt_lease},
	{DHCP_O_SERVER_ID, opt_server_id},
	{DHCP_O_T1, opt_t1},
	{DHCP_O_T2, opt_t2},
	{DHCP_O_CLASS, opt_class},
	{DHCP_O_TFTP_NAME, opt_tftp_name},
	{DHCP_O_BOOTFILE, opt_bootfile},
	{DHCP_O_SEARCH, opt_search},
	{DHCP_O_CLASSLESS, opt_classless},
	{DHCP_O_TFTP_ADDRS, opt_tftp_addrs},
	{DHCP_O_IPXE, opt_ipxe},
	{DHCP_O_MAGIC, opt_magic},
	{DHCP_O_CONFFILE, opt_conffile},
	{DHCP_O_PREFIX, opt_prefix},
	{DHCP_O_REBOOT, opt_reboot},
	{DHCP_O_VENDOR, opt_vendor},
};

/* --- the whole message ----------------------------------------------------------------------- */

static bool for_us(struct rd *r, const struct dhcp_match *want)
{
	uint8_t htype = rd_u8(r), hlen = rd_u8(r);

	rd_skip(r, 1); /* hops */
	return htype == want->htype && hlen == want->hlen && rd_be32(r) == want->xid;
}

/* Read the fixed fields (RFC 2131 section 2, figure 1). */
static int read_fixed(struct rd r, const struct dhcp_match *want, struct outline *o)
{
	uint8_t op = rd_u8(&r), chaddr[DHCP_HWADDR_MAX] = {0};

	if (rd_left(&r) < FIXED_LEN - 1)
		return DHCP_MSG_SHORT;
	if (op != BOOTREPLY)
		return DHCP_MSG_NOT_REPLY;
	if (!for_us(&r, want))
		return DHCP_MSG_NOT_FOR_US;
	rd_skip(&r, 4); /* secs, flags */
	o->ciaddr = rd_be32(&r);
	o->yiaddr = rd_be32(&r);
	o->siaddr = rd_be32(&r);
	o->giaddr = rd_be32(&r);
	rd_copy(&r, chaddr, sizeof chaddr);
	if (want->hlen > sizeof chaddr || memcmp(chaddr, want->mac, want->hlen) != 0)
		return DHCP_MSG_NOT_FOR_US;
	o->sname = rd_sub(&r, 64);
	o->file = rd_sub(&r, 128);
	if (rd_left(&r) < 4 || rd_be32(&r) != COOKIE)
		return DHCP_MSG_BAD_COOKIE;
	o->areas.n = 1;
	o->areas.area[0] = r;
	return 0;
}

/* Find the areas with options. Option 52 (overload) counts in the options field only. */
static int find_areas(struct outline *o, uint8_t *buf)
{
	struct rd body;

	if (!dhcp_opts_scan(&o->areas, &o->codes))
		return DHCP_MSG_BAD_OPTIONS;
	if (dhcp_opts_join(&o->areas, DHCP_O_OVERLOAD, buf, &body) && rd_left(&body) == 1)
		o->overload = rd_u8(&body);
	if (o->overload > (OVERLOAD_FILE | OVERLOAD_SNAME))
		return DHCP_MSG_BAD_OPTIONS;
	if (o->overload & OVERLOAD_FILE)
		o->areas.area[o->areas.n++] = o->file;
	if (o->overload & OVERLOAD_SNAME)
		o->areas.area[o->areas.n++] = o->sname;
	return dhcp_opts_scan(&o->areas, &o->codes) ? 0 : DHCP_MSG_BAD_OPTIONS;
}

static int find_type(struct outline *o, uint8_t *buf)
{
	struct rd body;
	uint8_t type;

	o->type = DHCP_BOOTP;
	if (!dhcp_codes_any(&o->codes))
		return DHCP_MSG_NO_TYPE;
	if (!dhcp_codes_has(&o->codes, DHCP_O_TYPE))
		return 0;
	if (!dhcp_opts_join(&o->areas, DHCP_O_TYPE, buf, &body))
		return DHCP_MSG_NO_TYPE;
	type = rd_u8(&body);
	if (!rd_done(&body) || type < DHCP_DISCOVER || type > DHCP_INFORM)
		return DHCP_MSG_NO_TYPE;
	o->type = (enum dhcp_type)type;
	return 0;
}

static void write_fixed(const struct outline *o, uint32_t xid, struct dhcp_msg *m)
{
	memset(m, 0, sizeof *m);
	m->type = o->type;
	m->xid = xid;
	m->ciaddr = o->ciaddr;
	m->yiaddr = o->yiaddr;
	m->siaddr = o->siaddr;
	m->giaddr = o->giaddr;
	if (!(o->overload & OVERLOAD_FILE))
		take_path(o->file, m->file, sizeof m->file);
	if (!(o->overload & OVERLOAD_SNAME))
		take_hostname(o->sname, m->sname, sizeof m->sname);
}

static void write_options(const struct outline *o, uint8_t *buf, struct dhcp_msg *m)
{
	for (size_t i = 0; i < sizeof msg_options / sizeof *msg_options; i++) {
		uint8_t code = msg_options[i].code;
		struct rd body;

		if (!dhcp_codes_has(&o->codes, code))
			continue;
		if (dhcp_opts_join(&o->areas, code, buf, &body) &&
		    (!rd_left(&body) || msg_options[i].decode(body, m)))
			continue;
		if (m->n_odd < DHCP_ODD_MAX)
			m->odd[m->n_odd++] = code;
	}
}

/* What has no room, in a message larger than a frame, counts as absent. */
static void keep_options(const struct outline *o, uint8_t *buf, struct dhcp_msg *m)
{
	struct rd body;

	if (m->sname[0])
		dhcp_kept_add(&m->kept, DHCP_O_TFTP_NAME, rd_of(m->sname, strlen(m->sname)));
	if (m->file[0])
		dhcp_kept_add(&m->kept, DHCP_O_BOOTFILE, rd_of(m->file, strlen(m->file)));
	for (unsigned code = 1; code < 255; code++) {
		bool by_field = (code == DHCP_O_TFTP_NAME && m->sname[0]) ||
				(code == DHCP_O_BOOTFILE && m->file[0]);

		if (!by_field && dhcp_codes_has(&o->codes, (uint8_t)code) &&
		    dhcp_opts_join(&o->areas, (uint8_t)code, buf, &body))
			dhcp_kept_add(&m->kept, (uint8_t)code, body);
	}
}

int dhcp_msg_decode(struct rd payload, const struct dhcp_match *want, struct dhcp_msg *ret)
{
	struct outline o = {.overload = 0};
	uint8_t buf[DHCP_JOIN_MAX];
	int error = read_fixed(payload, want, &o);

	if (!error)
		error = find_areas(&o, buf);
	if (!error)
		error = find_type(&o, buf);
	if (error)
		return error;
	write_fixed(&o, want->xid, ret);
	write_options(&o, buf, ret);
	if (o.type == DHCP_BOOTP && !ret->has_lease) {
		ret->has_lease = true;
		ret->lease_s = DHCP_FOREVER;
	}
	keep_options(&o, buf, ret);
	return 0;
}
