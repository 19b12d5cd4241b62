/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/servers.h"

#include "lib/log.h"
#include "pxe/fetch/probe.h"

#include <string.h>

/* Servers that were left for others, in this attempt to boot and in the one before. */
static struct netaddr lost[8], doubted[8];
/* One of the latter was not asked for a file, since another one came first. */
static bool passed_over;
/* The default server's name was left for other servers, likewise. */
static bool name_lost, name_doubted;
/* Number of the mirror that the last change of hosts led to; 0 = none. All files of a process have
 * the same mirrors. */
static unsigned good_mirror;

static bool is_among(const struct netaddr servers[static 8], const struct netaddr *addr)
{
	for (unsigned i = 0; i < sizeof lost / sizeof *lost; i++)
		if (netaddr_eq(&servers[i], addr))
			return true;
	return false;
}

static bool is_lost(const struct netaddr *addr)
{
	return is_among(lost, addr);
}

static bool is_doubted(const struct netaddr *addr)
{
	return !is_lost(addr) && is_among(doubted, addr);
}

static void note_lost(const struct netaddr *addr)
{
	static unsigned oldest;

	if (!is_lost(addr))
		lost[oldest++ % (sizeof lost / sizeof *lost)] = *addr;
}

void fetch_servers_forgive(void)
{
	memcpy(doubted, lost, sizeof doubted);
	memset(lost, 0, sizeof lost);
	name_doubted = name_lost;
	name_lost = passed_over = false;
}

bool fetch_servers_reconsider(void)
{
	bool any = passed_over;

	memset(doubted, 0, sizeof doubted);
	passed_over = name_doubted = false;
	return any;
}

void fetch_servers_lose_name(void)
{
	name_lost = true;
}

bool fetch_servers_leave_name(void)
{
	passed_over = passed_over || name_doubted;
	return name_lost || name_doubted;
}

static void note_rest(const struct fetch_servers *s, struct fetch_job *j)
{
	const struct netaddr *next = s->left ? &s->at[s->nth + 1] : &j->server;
	bool either = s->left && netaddr_is_ip6(next) != netaddr_is_ip6(&j->server);

	j->rival = either ? *next : (struct netaddr){0};
	j->raced = false;
	j->elsewhere = s->left || view_trim(s->mirrors).n;
	j->beyond = s->left > either || view_trim(s->mirrors).n;
}

void fetch_servers_settle(struct fetch_servers *s, struct fetch_job *j)
{
	char text[FETCH_WHY_MAX];
	struct str line = str_of(text, sizeof text);
	struct netaddr silent;

	if (!j->raced || netaddr_is_set(&j->rival))
		return;
	silent = s->at[s->nth];
	j->raced = false;
	if (netaddr_eq(&j->server, &silent))
		return;
	s->at[s->nth] = j->server;
	s->at[s->nth + 1] = silent;
	pxe_url_text(&line, &j->target, FETCH_PATH_SHOWN);
	str_puts(&line, ": no answer from ");
	str_netaddr(&line, &silent);
	str_puts(&line, " yet, going on with ");
	str_netaddr(&line, &j->server);
	log_at(is_lost(&silent) ? LOG_DEBUG : LOG_WARN, "%s", text);
	note_lost(&silent);
}

static bool next_address(struct fetch_servers *s, struct fetch_job *j)
{
	/* whoever was asked beside it has not answered either */
	bool both = j->raced && netaddr_is_set(&j->rival);
	unsigned over = both ? 2 : 1;

	if (!s->left)
		return false;
	note_lost(&j->server);
	if (both)
		note_lost(&j->rival);
	if (s->left < over) {
		s->left = 0;
		return false;
	}
	s->left -= over;
	s->nth += over;
	j->server = s->at[s->nth];
	return true;
}

static bool next_mirror(struct fetch_servers *s, struct fetch_job *j)
{
	static struct pxe_target to;
	struct view url;

	while ((url = view_word(&s->mirrors)).n) {
		s->mirror++;
		if (pxe_url_resolve(url, j->conf.name, &to) || to.scheme == PXE_UNKNOWN_SCHEME)
			continue;
		j->target = to;
		j->server = (struct netaddr){0};
		return true;
	}
	return false;
}

void fetch_servers_first(struct fetch_servers *s, struct fetch_job *j)
{
	*s = (struct fetch_servers){.mirrors = view_of(j->conf.mirrors ? j->conf.mirrors : "")};
	while (s->mirror < good_mirror && next_mirror(s, j))
		;
	note_rest(s, j);
}

static void add_address(struct fetch_servers *s, const struct netaddr *addr)
{
	for (unsigned i = 0; i < s->n; i++)
		if (netaddr_eq(&s->at[i], addr))
			return;
	if (netaddr_is_set(addr) && s->n < sizeof s->at / sizeof *s->at)
		s->at[s->n++] = *addr;
}

/* Take the first address of the wanted family that is left and that there is a way to. */
static bool pull_family(const struct netaddr *addr, const bool *way, bool *taken, unsigned n,
			bool ip6, struct netaddr *ret)
{
	for (unsigned i = 0; i < n; i++) {
		if (taken[i] || !way[i] || netaddr_is_ip6(&addr[i]) != ip6)
			continue;
		taken[i] = true;
		*ret = addr[i];
		return true;
	}
	return false;
}

void fetch_servers_mix(struct netaddr *addr, unsigned n, const char *ifname)
{
	struct netaddr mixed[DNS_ADDRS_MAX];
	bool way[DNS_ADDRS_MAX], taken[DNS_ADDRS_MAX] = {false};
	unsigned six = 0, done = 0;

	for (unsigned i = 0; i < n; i++)
		six += netaddr_is_ip6(&addr[i]);
	if (!six || six == n || n > DNS_ADDRS_MAX)
		return;
	for (unsigned i = 0; i < n; i++)
		way[i] = probe_way(&addr[i], ifname);
	for (unsigned before = n; before != done;) {
		before = done;
		done += pull_family(addr, way, taken, n, true, &mixed[done]);
		done += pull_family(addr, way, taken, n, false, &mixed[done]);
	}
	for (unsigned i = 0; i < n; i++)
		if (!taken[i])
			mixed[done++] = addr[i];
	memcpy(addr, mixed, n * sizeof *addr);
}

bool fetch_servers_any(const struct netaddr servers[FETCH_SERVERS])
{
	for (unsigned i = 0; i < FETCH_SERVERS; i++)
		if (netaddr_is_set(&servers[i]))
			return true;
	return false;
}

/* Whoever was silent a moment ago comes last. The order stays, apart from that. */
static void put_silent_last(struct fetch_servers *s)
{
	struct netaddr all[sizeof s->at / sizeof *s->at];
	unsigned n = 0, first = 0;

	memcpy(all, s->at, sizeof all);
	while (first < s->n && is_lost(&all[first]))
		first++;
	for (unsigned i = 0; i < s->n; i++)
		if (!is_lost(&all[i]) && !is_doubted(&all[i]))
			s->at[n++] = all[i];
	passed_over = passed_over || (n && is_doubted(&all[first]));
	for (unsigned i = 0; i < s->n; i++)
		if (is_doubted(&all[i]))
			s->at[n++] = all[i];
	for (unsigned i = 0; i < s->n; i++)
		if (is_lost(&all[i]))
			s->at[n++] = all[i];
}

void fetch_servers_take(struct fetch_servers *s, struct fetch_job *j, const struct netaddr *addr,
			unsigned n, const struct netaddr others[FETCH_SERVERS])
{
	s->n = s->nth = 0;
	for (unsigned i = 0; i < n; i++)
		add_address(s, &addr[i]);
	for (unsigned i = 0; others && i < FETCH_SERVERS; i++)
		add_address(s, &others[i]);
	s->left = s->n ? s->n - 1 : 0;
	put_silent_last(s);
	j->server = s->n ? s->at[0] : (struct netaddr){0};
	note_rest(s, j);
}

enum fetch_servers_move fetch_servers_next(struct fetch_servers *s, struct fetch_job *j)
{
	char text[FETCH_WHY_MAX];
	struct str next = str_of(text, sizeof text);
	enum fetch_servers_move move = FETCH_SERVERS_NO_MORE;
	/* Of several files that are asked for at a time one tells. */
	bool said = is_lost(&j->server);

	if (next_address(s, j)) {
		move = FETCH_SERVERS_ADDRESS;
		str_netaddr(&next, &j->server);
	} else if (next_mirror(s, j)) {
		move = FETCH_SERVERS_HOST;
		said = good_mirror >= s->mirror;
		pxe_url_text(&next, &j->target, FETCH_PATH_SHOWN);
	}
	good_mirror = move == FETCH_SERVERS_HOST ? s->mirror : move ? good_mirror : 0;
	note_rest(s, j);
	if (move)
		log_at(said ? LOG_DEBUG : LOG_WARN, "%s, going on with %s", j->why, text);
	return move;
}
