/* SPDX-License-Identifier: MIT
 * Which disk LOCALBOOT starts on s390, from a made-up /sys/bus/ccw/devices. */
#include "tests/unit/check.h"

#include "init/reipl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/pxehop-reipl-XXXXXX";

static void add(const char *name, const char *type)
{
	char path[100];
	int fd;

	snprintf(path, sizeof path, "%s/%s", root, name);
	CHECK_INT(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/%s/cutype", root, name);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	CHECK_INT(write(fd, type, strlen(type)), strlen(type));
	close(fd);
}

static void empty(void)
{
	static const char *const names[] = {"0.0.0001", "0.0.0002", "0.0.0a00",
					    "0.0.0200", "0.0.0100", "a-name-that-is-too-long"};
	char path[100];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s/cutype", root, names[i]);
		unlink(path);
		snprintf(path, sizeof path, "%s/%s", root, names[i]);
		rmdir(path);
	}
	CHECK_INT(rmdir(root), 0);
}

TEST(the_disk_with_the_lowest_number)
{
	char got[REIPL_NAME] = "before";

	CHECK(mkdtemp(root) != NULL);
	CHECK_INT(reipl_find(root, "", got), -ENODEV);
	add("0.0.0001", "3832/01\n"); /* virtio: a network card */
	add("0.0.0002", "1731/01\n"); /* OSA */
	add("a-name-that-is-too-long", "3832/02\n");
	CHECK_INT(reipl_find(root, "", got), -ENODEV);
	CHECK_STR(got, "before");
	add("0.0.0a00", "3832/02\n");
	CHECK_INT(reipl_find(root, "", got), 0);
	CHECK_STR(got, "0.0.0a00");
	add("0.0.0200", "3990/e9\n");
	add("0.0.0100", "3990/e9\n");
	CHECK_INT(reipl_find(root, "", got), 0);
	CHECK_STR(got, "0.0.0100");
	CHECK_INT(reipl_find(root, "0.0.0100", got), 0);
	CHECK_STR(got, "0.0.0200");
	empty();
	CHECK_INT(reipl_find(root, "", got), -ENOENT);
}
