/* SPDX-License-Identifier: MIT
 * pxe/session/msgfile.h - the text files of DISPLAY, F keys and MENU HELP. Layer: pure.
 * Caller: pxe/session/help.c.
 *
 * syslinux's control codes (doc/syslinux.txt, "DISPLAY FILE FORMAT") are taken out, not obeyed:
 * form feed, colours (0x0f and two digits), pictures (0x18 and the rest of the line), modes (0x10
 * to 0x17, 0x19). 0x1a ends the file.
 */
#ifndef PXE_SESSION_MSGFILE_H
#define PXE_SESSION_MSGFILE_H

#include "lib/text.h"

/** session_msgfile_line() - cut the next line off the front of @rest and append it to @s, printable.
 *  Return: false at the end */
bool session_msgfile_line(struct view *rest, struct str *s);

#endif
