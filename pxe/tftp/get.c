/* SPDX-License-Identifier: MIT */
#include "pxe/tftp/get.h"

#include "lib/clock.h"

#include <arpa/inet.h>
#include <errno.h>
/* linux/errqueue.h uses struct timespec without including its header. */
#include <time.h>

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	PACKETS_PER_STEP = 256,
	NOTICES_PER_STEP = 16,
	BLIND_MAX = 64,	 /* steps without another look, after looks that found nothing */
	LOOKS = 4,	 /* in a row that find nothing, before a poll() */
	BATCH = 64,	 /* packets of one recvmmsg() */
	HEADER = 4,	 /* bytes of opcode and block number in DATA */
	SLOT_MIN = 1024, /* bytes that hold any OACK, or the text of an ERROR */
	RECEIVE_BUFFER =
		4 * 1024 * 1024, /* bytes asked for; the kernel doubles them for overhead */
};

union sock_addr {
	struct sockaddr any;
	struct sockaddr_in ip4;
	struct sockaddr_in6 ip6;
};

/* All transfers of the process share this batch, since each step uses up what it reads. pwritev()
 * copies many blocks at a time to the file. Receiving into a mapping of the file is slower: each
 * page costs a page fault, and the kernel clears the page first. */
static struct {
	uint8_t room[2 * (TFTP_BLKSIZE_MAX + HEADER)];
	struct mmsghdr msgs[BATCH];
	struct iovec slots[BATCH];
	union sock_addr from[BATCH];
	unsigned next;		    /* first slot that holds no unwritten block */
	struct iovec blocks[BATCH]; /* received and not yet written */
	int n_blocks;
	uint64_t at, len; /* offset and bytes of the blocks in the file */
} batch;

/* A link-local address needs no scope: such a socket is bound to an interface. Return: the bytes in use */
static socklen_t sock_addr_of(union sock_addr *ret, const struct netaddr *addr, uint16_t port)
{
	memset(ret, 0, sizeof *ret);
	if (netaddr_is_ip6(addr)) {
		ret->ip6.sin6_family = AF_INET6;
		ret->ip6.sin6_port = htons(port);
		memcpy(&ret->ip6.sin6_addr, addr->b, sizeof addr->b);
		return sizeof ret->ip6;
	}
	ret->ip4.sin_family = AF_INET;
	ret->ip4.sin_port = htons(port);
	ret->ip4.sin_addr.s_addr = htonl(netaddr_to_ip4(addr));
	return sizeof ret->ip4;
}

static struct netaddr addr_of(const union sock_addr *from, uint16_t *ret_port)
{
	struct netaddr addr = {0};

	if (from->any.sa_family != AF_INET6) {
		*ret_port = ntohs(from->ip4.sin_port);
		return netaddr_ip4(ntohl(from->ip4.sin_addr.s_addr));
	}
	memcpy(addr.b, &from->ip6.sin6_addr, sizeof addr.b);
	*ret_port = ntohs(from->ip6.sin6_port);
	return addr;
}

static int bind_to_device(int fd, const char *ifname)
{
	if (!ifname || !*ifname)
		return 0;
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname));
}

/* An interface has many addresses of IPv6, and gets more of them in mid-transfer. The kernel would choose one
 * for each packet, and a server takes another one for another client. */
static void keep_source(int fd, const struct netaddr *server, const char *ifname)
{
	union sock_addr to, from;
	socklen_t len = sock_addr_of(&to, server, 69), from_len = sizeof from;
	int probe = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (probe < 0)
		return;
	if (bind_to_device(probe, ifname) == 0 && connect(probe, &to.any, len) == 0 &&
	    getsockname(probe, &from.any, &from_len) == 0) {
		from.ip6.sin6_port = 0;
		bind(fd, &from.any, from_len);
	}
	close(probe);
}

int tftp_get_socket(const struct netaddr *server, const char *ifname)
{
	bool ip6 = netaddr_is_ip6(server);
	int fd = socket(ip6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1, error;

	if (fd < 0)
		return -errno;
	if (bind_to_device(fd, ifname) < 0) {
		error = -errno;
		close(fd);
		return error;
	}
	/* Without IP_RECVERR an unconnected socket learns nothing of a refused port. A kernel that
	 * lacks IP_RECVERR costs a timeout, no more. */
	if (ip6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
	else
		setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
	return fd;
}

/* SO_RCVBUFFORCE lets root exceed net.core.rmem_max; in the image PID 1 raises that limit. */
static void enlarge_buffer(int fd)
{
	int want = RECEIVE_BUFFER;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &want, sizeof want) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &want, sizeof want);
}

static int socket_option(int fd, int level, int name)
{
	int value = 0;
	socklen_t len = sizeof value;

	return getsockopt(fd, level, name, &value, &len) < 0 || value < 0 ? 0 : value;
}

struct tftp_path tftp_get_path(const char *ifname, const struct netaddr *addr)
{
	union sock_addr to;
	socklen_t len = sock_addr_of(&to, addr, 69);
	int fd = tftp_get_socket(addr, ifname), on = 1, mtu = 0;
	struct tftp_path path = {.ip6 = netaddr_is_ip6(addr)};

	if (fd < 0)
		return path;
	if (connect(fd, &to.any, len) == 0)
		mtu = path.ip6 ? socket_option(fd, IPPROTO_IPV6, IPV6_MTU)
			       : socket_option(fd, IPPROTO_IP, IP_MTU);
	path.mtu = (uint16_t)(mtu > UINT16_MAX ? UINT16_MAX : mtu);
	/* The second connect() looks the route up again; SO_DONTROUTE refuses a gateway, but for IPv6. */
	setsockopt(fd, SOL_SOCKET, SO_DONTROUTE, &on, sizeof on);
	path.direct = path.ip6 ? netaddr_is_link_local(addr) : connect(fd, &to.any, len) == 0;
	enlarge_buffer(fd);
	path.room = (uint32_t)socket_option(fd, SOL_SOCKET, SO_RCVBUF);
	close(fd);
	return path;
}

static void transfer_broke(struct tftp_get *g, int error)
{
	g->state = TFTP_GET_FAILED;
	g->error = error;
}

/* Write all received blocks with one pwritev(). A short write is continued where it ended. */
static int write_blocks(const struct tftp_get *g)
{
	struct iovec *v = batch.blocks, *end = v + batch.n_blocks;
	uint64_t at = g->base + batch.at;

	batch.n_blocks = 0;
	batch.len = 0;
	while (v < end) {
		ssize_t n = pwritev(g->out, v, (int)(end - v), (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		at += (uint64_t)n;
		for (; v < end && (size_t)n >= v->iov_len; v++)
			n -= (ssize_t)v->iov_len;
		if (v < end) {
			v->iov_base = (uint8_t *)v->iov_base + n;
			v->iov_len -= (size_t)n;
		}
	}
	return 0;
}

static void settle_blocks(struct tftp_get *g)
{
	int error = g->error ? 0 : write_blocks(g);

	batch.n_blocks = 0;
	if (!error)
		return;
	transfer_broke(g, error);
	tftp_xfer_abort(&g->x, TFTP_CODE_FULL, "cannot store");
}

static void store_block(struct tftp_get *g, uint64_t offset, struct view data)
{
	if (batch.n_blocks && (offset != batch.at + batch.len || batch.n_blocks == BATCH))
		settle_blocks(g);
	if (!batch.n_blocks) {
		batch.at = offset;
		batch.len = 0;
	}
	batch.blocks[batch.n_blocks].iov_base = (void *)(uintptr_t)data.p;
	batch.blocks[batch.n_blocks++].iov_len = data.n;
	batch.len += data.n;
}

/* A packet that cannot be sent now (no route yet, buffer full, an ICMP error about an earlier
 * packet) counts as lost on the way: the machine sends it again. */
static void transmit_packet(const struct tftp_get *g, const struct tftp_action *a)
{
	union sock_addr to;
	socklen_t len = sock_addr_of(&to, &a->addr, a->port);
	int tries = 2;

	while (tries-- > 0 && sendto(g->fd, a->bytes, a->len, 0, &to.any, len) < 0 &&
	       (errno == ECONNREFUSED || errno == EINTR))
		continue;
}

/* The ACK leaves before its blocks are written, so that the server works on the next window
 * meanwhile. The blocks are in memory by then. A failed write fails the transfer. */
static void carry_out(struct tftp_get *g)
{
	struct tftp_action a;

	while (tftp_xfer_next(&g->x, &a) != TFTP_NOTHING) {
		switch (a.kind) {
		case TFTP_STORE: store_block(g, a.offset, a.data); break;
		case TFTP_SEND: transmit_packet(g, &a); break;
		case TFTP_DONE:
			settle_blocks(g);
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
	int fd = tftp_get_socket(&conf->server, ifname);

	*g = (struct tftp_get){.state = TFTP_GET_RUNNING, .fd = fd, .out = out, .base = base};
	if (fd < 0) {
		g->fd = -1;
		return fd;
	}
	enlarge_buffer(fd);
	if (netaddr_is_ip6(&conf->server))
		keep_source(fd, &conf->server, ifname);
	tftp_xfer_start(&g->x, conf, now);
	carry_out(g);
	return 0;
}

static bool is_icmp_error(const struct cmsghdr *c)
{
	return (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
	       (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR);
}

/* Read the error queue of the socket: ICMP errors, each with the address of our packet. */
static void take_notices(struct tftp_get *g, uint64_t now)
{
	union {
		struct cmsghdr align;
		uint8_t bytes[CMSG_SPACE(sizeof(struct sock_extended_err) +
					 sizeof(struct sockaddr_in6))];
	} control;
	union sock_addr to;

	for (int i = 0; i < NOTICES_PER_STEP; i++) {
		struct msghdr m = {.msg_name = &to,
				   .msg_namelen = sizeof to,
				   .msg_control = &control,
				   .msg_controllen = sizeof control};
		struct sock_extended_err e;
		struct cmsghdr *c;
		struct netaddr addr;
		uint16_t port;

		if (recvmsg(g->fd, &m, MSG_ERRQUEUE) < 0)
			return;
		c = CMSG_FIRSTHDR(&m);
		if (!c || !is_icmp_error(c))
			continue;
		memcpy(&e, CMSG_DATA(c), sizeof e);
		addr = addr_of(&to, &port);
		if ((e.ee_origin == SO_EE_ORIGIN_ICMP || e.ee_origin == SO_EE_ORIGIN_ICMP6) &&
		    e.ee_errno == ECONNREFUSED)
			tftp_xfer_unreachable(&g->x, now, addr, port);
		carry_out(g);
	}
}

/* Make one slot for each packet that may come before the server waits for an ACK, behind those that
 * hold blocks still to be written. The kernel marks a packet that is longer than its slot with
 * MSG_TRUNC. Return: the end of the slots */
static unsigned prepare_slots(struct tftp_get *g)
{
	const struct tftp_xfer *x = &g->x;
	size_t slot = x->grant.blksize + HEADER;
	unsigned most, n;

	if (slot < SLOT_MIN)
		slot = SLOT_MIN;
	most = (unsigned)(sizeof batch.room / slot);
	most = most < BATCH ? most : BATCH;
	n = most < x->window.size ? most : x->window.size;
	if (batch.next + n > most)
		settle_blocks(g);
	if (!batch.n_blocks)
		batch.next = 0;
	n += batch.next;
	for (unsigned i = batch.next; i < n; i++) {
		batch.slots[i] = (struct iovec){.iov_base = batch.room + i * slot, .iov_len = slot};
		batch.msgs[i].msg_hdr = (struct msghdr){.msg_name = &batch.from[i],
							.msg_namelen = sizeof batch.from[i],
							.msg_iov = &batch.slots[i],
							.msg_iovlen = 1};
	}
	return n;
}

static void take_packet(struct tftp_get *g, unsigned i, uint64_t now)
{
	const struct mmsghdr *m = &batch.msgs[i];
	struct rd packet = rd_of(batch.slots[i].iov_base, m->msg_len), head = packet;
	struct netaddr addr;
	uint16_t port;

	/* DATA must be whole; the beginning of a long ERROR is enough. */
	if (m->msg_hdr.msg_flags & MSG_TRUNC && rd_be16(&head) == TFTP_OP_DATA)
		return;
	addr = addr_of(&batch.from[i], &port);
	tftp_xfer_input(&g->x, now, addr, port, packet);
	carry_out(g);
}

/* A server in the same machine, as QEMU's user network is, sends the next block within some tens of
 * microseconds of its ACK. A few looks more save a poll() then, in which the CPU would go to sleep and be
 * woken. They cost as many calls elsewhere: each time that all of them find nothing doubles the number of
 * steps that do without. */
static bool look_again(struct tftp_get *g, bool found, bool first)
{
	if (g->x.window.size > 1 || g->x.state != TFTP_RECEIVING)
		return false;
	if (first) {
		if (!found || !g->blind)
			return found;
		g->blind--;
		return false;
	}
	if (found) {
		g->misses = g->looks = 0;
		return true;
	}
	if (++g->looks < LOOKS)
		return true;
	g->looks = 0;
	g->blind = g->misses;
	g->misses = g->misses ? g->misses * 2 : 1;
	if (g->misses > BLIND_MAX)
		g->misses = BLIND_MAX;
	return false;
}

/* @first: of this step. @ret_more: more packets may be waiting. Return: the number of packets taken */
static int take_packets(struct tftp_get *g, uint64_t now, bool first, bool *ret_more)
{
	unsigned end = prepare_slots(g), at = batch.next;
	int n = recvmmsg(g->fd, batch.msgs + at, end - at, 0, NULL);
	bool nothing = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);

	*ret_more = n < 0 ? !nothing && errno != EBADF : n == (int)(end - at) && end - at > 1;
	/* The kernel announces an ICMP error by one failure of any call, or not at all. */
	if (n < 0 && (first || !nothing))
		take_notices(g, now);
	for (int i = 0; i < n; i++, batch.next++)
		take_packet(g, at + (unsigned)i, now);
	if (n > 0 || nothing)
		*ret_more |= look_again(g, n > 0, first);
	return n;
}

void tftp_get_step(struct tftp_get *g, uint64_t now)
{
	int taken = 0, n;
	bool more = true;

	if (g->fd < 0)
		return;
	while (more && taken < PACKETS_PER_STEP) {
		if (taken)
			now = clock_ms();
		n = take_packets(g, now, !taken, &more);
		taken += n > 0 ? n : 1;
	}
	settle_blocks(g);
	carry_out(g);
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
