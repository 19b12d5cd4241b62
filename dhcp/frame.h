/* SPDX-License-Identifier: MIT
 * dhcp/frame.h - the IPv4 and UDP headers around a DHCP message. Layer: pure. Callers: dhcp/sock.c.
 *
 * A client without an address cannot use the kernel's IP stack, so these two headers are ours. What
 * is accepted is kept small: whole datagrams, right lengths, right sums.
 */
#ifndef DHCP_FRAME_H
#define DHCP_FRAME_H

#include "lib/bytes.h"

/* IPv4 and UDP header without options: what dhcp_frame_build() puts before the payload. */
#define DHCP_FRAME_HEAD 28

/* The most that is read from the wire: one Ethernet payload. */
#define DHCP_FRAME_MAX 1500

#define DHCP_PORT_SERVER 67
#define DHCP_PORT_CLIENT 68
#define DHCP_PORT_PXE	 4011

/** struct dhcp_udp - one datagram; addresses and ports in host byte order */
struct dhcp_udp {
	uint32_t src, dst;
	uint16_t sport, dport;
	struct rd payload; /* points into the packet it was opened from */
};

enum dhcp_frame_error {
	DHCP_FRAME_SHORT = 1, /* a length that does not fit what was received */
	DHCP_FRAME_NOT_UDP,   /* not IPv4, not UDP */
	DHCP_FRAME_FRAGMENT,  /* part of a larger datagram; a DHCP reply never needs it */
	DHCP_FRAME_BAD_SUM,   /* wrong header or UDP checksum */
};

/** dhcp_frame_error_str() - a reason in words; also for numbers that are none */
const char *dhcp_frame_error_str(int error);

/**
 * dhcp_frame_open() - check the headers of one received packet
 * @packet:       what followed the link-layer header, padding included; any length
 * @sum_pending:  the kernel says that the sender left the UDP checksum to hardware
 *                (TP_STATUS_CSUMNOTREADY: a server on the same host, or across a veth or tap), so
 *                the field holds only a part of it and is not judged
 * @ret:          written on success only
 *
 * Bytes after the UDP datagram are padding of short Ethernet frames and are cut off. IP options are
 * skipped. A UDP checksum of zero means that there is none (RFC 768).
 * Return: 0 or an enum dhcp_frame_error; all of them mean: drop, keep waiting.
 */
int dhcp_frame_open(struct rd packet, bool sum_pending, struct dhcp_udp *ret);

/**
 * dhcp_frame_build() - write IPv4 and UDP headers and the payload
 * @udp:  addresses, ports and payload
 * @buf:  @size bytes
 * Return: length written, 0 when it does not fit.
 */
size_t dhcp_frame_build(const struct dhcp_udp *udp, uint8_t *buf, size_t size);

#endif
