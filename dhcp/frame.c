/* SPDX-License-Identifier: MIT */
#include "dhcp/frame.h"

#define IP_HEAD	 20
#define UDP_HEAD 8
#define IP_UDP	 17

/* Add the rest of @r to @sum, the ones' complement sum of RFC 1071 before folding. 1500 bytes
 * cannot overflow 32 bits. */
static uint32_t sum_add(struct rd r, uint32_t sum)
{
	while (rd_left(&r) > 1)
		sum += rd_be16(&r);
	if (rd_left(&r))
		sum += (uint32_t)rd_u8(&r) << 8;
	return sum;
}

static uint16_t sum_fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

/* The UDP checksum over the pseudo header and @datagram, which is UDP header and payload. */
static uint16_t udp_sum(uint32_t src, uint32_t dst, struct rd datagram)
{
	uint32_t sum = IP_UDP + (uint32_t)rd_left(&datagram);

	sum += (src >> 16) + (src & 0xffff) + (dst >> 16) + (dst & 0xffff);
	return sum_fold(sum_add(datagram, sum));
}

const char *dhcp_frame_error_str(int error)
{
	switch (error) {
	case 0: return "fine";
	case DHCP_FRAME_SHORT: return "lengths do not fit the packet";
	case DHCP_FRAME_NOT_UDP: return "not UDP over IPv4";
	case DHCP_FRAME_FRAGMENT: return "a fragment";
	case DHCP_FRAME_BAD_SUM: return "wrong checksum";
	default: return "unknown reason";
	}
}

/* Check the IPv4 header. @ret_body: the payload, as long as the header says */
static int open_ip(struct rd packet, struct dhcp_udp *ip, struct rd *ret_body)
{
	struct rd whole = packet, body;
	size_t head = (rd_u8(&packet) & 0x0fu) * 4u, total;
	struct rd h = whole;
	uint16_t fragment;
	uint8_t version = (uint8_t)(rd_u8(&h) >> 4), protocol;

	if (version != 4)
		return h.bad ? DHCP_FRAME_SHORT : DHCP_FRAME_NOT_UDP;
	rd_skip(&h, 1);
	total = rd_be16(&h);
	rd_skip(&h, 2);
	fragment = rd_be16(&h);
	rd_skip(&h, 1);
	protocol = rd_u8(&h);
	rd_skip(&h, 2);
	ip->src = rd_be32(&h);
	ip->dst = rd_be32(&h);
	if (h.bad || head < IP_HEAD || total < head || total > rd_left(&whole))
		return DHCP_FRAME_SHORT;
	body = rd_sub(&whole, total);
	if (sum_fold(sum_add(rd_sub(&body, head), 0)) != 0xffff)
		return DHCP_FRAME_BAD_SUM;
	if (fragment & 0x3fff) /* the flag MF, or an offset */
		return DHCP_FRAME_FRAGMENT;
	if (protocol != IP_UDP)
		return DHCP_FRAME_NOT_UDP;
	*ret_body = body;
	return 0;
}

int dhcp_frame_open(struct rd packet, bool sum_pending, struct dhcp_udp *ret)
{
	struct dhcp_udp udp;
	struct rd body, datagram, sum_over;
	uint16_t len, sum;
	int error = open_ip(packet, &udp, &body);

	if (error)
		return error;
	datagram = body;
	udp.sport = rd_be16(&body);
	udp.dport = rd_be16(&body);
	len = rd_be16(&body);
	sum = rd_be16(&body);
	if (body.bad || len < UDP_HEAD || len > rd_left(&datagram))
		return DHCP_FRAME_SHORT;
	sum_over = rd_sub(&datagram, len);
	if (sum && !sum_pending && udp_sum(udp.src, udp.dst, sum_over) != 0xffff)
		return DHCP_FRAME_BAD_SUM;
	udp.payload = rd_sub(&body, (size_t)len - UDP_HEAD);
	*ret = udp;
	return 0;
}

static void put_ip(struct wr *w, const struct dhcp_udp *udp, size_t total)
{
	struct wr patch;

	wr_u8(w, 0x45);
	wr_u8(w, 0);
	wr_be16(w, (uint16_t)total);
	wr_be32(w, 0x4000); /* identification 0, flag DF */
	wr_u8(w, 64);
	wr_u8(w, IP_UDP);
	wr_be16(w, 0);
	wr_be32(w, udp->src);
	wr_be32(w, udp->dst);
	patch = wr_at(w, 10, 2);
	wr_be16(&patch, (uint16_t)~sum_fold(sum_add(rd_of(w->start, wr_len(w)), 0)));
}

size_t dhcp_frame_build(const struct dhcp_udp *udp, uint8_t *buf, size_t size)
{
	size_t payload = rd_left(&udp->payload);
	struct wr w = wr_of(buf, size), patch;
	uint16_t sum;

	if (payload > DHCP_FRAME_MAX - DHCP_FRAME_HEAD || size < payload + DHCP_FRAME_HEAD)
		return 0;
	put_ip(&w, udp, DHCP_FRAME_HEAD + payload);
	wr_be16(&w, udp->sport);
	wr_be16(&w, udp->dport);
	wr_be16(&w, (uint16_t)(UDP_HEAD + payload));
	wr_be16(&w, 0);
	wr_bytes(&w, udp->payload.p, payload);
	sum = (uint16_t)~udp_sum(udp->src, udp->dst, rd_of(buf + IP_HEAD, UDP_HEAD + payload));
	patch = wr_at(&w, IP_HEAD + 6, 2);
	wr_be16(&patch, sum ? sum : 0xffff); /* RFC 768: zero means no checksum */
	return wr_len(&w);
}
