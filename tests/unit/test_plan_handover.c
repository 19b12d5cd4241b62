/* SPDX-License-Identifier: MIT
 * What the booted system is told of its network, to the byte, in the words of each initrd. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "pxe/plan/handover.h"
#include "pxe/plan/plan.h"

#include <stdio.h>
#include <string.h>

static struct plan plan;
static char why_text[PLAN_WHY_BUF];

static struct plan_host machine(void)
{
	return (struct plan_host){
		.htype = 1,
		.mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56},
		.mac_len = 6,
		.ip = 0x0a00020f,
		.server = 0x0a000202,
		.gateway = 0x0a000201,
		.netmask = 0xffffff00,
		.net = {.ifname = view_of("eth1"),
			.hostname = view_of("node-5.lan"),
			.dns = {0x0a000235, 0x08080808, 0x01010101}},
	};
}

/* The command line of "KERNEL k" and "APPEND @append" behind BOOT_IMAGE=k; NULL = it was refused */
static const char *line(const struct plan_host *host, const char *append, const char *extra)
{
	struct str why = str_of(why_text, sizeof why_text);
	struct plan_choice choice;
	char text[400];

	snprintf(text, sizeof text, "label a\nkernel k\nappend %s\nsysappend 7\n", append);
	CHECK_INT(aid_str(text), 0);
	plan_default(&aid_conf, &choice);
	choice.args = view_of(extra);
	if (plan_make(&aid_conf, &choice, host, &plan, &why))
		return NULL;
	CHECK(view_starts(view_of(plan.cmdline), "BOOT_IMAGE=k"));
	return plan.cmdline + strlen("BOOT_IMAGE=k");
}

#define SYSAPPEND " ip=10.0.2.15:10.0.2.2:10.0.2.1:255.255.255.0 BOOTIF=01-52-54-00-12-34-56"
#define DRACUT                                                                            \
	" ifname=bootnet:52:54:00:12:34:56"                                               \
	" ip=10.0.2.15::10.0.2.1:255.255.255.0:node-5.lan:bootnet:none:10.0.2.53:8.8.8.8" \
	" nameserver=10.0.2.53 nameserver=8.8.8.8 nameserver=1.1.1.1"                     \
	" BOOTIF=01-52-54-00-12-34-56 rd.neednet=1"
#define DEBIAN                                                                             \
	" ip=10.0.2.15:10.0.2.2:10.0.2.1:255.255.255.0:node-5.lan::none:10.0.2.53:8.8.8.8" \
	" BOOTIF=01-52-54-00-12-34-56"
#define KERNEL \
	" ip=10.0.2.15:10.0.2.2:10.0.2.1:255.255.255.0:node-5.lan:eth1:none:10.0.2.53:8.8.8.8"

static const struct {
	int all;
	const char *append, *extra, *want;
} lines[] = {
	/* without a word all is PXELINUX's */
	{CHAN_HANDOVER_NONE, "q", "", " q" SYSAPPEND},
	{CHAN_HANDOVER_DRACUT, "q", "", " q" DRACUT},
	{CHAN_HANDOVER_DEBIAN, "q", "e", " q" DEBIAN " e"},
	{CHAN_HANDOVER_CASPER, "q", "", " q" DEBIAN},
	{CHAN_HANDOVER_KERNEL, "root=/dev/nfs", "", " root=/dev/nfs" KERNEL},
	/* an entry's own word comes before that of all, the last one counts, none reaches the system */
	{CHAN_HANDOVER_NONE, "pxehop.handover=dracut", "", DRACUT},
	{CHAN_HANDOVER_NONE, "a pxehop.handover=kernel  b", "", " a b" KERNEL},
	{CHAN_HANDOVER_DRACUT, "pxehop.handover=none a", "", " a" SYSAPPEND},
	{CHAN_HANDOVER_DRACUT, "a pxehop.handover=dracut", "pxehop.handover=kernel b",
	 " a " KERNEL " b"},
	{CHAN_HANDOVER_NONE, "xpxehop.handover=dracut", "", " xpxehop.handover=dracut" SYSAPPEND},
	{CHAN_HANDOVER_NONE,
	 "nameserver=9.9.9.9 pxehop.handover=dracut BOOTIF=x rd.neednet=0 ifname=a:b", "",
	 " nameserver=9.9.9.9 BOOTIF=x rd.neednet=0 ifname=a:b"
	 " ip=10.0.2.15::10.0.2.1:255.255.255.0:node-5.lan:bootnet:none:10.0.2.53:8.8.8.8"},
	/* what the entry says of the network itself is not said again */
	{CHAN_HANDOVER_KERNEL, "ip=dhcp", "", " ip=dhcp"},
	{CHAN_HANDOVER_DEBIAN, "q", "ip=dhcp", " q BOOTIF=01-52-54-00-12-34-56 ip=dhcp"},
};

TEST(handover_words_of_each_kind)
{
	struct plan_host host = machine();

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		host.handover = (uint8_t)lines[i].all;
		CHECK_STR(line(&host, lines[i].append, lines[i].extra), lines[i].want);
	}
}

TEST(handover_of_a_value_that_is_none_is_refused)
{
	struct plan_host host = machine();

	CHECK(!line(&host, "pxehop.handover=systemd", ""));
	CHECK_STR(why_text,
		  "default: line 3: a: pxehop.handover= is not none, dracut, debian, casper or "
		  "kernel");
	CHECK(!line(&host, "pxehop.handover=", ""));
	CHECK(!line(&host, "pxehop.handover=dracut,debian", ""));
}

/* By IPv6: dracut gets its address as this machine did, and nobody else has a word for it. */
TEST(handover_by_ip6)
{
	static const struct {
		enum chan_how6 how;
		const char *ip;
	} rows[] = {
		{CHAN_IP6_STATIC, " ip=[fd00::5]::[fe80::1]:64:node-5.lan:bootnet:none"},
		{CHAN_IP6_DHCP, " ip=bootnet:dhcp6"},
		{CHAN_IP6_SLAAC, " ip=bootnet:auto6"},
		{CHAN_IP6_LINK, " ip=bootnet:link6"},
	};
	struct plan_host host = machine();
	char want[300];

	host.ip = host.server = host.gateway = host.netmask = 0;
	memset(host.net.dns, 0, sizeof host.net.dns);
	host.net.addr6 = (struct netaddr){{0xfd, [15] = 5}};
	host.net.gateway6 = (struct netaddr){{0xfe, 0x80, [15] = 1}};
	host.net.prefix_len6 = 64;
	host.net.dns6[0] = (struct netaddr){{0xfd, [15] = 0x53}};
	host.net.dns6[1] = (struct netaddr){{0xfd, [15] = 0x54}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		host.net.how6 = (uint8_t)rows[i].how;
		snprintf(want, sizeof want,
			 " ifname=bootnet:52:54:00:12:34:56%s nameserver=fd00::53 "
			 "nameserver=fd00::54 BOOTIF=01-52-54-00-12-34-56 rd.neednet=1",
			 rows[i].ip);
		CHECK_STR(line(&host, "pxehop.handover=dracut", ""), want);
		CHECK(!plan.ip6_unsaid);
		CHECK_STR(line(&host, "pxehop.handover=debian q", ""),
			  " q BOOTIF=01-52-54-00-12-34-56");
		CHECK(plan.ip6_unsaid);
		CHECK_STR(line(&host, "pxehop.handover=kernel q", ""), " q");
		CHECK(plan.ip6_unsaid);
		CHECK_STR(line(&host, "q", ""), " q BOOTIF=01-52-54-00-12-34-56");
		CHECK(plan.ip6_unsaid);
	}
}

TEST(handover_over_a_vlan)
{
	struct plan_host host = machine();

	host.net.ifname = view_of("eth1.5");
	host.net.parent = view_of("eth1");
	host.net.hostname.n = host.net.dns[0] = 0;
	CHECK_STR(line(&host, "pxehop.handover=dracut", ""),
		  " ifname=bootnet:52:54:00:12:34:56 vlan=eth1.5:bootnet "
		  "ip=10.0.2.15::10.0.2.1:255.255.255.0::eth1.5:none BOOTIF=01-52-54-00-12-34-56 "
		  "rd.neednet=1");
	CHECK_STR(line(&host, "pxehop.handover=casper", ""),
		  " vlan=eth1.5:eth1 ip=10.0.2.15:10.0.2.2:10.0.2.1:255.255.255.0::eth1.5:none "
		  "BOOTIF=01-52-54-00-12-34-56");
}

TEST(handover_over_a_bond_of_qeth)
{
	struct plan_host host = machine();

	host.net.ifname = view_of("bond0");
	host.net.bond = view_of("bond0:enc1000,enc2000:mode=802.3ad");
	host.net.znet = view_of("qeth,0.0.1000,0.0.1001,0.0.1002,layer2=1");
	host.net.dns[0] = host.gateway = 0;
	CHECK_STR(line(&host, "pxehop.handover=dracut", ""),
		  " rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002,layer2=1 "
		  "bond=bond0:enc1000,enc2000:mode=802.3ad "
		  "ip=10.0.2.15:::255.255.255.0:node-5.lan:bond0:none BOOTIF=01-52-54-00-12-34-56 "
		  "rd.neednet=1");
}

/* What the server says stays one field: a colon or a blank in it would move all the others. */
TEST(handover_a_host_name_is_one_field)
{
	static const char *const bad[] = {"a b", "a:b", "a\"b", "a\nb", "\xc3\xa4"};
	struct plan_host host = machine();

	host.net.dns[0] = 0;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		host.net.hostname = view_of(bad[i]);
		CHECK_STR(line(&host, "pxehop.handover=kernel", ""),
			  " ip=10.0.2.15:10.0.2.2:10.0.2.1:255.255.255.0::eth1:none");
	}
	host.ip = 0;
	CHECK_STR(line(&host, "pxehop.handover=dracut q", ""), " q");
}
