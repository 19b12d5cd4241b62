/* SPDX-License-Identifier: MIT
 * pxe/echo.h - ICMP's echo (RFC 792), as Linux has it on a ping socket: the kernel fills in sum and identifier.
 * Layer: pure. Callers: pxe/session/script_host.c, tests.
 */
#ifndef PXE_ECHO_H
#define PXE_ECHO_H

#include "lib/bytes.h"

#include <stdbool.h>

#define PXE_ECHO_HEAD 8u /* bytes in front of the data */
#define PXE_ECHO_MAX \
	8972u /* bytes of data: what fits into 9000 bytes with the headers of IP and ICMP */

/** pxe_echo_request() - write a request with @size bytes of data, which begin with @cookie as far as that fits */
void pxe_echo_request(struct wr *w, uint16_t seq, uint64_t cookie, size_t size);

/** pxe_echo_reply() - whether @packet answers that request, all of it */
bool pxe_echo_reply(struct rd packet, uint16_t seq, uint64_t cookie, size_t size);

#endif
