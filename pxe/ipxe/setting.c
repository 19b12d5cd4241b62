/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/setting.h"

#include "dhcp/opts.h"

#include <string.h>

#define NONE	     0xffu /* no scope */
#define TAG_PRIORITY 0xaf01u
#define RAW_MAX	     2048u /* bytes of a value that is not plain text */

/* What has a meaning of its own: its type, and the DHCP option that is the same setting. */
static const struct known {
	const char *name;
	uint8_t type; /* enum ipxe_type */
	uint32_t tag; /* 0 = none */
} known[] = {
	{"asset", IPXE_STRING, 0},
	{"board-serial", IPXE_STRING, 0},
	{"buildarch", IPXE_STRING, 0},
	{"busid", IPXE_HEX, 0},
	{"busloc", IPXE_BUSDEVFN, 0},
	{"bustype", IPXE_STRING, 0},
	{"chip", IPXE_STRING, 0},
	{"cpumodel", IPXE_STRING, 0},
	{"cpuvendor", IPXE_STRING, 0},
	{"cwduri", IPXE_STRING, 0},
	{"cwuri", IPXE_STRING, 0},
	{"dhcp-server", IPXE_IPV4, 54},
	{"dns", IPXE_IPV4, 6},
	{"dns6", IPXE_IPV6, 0},
	{"dnssl", IPXE_DNSSL, 119},
	{"domain", IPXE_STRING, 15},
	{"errno", IPXE_UINT32, 0},
	{"filename", IPXE_STRING, 67},
	{"gateway", IPXE_IPV4, 3},
	{"gateway6", IPXE_IPV6, 0},
	{"hostname", IPXE_STRING, 12},
	{"hwaddr", IPXE_HEX, 0},
	{"ifname", IPXE_STRING, 0},
	{"initiator-iqn", IPXE_STRING, 203},
	{"ip", IPXE_IPV4, 0},
	{"ip6", IPXE_IPV6, 0},
	{"len6", IPXE_UINT8, 0},
	{"linktype", IPXE_STRING, 0},
	{"mac", IPXE_HEX, 0},
	{"manufacturer", IPXE_STRING, 0},
	{"memsize", IPXE_INT32, 0},
	{"mtu", IPXE_INT16, 26},
	{"netmask", IPXE_IPV4, 1},
	{"next-server", IPXE_IPV4, 0},
	{"ntp", IPXE_IPV4, 42},
	{"platform", IPXE_STRING, 0},
	{"priority", IPXE_INT8, TAG_PRIORITY},
	{"product", IPXE_STRING, 0},
	{"root-path", IPXE_STRING, 17},
	{"scriptlet", IPXE_STRING, 0xaf51},
	{"serial", IPXE_STRING, 0},
	{"sname", IPXE_STRING, 66},
	{"syslog", IPXE_IPV4, 7},
	{"unixtime", IPXE_UINT32, 0},
	{"user-class", IPXE_STRING, 77},
	{"uuid", IPXE_UUID, 97},
	{"vendor-class", IPXE_STRING, 60},
	{"version", IPXE_STRING, 0},
};

#define KNOWN (sizeof known / sizeof *known)

static const struct known *known_by_name(struct view name)
{
	size_t low = 0, high = KNOWN;

	while (low < high) {
		size_t at = (low + high) / 2, n = strlen(known[at].name);
		int order = memcmp(name.p, known[at].name, name.n < n ? name.n : n);

		if (!order && name.n == n)
			return &known[at];
		if (order > 0 || (!order && name.n > n))
			low = at + 1;
		else
			high = at;
	}
	return NULL;
}

static const struct known *known_by_tag(uint32_t tag)
{
	for (size_t i = 0; tag && i < KNOWN; i++)
		if (known[i].tag == tag)
			return &known[i];
	return NULL;
}

/* --- names ----------------------------------------------------------------------------------- */

/* struct key - a name taken apart */
struct key {
	struct view scope, name;
	bool has_scope, has_type;
	enum ipxe_type type;	   /* IPXE_TYPES: @has_type, and there is no such type */
	const struct known *known; /* NULL = it has no meaning of its own */
	uint32_t tag;		   /* 0 = none */
};

static bool cut_at(struct view *v, char c, struct view *ret)
{
	const char *at = v->n ? memchr(v->p, c, v->n) : NULL;

	if (!at)
		return false;
	*ret = (struct view){.p = v->p, .n = (size_t)(at - v->p)};
	v->n -= ret->n + 1;
	v->p = at + 1;
	return true;
}

/* "67", "0x43", "175.1": the options' codes, one per byte. Return: 0 = @name is no number */
static uint32_t tag_of(struct view name)
{
	uint32_t tag = 0;
	struct view part;

	if (!name.n || name.p[0] < '0' || name.p[0] > '9')
		return 0;
	while (view_until(&name, '.', &part)) {
		uint64_t n;

		if (!ipxe_lex_number(part, &n) || n > 0xff || tag > 0xffffff)
			return 0;
		tag = tag << 8 | (uint32_t)n;
	}
	return tag;
}

static struct key key_of(struct view name)
{
	struct key k = {.type = IPXE_STRING};
	struct view rest;

	k.has_scope = cut_at(&name, '/', &k.scope);
	rest = name;
	if (cut_at(&rest, ':', &k.name)) {
		k.has_type = true;
		k.type = ipxe_type_find(rest);
	} else {
		k.name = name;
	}
	k.known = known_by_name(k.name);
	k.tag = k.known ? k.known->tag : tag_of(k.name);
	if (!k.known)
		k.known = known_by_tag(k.tag);
	if (k.known && !k.has_type)
		k.type = (enum ipxe_type)k.known->type;
	return k;
}

/* --- scopes ---------------------------------------------------------------------------------- */

static uint8_t child(const struct ipxe *x, uint8_t parent, struct view name)
{
	for (size_t i = 1; i < x->scope_count; i++)
		if (x->scopes[i].parent == parent &&
		    view_eq(ipxe_pool_get(&x->pool, x->scopes[i].name), name))
			return (uint8_t)i;
	return NONE;
}

static uint8_t add_scope(struct ipxe *x, uint8_t parent, struct view name)
{
	struct ipxe_scope *s = &x->scopes[x->scope_count];

	if (x->scope_count == IPXE_SCOPES)
		return NONE;
	*s = (struct ipxe_scope){.name = ipxe_pool_put(&x->pool, name), .parent = parent};
	return s->name ? (uint8_t)x->scope_count++ : NONE;
}

/* Return: the scope that netX is; NONE = no interface is open */
static uint8_t last_opened(const struct ipxe *x)
{
	return x->open_count ? x->open[x->open_count - 1] : NONE;
}

/* Return: the scope of that path; NONE = there is none */
static uint8_t scope_find(const struct ipxe *x, struct view path)
{
	uint8_t at = IPXE_ROOT;
	struct view part;

	while (view_until(&path, '.', &part)) {
		if (at == IPXE_ROOT && x->open_count && view_is(part, "netX"))
			at = last_opened(x);
		else if (part.n)
			at = child(x, at, part);
		if (at == NONE)
			return NONE;
	}
	return at;
}

static uint8_t scope_make(struct ipxe *x, struct view path)
{
	uint8_t at = IPXE_ROOT;
	struct view part;

	while (view_until(&path, '.', &part)) {
		uint8_t next = at;

		if (at == IPXE_ROOT && x->open_count && view_is(part, "netX"))
			next = last_opened(x);
		else if (part.n)
			next = child(x, at, part);
		at = next == NONE ? add_scope(x, at, part) : next;
		if (at == NONE)
			return NONE;
	}
	return at;
}

void ipxe_put_scope(const struct ipxe *x, uint8_t scope, struct str *out)
{
	if (scope == IPXE_ROOT || scope >= x->scope_count)
		return;
	if (x->scopes[scope].parent != IPXE_ROOT) {
		str_put(out, ipxe_pool_get(&x->pool, x->scopes[x->scopes[scope].parent].name));
		str_putc(out, '.');
	}
	str_put(out, ipxe_pool_get(&x->pool, x->scopes[scope].name));
}

void ipxe_settings_init(struct ipxe *x)
{
	x->scope_count = 1;
	add_scope(x, IPXE_ROOT, view_of("builtin"));
	add_scope(x, IPXE_ROOT, view_of("smbios"));
}

/* --- looking up ------------------------------------------------------------------------------ */

static bool same(const struct ipxe *x, const struct ipxe_setting *s, const struct key *k)
{
	return k->tag ? s->tag == k->tag
		      : !s->tag && view_eq(ipxe_pool_get(&x->pool, s->name), k->name);
}

static int find_own(const struct ipxe *x, uint8_t scope, const struct key *k)
{
	for (size_t i = 0; i < x->setting_count; i++)
		if (x->settings[i].scope == scope && same(x, &x->settings[i], k))
			return (int)i;
	return -1;
}

static void found_number(struct ipxe_found *ret, uint32_t n)
{
	struct wr w = wr_of(ret->number, sizeof ret->number);

	wr_be32(&w, n);
	ret->raw = (struct view){.p = (const char *)ret->number, .n = sizeof ret->number};
}

static bool find_computed(const struct ipxe *x, const struct key *k, struct ipxe_found *ret)
{
	struct view uri = {0};

	ret->raw = (struct view){.p = "", .n = 0};
	if (x->depth)
		uri = ipxe_pool_get(&x->pool, x->frame[x->depth - 1].image.uri);
	if (view_is(k->name, "errno")) {
		found_number(ret, x->errno_value);
	} else if (view_is(k->name, "unixtime")) {
		found_number(ret, (uint32_t)x->unixtime);
	} else if (view_is(k->name, "cwuri") || view_is(k->name, "cwduri")) {
		if (view_is(k->name, "cwduri"))
			while (uri.n && uri.p[uri.n - 1] != '/')
				uri.n--;
		ret->raw = uri;
	}
	return ret->raw.n;
}

/* "175.1": the option 1 inside of the option 175 of @scope. */
static bool find_inside(const struct ipxe *x, uint8_t scope, uint32_t tag, struct ipxe_found *ret)
{
	struct key outer = {0};
	unsigned shift = 0;
	struct rd body;
	int at;

	while (tag >> shift > 0xff)
		shift += 8;
	if (!shift)
		return false;
	outer.tag = tag >> shift;
	at = find_own(x, scope, &outer);
	if (at < 0)
		return false;
	ret->raw = ipxe_pool_get(&x->pool, x->settings[at].value);
	body = rd_of(ret->raw.p, ret->raw.n);
	while (shift) {
		struct rd area = body;
		bool there = false;
		uint8_t code;

		shift -= 8;
		while (!there && dhcp_opts_next(&area, &code, &body))
			there = code == (uint8_t)(tag >> shift);
		if (!there)
			return false;
	}
	ret->raw = (struct view){.p = (const char *)body.p, .n = rd_left(&body)};
	return ret->raw.n;
}

static bool find_in(const struct ipxe *x, uint8_t scope, const struct key *k,
		    struct ipxe_found *ret)
{
	int at = find_own(x, scope, k);

	ret->scope = scope;
	ret->type = k->type;
	if (at >= 0) {
		ret->raw = ipxe_pool_get(&x->pool, x->settings[at].value);
		if (!k->has_type)
			ret->type = (enum ipxe_type)x->settings[at].type;
		return true;
	}
	if (scope == IPXE_BUILTIN && find_computed(x, k, ret))
		return true;
	return k->tag > 0xff && find_inside(x, scope, k->tag, ret);
}

/* Return: the child of @parent that comes after @last: by priority, then in the order they were
 * made. NONE = there are no more; @last NONE = the first */
static uint8_t next_child(const struct ipxe *x, uint8_t parent, uint8_t last)
{
	uint8_t best = NONE;

	for (size_t i = 1; i < x->scope_count; i++) {
		int priority = x->scopes[i].priority;

		if (x->scopes[i].parent != parent)
			continue;
		if (last != NONE && (priority > x->scopes[last].priority ||
				     (priority == x->scopes[last].priority && i <= last)))
			continue;
		if (best == NONE || priority > x->scopes[best].priority)
			best = (uint8_t)i;
	}
	return best;
}

/* @scope and what is below it, depth first. */
static bool find_below(const struct ipxe *x, uint8_t top, const struct key *k,
		       struct ipxe_found *ret)
{
	uint8_t at = top;

	for (;;) {
		uint8_t next = next_child(x, at, NONE);

		if (find_in(x, at, k, ret))
			return true;
		while (next == NONE) {
			if (at == top)
				return false;
			next = next_child(x, x->scopes[at].parent, at);
			at = x->scopes[at].parent;
		}
		at = next;
	}
}

/* Without a scope the interface that was opened last comes before the others, as netX, unless one of them
 * has a higher priority. Return: it; NONE = there is none such */
static uint8_t first_net(const struct ipxe *x)
{
	uint8_t net = last_opened(x), first = next_child(x, IPXE_ROOT, NONE);

	return net != NONE && first != NONE && x->scopes[first].priority > x->scopes[net].priority
		       ? NONE
		       : net;
}

bool ipxe_find(const struct ipxe *x, struct view name, struct ipxe_found *ret)
{
	struct key k = key_of(name);
	uint8_t net = k.has_scope ? NONE : first_net(x);
	uint8_t scope = k.has_scope ? scope_find(x, k.scope) : IPXE_ROOT;

	ret->raw = (struct view){.p = "", .n = 0};
	ret->type = IPXE_STRING;
	if (!k.name.n || scope == NONE)
		return false;
	if (net != NONE && (find_in(x, IPXE_ROOT, &k, ret) || find_below(x, net, &k, ret)))
		return true;
	return find_below(x, scope, &k, ret);
}

void ipxe_value(const struct ipxe *x, struct view name, struct str *out)
{
	struct ipxe_found f;

	if (ipxe_find(x, name, &f))
		ipxe_type_format(f.type, f.raw, out);
}

bool ipxe_setting_known(struct view name)
{
	struct key k = key_of(name);

	return k.known || k.tag || (k.has_scope && view_starts(k.scope, "cpuid"));
}

/* --- storing --------------------------------------------------------------------------------- */

static void took_effect(struct ipxe *x, uint8_t scope, uint32_t tag, struct view raw)
{
	if (tag == TAG_PRIORITY)
		x->scopes[scope].priority = (int8_t)(raw.n ? raw.p[raw.n - 1] : 0);
}

static int erase(struct ipxe *x, int at)
{
	struct ipxe_setting *s = &x->settings[at];

	took_effect(x, s->scope, s->tag, (struct view){0});
	ipxe_pool_drop(&x->pool, &s->name);
	ipxe_pool_drop(&x->pool, &s->value);
	*s = x->settings[--x->setting_count];
	return 0;
}

static bool value_ok(const struct ipxe *x, uint8_t scope, const struct key *k, struct view raw)
{
	struct view name = ipxe_pool_get(&x->pool, x->scopes[scope].name);

	return !view_starts(name, "net") || !view_is(k->name, "mac") || raw.n == 6;
}

static int store(struct ipxe *x, uint8_t scope, const struct key *k, enum ipxe_type type,
		 struct view raw, bool fact)
{
	int at = find_own(x, scope, k);
	struct ipxe_setting *s;

	if (at >= 0 && x->settings[at].fact && !fact)
		return IPXE_EINVAL;
	if (!raw.n)
		return at >= 0 ? erase(x, at) : 0;
	if (raw.n > IPXE_VALUE_MAX || k->name.n > IPXE_NAME_MAX)
		return IPXE_ENOMEM;
	if (!value_ok(x, scope, k, raw))
		return IPXE_EINVAL;
	if (at < 0) {
		if (x->setting_count == IPXE_SETTINGS)
			return IPXE_ENOMEM;
		s = &x->settings[x->setting_count];
		*s = (struct ipxe_setting){.scope = scope, .tag = k->tag};
		s->name = ipxe_pool_put(&x->pool, k->name);
		if (!s->name)
			return IPXE_ENOMEM;
		if (!ipxe_pool_replace(&x->pool, &s->value, raw)) {
			ipxe_pool_drop(&x->pool, &s->name);
			return IPXE_ENOMEM;
		}
		x->setting_count++;
	} else {
		s = &x->settings[at];
		if (!ipxe_pool_replace(&x->pool, &s->value, raw))
			return IPXE_ENOMEM;
	}
	s->type = (uint8_t)type;
	s->fact = fact;
	took_effect(x, scope, k->tag, raw);
	return 0;
}

int ipxe_set_raw(struct ipxe *x, struct view name, enum ipxe_type type, struct view raw)
{
	struct key k = key_of(name);
	uint8_t scope;

	if (!k.name.n || k.type == IPXE_TYPES)
		return IPXE_EINVAL;
	scope = k.has_scope ? scope_make(x, k.scope) : IPXE_ROOT;
	if (scope == NONE)
		return IPXE_ENOMEM;
	return store(x, scope, &k, k.has_type || k.known ? k.type : type, raw, false);
}

int ipxe_set(struct ipxe *x, struct view name, struct view text)
{
	char raw[RAW_MAX];
	struct str s = str_of(raw, sizeof raw);
	struct key k = key_of(name);

	if (k.type == IPXE_STRING)
		return ipxe_set_raw(x, name, IPXE_STRING, text);
	if (text.n && !ipxe_type_parse(k.type, text, &s))
		return IPXE_EINVAL;
	return ipxe_set_raw(x, name, k.type, (struct view){.p = raw, .n = s.n});
}

int ipxe_clear(struct ipxe *x, struct view name)
{
	struct key k = key_of(name);
	uint8_t scope = k.has_scope ? scope_find(x, k.scope) : IPXE_ROOT;
	int at = scope == NONE ? -1 : find_own(x, scope, &k);

	if (at < 0)
		return 0;
	return x->settings[at].fact ? IPXE_EINVAL : erase(x, at);
}

int ipxe_inc(struct ipxe *x, struct view name, int64_t by)
{
	struct key k = key_of(name);
	struct ipxe_found f;
	char raw[4];
	size_t n = sizeof raw;
	int64_t value = 0;

	if (k.has_scope && scope_find(x, k.scope) == NONE)
		return IPXE_ENOENT;
	if (ipxe_find(x, name, &f)) {
		if (!ipxe_type_number(f.type) || !ipxe_type_int(f.raw, &value))
			return IPXE_EINVAL;
	} else {
		f.type = k.has_type || k.known ? k.type : IPXE_INT32;
		if (!ipxe_type_number(f.type))
			return IPXE_EINVAL;
	}
	switch (f.type) {
	case IPXE_INT8:
	case IPXE_UINT8: n = 1; break;
	case IPXE_INT16:
	case IPXE_UINT16: n = 2; break;
	default: break;
	}
	value = (int64_t)((uint64_t)value + (uint64_t)by);
	for (size_t i = 0; i < n; i++)
		raw[i] = (char)((uint64_t)value >> 8 * (n - 1 - i));
	return ipxe_set_raw(x, name, f.type, (struct view){.p = raw, .n = n});
}

bool ipxe_fact(struct ipxe *x, const char *scope, struct view name, struct view raw)
{
	struct key k = key_of(name);
	uint8_t at = scope_make(x, view_of(scope));

	return at != NONE && !store(x, at, &k, k.type, raw, true);
}

bool ipxe_fact_text(struct ipxe *x, const char *scope, const char *name, const char *text)
{
	char raw[RAW_MAX];
	struct str s = str_of(raw, sizeof raw);
	struct key k = key_of(view_of(name));

	if (*text && !ipxe_type_parse(k.type, view_of(text), &s))
		return false;
	return ipxe_fact(x, scope, view_of(name), (struct view){.p = raw, .n = s.n});
}

bool ipxe_fact_option(struct ipxe *x, const char *scope, uint8_t code, struct view raw)
{
	const struct known *k = known_by_tag(code);
	char number[4];
	struct str s = str_of(number, sizeof number);

	str_fmt(&s, "%u", (unsigned)code);
	return ipxe_fact(x, scope, view_of(k ? k->name : number), raw);
}

static int open_at(const struct ipxe *x, uint8_t scope)
{
	for (unsigned i = 0; i < x->open_count; i++)
		if (x->open[i] == scope)
			return (int)i;
	return -1;
}

void ipxe_net_opened(struct ipxe *x, struct view name)
{
	uint8_t at = scope_find(x, name);

	if (name.n && at != NONE && open_at(x, at) < 0 && x->open_count < IPXE_OPEN)
		x->open[x->open_count++] = at;
}

void ipxe_net_closed(struct ipxe *x, struct view name)
{
	uint8_t scope = scope_find(x, name);
	int at = open_at(x, scope);

	if (!name.n)
		x->open_count = 0;
	if (at < 0)
		return;
	x->open_count--;
	memmove(x->open + at, x->open + at + 1, x->open_count - (unsigned)at);
}

void ipxe_use_net(struct ipxe *x, const char *scope)
{
	scope_make(x, view_of(scope));
	ipxe_net_opened(x, view_of(scope));
}
