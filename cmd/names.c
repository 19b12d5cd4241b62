/* SPDX-License-Identifier: MIT
 * `pxe names`: which configuration files a machine asks for. */
#include "cmd/cmd.h"

#include "lib/cli.h"
#include "lib/print.h"
#include "pxe/plan/names.h"

#include <stdio.h>

static const char usage[] =
	"usage: pxe names --mac MAC [--ip ADDRESS] [--uuid UUID] [--bootfile NAME]\n"
	"                 [--prefix TEXT] [--conffile NAME] [--htype NUMBER]\n"
	"Prints the configuration files that are asked for, in their order.\n"
	"  --mac MAC        hardware address, as in 52:54:00:12:34:56\n"
	"  --ip ADDRESS     the machine's own address\n"
	"  --uuid UUID      as the machine sends it in DHCP option 97\n"
	"  --bootfile NAME  what DHCP names as boot file; its directory is the prefix\n"
	"  --prefix TEXT    DHCP option 210\n"
	"  --conffile NAME  DHCP option 209\n"
	"  --htype NUMBER   ARP hardware type, 1 (Ethernet) by default\n";

static struct plan_host host;
static const char *bootfile, *prefix, *conffile;
static uint32_t htype = 1;

/* A MAC of any length up to 16 bytes: try them all, longest first. */
static bool take_mac(const struct cli_option *o, const char *value)
{
	for (size_t n = PLAN_HOST_MAC_MAX; n > 0; n--) {
		if (text_hex(view_of(value), host.mac, n)) {
			host.mac_len = n;
			return true;
		}
	}
	return cli_refuse(o, value, "a hardware address");
}

static bool take_ip(const struct cli_option *o, const char *value)
{
	return text_ip4(view_of(value), &host.ip) || cli_refuse(o, value, "an IPv4 address");
}

static const struct cli_option options[] = {
	{0, "mac", CLI_CALL, .call = take_mac},
	{0, "ip", CLI_CALL, .call = take_ip},
	{0, "uuid", CLI_HEX, .hex = host.uuid, .size = sizeof host.uuid, .given = &host.has_uuid},
	{0, "bootfile", CLI_TEXT, .text = &bootfile},
	{0, "prefix", CLI_TEXT, .text = &prefix, .given = &host.has_prefix},
	{0, "conffile", CLI_TEXT, .text = &conffile, .given = &host.has_conffile},
	{0, "htype", CLI_NUMBER, .number = &htype, .max = UINT8_MAX},
	{0},
};

static const struct cli cli = {.usage = usage, .options = options};

/* Names are printed as they would be asked for: prefix and all, unless they escape it. */
static void print_all(void)
{
	static struct plan_names_candidate candidate;
	static char full[2 * PLAN_NAMES_BUF];
	struct view folder = plan_names_prefix(&host);
	struct plan_names_iter it;

	plan_names_start(&it, &host);
	while (plan_names_next(&it, &candidate)) {
		struct str s = str_of(full, sizeof full);

		plan_names_full(folder, view_of(candidate.name), &s);
		print_outside(stdout, view_of(full));
		putchar('\n');
	}
}

int cmd_names(int argc, char **argv)
{
	int status;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	if (!host.mac_len && !host.ip && !host.has_uuid)
		return cli_usage(&cli);
	host.bootfile = view_of(bootfile);
	host.prefix = view_of(prefix);
	host.conffile = view_of(conffile);
	host.htype = (uint8_t)htype;
	print_all();
	return 0;
}
