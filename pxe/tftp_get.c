/* SPDX-License-Identifier: MIT */
#include "pxe/tftp_get.h"

#include <arpa/inet.h>
#include <errno.h>
/* Before the kernel header, which takes struct timespec for granted. */
#include <time.h>

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PACKETS_PER_STEP = 256, NOTICES_PER_STEP = 16 };

/* One for all transfers of the process: each packet is used up before the next is read. */
static uint8_t packet[TFTP_BLKSIZE_MAX + 64];

static struct sockaddr_in sockaddr_of(uint32_t addr, uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(addr),
	};
}

int tftp_get_socket(const char *ifname)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, error;

	if (fd < 0)
		return -errno;
	if (ifname && *ifname &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname)) < 0) {
		error = -errno;
		close(fd);
		return error;
	}
	/* Without it a refused port is not told to a socket that talks to many; only speed is lost
	 * if a kernel lacks it. */
	setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
	return fd;
}

uint16_t tftp_get_mtu(const char *ifname, uint32_t addr)
{
	struct sockaddr_in to = sockaddr_of(addr, 69);
	int fd = tftp_get_socket(ifname), mtu = 0;
	socklen_t len = sizeof mtu;

	if (fd < 0)
		return 0;
	if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 ||
	    getsockopt(fd, IPPROTO_IP, IP_MTU, &mtu, &len) < 0)
		mtu = 0;
	close(fd);
	return (uint16_t)(mtu < 0 ? 0 : mtu > UINT16_MAX ? UINT16_MAX : mtu);
}

static void broke(struct tftp_get *g, int error)
{
	g->state = TFTP_GET_FAILED;
	g->error = error;
}

static int store(const struct tftp_get *g, uint64_t offset, struct view data)
{
	while (data.n) {
		ssize_t n = pwrite(g->out, data.p, data.n, (off_t)(g->base + offset));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		data.p += n;
		data.n -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

/* What cannot be sent now (no route yet, buffer full, a notice about an earlier packet) is lost
 * like any packet; the machine sends it again. */
static void transmit(const struct tftp_get *g, const struct tftp_action *a)
{
	struct sockaddr_in to = sockaddr_of(a->addr, a->port);
	int tries = 2;

	while (tries-- > 0 &&
	       sendto(g->fd, a->bytes, a->len, 0, (struct sockaddr *)&to, sizeof to) < 0 &&
	       (errno == ECONNREFUSED || errno == EINTR))
		continue;
}

static void carry_out(struct tftp_get *g)
{
	struct tftp_action a;
	int error;

	while (tftp_xfer_next(&g->x, &a) != TFTP_NOTHING) {
		switch (a.kind) {
		case TFTP_STORE:
			error = g->error ? 0 : store(g, a.offset, a.data);
			if (error) {
				broke(g, error);
				tftp_xfer_abort(&g->x, TFTP_CODE_FULL, "cannot store");
			}
			break;
		case TFTP_SEND: transmit(g, &a); break;
		case TFTP_DONE:
			if (g->state == TFTP_GET_RUNNING)
				g->state = TFTP_GET_DONE;
			break;
		case TFTP_FAIL:
			if (g->state == TFTP_GET_RUNNING)
				g->state = TFTP_GET_FAILED;
			g->reason = a.reason;
			break;
		case TFTP_NOTHING:
		default: break;
		}
	}
}

int tftp_get_start(struct tftp_get *g, const char *ifname, const struct tftp_xfer_conf *conf,
		   int out, uint64_t base, uint64_t now)
{
	int fd = tftp_get_socket(ifname);

	*g = (struct tftp_get){.state = TFTP_GET_RUNNING, .fd = fd, .out = out, .base = base};
	if (fd < 0) {
		g->fd = -1;
		return fd;
	}
	tftp_xfer_start(&g->x, conf, now);
	carry_out(g);
	return 0;
}

/* The kernel queues ICMP errors with the address that our packet was sent to. */
static void take_notices(struct tftp_get *g, uint64_t now)
{
	union {
		struct cmsghdr align;
		uint8_t bytes[CMSG_SPACE(sizeof(struct sock_extended_err) +
					 sizeof(struct sockaddr_in))];
	} control;
	struct sockaddr_in to;

	for (int i = 0; i < NOTICES_PER_STEP; i++) {
		struct iovec iov = {.iov_base = packet, .iov_len = sizeof packet};
		struct msghdr m = {.msg_name = &to,
				   .msg_namelen = sizeof to,
				   .msg_iov = &iov,
				   .msg_iovlen = 1,
				   .msg_control = &control,
				   .msg_controllen = sizeof control};
		struct sock_extended_err e;
		struct cmsghdr *c;

		if (recvmsg(g->fd, &m, MSG_ERRQUEUE) < 0)
			return;
		c = CMSG_FIRSTHDR(&m);
		if (!c || c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_RECVERR)
			continue;
		memcpy(&e, CMSG_DATA(c), sizeof e);
		if (e.ee_origin == SO_EE_ORIGIN_ICMP && e.ee_errno == ECONNREFUSED)
			tftp_xfer_unreachable(&g->x, now, ntohl(to.sin_addr.s_addr),
					      ntohs(to.sin_port));
		carry_out(g);
	}
}

/* False when nothing is left to read. */
static bool take_packet(struct tftp_get *g, uint64_t now)
{
	struct sockaddr_in from = {0};
	struct iovec iov = {.iov_base = packet, .iov_len = sizeof packet};
	struct msghdr m = {
		.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n = recvmsg(g->fd, &m, 0);

	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return false;
	if (n < 0) {
		take_notices(g, now);
		return errno != EBADF;
	}
	tftp_xfer_input(&g->x, now, ntohl(from.sin_addr.s_addr), ntohs(from.sin_port),
			rd_of(packet, (size_t)n));
	carry_out(g);
	return true;
}

void tftp_get_step(struct tftp_get *g, uint64_t now)
{
	if (g->fd < 0)
		return;
	take_notices(g, now);
	for (int i = 0; i < PACKETS_PER_STEP && take_packet(g, now); i++)
		continue;
	tftp_xfer_tick(&g->x, now);
	carry_out(g);
	if (g->x.state == TFTP_OVER)
		tftp_get_stop(g);
}

void tftp_get_stop(struct tftp_get *g)
{
	if (g->fd < 0)
		return;
	if (g->x.state == TFTP_RECEIVING) {
		tftp_xfer_abort(&g->x, TFTP_CODE_UNDEFINED, "aborted");
		carry_out(g);
	}
	close(g->fd);
	g->fd = -1;
}
