/* SPDX-License-Identifier: MIT
 * The loader's own command line: the kernel's quoting, ranges, ip= in all its short forms, and a
 * warning instead of a stop for everything else. */
#include "tests/unit/check.h"

#include "init/options.h"

#include <stdio.h>
#include <string.h>

static struct options o;

static void parse(const char *text)
{
	options_init(&o);
	options_cmdline(&o, view_of(text));
}

TEST(options_defaults)
{
	parse("root=/dev/sda1 quiet -- single");
	CHECK(!o.ipxe_given);
	CHECK(o.shell && o.dhcp && o.sandbox && o.report && !o.debug && !o.if_by_mac);
	CHECK(o.timeout_s == OPTIONS_UNSET && o.arch == OPTIONS_UNSET);
	CHECK_INT(o.storm, 0);
	CHECK_INT(o.ip[0].mode, OPTIONS_IP_DHCP);
	CHECK_STR(o.server, "");
	CHECK_INT(o.n_warning, 0);
}

TEST(options_every_name)
{
	parse("pxehop.server=10.0.0.1 pxehop.url=tftp://h/c pxehop.config=pxelinux.cfg/x "
	      "pxehop.if=eth0 pxehop.timeout=30 pxehop.shell=0 pxehop.debug pxehop.arch=0x1f "
	      "pxehop.dhcp=off pxehop.prefix=http://h/d/ pxehop.storm=1000 pxehop.sandbox=no "
	      "pxehop.report=0 pxehop.ipxe=1 pxehop.expand pxehop.class=\"My class\" "
	      "pxehop.userclass=rack7\n");
	CHECK_STR(o.class, "My class");
	CHECK_STR(o.user_class, "rack7");
	CHECK(o.expand);
	CHECK(o.ipxe_given && o.ipxe);
	CHECK_STR(o.server, "10.0.0.1");
	CHECK_STR(o.url, "tftp://h/c");
	CHECK_STR(o.config, "pxelinux.cfg/x");
	CHECK_STR(o.prefix, "http://h/d/");
	CHECK_STR(o.ifname, "eth0");
	CHECK_INT(o.timeout_s, 30);
	CHECK_INT(o.arch, 0x1f);
	CHECK_INT(o.storm, 1000);
	CHECK(!o.shell && o.debug && !o.dhcp && !o.sandbox && !o.report && !o.utf8_given);
	CHECK_INT(o.n_warning, 0);
}

/* A lone machine does not wait for others that are not there. */
TEST(options_start_jitter)
{
	parse("quiet");
	CHECK_INT(options_start_jitter_ms(&o), 0);
	parse("pxehop.storm=0");
	CHECK_INT(options_start_jitter_ms(&o), 0);
	parse("pxehop.storm=1");
	CHECK_INT(options_start_jitter_ms(&o), 1000);
	parse("pxehop.storm=300");
	CHECK_INT(options_start_jitter_ms(&o), 1500);
	parse("pxehop.storm=1000000");
	CHECK_INT(options_start_jitter_ms(&o), 5000000);
}

TEST(options_fallback_forms)
{
	static const char *const bad[] = {
		"pxehop.fallback",	    "pxehop.fallback=",	      "pxehop.fallback=net",
		"pxehop.fallback=disk:",    "pxehop.fallback=disk:0", "pxehop.fallback=disk:86401",
		"pxehop.fallback=disk:1:2", "pxehop.fallback=disk:1s"};

	parse("pxehop.shell");
	CHECK_INT(o.fallback_s, 0);
	parse("pxehop.fallback=disk");
	CHECK_INT(o.fallback_s, 120);
	parse("pxehop.fallback=disk:86400");
	CHECK_INT(o.fallback_s, 86400);
	CHECK_INT(o.n_warning, 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		parse(bad[i]);
		if (!CHECK(o.fallback_s == 0 && o.n_warning == 1))
			printf("  in: %s\n", bad[i]);
	}
}

TEST(options_handover_kinds)
{
	parse("pxehop.handover=casper");
	CHECK_INT(o.handover, CHAN_HANDOVER_CASPER);
	parse("pxehop.handover=dracut pxehop.handover=none");
	CHECK_INT(o.handover, CHAN_HANDOVER_NONE);
	CHECK_INT(o.n_warning, 0);
	parse("pxehop.handover=dracut pxehop.handover=Debian");
	CHECK_INT(o.handover, CHAN_HANDOVER_DRACUT);
	CHECK_STR(o.warning[0],
		  "pxehop.handover=Debian: not none, dracut, debian, casper or kernel, "
		  "ignored");
}

TEST(options_mirrors_add_up)
{
	static char text[2 * OPTIONS_MIRRORS];

	parse("pxehop.mirror=http://a/x/ pxehop.mirror=gopher://b/ pxehop.mirror=tftp://c/");
	CHECK_STR(o.mirrors, " http://a/x/ tftp://c/");
	CHECK_INT(o.n_warning, 1);
	/* one that does not fit leaves those before */
	snprintf(text, sizeof text, "pxehop.mirror=http://a/ pxehop.mirror=http://%0*d", 490, 0);
	parse(text);
	CHECK_INT(strlen(o.mirrors), 508);
	snprintf(text, sizeof text, "pxehop.mirror=http://a/ pxehop.mirror=http://%0*d", 493, 0);
	parse(text);
	CHECK_INT(strlen(o.mirrors), OPTIONS_MIRRORS - 1);
	snprintf(text, sizeof text, "pxehop.mirror=http://a/ pxehop.mirror=http://%0*d", 494, 0);
	parse(text);
	CHECK_STR(o.mirrors, " http://a/");
	CHECK_INT(o.n_warning, 1);
}

TEST(options_interface_by_mac)
{
	parse("pxehop.if=eth0 pxehop.if=52:54:00:12:34:56");
	CHECK(o.if_by_mac);
	CHECK_STR(o.ifname, "");
	CHECK_INT(o.if_mac[5], 0x56);
	parse("pxehop.if=52:54:00:12:34:56 pxehop.if=enc1000");
	CHECK(!o.if_by_mac);
	CHECK_STR(o.ifname, "enc1000");
}

TEST(options_quotes_as_the_kernel_has_them)
{
	parse("a=\"pxehop.debug=1 pxehop.shell=0\" \"pxehop.config=x/y\" pxehop.server=\"srv\"");
	CHECK(!o.debug && o.shell);
	CHECK_STR(o.config, "x/y");
	CHECK_STR(o.server, "srv");
	parse("x=\"unclosed pxehop.debug");
	CHECK(!o.debug);
	parse("\t pxehop.debug\tpxehop.shell=off");
	CHECK(o.debug && !o.shell);
	parse("\"");
	parse("\"\" =\"\" = pxehop.=\"");
	CHECK_INT(o.n_warning, 1);
}

TEST(options_last_word_counts)
{
	parse("pxehop.timeout=5 pxehop.timeout=7 pxehop.timeout=bad");
	CHECK_INT(o.timeout_s, 7);
	CHECK_INT(o.n_warning, 1);
	CHECK_STR(o.warning[0], "pxehop.timeout=bad: not 0 to 86400 seconds, ignored");
}

TEST(options_bad_values_keep_the_default)
{
	static const char *const bad[] = {
		"pxehop.timeout=86401",
		"pxehop.timeout=-1",
		"pxehop.timeout",
		"pxehop.storm=1000001",
		"pxehop.arch=65536",
		"pxehop.arch=0x",
		"pxehop.arch=0x12345",
		"pxehop.arch=0xzz",
		"pxehop.server=a/b",
		"pxehop.server=",
		"pxehop.url=gopher://x/",
		"pxehop.url=\"tftp://a b\"",
		"pxehop.config=",
		"pxehop.prefix=",
		"pxehop.if=waytoolongname00",
		"pxehop.if=a/b",
		"pxehop.shell=maybe",
		"pxehop.nonsense=1",
		"pxehop.",
		"ip=",
		"vlan=",
		"vlan=eth0.5",
		"console=../../x",
	};
	static struct options want;

	options_init(&want);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		parse(bad[i]);
		if (!CHECK_INT(o.n_warning, 1))
			fprintf(stderr, "for %s\n", bad[i]);
		o.n_warning = 0;
		memset(o.warning, 0, sizeof o.warning);
		o.is_error[0] = false;
		CHECK(memcmp(&o, &want, sizeof o) == 0);
	}
}

TEST(options_warnings_are_printable_and_bounded)
{
	char text[2000] = "";

	parse("pxehop.x\x1b[2J=\x9b");
	CHECK_STR(o.warning[0], "pxehop.x\\x1b[2J=\\x9b: unknown name, ignored");
	for (int i = 0; i < 20; i++)
		strcat(text, "pxehop.none ");
	parse(text);
	CHECK_INT(o.n_warning, OPTIONS_WARNINGS);
	CHECK_INT(o.n_unsaid, 20 - OPTIONS_WARNINGS);
	memset(text, 'x', sizeof text - 1);
	memcpy(text, "pxehop.", 7);
	text[900] = '=';
	parse(text);
	CHECK(strlen(o.warning[0]) < OPTIONS_WARNING - 1);
}

TEST(options_text_at_its_cap)
{
	static char text[2 * OPTIONS_PATH];
	const size_t name = strlen("pxehop.config=");

	memset(text, 'p', sizeof text);
	memcpy(text, "pxehop.config=", name);
	options_init(&o);
	options_cmdline(&o, (struct view){.p = text, .n = name + OPTIONS_PATH - 1});
	CHECK_INT(strlen(o.config), OPTIONS_PATH - 1);
	options_init(&o);
	options_cmdline(&o, (struct view){.p = text, .n = name + OPTIONS_PATH});
	CHECK_STR(o.config, "");
	CHECK_INT(o.n_warning, 1);
}

static bool ip(const char *text)
{
	char word[300];

	snprintf(word, sizeof word, "ip=%s", text);
	parse(word);
	return o.n_warning == 0;
}

TEST(options_ip_full_form)
{
	if (!CHECK(ip("10.0.0.5:10.0.0.1:10.0.0.254:255.255.252.0:node5:enc1000:off:10.0.0.2:10.0."
		      "0.3")))
		return;
	CHECK_INT(o.ip[0].mode, OPTIONS_IP_STATIC);
	CHECK_INT(o.ip[0].client, 0x0a000005);
	CHECK_INT(o.ip[0].server, 0x0a000001);
	CHECK_INT(o.ip[0].gateway, 0x0a0000fe);
	CHECK_INT(o.ip[0].prefix_len, 22);
	CHECK_STR(o.ip[0].host, "node5");
	CHECK_STR(o.ip[0].dev, "enc1000");
	CHECK_INT(netaddr_to_ip4(&o.ip[0].dns[0]), 0x0a000002);
	CHECK_INT(netaddr_to_ip4(&o.ip[0].dns[1]), 0x0a000003);
	CHECK(ip("10.0.0.5::10.0.0.254:255.255.255.0:::none:10.0.0.2:10.0.0.3:10.0.0.4"));
	CHECK_INT(o.ip[0].mode, OPTIONS_IP_STATIC);
}

TEST(options_ip_short_forms)
{
	static const struct {
		const char *text;
		enum options_ip_mode mode;
		const char *dev;
		int prefix_len;
	} t[] = {
		{"dhcp", OPTIONS_IP_DHCP, "", 8},
		{"on", OPTIONS_IP_DHCP, "", 8},
		{"any", OPTIONS_IP_DHCP, "", 8},
		{"off", OPTIONS_IP_OFF, "", 8},
		{"none", OPTIONS_IP_OFF, "", 8},
		{":::::eth1:dhcp", OPTIONS_IP_DHCP, "eth1", 8},
		{":::::eth1", OPTIONS_IP_DHCP, "eth1", 8},
		{"eth1:dhcp", OPTIONS_IP_DHCP, "eth1", 8},
		{"eth1:off", OPTIONS_IP_OFF, "eth1", 8},
		{"10.1.2.3", OPTIONS_IP_STATIC, "", 8},
		{"172.16.0.1", OPTIONS_IP_STATIC, "", 16},
		{"192.168.0.1", OPTIONS_IP_STATIC, "", 24},
		{"192.168.0.1:192.168.0.2", OPTIONS_IP_STATIC, "", 24},
		{"192.168.0.1:::28", OPTIONS_IP_STATIC, "", 28},
		{"192.168.0.1:::255.255.255.255", OPTIONS_IP_STATIC, "", 32},
		{"192.168.0.1:::128.0.0.0", OPTIONS_IP_STATIC, "", 1},
		{"192.168.0.1::::::dhcp", OPTIONS_IP_DHCP, "", 24},
		{"single-dhcp", OPTIONS_IP_DHCP, "", 8},
		{"eth1:on:1400", OPTIONS_IP_DHCP, "eth1", 8},
		{"eth1:dhcp:", OPTIONS_IP_DHCP, "eth1", 8},
		{"10.1.2.3:::24::eth1:static", OPTIONS_IP_STATIC, "eth1", 24},
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		if (!CHECK(ip(t[i].text)))
			fprintf(stderr, "for %s\n", t[i].text);
		CHECK_INT(o.ip[0].mode, t[i].mode);
		CHECK_STR(o.ip[0].dev, t[i].dev);
		CHECK_INT(o.ip[0].prefix_len, t[i].prefix_len);
	}
}

TEST(options_ip_all_or_nothing)
{
	static const char *const bad[] = {
		"nonsense",
		"10.0.0.256",
		"224.0.0.1",
		"127.0.0.1",
		"255.255.255.255",
		"10.0.0.1:::255.0.255.0",
		"10.0.0.1:::0.0.0.0",
		"10.0.0.1:::0",
		"10.0.0.1:::33",
		"10.0.0.1::::host/name",
		"10.0.0.1:::::if/name",
		"10.0.0.1::::::dhcp6",
		"10.0.0.1:::::::x",
		"1:2:3:4:5:6:7:8:9:10:11",
		"10.0.0.1::::::none:10.0.0.2:10.0.0.3:10.0.0.4:10.0.0.5",
		"10.0.0.1::::::none:575",
		"10.0.0.1::::::none:65536",
		"eth0:dhcp:1500:52:54:00:12:34",
		"eth0:dhcp:1500:53:54:00:12:34:56",
		"eth0:dhcp:1500:52:54:00:12:34:5x",
		"eth0:dhcp:1500:52:54:00:12:34:56:78",
		"[fe80::1]",
		"eth0:nonsense",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (!CHECK(!ip(bad[i])))
			fprintf(stderr, "for %s\n", bad[i]);
		CHECK_INT(o.ip[0].mode, OPTIONS_IP_DHCP);
		CHECK_INT(o.n_ip, 0);
		CHECK(o.is_error[0]);
	}
}

TEST(options_ip_of_dracut)
{
	CHECK(ip("10.0.0.5::10.0.0.254:24:node5:eth0:none:9000"));
	CHECK_INT(o.ip[0].mtu, 9000);
	CHECK(!o.ip[0].has_mac && !netaddr_is_set(&o.ip[0].dns[0]));
	CHECK(ip("10.0.0.5::10.0.0.254:24::eth0:none::52:54:00:12:34:56"));
	CHECK(o.ip[0].has_mac && !o.ip[0].mtu);
	CHECK_INT(o.ip[0].mac[5], 0x56);
	CHECK(ip("eth1:dhcp:1400:52:54:00:12:34:56"));
	CHECK_STR(o.ip[0].dev, "eth1");
	CHECK_INT(o.ip[0].mtu, 1400);
	CHECK(o.ip[0].has_mac);
}

static bool is_addr(const struct netaddr *a, const char *want)
{
	char text[NETADDR_TEXT];
	struct str s = str_of(text, sizeof text);

	if (netaddr_is_set(a))
		str_netaddr(&s, a);
	return strcmp(text, want) == 0;
}

TEST(options_ip_of_ip6)
{
	static const struct {
		const char *text, *addr, *gateway, *server, *dev, *dns;
		enum chan_how6 how;
		unsigned prefix_len;
	} t[] = {
		{"[fd00::5]::[fd00::fe]:56:node5:eth0:none", "fd00::5", "fd00::fe", "", "eth0", "",
		 CHAN_IP6_STATIC, 56},
		{"[fd00::5]:[fd00::1]:[fe80::1]:::eth0:static:[fd00::53]:10.0.0.3", "fd00::5",
		 "fe80::1", "fd00::1", "eth0", "fd00::53", CHAN_IP6_STATIC, 64},
		{"[fd00::5]", "fd00::5", "", "", "", "", CHAN_IP6_STATIC, 64},
		{"[fd00::5]::::::off:1400", "fd00::5", "", "", "", "", CHAN_IP6_STATIC, 64},
		{"eth1:dhcp6", "", "", "", "eth1", "", CHAN_IP6_DHCP, 0},
		{"eth1:auto6:1400", "", "", "", "eth1", "", CHAN_IP6_SLAAC, 0},
		{"either6", "", "", "", "", "", CHAN_IP6_EITHER, 0},
		{":::::eth1:link6", "", "", "", "eth1", "", CHAN_IP6_LINK, 0},
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		const struct options_ip *got = &o.ip[0];

		if (!CHECK(ip(t[i].text)))
			fprintf(stderr, "for %s\n", t[i].text);
		CHECK_INT(got->mode, OPTIONS_IP_OFF);
		CHECK_INT(got->six.how, t[i].how);
		CHECK(is_addr(&got->six.addr, t[i].addr));
		CHECK(is_addr(&got->six.gateway, t[i].gateway));
		CHECK(is_addr(&got->six.server, t[i].server));
		CHECK(is_addr(&got->dns[0], t[i].dns));
		CHECK_STR(got->dev, t[i].dev);
		if (t[i].prefix_len)
			CHECK_INT(got->six.prefix_len, t[i].prefix_len);
	}
}

TEST(options_ip_of_ip6_that_are_none)
{
	static const char *const bad[] = {
		"[fd00::5",
		"fd00::5",
		"[fd00::5]x",
		"[]",
		"[ff02::1]",
		"[::]",
		"[::ffff:10.0.0.1]",
		"[fe80::1]::::::none",
		"[10.0.0.1]",
		"[fd00::5]:::0",
		"[fd00::5]:::129",
		"[fd00::5]:::255.255.255.0",
		"[fd00::5]::10.0.0.1:64",
		"10.0.0.1::[fd00::1]:24",
		"[fd00::5]::::::dhcp",
		"[fd00::5]::::::none:[ff02::1]",
		"10.0.0.1::::::auto6",
		"eth0:link-local",
		"eth0:dhcp7",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (!CHECK(!ip(bad[i])))
			fprintf(stderr, "for %s\n", bad[i]);
		CHECK_INT(o.n_ip, 0);
		CHECK(o.is_error[0]);
		CHECK(strstr(o.warning[0], bad[i]) != NULL);
	}
}

/* A word of one family says nothing of the other. */
TEST(options_ip_of_both_families)
{
	parse("ip=eth0:dhcp ip=eth0:dhcp6 ip=[fd00::5]:::::eth1:none ip=10.0.0.5:::::eth1:none "
	      "ip=eth0:auto6 "
	      "nameserver=[fd00::53] nameserver=10.0.0.9 nameserver=fd00::54");
	CHECK_INT(o.n_warning, 0);
	CHECK_INT(o.n_ip, 2);
	CHECK_INT(options_ip_of(&o, "eth0")->mode, OPTIONS_IP_DHCP);
	CHECK_INT(options_ip_of(&o, "eth0")->six.how, CHAN_IP6_SLAAC);
	CHECK_INT(options_ip_of(&o, "eth1")->client, 0x0a000005);
	CHECK(is_addr(&options_ip_of(&o, "eth1")->six.addr, "fd00::5"));
	CHECK(is_addr(&o.dns[0], "fd00::53") && is_addr(&o.dns[1], "10.0.0.9") &&
	      is_addr(&o.dns[2], "fd00::54"));
	parse("nameserver=ff02::1");
	CHECK_INT(o.n_warning, 1);
	parse("pxehop.server=[fd00::1]");
	CHECK_STR(o.server, "fd00::1");
	parse("pxehop.server=fd00:0::1");
	CHECK_STR(o.server, "fd00::1");
	parse("pxehop.server=[fd00::1");
	CHECK_INT(o.n_warning, 1);
	CHECK_STR(o.server, "");
}

/* One word for each interface, as dracut has them; the last one for the same interface counts. */
TEST(options_ip_of_several_interfaces)
{
	parse("ip=eth0:dhcp ip=10.0.0.5::::n:eth1:none ip=eth0:off nameserver=10.0.0.9 "
	      "nameserver=10.0.0.10");
	CHECK_INT(o.n_warning, 0);
	CHECK_INT(o.n_ip, 2);
	CHECK_INT(options_ip_of(&o, "eth0")->mode, OPTIONS_IP_OFF);
	CHECK_INT(options_ip_of(&o, "eth1")->client, 0x0a000005);
	CHECK(!options_ip_of(&o, "eth2"));
	CHECK_INT(netaddr_to_ip4(&o.dns[0]), 0x0a000009);
	CHECK_INT(netaddr_to_ip4(&o.dns[1]), 0x0a00000a);
	options_cmdline(&o, view_of("ip=dhcp"));
	CHECK_INT(options_ip_of(&o, "eth2")->mode, OPTIONS_IP_DHCP);
	CHECK_INT(options_ip_of(&o, "eth0")->mode, OPTIONS_IP_OFF);
	parse("ip=a:on ip=b:on ip=c:on ip=d:on ip=e:on ip=f:on ip=g:on ip=h:on ip=i:on");
	CHECK_INT(o.n_ip, 8);
	CHECK_STR(o.warning[0], "ip=i:on: more than 8 interfaces, ignored");
}

/* Whoever gives one of these expects something of the network, so they are errors with the word. */
TEST(options_words_for_networks_that_mean_nothing_here)
{
	static const struct {
		const char *word, *said;
	} t[] = {
		{"ip=ibft", "ip=ibft: a table of iSCSI firmware, which is not read here, ignored"},
		{"ip=eth0:nonsense",
		 "ip=eth0:nonsense: not an address of a host in its first three fields, ignored"},
		{"ip=10.0.0.5::::n:eth0:nonsense",
		 "ip=10.0.0.5::::n:eth0:nonsense: no way to get "
		 "an address (dhcp, on, off, none, dhcp6, auto6) in its seventh field, ignored"},
		{"team=team0:eth0", "team=team0:eth0: nothing that this loader can do, ignored"},
		{"bridge=br0:eth0", "bridge=br0:eth0: nothing that this loader can do, ignored"},
		{"ifname=a:52:54:00:12:34",
		 "ifname=a:52:54:00:12:34: not NAME:MAC, or more than 8 of them, ignored"},
		{"ifname=a/b:52:54:00:12:34:56",
		 "ifname=a/b:52:54:00:12:34:56: not NAME:MAC, or more than 8 of them, ignored"},
		{"ifname=a", "ifname=a: not NAME:MAC, or more than 8 of them, ignored"},
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		parse(t[i].word);
		CHECK_INT(o.n_warning, 1);
		CHECK(o.is_error[0]);
		CHECK_STR(o.warning[0], t[i].said);
	}
	parse("pxehop.nonsense");
	CHECK(o.n_warning == 1 && !o.is_error[0]);
}

TEST(options_ifname)
{
	static const uint8_t a[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x56}, b[6] = {2, 0, 0, 0, 0, 1};

	parse("ifname=lan:52:54:00:12:34:56 ifname=x:02:00:00:00:00:01 "
	      "ifname=san:02:00:00:00:00:01");
	CHECK_INT(o.n_warning, 0);
	CHECK_INT(o.n_names, 2);
	CHECK_STR(options_ifname_of(&o, a), "lan");
	CHECK_STR(options_ifname_of(&o, b), "san");
	parse("quiet");
	CHECK(!options_ifname_of(&o, a));
	parse("ifname=a:2:0:0:0:0:1");
	CHECK_INT(o.n_names, 0);
	parse("ifname=a:02:00:00:00:00:00 ifname=a:02:00:00:00:00:01 ifname=a:02:00:00:00:00:02 "
	      "ifname=a:02:00:00:00:00:03 ifname=a:02:00:00:00:00:04 ifname=a:02:00:00:00:00:05 "
	      "ifname=a:02:00:00:00:00:06 ifname=a:02:00:00:00:00:07");
	CHECK(o.n_names == OPTIONS_IPS && o.n_warning == 0);
	options_cmdline(&o, view_of("ifname=a:02:00:00:00:00:08"));
	CHECK(o.n_names == OPTIONS_IPS && o.n_warning == 1);
}

TEST(options_bond_forms)
{
	parse("bond=bond0:eth0,eth1:mode=802.3ad,miimon=50:9000 bond=bond1:enc1000");
	CHECK_INT(o.n_warning, 0);
	CHECK_INT(o.n_bond, 2);
	CHECK_STR(o.bond[0].name, "bond0");
	CHECK_INT(o.bond[0].n_slave, 2);
	CHECK_STR(o.bond[0].slave[1], "eth1");
	CHECK_STR(o.bond[0].settings, "mode=802.3ad,miimon=50");
	CHECK_INT(o.bond[0].mtu, 9000);
	CHECK_STR(o.bond[0].text, "bond0:eth0,eth1:mode=802.3ad,miimon=50:9000");
	CHECK_STR(o.bond[1].settings, "");
	CHECK(options_bond_with(&o, "enc1000") == &o.bond[1]);
	CHECK(options_bond_of(&o, "bond0") == &o.bond[0]);
	CHECK(!options_bond_of(&o, "eth0") && !options_bond_with(&o, "bond0"));
	/* dracut's defaults */
	parse("bond= bond=bond7");
	CHECK_STR(o.bond[0].name, "bond0");
	CHECK_STR(o.bond[0].slave[0], "eth0");
	CHECK_STR(o.bond[0].settings, "mode=balance-rr");
	CHECK_STR(o.bond[1].name, "bond7");
	CHECK_INT(o.bond[1].n_slave, 2);
}

TEST(options_bond_refused)
{
	static const char *const bad[] = {
		"bond=a/b:eth0",       "bond=b:eth0,",
		"bond=b:eth0,a/b",     "bond=b:b",
		"bond=b:eth0:mode",    "bond=b:eth0:=1",
		"bond=b:eth0:../x=1",  "bond=b:eth0:mode=1:99",
		"bond=b:eth0::1500:x", "bond=b:a,b,c,d,e,f,g,h,i",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		parse(bad[i]);
		if (!CHECK(o.n_bond == 0 && o.n_warning == 1 && o.is_error[0]))
			printf("  in: %s\n", bad[i]);
	}
	parse("bond=a:eth0 bond=b:eth1 bond=c:eth2");
	CHECK_INT(o.n_bond, 2);
	CHECK_INT(o.n_warning, 1);
}

TEST(options_vlan_forms)
{
	parse("vlan=vlan5:eth0 vlan=vlan0006:eth0 vlan=eth0.7:eth0 vlan=enc1000.0008:enc1000");
	CHECK_INT(o.n_vlan, 4);
	CHECK_INT(o.n_warning, 0);
	CHECK_INT(o.vlan[0].id, 5);
	CHECK_INT(o.vlan[1].id, 6);
	CHECK_STR(o.vlan[2].name, "eth0.7");
	CHECK_INT(o.vlan[2].id, 7);
	CHECK_STR(o.vlan[3].parent, "enc1000");
	CHECK_INT(o.vlan[3].id, 8);
	options_cmdline(&o, view_of("vlan=vlan9:eth0"));
	CHECK_INT(o.n_vlan, 4);
	CHECK_INT(o.n_warning, 1);
}

TEST(options_vlan_refused)
{
	static const char *const bad[] = {
		"vlan=vlan0:eth0",    "vlan=vlan4095:eth0", "vlan=eth5:eth0", "vlan=vlan:eth0",
		"vlan=vlan5:",	      "vlan=:eth0",	    "vlan=vlan5",     "vlan=vlan5:e:x",
		"vlan=eth0.5:eth0.5", "vlan=eth0.:eth0",    "vlan=5:eth0",    "vlan=vlan5:eth0:",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		parse(bad[i]);
		if (!CHECK(o.n_vlan == 0 && o.n_warning == 1))
			fprintf(stderr, "for %s\n", bad[i]);
	}
}

TEST(options_consoles_without_settings_and_once)
{
	parse("console=ttyS0,115200n8 console=ttysclp0 console=ttyS0 console=null console=");
	CHECK_INT(o.n_console, 2);
	CHECK_STR(o.console[0], "ttyS0");
	CHECK_STR(o.console[1], "ttysclp0");
}

TEST(options_conf_file)
{
	options_init(&o);
	options_conf(&o, view_of("# ours\n\n pxehop.server = srv \r\nconfig=a/b#c\n#debug=1\n"
				 "url=\"http://h/x\"\nip=10.0.0.9\nroot=/dev/sda\ntimeout=3"));
	CHECK_STR(o.server, "srv");
	CHECK_STR(o.config, "a/b#c");
	CHECK_STR(o.url, "http://h/x");
	CHECK(!o.debug);
	CHECK_INT(o.ip[0].client, 0x0a000009);
	CHECK_INT(o.timeout_s, 3);
	CHECK_INT(o.n_warning, 1);
	CHECK_STR(o.warning[0], "root=/dev/sda: unknown name, ignored");
	options_cmdline(&o, view_of("pxehop.server=other server=nobody"));
	CHECK_STR(o.server, "other");
}

static void swallow(const uint8_t *data, size_t len)
{
	struct view v = {.p = (const char *)data, .n = len};

	options_init(&o);
	options_cmdline(&o, v);
	options_conf(&o, v);
	CHECK(o.n_vlan <= OPTIONS_VLANS && o.n_warning <= OPTIONS_WARNINGS);
	CHECK(o.ip[0].prefix_len <= 32);
}

TEST(options_mutations)
{
	static const char golden[] =
		"\"pxehop.url=tftp://h/c\" pxehop.if=52:54:00:12:34:56 pxehop.arch=0x001f\n"
		"ip=10.0.0.5:10.0.0.1:10.0.0.254:255.255.252.0:node5:eth0:off:10.0.0.2\n"
		"vlan=eth0.7:eth0 console=ttyS0,9600 pxehop.timeout=\"30\" pxehop.debug";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, swallow);
}

TEST(real_05_word_for_utf8)
{
	parse("pxehop.utf8=maybe");
	CHECK(!o.utf8_given && o.n_warning == 1);
	options_cmdline(&o, view_of("pxehop.utf8=no"));
	CHECK(o.utf8_given && !o.utf8);
	options_conf(&o, view_of("utf8=1\n"));
	CHECK(o.utf8_given && o.utf8);
}
