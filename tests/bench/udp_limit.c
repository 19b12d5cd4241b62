/* SPDX-License-Identifier: MIT
 * The speed limit of a download in blocks: a server that has nothing to look up sends W datagrams
 * of B bytes for each small one it gets; with W of 1 that is the round trip of lock-step TFTP.
 *
 * usage: udp_limit serve PORT
 *        udp_limit ask ADDR PORT B W ROUNDS      prints seconds; lost datagrams are not asked again
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

enum { HEADER = 4, BUFFER = 8 << 20 };

static char packet[65536];

static int open_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), size = BUFFER;
	struct timeval patience = {.tv_sec = 2};

	if (fd < 0) {
		perror("udp_limit");
		exit(1);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

static int serve(uint16_t port)
{
	struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(port)}, from;
	int fd = open_socket();
	uint32_t want[2];

	if (bind(fd, (struct sockaddr *)&me, sizeof me) < 0) {
		perror("udp_limit: bind");
		return 1;
	}
	for (;;) {
		socklen_t len = sizeof from;

		if (recvfrom(fd, want, sizeof want, 0, (struct sockaddr *)&from, &len) !=
		    sizeof want)
			continue;
		for (uint32_t i = 0; i < want[1] && want[0] + HEADER <= sizeof packet; i++)
			sendto(fd, packet, want[0] + HEADER, 0, (struct sockaddr *)&from, len);
	}
}

static int ask(const char *addr, uint16_t port, uint32_t block, uint32_t window, unsigned rounds)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	uint32_t want[2] = {block, window};
	struct timespec a, b;
	int fd = open_socket();

	inet_pton(AF_INET, addr, &to.sin_addr);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
		return 1;
	clock_gettime(CLOCK_MONOTONIC, &a);
	while (rounds--) {
		if (send(fd, want, sizeof want, 0) < 0)
			return 1;
		for (uint32_t i = 0; i < window; i++)
			if (recv(fd, packet, sizeof packet, 0) < 0)
				return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.6f\n", (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		return serve((uint16_t)atoi(argv[2]));
	if (argc == 7 && strcmp(argv[1], "ask") == 0)
		return ask(argv[2], (uint16_t)atoi(argv[3]), (uint32_t)atoi(argv[4]),
			   (uint32_t)atoi(argv[5]), (unsigned)atoi(argv[6]));
	fputs("usage: udp_limit serve PORT | ask ADDR PORT BYTES WINDOW ROUNDS\n", stderr);
	return 2;
}
