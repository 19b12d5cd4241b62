/* SPDX-License-Identifier: MIT
 * dhcp/sock.h - the two sockets of a DHCP client. Layer: adapter. Callers: pxe/worker/nic.c,
 * cmd/dhcp.c, and init/supervise.c, which opens them for the worker.
 *
 * Everything is received on the packet socket, which needs no address and sees unicast and
 * broadcast replies alike. The UDP socket only sends, by the kernel's routes and ARP, what goes to
 * one server (renewals, port 4011); it also holds port 68, so that the kernel does not answer
 * replies with "port unreachable". Both carry locked filters and are non-blocking and close on
 * exec.
 *
 * After opening, sendto() and recvmsg() are the only system calls: opening is for the privileged
 * process, the rest for whoever inherits the descriptors.
 */
#ifndef DHCP_SOCK_H
#define DHCP_SOCK_H

#include "dhcp/client.h"
#include "dhcp/frame.h"

/** struct dhcp_sock - put together by its user; owns nothing. udp may be -1: unicast is not sent
 *  then. */
struct dhcp_sock {
	int raw, udp;
	int ifindex;
	uint8_t hlen; /* length of a link-layer address, 1..16 */
};

/** dhcp_sock_raw() - open the packet socket on an interface. Return: descriptor or -errno. */
int dhcp_sock_raw(int ifindex);

/** dhcp_sock_udp() - open the UDP socket, port 68, on an interface. Return: descriptor or -errno
 *  (-EADDRINUSE: another DHCP client runs there). */
int dhcp_sock_udp(int ifindex);

/** dhcp_sock_send() - carry out a DHCP_SEND. Return: 0 or -errno; the machine sends again anyway.
 */
int dhcp_sock_send(const struct dhcp_sock *s, const struct dhcp_action *a);

/**
 * dhcp_sock_recv() - take one datagram off the packet socket
 * @buf:     where it is put; @payload points into it
 * @payload: what dhcp_client_input() wants, with @from
 * Return: 0; -EAGAIN when there is none; another -errno (-ENETDOWN comes once when the link goes
 * down); an enum dhcp_frame_error for a packet that was dropped: call again.
 */
int dhcp_sock_recv(const struct dhcp_sock *s, uint8_t buf[DHCP_FRAME_MAX], struct rd *payload,
		   struct dhcp_from *from);

#endif
