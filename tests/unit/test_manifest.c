/* SPDX-License-Identifier: MIT
 * Lines of a manifest: one of each kind to the last field, and every way to get one wrong. */
#include "tests/unit/check.h"

#include "lib/image/newc.h"
#include "mkimage/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int parse(const char *line, struct mkimage_manifest *ret)
{
	return mkimage_manifest_line(view_of(line), ret);
}

TEST(one_line_of_each_kind)
{
	struct mkimage_manifest e;

	CHECK_INT(parse("dir /lib/modules 0755 1 2", &e), 0);
	CHECK(view_is(e.path, "lib/modules"));
	CHECK_INT(e.mode, NEWC_DIR | 0755);
	CHECK_INT(e.uid, 1);
	CHECK_INT(e.gid, 2);

	CHECK_INT(parse("\tfile  /init\tout/init 4755 0 4294967295  ", &e), 0);
	CHECK(view_is(e.path, "init"));
	CHECK(view_is(e.source, "out/init"));
	CHECK_INT(e.mode, NEWC_FILE | 04755);
	CHECK_INT(e.gid, UINT32_MAX);

	CHECK_INT(parse("link /bin/sh busybox # the rescue shell", &e), 0);
	CHECK(view_is(e.path, "bin/sh"));
	CHECK(view_is(e.source, "busybox"));
	CHECK_INT(e.mode, NEWC_LINK | 0777);

	CHECK_INT(parse("node /dev/console 600 0 5 c 5 1\r", &e), 0);
	CHECK_INT(e.mode, NEWC_CHR | 0600);
	CHECK_INT(e.gid, 5);
	CHECK_INT(e.major, 5);
	CHECK_INT(e.minor, 1);

	CHECK_INT(parse("node /dev/vda 660 0 6 b 4095 1048575", &e), 0);
	CHECK_INT(e.mode, NEWC_BLK | 0660);
	CHECK_INT(e.major, 4095);
	CHECK_INT(e.minor, 1048575);
}

TEST(root_itself)
{
	struct mkimage_manifest e;

	CHECK_INT(parse("dir / 0755 0 0", &e), 0);
	CHECK(view_is(e.path, "."));
}

TEST(nothing_on_the_line)
{
	static const char *const lines[] = {"", " ", "\t\r", "#", "# dir /a 755 0 0", "  #dir"};
	struct mkimage_manifest e;

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		CHECK_INT(parse(lines[i], &e), MKIMAGE_MANIFEST_NOTHING);
}

TEST(lines_that_are_wrong)
{
	static const struct {
		const char *line;
		int want;
	} wrong[] = {
		{"directory /a 755 0 0", MKIMAGE_MANIFEST_BAD_KIND},
		{"Dir /a 755 0 0", MKIMAGE_MANIFEST_BAD_KIND},
		{"/a", MKIMAGE_MANIFEST_BAD_KIND},
		{"dir", MKIMAGE_MANIFEST_BAD_COUNT},
		{"dir /a 755 0", MKIMAGE_MANIFEST_BAD_COUNT},
		{"dir /a 755 0 0 0", MKIMAGE_MANIFEST_BAD_COUNT},
		{"dir /a 755 0 # 0", MKIMAGE_MANIFEST_BAD_COUNT},
		{"file /a 755 0 0", MKIMAGE_MANIFEST_BAD_COUNT},
		{"link /a", MKIMAGE_MANIFEST_BAD_COUNT},
		{"link /a b c", MKIMAGE_MANIFEST_BAD_COUNT},
		{"node /a 600 0 0 c 5 1 1", MKIMAGE_MANIFEST_BAD_COUNT},
		{"node /a 600 0 0 c 5 1 1 1 1 1 1", MKIMAGE_MANIFEST_BAD_COUNT},
		{"dir a 755 0 0", MKIMAGE_MANIFEST_BAD_PATH},
		{"dir /a/ 755 0 0", MKIMAGE_MANIFEST_BAD_PATH},
		{"dir //a 755 0 0", MKIMAGE_MANIFEST_BAD_PATH},
		{"dir /. 755 0 0", MKIMAGE_MANIFEST_BAD_PATH},
		{"dir /a/../b 755 0 0", MKIMAGE_MANIFEST_BAD_PATH},
		{"link /.. b", MKIMAGE_MANIFEST_BAD_PATH},
		{"link /TRAILER!!! b", MKIMAGE_MANIFEST_BAD_PATH},
		{"dir /a 855 0 0", MKIMAGE_MANIFEST_BAD_MODE},
		{"dir /a 10000 0 0", MKIMAGE_MANIFEST_BAD_MODE},
		{"dir /a 77777777777777777777 0 0", MKIMAGE_MANIFEST_BAD_MODE},
		{"dir /a 0x1ff 0 0", MKIMAGE_MANIFEST_BAD_MODE},
		{"dir /a 755 root 0", MKIMAGE_MANIFEST_BAD_OWNER},
		{"dir /a 755 0 -1", MKIMAGE_MANIFEST_BAD_OWNER},
		{"dir /a 755 0 4294967296", MKIMAGE_MANIFEST_BAD_OWNER},
		{"node /a 600 0 0 p 5 1", MKIMAGE_MANIFEST_BAD_NODE},
		{"node /a 600 0 0 c 4096 1", MKIMAGE_MANIFEST_BAD_NODE},
		{"node /a 600 0 0 c 5 1048576", MKIMAGE_MANIFEST_BAD_NODE},
	};
	struct mkimage_manifest e = {.uid = 99};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (!CHECK_INT(parse(wrong[i].line, &e), wrong[i].want))
			printf("  line: %s\n", wrong[i].line);
	CHECK_INT(e.uid, 99);
}

TEST(path_length_at_the_cap)
{
	static char line[5000];
	struct mkimage_manifest e;

	/* 4095 bytes and a NUL once the slash is gone would be 4096; the word keeps it below. */
	snprintf(line, sizeof line, "link /%0*d x", 4094, 0);
	CHECK_INT(parse(line, &e), 0);
	CHECK_INT(e.path.n, 4094);
	snprintf(line, sizeof line, "link /%0*d x", 4095, 0);
	CHECK_INT(parse(line, &e), MKIMAGE_MANIFEST_BAD_PATH);
}

TEST(every_reason_has_words)
{
	for (int i = 0; i < MKIMAGE_MANIFEST_REASONS; i++)
		CHECK(strlen(mkimage_manifest_str(i)) > 5);
	CHECK_STR(mkimage_manifest_str(-1), "unknown reason");
}

static void mutant(const uint8_t *data, size_t len)
{
	struct mkimage_manifest e;
	struct view line = {.p = (const char *)data, .n = len};

	if (mkimage_manifest_line(line, &e) != 0)
		return;
	CHECK(newc_name_safe(e.path));
	CHECK((e.mode & ~NEWC_TYPE) <= 07777);
}

TEST(mutations)
{
	static const char *const lines[] = {"node /dev/console 600 0 0 c 5 1",
					    "file /init ./init 4755 10 20", "link /bin/sh busybox"};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		check_mutations((const uint8_t *)lines[i], strlen(lines[i]), mutant);
}
