/* SPDX-License-Identifier: MIT
 * pxe/fetch/probe.h - a socket for short questions to one host: a UDP port, or ICMP's echo. Layer: adapter.
 * Callers: pxe/session/script_host.c, pxe/fetch/fetch.c.
 */
#ifndef PXE_FETCH_PROBE_H
#define PXE_FETCH_PROBE_H

#include "lib/netaddr.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** probe_open() - a connected, non-blocking socket, the caller's: what other hosts send does not come in
 *  @addr: host byte order
 *  @port: UDP; 0 = a ping socket, where net.ipv4.ping_group_range allows one
 *  @ifname: "" = any interface
 *  Return: a descriptor or negative errno; -EACCES when nobody may ping */
int probe_open(uint32_t addr, uint16_t port, const char *ifname);

/** probe_way() - whether this machine has a route to @addr and an address to go from
 *  @ifname: "" or NULL = any interface */
bool probe_way(const struct netaddr *addr, const char *ifname);

/** probe_send() - one packet. Return: 0 or negative errno */
int probe_send(int fd, const void *packet, size_t len);

/** probe_recv() - the next packet. Return: its bytes, at most @room; negative errno, -EAGAIN = none is there */
ssize_t probe_recv(int fd, void *packet, size_t room);

#endif
