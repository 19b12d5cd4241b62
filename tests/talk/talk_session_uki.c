/* SPDX-License-Identifier: MIT
 * Unified kernel images in a session: which of their sections are booted, and what stands beside them. */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"
#include "tests/unit/uki_aid.h"

#include "lib/bytes.h"
#include "lib/image/newc.h"
#include "lib/image/uki.h"

#include <string.h>

#define TREE "\xd0\x0d\xfe\xed tree"

static uint8_t file[0x4000];

static const struct uki_section all[] = {
	{".cmdline", "own=1 x\n", 8}, {".ucode", "ucode", 5}, {".initrd", "first", 5},
	{".linux", "kernel", 6},      {".dtb", TREE, 9},      {NULL, NULL, 0}};
static const struct uki_section bare[] = {{".linux", "kernel", 6}, {NULL, NULL, 0}};

static void start(const struct uki_section *sections, const char *conf)
{
	rig_fresh();
	rig_put_bytes("uki", file, uki_make(file, sizeof file, UKI_X86_64, sections));
	rig_put("pxelinux.cfg/default", conf);
	rig_put("dtb", TREE);
}

static bool initrd_is(const char *bytes, size_t n)
{
	return rig.initrd_len == n && memcmp(rig.initrd, bytes, n) == 0;
}

TEST(uki_of_a_label_boots_its_sections)
{
	start(all, "default a\nlabel a\nkernel uki\n");
	rig_start();
	SENT("boot BOOT_IMAGE=uki own=1 x\n");
	CHECK_INT(rig.sent_parts, 1 << CHAN_KERNEL | 1 << CHAN_INITRD | 1 << CHAN_CMDLINE);
	CHECK(initrd_is("ucode\0\0\0first\0\0", 16));
	LOGGED("uki: a unified kernel image");
	LOGGED("command line with the image's own: BOOT_IMAGE=uki own=1 x");
}

TEST(uki_without_anything_but_a_kernel)
{
	start(bare, "default a\nlabel a\nkernel uki\n");
	rig_start();
	SENT("boot BOOT_IMAGE=uki\n");
	CHECK_INT(rig.sent_parts, 1 << CHAN_KERNEL | 1 << CHAN_CMDLINE);
}

/* As with systemd's stub: what is given beside the image replaces its command line, and stands behind its
 * initrd. */
TEST(uki_of_a_label_with_arguments_and_initrds)
{
	static const struct {
		const char *conf, *sent;
	} r[] = {
		{"append a=2\n", "boot BOOT_IMAGE=uki a=2\n"},
		{"linux uki a=3\n", "boot BOOT_IMAGE=uki a=3\n"},
		{"ipappend 2\n", "boot BOOT_IMAGE=uki own=1 x BOOTIF=01-00-00-00-00-00-00\n"},
	};
	char conf[200];

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct str s = str_of(conf, sizeof conf);

		str_fmt(&s, "default a\nlabel a\nkernel uki\n%s", r[i].conf);
		start(all, conf);
		rig_start();
		SENT(r[i].sent);
		CHECK(initrd_is("ucode\0\0\0first\0\0", 16));
	}
	start(all, "default a\nlabel a\nkernel uki\ninitrd i\n");
	rig_start();
	SENT("boot BOOT_IMAGE=uki own=1 x initrd=i\n");
	CHECK_INT(rig.session.parts.size[CHAN_INITRD], 24);
}

TEST(uki_with_a_device_tree)
{
	start(all, "default a\nlabel a\nkernel uki\n");
	rig.machine.tree = true;
	rig_start();
	SENT("boot BOOT_IMAGE=uki own=1 x\n");
	CHECK(rig.sent_parts & 1 << CHAN_DTB);
	start(all, "default a\nlabel a\nkernel uki\nfdt gone\n");
	rig.machine.tree = true;
	rig_start();
	CHECK_INT(rig.boots, 0); /* the label's tree counts, and is missing */
}

TEST(uki_of_a_script)
{
	start(all, "#!ipxe\nkernel /uki\nboot\n");
	rig_start();
	SENT("boot own=1 x\n");
	CHECK(initrd_is("ucode\0\0\0first\0\0", 16));
	LOGGED("the script boots tftp://10.0.2.2/uki");
	start(all, "#!ipxe\nkernel /uki a=2\ninitrd /i /x\nboot\n");
	rig.machine.tree = true;
	rig_start();
	SENT("boot a=2\n");
	CHECK(rig.sent_parts & 1 << CHAN_DTB);
	CHECK_INT(rig.session.parts.size[CHAN_INITRD], 4096 + 116 + 6);
	CHECK(memcmp(rig.initrd, "ucode\0\0\0first\0", 14) == 0);
	CHECK(memcmp(rig.initrd + 4096, "070701", 6) == 0);
	start(bare, "#!ipxe\nkernel /uki\ninitrd /i\nboot\n");
	rig_start();
	SENT("boot\n");
	CHECK(initrd_is("initrd", 6));
}

/* A section is judged as a file is, and boot.json goes behind it. */
TEST(uki_initrds_are_judged)
{
	static const struct uki_section page[] = {
		{".initrd", "<!DOCTYPE html><html>", 21}, {".linux", "kernel", 6}, {NULL, NULL, 0}};
	static uint8_t archive[512];
	struct newc end = newc_trailer();
	struct wr w = wr_of(archive, sizeof archive);
	struct uki_section good[] = {
		{".linux", "kernel", 6}, {".initrd", archive, 0}, {NULL, NULL, 0}};

	start(page, "default a\nlabel a\nkernel uki\n");
	rig_start();
	CHECK_INT(rig.boots, 0);
	CHECK(strstr(session_why(&rig.session), "uki .initrd: "));
	start(page, "#!ipxe\nkernel /uki\nboot\n");
	rig_start();
	CHECK_INT(rig.boots, 0);
	CHECK(strstr(session_why(&rig.session), "uki .initrd: "));
	newc_put(&w, &(struct newc){.name = view_of("f"), .mode = NEWC_FILE | 0644, .nlink = 1});
	newc_put(&w, &end);
	good[1].len = wr_len(&w);
	for (unsigned i = 0; i < 2; i++) {
		start(good, i ? "#!ipxe\nkernel /uki\nboot\n" : "default a\nlabel a\nkernel uki\n");
		rig.net.report = true;
		rig_start();
		CHECK_INT(rig.boots, 1);
		CHECK(rig.initrd_len > good[1].len + 1000);
		CHECK(memcmp(rig.initrd, archive, good[1].len) == 0);
	}
}

/* What the sections name twice does not fit where the file did. */
TEST(uki_that_is_larger_inside)
{
	start(all, "default a\nlabel a\nkernel uki\n");
	for (unsigned i = 0; i < 5; i++) {
		uint8_t *entry = file + 0x80 + 24 + 240 + 40 * i;

		memcpy(entry + 8, "\xff\x0f\0\0", 4);
		memcpy(entry + 16, "\xff\x0f\0\0\0\1\0\0", 8);
	}
	rig.net.max_payload = 8192;
	rig_start();
	CHECK_INT(rig.boots, 0);
	CHECK(strstr(session_why(&rig.session),
		     "uki: its parts have 19 KiB, this machine can load 8 KiB"));
}
