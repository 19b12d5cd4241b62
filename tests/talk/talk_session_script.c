/* SPDX-License-Identifier: MIT
 * iPXE scripts in a session: how one is found, what its needs become, and what follows its end. */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void start_script(const char *script)
{
	rig_fresh();
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile,
		  view_of("http://h/d/boot?mac=${mac:hexhyp}"));
	rig.net.mac[5] = 1;
	rig_put("d/boot?mac=00-00-00-00-00-01", script);
	rig_put("d/k", "kernel");
	rig_put("d/i", "initrd");
	rig_put("d/sub", "#!ipxe\necho sub ${cwuri}\nexit 3\n");
	rig_start();
}

/* --- how it is found ------------------------------------------------------------------------- */

TEST(script_of_option_67)
{
	start_script(
		"#!ipxe\ninitrd --name initrd i\nkernel k initrd=initrd  a=${net0/ip}\nboot\n");
	SENT("boot initrd=initrd a=10.0.2.15\n");
	CHECK_INT(rig.sent_parts, 1 << CHAN_KERNEL | 1 << CHAN_INITRD | 1 << CHAN_CMDLINE);
	LOGGED("http://h/d/boot?mac=00-00-00-00-00-01: an iPXE script");
	LOGGED("the script boots http://h/d/k");
}

TEST(script_under_a_name_of_the_lookup_order)
{
	rig_start_with("#!ipxe\nkernel /k one\nboot\n");
	SENT("boot one\n");
	LOGGED("the script boots tftp://10.0.2.2/k");
}

TEST(script_as_a_kernel)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel x.ipxe\nappend one\n");
	rig_put("x.ipxe", "#!ipxe\nkernel k two\nboot\n");
	rig_start();
	SENT("boot two\n");
}

TEST(script_of_config)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nconfig x\n");
	rig_put("x", "#!ipxe\nreboot\n");
	rig_start();
	SENT("reboot tftp://10.0.2.2/x: label of iPXE: rebooting as it says\n");
}

static void start_named(const char *conffile, bool is_base)
{
	rig_fresh();
	rig.net.has_conffile = true;
	rig.net.conffile_is_base = is_base;
	text_copy(rig.net.conffile, sizeof rig.net.conffile, view_of(conffile));
	rig_put("d/x", "#!ipxe\nkernel k3 ${cwuri}\nboot\n");
	rig_put("d/k3", "kernel");
	rig_start();
}

TEST(script_of_option_209)
{
	start_named("d/x", false);
	SENT("boot tftp://10.0.2.2/d/x\n");
	start_named("http://h/d/x", false);
	SENT("boot http://h/d/x\n");
}

TEST(script_of_pxehop_url)
{
	start_named("http://h/d/x", true);
	SENT("boot http://h/d/x\n");
	LOGGED("http://h/d/x: an iPXE script");
}

TEST(script_as_a_kernel_by_url)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nlinux http://h/d/x.ipxe\n");
	rig_put("d/x.ipxe", "#!ipxe\nkernel k3 ${cwduri}\nboot\n");
	rig_put("d/k3", "kernel");
	rig_start();
	SENT("boot http://h/d/\n");
}

/* In the place of an .ins list, which a label names as one. */
TEST(script_in_the_place_of_an_ins_list)
{
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel d/generic.ins\n");
	rig_put("d/generic.ins", "#!ipxe\nkernel k3 three\nboot\n");
	rig_put("d/k3", "kernel");
	rig_start();
	SENT("boot three\n");
}

/* DHCP was asked as iPXE asks: then a plain name is a script's, whatever it is called. */
TEST(script_of_a_plain_boot_file_for_ipxe)
{
	rig_fresh();
	rig.net.as_ipxe = true;
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("d/boot-${ip}"));
	rig_put("d/boot-10.0.2.15", "#!ipxe\nkernel k3 plain\nboot\n");
	rig_put("d/k3", "kernel");
	rig_start();
	SENT("boot plain\n");
}

TEST(boot_files_that_are_no_script)
{
	start_script("default a\nlabel a\nkernel http://h/d/k\n");
	rig_fresh();
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("tftp://10.0.2.2/gone.ipxe"));
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\n");
	rig_start();
	SENT("boot BOOT_IMAGE=k\n");
	/* the script by which iPXE started this loader */
	rig_fresh();
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("boot.ipxe"));
	rig_put("boot.ipxe", "#!ipxe\nkernel k2 loader\nboot\n");
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nkernel k\n");
	rig_start();
	SENT("boot BOOT_IMAGE=k\n");
}

TEST(script_that_cannot_be_begun)
{
	static char large[IPXE_SCRIPT_MAX + 2];

	memset(large, '\n', sizeof large - 1);
	memcpy(large, "#!ipxe\n", 7);
	rig_start_with(large);
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK(strstr(session_why(&rig.session), "the iPXE script cannot be run"));
	rig_fresh();
	rig_put("pxelinux.cfg/default", "default a\nlabel a\nconfig x\n");
	rig_put("x", large);
	rig_start();
	CHECK_INT(rig.session.phase, PHASE_FAILED);
}

/* --- what it needs --------------------------------------------------------------------------- */

TEST(script_calls_scripts_and_bears_what_is_missing)
{
	start_script(
		"#!ipxe\nchain sub || echo status ${errno}\nkernel gone || echo none\nkernel k\n"
		"sha256sum k && imgset v sub\necho ${v} ||\nparams\nparam a b c\nparam --header X "
		"y\nimgfetch "
		"k##params\n"
		"initrd i /f mode=0600\ninitrd i\nfdt i ||\nboot\n");
	SENT("boot\n");
	LOGGED("iPXE: sub http://h/d/sub");
	LOGGED("iPXE: status 0x3");
	LOGGED("iPXE: none");
	CHECK_STR(rig.requests, "POST d/k a=b%20c X: y\n");
	LOGGED("  k\n");
	CHECK(rig.sent_parts & 1 << CHAN_DTB);
}

TEST(script_menus)
{
	static const char menu[] =
		"#!ipxe\nmenu Title\nitem --gap -- --\nitem a Alpha\nitem --key b b Beta\n"
		"item --default c\nchoose --timeout 4000 --retimeout 900 s && kernel k ${s} || "
		"exit\nboot\n";

	start_script(menu);
	SENT("menu wait 40 total 0 start 0\nagain 9\n  --\n  Alpha\n  Beta\n  c\n");
	rig_choose(0);
	rig_choose(77);
	rig_choose(CHAN_NO_ENTRY);
	SENT("");
	rig_choose(2);
	SENT("gone\nboot b\n");
	start_script(menu);
	SENT("menu wait 40 total 0 start 0\nagain 9\n  --\n  Alpha\n  Beta\n  c\n");
	rig_send(CHAN_LEFT, 0, NULL);
	SENT("gone\nlocalboot http://h/d/boot?mac=00-00-00-00-00-01: label of iPXE: LOCALBOOT, "
	     "leaving the network\n");
	start_script(menu);
	rig_send(CHAN_FKEY, 1, NULL);
	rig_send(CHAN_TIMEOUT, 0, NULL);
	SENT("menu wait 40 total 0 start 0\nagain 9\n  --\n  Alpha\n  Beta\n  c\ngone\nboot c\n");
}

TEST(script_menus_that_nobody_sees)
{
	char words[200];
	struct str status = str_of(words, sizeof words);

	rig_fresh();
	rig.net.headless = true;
	rig_put("pxelinux.cfg/default", "#!ipxe\nmenu\nitem a\nchoose --timeout 4000 s\nread "
					"--timeout 10 x || kernel /k ${s}\nboot\n");
	rig_start();
	SENT("");
	rig_pass(3999);
	SENT("");
	rig_pass(1);
	rig_pass(10);
	SENT("boot a\n");
	rig_fresh();
	rig.net.headless = true;
	rig_put("pxelinux.cfg/default", "#!ipxe\nmenu Which\nitem a\nchoose s\n");
	rig_start();
	LOGGED("iPXE: the menu \"Which\" waits for a person, nobody can see it, and it has no time "
	       "limit");
	rig_pass(1000000);
	CHECK_INT(rig.session.phase, PHASE_SCRIPT_WAIT);
	session_status(&rig.session, &status, rig.now);
	CHECK_STR(words, "the iPXE script waits for a person, and nobody can see it, for 1000 s");
}

TEST(script_asks_for_lines)
{
	start_script(
		"#!ipxe\nset n old\nread n\nread m\nread n && iseq [${n}] [] && set n gone\n"
		"set o \xc3\xa4\nread o\nlogin && kernel k ${n} ${m} ${o} ${username} ${password}\n"
		"boot\n");
	SENT("prompt wait 0 total 0 start 0\nn: [old]\n");
	rig_type("old", NULL);
	SENT("gone\nprompt wait 0 total 0 start 0\nm: []\n");
	rig_type("new", NULL);
	SENT("gone\nprompt wait 0 total 0 start 0\nn: [old]\n");
	rig_type("", NULL);
	SENT("gone\nprompt wait 0 total 0 start 0\no: []\n");
	rig_type("", NULL); /* what keys cannot type is left */
	SENT("gone\nprompt wait 0 total 0 start 0\nusername: []\n");
	rig_type("me", NULL);
	SENT("gone\nprompt wait 0 total 0 start 0\nsecret password: []\n");
	rig_type("pw", NULL);
	CHECK(strstr(rig.sent, "boot gone new") && strstr(rig.sent, " me pw\n"));
	start_script("#!ipxe\nread n || echo left\nread --timeout 500 n || kernel k\nboot\n");
	rig_send(CHAN_LEFT, 0, NULL);
	LOGGED("iPXE: left");
	rig_send(CHAN_TIMEOUT, 0, NULL);
	SENT("prompt wait 0 total 0 start 0\nn: []\ngone\nprompt wait 5 total 0 start 0\nn: "
	     "[]\ngone\nboot\n");
}

TEST(script_shows_forms)
{
	static const char form[] =
		"#!ipxe\nset net0/ip 1.2.3.4\nform Title\nitem --gap -- Above\n"
		"item net0/ip Address\nitem --secret pw\nitem n Name\n"
		"present && kernel k ${net0/ip} ${pw} [${n}] || kernel k left ${net0/ip}\nboot\n";

	start_script(form);
	SENT("prompt wait 0 total 0 start 0\nAddress: [1.2.3.4]\nline Above\n");
	rig_type("10.0.0.9", NULL);
	SENT("prompt wait 0 total 0 start 0\nsecret pw: []\n");
	rig_type("x y", NULL);
	SENT("prompt wait 0 total 0 start 0\nName: []\n");
	rig_type("", NULL);
	SENT("gone\nboot 10.0.0.9 x y []\n");
	start_script(form);
	rig_type("10.0.0.9", NULL);
	rig_send(CHAN_LEFT, 0, NULL);
	SENT("prompt wait 0 total 0 start 0\nAddress: [1.2.3.4]\nline Above\n"
	     "prompt wait 0 total 0 start 0\nsecret pw: []\ngone\nboot left 1.2.3.4\n");
	start_script(form);
	rig_type("no address", NULL);
	rig_type("", NULL);
	rig_type("", NULL);
	LOGGED("a field of the form cannot have that value");
	start_script("#!ipxe\nform T\nitem --gap x\npresent && kernel k\nboot\n");
	SENT("boot\n");
}

TEST(script_waits_for_time_and_keys)
{
	start_script("#!ipxe\nsleep 2\nprompt --timeout 500 Press || echo nobody\nprompt Any && "
		     "echo key\n"
		     "prompt --key x --timeout 100 || kernel k\nboot\n");
	rig_press("x");
	rig_pass(1999);
	CHECK(!strstr(rig.logged, "Press"));
	rig_pass(1);
	LOGGED("iPXE: Press");
	rig_pass(500);
	LOGGED("iPXE: nobody");
	rig_pass(100000);
	CHECK(!strstr(rig.logged, "iPXE: key"));
	SENT("keys 1\nkeys 0\nkeys 1\n");
	rig_press("s");
	LOGGED("iPXE: key");
	SENT("keys 0\nkeys 1\n");
	rig_pass(100);
	SENT("keys 0\nboot\n");
}

TEST(script_waits_for_one_key)
{
	static const struct {
		const char *key, *first, *then; /* then NULL: nothing more comes */
		bool ok;
	} r[] = {
		{"x", "x", NULL, true},
		{"x", "xy\n", NULL, true},
		{"x", "y", NULL, false},
		{"0x02", "\x02", NULL, true},
		{"0x197e", "\x1b[24~", NULL, true},
		{"0x197e", "\x1b", "[24~", true},
		{"0x197e", "\x1b[24", "~", true},
		{"0x197e", "\x1b[23~", NULL, false},
		{"0x1b", "\x1b", NULL, true},
		{"13", "\n", NULL, true},
		{"10", "\n", NULL, true},
		{"x", "\x03", NULL, false},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		char script[200];
		struct str s = str_of(script, sizeof script);

		str_fmt(&s, "#!ipxe\nprompt --key %s && kernel k yes || kernel k no\nboot\n",
			r[i].key);
		start_script(script);
		rig_press(r[i].first);
		if (r[i].then)
			rig_press(r[i].then);
		rig_pass(200);
		if (!CHECK_STR(rig.cmdline, r[i].ok ? "yes" : "no"))
			printf("  row %zu\n", i);
	}
}

TEST(ctrl_c_ends_pauses_and_downloads)
{
	start_script("#!ipxe\nsleep 9 || echo woken\ninitrd slow || kernel k\nboot\n");
	rig_put_slow("d/slow", "x", 100000);
	rig_press("\x03");
	LOGGED("iPXE: woken");
	CHECK_INT(rig.session.phase, PHASE_SCRIPT_FILE);
	rig_press("x");
	CHECK_INT(rig.session.phase, PHASE_SCRIPT_FILE);
	rig_press("\x03");
	LOGGED("the download is ended by hand");
	SENT("boot\n");
}

/* As long as bytes come it waits. */
TEST(timeouts_end_downloads_that_stand_still)
{
	start_script("#!ipxe\nsleep 1\nimgfetch --timeout 500 slow || kernel k ${errno}\nboot\n");
	rig_put_slow("d/slow", NULL, 1000000);
	rig_pass(1000);
	rig_pass(499);
	SENT("");
	rig_pass(1);
	SENT("boot 0x4c\n");
	LOGGED("http://h/d/slow: nothing came for 500 ms (--timeout), the script is told");
	CHECK_INT(rig_downloads(), 0);
	start_script("#!ipxe\nsleep 1\nimgfetch -t 500 slow && kernel k || kernel k told\nboot\n");
	rig_put_slow("d/slow", "initrd", 90000);
	rig_pass(1000);
	rig.session.ipxe.fetched = 0; /* as if a byte came just now */
	rig_pass(499);
	rig.session.ipxe.fetched = 0;
	rig_pass(499);
	rig.session.ipxe.fetched = 0;
	rig_pass(499);
	rig_pass(499);
	rig_pass(499);
	SENT("boot\n");
	/* without one it is the transport that gives up */
	start_script("#!ipxe\nsleep 1\nimgfetch --timeout 0 slow || kernel k told\nboot\n");
	rig_put_slow("d/slow", NULL, 50000);
	rig_pass(1000);
	rig_pass(1000);
	rig_pass(60000);
	SENT("boot told\n");
}

TEST(script_opens_a_shell_where_somebody_is)
{
	static const char script[] = "#!ipxe\nshell && kernel /k back || kernel /k none\nboot\n";

	start_script(script);
	SENT("keys 1\n");
	rig_pass(59999);
	SENT("");
	rig_pass(1);
	SENT("keys 0\nboot none\n");
	start_script(script);
	rig_press("x");
	SENT("keys 1\nkeys 0\nshell\n");
	rig_press("\x03");
	rig_pass(1000000);
	SENT("");
	rig_shell_ended(0);
	SENT("boot back\n");
	start_script("#!ipxe\nprompt\nshell || kernel k none\nboot\n");
	rig_press("x"); /* somebody is there */
	SENT("keys 1\nkeys 0\nshell\n");
	rig_shell_ended(-1);
	SENT("boot none\n");
	rig_fresh();
	rig.net.headless = true;
	rig_put("pxelinux.cfg/default", script);
	rig_start();
	SENT("boot none\n");
}

/* Scripts that boot d/k, packed by gzip, by gzip in two members with zeroes behind them, and by zlib. */
static const uint8_t in_gzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x53,
				  0x56, 0xcc, 0x2c, 0xa8, 0x48, 0xe5, 0xca, 0x4e, 0x2d, 0xca, 0x4b,
				  0xcd, 0x51, 0xd0, 0x4f, 0xd1, 0xcf, 0x56, 0x28, 0xcd, 0x2b, 0x48,
				  0x4c, 0xce, 0x4e, 0x4d, 0xe1, 0x4a, 0xca, 0xcf, 0x2f, 0xe1, 0x02,
				  0x00, 0xef, 0x0f, 0x1e, 0xb4, 0x21, 0x00, 0x00, 0x00};
static const uint8_t in_members[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x53, 0x56, 0xcc, 0x2c, 0xa8,
	0x48, 0xe5, 0xca, 0x4e, 0x2d, 0xca, 0x4b, 0xcd, 0x51, 0xd0, 0x4f, 0xd1, 0xcf, 0x56, 0x00,
	0x00, 0xef, 0xfd, 0x43, 0x6f, 0x13, 0x00, 0x00, 0x00, 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x02, 0x03, 0x2b, 0x29, 0xcf, 0x4c, 0x4e, 0xe5, 0x4a, 0xca, 0xcf, 0x2f, 0xe1,
	0x02, 0x00, 0x76, 0xc4, 0xe2, 0x8f, 0x0b, 0x00, 0x00, 0x00, 0x00, 0x00};
static const uint8_t in_zlib[] = {0x78, 0x9c, 0x53, 0x56, 0xcc, 0x2c, 0xa8, 0x48, 0xe5, 0xca,
				  0x4e, 0x2d, 0xca, 0x4b, 0xcd, 0x51, 0xd0, 0x4f, 0xd1, 0xcf,
				  0x56, 0xa8, 0xca, 0xc9, 0x4c, 0xe2, 0x4a, 0xca, 0xcf, 0x2f,
				  0xe1, 0x02, 0x00, 0x8c, 0xb3, 0x09, 0x6c};

TEST(images_are_unpacked)
{
	static const struct {
		const void *file;
		size_t len;
		const char *cmdline;
	} r[] = {
		{in_gzip, sizeof in_gzip, "unpacked"},
		{in_members, sizeof in_members, "twice"},
		{in_zlib, sizeof in_zlib, "zlib"},
		{in_gzip, sizeof in_gzip - 9, "failed"},
		{in_gzip, 12, "failed"},
		{"plain", 5, "failed"},
		{"", 0, "failed"},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		start_script("#!ipxe\nsleep 1\nimgextract s.gz && chain s || imgfree\nkernel k "
			     "failed\nboot\n");
		rig_put_bytes("d/s.gz", r[i].file, r[i].len);
		rig_pass(1000);
		if (!CHECK_STR(rig.cmdline, r[i].cmdline))
			printf("  row %zu\n", i);
		CHECK_INT(rig_downloads(), 0);
	}
}

TEST(unpacked_images_take_the_place_of_packed_ones)
{
	start_script(
		"#!ipxe\nsleep 1\nimgextract --keep --name x s.gz && imgstat x s.gz && imgfree\n"
		"imgextract s.gz && imgstat s ; imgstat s.gz || echo gone\nsha1sum s\n");
	rig_put_bytes("d/s.gz", in_gzip, sizeof in_gzip);
	rig_pass(1000);
	LOGGED("iPXE: x : 33 bytes [script]");
	LOGGED("iPXE: gone");
	LOGGED("http://h/d/s.gz: unpacked, 1 KiB");
	rig_fresh();
	rig.net.max_payload = 20;
	rig_put("pxelinux.cfg/default", "#!ipxe\nimgextract /s.gz || kernel /k small\nboot\n");
	rig_put_bytes("s.gz", in_gzip, sizeof in_gzip);
	rig_start();
	LOGGED("the script is told");
}

TEST(script_looks_names_up)
{
	start_script("#!ipxe\nsleep 1\nnslookup a known && nslookup b 1.2.3.4 && nslookup net0/x "
		     "gone || "
		     "kernel k ${a} ${b} [${net0/x}]\nboot\n");
	rig.session.net.dns[0] = netaddr_ip4(0x0a000203);
	rig_pass(1000);
	CHECK_STR(rig.cmdline, "");
	rig_pass(10);
	CHECK_INT(rig.asked_dns, 0x0a000203);
	rig_pass(10);
	rig_pass(10);
	rig_pass(10);
	CHECK_STR(rig.cmdline, "10.9.8.7 1.2.3.4 []");
	LOGGED("iPXE: gone: ");
	start_script("#!ipxe\nset dns 9.9.9.9\nnslookup a known || kernel k\nboot\n");
	rig_pass(10);
	CHECK_INT(rig.asked_dns, 0x09090909);
	rig.dns_stopped = 0;
	rig_press("\x03");
	CHECK(rig.dns_stopped > 0);
	SENT("boot\n");
	start_script("#!ipxe\nnslookup a known\n");
	rig.dns_stopped = 0;
	session_stop(&rig.session);
	CHECK_INT(rig.dns_stopped, 1);
}

TEST(script_sets_an_address)
{
	static const char script[] =
		"#!ipxe\nifclose net0\nset net0/ip 10.1.0.5\nset net0/netmask 255.255.0.0\n"
		"set net0/gateway 10.1.0.1\nset dns 9.9.9.9\nifopen net0 && kernel k ${ip} || "
		"kernel k told\n"
		"boot\n";

	start_script(script);
	SENT("address 10.1.0.5/16 by 10.1.0.1\n");
	rig_address_set(0x0a00020f, 0);
	rig_press("\x03");
	SENT("");
	rig_address_set(0x0a010005, 0);
	SENT("boot 10.1.0.5\n");
	CHECK_INT(rig.session.net.gateway, 0x0a010001);
	CHECK_INT(netaddr_to_ip4(&rig.session.net.dns[0]), 0x09090909);
	/* one that cannot be set */
	rig.net.netmask = 0;
	start_script(script);
	rig_address_set(0x0a010005, -1);
	CHECK(strstr(rig.sent, "address 10.1.0.5/16 by 10.1.0.1\naddress 10.0.2.15/"));
	CHECK_STR(rig.cmdline, "told");
	/* nobody answers; and what fails gives the lease's address back */
	start_script(script);
	rig_pass(10000);
	CHECK_STR(rig.cmdline, "told");
	start_script("#!ipxe\nset net0/ip 10.1.0.5\nset net0/netmask 255.255.0.0\nifopen\nkernel "
		     "gone\n");
	rig_address_set(0x0a010005, 0);
	SENT("address 10.1.0.5/16\naddress 10.0.2.15/32\n");
	CHECK_INT(rig.session.net.addr, 0x0a00020f);
	start_script("#!ipxe\nset net0/ip 127.0.0.5\nset net0/netmask 255.0.0.0\nifopen || kernel "
		     "k\nboot\n");
	SENT("boot\n");
	/* nothing to do, and other interfaces */
	start_script("#!ipxe\nifopen ; dhcp netX && ifopen net1 || dhcp net1 || iflinkwait net1 || "
		     "kernel k\nboot\n");
	SENT("boot\n");
	LOGGED("iPXE: net1: only net0 is here");
}

/* @n bytes of rig.probe.packet come in after @ms. */
static void comes(size_t n, uint64_t ms)
{
	rig.probe.n = n;
	rig.now += ms;
	session_step(&rig.session, rig.now);
	rig_settle();
}

/* The server answers what was asked last. */
static void tell_time(uint8_t stratum)
{
	static const uint8_t time[8] = {0xee, 0xb8, 0x48, 0x80, 0x80};
	uint8_t *p = rig.probe.packet;

	memcpy(p + 24, p + 40, 8);
	memcpy(p + 40, time, 8);
	p[0] = 0x24;
	p[1] = stratum;
	comes(48, 40);
}

TEST(script_sets_the_clock)
{
	start_script("#!ipxe\nsleep 1\nntp known && kernel k || kernel k told\nboot\n");
	rig.session.net.dns[0] = netaddr_ip4(0x0a000203);
	rig_pass(1000);
	rig_pass(10);
	rig_pass(10);
	CHECK_INT(rig.probe.addr, 0x0a090807);
	CHECK_INT(rig.probe.port, 123);
	CHECK_INT(rig.probe.packet[0], 0x23);
	comes(48, 10); /* a query is no answer */
	SENT("");
	tell_time(2);
	SENT("clock\n");
	CHECK_INT(rig.clock_ms, 1796065792ull * 1000 + 500 + 25);
	rig_press("\x03");
	rig_address_set(0x0a00020f, 0);
	SENT("");
	rig_clock_set(0);
	SENT("boot\n");
	LOGGED("iPXE: the clock is set as known says");
	rig_clock_set(0); /* out of turn */
}

static void ask_for_time(void)
{
	start_script("#!ipxe\nntp 10.0.2.3 && kernel k || kernel k told\nboot\n");
	CHECK_INT(rig.probe.sent, 1);
}

TEST(script_cannot_set_the_clock)
{
	ask_for_time();
	for (unsigned i = 0; i < 100 && !rig.boots; i++)
		rig_pass(250);
	CHECK_INT(rig.probe.sent, 4);
	SENT("boot told\n");
	LOGGED("iPXE: 10.0.2.3: it does not tell the time");
	ask_for_time();
	tell_time(0);
	SENT("boot told\n");
	LOGGED("the server refuses to tell the time");
	ask_for_time();
	rig_press("\x03");
	SENT("boot told\n");
	ask_for_time();
	tell_time(2);
	rig_clock_set(-1);
	LOGGED("10.0.2.3: the clock cannot be set: ");
	ask_for_time();
	tell_time(2);
	rig_pass(10000);
	CHECK_STR(rig.cmdline, "told");
	/* before the loader was made */
	ask_for_time();
	memset(rig.probe.packet + 48, 0, 8);
	memcpy(rig.probe.packet + 24, rig.probe.packet + 40, 8);
	memcpy(rig.probe.packet + 40, "\x83\xaa\x7e\x80", 4);
	memcpy(rig.probe.packet, "\x24\x02", 2);
	comes(48, 10);
	CHECK_STR(rig.cmdline, "told");
	LOGGED("the time that it tells cannot be");
}

static void echo(void)
{
	rig.probe.packet[0] = 0;
	comes(8 + 64, 3);
}

TEST(script_pings)
{
	start_script("#!ipxe\nping --count 2 10.0.2.3 && kernel k || kernel k told\nboot\n");
	CHECK_INT(rig.probe.port, 0);
	echo();
	LOGGED("iPXE: 64 bytes from 10.0.2.3: seq=1, 3 ms");
	SENT("");
	rig_pass(997);
	CHECK_INT(rig.probe.sent, 2);
	echo();
	SENT("boot\n");
	/* one answer of several will do */
	start_script("#!ipxe\nping -c 2 -t 500 -s 3 10.0.2.3 && kernel k || kernel k told\nboot\n");
	rig_pass(500);
	LOGGED("iPXE: no answer from 10.0.2.3: seq=1");
	rig.probe.packet[0] = 0;
	comes(8 + 3, 3);
	SENT("boot\n");
	/* none, or not the right one */
	start_script("#!ipxe\nping -q -c 1 10.0.2.3 && kernel k || kernel k told\nboot\n");
	rig.probe.packet[7] = 9;
	echo();
	SENT("");
	rig_pass(1000);
	SENT("boot told\n");
	LOGGED("iPXE: 10.0.2.3: it does not answer, the script is told");
	CHECK(!strstr(rig.logged, "seq="));
	/* without a count as long as there are answers */
	start_script("#!ipxe\nping 10.0.2.3 && kernel k || kernel k told\nboot\n");
	for (unsigned i = 0; i < 5; i++) {
		echo();
		rig_pass(997);
	}
	CHECK_INT(rig.probe.sent, 6);
	rig_pass(1000);
	SENT("boot told\n");
	start_script("#!ipxe\nping 10.0.2.3 && kernel k || kernel k told\nboot\n");
	rig_press("\x03");
	SENT("boot told\n");
}

TEST(script_cannot_ping)
{
	rig_fresh();
	start_script("#!ipxe\nsleep 1\nping h || kernel k told\nboot\n");
	rig.session.net.dns[0] = netaddr_ip4(0x0a000203);
	rig_pass(1000);
	rig_pass(10);
	rig_pass(10);
	SENT("boot told\n");
	start_script("#!ipxe\nsleep 1\nping 10.0.2.3 || kernel k told\nboot\n");
	rig.probe.err = -EACCES;
	rig_pass(1000);
	SENT("boot told\n");
	LOGGED("this kernel lets nobody ping");
	start_script("#!ipxe\nping -s 8973 10.0.2.3 || kernel k told\nboot\n");
	SENT("boot told\n");
	LOGGED("ping: --size is up to 8972 bytes");
}

/* What DHCP says on VLAN 12 of eth0. */
static const struct session_net *vlan_lease(void)
{
	static struct session_net n;

	n = rig.net;
	n.ifindex = 7;
	text_copy(n.ifname, sizeof n.ifname, view_of("eth0.12"));
	text_copy(n.parent, sizeof n.parent, view_of("eth0"));
	n.addr = 0x0a0c0005;
	n.netmask = 0xffffff00;
	n.server = netaddr_ip4(0x0a0c0001);
	return &n;
}

static void start_on_link(const char *script)
{
	char text[400];

	start_script("#!ipxe\nsleep 1\nexit\n");
	rig.net.ifindex = 2;
	snprintf(text, sizeof text, "#!ipxe\n%s", script);
	rig_put("x.ipxe", text);
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("http://h/x.ipxe"));
	rig.sent[0] = rig.logged[0] = 0;
	rig_start();
}

TEST(script_makes_a_vlan)
{
	start_on_link("vcreate --tag 12 net0 && isset ${net0-12/mac} || exit 1\nifopen "
		      "net0-12\ndhcp net0-12 || exit 2\nkernel d/k ${ip} ${net0/ip} "
		      "${net0-12/ip} ${netX/ifname} pxehop.handover=dracut\nboot\n");
	SENT("vlan 12 on 2\n");
	rig_clock_set(0);
	rig_address_set(0x0a00020f, 0);
	rig_press("\x03");
	SENT("");
	rig_vlan_set(0);
	rig_pass(1000);
	SENT("");
	rig.vlan = vlan_lease();
	rig_pass(100);
	CHECK(strstr(rig.cmdline, "10.12.0.5 10.0.2.15 10.12.0.5 eth0.12 ") == rig.cmdline);
	CHECK(strstr(rig.cmdline, " vlan=eth0.12:bootnet ip=10.12.0.5::"));
	CHECK_INT(rig.boots, 1);
	CHECK_STR(rig.session.net.ifname, "eth0.12");
	LOGGED("iPXE: net0-12: eth0.12 is used from here on");
}

TEST(script_leaves_a_vlan)
{
	static const struct {
		const char *script, *sent;
	} r[] = {{"dhcp net0\nkernel d/k ${net0/ip}\nboot\n", "boot 10.0.2.15\n"},
		 {"vdestroy net0-12\nifopen net0-12 || kernel d/k gone\nboot\n", "boot gone\n"},
		 {"ifclose net0-12\nkernel d/k ${netX/ip}\nboot\n", "boot 10.0.2.15\n"},
		 {"ifopen && dhcp netX\nifclose\nkernel d/k ${net0-12/ip}\nboot\n",
		  "boot 10.12.0.5\n"},
		 {"kernel missing\n", ""}};
	char script[200];

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		snprintf(script, sizeof script, "vcreate -t 12 net0\ndhcp net0-12\n%s",
			 r[i].script);
		start_on_link(script);
		SENT("vlan 12 on 2\n");
		rig.vlan = vlan_lease();
		rig_vlan_set(0);
		SENT(r[i].sent);
		CHECK_STR(rig.session.net.ifname, "eth0");
		CHECK_INT(rig.session.host.ip, 0x0a00020f);
	}
}

/* What the script has set of the interface below goes back when it fails on the VLAN. */
TEST(script_has_an_address_below_a_vlan)
{
	start_on_link(
		"set net0/ip 10.1.0.5\nset net0/netmask 255.255.0.0\nifopen net0\nvcreate -t 12 "
		"net0\ndhcp net0-12\nifopen\nkernel missing\n");
	SENT("address 10.1.0.5/16\n");
	rig_address_set(0x0a010005, 0);
	SENT("vlan 12 on 2\n");
	rig.vlan = vlan_lease();
	rig_vlan_set(0);
	SENT("address 10.0.2.15/32\n");
	CHECK_STR(rig.session.net.ifname, "eth0");
	CHECK_INT(rig.session.net.addr, 0x0a00020f);
}

TEST(script_cannot_make_a_vlan)
{
	start_on_link("vcreate --tag 12 net0 || kernel d/k ${errno}\nboot\n");
	SENT("vlan 12 on 2\n");
	rig_vlan_set(-1);
	SENT("boot 0x3c\n");
	start_on_link("vcreate --tag 12 net0 || kernel d/k told\nboot\n");
	rig_pass(10000);
	CHECK_STR(rig.cmdline, "told");
	start_on_link("vcreate --tag 12 net0\ndhcp -t 3000 net0-12 || kernel d/k ${errno}\nboot\n");
	rig_vlan_set(0);
	for (unsigned i = 0; i < 29; i++)
		rig_pass(100);
	CHECK_STR(rig.cmdline, "");
	rig_pass(200);
	CHECK_STR(rig.cmdline, "0x4c");
	LOGGED("iPXE: net0-12: no DHCP server has answered on it");
	start_on_link("vcreate --tag 0 net0 || vcreate --tag 4095 net0 || vcreate --tag 5 net1 || "
		      "vdestroy net0-5 || dhcp net0-5 || kernel d/k none\nboot\n");
	SENT("boot none\n");
}

TEST(script_is_told_what_cannot_be)
{
	start_script("#!ipxe\ndhcp && ifopen net0\nvcreate --tag 5 net1 || ping h || ntp h || "
		     "imgverify k s || sanboot http://x || echo all\n"
		     "kernel k\nboot\n");
	for (unsigned i = 0; i < 5; i++)
		rig_pass(10);
	LOGGED("iPXE: all");
	SENT("boot\n");
}

/* --- its end --------------------------------------------------------------------------------- */

TEST(ends_of_scripts)
{
	static const struct {
		const char *script, *sent, *why; /* why NULL: it does not fail */
	} r[] = {
		{"exit\n",
		 "localboot http://h/d/boot?mac=00-00-00-00-00-01: label of iPXE: LOCALBOOT, "
		 "leaving the network\n",
		 NULL},
		{"exit 1\n",
		 "localboot http://h/d/boot?mac=00-00-00-00-00-01: label of iPXE: LOCALBOOT, "
		 "leaving the network\n",
		 NULL},
		{"sanboot --drive 0x80\n",
		 "localboot http://h/d/boot?mac=00-00-00-00-00-01: label of iPXE: LOCALBOOT, "
		 "leaving the network\n",
		 NULL},
		{"poweroff\n",
		 "poweroff http://h/d/boot?mac=00-00-00-00-00-01: label of iPXE: switching off as "
		 "it says\n",
		 NULL},
		{"kernel gone\n", "", "the script failed"},
		{"chain sub\n", "", "the script failed"},
		{":a\ngoto a\n", "", "the script went round in circles"},
	};
	char script[100];

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct str s = str_of(script, sizeof script);

		str_fmt(&s, "#!ipxe\n%s", r[i].script);
		start_script(script);
		SENT(r[i].sent);
		CHECK_INT(rig.session.phase, r[i].why ? PHASE_FAILED : PHASE_HANDED_OVER);
		if (r[i].why && !CHECK(strstr(session_why(&rig.session), r[i].why)))
			printf("  %s\n", session_why(&rig.session));
	}
}

TEST(scripts_leave_nothing_behind)
{
	start_script("#!ipxe\ninitrd i\nimgfree\ninitrd i\nsleep 9\n");
	session_stop(&rig.session);
	CHECK_INT(rig_downloads(), 0);
	CHECK(!rig.session.ipxe.used);
}
