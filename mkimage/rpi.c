/* SPDX-License-Identifier: MIT */
#include "mkimage/rpi.h"

#define SERIAL_DIGITS 8u
#define MAC_LEN	      6u

bool mkimage_rpi_folder(struct view id, char ret[MKIMAGE_RPI_FOLDER])
{
	uint8_t bytes[SERIAL_DIGITS];
	const uint8_t *last = bytes;
	struct str s;

	if (id.n == 3 * MAC_LEN - 1 && text_hex(id, bytes, MAC_LEN)) {
		s = str_of(ret, MKIMAGE_RPI_FOLDER);
		str_hex(&s, bytes, MAC_LEN, '-');
		return true;
	}
	if (id.n == 2 * SERIAL_DIGITS && text_hex(id, bytes, SERIAL_DIGITS))
		last = bytes + SERIAL_DIGITS / 2;
	else if (id.n != SERIAL_DIGITS || !text_hex(id, bytes, SERIAL_DIGITS / 2))
		return false;
	s = str_of(ret, MKIMAGE_RPI_FOLDER);
	str_hex(&s, last, SERIAL_DIGITS / 2, 0);
	return true;
}

const char *mkimage_rpi_kernel(const struct mkimage_rpi *rpi)
{
	return rpi->wide ? "kernel8.img" : "kernel7.img";
}

void mkimage_rpi_config(const struct mkimage_rpi *rpi, struct str *s)
{
	str_puts(s, "# Written by mkimage rpi; README.txt says what belongs beside it.\n");
	str_fmt(s, "arm_64bit=%d\nkernel=%s\n", rpi->wide, mkimage_rpi_kernel(rpi));
	str_puts(s, "initramfs initramfs followkernel\n");
	if (rpi->tree)
		str_fmt(s, "device_tree=%s\n", rpi->tree);
	str_puts(s, "enable_uart=1\n");
}

static bool has_word(struct view text, const char *start)
{
	struct view word;

	while ((word = view_word(&text)).n)
		if (view_starts(word, start))
			return true;
	return false;
}

void mkimage_rpi_cmdline(const struct mkimage_rpi *rpi, struct str *s)
{
	struct view text = view_trim(rpi->cmdline);

	str_put(s, text);
	if (rpi->one_cpu && !has_word(text, "nr_cpus="))
		str_puts(s, text.n ? " nr_cpus=1" : "nr_cpus=1");
	str_putc(s, '\n');
}

const char *mkimage_rpi_readme(void)
{
	return "This folder is what a Raspberry Pi asks a TFTP server for, under its serial "
	       "number.\n"
	       "Copy it into the root of the server, and add the firmware, which is not part of "
	       "it\n"
	       "(https://github.com/raspberrypi/firmware, folder boot; Debian: raspi-firmware):\n"
	       "\n"
	       "  Pi 2 v1.2, 3   bootcode.bin in the root of the server; start.elf, fixup.dat "
	       "here\n"
	       "  Pi 4, 400      start4.elf, fixup4.dat here\n"
	       "\n"
	       "A board that finds no start.elf or start4.elf here looks in the root of the "
	       "server\n"
	       "instead, and for all other files as well. Overlays go into overlays/.\n";
}
