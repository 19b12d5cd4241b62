/* SPDX-License-Identifier: MIT
 * dhcp/v6_sock.h - the two sockets of dhcp/v6_client.h: ICMPv6 for routers, UDP port 546 for DHCPv6.
 * Layer: adapter. Callers: pxe/worker/nic6.c, and init/supervise.c, which opens them for the worker.
 *
 * Both are bound to an interface, do not block and close on exec. The filter of the first, which lets
 * nothing but router advertisements through, is locked. The process that inherits them needs no system
 * calls but sendto() and recvmsg().
 */
#ifndef DHCP_V6_SOCK_H
#define DHCP_V6_SOCK_H

#include "lib/netaddr.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** dhcp_v6_sock_icmp(), dhcp_v6_sock_udp() - open the one or the other. Return: a descriptor or negative
 *  errno, -EAFNOSUPPORT where the kernel has no IPv6 */
int dhcp_v6_sock_icmp(int ifindex);
int dhcp_v6_sock_udp(int ifindex);

/** dhcp_v6_sock_to_routers(), dhcp_v6_sock_to_servers() - send to all of them on the link. Return: 0 or
 *  negative errno: as long as the link-local address is checked for duplicates there is none to send from */
int dhcp_v6_sock_to_routers(int icmp, const void *packet, size_t len);
int dhcp_v6_sock_to_servers(int udp, const void *packet, size_t len);

/** dhcp_v6_sock_recv() - take one packet off either socket
 *  @from, @hops: who sent it, and its hop limit; 0 = not known, as by UDP
 *  Return: its bytes, at most @room; negative errno, -EAGAIN = there is none */
ssize_t dhcp_v6_sock_recv(int fd, void *packet, size_t room, struct netaddr *from, unsigned *hops);

#endif
