/* SPDX-License-Identifier: MIT
 * `pxe names`: which configuration files a machine asks for. */
#include "cmd/cmd.h"

#include "lib/log.h"
#include "lib/print.h"
#include "pxe/plan/names.h"

#include <getopt.h>
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

static const struct option options[] = {
	{"mac", required_argument, NULL, 'm'},
	{"ip", required_argument, NULL, 'i'},
	{"uuid", required_argument, NULL, 'u'},
	{"bootfile", required_argument, NULL, 'b'},
	{"prefix", required_argument, NULL, 'p'},
	{"conffile", required_argument, NULL, 'c'},
	{"htype", required_argument, NULL, 't'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

/* A MAC of any length up to 16 bytes: try them all, longest first. */
static bool read_mac(const char *arg, struct plan_host *host)
{
	for (size_t n = PLAN_HOST_MAC_MAX; n > 0; n--) {
		if (text_hex(view_of(arg), host->mac, n)) {
			host->mac_len = n;
			return true;
		}
	}
	return false;
}

static bool read_option(int opt, const char *arg, struct plan_host *host)
{
	uint32_t n = 0;

	switch (opt) {
	case 'm': return read_mac(arg, host);
	case 'i': return text_ip4(view_of(arg), &host->ip);
	case 'u':
		host->has_uuid = true;
		return text_hex(view_of(arg), host->uuid, sizeof host->uuid);
	case 'b': host->bootfile = view_of(arg); return true;
	case 'p':
		host->has_prefix = true;
		host->prefix = view_of(arg);
		return true;
	case 'c':
		host->has_conffile = true;
		host->conffile = view_of(arg);
		return true;
	default:
		if (!text_u32(view_of(arg), 0, 255, &n))
			return false;
		host->htype = (uint8_t)n;
		return true;
	}
}

/* Names are printed as they would be asked for: prefix and all, unless they escape it. */
static void print_all(const struct plan_host *host)
{
	static struct plan_names_candidate candidate;
	static char full[2 * PLAN_NAMES_BUF];
	struct view prefix = plan_names_prefix(host);
	struct plan_names_iter it;

	plan_names_start(&it, host);
	while (plan_names_next(&it, &candidate)) {
		struct str s = str_of(full, sizeof full);

		plan_names_full(prefix, view_of(candidate.name), &s);
		print_outside(stdout, view_of(full));
		putchar('\n');
	}
}

int cmd_names(int argc, char **argv)
{
	struct plan_host host = {.htype = 1};
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (opt == '?' || !read_option(opt, optarg, &host)) {
			if (opt != '?')
				log_err("%s: not understood", optarg);
			fputs(usage, stderr);
			return 2;
		}
	}
	if (optind != argc || (!host.mac_len && !host.ip && !host.has_uuid)) {
		fputs(usage, stderr);
		return 2;
	}
	print_all(&host);
	return fflush(stdout) ? 1 : 0;
}
