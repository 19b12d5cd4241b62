/* SPDX-License-Identifier: MIT
 * Commands about interfaces and other machines. */
#include "pxe/ipxe/command.h"

#include "pxe/ipxe/setting.h"
#include "pxe/ipxe/uri.h"

#define PING_SIZE 64u /* bytes of data */

static int net_next(struct ipxe *x);

/* dhcp is content with the first interface that it gets a lease for, and closes those without. */
static int net_did(struct ipxe *x, int rc)
{
	struct view name = ipxe_arg(x, x->at++);

	if (rc || x->command->arg == IPXE_NET_CLOSE)
		ipxe_net_closed(x, name);
	else if (x->command->arg == IPXE_NET_DHCP || x->command->arg == IPXE_NET_OPEN)
		ipxe_net_opened(x, name);
	if (x->command->arg == IPXE_NET_DHCP ? !rc : rc)
		return rc;
	return x->at < ipxe_args(x) ? net_next(x) : rc;
}

static int net_next(struct ipxe *x)
{
	x->need.name = ipxe_arg(x, x->at);
	x->need.net = (enum ipxe_net)x->command->arg;
	return ipxe_wait(x, IPXE_NET, net_did);
}

/* dhcp, ifconf, ifopen, ifclose, iflinkwait: --timeout is the first option. */
int ipxe_do_net(struct ipxe *x)
{
	int rc = ipxe_option_ms(x, 0, &x->need.ms);

	x->at = 0;
	return rc ? rc : net_next(x);
}

int ipxe_do_vcreate(struct ipxe *x)
{
	uint64_t tag = 0;

	if (x->command->arg == IPXE_NET_VLAN &&
	    (!ipxe_given(x, 0) || !ipxe_lex_number(ipxe_option(x, 0), &tag) || tag > 4094)) {
		ipxe_puts(x, "vcreate: --tag is a number up to 4094\n");
		return IPXE_EINVAL;
	}
	x->need.number = (uint32_t)tag;
	x->need.ms = 0;
	x->at = 0;
	return net_next(x);
}

/* --- autoboot -------------------------------------------------------------------------------- */

static int got_boot_file(struct ipxe *x, int rc)
{
	return rc ? rc : ipxe_execute(x, false, false);
}

static int got_lease(struct ipxe *x, int rc)
{
	char server[16];
	struct str file = str_of(x->words + x->words_used, sizeof x->words - x->words_used);
	struct str s = str_of(server, sizeof server), uri;
	struct view name;

	if (rc)
		return rc;
	ipxe_value(x, view_of("filename"), &file);
	ipxe_value(x, view_of("next-server"), &s);
	name = (struct view){.p = file.p, .n = file.n};
	x->words_used += file.n + 1 < file.size ? file.n + 1 : 0;
	uri = str_of(x->words + x->words_used, sizeof x->words - x->words_used);
	if (!name.n || !ipxe_uri_boot_file((struct view){.p = server, .n = s.n}, name, &uri)) {
		ipxe_puts(x, "autoboot: the lease names no boot file\n");
		return IPXE_ENOENT;
	}
	x->image_name = (struct view){0};
	return ipxe_download(x, (struct view){.p = uri.p, .n = uri.n}, got_boot_file);
}

int ipxe_do_autoboot(struct ipxe *x)
{
	x->need.name = ipxe_arg(x, 0);
	x->need.net = IPXE_NET_DHCP;
	x->need.ms = 0;
	return ipxe_wait(x, IPXE_NET, got_lease);
}

/* --- showing --------------------------------------------------------------------------------- */

static void put_line(struct ipxe *x, const char *scope, const char *const *names)
{
	struct str s = str_of(x->words + x->words_used, sizeof x->words - x->words_used);

	str_fmt(&s, "%s:", scope);
	for (; *names; names++) {
		char name[64];
		struct str full = str_of(name, sizeof name);
		size_t before = s.n;

		str_fmt(&full, "%s/%s", scope, *names);
		str_fmt(&s, " %s ", *names);
		ipxe_value(x, (struct view){.p = name, .n = full.n}, &s);
		if (s.n == before + view_of(*names).n + 2)
			s.n = before;
	}
	str_putc(&s, '\n');
	ipxe_put(x, (struct view){.p = s.p, .n = s.n});
}

int ipxe_do_ifstat(struct ipxe *x)
{
	static const char *const hardware[] = {"mac", "chip", "ifname", NULL};
	static const char *const addresses[] = {"ip", "netmask", "gateway", NULL};

	for (unsigned i = 0; i < 8; i++) {
		char scope[8];
		struct str s = str_of(scope, sizeof scope);
		struct ipxe_found f;
		char mac[16];
		struct str name = str_of(mac, sizeof mac);

		str_fmt(&s, "net%u", i);
		str_fmt(&name, "net%u/mac", i);
		if (ipxe_find(x, (struct view){.p = mac, .n = name.n}, &f))
			put_line(x, scope, x->command->arg ? addresses : hardware);
	}
	return 0;
}

/* --- other machines -------------------------------------------------------------------------- */

static int take_address(struct ipxe *x, int rc)
{
	char raw[16];
	struct str s = str_of(raw, sizeof raw);

	if (rc)
		return rc;
	if (!ipxe_type_parse(IPXE_IPV4, x->need.text, &s))
		return IPXE_EINVAL;
	return ipxe_set_raw(x, ipxe_arg(x, 0), IPXE_IPV4, (struct view){.p = raw, .n = s.n});
}

int ipxe_do_nslookup(struct ipxe *x)
{
	x->need.name = ipxe_arg(x, 1);
	return ipxe_wait(x, IPXE_RESOLVE, take_address);
}

int ipxe_do_ntp(struct ipxe *x)
{
	x->need.name = ipxe_arg(x, 0);
	return ipxe_wait(x, IPXE_CLOCK, ipxe_as_is);
}

int ipxe_do_ping(struct ipxe *x)
{
	int rc = ipxe_option_ms(x, 1, &x->need.ms);

	if (!rc)
		rc = ipxe_option_ms(x, 0, &x->need.number);
	if (!rc)
		rc = ipxe_option_ms(x, 2, &x->need.size);
	if (!ipxe_given(x, 2))
		x->need.size = PING_SIZE;
	if (!rc && x->need.size > IPXE_PING_MAX) {
		ipxe_putf(x, "ping: --size is up to %u bytes\n", IPXE_PING_MAX);
		rc = IPXE_EINVAL;
	}
	x->need.quiet = ipxe_given(x, 3);
	x->need.name = ipxe_arg(x, 0);
	return rc ? rc : ipxe_wait(x, IPXE_PING, ipxe_as_is);
}
