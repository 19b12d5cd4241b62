/* SPDX-License-Identifier: MIT
 * mkimage/parmfile.h - a parameter file as one command line. Layer: pure.
 *
 * Such files come from z/VM and LPAR installations: text lines, or card images (records of 80
 * bytes without line ends, padded with blanks), and often with blanks and empty lines at the end
 * that must not reach the kernel.
 */
#ifndef MKIMAGE_PARMFILE_H
#define MKIMAGE_PARMFILE_H

#include "lib/bytes.h"
#include "lib/text.h"

#define MKIMAGE_PARMFILE_CARD 80u

enum mkimage_parmfile_reason {
	MKIMAGE_PARMFILE_OK = 0,
	MKIMAGE_PARMFILE_EBCDIC,
	MKIMAGE_PARMFILE_BINARY, /* a NUL or a control character inside the text */
	MKIMAGE_PARMFILE_LONG,	 /* does not fit into the builder */
	MKIMAGE_PARMFILE_REASONS
};

/**
 * mkimage_parmfile_fold() - append the folded text to @s
 * @file: the whole file; zeroes and blanks at its end are padding
 *
 * Text with line ends: lines lose the blanks at both ends, empty ones vanish, the others are joined
 * by one blank. Without line ends and of a multiple of 80 bytes: the same for the cards. A card whose
 * last column is in use runs on into the next one, as the reader would have it, and so does a line of
 * 80 bytes in a file without longer ones.
 * Return: 0 or an enum mkimage_parmfile_reason; @s is then of no use.
 */
__attribute__((warn_unused_result)) int mkimage_parmfile_fold(struct rd file, struct str *s);

/** mkimage_parmfile_str() - a reason in words with its cure, never NULL */
const char *mkimage_parmfile_str(int reason);

#endif
