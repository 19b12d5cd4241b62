/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/servers.h"

#include "lib/log.h"

/* Servers that were left for others. They are the last choice for all later files. */
static uint32_t lost[8];
/* Number of the mirror that the last change of hosts led to; 0 = none. All files of a process have
 * the same mirrors. */
static unsigned good_mirror;

static bool is_lost(uint32_t addr)
{
	for (unsigned i = 0; i < sizeof lost / sizeof *lost; i++)
		if (lost[i] == addr)
			return true;
	return false;
}

static void note_lost(uint32_t addr)
{
	static unsigned oldest;

	if (!is_lost(addr))
		lost[oldest++ % (sizeof lost / sizeof *lost)] = addr;
}

static void note_rest(const struct fetch_servers *s, struct fetch_job *j)
{
	j->elsewhere = s->left || view_trim(s->mirrors).n;
}

static bool next_address(struct fetch_servers *s, struct fetch_job *j)
{
	if (!s->left)
		return false;
	note_lost(j->server);
	s->left--;
	s->nth = (s->nth + 1) % s->at.n;
	j->server = s->at.addr[s->nth];
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
		j->server = 0;
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

void fetch_servers_take(struct fetch_servers *s, struct fetch_job *j, const uint32_t *addr,
			unsigned n)
{
	s->at.n = s->nth = 0;
	for (unsigned i = 0; i < n && s->at.n < DNS_ADDRS_MAX; i++)
		if (addr[i])
			s->at.addr[s->at.n++] = addr[i];
	s->left = s->at.n ? s->at.n - 1 : 0;
	for (unsigned i = s->at.n; i-- > 0;)
		if (!is_lost(s->at.addr[i]))
			s->nth = i;
	j->server = s->at.n ? s->at.addr[s->nth] : 0;
	note_rest(s, j);
}

enum fetch_servers_move fetch_servers_next(struct fetch_servers *s, struct fetch_job *j)
{
	char text[FETCH_WHY_MAX];
	struct str next = str_of(text, sizeof text);
	enum fetch_servers_move move = FETCH_SERVERS_NO_MORE;

	if (next_address(s, j)) {
		move = FETCH_SERVERS_ADDRESS;
		str_ip4(&next, j->server);
	} else if (next_mirror(s, j)) {
		move = FETCH_SERVERS_HOST;
		pxe_url_text(&next, &j->target, FETCH_PATH_SHOWN);
	}
	good_mirror = move == FETCH_SERVERS_HOST ? s->mirror : move ? good_mirror : 0;
	note_rest(s, j);
	if (move)
		log_warn("%s, going on with %s", j->why, text);
	return move;
}
