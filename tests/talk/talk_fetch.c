/* SPDX-License-Identifier: MIT
 * A name with addresses of both families, of which one or the other is silent, slow or refuses, on a virtual clock.
 * Transfers are real ones (pxe/tftp/xfer.c); the functions of pxe/tftp/get.c are those below, and so are DNS and the
 * ways that the kernel knows.
 */
#include "pxe/fetch/fetch.h"

#include "lib/clock.h"
#include "lib/log.h"
#include "pxe/fetch/probe.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NEVER UINT64_MAX
#define FILE6 "by IPv6"
#define FILE4 "by IPv4"

/** struct peer - one of the two servers */
struct peer {
	struct netaddr addr;
	const char *file;
	uint64_t answer_ms;  /* from the first request to its answer; NEVER = it is a black hole */
	uint64_t refusal_ms; /* from each request to ICMP's "nothing listens there"; likewise */
	uint16_t error;	     /* the answer is this ERROR; 0 = the file */
	uint64_t asked_at;   /* NEVER = it was not asked yet */
	uint64_t refused_at; /* when the next of ICMP comes */
	bool answered;
};

static struct peer six, four;
static uint64_t now;
static char said[4096];

static struct peer *peer_at(const struct netaddr *addr)
{
	return netaddr_is_ip6(addr) ? &six : &four;
}

/* --- in place of the library's ---------------------------------------------------------------- */

static void note_request(struct peer *p)
{
	if (p->asked_at == NEVER)
		p->asked_at = now;
	p->refused_at = p->refusal_ms == NEVER ? NEVER : now + p->refusal_ms;
}

static void drain(struct tftp_get *g)
{
	struct tftp_action a;

	while (tftp_xfer_next(&g->x, &a) != TFTP_NOTHING) {
		if (a.kind == TFTP_SEND && a.port == 69)
			note_request(peer_at(&a.addr));
		if (a.kind == TFTP_STORE)
			CHECK(pwrite(g->out, a.data.p, a.data.n, (off_t)(g->base + a.offset)) ==
			      (ssize_t)a.data.n);
		if (a.kind == TFTP_DONE)
			g->state = TFTP_GET_DONE;
		if (a.kind == TFTP_FAIL) {
			g->state = TFTP_GET_FAILED;
			g->reason = a.reason;
		}
	}
}

int tftp_get_socket(const struct netaddr *server, const char *ifname)
{
	(void)server;
	(void)ifname;
	return -1;
}

struct tftp_path tftp_get_path(const char *ifname, const struct netaddr *addr)
{
	(void)ifname;
	return (struct tftp_path){.mtu = 1500, .ip6 = netaddr_is_ip6(addr)};
}

int tftp_get_start(struct tftp_get *g, const char *ifname, const struct tftp_xfer_conf *conf,
		   int out, uint64_t base, uint64_t at)
{
	(void)ifname;
	*g = (struct tftp_get){.state = TFTP_GET_RUNNING, .fd = 1000, .out = out, .base = base};
	tftp_xfer_start(&g->x, conf, at);
	drain(g);
	return 0;
}

static void answer(const struct peer *p, struct tftp_get *g)
{
	size_t n = strlen(p->error ? "no" : p->file) + (p->error ? 1 : 0);
	uint8_t *packet = malloc(4 + n);

	CHECK(packet != NULL);
	packet[0] = 0;
	packet[1] = p->error ? TFTP_OP_ERROR : TFTP_OP_DATA;
	packet[2] = 0;
	packet[3] = (uint8_t)(p->error ? p->error : 1);
	memcpy(packet + 4, p->error ? "no" : p->file, n);
	tftp_xfer_input(&g->x, now, p->addr, 4000, rd_of(packet, 4 + n));
	drain(g);
	free(packet);
}

/* Return: ms at which @p has something for whoever asked it */
static uint64_t due(const struct peer *p)
{
	uint64_t at = NEVER;

	if (p->asked_at == NEVER)
		return NEVER;
	if (!p->answered && p->answer_ms != NEVER)
		at = p->asked_at + p->answer_ms;
	return clock_min(at, p->refused_at);
}

void tftp_get_step(struct tftp_get *g, uint64_t at)
{
	struct peer *p = peer_at(&g->x.server);

	if (g->fd < 0)
		return;
	if (at >= p->refused_at) {
		p->refused_at = NEVER;
		tftp_xfer_unreachable(&g->x, at, p->addr, 69);
		drain(g);
	}
	if (p->asked_at != NEVER && !p->answered && p->answer_ms != NEVER &&
	    at >= p->asked_at + p->answer_ms) {
		p->answered = true;
		answer(p, g);
	}
	tftp_xfer_tick(&g->x, at);
	drain(g);
	if (g->x.state == TFTP_OVER)
		g->fd = -1;
}

void tftp_get_stop(struct tftp_get *g)
{
	g->fd = -1;
}

bool probe_way(const struct netaddr *addr, const char *ifname)
{
	(void)ifname;
	(void)addr;
	return true;
}

void dns_lookup_start(struct dns_lookup *l, struct view host, const char *search,
		      const struct netaddr *servers, const char *ifname, uint64_t seed, uint64_t at)
{
	(void)search;
	(void)servers;
	(void)ifname;
	(void)seed;
	(void)at;
	*l = (struct dns_lookup){.state = DNS_LOOKUP_DONE};
	text_copy(l->host, sizeof l->host, host);
	l->found = (struct dns_addrs){.n = 2, .addr = {four.addr, six.addr}};
}

void dns_lookup_step(struct dns_lookup *l, uint64_t at)
{
	(void)l;
	(void)at;
}

unsigned dns_lookup_pollfds(const struct dns_lookup *l,
			    struct pollfd ret[static DNS_LOOKUP_SOCKETS])
{
	(void)l;
	(void)ret;
	return 0;
}

const char *dns_lookup_why(const struct dns_lookup *l)
{
	(void)l;
	return "";
}

void dns_lookup_stop(struct dns_lookup *l)
{
	(void)l;
}

/* --- one download ----------------------------------------------------------------------------- */

static void hear(enum log_level level, const char *line)
{
	size_t n = strlen(said);

	if (level <= LOG_WARN && n + strlen(line) + 2 < sizeof said) {
		strcpy(said + n, line);
		strcat(said, "\n");
	}
}

static void begin(void)
{
	log_set(hear, LOG_DEBUG);
	said[0] = '\0';
	now = 1000;
	fetch_forgive();
	fetch_reconsider();
	fetch_forgive();
	six = (struct peer){.addr = {{0xfd, [15] = 9}}, .file = FILE6};
	four = (struct peer){.addr = netaddr_ip4(0x0a090001), .file = FILE4};
	six.answer_ms = four.answer_ms = six.refusal_ms = four.refusal_ms = NEVER;
}

/* The next file is asked for anew. */
static void forget(struct peer *p)
{
	p->asked_at = NEVER;
	p->refused_at = NEVER;
	p->answered = false;
}

/* Return: ms that the fetch took; @ret gets what came, "" = it failed */
static uint64_t run(char ret[static 64], uint64_t seed)
{
	static struct fetch f;
	struct fetch_conf conf = {
		.dns = {four.addr}, .search = "", .seed = seed, .name = view_of("f")};
	struct pxe_target target;
	uint64_t began = now;
	int out = memfd_create("out", MFD_CLOEXEC);
	ssize_t n;

	forget(&six);
	forget(&four);
	CHECK_INT(pxe_url_resolve(view_of(""), view_of("tftp://boot.lan/f"), &target), 0);
	CHECK_INT(fetch_start(&f, &conf, &target, out, 1000, now), 0);
	while (fetch_state(&f) == FETCH_RUNNING) {
		uint64_t at = clock_min(fetch_deadline(&f), clock_min(due(&six), due(&four)));

		CHECK(at != NEVER && at < began + 200000);
		now = at > now ? at : now + 1;
		fetch_step(&f, now);
	}
	n = pread(out, ret, 63, 0);
	ret[fetch_state(&f) == FETCH_DONE && n > 0 ? n : 0] = '\0';
	if (fetch_state(&f) == FETCH_DONE)
		CHECK(netaddr_eq(&f.job.server, strcmp(ret, FILE6) ? &four.addr : &six.addr));
	else
		CHECK(fetch_failure(&f) && fetch_why(&f)[0]);
	fetch_abort(&f);
	close(out);
	return now - began;
}

TEST(family_that_answers_at_once_is_the_only_one_asked)
{
	char got[64];

	begin();
	six.answer_ms = four.answer_ms = 10;
	CHECK_INT(run(got, 1), 10);
	CHECK_STR(got, FILE6);
	CHECK(four.asked_at == NEVER);
	CHECK_STR(said, "");
}

TEST(black_hole_costs_no_half_second_and_that_once)
{
	char got[64];

	begin();
	four.answer_ms = 10;
	CHECK(run(got, 1) <= 500);
	CHECK_STR(got, FILE4);
	CHECK_STR(said, "tftp://boot.lan/f: no answer from fd00::9 yet, going on with 10.9.0.1\n");
	said[0] = '\0';
	CHECK_INT(run(got, 2), 10);
	CHECK_STR(got, FILE4);
	CHECK(six.asked_at == NEVER);
	CHECK_STR(said, "");
}

TEST(black_hole_of_ip4)
{
	char got[64];

	begin();
	four.answer_ms = 10;
	run(got, 1); /* IPv4 is the first choice from now on */
	begin();
	four.answer_ms = NEVER;
	six.answer_ms = 10;
	CHECK(run(got, 3) <= 500);
	CHECK_STR(got, FILE6);
}

/* Both are open: whoever answers first counts, in whatever order they were asked. */
TEST(slow_family_is_waited_for_beside_the_other)
{
	char got[64];

	begin();
	six.answer_ms = 400;
	CHECK_INT(run(got, 1), 400);
	CHECK_STR(got, FILE6);
	CHECK_INT(four.asked_at - six.asked_at, 250);
	CHECK_STR(said, "");
	begin();
	six.answer_ms = 300;
	four.answer_ms = 10;
	CHECK_INT(run(got, 1), 260);
	CHECK_STR(got, FILE4);
}

TEST(refused_port_leads_to_the_other_family)
{
	char got[64];

	begin();
	six.refusal_ms = 5;
	four.answer_ms = 10;
	CHECK(run(got, 1) <= 500);
	CHECK_STR(got, FILE4);
}

/* The first fails while the second is being asked: the second goes on alone. */
TEST(one_that_fails_late_leaves_the_other_alone)
{
	char got[64];

	begin();
	six.refusal_ms = 300;
	four.answer_ms = 2000;
	CHECK_INT(run(got, 1), 2250);
	CHECK_STR(got, FILE4);
	begin();
	four.refusal_ms = 20; /* so does one that was asked second */
	six.answer_ms = 6000;
	CHECK_INT(run(got, 1), 6000);
	CHECK_STR(got, FILE6);
}

TEST(what_the_first_to_answer_says_counts)
{
	char got[64];

	begin();
	four.answer_ms = 10;
	four.error = 1;
	CHECK(run(got, 1) < 600);
	CHECK_STR(got, "");
}

/* They are silent beside each other, and not one after the other. */
TEST(two_black_holes_take_the_time_of_one)
{
	char got[64];
	uint64_t took;

	begin();
	took = run(got, 1);
	CHECK_STR(got, "");
	CHECK(took > 20000 && took < 30000);
}

/* Whatever the two do, there is an end, and the file is one of theirs as a whole. */
TEST(any_times_of_both)
{
	static const uint64_t times[] = {NEVER, 0, 1, 249, 250, 251, 1000, 9000, 20000};
	const size_t n = sizeof times / sizeof *times;
	char got[64];

	for (size_t i = 0; i < n * n * n * n; i++) {
		bool may;

		begin();
		six.answer_ms = times[i % n];
		four.answer_ms = times[i / n % n];
		six.refusal_ms = times[i / n / n % n];
		four.refusal_ms = times[i / n / n / n];
		may = (six.refusal_ms == NEVER && six.answer_ms != NEVER) ||
		      (four.refusal_ms == NEVER && four.answer_ms != NEVER);
		run(got, i);
		CHECK(!may || strcmp(got, FILE6) == 0 || strcmp(got, FILE4) == 0);
	}
}
