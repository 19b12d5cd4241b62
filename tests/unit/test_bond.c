/* SPDX-License-Identifier: MIT
 * A bond by the files of its driver, in a made-up /sys/class/net: what is written, and in which
 * file. A file keeps the last text that was written to it. */
#include "tests/unit/check.h"

#include "init/bond.h"
#include "lib/log.h"
#include "lib/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char net[40];
static char logged[1000];

static const char *const files[] = {
	"bonding_masters",
	"bond0/ifindex",
	"bond0/bonding/mode",
	"bond0/bonding/miimon",
	"bond0/bonding/lacp_rate",
	"bond0/bonding/arp_ip_target",
	"bond0/bonding/arp_interval",
	"bond0/bonding/slaves",
};

static void keep(enum log_level level, const char *line)
{
	(void)level;
	snprintf(logged + strlen(logged), sizeof logged - strlen(logged), "%s\n", line);
}

static void path_of(const char *name, char path[static 100])
{
	snprintf(path, 100, "%s/%s", net, name);
}

static void put(const char *name, const char *text)
{
	char path[100];
	int fd;

	path_of(name, path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK_INT(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static const char *get(const char *name)
{
	static char text[64];
	char path[100];

	path_of(name, path);
	sysfile_read(path, text, sizeof text);
	return text;
}

static void begin(bool driver)
{
	char path[100];

	logged[0] = '\0';
	log_set(keep, LOG_INFO);
	strcpy(net, "/tmp/pxehop-bond-XXXXXX");
	CHECK(mkdtemp(net) != NULL);
	path_of("bond0", path);
	CHECK_INT(mkdir(path, 0700), 0);
	path_of("bond0/bonding", path);
	CHECK_INT(mkdir(path, 0700), 0);
	for (size_t i = 0; driver && i < sizeof files / sizeof *files; i++)
		put(files[i], "");
	if (driver)
		put("bond0/ifindex", "9\n");
}

static void end(void)
{
	char path[100];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		path_of(files[i], path);
		unlink(path);
	}
	path_of("bond0/bonding", path);
	CHECK_INT(rmdir(path), 0);
	path_of("bond0", path);
	CHECK_INT(rmdir(path), 0);
	CHECK_INT(rmdir(net), 0);
}

static const struct options_bond *bond(const char *word)
{
	static struct options o;

	options_init(&o);
	options_cmdline(&o, view_of(word));
	CHECK_INT(o.n_bond, 1);
	return &o.bond[0];
}

TEST(bond_of_active_backup)
{
	const struct options_bond *b = bond("bond=bond0:eth0,eth1:mode=active-backup");

	begin(true);
	CHECK_INT(bond_make(net, b), 9);
	CHECK_STR(get("bonding_masters"), "+bond0");
	CHECK_STR(get("bond0/bonding/mode"), "active-backup");
	CHECK_STR(get("bond0/bonding/miimon"), "100");
	CHECK_INT(bond_add(net, b, "eth1"), 0);
	CHECK_STR(get("bond0/bonding/slaves"), "+eth1");
	CHECK_STR(logged, "");
	end();
}

TEST(bond_of_802_3ad)
{
	const struct options_bond *b =
		bond("bond=bond0:eth0,eth1:lacp_rate=fast,mode=802.3ad,miimon=250");

	begin(true);
	CHECK_INT(bond_make(net, b), 9);
	CHECK_STR(get("bond0/bonding/mode"), "802.3ad");
	CHECK_STR(get("bond0/bonding/lacp_rate"), "fast");
	CHECK_STR(get("bond0/bonding/miimon"), "250");
	end();
}

TEST(bond_watched_by_arp)
{
	const struct options_bond *b = bond("bond=bond0:eth0:mode=1,arp_interval=1000,"
					    "arp_ip_target=10.0.0.1;10.0.0.2");

	begin(true);
	CHECK_INT(bond_make(net, b), 9);
	CHECK_STR(get("bond0/bonding/arp_interval"), "1000");
	CHECK_STR(get("bond0/bonding/arp_ip_target"), "+10.0.0.2");
	CHECK_STR(get("bond0/bonding/miimon"), ""); /* one way to watch excludes the other */
	end();
}

TEST(bond_of_what_is_not_there)
{
	const struct options_bond *b = bond("bond=bond0:eth0:mode=1,nonesuch=1");

	begin(false);
	CHECK_INT(bond_make(net, b), -ENOENT);
	CHECK_INT(bond_add(net, b, "eth0"), -ENOENT);
	end();
	begin(true);
	CHECK_INT(bond_make(net, b), 9);
	CHECK_STR(logged, "bond=bond0: nonesuch=1: No such file or directory, left out\n");
	end();
}
