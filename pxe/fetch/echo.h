/* SPDX-License-Identifier: MIT
 * pxe/fetch/echo.h - ICMP's echo (RFC 792), as Linux has it on a ping socket: the kernel fills in sum and identifier.
 * Layer: pure. Callers: pxe/session/script_host.c, tests.
 */
#ifndef ECHO_H
#define ECHO_H

#include "lib/bytes.h"

#include <stdbool.h>

#define ECHO_HEAD 8u /* bytes in front of the data */

/** echo_request() - write a request with @size bytes of data, which begin with @cookie as far as that fits */
void echo_request(struct wr *w, uint16_t seq, uint64_t cookie, size_t size);

/** echo_reply() - whether @packet answers that request, all of it */
bool echo_reply(struct rd packet, uint16_t seq, uint64_t cookie, size_t size);

#endif
