/* SPDX-License-Identifier: MIT
 * All commands. */
#include "pxe/ipxe/command.h"

/* Version 14 takes braces in a macro for a block, 19 does not. */
/* clang-format off */
#define END {NULL, '\0', false}
/* clang-format on */

/* The first five stand in the same places for all commands of pxe/ipxe/cmd_image.c. */
#define FETCHING                                                            \
	{"name", 'n', true}, {"timeout", 't', true}, {"quiet", 'q', false}, \
	{                                                                   \
		"autofree", 'a', false                                      \
	}
#define KEEPING                                                             \
	{"name", 'n', true}, {"timeout", 't', true}, {"quiet", 'q', false}, \
	{                                                                   \
		"keep", 'k', false                                          \
	}

static const struct ipxe_option fetch_options[] = {FETCHING, END};
static const struct ipxe_option chain_options[] = {FETCHING, {"replace", 'r', false}, END};
static const struct ipxe_option keep_options[] = {KEEPING, END};
static const struct ipxe_option echo_options[] = {{"n", 'n', false}, END};
static const struct ipxe_option prompt_options[] = {
	{"key", 'k', true}, {"timeout", 't', true}, END};
static const struct ipxe_option timeout_options[] = {{"timeout", 't', true}, END};
static const struct ipxe_option show_options[] = {{"quiet", 'q', false}, END};
static const struct ipxe_option menu_options[] = {{"name", 'n', true}, {"delete", 'd', false}, END};
static const struct ipxe_option item_options[] = {{"menu", 'm', true},
						  {"form", 'f', true},
						  {"key", 'k', true},
						  {"default", 'd', false},
						  {"secret", 's', false},
						  {"gap", 'g', false},
						  END};
static const struct ipxe_option choose_options[] = {
	{"menu", 'm', true},	  {"default", 'd', true}, {"timeout", 't', true},
	{"retimeout", 'r', true}, {"keep", 'k', false},	  END};
static const struct ipxe_option present_options[] = {
	{"form", 'f', true}, {"keep", 'k', false}, END};
static const struct ipxe_option params_options[] = {
	{"name", 'n', true}, {"method", 'm', true}, {"delete", 'd', false}, END};
static const struct ipxe_option param_options[] = {
	{"params", 'p', true}, {"header", 'H', false}, END};
static const struct ipxe_option sum_options[] = {{"set", 's', true}, END};
static const struct ipxe_option ifconf_options[] = {
	{"timeout", 't', true}, {"configurator", 'c', true}, END};
static const struct ipxe_option vcreate_options[] = {
	{"tag", 't', true}, {"priority", 'p', true}, END};
static const struct ipxe_option ping_options[] = {{"count", 'c', true},
						  {"timeout", 't', true},
						  {"size", 's', true},
						  {"quiet", 'q', false},
						  END};
static const struct ipxe_option cpuid_options[] = {{"ext", 'e', false}, {"ecx", 'c', false}, END};
static const struct ipxe_option reboot_options[] = {
	{"warm", 'w', false}, {"setup", 's', false}, END};
static const struct ipxe_option san_options[] = {{"drive", 'd', true}, {"no-describe", 'n', false},
						 {"keep", 'k', false}, {"filename", 'f', true},
						 {"extra", 'e', true}, {"label", 'l', true},
						 {"uuid", 'u', true},  END};

static int do_help(struct ipxe *x);

#define FETCH_USAGE "[--name NAME] [--timeout MS] [--quiet] [--autofree] URI [ARGUMENTS]"
#define EXEC_USAGE \
	"[--name NAME] [--timeout MS] [--quiet] [--autofree] [--replace] [URI [ARGUMENTS]]"
#define NO_SAN	 "disks on a network cannot be booted"
#define NO_KEYS	 "signatures of this kind cannot be checked, so nothing passes"
#define NOT_HERE "there is nothing of the kind here"

/* clang-format off */
#define COMMAND(name, fn, min, max, options, usage) \
	{name, fn, min, max, 0, IPXE_DONE, false, options, usage}
#define SHARED(name, fn, min, max, arg, options, usage) \
	{name, fn, min, max, arg, IPXE_DONE, false, options, usage}
#define IGNORED(name) \
	{name, ipxe_do_accept, 0, IPXE_ANY, 0, IPXE_IGNORED, true, NULL, "..."}
#define REFUSED(name, why) \
	{name, ipxe_do_refuse, 0, IPXE_ANY, 0, IPXE_REFUSED, true, NULL, why}
/* clang-format on */

static const struct ipxe_command table[] = {
	COMMAND("autoboot", ipxe_do_autoboot, 0, IPXE_ANY, NULL, "[INTERFACE...]"),
	COMMAND("boot", ipxe_do_chain, 0, IPXE_ANY, chain_options, EXEC_USAGE),
	REFUSED("certfree", NOT_HERE),
	REFUSED("certstat", NOT_HERE),
	REFUSED("certstore", NOT_HERE),
	COMMAND("chain", ipxe_do_chain, 0, IPXE_ANY, chain_options, EXEC_USAGE),
	COMMAND("choose", ipxe_do_choose, 1, 1, choose_options,
		"[--menu NAME] [--default ITEM] [--timeout MS] [--retimeout MS] [--keep] SETTING"),
	COMMAND("clear", ipxe_do_clear, 1, 1, NULL, "SETTING"),
	IGNORED("colour"),
	{"config", ipxe_do_config, 0, IPXE_ANY, 0, IPXE_IGNORED, true, NULL, "..."},
	IGNORED("console"),
	IGNORED("cpair"),
	COMMAND("cpuid", ipxe_do_cpuid, 1, 1, cpuid_options, "[--ext] [--ecx] BIT"),
	SHARED("dhcp", ipxe_do_net, 0, IPXE_ANY, IPXE_NET_DHCP, ifconf_options,
	       "[--configurator NAME] [--timeout MS] [INTERFACE...]"),
	COMMAND("echo", ipxe_do_echo, 0, IPXE_ANY, echo_options, "[-n] [WORDS]"),
	COMMAND("exit", ipxe_do_exit, 0, 1, NULL, "[STATUS]"),
	REFUSED("fcels", NO_SAN),
	REFUSED("fcstat", NO_SAN),
	COMMAND("fdt", ipxe_do_fdt, 0, 1, fetch_options, "[--name NAME] [--timeout MS] [URI]"),
	COMMAND("form", ipxe_do_menu, 0, IPXE_ANY, menu_options,
		"[--name NAME] [--delete] [TITLE]"),
	REFUSED("gdbstub", NOT_HERE),
	COMMAND("goto", ipxe_do_goto, 1, 1, NULL, "LABEL"),
	COMMAND("help", do_help, 0, 0, NULL, ""),
	REFUSED("ibstat", NOT_HERE),
	SHARED("ifclose", ipxe_do_net, 0, IPXE_ANY, IPXE_NET_CLOSE, NULL, "[INTERFACE...]"),
	SHARED("ifconf", ipxe_do_net, 0, IPXE_ANY, IPXE_NET_DHCP, ifconf_options,
	       "[--configurator NAME] [--timeout MS] [INTERFACE...]"),
	SHARED("iflinkwait", ipxe_do_net, 0, IPXE_ANY, IPXE_NET_LINK, timeout_options,
	       "[--timeout MS] [INTERFACE...]"),
	SHARED("ifopen", ipxe_do_net, 0, IPXE_ANY, IPXE_NET_OPEN, NULL, "[INTERFACE...]"),
	COMMAND("ifstat", ipxe_do_ifstat, 0, IPXE_ANY, NULL, "[INTERFACE...]"),
	COMMAND("imgargs", ipxe_do_imgargs, 1, IPXE_ANY, fetch_options, FETCH_USAGE),
	REFUSED("imgdecrypt", NO_KEYS),
	COMMAND("imgexec", ipxe_do_chain, 0, IPXE_ANY, chain_options, EXEC_USAGE),
	COMMAND("imgextract", ipxe_do_imgextract, 1, 1, keep_options,
		"[--name NAME] [--keep] [--timeout MS] [--quiet] URI"),
	COMMAND("imgfetch", ipxe_do_imgfetch, 1, IPXE_ANY, fetch_options, FETCH_USAGE),
	COMMAND("imgfree", ipxe_do_imgfree, 0, IPXE_ANY, NULL, "[IMAGE...]"),
	COMMAND("imgload", ipxe_do_kernel, 1, IPXE_ANY, fetch_options, FETCH_USAGE),
	REFUSED("imgmem", NOT_HERE),
	COMMAND("imgselect", ipxe_do_kernel, 1, IPXE_ANY, fetch_options, FETCH_USAGE),
	COMMAND("imgset", ipxe_do_imgset, 2, 2, keep_options, "[--keep] SETTING URI"),
	COMMAND("imgstat", ipxe_do_imgstat, 0, IPXE_ANY, NULL, "[IMAGE...]"),
	REFUSED("imgtrust", NO_KEYS),
	REFUSED("imgverify", NO_KEYS),
	COMMAND("inc", ipxe_do_inc, 1, 2, NULL, "SETTING [NUMBER]"),
	COMMAND("initrd", ipxe_do_imgfetch, 1, IPXE_ANY, fetch_options, FETCH_USAGE),
	SHARED("ipstat", ipxe_do_ifstat, 0, IPXE_ANY, 1, NULL, ""),
	COMMAND("iseq", ipxe_do_iseq, 2, 2, NULL, "WORD WORD"),
	COMMAND("isset", ipxe_do_isset, 1, 1, NULL, "WORD"),
	COMMAND("item", ipxe_do_item, 0, IPXE_ANY, item_options,
		"[--menu NAME] [--key KEY] [--default] [--secret] [--gap] [NAME [TEXT]]"),
	REFUSED("iwlist", NOT_HERE),
	REFUSED("iwstat", NOT_HERE),
	COMMAND("kernel", ipxe_do_kernel, 1, IPXE_ANY, fetch_options, FETCH_USAGE),
	COMMAND("login", ipxe_do_login, 0, 0, NULL, ""),
	REFUSED("lotest", NOT_HERE),
	SHARED("md5sum", ipxe_do_sum, 1, IPXE_ANY, HASH_MD5, sum_options, "[--set SETTING] URI..."),
	COMMAND("menu", ipxe_do_menu, 0, IPXE_ANY, menu_options,
		"[--name NAME] [--delete] [TITLE]"),
	COMMAND("module", ipxe_do_imgfetch, 1, IPXE_ANY, fetch_options, FETCH_USAGE),
	COMMAND("nslookup", ipxe_do_nslookup, 2, 2, NULL, "SETTING HOST"),
	COMMAND("nstat", ipxe_do_ifstat, 0, IPXE_ANY, NULL, ""),
	COMMAND("ntp", ipxe_do_ntp, 1, 1, NULL, "HOST"),
	COMMAND("param", ipxe_do_param, 1, IPXE_ANY, param_options,
		"[--params NAME] [--header] KEY [VALUE]"),
	COMMAND("params", ipxe_do_params, 0, 0, params_options,
		"[--name NAME] [--method METHOD] [--delete]"),
	REFUSED("pciscan", NOT_HERE),
	COMMAND("ping", ipxe_do_ping, 1, 1, ping_options,
		"[--count N] [--timeout MS] [--size BYTES] [--quiet] HOST"),
	SHARED("poweroff", ipxe_do_end, 0, 0, IPXE_END_POWEROFF, NULL, ""),
	COMMAND("present", ipxe_do_present, 0, 0, present_options, "[--form NAME] [--keep]"),
	REFUSED("profstat", NOT_HERE),
	COMMAND("prompt", ipxe_do_prompt, 0, IPXE_ANY, prompt_options,
		"[--key KEY] [--timeout MS] [TEXT]"),
	REFUSED("pxebs", NOT_HERE),
	COMMAND("read", ipxe_do_read, 1, 1, timeout_options, "[--timeout MS] SETTING"),
	SHARED("reboot", ipxe_do_end, 0, 0, IPXE_END_REBOOT, reboot_options, "[--warm] [--setup]"),
	SHARED("route", ipxe_do_ifstat, 0, IPXE_ANY, 1, NULL, ""),
	COMMAND("sanboot", ipxe_do_sanboot, 0, IPXE_ANY, san_options,
		"[--drive DRIVE] [--no-describe] [--keep] [URI]"),
	REFUSED("sanhook", NO_SAN),
	REFUSED("sanunhook", NO_SAN),
	COMMAND("set", ipxe_do_set, 1, IPXE_ANY, NULL, "SETTING [VALUE]"),
	SHARED("sha1sum", ipxe_do_sum, 1, IPXE_ANY, HASH_SHA1, sum_options,
	       "[--set SETTING] URI..."),
	SHARED("sha224sum", ipxe_do_sum, 1, IPXE_ANY, HASH_SHA224, sum_options,
	       "[--set SETTING] URI..."),
	SHARED("sha256sum", ipxe_do_sum, 1, IPXE_ANY, HASH_SHA256, sum_options,
	       "[--set SETTING] URI..."),
	SHARED("sha384sum", ipxe_do_sum, 1, IPXE_ANY, HASH_SHA384, sum_options,
	       "[--set SETTING] URI..."),
	SHARED("sha512sum", ipxe_do_sum, 1, IPXE_ANY, HASH_SHA512, sum_options,
	       "[--set SETTING] URI..."),
	COMMAND("shell", ipxe_do_shell, 0, 0, NULL, ""),
	IGNORED("shim"),
	COMMAND("show", ipxe_do_show, 1, 1, show_options, "[--quiet] SETTING"),
	COMMAND("sleep", ipxe_do_sleep, 1, 1, NULL, "SECONDS"),
	REFUSED("startpxe", NOT_HERE),
	REFUSED("stoppxe", NOT_HERE),
	IGNORED("sync"),
	REFUSED("usbscan", NOT_HERE),
	SHARED("vcreate", ipxe_do_vcreate, 1, 1, IPXE_NET_VLAN, vcreate_options,
	       "--tag TAG [--priority N] INTERFACE"),
	SHARED("vdestroy", ipxe_do_vcreate, 1, IPXE_ANY, IPXE_NET_NO_VLAN, NULL, "INTERFACE"),
};

#define COMMANDS (sizeof table / sizeof *table)

const struct ipxe_command *ipxe_command_find(struct view name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (view_is(name, table[i].name))
			return &table[i];
	return NULL;
}

static int do_help(struct ipxe *x)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (table[i].verdict != IPXE_REFUSED)
			ipxe_putf(x, "%s%s", i ? " " : "", table[i].name);
	ipxe_puts(x, "\n");
	return 0;
}
