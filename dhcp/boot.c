/* SPDX-License-Identifier: MIT */
#include "dhcp/boot.h"

#include "lib/text.h"

#include <string.h>

bool dhcp_is_url(const char *text)
{
	struct view v = view_of(text), scheme;

	view_until(&v, ':', &scheme);
	if (!scheme.n || !view_starts(v, "//"))
		return false;
	for (size_t i = 0; i < scheme.n; i++) {
		char c = text_lower(scheme.p[i]);

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			return false;
	}
	return true;
}

const char *dhcp_boot_file(const struct dhcp_msg *m)
{
	return m->file[0] ? m->file : m->bootfile;
}

const char *dhcp_boot_class_str(enum dhcp_boot_class boot_class)
{
	static const char *const names[] = {
		[DHCP_BOOT_BARE] = "no boot data",
		[DHCP_BOOT_SERVER] = "a server, no boot file",
		[DHCP_BOOT_FILE] = "a boot file, no server",
		[DHCP_BOOT_FULL] = "boot file and server",
		[DHCP_BOOT_URL] = "a boot URL or PXELINUX options",
	};

	_Static_assert(sizeof names / sizeof *names == DHCP_BOOT_CLASSES, "one a class");
	return (unsigned)boot_class < DHCP_BOOT_CLASSES ? names[boot_class] : "unknown";
}

static bool names_server(const struct dhcp_msg *m)
{
	return dhcp_addr_host(m->siaddr) || m->tftp_name[0] || m->tftp.n || m->sname[0];
}

enum dhcp_boot_class dhcp_boot_class(const struct dhcp_msg *m)
{
	const char *file = dhcp_boot_file(m);

	if (m->conffile[0] || m->prefix[0] || dhcp_is_url(file))
		return DHCP_BOOT_URL;
	if (file[0])
		return names_server(m) ? DHCP_BOOT_FULL : DHCP_BOOT_FILE;
	if (m->tftp_name[0] || m->tftp.n || m->sname[0])
		return DHCP_BOOT_SERVER;
	/* Many routers put their own address into siaddr although they serve no files. */
	return dhcp_addr_host(m->siaddr) && m->siaddr != m->server_id ? DHCP_BOOT_SERVER
								      : DHCP_BOOT_BARE;
}

/* --- the server ------------------------------------------------------------------------------ */

static void take_server_ip(struct dhcp_boot *b, struct str *why, uint32_t addr, const char *from)
{
	b->server_ip = addr;
	str_ip4(why, addr);
	str_fmt(why, " (%s)", from);
}

static void take_server_name(struct dhcp_boot *b, struct str *why, const char *name,
			     const char *from)
{
	uint32_t addr;

	if (text_ip4(view_of(name), &addr)) {
		take_server_ip(b, why, addr, from);
		return;
	}
	text_copy(b->server_name, sizeof b->server_name, view_of(name));
	str_printable(why, view_of(name), 64);
	str_fmt(why, " (%s)", from);
}

/* Option 66 counts as absent when it is an address that no host can have. */
static bool usable_name(const char *name)
{
	uint32_t addr;

	return name[0] && (!text_ip4(view_of(name), &addr) || dhcp_addr_host(addr));
}

static void add_substitute(struct dhcp_boot *b, uint32_t addr)
{
	unsigned n = 1;

	if (!dhcp_addr_host(addr) || addr == b->server_ip)
		return;
	while (n < DHCP_BOOT_SERVERS && b->servers[n] && b->servers[n] != addr)
		n++;
	if (n < DHCP_BOOT_SERVERS)
		b->servers[n] = addr;
}

static void add_equals(struct dhcp_boot *b, const struct dhcp_msg *m)
{
	for (unsigned i = 0; i < m->tftp.n; i++)
		add_substitute(b, m->tftp.addr[i]);
	for (b->equals = 1; b->equals < DHCP_BOOT_SERVERS && b->servers[b->equals];)
		b->equals++;
}

static void add_named(struct dhcp_boot *b, const char *name)
{
	uint32_t addr;

	if (text_ip4(view_of(name), &addr))
		add_substitute(b, addr);
}

/* All servers that @m names, but the DHCP server as such. */
static void add_substitutes(struct dhcp_boot *b, const struct dhcp_msg *m)
{
	if (m->siaddr != m->server_id)
		add_substitute(b, m->siaddr);
	add_named(b, m->tftp_name);
	for (unsigned i = 0; i < m->tftp.n; i++)
		add_substitute(b, m->tftp.addr[i]);
	add_named(b, m->sname);
}

/* @idle: a proxyDHCP server without a boot file for us, or NULL */
static void choose_server(const struct dhcp_msg *m, const struct dhcp_msg *idle,
			  struct dhcp_boot *b, struct str *why)
{
	bool siaddr = dhcp_addr_host(m->siaddr);

	str_puts(why, "server ");
	if (siaddr && m->siaddr != m->server_id)
		take_server_ip(b, why, m->siaddr, "siaddr, which is not the DHCP server");
	else if (usable_name(m->tftp_name))
		take_server_name(b, why, m->tftp_name,
				 siaddr ? "option 66; siaddr is only the DHCP server itself"
					: "option 66");
	else if (m->tftp.n)
		take_server_ip(b, why, m->tftp.addr[0],
			       siaddr ? "option 150; siaddr is only the DHCP server itself"
				      : "option 150");
	else if (idle && !dhcp_boot_file(m)[0])
		take_server_ip(b, why,
			       dhcp_addr_host(idle->siaddr) ? idle->siaddr : idle->server_id,
			       "the proxyDHCP server, which names no boot file for this "
			       "architecture");
	else if (siaddr)
		take_server_ip(b, why, m->siaddr, "siaddr");
	else if (usable_name(m->sname))
		take_server_name(b, why, m->sname, "the sname field");
	else if (m->server_id)
		take_server_ip(b, why, m->server_id, "the DHCP server, as nothing else is named");
	else
		str_puts(why, "unknown");
	b->source = m->server_id;
}

/* --- the names ------------------------------------------------------------------------------- */

static void set_boot_path(char *dst, bool *has, const char *lease, const char *proxy)
{
	const char *text = lease[0] ? lease : proxy;

	*has = text[0] != '\0';
	text_copy(dst, DHCP_PATH_MAX, view_of(text));
}

static void explain_urls(const struct dhcp_boot *b, struct str *why)
{
	if (dhcp_is_url(b->bootfile))
		str_puts(why, "; the boot file is a URL and names its own");
	if (dhcp_is_url(b->conffile))
		str_puts(why, "; option 209 is a URL and names its own");
	if (dhcp_is_url(b->prefix))
		str_puts(why, "; option 210 is a URL and names its own");
}

void dhcp_boot_make(const struct dhcp_msg *lease, const struct dhcp_msg *proxy,
		    struct dhcp_boot *ret)
{
	bool use_proxy = proxy && !dhcp_boot_file(lease)[0] && dhcp_boot_file(proxy)[0];
	const struct dhcp_msg *m = use_proxy ? proxy : lease;
	const struct dhcp_msg *reboot = lease->has_reboot || !proxy ? lease : proxy;
	struct str why;

	memset(ret, 0, sizeof *ret);
	why = str_of(ret->why, sizeof ret->why);
	set_boot_path(ret->bootfile, &ret->has_bootfile, dhcp_boot_file(m), "");
	set_boot_path(ret->conffile, &ret->has_conffile, lease->conffile,
		      proxy ? proxy->conffile : "");
	set_boot_path(ret->prefix, &ret->has_prefix, lease->prefix, proxy ? proxy->prefix : "");
	ret->has_reboot_time = reboot->has_reboot;
	ret->reboot_time = reboot->reboot_s;
	ret->from_proxy = use_proxy;
	choose_server(m, proxy && !dhcp_boot_file(proxy)[0] ? proxy : NULL, ret, &why);
	add_equals(ret, m);
	add_substitutes(ret, m);
	if (proxy) {
		add_substitutes(ret, proxy);
		add_substitute(ret, proxy->server_id);
	}
	add_substitute(ret, lease->siaddr);
	add_substitute(ret, lease->server_id);
	if (use_proxy)
		str_puts(&why, "; by proxyDHCP, as the lease has no boot file");
	explain_urls(ret, &why);
}
