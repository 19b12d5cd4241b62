/* SPDX-License-Identifier: MIT
 * mkimage/uimage_names.h - the numbers in the header of a U-Boot image, and the names that U-Boot's
 * own tools give them. Layer: pure.
 */
#ifndef MKIMAGE_UIMAGE_NAMES_H
#define MKIMAGE_UIMAGE_NAMES_H

#include "lib/text.h"

/** The four fields that have names. */
enum mkimage_uimage_field {
	MKIMAGE_UIMAGE_OS,
	MKIMAGE_UIMAGE_ARCH,
	MKIMAGE_UIMAGE_TYPE,
	MKIMAGE_UIMAGE_COMP,
	MKIMAGE_UIMAGE_FIELDS
};

/** mkimage_uimage_number() - the number of @word, in either case, on a command line. Return: false
 *  = @word is unknown, and @ret is untouched */
bool mkimage_uimage_number(enum mkimage_uimage_field field, struct view word, uint8_t *ret);

/** mkimage_uimage_word() - the word for @number on a command line. Return: NULL = none */
const char *mkimage_uimage_word(enum mkimage_uimage_field field, uint8_t number);

/** mkimage_uimage_title() - the name of @number in listings; "Unknown ..." = it has no name */
const char *mkimage_uimage_title(enum mkimage_uimage_field field, uint8_t number);

/** mkimage_uimage_words() - append all words of a field, with a blank before each */
void mkimage_uimage_words(enum mkimage_uimage_field field, struct str *s);

#endif
