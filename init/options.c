/* SPDX-License-Identifier: MIT */
#include "init/options.h"

#include "init/options_ip.h"
#include "init/options_s390.h"

#include <string.h>

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
}

static void warn_option(struct options *o, const struct word *w, const char *why)
{
	struct str s;

	if (o->n_warning == OPTIONS_WARNINGS) {
		o->n_unsaid++;
		return;
	}
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
	return options_is_host(v) && text_copy(o->server, sizeof o->server, v);
}

/* In the order of the two lists. */
enum key {
	KEY_SERVER,
	KEY_URL,
	KEY_PROXY,
	KEY_MIRROR,
	KEY_CONFIG,
	KEY_PREFIX,
	KEY_IF,
	KEY_TIMEOUT,
	KEY_ARCH,
	KEY_STORM,
	KEY_FALLBACK,
	KEY_HANDOVER,
	KEY_SHELL, /* from here on yes or no, and the name alone is a yes */
	KEY_DEBUG,
	KEY_DHCP,
	KEY_SANDBOX,
	KEY_UTF8,
	KEY_IPXE,
	KEY_REPORT,
	KEY_IP, /* from here on without a prefix */
	KEY_VLAN,
	KEY_ZFCP,
	KEY_CONSOLE,
	KEYS
};

/* Mirrors stand one behind the other, with a blank in front of each. */
static bool set_url(struct options *o, int key, struct view v)
{
	size_t have = strlen(o->mirrors) + 1;

	if (!view_starts(v, "tftp://") && !view_starts(v, "http://") &&
	    !view_starts(v, "https://") && !view_starts(v, "ftp://"))
		return false;
	if (key == KEY_URL)
		return set_text(o->url, sizeof o->url, v);
	if (have >= sizeof o->mirrors || !set_text(o->mirrors + have, sizeof o->mirrors - have, v))
		return false;
	o->mirrors[have - 1] = ' ';
	return true;
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

/* --- words ------------------------------------------------------------------------------------ */

static const char *const keys[] = {
	[KEY_SERVER] = "server",
	[KEY_URL] = "url",
	[KEY_PROXY] = "proxy",
	[KEY_MIRROR] = "mirror",
	[KEY_CONFIG] = "config",
	[KEY_PREFIX] = "prefix",
	[KEY_IF] = "if",
	[KEY_TIMEOUT] = "timeout",
	[KEY_ARCH] = "arch",
	[KEY_STORM] = "storm",
	[KEY_FALLBACK] = "fallback",
	[KEY_HANDOVER] = "handover",
	[KEY_SHELL] = "shell",
	[KEY_DEBUG] = "debug",
	[KEY_DHCP] = "dhcp",
	[KEY_SANDBOX] = "sandbox",
	[KEY_UTF8] = "utf8",
	[KEY_IPXE] = "ipxe",
	[KEY_REPORT] = "report",
	/* the kernel's and dracut's own words */
	[KEY_IP] = "ip",
	[KEY_VLAN] = "vlan",
	[KEY_ZFCP] = "rd.zfcp",
	[KEY_CONSOLE] = "console",
};

_Static_assert(sizeof keys / sizeof *keys == KEYS, "a word for each key");

/* Return: the key from @from to before @to that reads @name, -1 when there is none */
static int find_key(struct view name, int from, int to)
{
	for (int key = from; key < to; key++)
		if (view_is(name, keys[key]))
			return key;
	return -1;
}

static bool set_yes_no(struct options *o, int key, struct view v)
{
	switch (key) {
	case KEY_SHELL: return set_bool(v, &o->shell);
	case KEY_DEBUG: return set_bool(v, &o->debug);
	case KEY_DHCP: return set_bool(v, &o->dhcp);
	case KEY_SANDBOX: return set_bool(v, &o->sandbox);
	case KEY_REPORT: return set_bool(v, &o->report);
	case KEY_IPXE: return o->ipxe_given = set_bool(v, &o->ipxe) || o->ipxe_given;
	default: return o->utf8_given = set_bool(v, &o->utf8) || o->utf8_given;
	}
}

/* NULL, or the complaint about a bad value. */
static const char *set(struct options *o, int key, struct view v)
{
	switch (key) {
	case KEY_SERVER: return set_server(o, v) ? NULL : "not an address or host name";
	case KEY_URL:
	case KEY_MIRROR: return set_url(o, key, v) ? NULL : "not a tftp, http, https or ftp URL";
	case KEY_PROXY: return set_text(o->proxy, sizeof o->proxy, v) ? NULL : "not HOST:PORT";
	case KEY_CONFIG: return set_config(o, v) ? NULL : "not a path of 1 to 1023 bytes";
	case KEY_PREFIX:
		return set_text(o->prefix, sizeof o->prefix, v) ? NULL : "not 1 to 255 bytes";
	case KEY_IF: return set_if(o, v) ? NULL : "neither an interface name nor a MAC address";
	case KEY_TIMEOUT: return set_timeout(o, v) ? NULL : "not 0 to 86400 seconds";
	case KEY_ARCH: return set_arch(o, v) ? NULL : "not a number of 16 bits";
	case KEY_STORM: return set_storm(o, v) ? NULL : "not 0 to 1000000 machines";
	case KEY_FALLBACK:
		return set_fallback(o, v) ? NULL : "not disk or disk:SECONDS, 1 to 86400";
	case KEY_HANDOVER:
		return pxe_handover_kind(v, &o->handover) ? NULL : "not " PXE_HANDOVER_KINDS;
	case KEY_ZFCP:
		return set_zfcp(o, v) ? NULL : "not ADAPTER,WWPN,LUN, or more than 8 of them";
	case KEY_IP: return options_ip_parse(v, &o->ip) ? NULL : "not an ip= that is understood";
	case KEY_VLAN:
		return set_vlan(o, v)
			       ? NULL
			       : "not NAME:DEVICE with an id of 1 to 4094, or more than 4 of them";
	case KEY_CONSOLE: return set_console(o, v) ? NULL : "not a console that can be opened";
	default: return set_yes_no(o, key, v) ? NULL : "neither 0 nor 1";
	}
}

static void apply(struct options *o, int key, const struct word *w)
{
	bool alone = !w->has_value && key >= KEY_SHELL && key < KEY_IP;
	const char *complaint = set(o, key, alone ? view_of("1") : w->value);

	if (complaint)
		warn_option(o, w, complaint);
}

static void take_word(struct options *o, const struct word *w, bool conf)
{
	static const char prefix[] = "pxehop.";
	const size_t skip = sizeof prefix - 1;
	struct view name = w->name;
	int key = find_key(name, KEY_IP, KEYS);
	bool ours = view_starts(name, prefix);

	if (ours)
		name = (struct view){.p = name.p + skip, .n = name.n - skip};
	if (key < 0 && (ours || conf))
		key = find_key(name, KEY_SERVER, KEY_IP);
	if (key >= 0)
		apply(o, key, w);
	else if (ours || conf)
		warn_option(o, w, "unknown name");
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
