/* SPDX-License-Identifier: MIT
 * mkimage/option.h - values of options that several formats take. Layer: main (log).
 */
#ifndef MKIMAGE_OPTION_H
#define MKIMAGE_OPTION_H

#include "mkimage/compress.h"
#include "mkimage/uimage_names.h"

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
