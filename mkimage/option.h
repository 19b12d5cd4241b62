/* SPDX-License-Identifier: MIT
 * mkimage/option.h - the options of a format, and values that several of them take. Layer: main
 * (log, getopt).
 */
#ifndef MKIMAGE_OPTION_H
#define MKIMAGE_OPTION_H

#include "mkimage/compress.h"
#include "mkimage/uimage_names.h"

#include <getopt.h>

/**
 * mkimage_option_each() - take all options there are, and nothing else
 * @letters, @names: as getopt_long() has them, -h and --help among them
 * @ret_help: set by these two; what comes behind the options is not looked at then
 * @take: stores the value in optarg of option @c; false = it is not good, which has been said
 *
 * Return: false when an option or what is behind them is not good, which has been said.
 */
bool mkimage_option_each(int argc, char **argv, const char *letters, const struct option *names,
			 bool *ret_help, bool (*take)(int c, void *opaque), void *opaque);

/* Each takes the @text given to option @c, logs what is wrong with it and returns whether it was
 * good; @ret is written only then. */

/** mkimage_option_word() - one of U-Boot's names of a field */
bool mkimage_option_word(int c, const char *text, enum mkimage_uimage_field field, uint8_t *ret);

/** mkimage_option_address() - up to 8 hexadecimal digits, with 0x in front or without, as the
 *  documents of boards write addresses */
bool mkimage_option_address(int c, const char *text, uint32_t *ret);

/** mkimage_option_kind() - what --compress names */
bool mkimage_option_kind(const char *text, enum mkimage_compress_kind *ret);

#endif
