/* SPDX-License-Identifier: MIT
 * lib/image/parmfile.h - a parameter file as one command line. Layer: pure. Callers:
 * mkimage/s390_cmd.c, pxe/session/parm.c.
 *
 * Parameter files come from z/VM and LPAR installations. They are text lines or card images
 * (records of 80 bytes without line ends, padded with blanks). Blanks and empty lines at their end
 * must not reach the kernel.
 */
#ifndef LIB_IMAGE_PARMFILE_H
#define LIB_IMAGE_PARMFILE_H

#include "lib/bytes.h"
#include "lib/text.h"

#define PARMFILE_CARD 80u

enum parmfile_reason {
	PARMFILE_OK = 0,
	PARMFILE_EBCDIC,
	PARMFILE_PAGE,	 /* HTML or XML, what a server or a form gives out in place of a file */
	PARMFILE_BINARY, /* the text has a NUL or a control character */
	PARMFILE_HIGH,	 /* the text has a byte >= 0x80, see s390_cmdline_high() */
	PARMFILE_LONG,	 /* the text does not fit into the builder */
	PARMFILE_REASONS
};

/**
 * parmfile_fold() - append the folded text to @s
 * @file: the whole file; zeroes and blanks at its end are padding
 *
 * Lines lose the blanks at both ends, empty lines vanish, and the others are joined by one blank. A
 * file without line ends and of a multiple of 80 bytes is cards, which are joined in the same way.
 * A card whose last column is in use runs on into the next card, as on a card reader. So does a
 * line of 80 bytes in a file without longer lines.
 * Return: 0 or an enum parmfile_reason; @s is then of no use.
 */
__attribute__((warn_unused_result)) int parmfile_fold(struct rd file, struct str *s);

/** parmfile_put_high() - behind PARMFILE_HIGH: append "line N, column N: byte 0xNN: " to @s */
void parmfile_put_high(struct rd file, struct str *s);

/** parmfile_str() - a reason in words with its cure, never NULL */
const char *parmfile_str(int reason);

#endif
