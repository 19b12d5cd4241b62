/* SPDX-License-Identifier: MIT
 * What is said at the hand-over: what each stage of the boot took, to PID 1 and to the next system.
 */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include "lib/bytes.h"
#include "lib/image/newc.h"

#include <stdio.h>
#include <string.h>

#define CONF "default a\nlabel a\nkernel k\ninitrd r\n"

static uint8_t ramdisk[4096];
static char json[32768];

/* An archive with one file, and zeroes to a multiple of 512 as cpio(1) has them. */
static size_t plain_cpio(void)
{
	struct newc init = {.name = view_of("init"),
			    .data = rd_of("#!/bin/sh\n", 10),
			    .ino = 1,
			    .mode = NEWC_FILE | 0755,
			    .nlink = 1};
	struct newc end = newc_trailer();
	struct wr w = wr_of(ramdisk, sizeof ramdisk);

	newc_put(&w, &init);
	newc_put(&w, &end);
	wr_zero(&w, -wr_len(&w) & 511);
	return wr_len(&w);
}

static size_t seed(const char *name)
{
	char path[128];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof path, "tests/data/fuzz/fuzz_initrd/%s", name);
	f = fopen(path, "rb");
	if (CHECK(f)) {
		n = fread(ramdisk, 1, sizeof ramdisk, f);
		fclose(f);
	}
	return n;
}

static void fresh(void)
{
	rig_fresh();
	rig.net.report = true;
	rig.net.netmask = 0xffffff00;
	rig.net.times =
		(struct session_times){.init = 800, .drivers = 850, .link = 853, .lease = rig.now};
	rig_put("pxelinux.cfg/default", CONF);
}

/* The lease names the server by a name: SYSAPPEND 1 has the address that was found for it. */
TEST(a_server_that_was_looked_up_stands_in_ip)
{
	fresh();
	rig.net.server = netaddr_ip4(0);
	rig.net.gateway = 0x0a000201;
	text_copy(rig.net.server_name, sizeof rig.net.server_name, view_of("boot.lan"));
	rig.looked_up = 0x0a000263;
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\nsysappend 1\n");
	rig_start();
	CHECK(strstr(rig.cmdline, " ip=10.0.2.15:10.0.2.99:10.0.2.1:255.255.255.0"));
	/* a server that the lease names by its address stays the one of ip= */
	fresh();
	rig.looked_up = 0x0a000263;
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\nsysappend 1\n");
	rig_start();
	CHECK(strstr(rig.cmdline, ":10.0.2.2:"));
}

TEST(the_next_system_is_told_in_its_initrds_words)
{
	fresh();
	rig.net.handover = CHAN_HANDOVER_DRACUT;
	rig.net.dns[0] = netaddr_ip4(0x0a000203);
	text_copy(rig.net.hostname, sizeof rig.net.hostname, view_of("node5"));
	text_copy(rig.net.ifname, sizeof rig.net.ifname, view_of("eth0.5"));
	text_copy(rig.net.parent, sizeof rig.net.parent, view_of("eth0"));
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\n");
	rig_start();
	CHECK(strstr(rig.cmdline, " vlan=eth0.5:bootnet ip=10.0.2.15:"));
	CHECK(strstr(rig.cmdline, ":node5:eth0.5:none:10.0.2.3 nameserver=10.0.2.3 "));
	CHECK(strstr(rig.cmdline, " rd.neednet=1"));
}

static void boot_with(size_t n)
{
	rig_put_bytes("r", ramdisk, n);
	rig_start();
	CHECK_INT(rig.boots, 1);
}

/* The text of @name in the archives of @r; empty = it is not there. */
static const char *unpacked(struct rd r, const char *name)
{
	struct newc e;
	int reason;

	json[0] = 0;
	while (rd_left(&r)) {
		reason = newc_next(&r, &e);
		if (reason == NEWC_END) {
			while (rd_left(&r) && !*r.p)
				rd_skip(&r, 1);
		} else if (!CHECK_INT(reason, 0)) {
			break;
		} else if (view_is(e.name, name)) {
			struct view text = {.p = (const char *)e.data.p, .n = rd_left(&e.data)};

			CHECK_INT(e.mode, NEWC_FILE | 0444);
			text_copy(json, sizeof json, text);
		}
	}
	return json;
}

static void has(const char *name, const char *what)
{
	const char *text = unpacked(rd_of(rig.initrd, rig.initrd_len), name);

	if (!CHECK(strstr(text, what) != NULL))
		printf("%s lacks %s: %s\n", name, what, text);
}

/* Behind the last image of a script, at a multiple of four; not behind what Linux would not unpack on. */
TEST(what_a_script_boots_is_told_too)
{
	fresh();
	rig_put_bytes("r", ramdisk, plain_cpio());
	rig_put("s", "#!ipxe\nkernel /k\ninitrd /r\ninitrd /i /etc/x\nboot\n");
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel s\n");
	rig_start();
	CHECK_INT(rig.boots, 1);
	has("run/pxehop/boot.json", "\"label\": \"of iPXE\"");
	has("run/pxehop/lease.json", "\"interface\": \"eth0\"");
}

/* As of a label: the word is the loader's, what the script says itself stays. */
TEST(what_a_script_boots_is_told_in_its_initrds_words)
{
	fresh();
	rig.net.dns[0] = netaddr_ip4(0x0a000203);
	rig_put("pxelinux.cfg/default",
		"#!ipxe\nkernel /k pxehop.handover=dracut  a rd.neednet=0\nboot\n");
	rig_start();
	CHECK(strstr(rig.cmdline,
		     "a rd.neednet=0 ifname=bootnet:00:00:00:00:00:00 ip=10.0.2.15::") ==
	      rig.cmdline);
	CHECK(strstr(rig.cmdline, " nameserver=10.0.2.3 BOOTIF=01-00-00-00-00-00-00"));
	CHECK(!strstr(rig.cmdline, "pxehop") && !strstr(rig.cmdline, "rd.neednet=1"));
	/* the loader's own command line asks, the script does not want it */
	fresh();
	rig.net.handover = CHAN_HANDOVER_KERNEL;
	rig_put("pxelinux.cfg/default", "#!ipxe\nkernel /k\nboot\n");
	rig_start();
	CHECK(strstr(rig.cmdline, " ip=10.0.2.15:10.0.2.2:") == rig.cmdline);
	fresh();
	rig.net.handover = CHAN_HANDOVER_KERNEL;
	rig_put("pxelinux.cfg/default", "#!ipxe\nkernel /k a  b pxehop.handover=none\nboot\n");
	rig_start();
	CHECK_STR(rig.cmdline, "a b ");
	fresh();
	rig_put("pxelinux.cfg/default", "#!ipxe\nkernel /k pxehop.handover=no\nboot\n");
	rig_start();
	CHECK_INT(rig.boots, 0);
	CHECK(strstr(session_why(&rig.session), "/k: pxehop.handover= is not none, dracut"));
	/* an address of the script's own */
	fresh();
	rig_put("pxelinux.cfg/default",
		"#!ipxe\nset net0/ip 10.1.0.5\nset net0/netmask 255.255.0.0\nset net0/gateway "
		"10.1.0.1\nifopen\nkernel /k pxehop.handover=kernel\nboot\n");
	rig_start();
	rig_address_set(0x0a010005, 0);
	CHECK(strstr(rig.cmdline, "ip=10.1.0.5:10.0.2.2:10.1.0.1:255.255.0.0::eth0:none"));
}

/* The script, and what it fetches, are files like others. */
TEST(files_of_a_script_are_stages)
{
	fresh();
	rig_put_bytes("r", ramdisk, plain_cpio());
	rig_put("s", "#!ipxe\nchain s2\n");
	rig_put("s2", "#!ipxe\nkernel k3\ninitrd r\nboot\n");
	rig_put("k3", "kernel");
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel s\n");
	rig_start();
	if (!CHECK_INT(rig.stages, 9))
		return;
	CHECK_INT(rig.stage[4].kind, CHAN_STAGE_CONFIG);
	CHECK_STR(rig.stage[5].text, "tftp://10.0.2.2/s");
	CHECK_STR(rig.stage[6].text, "tftp://10.0.2.2/s2");
	CHECK_STR(rig.stage[7].text, "tftp://10.0.2.2/k3");
	CHECK_INT(rig.stage[8].bytes, plain_cpio());
	has("run/pxehop/boot.json", "\"what\": \"tftp://10.0.2.2/s2\"");
	/* in the place of a configuration it is the configuration */
	fresh();
	rig_put_bytes("r", ramdisk, plain_cpio());
	rig_put("pxelinux.cfg/default", "#!ipxe\nkernel /k\ninitrd /r\nboot\n");
	rig_start();
	CHECK_INT(rig.stages, 7);
	CHECK_INT(rig.stage[4].kind, CHAN_STAGE_CONFIG);
	has("run/pxehop/boot.json", "\"configuration\": \"tftp://10.0.2.2/pxelinux.cfg/default\"");
}

/* Linux knows no header of U-Boot's: what is behind it is what it gets. */
TEST(what_a_script_boots_is_unwrapped)
{
	size_t n = seed("uimage");

	rig_fresh();
	rig_put_bytes("r", ramdisk, n);
	rig_put("pxelinux.cfg/default", "#!ipxe\nkernel /k\ninitrd /r\nboot\n");
	rig_start();
	CHECK_INT(rig.boots, 1);
	CHECK_INT(rig.initrd_len, n - 64);
	CHECK(!memcmp(rig.initrd, ramdisk + 64, n - 64));
}

TEST(each_stage_is_told_in_its_order)
{
	static const enum chan_stage_kind kinds[] = {
		CHAN_STAGE_KERNEL, CHAN_STAGE_DRIVERS, CHAN_STAGE_LINK, CHAN_STAGE_LEASE,
		CHAN_STAGE_CONFIG, CHAN_STAGE_FILE,    CHAN_STAGE_FILE};
	uint64_t at = 0;

	fresh();
	boot_with(plain_cpio());
	if (!CHECK_INT(rig.stages, sizeof kinds / sizeof *kinds))
		return;
	for (unsigned i = 0; i < rig.stages; i++) {
		const struct chan_stage *st = &rig.stage[i];

		CHECK_INT(st->kind, kinds[i]);
		CHECK(st->from_ms <= st->to_ms);
		if (i < 5)
			CHECK_INT(st->from_ms, at);
		at = st->to_ms;
	}
	CHECK_INT(rig.stage[0].to_ms, 800);
	CHECK_STR(rig.stage[3].text, "eth0 10.0.2.15");
	CHECK(strstr(rig.stage[4].text, "pxelinux.cfg/default") != NULL);
	CHECK_INT(rig.stage[5].bytes, 6);
	CHECK_INT(rig.stage[6].bytes, plain_cpio());
}

TEST(a_wait_is_a_stage_of_its_own)
{
	fresh();
	rig_put("c", "default a\nprompt 1\ntimeout 50\nlabel a\nkernel k\ninitrd r\n");
	rig.net.has_conffile = true;
	text_copy(rig.net.conffile, sizeof rig.net.conffile, view_of("c"));
	rig.net.headless = true;
	rig_put_bytes("r", ramdisk, plain_cpio());
	rig_start();
	rig_pass(5000);
	CHECK_INT(rig.boots, 1);
	if (!CHECK_INT(rig.stages, 8))
		return;
	CHECK_INT(rig.stage[5].kind, CHAN_STAGE_CHOICE);
	CHECK_INT(rig.stage[5].to_ms - rig.stage[5].from_ms, 5000);
}

TEST(the_next_system_finds_lease_and_stages)
{
	size_t n;

	fresh();
	n = plain_cpio();
	boot_with(n);
	CHECK(rig.initrd_len > n && rig.initrd_len % 4 == 0);
	CHECK(memcmp(rig.initrd, ramdisk, n) == 0);
	has("run/pxehop/boot.json", "\"stage\": \"lease\"");
	has("run/pxehop/boot.json", "\"version\": 1");
	has("run/pxehop/boot.json", "\"label\": \"a\"");
	has("run/pxehop/lease.json", "\"address\": \"10.0.2.15\"");
	has("run/pxehop/lease.json", "\"prefix_length\": 24");
	has("run/pxehop/lease.json", "\"address6\": null");
	has("run/pxehop/lease.json", "\"method6\": null");
	has("run/pxehop/lease.json", "\"bootfile_params\": null");
	has("run/pxehop/lease.json", "\"server_ip\": \"10.0.2.2\"");
	has(".extra/pxehop/boot.json", "\"stage\": \"file\"");
	has(".extra/pxehop/lease.json", "\"mac\": \"00:00:00:00:00:00\"");
}

TEST(the_next_system_finds_the_lease_of_ip6)
{
	fresh();
	rig.net.addr = rig.net.netmask = rig.net.gateway = 0;
	rig.net.ip6 = true;
	rig.net.six = (struct chan_static6){.how = CHAN_IP6_DHCP,
					    .prefix_len = 128,
					    .addr = {{0xfd, [15] = 5}},
					    .gateway = {{0xfe, 0x80, [15] = 1}}};
	text_copy(rig.net.params, sizeof rig.net.params, view_of("a=1 cd"));
	boot_with(plain_cpio());
	has("run/pxehop/lease.json", "\"address\": null");
	has("run/pxehop/lease.json", "\"address6\": \"fd00::5\"");
	has("run/pxehop/lease.json", "\"prefix_length6\": 128");
	has("run/pxehop/lease.json", "\"gateway6\": \"fe80::1\"");
	has("run/pxehop/lease.json", "\"method6\": \"dhcp6\"");
	has("run/pxehop/lease.json", "\"bootfile_params\": \"a=1 cd\"");
}

TEST(an_initrd_is_left_alone_where_nothing_may_follow_it)
{
	static const char *const alone[] = {"lz4_legacy", "lzma"};
	size_t n;

	for (unsigned i = 0; i < sizeof alone / sizeof *alone; i++) {
		fresh();
		n = seed(alone[i]);
		boot_with(n);
		CHECK_INT(rig.initrd_len, (n + 3) & ~(size_t)3);
	}
	fresh();
	n = seed("gzip");
	boot_with(n);
	CHECK(rig.initrd_len > n + 500);
}

TEST(an_initrd_is_left_alone_without_room_or_will)
{
	size_t n = plain_cpio();

	fresh();
	rig.net.report = false;
	boot_with(n);
	CHECK_INT(rig.initrd_len, n);
	fresh();
	rig.net.max_payload = 6 + n + 100;
	boot_with(n);
	CHECK_INT(rig.initrd_len, n);
}

TEST(without_an_initrd_there_is_none)
{
	rig_fresh();
	rig.net.report = true;
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\n");
	rig_start();
	CHECK_INT(rig.boots, 1);
	CHECK(!(rig.sent_parts & 1u << CHAN_INITRD));
}
