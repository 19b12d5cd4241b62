/* SPDX-License-Identifier: MIT */
#include "init/options.h"

#include "init/options_ip.h"
#include "init/options_s390.h"

#include <stddef.h>
#include <string.h>

#define START_JITTER_MS 1000u /* at least, with storm= */
#define STORM_PER_S	200u  /* machines a small server can give a lease to in one second */

/* Longer than a switch's port takes to forward (spanning tree), and a few rounds of attempts. */
#define FALLBACK_S 120

/* One word of the command line or one line of the file. */
struct word {
	struct view name, value;
	bool has_value;
};

void options_init(struct options *o)
{
	memset(o, 0, sizeof *o);
	o->timeout_s = OPTIONS_UNSET;
	o->arch = OPTIONS_UNSET;
	o->shell = true;
	o->dhcp = true;
	o->sandbox = true;
	o->report = true;
	o->zdev = true;
}

static void warn_option(struct options *o, const struct word *w, const char *why, bool is_error)
{
	struct str s;

	if (o->n_warning == OPTIONS_WARNINGS) {
		o->n_unsaid++;
		return;
	}
	o->is_error[o->n_warning] = is_error;
	s = str_of(o->warning[o->n_warning++], OPTIONS_WARNING);
	str_printable(&s, w->name, 40);
	if (w->has_value) {
		str_putc(&s, '=');
		str_printable(&s, w->value, 60);
	}
	str_fmt(&s, ": %s, ignored", why);
}

/* --- values ----------------------------------------------------------------------------------- */

static bool set_bool(struct view v, bool *ret)
{
	/* no and yes in turn */
	static const char *const words[] = {"0", "1", "off", "on", "no", "yes", "false", "true"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!view_ieq(v, view_of(words[i])))
			continue;
		*ret = i & 1;
		return true;
	}
	return false;
}

/* Visible bytes only: these strings reach file names and terminals. */
static bool set_text(char *dst, size_t size, struct view v)
{
	if (!v.n || v.n >= size)
		return false;
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] <= 0x20 || v.p[i] == 0x7f)
			return false;
	return text_copy(dst, size, v);
}

static bool set_timeout(struct options *o, struct view v)
{
	return text_u32(v, 0, 86400, &o->timeout_s);
}

static bool set_storm(struct options *o, struct view v)
{
	return text_u32(v, 0, 1000000, &o->storm);
}

static bool set_arch(struct options *o, struct view v)
{
	uint8_t be[2];

	if (!view_starts(v, "0x"))
		return text_u32(v, 0, UINT16_MAX, &o->arch);
	v = (struct view){.p = v.p + 2, .n = v.n - 2};
	if (v.n == 2 && text_hex(v, be + 1, 1))
		be[0] = 0;
	else if (v.n != 4 || !text_hex(v, be, 2))
		return false;
	o->arch = (uint32_t)be[0] << 8 | be[1];
	return true;
}

static bool set_server(struct options *o, struct view v)
{
	struct netaddr addr;

	if (options_ip6_text(v, &addr)) {
		struct str s = str_of(o->server, sizeof o->server);

		str_netaddr(&s, &addr);
		return true;
	}
	return options_is_host(v) && text_copy(o->server, sizeof o->server, v);
}

static bool set_proxy(struct options *o, struct view v)
{
	return set_text(o->proxy, sizeof o->proxy, v);
}

static bool is_url(struct view v)
{
	return view_starts(v, "tftp://") || view_starts(v, "http://") ||
	       view_starts(v, "https://") || view_starts(v, "ftp://");
}

static bool set_url(struct options *o, struct view v)
{
	return is_url(v) && set_text(o->url, sizeof o->url, v);
}

/* Mirrors stand one behind the other, with a blank in front of each. */
static bool add_mirror(struct options *o, struct view v)
{
	size_t have = strlen(o->mirrors) + 1;

	if (!is_url(v) || have >= sizeof o->mirrors ||
	    !set_text(o->mirrors + have, sizeof o->mirrors - have, v))
		return false;
	o->mirrors[have - 1] = ' ';
	return true;
}

static bool set_prefix(struct options *o, struct view v)
{
	return set_text(o->prefix, sizeof o->prefix, v);
}

static bool set_config(struct options *o, struct view v)
{
	return set_text(o->config, sizeof o->config, v);
}

static bool set_if(struct options *o, struct view v)
{
	uint8_t mac[6];

	if (text_hex(v, mac, sizeof mac)) {
		memcpy(o->if_mac, mac, sizeof mac);
		o->if_by_mac = true;
		o->ifname[0] = '\0';
		return true;
	}
	if (!options_is_ifname(v))
		return false;
	o->if_by_mac = false;
	return text_copy(o->ifname, sizeof o->ifname, v);
}

/* The last word for a device counts. */
static bool set_ifname(struct options *o, struct view v)
{
	struct options_ifname n;
	struct view name;
	unsigned i = 0;

	view_until(&v, ':', &name);
	if (!options_is_ifname(name) || !text_copy(n.name, sizeof n.name, name) ||
	    !text_hex(v, n.mac, sizeof n.mac))
		return false;
	while (i < o->n_names && memcmp(o->names[i].mac, n.mac, sizeof n.mac) != 0)
		i++;
	if (i == OPTIONS_IPS)
		return false;
	o->names[i] = n;
	o->n_names += i == o->n_names;
	return true;
}

static bool set_vlan(struct options *o, struct view v)
{
	if (o->n_vlan == OPTIONS_VLANS || !options_vlan_parse(v, &o->vlan[o->n_vlan]))
		return false;
	o->n_vlan++;
	return true;
}

static bool set_fallback(struct options *o, struct view v)
{
	struct view what, seconds;
	uint32_t n = FALLBACK_S;

	if (!view_until(&v, ':', &what) || !view_is(what, "disk"))
		return false;
	if (view_until(&v, ':', &seconds) && (v.p || !text_u32(seconds, 1, 86400, &n)))
		return false;
	o->fallback_s = n;
	return true;
}

static bool set_zfcp(struct options *o, struct view v)
{
	if (o->n_disk == OPTIONS_DISKS || !options_zfcp_parse(v, &o->disk[o->n_disk]))
		return false;
	o->n_disk++;
	return true;
}

static bool set_console(struct options *o, struct view v)
{
	struct view dev;

	if (!view_until(&v, ',', &dev) || view_is(dev, "null"))
		return true;
	for (unsigned i = 0; i < o->n_console; i++)
		if (view_is(dev, o->console[i]))
			return true;
	if (o->n_console == OPTIONS_CONSOLES || (dev.n && memchr(dev.p, '.', dev.n)) ||
	    !set_text(o->console[o->n_console], sizeof o->console[0], dev))
		return false;
	o->n_console++;
	return true;
}

static bool set_handover(struct options *o, struct view v)
{
	return chan_handover_kind(v, &o->handover);
}

static bool set_utf8(struct options *o, struct view v)
{
	return set_bool(v, &o->utf8) && (o->utf8_given = true);
}

static bool set_ipxe(struct options *o, struct view v)
{
	return set_bool(v, &o->ipxe) && (o->ipxe_given = true);
}

static bool set_class(struct options *o, struct view v)
{
	return v.n && text_copy(o->class, sizeof o->class, v);
}

static bool set_user_class(struct options *o, struct view v)
{
	return v.n && text_copy(o->user_class, sizeof o->user_class, v);
}

static bool set_znet(struct options *o, struct view v)
{
	if (o->n_znet == OPTIONS_ZNETS || !znet_parse(v, &o->znet[o->n_znet]))
		return false;
	o->n_znet++;
	return true;
}

static bool set_zdev(struct options *o, struct view v)
{
	if (!view_is(v, "no-auto"))
		return false;
	o->zdev = false;
	return true;
}

/* What @had says of IPv4 stays where @ip says something of IPv6 alone. */
static void add_ip6(struct options_ip *ip, const struct options_ip *had)
{
	struct options_ip both = *had;

	both.six = ip->six;
	for (unsigned i = 0; i < 2; i++)
		if (netaddr_is_set(&ip->dns[i]))
			both.dns[i] = ip->dns[i];
	*ip = both;
}

/* The last word for an interface counts, of each family. */
static bool set_ip(struct options *o, struct view v)
{
	struct options_ip ip;
	unsigned i = 0;

	if (options_ip_parse(v, &ip))
		return false;
	while (i < o->n_ip && strcmp(o->ip[i].dev, ip.dev) != 0)
		i++;
	if (i == OPTIONS_IPS)
		return false;
	if (i == o->n_ip)
		o->n_ip++;
	else if (!ip.four && o->ip[i].four)
		add_ip6(&ip, &o->ip[i]);
	else if (ip.four && !ip.six.how)
		ip.six = o->ip[i].six;
	o->ip[i] = ip;
	return true;
}

static const char *why_no_ip(struct view v)
{
	struct options_ip ip;
	const char *wrong = options_ip_parse(v, &ip);

	return wrong ? wrong : "more than 8 interfaces";
}

static bool set_bond(struct options *o, struct view v)
{
	if (o->n_bond == OPTIONS_BONDS || !options_bond_parse(v, &o->bond[o->n_bond]))
		return false;
	o->n_bond++;
	return true;
}

static bool set_nameserver(struct options *o, struct view v)
{
	unsigned i = 0;

	while (i < OPTIONS_DNS && netaddr_is_set(&o->dns[i]))
		i++;
	return i < OPTIONS_DNS &&
	       (options_ip6_text(v, &o->dns[i]) || netaddr_text(v, &o->dns[i])) &&
	       netaddr_is_host(&o->dns[i]);
}

/* --- words ------------------------------------------------------------------------------------ */

/* A word of ours, behind "pxehop." or in the file; one that is yes or no, the name alone a yes; and
 * the kernel's and dracut's own words, of which a bad one for a network is an error: it may not come
 * up as meant. */
enum kind { OURS, YES_NO, KERNELS, NETWORK };

static const struct key {
	const char *name;
	enum kind kind;
	/* Return: false = a bad value. NULL: the value is the bool at offset @flag. */
	bool (*set)(struct options *o, struct view v);
	size_t flag;
	const char *complaint; /* about a bad value; of YES_NO always the same one */
	/* the same, where it depends on the value; NULL: it is @complaint */
	const char *(*why)(struct view v);
} keys[] = {
	{"server", OURS, set_server, 0, "not an address or host name", NULL},
	{"url", OURS, set_url, 0, "not a tftp, http, https or ftp URL", NULL},
	{"proxy", OURS, set_proxy, 0, "not HOST:PORT", NULL},
	{"mirror", OURS, add_mirror, 0, "not a tftp, http, https or ftp URL", NULL},
	{"config", OURS, set_config, 0, "not a path of 1 to 1023 bytes", NULL},
	{"prefix", OURS, set_prefix, 0, "not 1 to 255 bytes", NULL},
	{"if", OURS, set_if, 0, "neither an interface name nor a MAC address", NULL},
	{"timeout", OURS, set_timeout, 0, "not 0 to 86400 seconds", NULL},
	{"arch", OURS, set_arch, 0, "not a number of 16 bits", NULL},
	{"class", OURS, set_class, 0, "not 1 to 63 bytes", NULL},
	{"userclass", OURS, set_user_class, 0, "not 1 to 63 bytes", NULL},
	{"storm", OURS, set_storm, 0, "not 0 to 1000000 machines", NULL},
	{"fallback", OURS, set_fallback, 0, "not disk or disk:SECONDS, 1 to 86400", NULL},
	{"handover", OURS, set_handover, 0, "not " CHAN_HANDOVER_KINDS, NULL},
	{"shell", YES_NO, NULL, offsetof(struct options, shell), NULL, NULL},
	{"debug", YES_NO, NULL, offsetof(struct options, debug), NULL, NULL},
	{"dhcp", YES_NO, NULL, offsetof(struct options, dhcp), NULL, NULL},
	{"sandbox", YES_NO, NULL, offsetof(struct options, sandbox), NULL, NULL},
	{"utf8", YES_NO, set_utf8, 0, NULL, NULL},
	{"ipxe", YES_NO, set_ipxe, 0, NULL, NULL},
	{"expand", YES_NO, NULL, offsetof(struct options, expand), NULL, NULL},
	{"report", YES_NO, NULL, offsetof(struct options, report), NULL, NULL},
	{"ip", NETWORK, set_ip, 0, NULL, why_no_ip},
	{"ifname", NETWORK, set_ifname, 0, "not NAME:MAC, or more than 8 of them", NULL},
	{"vlan", NETWORK, set_vlan, 0,
	 "not NAME:DEVICE with an id of 1 to 4094, or more than 4 of them", NULL},
	{"bond", NETWORK, set_bond, 0, "not NAME:MEMBERS:SETTINGS:MTU, or more than 2 of them",
	 NULL},
	{"nameserver", NETWORK, set_nameserver, 0,
	 "not an address of a host, or more than 3 of them", NULL},
	{"rd.znet", NETWORK, set_znet, 0,
	 "not qeth,READ,WRITE,DATA or lcs or ctc,READ,WRITE and NAME=VALUE, or more than 8 of them",
	 NULL},
	{"rd.zdev", NETWORK, set_zdev, 0, "not no-auto", NULL},
	{"rd.zfcp", KERNELS, set_zfcp, 0, "not ADAPTER,WWPN,LUN, or more than 8 of them", NULL},
	{"console", KERNELS, set_console, 0, "not a console that can be opened", NULL},
};

/* Return: the key called @name, of the kernel's or of ours; NULL = there is none */
static const struct key *find_key(struct view name, bool kernels)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if ((keys[i].kind >= KERNELS) == kernels && view_is(name, keys[i].name))
			return &keys[i];
	return NULL;
}

static void apply(struct options *o, const struct key *key, const struct word *w)
{
	bool alone = !w->has_value && key->kind == YES_NO;
	struct view v = alone ? view_of("1") : w->value;
	bool good = key->set ? key->set(o, v) : set_bool(v, (bool *)((char *)o + key->flag));
	const char *complaint = "neither 0 nor 1";

	if (good)
		return;
	if (key->why)
		complaint = key->why(v);
	else if (key->complaint)
		complaint = key->complaint;
	warn_option(o, w, complaint, key->kind == NETWORK);
}

/* The initrds' words for networks that are not ours: who gives one expects something of it. */
static bool is_foreign(struct view name)
{
	static const char *const words[] = {"bridge",	"team",	      "teamslave",
					    "rd.route", "rd.ethtool", "bootdev"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (view_is(name, words[i]))
			return true;
	return false;
}

/* --- of interfaces ----------------------------------------------------------------------------- */

const struct options_ip *options_ip_of(const struct options *o, const char *name)
{
	const struct options_ip *any = NULL;

	for (unsigned i = 0; i < o->n_ip; i++) {
		if (strcmp(o->ip[i].dev, name) == 0)
			return &o->ip[i];
		if (!o->ip[i].dev[0])
			any = &o->ip[i];
	}
	return any;
}

const char *options_ifname_of(const struct options *o, const uint8_t mac[static 6])
{
	for (unsigned i = 0; i < o->n_names; i++)
		if (memcmp(o->names[i].mac, mac, sizeof o->names[i].mac) == 0)
			return o->names[i].name;
	return NULL;
}

bool options_name(const struct options *o, const char *name)
{
	if (strcmp(o->ifname, name) == 0 || options_bond_with(o, name))
		return true;
	for (unsigned i = 0; i < o->n_ip; i++)
		if (strcmp(o->ip[i].dev, name) == 0)
			return true;
	for (unsigned i = 0; i < o->n_vlan; i++)
		if (strcmp(o->vlan[i].parent, name) == 0)
			return true;
	return false;
}

const struct options_bond *options_bond_of(const struct options *o, const char *name)
{
	for (unsigned i = 0; i < o->n_bond; i++)
		if (strcmp(o->bond[i].name, name) == 0)
			return &o->bond[i];
	return NULL;
}

const struct options_bond *options_bond_with(const struct options *o, const char *name)
{
	for (unsigned i = 0; i < o->n_bond; i++)
		for (unsigned k = 0; k < o->bond[i].n_slave; k++)
			if (strcmp(o->bond[i].slave[k], name) == 0)
				return &o->bond[i];
	return NULL;
}

static void take_word(struct options *o, const struct word *w, bool conf)
{
	static const char prefix[] = "pxehop.";
	const size_t skip = sizeof prefix - 1;
	struct view name = w->name;
	const struct key *key = find_key(name, true);
	bool ours = view_starts(name, prefix);

	if (ours)
		name = (struct view){.p = name.p + skip, .n = name.n - skip};
	if (!key && (ours || conf))
		key = find_key(name, false);
	if (key)
		apply(o, key, w);
	else if (ours || conf)
		warn_option(o, w, "unknown name", false);
	else if (is_foreign(w->name))
		warn_option(o, w, "nothing that this loader can do", true);
}

static struct view unquote_end(struct view v)
{
	if (v.n && v.p[v.n - 1] == '"')
		v.n--;
	return v;
}

static struct word split_words(struct view v)
{
	struct word w = {.name = v};
	const char *eq = v.n ? memchr(v.p, '=', v.n) : NULL;

	if (!eq)
		return w;
	w.has_value = true;
	w.name.n = (size_t)(eq - v.p);
	w.value = (struct view){.p = eq + 1, .n = v.n - w.name.n - 1};
	if (w.value.n && w.value.p[0] == '"')
		w.value = unquote_end((struct view){.p = w.value.p + 1, .n = w.value.n - 1});
	return w;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

/* The kernel's quoting: a double quote anywhere suspends the blanks until the next one; a quote
 * that begins the word or its value is not part of it, nor is the one at its end. */
static bool next_word(struct view *text, struct view *ret)
{
	bool quoted = false, whole;
	size_t n;

	while (text->n && is_blank(text->p[0]))
		*text = (struct view){.p = text->p + 1, .n = text->n - 1};
	if (!text->n)
		return false;
	for (n = 0; n < text->n && (quoted || !is_blank(text->p[n])); n++)
		if (text->p[n] == '"')
			quoted = !quoted;
	*ret = (struct view){.p = text->p, .n = n};
	*text = (struct view){.p = text->p + n, .n = text->n - n};
	whole = ret->p[0] == '"';
	if (whole)
		*ret = unquote_end((struct view){.p = ret->p + 1, .n = ret->n - 1});
	return true;
}

void options_cmdline(struct options *o, struct view text)
{
	struct view v;

	while (next_word(&text, &v)) {
		struct word w = split_words(v);

		take_word(o, &w, false);
	}
}

void options_conf(struct options *o, struct view text)
{
	struct view line;

	while (view_until(&text, '\n', &line)) {
		struct word w;

		line = view_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		w = split_words(line);
		w.name = view_trim(w.name);
		w.value = view_trim(w.value);
		take_word(o, &w, true);
	}
}

uint32_t options_start_jitter_ms(const struct options *o)
{
	uint32_t spread = o->storm * (1000 / STORM_PER_S);

	return o->storm && spread < START_JITTER_MS ? START_JITTER_MS : spread;
}
