/* SPDX-License-Identifier: MIT
 * What a Raspberry Pi's firmware reads: the folder's name, config.txt, cmdline.txt. */
#include "tests/unit/check.h"

#include "mkimage/rpi.h"

#include <string.h>

TEST(folder_of_a_serial_number_or_a_mac_address)
{
	static const struct {
		const char *id, *folder;
	} row[] = {
		{"9ffefdef", "9ffefdef"},
		{"9FFEFDEF", "9ffefdef"},
		{"10000000abcdef01", "abcdef01"}, /* as /proc/cpuinfo has it */
		{"dc:a6:32:01:02:03", "dc-a6-32-01-02-03"},
		{"dc-a6-32-01-02-03", "dc-a6-32-01-02-03"},
		{"", NULL},
		{"9ffefde", NULL},
		{"9ffefdef0", NULL},
		{"9ffefdeg", NULL},
		{"10000000abcdef0", NULL},
		{"10000000abcdef011", NULL},
		{"../9ffef", NULL},
		{"dca632010203", NULL},
		{"dc:a6:32:01:02:0g", NULL},
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char folder[MKIMAGE_RPI_FOLDER] = "as it was";
		bool good = mkimage_rpi_folder(view_of(row[i].id), folder);

		CHECK_INT(good, row[i].folder != NULL);
		CHECK_STR(folder, row[i].folder ? row[i].folder : "as it was");
	}
}

static const char *config(const struct mkimage_rpi *rpi)
{
	static char text[400];
	struct str s = str_of(text, sizeof text);

	mkimage_rpi_config(rpi, &s);
	CHECK(!s.cut);
	return text;
}

TEST(config_names_kernel_and_ramdisk)
{
	static const struct mkimage_rpi wide = {.wide = true},
					narrow = {.tree = "bcm2709-rpi-2-b.dtb"};

	CHECK(strstr(config(&wide), "\narm_64bit=1\nkernel=kernel8.img\n"
				    "initramfs initramfs followkernel\nenable_uart=1\n"));
	CHECK(!strstr(config(&wide), "device_tree"));
	CHECK(strstr(config(&narrow), "\narm_64bit=0\nkernel=kernel7.img\n"));
	CHECK(strstr(config(&narrow), "\ndevice_tree=bcm2709-rpi-2-b.dtb\n"));
	/* The ROM of old boards reads no line beyond 98 bytes. */
	for (const char *line = config(&narrow); *line; line = strchr(line, '\n') + 1)
		CHECK(strcspn(line, "\n") <= 98);
}

static const char *cmdline(const char *words, bool one_cpu)
{
	static char text[200];
	struct str s = str_of(text, sizeof text);
	struct mkimage_rpi rpi = {.cmdline = view_of(words), .one_cpu = one_cpu};

	mkimage_rpi_cmdline(&rpi, &s);
	return text;
}

/* A kernel that started CPUs it cannot stop cannot hand over. */
TEST(command_line_keeps_other_cpus_where_they_are)
{
	CHECK_STR(cmdline("console=tty1", false), "console=tty1\n");
	CHECK_STR(cmdline(" console=tty1 ", true), "console=tty1 nr_cpus=1\n");
	CHECK_STR(cmdline("", true), "nr_cpus=1\n");
	CHECK_STR(cmdline("", false), "\n");
	CHECK_STR(cmdline("nr_cpus=2 quiet", true), "nr_cpus=2 quiet\n");
	CHECK_STR(cmdline("not_nr_cpus=2", true), "not_nr_cpus=2 nr_cpus=1\n");
}

TEST(readme_names_the_firmware_of_each_board)
{
	CHECK(strstr(mkimage_rpi_readme(), "start4.elf"));
	CHECK(strstr(mkimage_rpi_readme(), "bootcode.bin"));
}
