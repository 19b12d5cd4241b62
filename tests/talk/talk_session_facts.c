/* SPDX-License-Identifier: MIT
 * The settings that an iPXE script finds, row by row of iPXE's own list. */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include "dhcp/msg.h"

#include <stdio.h>
#include <string.h>

struct row {
	const char *text, *value;
};

static void add(struct dhcp_reply *r, uint8_t code, const void *value, size_t n)
{
	CHECK(dhcp_kept_add(&r->options, code, rd_of(value, n)));
}

static void add_text(struct dhcp_reply *r, uint8_t code, const char *text)
{
	add(r, code, text, strlen(text));
}

/* What dnsmasq says to a client that asks for all of it. */
static void lease(void)
{
	struct dhcp_reply *r = &rig.net.reply;

	rig_fresh();
	r->server_id = 0x0a000201;
	r->siaddr = 0x0a000203;
	add_text(r, DHCP_O_BOOTFILE, "boot.ipxe");
	add_text(r, DHCP_O_TFTP_NAME, "tftp.lab");
	add(r, DHCP_O_MASK, "\xff\xff\xff\0", 4);
	add(r, DHCP_O_ROUTER, "\x0a\0\2\1\x0a\0\2\2", 8);
	add(r, DHCP_O_DNS, "\x0a\0\2\x35\x0a\0\2\x36", 8);
	add(r, 7, "\x0a\0\2\x07", 4);
	add_text(r, DHCP_O_HOSTNAME, "node-7");
	add_text(r, DHCP_O_DOMAIN, "lab");
	add_text(r, 17, "iscsi:10.0.2.4::::iqn.x");
	add(r, DHCP_O_MTU, "\x05\xdc", 2);
	add(r, DHCP_O_NTP, "\x0a\0\2\x7b", 4);
	add(r, DHCP_O_VENDOR, "\6\1\x08\x47\4\0\1\0\0\xff", 10);
	add(r, DHCP_O_SERVER_ID, "\x0a\0\2\1", 4);
	add_text(r, DHCP_O_CLASS, "PXEClient");
	add(r, DHCP_O_SEARCH, "\3lab\0\1a\xc0\0", 9);
	add(r, 175, "\xb0\1\1\x01\1\5", 6);
	add_text(r, 209, "pxelinux.cfg/x");
	rig.net.server = netaddr_ip4(0x0a000203);
	rig.net.netmask = 0xffffff00;
	rig.net.gateway = 0x0a000201;
	memcpy(rig.net.mac, "\x52\x54\0\x12\x34\x56", 6);
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("boot.ipxe"));
}

static void machine(void)
{
	static const struct {
		unsigned bit;
		const char *text;
	} values[] = {{4, "IBM"}, {5, "3931"}, {7, "0123"}, {13, "B1"}, {14, "A9"}};

	rig.net.has_uuid = true;
	memcpy(rig.net.uuid, "\x01\x23\x45\x67\x89\xab\xcd\xef\xfe\xdc\xba\x98\x76\x54\x32\x10",
	       16);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		text_copy(rig.machine.value[values[i].bit - CHAN_SYS_FIRST], CHAN_SYS_MAX,
			  view_of(values[i].text));
}

/* A script says each of them, in brackets. */
static void check_rows(const struct row *rows, size_t n)
{
	static char script[16384];
	struct str s = str_of(script, sizeof script);

	str_puts(&s, "#!ipxe\n");
	for (size_t i = 0; i < n; i++)
		str_fmt(&s, "echo row %u [%s]\n", (unsigned)i, rows[i].text);
	str_puts(&s, "kernel /k\nboot\n");
	rig_put("pxelinux.cfg/default", script);
	rig_start();
	SENT("boot\n");
	for (size_t i = 0; i < n; i++) {
		char line[300];

		snprintf(line, sizeof line, "iPXE: row %zu [%s]\n", i, rows[i].value);
		if (!CHECK(strstr(rig.logged, line) != NULL))
			printf("  %s is not %s\n", rows[i].text, rows[i].value);
	}
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

TEST(settings_of_the_lease)
{
	static const struct row rows[] = {
		{"${ip}", "10.0.2.15"},
		{"${netmask}", "255.255.255.0"},
		{"${gateway}", "10.0.2.1"},
		{"${dns}", "10.0.2.53"},
		{"${6:hex}", "0a:00:02:35:0a:00:02:36"},
		{"${domain}", "lab"},
		{"${dnssl}", "lab a.lab"},
		{"${ntp}", "10.0.2.123"},
		{"${hostname}", "node-7"},
		{"${mtu}", "1500"},
		{"${root-path}", "iscsi:10.0.2.4::::iqn.x"},
		{"${filename}", "boot.ipxe"},
		{"${next-server}", "10.0.2.3"},
		{"${dhcp-server}", "10.0.2.1"},
		{"${vendor-class}", "PXEClient"},
		{"${user-class}", ""},
		{"${syslog}", "10.0.2.7"},
		{"${12}${15:string}${0x43}", "node-7labboot.ipxe"},
		{"${66}", "tftp.lab"},
		{"${54}", "10.0.2.1"},
		{"${209}", "pxelinux.cfg/x"},
		{"${net0/43:hex}", "06:01:08:47:04:00:01:00:00:ff"},
		{"${43.6:uint8}", "0x8"},
		{"${43.71:hexraw}", "00010000"},
		{"${175.176:uint8} ${net0.dhcp/175.1:int8}", "0x1 5"},
		{"${net0.dhcp/filename} ${net0/hostname} ${netX/ip}", "boot.ipxe node-7 10.0.2.15"},
		{"${net0/ip:hexraw}", "0a00020f"},
		{"${proxydhcp/next-server}${net1/ip}${250}", ""},
	};

	lease();
	CHECK_ROWS(rows);
}

TEST(settings_of_ip6)
{
	static const struct row dhcp[] = {
		{"${ip6}/${len6}", "fd00::5/0x80"},
		{"${net0/gateway6} ${net0.dhcpv6/dns6}", "fe80::1 fd00::53"},
		{"${filename}", "tftp://[fd00::1]/x"},
		{"${ip}${netmask}${net0.ndp/ip6}", ""},
	};
	static const struct row slaac[] = {
		{"${ip6}${len6}", ""},
		{"${net0.ndp/gateway6} ${dns6}", "fe80::1 fd00::53"},
	};

	for (unsigned i = 0; i < 2; i++) {
		rig_fresh();
		rig.net.addr = 0;
		rig.net.ip6 = true;
		rig.net.server = (struct netaddr){{0xfd, [15] = 1}};
		rig.net.dns[0] = (struct netaddr){{0xfd, [15] = 0x53}};
		rig.net.six = (struct chan_static6){.how = i ? CHAN_IP6_SLAAC : CHAN_IP6_DHCP,
						    .gateway = {{0xfe, 0x80, [15] = 1}}};
		if (i)
			CHECK_ROWS(slaac);
		rig.net.six.addr = (struct netaddr){{0xfd, [15] = 5}};
		rig.net.six.prefix_len = 128;
		text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("tftp://[fd00::1]/x"));
		if (!i)
			CHECK_ROWS(dhcp);
	}
}

TEST(settings_of_interface_and_machine)
{
	static const struct row rows[] = {
		{"${mac} ${net0/mac:hexhyp} ${netX/hwaddr:hexraw}",
		 "52:54:00:12:34:56 52-54-00-12-34-56 525400123456"},
		{"${net0/ifname} ${ifname}", "eth0 eth0"},
		{"${linktype}", "Ethernet"},
		{"${chip}${bustype}${busloc}${busid}", ""},
		{"${uuid}", "01234567-89ab-cdef-fedc-ba9876543210"},
		{"${smbios/uuid:guid}", "67452301-ab89-efcd-fedc-ba9876543210"},
		{"${manufacturer} ${smbios/manufacturer}", "IBM IBM"},
		{"${product}", "3931"},
		{"${serial}", "0123"},
		{"${board-serial}", "B1"},
		{"${asset}", "A9"},
		{"${platform}", "linux"},
		{"${version}", PXEHOP_VERSION},
		{"${cwuri}", "tftp://10.0.2.2/pxelinux.cfg/default"},
		{"${cwduri}", "tftp://10.0.2.2/pxelinux.cfg/"},
		{"${ip6}${len6}${gateway6}${dns6}", ""},
		{"${username}${password}${initiator-iqn}${scriptlet}", ""},
#if defined(__s390x__)
		{"${buildarch} ${builtin/buildarch}", "s390x s390x"},
#elif defined(__x86_64__)
		{"${buildarch} ${builtin/buildarch}", "x86_64 x86_64"},
#endif
	};

	rig_fresh();
	memcpy(rig.net.mac, "\x52\x54\0\x12\x34\x56", 6);
	machine();
	CHECK_ROWS(rows);
}

TEST(settings_of_the_bus_and_the_processor)
{
	static const struct row rows[] = {
		{"${chip} ${bustype}", "virtio_net PCI"},
		{"${busloc} ${net0/busloc}", "0001:02:03.4 0001:02:03.4"},
		{"${busid} ${busid:hexraw}", "01:1a:f4:10:00 011af41000"},
		{"${memsize} ${memsize:hexraw}", "1987 000007c3"},
		{"${cpuvendor}/${cpumodel}", "GenuineIntel/Intel Xeon"},
	};
	static const struct row ccw[] = {{"${bustype}${busloc}${busid}", "CCW"}};

	rig_fresh();
	text_copy(rig.net.driver, sizeof rig.net.driver, view_of("virtio_net"));
	rig.net.bus = (struct chan_bus){CHAN_BUS_PCI, 0x1af4, 0x1000, 0x1021c};
	rig.machine.memory_mib = 1987;
	text_copy(rig.machine.cpu_vendor, CHAN_SYS_MAX, view_of("GenuineIntel"));
	text_copy(rig.machine.cpu_model, CHAN_SYS_MAX, view_of("Intel Xeon"));
	CHECK_ROWS(rows);
	rig_fresh();
	rig.net.bus = (struct chan_bus){.kind = CHAN_BUS_CCW};
	CHECK_ROWS(ccw);
}

TEST(settings_of_a_proxy)
{
	static const struct row rows[] = {
		{"${filename}", "p.efi"},
		{"${next-server}", "10.0.2.3"},
		{"${proxydhcp/filename}", "p.efi"},
		{"${proxydhcp/next-server}", "10.0.2.9"},
		{"${proxydhcp/dhcp-server}", "10.0.2.8"},
		{"${dhcp-server}", "10.0.2.1"},
		{"[${net0.dhcp/filename}]", "[]"},
	};
	struct dhcp_reply *r = &rig.net.reply;

	rig_fresh();
	r->siaddr = 0x0a000203;
	add(r, DHCP_O_SERVER_ID, "\x0a\0\2\1", 4);
	rig.net.proxy_reply.server_id = 0x0a000208;
	rig.net.proxy_reply.siaddr = 0x0a000209;
	add_text(&rig.net.proxy_reply, DHCP_O_BOOTFILE, "p.efi");
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("p.efi"));
	CHECK_ROWS(rows);
}

/* Of ip= on the command line, of a server that names the boot file in its offer alone, of pxehop.server=. */
TEST(settings_without_options)
{
	static const struct row rows[] = {
		{"${ip} ${netmask} ${gateway} ${dns}", "10.0.2.15 255.255.0.0 10.0.2.1 10.0.2.53"},
		{"${domain} ${filename} ${next-server}", "lab pxelinux.0 10.0.2.2"},
		{"${dhcp-server}${hostname}${mtu}", ""},
	};
	static const struct row other[] = {{"${next-server}", "10.0.2.77"}};

	rig_fresh();
	rig.net.netmask = 0xffff0000;
	rig.net.gateway = 0x0a000201;
	rig.net.dns[0] = netaddr_ip4(0x0a000235);
	text_copy(rig.net.domain, sizeof rig.net.domain, view_of("lab"));
	CHECK_ROWS(rows);
	lease();
	rig.net.next_server = 0x0a00024d;
	CHECK_ROWS(other);
}

/* Whatever a server sends is a value, and reaches the console printable. */
TEST(settings_of_a_hostile_server)
{
	static const struct row rows[] = {
		{"${hostname}", "a\\x1b[2J\\xffb"},
		{"${dns}${mtu}", "5"},
	};
	static char all[300];

	rig_fresh();
	add_text(&rig.net.reply, DHCP_O_HOSTNAME,
		 "a\x1b[2J\xff"
		 "b");
	add(&rig.net.reply, DHCP_O_DNS, "\1\2", 2);
	add(&rig.net.reply, DHCP_O_MTU, "\5", 1);
	memset(all, '$', sizeof all);
	add(&rig.net.reply, 224, all, sizeof all);
	CHECK_ROWS(rows);
}
