/* SPDX-License-Identifier: MIT
 * pxe/fetch/sntp.h - ask an NTP server for the time, as a simple client does (RFC 4330 section 5). Layer: pure.
 * Callers: pxe/session/script_host.c, tests.
 */
#ifndef SNTP_H
#define SNTP_H

#include "lib/bytes.h"

#define SNTP_PORT 123u
#define SNTP_LEN  48u /* bytes of a query, and of the shortest reply */

enum sntp_error {
	SNTP_OK = 0,
	SNTP_NOT_OURS, /* it answers no query of ours: wait on */
	SNTP_UNSURE,   /* the server does not know the time itself */
	SNTP_REFUSED,  /* the server asks to be left alone (kiss-o'-death, RFC 5905 section 7.4) */
};

/** sntp_query() - write a query; @cookie, which a stranger cannot guess and which is not 0, comes back in
 *  the reply */
void sntp_query(struct wr *w, uint64_t cookie);

/** sntp_reply() - read a reply to the query of @cookie. @ret: ms since 1970, when the server sent it; up to
 *  2104, as RFC 4330 section 3 says; untouched on error. Return: 0 or enum sntp_error */
int sntp_reply(struct rd packet, uint64_t cookie, uint64_t *ret);

/** sntp_str() - enum sntp_error in words; never NULL */
const char *sntp_str(int error);

#endif
