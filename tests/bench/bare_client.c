/* SPDX-License-Identifier: MIT
 * The speed limit of one TFTP server: a client that does the least a client can. It acknowledges
 * what comes, keeps nothing, checks nothing but the end, and asks for nothing twice.
 *
 * usage: bare_client ADDR NAME BLKSIZE WINDOWSIZE      prints seconds
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

enum { PORT = 69, RRQ = 1, DATA = 3, ACK = 4, OACK = 6, HEADER = 4, BUFFER = 8 << 20 };

static uint8_t packet[65536];

static int open_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), size = BUFFER;
	struct timeval patience = {.tv_sec = 5};

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

static size_t request(const char *name, const char *blksize, const char *window)
{
	int n = snprintf((char *)packet + 2, sizeof packet - 2, "%s%coctet%cblksize%c%s%c", name, 0,
			 0, 0, blksize, 0);

	packet[1] = RRQ;
	if (strcmp(window, "1") != 0)
		n += snprintf((char *)packet + 2 + n, sizeof packet - 2 - (size_t)n,
			      "windowsize%c%s%c", 0, window, 0);
	return 2 + (size_t)n;
}

/* The server's first answer tells its port and is acknowledged there. */
static int open_transfer(int fd, const char *addr, size_t asked)
{
	struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	socklen_t len = sizeof peer;
	static const uint8_t ack[HEADER] = {0, ACK};

	inet_pton(AF_INET, addr, &peer.sin_addr);
	if (sendto(fd, packet, asked, 0, (struct sockaddr *)&peer, sizeof peer) < 0 ||
	    recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&peer, &len) < 2 ||
	    packet[1] != OACK || connect(fd, (struct sockaddr *)&peer, len) < 0)
		return -1;
	return send(fd, ack, sizeof ack, 0) < 0 ? -1 : 0;
}

static int fetch(int fd, ssize_t blksize, unsigned window)
{
	unsigned open = 0;
	ssize_t n;

	do {
		n = recv(fd, packet, sizeof packet, 0);
		if (n < HEADER || packet[1] != DATA)
			return -1;
		if (++open == window || n < HEADER + blksize) {
			packet[1] = ACK;
			if (send(fd, packet, HEADER, 0) < 0)
				return -1;
			open = 0;
		}
	} while (n == HEADER + blksize);
	return 0;
}

int main(int argc, char **argv)
{
	struct timespec a, b;
	int fd = open_socket();

	if (argc != 5 || fd < 0) {
		fputs("usage: bare_client ADDR NAME BLKSIZE WINDOWSIZE\n", stderr);
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	if (open_transfer(fd, argv[1], request(argv[2], argv[3], argv[4])) < 0 ||
	    fetch(fd, atoi(argv[3]), (unsigned)atoi(argv[4])) < 0) {
		fputs("bare_client: a block was lost, or another one came\n", stderr);
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.6f\n", (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9);
	return 0;
}
