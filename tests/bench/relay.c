/* SPDX-License-Identifier: MIT
 * A long or a bad way between two network namespaces, for kernels without netem: two TUN devices,
 * and this program carries the packets from one to the other, later or not at all.
 *
 * usage: relay CLIENT_NETNS SERVER_NETNS [--delay US] [--loss PPM] [--seed N] [--no-fragments]
 *
 * The delay is each way; the loss is in millionths of all packets, each way by its own seeded dice,
 * so that the n-th packet of a direction has the same fate in every run. Fragments are packets:
 * a datagram of many is lost with any of them. Prints "ready", and at SIGTERM its counts as JSON.
 */
#include "lib/random.h"
#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { QUEUE = 32768, PACKET_MAX = 9216, BATCH = 64 };

struct packet {
	uint64_t due_ns;
	size_t len;
	uint8_t bytes[PACKET_MAX];
};

/* One direction. The delay is the same for all, so packets leave in the order they came. */
struct way {
	int from, to;
	struct random dice;
	struct packet *ring;
	unsigned first, n;
	uint64_t seen, lost, fragments, overrun;
};

static uint64_t delay_ns, seed = 1;
static uint32_t loss_ppm;
static bool no_fragments;
static volatile sig_atomic_t over;

static void stop(int sig)
{
	(void)sig;
	over = 1;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int die(const char *what)
{
	fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int tun_in(const char *netns)
{
	struct ifreq r = {.ifr_flags = IFF_TUN | IFF_NO_PI, .ifr_name = "eth0"};
	int ns = open(netns, O_RDONLY | O_CLOEXEC), tun;

	if (ns < 0 || setns(ns, CLONE_NEWNET) < 0)
		die(netns);
	close(ns);
	tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (tun < 0 || ioctl(tun, TUNSETIFF, &r) < 0)
		die("/dev/net/tun");
	return tun;
}

static bool is_fragment(const struct packet *p)
{
	return p->len >= 20 && p->bytes[0] >> 4 == 4 && ((p->bytes[6] & 0x3f) || p->bytes[7]);
}

static bool survives(struct way *w, const struct packet *p)
{
	bool unlucky = random_below(&w->dice, 1000000) < loss_ppm;

	w->seen++;
	if (no_fragments && is_fragment(p)) {
		w->fragments++;
		return false;
	}
	w->lost += unlucky;
	return !unlucky;
}

static void take(struct way *w, uint64_t now)
{
	for (int i = 0; i < BATCH; i++) {
		struct packet *p = &w->ring[(w->first + w->n) % QUEUE];
		ssize_t n = read(w->from, p->bytes, sizeof p->bytes);

		if (n <= 0)
			return;
		p->len = (size_t)n;
		p->due_ns = now + delay_ns;
		if (!survives(w, p))
			continue;
		if (w->n == QUEUE - 1)
			w->overrun++;
		else
			w->n++;
	}
}

static void give(struct way *w, uint64_t now)
{
	while (w->n && w->ring[w->first].due_ns <= now) {
		const struct packet *p = &w->ring[w->first];

		if (write(w->to, p->bytes, p->len) < 0 && errno != EINVAL && errno != EIO)
			w->overrun++;
		w->first = (w->first + 1) % QUEUE;
		w->n--;
	}
}

static uint64_t next_due(const struct way *w)
{
	return w->n ? w->ring[w->first].due_ns : UINT64_MAX;
}

static void carry(struct way *ways)
{
	struct pollfd fds[2] = {{.fd = ways[0].from, .events = POLLIN},
				{.fd = ways[1].from, .events = POLLIN}};

	while (!over) {
		uint64_t due = next_due(&ways[0]), other = next_due(&ways[1]), now = now_ns();
		struct timespec wait = {.tv_sec = 1};

		due = other < due ? other : due;
		if (due != UINT64_MAX) {
			uint64_t ns = due > now ? due - now : 0;

			wait = (struct timespec){.tv_sec = (time_t)(ns / 1000000000),
						 .tv_nsec = (long)(ns % 1000000000)};
		}
		if (ppoll(fds, 2, &wait, NULL) < 0 && errno != EINTR)
			die("poll");
		now = now_ns();
		for (int i = 0; i < 2; i++)
			if (fds[i].revents)
				take(&ways[i], now);
		for (int i = 0; i < 2; i++)
			give(&ways[i], now_ns());
	}
}

static bool options(int argc, char **argv)
{
	for (int i = 3; i < argc; i++) {
		uint64_t n = 0;

		if (strcmp(argv[i], "--no-fragments") == 0) {
			no_fragments = true;
			continue;
		}
		if (i + 1 == argc || !text_u64(view_of(argv[i + 1]), 0, UINT32_MAX, &n))
			return false;
		if (strcmp(argv[i], "--delay") == 0)
			delay_ns = n * 1000;
		else if (strcmp(argv[i], "--loss") == 0)
			loss_ppm = (uint32_t)n;
		else if (strcmp(argv[i], "--seed") == 0)
			seed = n;
		else
			return false;
		i++;
	}
	return argc >= 3;
}

static void report(const char *name, const struct way *w, const char *after)
{
	printf("\"%s\": {\"seen\": %llu, \"lost\": %llu, \"fragments\": %llu, \"overrun\": "
	       "%llu}%s",
	       name, (unsigned long long)w->seen, (unsigned long long)w->lost,
	       (unsigned long long)w->fragments, (unsigned long long)w->overrun, after);
}

int main(int argc, char **argv)
{
	struct way ways[2] = {{.first = 0}};
	struct sigaction quit = {.sa_handler = stop};
	int client, server;

	if (!options(argc, argv)) {
		fputs("usage: relay CLIENT_NETNS SERVER_NETNS [--delay US] [--loss PPM] "
		      "[--seed N] [--no-fragments]\n",
		      stderr);
		return 2;
	}
	client = tun_in(argv[1]);
	server = tun_in(argv[2]);
	for (unsigned i = 0; i < 2; i++) {
		ways[i].from = i ? server : client;
		ways[i].to = i ? client : server;
		ways[i].dice.state = seed * 2 + i;
		ways[i].ring = malloc(QUEUE * sizeof *ways[i].ring);
		if (!ways[i].ring)
			die("memory");
	}
	/* the default lets a wait of 500 us take 550 */
	prctl(PR_SET_TIMERSLACK, 1);
	sigaction(SIGTERM, &quit, NULL);
	puts("ready");
	fflush(stdout);
	carry(ways);
	fputs("{", stdout);
	report("up", &ways[0], ", ");
	report("down", &ways[1], "}\n");
	for (unsigned i = 0; i < 2; i++)
		free(ways[i].ring);
	return 0;
}
