/* SPDX-License-Identifier: MIT
 * init/menu/notes.h - what the menu says to a person by menu_note(). Layer: constants.
 * Callers: init/menu, init/pid1.c.
 */
#ifndef INIT_MENU_NOTES_H
#define INIT_MENU_NOTES_H

#define MENU_NOTE_ONE_MOMENT	"One moment ..."
#define MENU_NOTE_NOBODY_CHOSE	"Nobody chose; one moment ..."
#define MENU_NOTE_NO_EDITING	"The configuration does not let command lines be edited."
#define MENU_NOTE_NO_PROMPT	"The configuration allows no prompt."
#define MENU_NOTE_NO_LABELS	"The configuration does not let labels be listed."
#define MENU_NOTE_NO_SHELL	"The rescue shell is switched off."
#define MENU_NOTE_NO_SUCH_LABEL "No label begins so."
#define MENU_NOTE_NO_SUCH_ENTRY "There is no such entry; l lists them."
#define MENU_NOTE_NO_HELP	"There is no help for it."
#define MENU_NOTE_WHICH_FKEY	"Which F key? f 1 to f 12"
#define MENU_NOTE_TOO_LONG	"That is too long."

#endif
