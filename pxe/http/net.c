/* SPDX-License-Identifier: MIT */
#include "pxe/http/net.h"

#include "lib/clock.h"
#include "lib/text.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

enum {
	SOCKETS_MAX = 32,
	IDLE_MAX = 8,	 /* connections kept for the next file */
	IDLE_MAX_S = 60, /* servers and firewalls drop connections that idle longer */
	IFNAME_MAX = 16,
};

struct sock {
	const void *owner; /* NULL = free entry */
	curl_socket_t fd;
	short events;
};

static struct {
	CURLM *multi;
	unsigned users;
	uint64_t timer_at;
	char ifname[IFNAME_MAX];
	uint32_t source;
	struct sock socks[SOCKETS_MAX];
} net;

static struct sock *find_sock(curl_socket_t fd)
{
	for (struct sock *s = net.socks; s < net.socks + SOCKETS_MAX; s++)
		if (s->owner && s->fd == fd)
			return s;
	return NULL;
}

static struct sock *find_free(void)
{
	for (struct sock *s = net.socks; s < net.socks + SOCKETS_MAX; s++)
		if (!s->owner)
			return s;
	return NULL;
}

static int on_sock_interest(CURL *easy, curl_socket_t fd, int what, void *ctx, void *mine)
{
	struct sock *s = find_sock(fd);
	char *owner = NULL;

	(void)ctx;
	(void)mine;
	if (what == CURL_POLL_REMOVE) {
		if (s)
			s->owner = NULL;
		return 0;
	}
	if (!s)
		s = find_free();
	if (!s || curl_easy_getinfo(easy, CURLINFO_PRIVATE, &owner) || !owner)
		return -1;
	*s = (struct sock){.owner = owner, .fd = fd};
	if (what & CURL_POLL_IN)
		s->events |= POLLIN;
	if (what & CURL_POLL_OUT)
		s->events |= POLLOUT;
	return 0;
}

static int on_timer(CURLM *multi, long ms, void *ctx)
{
	(void)multi;
	(void)ctx;
	net.timer_at = ms < 0 ? CLOCK_NEVER : clock_ms() + (uint64_t)ms;
	return 0;
}

static int open_pool(void)
{
	static bool begun;

	if (!begun && curl_global_init(CURL_GLOBAL_DEFAULT))
		return -ENOMEM;
	begun = true;
	net.multi = curl_multi_init();
	if (!net.multi)
		return -ENOMEM;
	net.timer_at = CLOCK_NEVER;
	curl_multi_setopt(net.multi, CURLMOPT_SOCKETFUNCTION, on_sock_interest);
	curl_multi_setopt(net.multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(net.multi, CURLMOPT_MAXCONNECTS, (long)IDLE_MAX);
	curl_multi_setopt(net.multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	return 0;
}

/* Requests that still run through the other interface, or from the other address, keep the pool. The new request then neither
 * uses a connection of the pool nor leaves one there. */
static void mind_way(CURL *easy, const char *ifname, uint32_t source)
{
	if (strcmp(net.ifname, ifname) == 0 && net.source == source)
		return;
	if (net.users) {
		curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
		curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
		return;
	}
	if (net.multi)
		curl_multi_cleanup(net.multi);
	net.multi = NULL;
	memset(net.socks, 0, sizeof net.socks);
	text_copy(net.ifname, sizeof net.ifname, view_of(ifname));
	net.source = source;
}

int http_net_add(void *easy, const void *owner, const char *ifname, uint32_t source)
{
	int err = 0;

	mind_way(easy, ifname, source);
	if (!net.multi)
		err = open_pool();
	if (err)
		return err;
	curl_easy_setopt(easy, CURLOPT_PRIVATE, owner);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_MAX_S);
	if (curl_multi_add_handle(net.multi, easy))
		return -ENOMEM;
	net.users++;
	return 0;
}

void http_net_remove(void *easy, const void *owner)
{
	if (curl_multi_remove_handle(net.multi, easy) == CURLM_OK && net.users)
		net.users--;
	curl_easy_cleanup(easy);
	for (struct sock *s = net.socks; s < net.socks + SOCKETS_MAX; s++)
		if (s->owner == owner)
			s->owner = NULL;
}

unsigned http_net_pollfds(const void *owner, struct pollfd *ret, unsigned max)
{
	unsigned n = 0;

	for (const struct sock *s = net.socks; s < net.socks + SOCKETS_MAX && n < max; s++)
		if (s->owner == owner)
			ret[n++] = (struct pollfd){.fd = s->fd, .events = s->events};
	return n;
}

uint64_t http_net_deadline(void)
{
	return net.multi ? net.timer_at : CLOCK_NEVER;
}

/* Every socket is reported as ready. A read that gives EAGAIN costs less than another poll(). */
void http_net_run(const void *owner)
{
	int running;

	for (struct sock *s = net.socks; s < net.socks + SOCKETS_MAX; s++) {
		if (s->owner != owner)
			continue;
		curl_multi_socket_action(net.multi, s->fd,
					 (s->events & POLLIN ? CURL_CSELECT_IN : 0) |
						 (s->events & POLLOUT ? CURL_CSELECT_OUT : 0),
					 &running);
	}
}

void http_net_tick(uint64_t now)
{
	int running;
	long ms = -1;

	if (!net.multi || now < net.timer_at)
		return;
	curl_multi_socket_action(net.multi, CURL_SOCKET_TIMEOUT, 0, &running);
	/* by its own clock it may not be due yet, and it does not call back twice for the same time */
	curl_multi_timeout(net.multi, &ms);
	on_timer(net.multi, ms, NULL);
}

void *http_net_ended(int *ret)
{
	const struct CURLMsg *m;
	char *owner = NULL;
	int left;

	while (net.multi && (m = curl_multi_info_read(net.multi, &left))) {
		if (m->msg != CURLMSG_DONE)
			continue;
		*ret = m->data.result;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &owner);
		if (owner)
			return owner;
	}
	return NULL;
}
