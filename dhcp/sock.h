/* SPDX-License-Identifier: MIT
 * dhcp/sock.h - the sockets of a DHCP client. Layer: adapter. Callers: pxe/worker/nic.c,
 * cmd/dhcp.c, and init/supervise.c, which opens them for the worker.
 *
 * All packets are received on the packet socket, which needs no address and sees unicast and
 * broadcast replies alike. The UDP socket sends unicast packets (renewals, port 4011) by the
 * kernel's routes and ARP. The UDP socket also holds port 68, so that the kernel does not answer
 * replies with "port unreachable". Two more packet sockets receive what the switch says of its port
 * (dhcp/port.h). All sockets have locked filters, do not block and close on exec.
 *
 * The privileged process opens the sockets. The process that inherits them needs no system calls
 * but sendto() and recvmsg().
 */
#ifndef DHCP_SOCK_H
#define DHCP_SOCK_H

#include "dhcp/arp.h"
#include "dhcp/client.h"
#include "dhcp/frame.h"
#include "dhcp/port.h"

/** struct dhcp_sock - filled by its user, who also closes the descriptors. udp may be -1: unicast
 *  packets are then not sent. */
struct dhcp_sock {
	int raw, udp;
	int llc, slow; /* BPDUs, LACPDUs; -1 = not listened for */
	int arp;       /* likewise ARP packets */
	int ifindex;
	uint8_t hlen; /* bytes of a link-layer address, 1..16 */
};

/** dhcp_sock_raw() - open the packet socket on an interface. Return: a descriptor or -errno. */
int dhcp_sock_raw(int ifindex);

/** dhcp_sock_udp() - open the UDP socket on port 68 of an interface. Return: a descriptor or -errno
 *  (-EADDRINUSE: another DHCP client has the port). */
int dhcp_sock_udp(int ifindex);

/** dhcp_sock_arp() - open the socket for ARP packets (dhcp/arp.h). Return: a descriptor or -errno */
int dhcp_sock_arp(int ifindex);

/** dhcp_sock_arp_send() - broadcast a packet. Return: 0 or -errno */
int dhcp_sock_arp_send(const struct dhcp_sock *s, const uint8_t packet[static DHCP_ARP_LEN]);

/** dhcp_sock_arp_recv() - take one packet off the socket. Return: 0; -EAGAIN when there is none, or
 *  another -errno */
int dhcp_sock_arp_recv(const struct dhcp_sock *s, uint8_t packet[static DHCP_ARP_LEN]);

/** dhcp_sock_llc(), dhcp_sock_slow() - open the socket for BPDUs, or for LACPDUs, which come without a
 *  tag: for a VLAN @ifindex is the interface below it. Return: a descriptor or -errno. */
int dhcp_sock_llc(int ifindex);
int dhcp_sock_slow(int ifindex);

/** dhcp_sock_send() - carry out a DHCP_SEND. Return: 0 or -errno; an error needs no action, since
 *  the client sends again. */
int dhcp_sock_send(const struct dhcp_sock *s, const struct dhcp_action *a);

/**
 * dhcp_sock_recv() - take one datagram off the packet socket
 * @buf:     gets the datagram; @payload points into @buf
 * @payload: the message for dhcp_client_input(), as is @from
 * Return: 0; -EAGAIN when there is none; another -errno (-ENETDOWN comes once when the link goes
 * down); an enum dhcp_frame_error for a packet that was dropped: call again.
 */
int dhcp_sock_recv(const struct dhcp_sock *s, uint8_t buf[DHCP_FRAME_MAX], struct rd *payload,
		   struct dhcp_from *from);

/** dhcp_sock_port() - take one frame off the sockets for the port
 *  Return: 0; -EAGAIN when there is none; another -errno; an enum dhcp_port_error for a frame that
 *  was dropped: call again */
int dhcp_sock_port(const struct dhcp_sock *s, struct dhcp_port_frame *ret);

#endif
