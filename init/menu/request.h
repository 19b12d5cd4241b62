/* SPDX-License-Identifier: MIT
 * init/menu/request.h - what a person wants, made a question to the worker, or another picture where
 * none is needed. Layer: pure. Callers: init/menu, init/pid1.c, cmd/menu.c, tests.
 *
 * init/menu/access.h says what is allowed; what is not ends in a note, what takes a password in
 * MENU_PASSWD. One question is open at a time (m->asked), init/menu/recv.h takes its answer.
 */
#ifndef INIT_MENU_REQUEST_H
#define INIT_MENU_REQUEST_H

#include "init/menu/menu.h"

/** menu_request_choose() - Enter on an entry */
void menu_request_choose(struct menu *m, uint32_t entry);

/** menu_request_edit() - TAB on an entry */
void menu_request_edit(struct menu *m, uint32_t entry);

/** menu_request_back() - Esc: to where this picture came from, from the first menu to the prompt */
void menu_request_back(struct menu *m);

/** menu_request_command() - @line was typed at the prompt */
void menu_request_command(struct menu *m, const char *line);

/** menu_request_edited() - start m->subject with @line for its command line */
void menu_request_edited(struct menu *m, const char *line);

/** menu_request_with_passwd() - do what m->field's password was asked for */
void menu_request_with_passwd(struct menu *m);

/** menu_request_fkey() - the file of F key @n, 1 to 12 */
void menu_request_fkey(struct menu *m, unsigned n);

/** menu_request_timeout() - nobody chose in time */
void menu_request_timeout(struct menu *m);

/** menu_request_next() - the next message for the worker. Return: false when there is none */
bool menu_request_next(struct menu *m, struct chan_msg *ret);

#endif
