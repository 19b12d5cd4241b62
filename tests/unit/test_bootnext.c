/* SPDX-License-Identifier: MIT
 * UEFI's next start, from made-up variables: which entry is a disk's, and what is written. The
 * entries are laid out as OVMF and firmware of servers leave them. */
#include "tests/unit/check.h"

#include "init/bootnext.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GUID "8be4df61-93ca-11d2-aa0d-00e098032b8c"

static char vars[] = "/tmp/pxehop-efivars-XXXXXX";

/* A boot option with the nodes of its path as type, subtype, bytes of data; type 0 ends the list. */
static size_t option(uint8_t *buf, size_t size, uint32_t attributes, const uint8_t *nodes)
{
	uint8_t path[256];
	struct wr p = wr_of(path, sizeof path), w = wr_of(buf, size);

	for (; nodes[0]; nodes += 3) {
		wr_u8(&p, nodes[0]);
		wr_u8(&p, nodes[1]);
		wr_le16(&p, (uint16_t)(nodes[2] + 4));
		wr_zero(&p, nodes[2]);
	}
	wr_u8(&p, 0x7f);
	wr_u8(&p, 0xff);
	wr_le16(&p, 4);
	wr_le32(&w, attributes);
	wr_le16(&w, (uint16_t)wr_len(&p));
	for (const char *c = "debian"; *c; c++)
		wr_le16(&w, (uint16_t)*c);
	wr_le16(&w, 0);
	wr_bytes(&w, path, wr_len(&p));
	wr_bytes(&w, "optional", 8);
	CHECK(!w.full && !p.full);
	return wr_len(&w);
}

static const struct {
	const char *what;
	uint32_t attributes;
	uint8_t nodes[16];
	bool disk;
} options[] = {
	{"disk with a GPT partition and a file", 1, {4, 1, 38, 4, 4, 30}, true},
	{"virtio disk by its place on PCI", 1, {2, 1, 8, 1, 1, 2}, true},
	{"NVMe", 1, {2, 1, 8, 1, 1, 2, 3, 23, 12}, true},
	{"SATA, a CD", 1, {2, 1, 8, 1, 1, 2, 3, 18, 6}, true},
	{"disk, but switched off", 0, {4, 1, 38, 4, 4, 30}, false},
	{"PXE over IPv4", 1, {2, 1, 8, 1, 1, 2, 3, 11, 33, 3, 12, 23}, false},
	{"HTTP over IPv6", 1, {2, 1, 8, 3, 11, 33, 3, 13, 56, 3, 24, 0}, false},
	{"setup, a file of the firmware", 1, {4, 7, 16, 4, 6, 16}, false},
};

TEST(bootnext_which_entry_is_a_disk)
{
	uint8_t buf[300];

	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		size_t n = option(buf, sizeof buf, options[i].attributes, options[i].nodes);

		if (!CHECK_INT(bootnext_is_disk(rd_of(buf, n)), options[i].disk))
			printf("  %s\n", options[i].what);
	}
}

TEST(bootnext_survives_any_option)
{
	uint8_t good[300], bad[300];
	size_t n = option(good, sizeof good, 1, options[0].nodes), path_end = n - 8;

	for (size_t cut = 0; cut < path_end; cut++)
		CHECK(!bootnext_is_disk(rd_of(good, cut)));
	CHECK(bootnext_is_disk(rd_of(good, path_end)));
	for (size_t bit = 0; bit < n * 8; bit++) {
		memcpy(bad, good, n);
		bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
		bootnext_is_disk(rd_of(bad, n)); /* sanitizers look on */
	}
}

static void path_of(const char *name, char path[static 128])
{
	snprintf(path, 128, "%s/%s-" GUID, vars, name);
}

static void put(const char *name, const void *value, size_t n)
{
	uint8_t buf[400] = {6, 0, 0, 0};
	char path[128];
	int fd;

	path_of(name, path);
	memcpy(buf + 4, value, n);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK_INT(write(fd, buf, n + 4), n + 4);
	close(fd);
}

static void put_option(const char *name, unsigned i)
{
	uint8_t buf[300];

	put(name, buf, option(buf, sizeof buf, options[i].attributes, options[i].nodes));
}

static void check_next(const char *want)
{
	uint8_t got[16];
	char path[128];
	int fd;

	path_of("BootNext", path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	CHECK_INT(read(fd, got, sizeof got), 6);
	close(fd);
	CHECK(memcmp(got, want, 6) == 0);
}

TEST(bootnext_is_the_disk_behind_what_started_us)
{
	static const char *const all[] = {"BootOrder", "BootCurrent", "Boot0001", "Boot0002",
					  "Boot0003",  "Boot00AB",    "BootNext"};
	char path[128];

	CHECK(mkdtemp(vars) != NULL);
	CHECK_INT(bootnext_set(vars), -ENOENT);
	put("BootOrder", "\1\0\2\0\3\0\xab\0", 8);
	put("BootCurrent", "\3\0", 2);
	put_option("Boot0001", 7); /* setup */
	put_option("Boot0002", 1); /* a disk, before the network */
	put_option("Boot0003", 5); /* the network: we */
	put_option("Boot00AB", 4); /* a disk, off */
	CHECK_INT(bootnext_set(vars), 2);
	check_next("\7\0\0\0\2\0");
	put_option("Boot00AB", 0); /* a disk behind it */
	CHECK_INT(bootnext_set(vars), 0xab);
	check_next("\7\0\0\0\xab\0");
	put("BootCurrent", "\x77\0", 2); /* started by hand: in no order */
	CHECK_INT(bootnext_set(vars), 2);
	put_option("Boot0002", 6);
	put_option("Boot00AB", 5);
	CHECK_INT(bootnext_set(vars), -ENODEV);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		path_of(all[i], path);
		unlink(path);
	}
	CHECK_INT(rmdir(vars), 0);
}
