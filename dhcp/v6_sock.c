/* SPDX-License-Identifier: MIT */
#include "dhcp/v6_sock.h"

#include "dhcp/ra.h"
#include "dhcp/v6_msg.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 4861 section 4.1, RFC 8415 section 7.1 */
static const struct in6_addr all_routers = {{{0xff, 2, [15] = 2}}};
static const struct in6_addr all_servers = {{{0xff, 2, [13] = 1, [15] = 2}}};

static int set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value);
}

static int close_with_errno(int fd)
{
	int error = errno;

	close(fd);
	return -error;
}

int dhcp_v6_sock_icmp(int ifindex)
{
	static struct sock_filter advertisements[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DHCP_RA_TYPE, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {.len = sizeof advertisements / sizeof *advertisements,
				     .filter = advertisements};
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6);

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) ||
	    set_int(fd, SOL_SOCKET, SO_LOCK_FILTER, 1) ||
	    set_int(fd, SOL_SOCKET, SO_BINDTOIFINDEX, ifindex) ||
	    set_int(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255) ||
	    set_int(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1))
		return close_with_errno(fd);
	return fd;
}

int dhcp_v6_sock_udp(int ifindex)
{
	struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_port = htons(DHCP_V6_PORT_CLIENT)};
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);

	if (fd < 0)
		return -errno;
	if (set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1) ||
	    set_int(fd, SOL_SOCKET, SO_BINDTOIFINDEX, ifindex) ||
	    set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1) ||
	    bind(fd, (const struct sockaddr *)&at, sizeof at))
		return close_with_errno(fd);
	return fd;
}

static int send_to(int fd, const struct in6_addr *group, uint16_t port, const void *packet,
		   size_t len)
{
	struct sockaddr_in6 to = {
		.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = *group};

	return sendto(fd, packet, len, 0, (const struct sockaddr *)&to, sizeof to) < 0 ? -errno : 0;
}

int dhcp_v6_sock_to_routers(int icmp, const void *packet, size_t len)
{
	return send_to(icmp, &all_routers, 0, packet, len);
}

int dhcp_v6_sock_to_servers(int udp, const void *packet, size_t len)
{
	return send_to(udp, &all_servers, DHCP_V6_PORT_SERVER, packet, len);
}

ssize_t dhcp_v6_sock_recv(int fd, void *packet, size_t room, struct netaddr *from, unsigned *hops)
{
	union {
		struct cmsghdr align;
		uint8_t bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct sockaddr_in6 sender = {.sin6_family = AF_UNSPEC};
	struct iovec part = {.iov_base = packet, .iov_len = room};
	struct msghdr m = {.msg_name = &sender,
			   .msg_namelen = sizeof sender,
			   .msg_iov = &part,
			   .msg_iovlen = 1,
			   .msg_control = &control,
			   .msg_controllen = sizeof control};
	ssize_t n = recvmsg(fd, &m, 0);
	int limit = 0;

	if (n < 0)
		return errno == EINTR ? -EAGAIN : -errno;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT)
			memcpy(&limit, CMSG_DATA(c), sizeof limit);
	*hops = (unsigned)limit;
	memset(from, 0, sizeof *from);
	if (sender.sin6_family == AF_INET6)
		memcpy(from->b, &sender.sin6_addr, sizeof from->b);
	return n;
}
