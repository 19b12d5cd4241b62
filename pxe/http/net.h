/* SPDX-License-Identifier: MIT
 * pxe/http/net.h - libcurl's multi interface inside the poll loop of the worker. Layer: adapter.
 * Caller: pxe/http/get.c.
 *
 * The process has one pool. The pool knows which sockets belong to which request, what each socket
 * waits for, and when libcurl's one timer is due.
 */
#ifndef PXE_HTTP_NET_H
#define PXE_HTTP_NET_H

#include <poll.h>
#include <stdint.h>

/** http_net_add() - begin the transfer of @easy, a CURL handle whose CURLOPT_PRIVATE is @owner
 *
 * Connections through another interface than @ifname ("" = any), or from another address than @source
 * (0 = not known), are dropped first: the pool of libcurl does not tell interfaces apart, and takes a
 * connection whose address is gone for one that lives.
 * Return: 0 or -ENOMEM; @easy then stays the caller's.
 */
int http_net_add(void *easy, const void *owner, const char *ifname, uint32_t source);

/** http_net_remove() - end @owner's transfer and free its handle @easy */
void http_net_remove(void *easy, const void *owner);

/** http_net_pollfds() - fill @ret with the sockets of @owner's transfer, at most @max
 *  Return: the number of entries */
unsigned http_net_pollfds(const void *owner, struct pollfd *ret, unsigned max);

/** http_net_deadline() - ms of clock_ms() at which libcurl's timer is due; CLOCK_NEVER = not set */
uint64_t http_net_deadline(void);

/** http_net_run() - let @owner's transfer read and write as much as its sockets allow */
void http_net_run(const void *owner);

/** http_net_tick() - call libcurl if its timer is due */
void http_net_tick(uint64_t now);

/** http_net_ended() - take the next ended transfer, whoever its owner is
 *  @ret: the transfer's CURLcode. Return: the transfer's owner; NULL = no other has ended */
void *http_net_ended(int *ret);

#endif
