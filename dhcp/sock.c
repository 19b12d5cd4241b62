/* SPDX-License-Identifier: MIT */
#include "dhcp/sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdalign.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The bits of a tag that number the VLAN; a tag with number 0 only has a priority. */
#define VLAN_ID 0xfff

/* UDP to port 68, first fragment or whole; offsets count from the IPv4 header. */
static struct sock_filter to_client[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DHCP_PORT_CLIENT, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* Both LLC headers of BPDUs, from where the header begins; the decoder looks closer. */
static struct sock_filter bpdus[] = {
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x4242, 1, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xaaaa, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, DHCP_PORT_FRAME_MAX),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* Subtype 1 of the slow protocols. */
static struct sock_filter lacpdus[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, DHCP_PORT_FRAME_MAX),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* For Ethernet and IPv4; offsets count from the ARP header. */
static struct sock_filter arps[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x00010800, 0, 3),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0604, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, DHCP_ARP_LEN),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

static const uint8_t to_bridges[] = {0x01, 0x80, 0xc2, 0, 0, 0};
static const uint8_t to_cisco[] = {0x01, 0, 0x0c, 0xcc, 0xcc, 0xcd};
static const uint8_t to_slow[] = {0x01, 0x80, 0xc2, 0, 0, 2};

/* The UDP socket receives nothing, because all packets are read from the packet socket. */
static struct sock_filter nothing[] = {
	BPF_STMT(BPF_RET | BPF_K, 0),
};

static int set_on(int fd, int level, int option)
{
	int on = 1;

	return setsockopt(fd, level, option, &on, sizeof on);
}

/* The filter is locked: a process that inherits the socket cannot see more packets. */
static int set_filter(int fd, struct sock_filter *code, size_t n)
{
	struct sock_fprog program = {.len = (unsigned short)n, .filter = code};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program))
		return -1;
	return set_on(fd, SOL_SOCKET, SO_LOCK_FILTER);
}

static int close_with_errno(int fd)
{
	int error = errno;

	close(fd);
	return -error;
}

static int bind_to(int fd, int ifindex, uint16_t protocol)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = ifindex};

	return bind(fd, (const struct sockaddr *)&at, sizeof at);
}

int dhcp_sock_raw(int ifindex)
{
	/* A socket of protocol 0 receives nothing before bind(), which follows the filter. */
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (set_filter(fd, to_client, sizeof to_client / sizeof *to_client) ||
	    set_on(fd, SOL_PACKET, PACKET_AUXDATA) || bind_to(fd, ifindex, ETH_P_IP))
		return close_with_errno(fd);
	return fd;
}

int dhcp_sock_arp(int ifindex)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (set_filter(fd, arps, sizeof arps / sizeof *arps) || bind_to(fd, ifindex, ETH_P_ARP))
		return close_with_errno(fd);
	return fd;
}

int dhcp_sock_arp_send(const struct dhcp_sock *s, const uint8_t packet[static DHCP_ARP_LEN])
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_ARP),
				 .sll_ifindex = s->ifindex,
				 .sll_halen = 6};

	memset(to.sll_addr, 0xff, 6);
	return sendto(s->arp, packet, DHCP_ARP_LEN, 0, (const struct sockaddr *)&to, sizeof to) < 0
		       ? -errno
		       : 0;
}

int dhcp_sock_arp_recv(const struct dhcp_sock *s, uint8_t packet[static DHCP_ARP_LEN])
{
	ssize_t n = recv(s->arp, packet, DHCP_ARP_LEN, 0);

	if (n < 0)
		return errno == EINTR ? -EAGAIN : -errno;
	memset(packet + n, 0, DHCP_ARP_LEN - (size_t)n);
	return 0;
}

/* Have the network card let in what is sent to the group @mac. One that cannot is used as it is: what
 * its switch says is then not heard. */
static void join_group(int fd, int ifindex, const uint8_t mac[static 6])
{
	struct packet_mreq group = {
		.mr_ifindex = ifindex, .mr_type = PACKET_MR_MULTICAST, .mr_alen = 6};

	memcpy(group.mr_address, mac, 6);
	setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &group, sizeof group);
}

int dhcp_sock_llc(int ifindex)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (set_filter(fd, bpdus, sizeof bpdus / sizeof *bpdus) ||
	    bind_to(fd, ifindex, ETH_P_802_2))
		return close_with_errno(fd);
	join_group(fd, ifindex, to_bridges);
	join_group(fd, ifindex, to_cisco);
	return fd;
}

int dhcp_sock_slow(int ifindex)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (set_filter(fd, lacpdus, sizeof lacpdus / sizeof *lacpdus) ||
	    bind_to(fd, ifindex, ETH_P_SLOW))
		return close_with_errno(fd);
	join_group(fd, ifindex, to_slow);
	return fd;
}

int dhcp_sock_udp(int ifindex)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(DHCP_PORT_CLIENT)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct ifreq there = {.ifr_ifindex = ifindex};

	if (fd < 0)
		return -errno;
	/* SO_BINDTOIFINDEX accepts the number of an absent interface without an error. */
	if (ioctl(fd, SIOCGIFNAME, &there) ||
	    set_filter(fd, nothing, sizeof nothing / sizeof *nothing) ||
	    set_on(fd, SOL_SOCKET, SO_REUSEADDR) ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &ifindex, sizeof ifindex) ||
	    bind(fd, (const struct sockaddr *)&at, sizeof at))
		return close_with_errno(fd);
	return fd;
}

static int send_broadcast(const struct dhcp_sock *s, const struct dhcp_action *a)
{
	struct dhcp_udp udp = {.src = a->src,
			       .dst = UINT32_MAX,
			       .sport = DHCP_PORT_CLIENT,
			       .dport = a->port,
			       .payload = rd_of(a->data, a->len)};
	/* InfiniBand addresses are longer than the declared sll_addr. */
	union {
		struct sockaddr_ll ll;
		uint8_t bytes[sizeof(struct sockaddr_ll) + DHCP_HWADDR_MAX];
	} to;
	uint8_t frame[DHCP_FRAME_HEAD + DHCP_REQUEST_MAX];
	size_t n = dhcp_frame_build(&udp, frame, sizeof frame);
	size_t hlen = s->hlen > DHCP_HWADDR_MAX ? DHCP_HWADDR_MAX : s->hlen;
	size_t to_len = offsetof(struct sockaddr_ll, sll_addr) + hlen;

	if (!n)
		return -EMSGSIZE;
	memset(&to, 0, sizeof to);
	to.ll.sll_family = AF_PACKET;
	to.ll.sll_protocol = htons(ETH_P_IP);
	to.ll.sll_ifindex = s->ifindex;
	to.ll.sll_halen = (unsigned char)hlen;
	memset(to.bytes + offsetof(struct sockaddr_ll, sll_addr), 0xff, hlen);
	if (to_len < sizeof to.ll)
		to_len = sizeof to.ll;
	return sendto(s->raw, frame, n, 0, (const struct sockaddr *)&to, (socklen_t)to_len) < 0
		       ? -errno
		       : 0;
}

int dhcp_sock_send(const struct dhcp_sock *s, const struct dhcp_action *a)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(a->port),
				 .sin_addr.s_addr = htonl(a->dest)};

	if (a->broadcast)
		return send_broadcast(s, a);
	if (s->udp < 0)
		return -EBADF;
	return sendto(s->udp, a->data, a->len, 0, (const struct sockaddr *)&to, sizeof to) < 0
		       ? -errno
		       : 0;
}

/* Read PACKET_AUXDATA: was the checksum left to hardware, did the kernel strip a VLAN tag? */
static void read_auxdata(struct msghdr *msg, bool *sum_pending, bool *foreign_vlan)
{
	for (struct cmsghdr *m = CMSG_FIRSTHDR(msg); m; m = CMSG_NXTHDR(msg, m)) {
		struct tpacket_auxdata aux;

		if (m->cmsg_level != SOL_PACKET || m->cmsg_type != PACKET_AUXDATA ||
		    m->cmsg_len < CMSG_LEN(sizeof aux))
			continue;
		memcpy(&aux, CMSG_DATA(m), sizeof aux);
		*sum_pending = aux.tp_status & TP_STATUS_CSUMNOTREADY;
		*foreign_vlan = aux.tp_status & TP_STATUS_VLAN_VALID && aux.tp_vlan_tci & VLAN_ID;
	}
}

/* The frame was sent to this host or to all. The kernel also delivers frames of a VLAN without an
 * interface here, without their tag, and marks them PACKET_OTHERHOST. */
static bool for_this_host(const struct sockaddr_ll *to)
{
	return to->sll_pkttype == PACKET_HOST || to->sll_pkttype == PACKET_BROADCAST ||
	       to->sll_pkttype == PACKET_MULTICAST;
}

int dhcp_sock_recv(const struct dhcp_sock *s, uint8_t buf[DHCP_FRAME_MAX], struct rd *payload,
		   struct dhcp_from *from)
{
	alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec part = {.iov_base = buf, .iov_len = DHCP_FRAME_MAX};
	struct sockaddr_ll to = {.sll_pkttype = PACKET_HOST};
	struct msghdr msg = {.msg_name = &to,
			     .msg_namelen = sizeof to,
			     .msg_iov = &part,
			     .msg_iovlen = 1,
			     .msg_control = control,
			     .msg_controllen = sizeof control};
	bool sum_pending = false, foreign_vlan = false;
	struct dhcp_udp udp;
	ssize_t n = recvmsg(s->raw, &msg, 0);
	int error;

	if (n < 0)
		return errno == EINTR ? -EAGAIN : -errno;
	read_auxdata(&msg, &sum_pending, &foreign_vlan);
	if (foreign_vlan || !for_this_host(&to))
		return DHCP_FRAME_NOT_UDP;
	error = dhcp_frame_open(rd_of(buf, (size_t)n), sum_pending, &udp);
	if (error)
		return error;
	if (udp.dport != DHCP_PORT_CLIENT)
		return DHCP_FRAME_NOT_UDP;
	*payload = udp.payload;
	*from = (struct dhcp_from){.addr = udp.src, .port = udp.sport};
	return 0;
}

int dhcp_sock_port(const struct dhcp_sock *s, struct dhcp_port_frame *ret)
{
	uint8_t buf[DHCP_PORT_FRAME_MAX];
	ssize_t n = recv(s->llc, buf, sizeof buf, 0);

	if (n >= 0)
		return dhcp_port_decode_llc(rd_of(buf, (size_t)n), ret);
	n = recv(s->slow, buf, sizeof buf, 0);
	if (n >= 0)
		return dhcp_port_decode_slow(rd_of(buf, (size_t)n), ret);
	return errno == EINTR ? -EAGAIN : -errno;
}
