/* SPDX-License-Identifier: MIT
 * iPXE's settings in names of configurations and in command lines. */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include "dhcp/msg.h"

#include <string.h>

static void start(const char *conffile, const char *name, const char *conf)
{
	rig_fresh();
	memcpy(rig.net.mac, "\x52\x54\0\x12\x34\x56", 6);
	rig.net.has_conffile = conffile != NULL;
	if (conffile)
		text_copy(rig.net.conffile, sizeof rig.net.conffile, view_of(conffile));
	rig_put(name, conf);
}

static void boots(const char *append, bool by_default, const char *line)
{
	char conf[300], sent[300];
	struct str s = str_of(conf, sizeof conf);

	str_fmt(&s, "default a\nlabel a\nkernel k\nappend %s\n", append);
	start(NULL, "pxelinux.cfg/default", conf);
	rig.net.expand = by_default;
	CHECK(dhcp_kept_add(&rig.net.reply.options, DHCP_O_HOSTNAME, rd_of("node 7", 6)));
	CHECK(dhcp_kept_add(&rig.net.reply.options, 224, rd_of("a\nb", 3)));
	CHECK(dhcp_kept_add(&rig.net.reply.options, 225, rd_of("${225}", 6)));
	rig_start();
	s = str_of(sent, sizeof sent);
	if (line)
		str_fmt(&s, "boot BOOT_IMAGE=k%s\n", line);
	SENT(sent);
}

TEST(settings_in_the_name_of_the_configuration)
{
	start("http://h/conf?mac=${net0/mac:hexhyp}", "conf?mac=52-54-00-12-34-56", TWO);
	rig_start();
	LOGGED("http://h/conf?mac=52-54-00-12-34-56: configuration");
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
	/* pxehop.url=: names are relative to it */
	start("http://h/${mac:hexraw}/conf", "525400123456/conf", "label a\nkernel k3\n");
	rig.net.conffile_is_base = true;
	rig_put("525400123456/k3", "kernel");
	rig_start();
	SENT("boot BOOT_IMAGE=k3\n");
	/* a script, by option 209 */
	start("x-${ip}", "x-10.0.2.15", "#!ipxe\nkernel /k\nboot\n");
	rig_start();
	SENT("boot\n");
}

TEST(names_of_the_configuration_that_come_to_nothing)
{
	static const char *const names[] = {"${gone}", "${17}"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		start(names[i], "pxelinux.cfg/default", TWO);
		CHECK(dhcp_kept_add(&rig.net.reply.options, 17, rd_of("${17}", 5)));
		rig_start();
		LOGGED("the configuration's name is too long, empty or contains itself: passed "
		       "over");
		SENT("boot BOOT_IMAGE=k one initrd=i\n");
	}
	/* nothing to put in: as PXELINUX reads it */
	start("c$}{", "c$}{", TWO);
	rig_start();
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}

TEST(settings_in_append_where_it_is_asked_for)
{
	boots("m=${mac}", false, " m=${mac}");
	boots("m=${mac} pxehop.expand  x", false, " m=52:54:00:12:34:56  x");
	boots("pxehop.expand=1 m=${net0/mac:hexhyp}", false, " m=52-54-00-12-34-56");
	boots("a=${ip} b=${gone}c ${ ip }", true, " a=10.0.2.15 b=c ${ ip }");
	boots("a=${ip} pxehop.expand=0", true, " a=${ip}");
	boots("pxehop.expand=1 a=${ip} pxehop.expand=0", false, " a=${ip}");
	boots("h=${hostname}", true, " h=node 7");
	boots("pxehop.expand=2 ${ip}", false, " pxehop.expand=2 ${ip}");
}

TEST(settings_in_append_that_cannot_be)
{
	boots("a=${224}", true, NULL);
	CHECK(strstr(session_why(&rig.session),
		     "label a: a setting in the command line is not plain text"));
	boots("a=${225}", true, NULL);
	CHECK(strstr(session_why(&rig.session), "one contains itself"));
}
