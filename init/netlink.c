/* SPDX-License-Identifier: MIT */
#include "init/netlink.h"

#include "lib/bytes.h"
#include "lib/clock.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define ANSWER_MS 100

static int requests = -1;
static uint32_t last_seq;

/* --- asking ----------------------------------------------------------------------------------- */

static void *grow(struct nl_req *r, size_t len)
{
	size_t at = r->m.head.nlmsg_len, room = NLMSG_ALIGN(len);

	if (r->full || room > sizeof r->m.bytes - at) {
		r->full = true;
		return NULL;
	}
	r->m.head.nlmsg_len += (uint32_t)room;
	return r->m.bytes + at;
}

void nl_start(struct nl_req *r, uint16_t type, uint16_t flags, const void *body, size_t len)
{
	void *p;

	memset(r, 0, sizeof *r);
	r->m.head.nlmsg_len = NLMSG_HDRLEN;
	r->m.head.nlmsg_type = type;
	r->m.head.nlmsg_flags = NLM_F_REQUEST | flags;
	r->m.head.nlmsg_seq = ++last_seq;
	p = grow(r, len);
	if (p)
		memcpy(p, body, len);
}

void nl_put(struct nl_req *r, uint16_t type, const void *data, size_t len)
{
	struct rtattr a = {.rta_len = (uint16_t)(sizeof a + len), .rta_type = type};
	uint8_t *p = grow(r, sizeof a + len);

	if (!p)
		return;
	memcpy(p, &a, sizeof a);
	if (len)
		memcpy(p + sizeof a, data, len);
}

void nl_put_u32(struct nl_req *r, uint16_t type, uint32_t v)
{
	nl_put(r, type, &v, sizeof v);
}

void nl_put_be32(struct nl_req *r, uint16_t type, uint32_t v)
{
	uint8_t be[4];
	struct wr w = wr_of(be, sizeof be);

	wr_be32(&w, v);
	nl_put(r, type, be, sizeof be);
}

size_t nl_open(struct nl_req *r, uint16_t type)
{
	size_t at = r->m.head.nlmsg_len;

	nl_put(r, type, NULL, 0);
	return at;
}

void nl_close(struct nl_req *r, size_t at)
{
	uint16_t len = (uint16_t)(r->m.head.nlmsg_len - at);

	if (!r->full)
		memcpy(r->m.bytes + at + offsetof(struct rtattr, rta_len), &len, sizeof len);
}

int nl_socket(uint32_t groups)
{
	struct sockaddr_nl addr = {.nl_family = AF_NETLINK, .nl_groups = groups};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE), err;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&addr, sizeof addr) == 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

int nl_request_open(void)
{
	if (requests >= 0)
		return 0;
	requests = nl_socket(0);
	return requests < 0 ? requests : 0;
}

int nl_send(int fd, struct nl_req *r)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	ssize_t n;

	if (r->full)
		return -EMSGSIZE;
	n = sendto(fd, &r->m, r->m.head.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel);
	return n < 0 ? -errno : 0;
}

/* The result in an NLMSG_ERROR, which the kernel sends for success, too (error 0). */
static int verdict(const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = nl_body(h, sizeof *e);

	return e ? e->error : -EBADMSG;
}

/* Wait until the answers to @seq are through; those to earlier requests are thrown away. */
static int answers(uint32_t seq, void (*fn)(void *arg, const struct nlmsghdr *h), void *arg)
{
	static union nl_buf buf;
	uint64_t now = clock_ms(), end = now + ANSWER_MS;
	struct pollfd p = {.fd = requests, .events = POLLIN};
	const struct nlmsghdr *h;
	struct nl_msgs m;

	for (; now < end; now = clock_ms()) {
		int err = nl_recv(requests, &buf, &m);

		if (err == -EAGAIN)
			poll(&p, 1, clock_wait(now, end));
		else if (err)
			return err;
		while (!err && (h = nl_msg(&m))) {
			if (h->nlmsg_seq != seq)
				continue;
			if (h->nlmsg_type == NLMSG_ERROR)
				return verdict(h);
			if (h->nlmsg_type == NLMSG_DONE)
				return 0;
			if (fn)
				fn(arg, h);
		}
	}
	return -ETIMEDOUT;
}

int nl_dump(struct nl_req *r, void (*fn)(void *arg, const struct nlmsghdr *h), void *arg)
{
	int err = requests < 0 ? -ENOTCONN : nl_send(requests, r);

	return err ? err : answers(r->m.head.nlmsg_seq, fn, arg);
}

int nl_do(struct nl_req *r)
{
	r->m.head.nlmsg_flags |= NLM_F_ACK;
	return nl_dump(r, NULL, NULL);
}

/* --- reading ---------------------------------------------------------------------------------- */

int nl_recv(int fd, union nl_buf *buf, struct nl_msgs *ret)
{
	struct sockaddr_nl from = {0};
	struct iovec io = {.iov_base = buf, .iov_len = sizeof *buf};
	struct msghdr m = {
		.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &io, .msg_iovlen = 1};
	ssize_t n = recvmsg(fd, &m, 0);

	if (n < 0)
		return errno == EINTR ? -EAGAIN : -errno;
	if (m.msg_flags & MSG_TRUNC)
		return -ENOBUFS;
	*ret = (struct nl_msgs){.p = buf->bytes, .left = from.nl_pid ? 0 : (size_t)n};
	return 0;
}

const struct nlmsghdr *nl_msg(struct nl_msgs *m)
{
	const struct nlmsghdr *h = (const void *)m->p;
	size_t step;

	if (m->left < sizeof *h || h->nlmsg_len < sizeof *h || h->nlmsg_len > m->left) {
		m->left = 0;
		return NULL;
	}
	step = NLMSG_ALIGN(h->nlmsg_len);
	if (step > m->left)
		step = m->left;
	m->p += step;
	m->left -= step;
	return h;
}

const void *nl_body(const struct nlmsghdr *h, size_t len)
{
	return h->nlmsg_len - NLMSG_HDRLEN < len ? NULL : (const uint8_t *)h + NLMSG_HDRLEN;
}

struct nl_walk nl_walk(const struct nlmsghdr *h, size_t fixed_len)
{
	size_t skip = NLMSG_HDRLEN + NLMSG_ALIGN(fixed_len);

	if (h->nlmsg_len < skip)
		return (struct nl_walk){.p = NULL, .left = 0};
	return (struct nl_walk){.p = (const uint8_t *)h + skip, .left = h->nlmsg_len - skip};
}

struct nl_walk nl_walk_in(const struct nl_attr *a)
{
	return (struct nl_walk){.p = a->data, .left = a->len};
}

bool nl_next(struct nl_walk *w, struct nl_attr *ret)
{
	struct rtattr a;
	size_t step;

	if (w->left < sizeof a)
		return false;
	memcpy(&a, w->p, sizeof a);
	if (a.rta_len < sizeof a || a.rta_len > w->left) {
		w->left = 0;
		return false;
	}
	*ret = (struct nl_attr){
		.type = a.rta_type & NLA_TYPE_MASK,
		.data = w->p + sizeof a,
		.len = a.rta_len - sizeof a,
	};
	step = RTA_ALIGN(a.rta_len);
	if (step > w->left)
		step = w->left;
	w->p += step;
	w->left -= step;
	return true;
}

bool nl_u32(const struct nl_attr *a, uint32_t *ret)
{
	if (a->len != sizeof *ret)
		return false;
	memcpy(ret, a->data, sizeof *ret);
	return true;
}
