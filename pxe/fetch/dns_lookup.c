/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/dns_lookup.h"

#include "lib/clock.h"
#include "lib/random.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/time.h>

enum {
	ROUNDS = 3,
	ROUND_MS = 1000,
	GRACE_MS = 50,	  /* for the other family's answer, RFC 8305 section 3 */
	LIMIT_MS = 30000, /* a server may answer each domain of the search list just in time */
	SEARCH_BYTES = 512,
};

const char *dns_lookup_why(const struct dns_lookup *l)
{
	switch (l->reason) {
	case DNS_NO_SERVER: return "no name server known";
	case DNS_SILENT: return "no name server answered";
	case DNS_SERVER: return "the name server failed or refused";
	case DNS_MALFORMED: return "broken answer";
	case DNS_NO_HOST: return "no such host";
	case DNS_NO_ADDRESS: return "host without usable address";
	case DNS_LOCAL:
	default: return "name lookup failed";
	}
}

static void end_lookup(struct dns_lookup *l, enum dns_error reason)
{
	l->state = reason ? DNS_LOOKUP_FAILED : DNS_LOOKUP_DONE;
	l->reason = reason;
	l->deadline = CLOCK_NEVER;
}

/* --- what c-ares calls ----------------------------------------------------------------------- */

static void on_socket(void *ctx, ares_socket_t fd, int readable, int writable)
{
	struct dns_lookup *l = ctx;
	struct pollfd *entry = NULL;

	for (struct pollfd *p = l->socks; p < l->socks + DNS_LOOKUP_SOCKETS; p++)
		if (p->events ? p->fd == fd : !entry)
			entry = p;
	/* One that finds no entry is waited for in vain, until its query is sent anew. */
	if (!entry)
		return;
	*entry = (struct pollfd){.fd = fd};
	if (readable)
		entry->events |= POLLIN;
	if (writable)
		entry->events |= POLLOUT;
}

static struct netaddr address_of(const struct ares_addrinfo_node *node)
{
	struct netaddr addr = {0};
	struct sockaddr_in6 six;
	struct sockaddr_in four;

	if (node->ai_family == AF_INET && node->ai_addrlen >= sizeof four) {
		memcpy(&four, node->ai_addr, sizeof four);
		return netaddr_ip4(ntohl(four.sin_addr.s_addr));
	}
	if (node->ai_family == AF_INET6 && node->ai_addrlen >= sizeof six) {
		memcpy(&six, node->ai_addr, sizeof six);
		memcpy(addr.b, &six.sin6_addr, sizeof addr.b);
	}
	return netaddr_is_link_local(&addr) ? (struct netaddr){0} : addr;
}

static void take_addresses(struct dns_lookup *l, const struct ares_addrinfo_node *node)
{
	struct dns_addrs *found = &l->found;
	for (; node && found->n < DNS_ADDRS_MAX; node = node->ai_next) {
		found->addr[found->n] = address_of(node);
		found->n += netaddr_is_host(&found->addr[found->n]);
	}
}

static enum dns_error reason_of(int status)
{
	switch (status) {
	case ARES_SUCCESS:
	case ARES_ENODATA: return DNS_NO_ADDRESS;
	case ARES_ENOTFOUND:
	case ARES_EBADNAME: return DNS_NO_HOST;
	case ARES_ECONNREFUSED: /* what c-ares 1.18 calls any failure of the last server */
	case ARES_ESERVFAIL:
	case ARES_ENOTIMP:
	case ARES_EREFUSED: return DNS_SERVER;
	case ARES_EBADRESP:
	case ARES_EFORMERR: return DNS_MALFORMED;
	case ARES_ENOMEM: return DNS_LOCAL;
	default: return DNS_SILENT;
	}
}

static void on_answer(void *ctx, int status, int timeouts, struct ares_addrinfo *info)
{
	struct dns_lookup *l = ctx;

	(void)timeouts;
	if (status == ARES_EDESTRUCTION)
		return;
	if (info) {
		take_addresses(l, info->nodes);
		ares_freeaddrinfo(info);
	}
	/* a name that is there for one family is no missing name */
	if (l->reason != DNS_NO_ADDRESS)
		l->reason = reason_of(status);
	if (--l->open == 0)
		end_lookup(l, l->found.n ? 0 : l->reason);
}

/* --- the lookup ------------------------------------------------------------------------------ */

/* Cut @text at its blanks. Return: the number of domains */
static int cut_domains(char *text, char *ret[static DNS_SEARCH_MAX])
{
	struct view rest = view_of(text), word;
	int n = 0;

	while (n < DNS_SEARCH_MAX && (word = view_word(&rest)).n) {
		ret[n] = text + (word.p - text);
		ret[n++][word.n] = '\0';
	}
	return n;
}

static bool open_channel(struct dns_lookup *l, struct ares_addr_node *servers, const char *search,
			 uint64_t seed)
{
	struct random rnd = {.state = seed};
	char text[SEARCH_BYTES], *domains[DNS_SEARCH_MAX], lookups[] = "b";
	struct str s = str_of(text, sizeof text);
	struct ares_options o = {
		.timeout = (int)random_jitter(&rnd, ROUND_MS, 25),
		.tries = ROUNDS,
		.ndots = 1,
		.domains = domains,
		.lookups = lookups, /* name servers alone */
		.sock_state_cb = on_socket,
		.sock_state_cb_data = l,
	};
	ares_channel channel;

	str_puts(&s, search ? search : "");
	o.ndomains = cut_domains(text, domains);
	if (ares_init_options(&channel, &o,
			      ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS |
				      ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB))
		return false;
	l->channel = channel;
	return ares_set_servers(channel, servers) == ARES_SUCCESS;
}

/* c-ares takes a list that is linked. */
static void put_server(struct ares_addr_node *list, int at, const struct netaddr *addr)
{
	bool ip6 = netaddr_is_ip6(addr);

	list[at] = (struct ares_addr_node){.family = ip6 ? AF_INET6 : AF_INET};
	if (ip6)
		memcpy(&list[at].addr.addr6, addr->b, sizeof addr->b);
	else
		list[at].addr.addr4.s_addr = htonl(netaddr_to_ip4(addr));
	if (at)
		list[at - 1].next = &list[at];
}

/* Note when c-ares is due again. A lookup that has ended is put away, which its callback must not do. */
static void settle_lookup(struct dns_lookup *l, uint64_t now)
{
	struct timeval room, *next;

	if (l->state != DNS_LOOKUP_RUNNING) {
		dns_lookup_stop(l);
		return;
	}
	next = ares_timeout(l->channel, NULL, &room);
	if (l->found.n && l->grace_at == CLOCK_NEVER)
		l->grace_at = now + GRACE_MS;
	l->deadline = clock_min(l->end_at, l->grace_at);
	/* The rest of a millisecond counts as a whole one. */
	if (next)
		l->deadline = clock_min(l->deadline, now + (uint64_t)next->tv_sec * 1000 +
							     (uint64_t)next->tv_usec / 1000 + 1);
}

static void ask_both(struct dns_lookup *l)
{
	struct ares_addrinfo_hints hints = {
		.ai_family = AF_INET6, .ai_socktype = SOCK_DGRAM, .ai_flags = ARES_AI_NOSORT};

	l->open = 2;
	ares_getaddrinfo(l->channel, l->host, NULL, &hints, on_answer, l);
	hints.ai_family = AF_INET;
	ares_getaddrinfo(l->channel, l->host, NULL, &hints, on_answer, l);
}

void dns_lookup_start(struct dns_lookup *l, struct view host, const char *search,
		      const struct netaddr *servers, const char *ifname, uint64_t seed,
		      uint64_t now)
{
	struct ares_addr_node server[DNS_LOOKUP_SERVERS];
	int n = 0;

	*l = (struct dns_lookup){.end_at = now + LIMIT_MS, .grace_at = CLOCK_NEVER};
	for (int i = 0; i < DNS_LOOKUP_SERVERS; i++)
		if (netaddr_is_set(&servers[i]))
			put_server(server, n++, &servers[i]);
	if (!text_copy(l->host, sizeof l->host, host) || !l->host[0]) {
		end_lookup(l, DNS_NO_HOST);
	} else if (!n) {
		end_lookup(l, DNS_NO_SERVER);
	} else if (!open_channel(l, server, search, seed)) {
		end_lookup(l, DNS_LOCAL);
	} else {
		if (ifname && *ifname)
			ares_set_local_dev(l->channel, ifname);
		ask_both(l);
		settle_lookup(l, now);
	}
}

unsigned dns_lookup_pollfds(const struct dns_lookup *l,
			    struct pollfd ret[static DNS_LOOKUP_SOCKETS])
{
	unsigned n = 0;

	for (unsigned i = 0; i < DNS_LOOKUP_SOCKETS; i++)
		if (l->socks[i].events)
			ret[n++] = l->socks[i];
	return n;
}

void dns_lookup_step(struct dns_lookup *l, uint64_t now)
{
	struct pollfd p[DNS_LOOKUP_SOCKETS];
	unsigned n = dns_lookup_pollfds(l, p);

	if (l->state != DNS_LOOKUP_RUNNING)
		return;
	poll(p, n, 0);
	for (unsigned i = 0; i < n; i++)
		ares_process_fd(l->channel, p[i].revents & ~POLLOUT ? p[i].fd : ARES_SOCKET_BAD,
				p[i].revents & POLLOUT ? p[i].fd : ARES_SOCKET_BAD);
	ares_process_fd(l->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	if (l->state == DNS_LOOKUP_RUNNING && (now >= l->end_at || now >= l->grace_at))
		end_lookup(l, l->found.n ? 0 : DNS_SILENT);
	settle_lookup(l, now);
}

void dns_lookup_stop(struct dns_lookup *l)
{
	if (l->channel)
		ares_destroy(l->channel);
	l->channel = NULL;
	memset(l->socks, 0, sizeof l->socks);
}
