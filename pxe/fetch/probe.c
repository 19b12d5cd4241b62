/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DISCARD = 9 }; /* a port that any will do for */

static int tie(int fd, const struct sockaddr *to, socklen_t len, const char *ifname)
{
	if (*ifname &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname)) < 0)
		return -errno;
	return connect(fd, to, len) < 0 ? -errno : 0;
}

int probe_open(uint32_t addr, uint16_t port, const char *ifname)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(addr)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			port ? IPPROTO_UDP : IPPROTO_ICMP);
	int err = fd < 0 ? -errno : tie(fd, (struct sockaddr *)&to, sizeof to, ifname);

	if (fd >= 0 && err)
		close(fd);
	return err ? err : fd;
}

/* A socket that is bound to an interface needs no route: Linux takes any address to be on its link. But
 * without an address of the interface's own there is nothing to send from. */
static bool has_source(int fd)
{
	struct sockaddr_in from = {.sin_family = AF_INET};
	socklen_t len = sizeof from;

	return getsockname(fd, (struct sockaddr *)&from, &len) == 0 && from.sin_addr.s_addr;
}

bool probe_way(const struct netaddr *addr, const char *ifname)
{
	struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(DISCARD)};
	int fd, err;

	if (!netaddr_is_ip6(addr)) {
		fd = probe_open(netaddr_to_ip4(addr), DISCARD, ifname ? ifname : "");
		if (fd < 0)
			return false;
		err = !has_source(fd);
		close(fd);
		return !err;
	}
	fd = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
	if (fd < 0)
		return false;
	memcpy(&to.sin6_addr, addr->b, sizeof addr->b);
	err = tie(fd, (struct sockaddr *)&to, sizeof to, ifname ? ifname : "");
	close(fd);
	return !err;
}

int probe_send(int fd, const void *packet, size_t len)
{
	return send(fd, packet, len, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

ssize_t probe_recv(int fd, void *packet, size_t room)
{
	ssize_t n = recv(fd, packet, room, 0);

	return n < 0 ? -errno : n;
}
