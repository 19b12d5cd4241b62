/* SPDX-License-Identifier: MIT
 * mkimage/option.h - the values of options that several formats have: functions for CLI_CALL of
 * lib/cli.h. Layer: main (log).
 */
#ifndef MKIMAGE_OPTION_H
#define MKIMAGE_OPTION_H

#include "lib/cli.h"

/** mkimage_option_address() - up to 8 hexadecimal digits, with 0x in front or without, as the documents
 *  of boards write addresses. @o->to: a uint32_t */
bool mkimage_option_address(const struct cli_option *o, const char *value);

/** mkimage_option_word() - one of U-Boot's names of the field @o->how, enum mkimage_uimage_field.
 *  @o->to: a uint8_t, which gets the number */
bool mkimage_option_word(const struct cli_option *o, const char *value);

/** mkimage_option_compress() - none gzip zstd xz lzma. @o->to: an enum mkimage_compress_kind */
bool mkimage_option_compress(const struct cli_option *o, const char *value);

#endif
