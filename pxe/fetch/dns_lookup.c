/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/dns_lookup.h"

#include "lib/clock.h"
#include "pxe/tftp/get.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 3, ROUND_MS = 1000, DNS_PORT = 53, PACKETS_PER_STEP = 32 };

static void end_lookup(struct dns_lookup *l, enum dns_lookup_state state, int reason)
{
	dns_lookup_stop(l);
	l->state = state;
	l->reason = reason;
	l->deadline = CLOCK_NEVER;
}

/* The socket is connected: the kernel drops packets of other hosts and reports refused ports. */
static int open_socket(const struct dns_lookup *l, uint32_t server)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(DNS_PORT),
				 .sin_addr.s_addr = htonl(server)};
	int fd = tftp_get_socket(l->ifname);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void try_next(struct dns_lookup *l, uint64_t now)
{
	uint8_t packet[DNS_PACKET_MAX];
	struct wr w = wr_of(packet, sizeof packet);
	unsigned round = l->tries / l->n_servers;

	dns_lookup_stop(l);
	if (round >= ROUNDS) {
		end_lookup(l, DNS_LOOKUP_FAILED, l->reason);
		return;
	}
	l->fd = open_socket(l, l->servers[l->tries % l->n_servers]);
	l->tries++;
	l->id = (uint16_t)random_secret_u32();
	dns_query(&w, l->id, view_of(l->host));
	if (l->fd >= 0 && send(l->fd, packet, wr_len(&w), 0) < 0)
		dns_lookup_stop(l);
	l->deadline = now + random_jitter(&l->rnd, (uint64_t)ROUND_MS << round, 25);
}

/* Return: true = the packet is not our answer, and the lookup goes on waiting */
static bool take_answer(struct dns_lookup *l, struct rd packet, uint64_t now)
{
	int bad = dns_answer(packet, l->id, view_of(l->host), &l->found);

	switch (bad) {
	case DNS_NOT_OURS: return true;
	case 0: end_lookup(l, DNS_LOOKUP_DONE, 0); return false;
	case DNS_NO_HOST:
	case DNS_NO_ADDRESS: end_lookup(l, DNS_LOOKUP_FAILED, bad); return false;
	case DNS_MALFORMED:
	case DNS_SERVER:
	default:
		l->reason = bad;
		try_next(l, now);
		return false;
	}
}

static bool set_lookup_host(struct dns_lookup *l, struct view host, const char *domain)
{
	struct str s = str_of(l->host, sizeof l->host);
	bool dotted = host.n && memchr(host.p, '.', host.n);

	str_put(&s, host);
	if (!dotted && domain && *domain) {
		str_putc(&s, '.');
		str_puts(&s, domain);
	}
	return !s.cut && dns_host_ok(view_of(l->host));
}

void dns_lookup_start(struct dns_lookup *l, struct view host, const char *domain,
		      const uint32_t *servers, const char *ifname, uint64_t seed, uint64_t now)
{
	*l = (struct dns_lookup){.fd = -1, .ifname = ifname, .rnd = {.state = seed}};
	for (int i = 0; i < DNS_LOOKUP_SERVERS; i++)
		if (servers[i])
			l->servers[l->n_servers++] = servers[i];
	if (!set_lookup_host(l, host, domain))
		end_lookup(l, DNS_LOOKUP_FAILED, DNS_NO_HOST);
	else if (!l->n_servers)
		end_lookup(l, DNS_LOOKUP_FAILED, 0);
	else
		try_next(l, now);
}

void dns_lookup_step(struct dns_lookup *l, uint64_t now)
{
	uint8_t packet[DNS_PACKET_MAX + 512];

	for (int i = 0; i < PACKETS_PER_STEP && l->fd >= 0; i++) {
		ssize_t n = recv(l->fd, packet, sizeof packet, 0);

		if (n < 0 && errno == ECONNREFUSED)
			try_next(l, now);
		if (n < 0)
			break;
		if (!take_answer(l, rd_of(packet, (size_t)n), now))
			break;
	}
	if (l->state == DNS_LOOKUP_RUNNING && now >= l->deadline)
		try_next(l, now);
}

void dns_lookup_stop(struct dns_lookup *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}
