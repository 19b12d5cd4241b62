/* SPDX-License-Identifier: MIT */
#include "init/options.h"

#include "init/options_ip.h"

#include <string.h>

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
}

static void warn(struct options *o, const struct word *w, const char *why)
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

/* --- values ------------------------------------------------------------------------------------
 */

static bool set_bool(struct view v, bool *ret)
{
	static const char *const yes[] = {"1", "on", "yes", "true"};
	static const char *const no[] = {"0", "off", "no", "false"};

	for (unsigned i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (!view_ieq(v, view_of(yes[i])) && !view_ieq(v, view_of(no[i])))
			continue;
		*ret = view_ieq(v, view_of(yes[i]));
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

static bool set_shell(struct options *o, struct view v)
{
	return set_bool(v, &o->shell);
}

static bool set_debug(struct options *o, struct view v)
{
	return set_bool(v, &o->debug);
}

static bool set_dhcp(struct options *o, struct view v)
{
	return set_bool(v, &o->dhcp);
}

static bool set_sandbox(struct options *o, struct view v)
{
	return set_bool(v, &o->sandbox);
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

static bool set_url(struct options *o, struct view v)
{
	if (!view_starts(v, "tftp://") && !view_starts(v, "http://") && !view_starts(v, "https://"))
		return false;
	return set_text(o->url, sizeof o->url, v);
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

static bool set_ip(struct options *o, struct view v)
{
	return options_ip_parse(v, &o->ip);
}

static bool set_vlan(struct options *o, struct view v)
{
	if (o->n_vlan == OPTIONS_VLANS || !options_vlan_parse(v, &o->vlan[o->n_vlan]))
		return false;
	o->n_vlan++;
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

/* --- words -------------------------------------------------------------------------------------
 */

static const struct key {
	char name[8]; /* up to 7 bytes; an empty one ends a table */
	bool (*set)(struct options *o, struct view v);
	const char *wanted; /* the complaint about a bad value; NULL marks a yes/no key */
} keys[] = {
	{"server", set_server, "not an address or host name"},
	{"url", set_url, "not a tftp, http or https URL"},
	{"config", set_config, "not a path of 1 to 1023 bytes"},
	{"if", set_if, "neither an interface name nor a MAC address"},
	{"timeout", set_timeout, "not 0 to 86400 seconds"},
	{"arch", set_arch, "not a number of 16 bits"},
	{"storm", set_storm, "not 0 to 1000000 machines"},
	{"shell", set_shell, NULL},
	{"debug", set_debug, NULL},
	{"dhcp", set_dhcp, NULL},
	{"sandbox", set_sandbox, NULL},
	{.name = ""},
};

/* The kernel's and dracut's own words, which have no prefix. */
static const struct key plain_keys[] = {
	{"ip", set_ip, "not an ip= that is understood"},
	{"vlan", set_vlan, "not NAME:DEVICE with an id of 1 to 4094, or more than 4 of them"},
	{"console", set_console, "not a console that can be opened"},
	{.name = ""},
};

static const struct key *find(const struct key *k, struct view name)
{
	while (k->name[0] && !view_is(name, k->name))
		k++;
	return k->name[0] ? k : NULL;
}

static void apply(struct options *o, const struct key *k, const struct word *w)
{
	struct view v = w->value;

	if (!w->has_value && !k->wanted)
		v = view_of("1");
	if (!k->set(o, v))
		warn(o, w, k->wanted ? k->wanted : "neither 0 nor 1");
}

static void take_word(struct options *o, const struct word *w, bool conf)
{
	static const char prefix[] = "pxehop.";
	const size_t skip = sizeof prefix - 1;
	struct view name = w->name;
	const struct key *k = find(plain_keys, name);
	bool ours = view_starts(name, prefix);

	if (ours)
		name = (struct view){.p = name.p + skip, .n = name.n - skip};
	if (!k && (ours || conf))
		k = find(keys, name);
	if (k)
		apply(o, k, w);
	else if (ours || conf)
		warn(o, w, "unknown name");
}

static struct view unquote_end(struct view v)
{
	if (v.n && v.p[v.n - 1] == '"')
		v.n--;
	return v;
}

static struct word split(struct view v)
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
		struct word w = split(v);

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
		w = split(line);
		w.name = view_trim(w.name);
		w.value = view_trim(w.value);
		take_word(o, &w, true);
	}
}
