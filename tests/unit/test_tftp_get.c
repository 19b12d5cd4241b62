/* SPDX-License-Identifier: MIT
 * How many system calls a block of a download costs, and that the file comes out right. The calls
 * below take the place of libc's: behind them is a server that answers each ACK, at once like one
 * in the same machine, or not before the client has waited.
 */
#include "pxe/tftp/get.h"

#include "lib/clock.h"
#include "tests/unit/check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* libc's own types of these arguments */
#ifdef __GLIBC__
#define FLAGS	int
#define ADDRESS __CONST_SOCKADDR_ARG
#else
#define FLAGS	unsigned
#define ADDRESS const struct sockaddr *
#endif

enum { BLKSIZE = 1428, BLOCKS = 2000, SIZE = (BLOCKS - 1) * BLKSIZE + 7, SERVER = 0x0a090001 };

static struct {
	bool far;	/* the next packet comes after a wait */
	unsigned miss;	/* every so many packets are late; 0 = none is */
	unsigned after; /* looks that find nothing before each packet */
	unsigned empty; /* of these, for the packet that is on its way */
	int oack, next; /* what is on its way; next 0 = nothing */
	unsigned receives, sends, writes;
} world;

static uint8_t byte_at(uint64_t at)
{
	return (uint8_t)(at * 0x9e3779b97f4a7c15u >> 57 ^ at >> 3);
}

static size_t packet(uint8_t *p, size_t size)
{
	struct wr w = wr_of(p, size);
	uint64_t at = (uint64_t)(world.next - 1) * BLKSIZE;
	size_t n = SIZE - at < BLKSIZE ? (size_t)(SIZE - at) : BLKSIZE;

	if (world.oack) {
		wr_be16(&w, TFTP_OP_OACK);
		wr_cstr(&w, "blksize");
		wr_cstr(&w, "1428");
		return wr_len(&w);
	}
	wr_be16(&w, TFTP_OP_DATA);
	wr_be16(&w, (uint16_t)world.next);
	for (size_t i = 0; i < n; i++)
		wr_u8(&w, byte_at(at + i));
	return wr_len(&w);
}

int recvmmsg(int fd, struct mmsghdr *m, unsigned vlen, FLAGS flags, struct timespec *t)
{
	struct sockaddr_in from = {
		.sin_family = AF_INET, .sin_port = htons(40001), .sin_addr.s_addr = htonl(SERVER)};

	(void)fd;
	(void)flags;
	(void)t;
	world.receives++;
	if (!vlen || !(world.oack || world.next) || world.far || world.empty) {
		world.empty -= world.empty > 0;
		errno = EAGAIN;
		return -1;
	}
	m->msg_len = (unsigned)packet(m->msg_hdr.msg_iov->iov_base, m->msg_hdr.msg_iov->iov_len);
	memcpy(m->msg_hdr.msg_name, &from, sizeof from);
	m->msg_hdr.msg_flags = 0;
	world.oack = world.next = 0;
	return 1;
}

ssize_t sendto(int fd, const void *p, size_t n, int flags, ADDRESS to, socklen_t len)
{
	struct rd r = rd_of(p, n);
	uint16_t op = rd_be16(&r);

	(void)fd;
	(void)flags;
	(void)to;
	(void)len;
	world.sends++;
	world.empty = world.after;
	world.oack = op == TFTP_OP_RRQ;
	world.next = op == TFTP_OP_ACK ? rd_be16(&r) + 1 : 0;
	if (world.next > BLOCKS)
		world.next = 0;
	if (world.miss)
		world.far = world.sends % world.miss == 0;
	return (ssize_t)n;
}

ssize_t pwritev(int fd, const struct iovec *v, int n, off_t at)
{
	ssize_t done = 0;

	world.writes++;
	for (int i = 0; i < n; i++) {
		if (pwrite(fd, v[i].iov_base, v[i].iov_len, at + done) != (ssize_t)v[i].iov_len)
			return -1;
		done += (ssize_t)v[i].iov_len;
	}
	return done;
}

static bool intact(int fd)
{
	static uint8_t buf[SIZE + 1];

	if (pread(fd, buf, sizeof buf, 0) != SIZE)
		return false;
	for (uint64_t i = 0; i < SIZE; i++)
		if (buf[i] != byte_at(i))
			return false;
	return true;
}

/* @far: each packet comes after a wait. Return: the number of waits, each of which costs a poll() */
static unsigned download(bool far, unsigned miss, unsigned after)
{
	struct tftp_xfer_conf conf = {.name = view_of("f"),
				      .server = netaddr_ip4(SERVER),
				      .port = 69,
				      .ask = {.blksize = BLKSIZE},
				      .max_bytes = SIZE,
				      .seed = 1};
	int fd = memfd_create("file", MFD_CLOEXEC);
	struct tftp_get g;
	unsigned waits = 0;

	memset(&world, 0, sizeof world);
	world.miss = miss;
	world.after = after;
	CHECK_INT(tftp_get_start(&g, NULL, &conf, fd, 0, clock_ms()), 0);
	while (g.state == TFTP_GET_RUNNING && waits < 3 * BLOCKS) {
		waits++;
		world.far = false;
		if (far)
			world.miss = 1;
		tftp_get_step(&g, clock_ms());
	}
	CHECK_INT(g.state, TFTP_GET_DONE);
	CHECK(intact(fd));
	tftp_get_stop(&g);
	close(fd);
	return waits;
}

/* One receive and one send for a block, a write for many, and hardly a wait. */
TEST(server_in_the_same_machine)
{
	CHECK(download(false, 0, 0) < 20);
	CHECK(world.receives < BLOCKS + 20);
	CHECK(world.sends < BLOCKS + 20);
	CHECK(world.writes < BLOCKS / 32);
}

/* An answer that takes some tens of microseconds is waited for without a wait. */
TEST(server_in_the_same_machine_that_is_slower_than_a_look)
{
	CHECK(download(false, 0, 3) < BLOCKS / 16);
	CHECK(world.receives < 4 * BLOCKS + 50);
	CHECK(world.sends < BLOCKS + 20);
}

/* An answer that is late now and then does not end this. */
TEST(server_that_is_late_at_times)
{
	CHECK(download(false, 100, 0) < 70);
	CHECK(world.receives < BLOCKS + 100);
	CHECK(world.writes < BLOCKS / 16);
}

/* Elsewhere four looks find nothing, and are left out but for one block in 65. */
TEST(server_across_a_network)
{
	download(true, 0, 0);
	CHECK(world.receives < BLOCKS + 4 * BLOCKS / 50 + 40);
	CHECK(world.sends < BLOCKS + 20);
}
