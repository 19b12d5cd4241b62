/* SPDX-License-Identifier: MIT */
#include "init/uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define KERNEL_GROUP 1
/* Loading a driver announces many devices at once, while nobody reads. */
#define QUEUE_BYTES (256 * 1024)

static void keep_value(struct view line, const char *key, size_t n, struct view *ret)
{
	if (view_starts(line, key))
		*ret = view_from(line, n);
}

bool uevent_parse(struct view msg, struct uevent *ret)
{
	struct uevent e = {0};
	struct view line, head;

	if (!view_until(&msg, '\0', &head) || !view_until(&head, '@', &e.action) || !head.p)
		return false;
	e.devpath = head;
	if (!e.action.n || !e.devpath.n || e.devpath.p[0] != '/')
		return false;
	while (view_until(&msg, '\0', &line)) {
		keep_value(line, "SUBSYSTEM=", 10, &e.subsystem);
		keep_value(line, "MODALIAS=", 9, &e.modalias);
	}
	*ret = e;
	return true;
}

int uevent_open(void)
{
	struct sockaddr_nl addr = {.nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP};
	int size = QUEUE_BYTES, err;
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	if (bind(fd, (struct sockaddr *)&addr, sizeof addr) == 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* Only the kernel has port 0; any process may send to the socket of another one. */
static bool from_kernel(const struct msghdr *m, const struct sockaddr_nl *addr)
{
	return m->msg_namelen == sizeof *addr && addr->nl_family == AF_NETLINK &&
	       addr->nl_pid == 0 && !(m->msg_flags & MSG_TRUNC);
}

int uevent_read(int fd, char *buf, size_t size, struct uevent *ret)
{
	for (;;) {
		struct sockaddr_nl addr = {0};
		struct iovec io = {.iov_base = buf, .iov_len = size};
		struct msghdr m = {.msg_name = &addr,
				   .msg_namelen = sizeof addr,
				   .msg_iov = &io,
				   .msg_iovlen = 1};
		ssize_t n = recvmsg(fd, &m, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		if (from_kernel(&m, &addr) &&
		    uevent_parse((struct view){.p = buf, .n = (size_t)n}, ret))
			return 1;
	}
}
