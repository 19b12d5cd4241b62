/* SPDX-License-Identifier: MIT
 * dhcp/frame.h - the IPv4 and UDP headers around a DHCP message. Layer: pure. Callers: dhcp/sock.c,
 * tests.
 *
 * A client without an address cannot use the kernel's IP stack, so this file reads and writes both
 * headers. It accepts whole datagrams with right lengths and right checksums only.
 */
#ifndef DHCP_FRAME_H
#define DHCP_FRAME_H

#include "lib/bytes.h"

/* Bytes of the IPv4 header without options and of the UDP header. */
#define DHCP_FRAME_HEAD 28

/* Bytes of one Ethernet payload, the most that is read from the wire. */
#define DHCP_FRAME_MAX 1500

#define DHCP_PORT_SERVER 67
#define DHCP_PORT_CLIENT 68
#define DHCP_PORT_PXE	 4011

/** struct dhcp_udp - one datagram; addresses and ports in host byte order */
struct dhcp_udp {
	uint32_t src, dst;
	uint16_t sport, dport;
	struct rd payload; /* points into the packet */
};

enum dhcp_frame_error {
	DHCP_FRAME_SHORT = 1, /* a length in a header does not fit the packet */
	DHCP_FRAME_NOT_UDP,   /* the packet is not IPv4, or not UDP */
	DHCP_FRAME_FRAGMENT,  /* the packet is a fragment; DHCP replies never need fragments */
	DHCP_FRAME_BAD_SUM,   /* the header or UDP checksum is wrong */
};

/** dhcp_frame_error_str() - @error in words, whatever number it is; never NULL */
const char *dhcp_frame_error_str(int error);

/**
 * dhcp_frame_open() - check the headers of one received packet
 * @packet:       the bytes behind the link-layer header, padding included; any length
 * @sum_pending:  the sender left the UDP checksum to hardware (TP_STATUS_CSUMNOTREADY: a server on
 *                the same host, or across a veth or tap). The field then holds a partial sum, which
 *                is not checked.
 * @ret:          written on success only
 *
 * Bytes behind the UDP datagram are padding of short Ethernet frames and are cut off. IP options
 * are skipped. A UDP checksum of zero means that there is none (RFC 768).
 * Return: 0 or an enum dhcp_frame_error; all of them mean: drop, keep waiting.
 */
int dhcp_frame_open(struct rd packet, bool sum_pending, struct dhcp_udp *ret);

/**
 * dhcp_frame_build() - write IPv4 and UDP headers and the payload
 * @udp:  addresses, ports and payload
 * @buf:  @size bytes
 * Return: bytes written; 0 = the datagram does not fit.
 */
size_t dhcp_frame_build(const struct dhcp_udp *udp, uint8_t *buf, size_t size);

#endif
