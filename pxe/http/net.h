/* SPDX-License-Identifier: MIT
 * pxe/http/net.h - libcurl's connections inside a poll loop that is not its own. Layer: adapter.
 * Caller: pxe/http/get.c.
 *
 * One pool for the process: which sockets belong to which request, what they wait for, and
 * libcurl's one timer.
 */
#ifndef PXE_HTTP_NET_H
#define PXE_HTTP_NET_H

#include <poll.h>
#include <stdint.h>

/** http_net_add() - begin the transfer of @easy, a CURL handle whose CURLOPT_PRIVATE is @owner
 *
 * Connections made through another interface than @ifname ("" = any) are dropped first, for the
 * pool does not know of interfaces.
 * Return: 0 or negative errno
 */
int http_net_add(void *easy, const void *owner, const char *ifname);

/** http_net_remove() - end it and free the handle */
void http_net_remove(void *easy, const void *owner);

/** http_net_pollfds() - what @owner's transfer waits for, at most @max; returns how many */
unsigned http_net_pollfds(const void *owner, struct pollfd *ret, unsigned max);

/** http_net_deadline() - when libcurl wants to be called; CLOCK_NEVER = not for its time */
uint64_t http_net_deadline(void);

/** http_net_run() - let @owner's transfer read and write what it can */
void http_net_run(const void *owner);

/** http_net_tick() - call libcurl for its timer, if due */
void http_net_tick(uint64_t now);

/** http_net_ended() - the next transfer that has ended, of whichever owner
 *  @ret: its CURLcode. Return: its owner, or NULL when there is none */
void *http_net_ended(int *ret);

#endif
