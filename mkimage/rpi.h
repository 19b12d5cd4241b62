/* SPDX-License-Identifier: MIT
 * mkimage/rpi.h - what the firmware of a Raspberry Pi reads before it starts a kernel. Layer: pure.
 *
 * The board asks a TFTP server for files in a folder of its own: config.txt says which kernel and
 * ramdisk to load, cmdline.txt is the kernel's command line
 * (https://www.raspberrypi.com/documentation/computers/config_txt.html).
 */
#ifndef MKIMAGE_RPI_H
#define MKIMAGE_RPI_H

#include "lib/text.h"

#define MKIMAGE_RPI_FOLDER 18u /* bytes of a folder's name with its NUL */

/** struct mkimage_rpi - what config.txt and cmdline.txt are made from */
struct mkimage_rpi {
	bool wide;	     /* 64-bit kernel */
	const char *tree;    /* the only device tree there is; NULL = the firmware picks one */
	struct view cmdline; /* one line */
	bool one_cpu;	     /* see mkimage_rpi_cmdline() */
};

/**
 * mkimage_rpi_folder() - the name of the folder that a board asks for
 * @id: its serial number, 8 or 16 hexadecimal digits, of which the last 8 count; or its MAC
 *address, for boards that were told so (TFTP_PREFIX=2)
 *
 * Return: false if @id is neither; @ret is then as it was.
 */
bool mkimage_rpi_folder(struct view id, char ret[MKIMAGE_RPI_FOLDER]);

/** mkimage_rpi_kernel() - what the kernel file is called */
const char *mkimage_rpi_kernel(const struct mkimage_rpi *rpi);

/** mkimage_rpi_config() - config.txt */
void mkimage_rpi_config(const struct mkimage_rpi *rpi, struct str *s);

/**
 * mkimage_rpi_cmdline() - cmdline.txt
 *
 * Where other CPUs wait in the firmware's code, a kernel that started them cannot give them back,
 * and so cannot hand over to another kernel: nr_cpus=1 leaves them where they are, unless the
 * command line has such a word already.
 */
void mkimage_rpi_cmdline(const struct mkimage_rpi *rpi, struct str *s);

/** mkimage_rpi_readme() - what else belongs into the folder */
const char *mkimage_rpi_readme(void);

#endif
