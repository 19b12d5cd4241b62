/* SPDX-License-Identifier: MIT
 * The sockets of the DHCP client, on the loopback of a network namespace of their own. */
#include "tests/unit/check.h"

#include "dhcp/sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOOPBACK 0x7f000001u

static struct dhcp_sock sock;
static int server = -1;

static bool loopback_up(void)
{
	struct ifreq ifr = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &ifr) == 0;

	close(fd);
	return ok;
}

static int udp_at(uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	at.sin_addr.s_addr = htonl(LOOPBACK);
	CHECK(bind(fd, (const struct sockaddr *)&at, sizeof at) == 0);
	return fd;
}

/* Both sockets and a server at port 67; false where this machine does not allow it. */
static bool begin(void)
{
	if (!check_own_network())
		return false;
	CHECK(loopback_up());
	sock = (struct dhcp_sock){
		.raw = dhcp_sock_raw(1), .udp = dhcp_sock_udp(1), .ifindex = 1, .hlen = 6};
	if (sock.raw == -ENOPROTOOPT) {
		check_skip("the emulator does not know packet sockets");
		return false;
	}
	server = udp_at(67);
	return CHECK(sock.raw >= 0) && CHECK(sock.udp >= 0) && CHECK(server >= 0);
}

static void end(void)
{
	close(sock.raw);
	close(sock.udp);
	close(server);
}

static void wait_for(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	poll(&p, 1, CHECK_PATIENCE_MS);
}

static void server_sends(const char *text, uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};

	to.sin_addr.s_addr = htonl(LOOPBACK);
	CHECK(sendto(server, text, strlen(text), 0, (const struct sockaddr *)&to, sizeof to) ==
	      (ssize_t)strlen(text));
}

static uint8_t buf[DHCP_FRAME_MAX];
static struct dhcp_from from;
static struct rd payload;

/* The kernel leaves checksums on the loopback unfinished and says so: what hazard 44 is about. */
TEST(hazard_44_reply_of_a_server_on_this_host)
{
	if (!begin())
		return;
	CHECK_INT(dhcp_sock_recv(&sock, buf, &payload, &from), -EAGAIN);
	server_sends("hello", 68);
	wait_for(sock.raw);
	CHECK_INT(dhcp_sock_recv(&sock, buf, &payload, &from), 0);
	CHECK_INT(rd_left(&payload), 5);
	CHECK_MEM(payload.p, "hello", 5);
	CHECK(from.addr == LOOPBACK && from.port == 67);
	end();
}

TEST(filter_lets_port_68_in_and_is_locked)
{
	if (!begin())
		return;
	server_sends("not ours", 69);
	server_sends("ours", 68);
	wait_for(sock.raw);
	CHECK_INT(dhcp_sock_recv(&sock, buf, &payload, &from), 0);
	CHECK_INT(rd_left(&payload), 4);
	CHECK(setsockopt(sock.raw, SOL_SOCKET, SO_DETACH_FILTER, NULL, 0) != 0);
	CHECK(setsockopt(sock.udp, SOL_SOCKET, SO_DETACH_FILTER, NULL, 0) != 0);
	/* Nothing piles up where nobody reads. */
	CHECK(recv(sock.udp, buf, sizeof buf, 0) < 0 && errno == EAGAIN);
	end();
}

TEST(unicast_goes_out_from_port_68)
{
	struct sockaddr_in peer;
	socklen_t len = sizeof peer;
	struct dhcp_action a = {.kind = DHCP_SEND,
				.dest = LOOPBACK,
				.port = 67,
				.data = (const uint8_t *)"renew",
				.len = 5};

	if (!begin())
		return;
	CHECK_INT(dhcp_sock_send(&sock, &a), 0);
	wait_for(server);
	CHECK_INT(recvfrom(server, buf, sizeof buf, 0, (struct sockaddr *)&peer, &len), 5);
	CHECK_INT(ntohs(peer.sin_port), 68);
	close(sock.udp);
	sock.udp = -1;
	CHECK_INT(dhcp_sock_send(&sock, &a), -EBADF);
	end();
}

TEST(broadcast_goes_out_as_a_whole_frame)
{
	struct dhcp_action a = {.kind = DHCP_SEND,
				.broadcast = true,
				.dest = UINT32_MAX,
				.port = 68, /* so that our own filter lets it back in */
				.data = (const uint8_t *)"discover",
				.len = 8};

	if (!begin())
		return;
	CHECK_INT(dhcp_sock_send(&sock, &a), 0);
	wait_for(sock.raw);
	CHECK_INT(dhcp_sock_recv(&sock, buf, &payload, &from), 0);
	CHECK_INT(rd_left(&payload), 8);
	CHECK(from.addr == 0 && from.port == 68);
	end();
}

TEST(opening_on_no_interface)
{
	CHECK(dhcp_sock_udp(99999) < 0);
}

/* What has no LLC header of a BPDU is not seen, and the filters stay. */
TEST(sockets_for_the_switch_port)
{
	struct dhcp_port_frame frame;

	if (!begin())
		return;
	sock.llc = dhcp_sock_llc(1);
	sock.slow = dhcp_sock_slow(1);
	CHECK(sock.llc >= 0 && sock.slow >= 0);
	server_sends("hello", 68);
	wait_for(sock.raw);
	CHECK_INT(dhcp_sock_port(&sock, &frame), -EAGAIN);
	CHECK(setsockopt(sock.llc, SOL_SOCKET, SO_DETACH_FILTER, NULL, 0) != 0);
	CHECK(setsockopt(sock.slow, SOL_SOCKET, SO_DETACH_FILTER, NULL, 0) != 0);
	CHECK_INT(dhcp_sock_llc(4711), -ENODEV);
	close(sock.llc);
	close(sock.slow);
	end();
}
