/* SPDX-License-Identifier: MIT
 * Which disks a re-IPL on s390 could start, and what the firmware is told, with a made-up /sys laid
 * out as kernels for s390 have it. */
#include "tests/unit/check.h"

#include "init/options.h"
#include "init/reipl.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char sys[] = "/tmp/pxehop-reipl-XXXXXX";
static struct reipl_disk disk[REIPL_DISKS];

static void put(const char *name, const char *value)
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
	CHECK_INT(write(fd, value, strlen(value)), strlen(value));
	close(fd);
}

static void check_file(const char *name, const char *want)
{
	char path[160], got[64] = "";
	int fd;

	snprintf(path, sizeof path, "%s/%s", sys, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	CHECK(read(fd, got, sizeof got - 1) >= 0);
	close(fd);
	CHECK_STR(got, want);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void begin(void)
{
	strcpy(sys + strlen(sys) - 6, "XXXXXX");
	CHECK(mkdtemp(sys) != NULL);
}

static void end(void)
{
	CHECK_INT(nftw(sys, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static unsigned find(void)
{
	memset(disk, 0, sizeof disk);
	return reipl_find(sys, NULL, 0, disk);
}

/* What a person reads of disk number @i. */
static const char *shown(unsigned i)
{
	static char text[100];
	struct str s = str_of(text, sizeof text);

	reipl_put(&disk[i], &s);
	return text;
}

TEST(reipl_the_disk_with_the_lowest_number)
{
	begin();
	CHECK_INT(find(), 0);
	put("bus/ccw/devices/0.0.0001/cutype", "3832/01\n"); /* virtio: a network card */
	put("bus/ccw/devices/0.0.0002/cutype", "1731/01\n"); /* OSA */
	put("bus/ccw/devices/a-name-that-is-too-long/cutype", "3832/02\n");
	CHECK_INT(find(), 0);
	put("bus/ccw/devices/0.0.0a00/cutype", "3832/02\n");
	put("bus/ccw/devices/0.0.0200/cutype", "3990/e9\n");
	put("bus/ccw/devices/0.0.0100/cutype", "3990/e9\n");
	CHECK_INT(find(), 3);
	CHECK_STR(shown(0), "0.0.0100");
	CHECK_STR(shown(1), "0.0.0200");
	CHECK_STR(shown(2), "0.0.0a00");
	/* the loader itself was started from one of them */
	put("firmware/ipl/ipl_type", "ccw\n");
	put("firmware/ipl/device", "0.0.0100\n");
	CHECK_INT(find(), 2);
	CHECK_STR(shown(0), "0.0.0200");
	end();
}

static void put_san(void)
{
	put("bus/scsi/devices/0:0:1:1/hba_id", "0.0.fc00\n");
	put("bus/scsi/devices/0:0:1:1/wwpn", "0x500507630300c562\n");
	put("bus/scsi/devices/0:0:1:1/fcp_lun", "0x4010400000000000\n");
	put("bus/scsi/devices/host0/state", "running\n");
	put("bus/scsi/devices/1:0:0:0/vendor", "QEMU\n"); /* a SCSI disk that is not zfcp's */
	put("bus/pci/devices/0001:00:00.0/class", "0x010802\n");
	put("bus/pci/devices/0001:00:00.0/function_id", "0x00000013\n");
	put("bus/pci/devices/0002:00:00.0/class", "0x020000\n"); /* RoCE */
	put("bus/pci/devices/0002:00:00.0/function_id", "0x00000014\n");
}

TEST(reipl_fcp_and_nvme)
{
	begin();
	put_san();
	put("bus/ccw/devices/0.0.0100/cutype", "3990/e9\n");
	CHECK_INT(find(), 3);
	CHECK_STR(shown(0), "0.0.0100");
	CHECK_STR(shown(1), "0.0.fc00, WWPN 0x500507630300c562, LUN 0x4010400000000000");
	CHECK_STR(shown(2), "NVMe 00000013, namespace 1");
	put("firmware/ipl/ipl_type", "nvme\n");
	put("firmware/ipl/fid", "0x00000013\n");
	put("firmware/ipl/nsid", "0x00000001\n");
	CHECK_INT(find(), 2);
	put("firmware/ipl/ipl_type", "fcp\n");
	put("firmware/ipl/device", "0.0.fc00\n");
	put("firmware/ipl/wwpn", "0x500507630300c562\n");
	put("firmware/ipl/lun", "0x4010400000000000\n");
	CHECK_INT(find(), 2);
	CHECK_INT(disk[1].kind, REIPL_NVME);
	end();
}

TEST(reipl_tells_the_firmware)
{
	begin();
	put_san();
	put("bus/ccw/devices/0.0.0100/cutype", "3990/e9\n");
	CHECK_INT(find(), 3);
	CHECK_INT(reipl_set(sys, &disk[0]), -ENOENT); /* as on firmware that cannot */
	put("firmware/reipl/reipl_type", "");
	put("firmware/reipl/ccw/device", "");
	put("firmware/reipl/ccw/loadparm", "PROMPT\n");
	CHECK_INT(reipl_set(sys, &disk[0]), 0);
	check_file("firmware/reipl/ccw/device", "0.0.0100");
	check_file("firmware/reipl/ccw/loadparm", "\nROMPT\n"); /* an attribute would be replaced */
	check_file("firmware/reipl/reipl_type", "ccw");
	CHECK_INT(reipl_set(sys, &disk[1]), -ENOENT);
	check_file("firmware/reipl/reipl_type", "ccw");
	put("firmware/reipl/reipl_type", "");
	for (unsigned i = 0; i < 5; i++) {
		static const char *const names[] = {"device", "wwpn", "lun", "bootprog", "br_lba"};
		char name[40];

		snprintf(name, sizeof name, "firmware/reipl/fcp/%s", names[i]);
		put(name, "");
	}
	CHECK_INT(reipl_set(sys, &disk[1]), 0);
	check_file("firmware/reipl/fcp/device", "0.0.fc00");
	check_file("firmware/reipl/fcp/wwpn", "0x500507630300c562");
	check_file("firmware/reipl/fcp/lun", "0x4010400000000000");
	check_file("firmware/reipl/fcp/bootprog", "0");
	check_file("firmware/reipl/reipl_type", "fcp");
	put("firmware/reipl/nvme/fid", "");
	put("firmware/reipl/nvme/nsid", "");
	put("firmware/reipl/reipl_type", "");
	CHECK_INT(reipl_set(sys, &disk[2]), 0);
	check_file("firmware/reipl/nvme/fid", "0x13");
	check_file("firmware/reipl/nvme/nsid", "0x1");
	check_file("firmware/reipl/reipl_type", "nvme");
	end();
}

/* zfcp is not in the image: what the command line names needs no driver to be started. */
TEST(reipl_disks_that_the_command_line_names)
{
	static struct options o;

	options_init(&o);
	options_cmdline(&o, view_of("rd.zfcp=0.0.FC00,0x500507630300c562,0x4010400000000000 "
				    "rd.zfcp=0.0.f900,0x1,0x2 rd.zfcp=0.0.fc00,0x1 rd.zfcp=x"));
	CHECK_INT(o.n_disk, 2);
	CHECK_INT(o.n_warning, 2);
	begin();
	put_san(); /* the first of them is there as well */
	memset(disk, 0, sizeof disk);
	CHECK_INT(reipl_find(sys, o.disk, o.n_disk, disk), 3);
	CHECK_STR(shown(0), "0.0.f900, WWPN 0x0000000000000001, LUN 0x0000000000000002");
	CHECK_STR(shown(1), "0.0.fc00, WWPN 0x500507630300c562, LUN 0x4010400000000000");
	end();
}

TEST(reipl_more_disks_than_room)
{
	static struct reipl_disk many[REIPL_DISKS + 10];

	begin();
	for (unsigned i = 0; i < REIPL_DISKS + 10; i++)
		many[i] = (struct reipl_disk){.kind = REIPL_NVME, .fid = i, .nsid = 1};
	memset(disk, 0, sizeof disk);
	CHECK_INT(reipl_find(sys, many, REIPL_DISKS + 10, disk), REIPL_DISKS);
	end();
}
