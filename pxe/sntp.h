/* SPDX-License-Identifier: MIT
 * pxe/sntp.h - ask an NTP server for the time, as a simple client does (RFC 4330 section 5). Layer: pure.
 * Callers: pxe/session/script_host.c, tests.
 */
#ifndef PXE_SNTP_H
#define PXE_SNTP_H

#include "lib/bytes.h"

#define PXE_SNTP_PORT 123u
#define PXE_SNTP_LEN  48u /* bytes of a query, and of the shortest reply */

enum pxe_sntp_error {
	PXE_SNTP_OK = 0,
	PXE_SNTP_NOT_OURS, /* it answers no query of ours: wait on */
	PXE_SNTP_UNSURE,   /* the server does not know the time itself */
	PXE_SNTP_REFUSED, /* the server asks to be left alone (kiss-o'-death, RFC 5905 section 7.4) */
};

/** pxe_sntp_query() - write a query; @cookie, which a stranger cannot guess and which is not 0, comes back in
 *  the reply */
void pxe_sntp_query(struct wr *w, uint64_t cookie);

/** pxe_sntp_reply() - read a reply to the query of @cookie. @ret: ms since 1970, when the server sent it; up to
 *  2104, as RFC 4330 section 3 says; untouched on error. Return: 0 or enum pxe_sntp_error */
int pxe_sntp_reply(struct rd packet, uint64_t cookie, uint64_t *ret);

/** pxe_sntp_str() - enum pxe_sntp_error in words; never NULL */
const char *pxe_sntp_str(int error);

#endif
