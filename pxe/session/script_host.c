/* SPDX-License-Identifier: MIT
 * An iPXE script and another host: ping, and the time. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"
#include "pxe/fetch/echo.h"
#include "pxe/fetch/probe.h"
#include "pxe/fetch/sntp.h"

#include <errno.h>
#include <unistd.h>

#define PING_MS	       1000u
#define PING_MIN_MS    50u /* between two requests */
#define QUERIES	       4u  /* of the time; the pauses between them double */
#define QUERY_MS       1000u
#define CLOCK_MS       10000u /* for PID 1 to answer */
#define PACKETS_A_STEP 32

void session_script_host_stop(struct session *s)
{
	session_download_close(&s->ipxe.host.fd);
}

/* @why: after the host's name; NULL = there is nothing to say */
static struct session_next answer(struct session *s, int rc, const char *why)
{
	session_script_host_stop(s);
	return session_script_told(s, rc, why);
}

static uint64_t fresh_cookie(void)
{
	uint64_t high = random_secret_u32();

	return high << 32 | random_secret_u32() | 1;
}

/* Return: false: it cannot be sent, @why */
static bool send_next(struct session *s, struct wr *w, uint64_t now, uint64_t ms, struct str *why)
{
	struct session_script_host *h = &s->ipxe.host;
	int err = probe_send(h->fd, w->start, wr_len(w));

	h->sent++;
	h->waits = true;
	h->sent_at = now;
	h->until = now + ms;
	if (err)
		str_puts(why, error_str(-err));
	return !err;
}

/* --- the time -------------------------------------------------------------------------------- */

static void ask_for_time(struct session *s, uint64_t now)
{
	struct session_script_host *h = &s->ipxe.host;
	uint8_t packet[SNTP_LEN];
	struct wr w = wr_of(packet, sizeof packet);
	uint64_t ms = random_jitter(&s->download.random, (uint64_t)QUERY_MS << h->sent, 25);
	char text[80];
	struct str why = str_of(text, sizeof text);

	h->cookie = fresh_cookie();
	sntp_query(&w, h->cookie);
	if (!send_next(s, &w, now, ms, &why))
		log_warn("iPXE: a query for the time cannot be sent: %s, tried again", text);
}

/* The reply was sent about half of the time ago that passed since the query. */
static struct session_next set_clock(struct session *s, uint64_t ms, uint64_t now)
{
	static struct chan_msg m;

	m.kind = CHAN_CLOCK;
	m.u.clock_ms = ms + (now - s->ipxe.host.sent_at) / 2;
	if (!chan_check(&m, 0))
		return answer(s, IPXE_EINVAL, "the time that it tells cannot be");
	session_script_host_stop(s);
	session_report_menu(&s->report, &m, CHAN_CLOCK);
	session_script_wait(s, SCRIPT_WAITS_CLOCK, now + CLOCK_MS);
	return session_stay();
}

static struct session_next take_time(struct session *s, uint64_t now)
{
	struct session_script_host *h = &s->ipxe.host;
	uint8_t packet[256];
	ssize_t n;

	for (int i = 0; i < PACKETS_A_STEP; i++) {
		uint64_t ms = 0;
		int bad;

		n = probe_recv(h->fd, packet, sizeof packet);
		if (n < 0) /* a port that is closed is asked again as well */
			break;
		bad = sntp_reply(rd_of(packet, (size_t)n), h->cookie, &ms);
		if (!bad)
			return set_clock(s, ms, now);
		if (bad != SNTP_NOT_OURS)
			return answer(s, IPXE_EINVAL, sntp_str(bad));
	}
	if (now < h->until)
		return session_stay();
	if (h->sent == QUERIES)
		return answer(s, IPXE_ETIMEDOUT, "it does not tell the time");
	ask_for_time(s, now);
	return session_stay();
}

struct session_next session_script_clock_set(struct session *s, int err)
{
	char text[120];
	struct str name = str_of(text, sizeof text);

	if (s->ipxe.wait != SCRIPT_WAITS_CLOCK)
		return session_stay();
	if (err) {
		str_fmt(&name, "the clock cannot be set: %s", error_str(-err));
		return answer(s, IPXE_EINVAL, text);
	}
	str_printable(&name, s->ipxe.run.need.name, 100);
	log_info("iPXE: the clock is set as %s says", text);
	return answer(s, 0, NULL);
}

/* --- echoes ---------------------------------------------------------------------------------- */

static void ping_next(struct session *s, uint64_t now)
{
	static uint8_t packet[ECHO_HEAD + IPXE_PING_MAX];
	struct session_script_host *h = &s->ipxe.host;
	const struct ipxe_need *need = &s->ipxe.run.need;
	struct wr w = wr_of(packet, sizeof packet);
	uint64_t ms = need->ms ? need->ms : PING_MS;
	char text[80];
	struct str why = str_of(text, sizeof text);

	h->cookie = fresh_cookie();
	echo_request(&w, (uint16_t)(h->sent + 1), h->cookie, need->size);
	if (!send_next(s, &w, now, ms > PING_MIN_MS ? ms : PING_MIN_MS, &why) && !need->quiet)
		log_info("iPXE: ping: cannot be sent: %s", text);
}

static void say_echo(const struct session *s, uint64_t now)
{
	const struct session_script_host *h = &s->ipxe.host;
	char text[16];
	struct str addr = str_of(text, sizeof text);

	str_ip4(&addr, h->addr);
	if (s->ipxe.run.need.quiet)
		return;
	if (h->waits)
		log_info("iPXE: no answer from %s: seq=%u", text, h->sent);
	else
		log_info("iPXE: %u bytes from %s: seq=%u, %llu ms", s->ipxe.run.need.size, text,
			 h->sent, (unsigned long long)(now - h->sent_at));
}

static bool take_echo(struct session *s)
{
	static uint8_t packet[ECHO_HEAD + IPXE_PING_MAX + 1];
	struct session_script_host *h = &s->ipxe.host;
	const struct ipxe_need *need = &s->ipxe.run.need;

	for (int i = 0; h->waits && i < PACKETS_A_STEP; i++) {
		ssize_t n = probe_recv(h->fd, packet, sizeof packet);

		if (n == -EAGAIN)
			return false;
		if (n > 0 &&
		    echo_reply(rd_of(packet, (size_t)n), (uint16_t)h->sent, h->cookie, need->size))
			return true;
	}
	return false;
}

/* Without a count it goes on until there is no answer. */
static struct session_next ping_step(struct session *s, uint64_t now)
{
	struct session_script_host *h = &s->ipxe.host;
	uint32_t count = s->ipxe.run.need.number;

	if (take_echo(s)) {
		h->waits = false;
		h->answered++;
		say_echo(s, now);
	} else if (now < h->until) {
		return session_stay();
	} else if (h->waits) {
		say_echo(s, now);
	}
	if (count ? h->sent >= count : h->waits && now >= h->until)
		return answer(s, h->answered && count ? 0 : IPXE_ETIMEDOUT,
			      h->answered ? NULL : "it does not answer");
	if (now >= h->until)
		ping_next(s, now);
	return session_stay();
}

/* --- both ------------------------------------------------------------------------------------ */

struct session_next session_script_host_begin(struct session *s, uint32_t addr, uint64_t now)
{
	bool ping = s->ipxe.run.event == IPXE_PING;
	int fd = probe_open(addr, ping ? 0 : SNTP_PORT, s->net.ifname);

	if (fd < 0) {
		answer(s, IPXE_ENOTSUP,
		       fd == -EACCES ? "this kernel lets nobody ping (net.ipv4.ping_group_range)"
				     : error_str(-fd));
		return session_stay();
	}
	session_script_host_stop(s);
	s->ipxe.host = (struct session_script_host){.fd = fd, .addr = addr};
	session_script_wait(s, ping ? SCRIPT_WAITS_ECHO : SCRIPT_WAITS_HOST_TIME, CLOCK_NEVER);
	if (ping)
		ping_next(s, now);
	else
		ask_for_time(s, now);
	return session_go(PHASE_SCRIPT_WAIT);
}

struct session_next session_script_host_step(struct session *s, uint64_t now)
{
	return s->ipxe.wait == SCRIPT_WAITS_ECHO ? ping_step(s, now) : take_time(s, now);
}
