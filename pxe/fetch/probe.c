/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int tie(int fd, uint32_t addr, uint16_t port, const char *ifname)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(addr)};

	if (*ifname &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname)) < 0)
		return -errno;
	return connect(fd, (struct sockaddr *)&to, sizeof to) < 0 ? -errno : 0;
}

int probe_open(uint32_t addr, uint16_t port, const char *ifname)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			port ? IPPROTO_UDP : IPPROTO_ICMP);
	int err = fd < 0 ? -errno : tie(fd, addr, port, ifname);

	if (fd >= 0 && err)
		close(fd);
	return err ? err : fd;
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
