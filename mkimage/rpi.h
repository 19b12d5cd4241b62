/* SPDX-License-Identifier: MIT
 * mkimage/rpi.h - the files that the firmware of a Raspberry Pi reads before it starts a kernel.
 * Layer: pure. Callers: mkimage/rpi_cmd.c, tests.
 *
 * The board asks a TFTP server for files in a folder of its own: config.txt says which kernel and
 * ramdisk to load, cmdline.txt is the kernel's command line
 * (https://www.raspberrypi.com/documentation/computers/config_txt.html).
 */
#ifndef MKIMAGE_RPI_H
#define MKIMAGE_RPI_H

#include "lib/text.h"

#define MKIMAGE_RPI_FOLDER 18u /* bytes of a folder's name with its NUL */

/** struct mkimage_rpi - the input of config.txt and cmdline.txt */
struct mkimage_rpi {
	bool wide;	     /* the kernel is a 64-bit one */
	const char *tree;    /* name of the only device tree; NULL = the firmware picks one */
	struct view cmdline; /* one line */
	bool one_cpu;	     /* see mkimage_rpi_cmdline() */
};

/**
 * mkimage_rpi_folder() - the name of the folder that a board asks for
 * @id: the board's serial number, 8 or 16 hex digits, of which the last 8 count; or its MAC
 *      address, for boards with TFTP_PREFIX=2
 *
 * Return: false = @id is neither, and @ret is untouched.
 */
bool mkimage_rpi_folder(struct view id, char ret[MKIMAGE_RPI_FOLDER]);

/** mkimage_rpi_kernel() - what the kernel file is called */
const char *mkimage_rpi_kernel(const struct mkimage_rpi *rpi);

/** mkimage_rpi_config() - config.txt */
void mkimage_rpi_config(const struct mkimage_rpi *rpi, struct str *s);

/**
 * mkimage_rpi_cmdline() - cmdline.txt
 *
 * Where the other CPUs spin in firmware code (spin-table), a kernel that has started them cannot
 * stop them, so that it cannot hand over to another kernel. nr_cpus=1 keeps them in the firmware,
 * unless the command line has an nr_cpus already.
 */
void mkimage_rpi_cmdline(const struct mkimage_rpi *rpi, struct str *s);

/** mkimage_rpi_readme() - the text of a file that names the other files of the folder */
const char *mkimage_rpi_readme(void);

#endif
