/* SPDX-License-Identifier: MIT
 * Network devices of s390 that are made of channel devices: words, the machine's own list as bytes,
 * and what is written where in a made-up /sys laid out as kernels for s390 have it. */
#include "tests/unit/check.h"

#include "init/ccwgroup.h"
#include "init/znets.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "lib/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char sys[40], logged[2000], loaded[200];
static struct options o;
static struct znets z;
static uint64_t now;

static void keep(enum log_level level, const char *line)
{
	(void)level;
	snprintf(logged + strlen(logged), sizeof logged - strlen(logged), "%s\n", line);
}

static int load(const char *module)
{
	snprintf(loaded + strlen(loaded), sizeof loaded - strlen(loaded), "%s ", module);
	return 0;
}

/* --- words ------------------------------------------------------------------------------------ */

TEST(znet_words)
{
	static const char *const good[] = {
		"qeth,0.0.1000,0.0.1001,0.0.1002",
		"qeth,0.0.0600,0.0.0601,0.0.0602,layer2=1,portno=0",
		"lcs,0.0.1d00,0.0.1d01,portno=1",
		"ctc,0.0.0d00,0.0.0d01,protocol=0",
	};
	static const char *const bad[] = {
		"",
		"qeth",
		"qeth,0.0.1000,0.0.1001",
		"qeth,0.0.1000,0.0.1001,0.0.1002,layer2",
		"qeth,0.0.1000,0.0.1001,0.0.1002,=1",
		"qeth,0.0.1000,0.0.1001,0.0.1002,../online=1",
		"qeth,0.0.1000,0.0.1001,layer2=1",
		"osa,0.0.1000,0.0.1001,0.0.1002",
		"lcs,0.0.1d00",
		"qeth,0.0.100g,0.0.1001,0.0.1002",
	};
	char text[100];

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct str s = str_of(text, sizeof text);
		struct znet net;

		if (!CHECK(znet_parse(view_of(good[i]), &net)))
			continue;
		znet_put(&s, &net);
		CHECK_STR(text, good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct znet net;

		if (!CHECK(!znet_parse(view_of(bad[i]), &net)))
			printf("  in: %s\n", bad[i]);
	}
	options_init(&o);
	options_cmdline(
		&o, view_of("rd.znet=qeth,1000,1001,1002 rd.znet=qeth rd.zdev=no-auto rd.zdev=x"));
	CHECK_INT(o.n_znet, 1);
	CHECK_STR(o.znet[0].id[2], "0.0.1002");
	CHECK(!o.zdev);
	CHECK(o.n_warning == 2 && o.is_error[0]);
}

TEST(znet_names_as_udev_has_them)
{
	static const struct {
		const char *path, *name;
	} t[] = {
		{"../../devices/qeth/0.0.1000/net/eth0", "enc1000"},
		{"../../devices/qeth/0.0.0600/net/eth0", "enc600"},
		{"../../devices/qeth/0.1.0a00/net/eth0", "enc1.0a00"},
		{"../../devices/css0/0.0.0003/0.0.0000/virtio1/net/eth0", "enc0"},
		{"../../devices/pci0000:00/0000:00:03.0/virtio0/net/eth0", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		char id[BUSID_MAX], name[20] = "";
		struct str s = str_of(name, sizeof name);

		if (!CHECK_INT(znet_id_in_path(view_of(t[i].path), id), t[i].name != NULL) ||
		    !t[i].name)
			continue;
		znet_name(&s, id);
		CHECK_STR(name, t[i].name);
	}
}

/* --- the machine's list ----------------------------------------------------------------------- */

static void put_id(struct wr *w, uint16_t number)
{
	wr_u8(w, 0);
	wr_u8(w, 0);
	wr_be16(w, number);
}

static void put_setting(struct wr *w, const char *key, uint8_t type, const void *value, uint8_t len)
{
	uint8_t key_len = (uint8_t)(strlen(key) + 1);

	wr_be16(w, (uint16_t)(6 + key_len + len));
	wr_u8(w, 0);
	wr_u8(w, key_len);
	wr_u8(w, type);
	wr_u8(w, len);
	wr_bytes(w, key, key_len);
	wr_bytes(w, value, len);
}

/* A DASD, an OSA adapter with two settings, a LUN, an adapter of another subsystem. */
static size_t firmware(uint8_t *buf, size_t size)
{
	uint8_t list[100];
	struct wr s = wr_of(list, sizeof list), w = wr_of(buf, size), length;
	uint16_t number = 0xc000;

	put_setting(&s, "layer2", 1, "\1", 1);
	put_setting(&s, "portno", 0, "1", 2);
	put_setting(&s, "bad name", 1, "\1", 1);
	wr_be32(&w, 0x7a646576);
	wr_be16(&w, 0);
	wr_be16(&w, 32);
	wr_be32(&w, 0); /* the length, below */
	wr_be32(&w, 1);
	wr_be32(&w, 0);
	wr_be16(&w, 4);
	wr_zero(&w, 10);
	wr_be16(&w, 1); /* a DASD */
	wr_be16(&w, 8 + 5);
	wr_be32(&w, 1);
	wr_u8(&w, 0);
	put_id(&w, 0x9000);
	wr_be16(&w, 4);
	wr_be16(&w, (uint16_t)(8 + 13 + 2 + wr_len(&s)));
	wr_be32(&w, 2);
	wr_u8(&w, 0);
	for (unsigned i = 0; i < 3; i++)
		put_id(&w, number++);
	wr_be16(&w, (uint16_t)(2 + wr_len(&s)));
	wr_bytes(&w, list, wr_len(&s));
	wr_be16(&w, 3);
	wr_be16(&w, 8 + 5 + 16);
	wr_be32(&w, 3);
	wr_u8(&w, 0);
	put_id(&w, 0xfc00);
	wr_be64(&w, 0x500507630300c562);
	wr_be64(&w, 0x4010400000000000);
	wr_be16(&w, 4);
	wr_be16(&w, 8 + 13);
	wr_be32(&w, 4);
	wr_u8(&w, 1); /* of another channel subsystem */
	for (unsigned i = 0; i < 3; i++)
		put_id(&w, number++);
	length = wr_at(&w, 8, 4);
	wr_be32(&length, (uint32_t)wr_len(&w));
	CHECK(!w.full && !s.full);
	return wr_len(&w);
}

TEST(zdev_list_of_the_hmc)
{
	static struct zdev d;
	uint8_t data[400];
	size_t n = firmware(data, sizeof data);

	CHECK(zdev_read(rd_of(data, n), &d));
	CHECK_INT(d.n_net, 1);
	CHECK_STR(d.net[0].id[0], "0.0.c000");
	CHECK_STR(d.net[0].id[2], "0.0.c002");
	CHECK_STR(d.net[0].settings, "layer2=1,portno=1");
	CHECK_INT(d.n_disk, 1);
	CHECK_STR(d.disk[0].device, "0.0.fc00");
	CHECK(d.disk[0].wwpn == 0x500507630300c562 && d.disk[0].lun == 0x4010400000000000);
	/* bytes behind its length are none of it */
	memset(data + n, 0xff, 20);
	CHECK(zdev_read(rd_of(data, n + 20), &d));
	CHECK(!zdev_read(rd_of(NULL, 0), &d));
}

TEST(zdev_survives_any_bytes)
{
	static struct zdev d;
	uint8_t good[400], bad[400];
	size_t n = firmware(good, sizeof good);

	for (size_t cut = 0; cut < n; cut++) {
		CHECK(!zdev_read(rd_of(good, cut), &d));
		CHECK(d.n_net <= 1 && d.n_disk <= 1);
	}
	for (size_t bit = 0; bit < n * 8; bit++) {
		memcpy(bad, good, n);
		bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
		zdev_read(rd_of(bad, n), &d); /* sanitizers look on */
		for (unsigned i = 0; i < d.n_net; i++) {
			char text[300], id[BUSID_MAX];
			struct str s = str_of(text, sizeof text);
			struct znet again;

			znet_put(&s, &d.net[i]);
			CHECK(busid_parse(view_of(d.net[i].id[0]), id));
			if (d.net[i].settings[0])
				continue;
			CHECK(znet_parse(view_of(text), &again));
		}
	}
}

/* --- made-up machines ------------------------------------------------------------------------- */

static void put(const char *name, const void *value, size_t n)
{
	char path[160];
	int fd;

	snprintf(path, sizeof path, "%s/%s", sys, name);
	for (char *p = strchr(path + 5, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK_INT(write(fd, value, n), n);
	close(fd);
}

static const char *get(const char *name)
{
	static char text[100];
	char path[160];

	snprintf(path, sizeof path, "%s/%s", sys, name);
	sysfile_read(path, text, sizeof text);
	return text;
}

static void channel(const char *id, const char *type)
{
	char name[80];

	snprintf(name, sizeof name, "bus/ccw/devices/%s/cutype", id);
	put(name, type, strlen(type));
}

/* Three of an adapter, and the files that its driver makes when it is grouped. */
static void adapter(unsigned number, const char *type)
{
	static const char *const files[] = {"layer2", "portno", "online"};
	char name[80];

	for (unsigned i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "0.0.%04x", number + i);
		channel(name, type);
	}
	for (unsigned i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "bus/ccwgroup/devices/0.0.%04x/%s", number, files[i]);
		put(name, "", 0);
	}
	put("bus/ccwgroup/drivers/qeth/group", "", 0);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void begin(const char *words)
{
	strcpy(sys, "/tmp/pxehop-znet-XXXXXX");
	CHECK(mkdtemp(sys) != NULL);
	logged[0] = loaded[0] = '\0';
	log_set(keep, LOG_INFO);
	now = 1000;
	options_init(&o);
	options_cmdline(&o, view_of(words));
	CHECK_INT(o.n_warning, 0);
}

static void start(void)
{
	static char ignore[60];
	const struct znets_paths paths = {.sys = sys, .ignore = ignore};

	snprintf(ignore, sizeof ignore, "%s/cio_ignore", sys);
	znets_start(&z, &o, &paths, now);
}

static void pass(uint64_t ms)
{
	uint64_t end = now + ms;

	do {
		znets_step(&z, load, now);
		now = znets_deadline(&z) < end ? znets_deadline(&z) : end;
	} while (now < end);
	znets_step(&z, load, now);
}

static void end(void)
{
	CHECK_INT(nftw(sys, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

TEST(qeth_of_the_command_line)
{
	begin("rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002,layer2=1,portno=0");
	adapter(0x1000, "1731/01\n");
	start();
	pass(0);
	CHECK_STR(get("bus/ccwgroup/drivers/qeth/group"), "0.0.1000,0.0.1001,0.0.1002");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1000/layer2"), "1");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1000/portno"), "0");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1000/online"), "1");
	CHECK_STR(loaded, "qeth qeth_l2 qeth_l3 ");
	CHECK_STR(logged, "qeth,0.0.1000,0.0.1001,0.0.1002,layer2=1,portno=0: on\n");
	CHECK(znets_deadline(&z) == CLOCK_NEVER);
	end();
}

TEST(lcs_and_ctc_of_the_command_line)
{
	begin("rd.znet=lcs,0.0.1d00,0.0.1d01,portno=1 rd.znet=ctc,0.0.0d00,0.0.0d01");
	channel("0.0.1d00", "3088/60\n");
	channel("0.0.1d01", "3088/60\n");
	channel("0.0.0d00", "3088/08\n");
	channel("0.0.0d01", "3088/08\n");
	put("bus/ccwgroup/drivers/lcs/group", "", 0);
	put("bus/ccwgroup/drivers/ctcm/group", "", 0);
	put("bus/ccwgroup/devices/0.0.1d00/portno", "", 0);
	put("bus/ccwgroup/devices/0.0.1d00/online", "", 0);
	put("bus/ccwgroup/devices/0.0.0d00/online", "", 0);
	start();
	pass(0);
	CHECK_STR(get("bus/ccwgroup/drivers/lcs/group"), "0.0.1d00,0.0.1d01");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1d00/portno"), "1");
	CHECK_STR(get("bus/ccwgroup/drivers/ctcm/group"), "0.0.0d00,0.0.0d01");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.0d00/online"), "1");
	CHECK_STR(loaded, "lcs ctcm ");
	end();
}

/* Installers ignore all devices but those that are named (cio_ignore=all): they come late. */
TEST(channel_devices_that_come_late)
{
	begin("rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002");
	put("cio_ignore", "", 0);
	start();
	CHECK_STR(get("cio_ignore"), "free 0.0.1002");
	pass(70000);
	CHECK_STR(logged,
		  "rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002: waiting for its channel devices, "
		  "not all are there\n");
	adapter(0x1000, "1731/01\n");
	pass(5000);
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1000/online"), "1");
	end();
}

TEST(setting_that_is_refused_is_left_out)
{
	begin("rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002,portname=x,layer2=0");
	adapter(0x1000, "1731/01\n");
	start();
	pass(0);
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1000/online"), "1");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1000/layer2"), "0");
	CHECK(strstr(logged, "qeth 0.0.1000: portname=x: No such file or directory, left out\n"));
	end();
}

TEST(device_that_cannot_be_switched_on_is_said)
{
	begin("rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002");
	channel("0.0.1000", "1731/01\n");
	channel("0.0.1001", "1731/01\n");
	channel("0.0.1002", "1731/01\n");
	start();
	pass(0);
	CHECK_STR(logged, "rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002: No such file or directory, not "
			  "used\n");
	end();
}

TEST(list_of_the_hmc_without_a_word)
{
	uint8_t data[400];

	begin("");
	put("firmware/sclp_sd/config/data", data, firmware(data, sizeof data));
	adapter(0xc000, "1731/01\n");
	adapter(0x1000, "1731/01\n"); /* there, but not given to this machine */
	start();
	pass(0);
	CHECK_STR(get("bus/ccwgroup/drivers/qeth/group"), "0.0.c000,0.0.c001,0.0.c002");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.c000/layer2"), "1");
	CHECK_STR(get("bus/ccwgroup/devices/0.0.1000/online"), "");
	CHECK_INT(z.zdev.n_disk, 1);
	end();
}

TEST(first_adapter_without_any_word)
{
	begin("");
	channel("0.0.0fff", "1731/01\n");
	adapter(0x2000, "1731/05\n");	  /* HiperSockets: only where there is no OSA */
	channel("0.0.4000", "1731/01\n"); /* two only */
	channel("0.0.4001", "1731/01\n");
	adapter(0x5001, "1731/01\n"); /* odd: not the first of three */
	start();
	pass(0);
	CHECK_STR(get("bus/ccwgroup/drivers/qeth/group"), "0.0.2000,0.0.2001,0.0.2002");
	end();
	begin("");
	adapter(0x2000, "1731/05\n");
	adapter(0x6000, "1731/01\n");
	adapter(0x5000, "1731/01\n");
	start();
	pass(0);
	CHECK_STR(get("bus/ccwgroup/drivers/qeth/group"), "0.0.5000,0.0.5001,0.0.5002");
	end();
}

TEST(no_adapter_without_any_word)
{
	begin("");
	channel("0.0.0001", "3832/01\n");
	start();
	pass(ZNETS_SEARCH_MS);
	CHECK(znets_deadline(&z) == CLOCK_NEVER);
	CHECK_STR(logged, "");
	end();
	begin("rd.zdev=no-auto");
	adapter(0x1000, "1731/01\n");
	start();
	pass(ZNETS_SEARCH_MS);
	CHECK_STR(get("bus/ccwgroup/drivers/qeth/group"), "");
	end();
}

TEST(machines_without_channels_look_for_none)
{
	begin("");
	start();
	CHECK(znets_deadline(&z) == CLOCK_NEVER);
	end();
}

TEST(what_is_grouped_already_is_no_free_adapter)
{
	struct znet first;

	begin("");
	adapter(0x1000, "1731/01\n");
	adapter(0x2000, "1731/01\n");
	put("bus/ccw/devices/0.0.1000/group_device", "", 0);
	CHECK(ccwgroup_first(sys, &first));
	CHECK_STR(first.id[0], "0.0.2000");
	end();
}

TEST(interface_of_a_device)
{
	char path[100], name[20];
	struct str s = str_of(name, sizeof name);

	begin("rd.znet=qeth,0.0.1000,0.0.1001,0.0.1002,layer2=0");
	adapter(0x1000, "1731/01\n");
	start();
	pass(0);
	put("devices/qeth/0.0.1000/net/eth0/mtu", "1500\n", 5);
	put("devices/qeth/0.0.1000/layer2", "0\n", 2);
	put("class/net/lo/mtu", "65536\n", 6);
	snprintf(path, sizeof path, "%s/class/net/eth0", sys);
	CHECK_INT(symlink("../../devices/qeth/0.0.1000/net/eth0", path), 0);
	snprintf(path, sizeof path, "%s/devices/qeth/0.0.1000/net/eth0/device", sys);
	CHECK_INT(symlink("../../../0.0.1000", path), 0);
	CHECK(znets_of(&z, "eth0") == &z.net[0]);
	CHECK(!znets_of(&z, "lo"));
	CHECK(znets_name(&z, "eth0", &s));
	CHECK_STR(name, "enc1000");
	CHECK(znets_is_layer3(&z, "eth0"));
	CHECK(!znets_is_layer3(&z, "lo"));
	end();
}
