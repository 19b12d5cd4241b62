/* SPDX-License-Identifier: MIT
 * tests/unit/ipxe_aid.h - run a script against files in memory, for test_ipxe*.c. */
#ifndef TESTS_UNIT_IPXE_AID_H
#define TESTS_UNIT_IPXE_AID_H

#include "pxe/ipxe/ipxe.h"

extern struct ipxe aid_run;
extern char aid_said[65536]; /* all that was said */
extern char aid_asked[4096]; /* "METHOD URI BODY" and LF for each request */

/** struct aid_ipxe_file - a file of the only server; the last one has uri NULL */
struct aid_ipxe_file {
	const char *uri;
	const char *body;  /* a script; "" = a kernel; "other" = neither */
	const char *moved; /* its URI in the end; NULL = the same */
};

/** struct aid_ipxe_world - what a script finds */
struct aid_ipxe_world {
	const struct aid_ipxe_file *files; /* NULL = none */
	const char *uri;		   /* of the script; NULL = none */
	const char *choice; /* at menus; NULL = the item that is selected first, "" = Escape */
	const char *typed;  /* at lines; NULL = cancelled */
	bool key;	    /* a key is pressed at prompts */
};

/** aid_ipxe_begin() - an empty run with a machine's facts and a lease in net0 */
void aid_ipxe_begin(void);

/** aid_ipxe_go() - run "#!ipxe\n" and @text to the end, or to a shell. @w may be NULL. Return: how it
 *  ended; -1 = it could not be started, or stopped at a shell */
int aid_ipxe_go(const char *text, const struct aid_ipxe_world *w);

/** aid_ipxe() - aid_ipxe_begin() and aid_ipxe_go(). Return: aid_said */
const char *aid_ipxe(const char *text, const struct aid_ipxe_world *w);

#endif
