/* SPDX-License-Identifier: MIT
 * Which configuration: the names of the lookup order, the files it includes, and the
 * configurations it leads to. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"

#include <string.h>

static bool fetch_conf(struct session *s, struct view cwd, struct view name, uint64_t now)
{
	struct str why = session_report_why(&s->report);

	return session_download_text(&s->download, cwd, name, CONF_TEXT_MAX, now, &why);
}

/* --- the lookup order ------------------------------------------------------------------------ */

static void set_host(struct plan_names_host *h, const struct session_net *n)
{
	memset(h, 0, sizeof *h);
	h->htype = n->htype;
	h->mac_len = n->mac_len;
	memcpy(h->mac, n->mac, sizeof h->mac);
	h->has_uuid = n->has_uuid;
	memcpy(h->uuid, n->uuid, sizeof h->uuid);
	h->ip = n->addr;
	h->bootfile = view_of(n->bootfile);
	h->has_prefix = n->has_prefix;
	h->prefix = view_of(n->prefix);
	h->has_conffile = n->has_conffile;
	h->conffile = view_of(n->conffile);
}

void session_lookup_reset(struct session *s)
{
	struct session_lookup *l = &s->lookup;

	set_host(&l->host, &s->net);
	l->state = SESSION_CONF_NONE;
	l->place = 0;
	l->missing = 0;
	text_copy(l->places[0].cwd, sizeof l->places[0].cwd, plan_names_prefix(&l->host));
	l->cwd = view_of(l->places[0].cwd);
	plan_names_start(&l->names, &l->host);
}

static void note_answer(struct session_lookup *l, enum session_answer answer)
{
	if (l->missing < SESSION_NAMES)
		l->answers[l->missing] = (uint8_t)answer;
	l->missing++;
}

static struct session_next no_configuration(struct session *s)
{
	const struct session_lookup *l = &s->lookup;
	unsigned answers = l->missing < SESSION_NAMES ? l->missing : SESSION_NAMES;
	struct str why = session_report_why(&s->report);

	session_report_names(&l->host, l->answers, answers, s->net.again);
	if (s->net.server_name[0])
		str_printable(&why, view_of(s->net.server_name), 120);
	else if (s->net.server)
		str_ip4(&why, s->net.server);
	else
		str_puts(&why, "no server");
	str_fmt(&why, ": no configuration under any of %u names", l->missing);
	return session_go(PHASE_FAILED);
}

struct session_next session_lookup_enter(struct session *s, const struct session_next *how,
					 uint64_t now)
{
	struct session_lookup *l = &s->lookup;

	(void)how;
	if (!plan_names_next(&l->names, &l->candidate))
		return no_configuration(s);
	if (fetch_conf(s, l->cwd, view_of(l->candidate.name), now))
		return session_stay();
	log_warn("%s, passed over", s->report.why);
	note_answer(l, SESSION_IS_IMPOSSIBLE);
	return session_go(PHASE_LOOKUP);
}

/* A server that is silent, unknown or out of reach is so for the other names too. Option 209 may
 * name a server of its own, or nonsense; it is passed over. */
static bool server_is_lost(const struct session *s)
{
	enum fetch_fail fail = session_download_failure(&s->download);
	const char *host = session_download_target(&s->download)->host;
	bool conffile =
		s->net.has_conffile && strcmp(s->lookup.candidate.name, s->net.conffile) == 0;

	if (fail == FETCH_NOT_FOUND || fail == FETCH_REFUSED || fail == FETCH_TOO_BIG)
		return false;
	return !conffile || !host[0] || strcmp(host, s->net.server_name) == 0;
}

static enum session_answer answer_of(enum fetch_fail fail)
{
	switch (fail) {
	case FETCH_NOT_FOUND: return SESSION_IS_MISSING;
	case FETCH_REFUSED: return SESSION_IS_REFUSED;
	case FETCH_TOO_BIG: return SESSION_IS_TOO_BIG;
	default: return SESSION_IS_LOST;
	}
}

static struct session_next candidate_missing(struct session *s)
{
	enum fetch_fail fail = session_download_failure(&s->download);
	const char *reason = session_download_why(&s->download);
	struct str why = session_report_why(&s->report);

	if (server_is_lost(s)) {
		str_puts(&why, reason);
		return session_go(PHASE_FAILED);
	}
	note_answer(&s->lookup, answer_of(fail));
	log_at(fail == FETCH_NOT_FOUND || s->net.again ? LOG_DEBUG : LOG_INFO, "%s", reason);
	return session_go(PHASE_LOOKUP);
}

/* --- reading --------------------------------------------------------------------------------- */

/* The configuration was read to its end: from here on names are relative to it. */
static struct session_next conf_read(struct session *s)
{
	struct session_lookup *l = &s->lookup;

	session_report_conf_notes(&l->conf);
	if (l->state == SESSION_CONF_NEXT) {
		if (l->next_place == SESSION_PLACES) {
			memmove(l->places, l->places + 1, sizeof l->places - sizeof *l->places);
			l->next_place--;
		}
		l->places[l->next_place] = l->next;
		l->place = l->next_place;
	}
	l->cwd = view_of(l->places[l->place].cwd);
	l->state = SESSION_CONF_READ;
	return session_go(PHASE_READY);
}

/* A configuration that cannot be read has overwritten the one that led there. A person wants that
 * one back; without a person the next attempt begins at the beginning. */
static struct session_next conf_broken(struct session *s)
{
	struct session_lookup *l = &s->lookup;
	bool way_back = l->state == SESSION_CONF_NEXT && session_entry_by_hand(s);
	struct str why = session_report_why(&s->report);

	str_puts(&why, conf_error(&l->conf));
	l->state = SESSION_CONF_NONE;
	if (!way_back)
		return session_go(PHASE_FAILED);
	log_err("%s, back to the one before", s->report.why);
	session_entry_chosen_by(s, SESSION_BY_ITSELF);
	return (struct session_next){.phase = PHASE_CHAIN, .back = true, .place = l->place};
}

/* @result: why the parser stopped */
static struct session_next conf_stopped(struct session *s, int result)
{
	session_report_conf_said(&s->lookup.conf);
	if (result == CONF_NEED_FILE)
		return session_go(PHASE_INCLUDE);
	return result ? conf_broken(s) : conf_read(s);
}

/* @name: of the configuration; NULL: this is the file that it includes */
static struct session_next parse_conf(struct session *s, const char *name)
{
	struct conf *c = &s->lookup.conf;
	struct str why = session_report_why(&s->report);
	struct view text;
	int result = session_download_map(&s->download, &text);

	if (result) {
		str_fmt(&why, "configuration: %s", error_str(-result));
		return session_go(PHASE_FAILED);
	}
	if (name) {
		conf_init(c);
		result = conf_feed(c, view_of(name), text);
	} else {
		result = conf_feed_include(c, text);
	}
	session_download_unmap(text);
	session_download_text_close(&s->download);
	return conf_stopped(s, result);
}

static void set_conf_url(struct session *s)
{
	struct str text = str_of(s->lookup.conf_url, sizeof s->lookup.conf_url);

	session_download_put_url(&s->download, &text);
}

static void log_conf(const struct session *s)
{
	log_info("%s: configuration, %llu bytes", s->lookup.conf_url,
		 (unsigned long long)session_download_bytes(&s->download));
}

struct session_next session_lookup_ended(struct session *s, bool ok, uint64_t now)
{
	struct session_lookup *l = &s->lookup;
	struct str name = str_of(l->places[0].name, sizeof l->places[0].name);

	(void)now;
	if (!ok)
		return candidate_missing(s);
	set_conf_url(s);
	if (!session_download_bytes(&s->download)) {
		note_answer(l, SESSION_IS_EMPTY);
		log_debug("%s: empty, counts as not found", l->conf_url);
		return session_go(PHASE_LOOKUP);
	}
	log_conf(s);
	plan_names_full(l->cwd, view_of(l->candidate.name), &name);
	l->state = SESSION_CONF_FIRST;
	return parse_conf(s, l->candidate.name);
}

/* --- INCLUDE --------------------------------------------------------------------------------- */

struct session_next session_include_enter(struct session *s, const struct session_next *how,
					  uint64_t now)
{
	struct session_lookup *l = &s->lookup;

	(void)how;
	if (fetch_conf(s, l->cwd, conf_wanted(&l->conf), now))
		return session_stay();
	return conf_stopped(s, conf_no_include(&l->conf, s->report.why));
}

struct session_next session_include_ended(struct session *s, bool ok, uint64_t now)
{
	(void)now;
	if (ok)
		return parse_conf(s, NULL);
	return conf_stopped(s,
			    conf_no_include(&s->lookup.conf, session_download_why(&s->download)));
}

/* --- CONFIG, UI menu.c32 FILE, and the way back ---------------------------------------------- */

/* A configuration that was on the way here is gone back to. */
static unsigned place_of(const struct session_lookup *l, const char *name)
{
	for (unsigned i = 0; i <= l->place; i++)
		if (strcmp(l->places[i].name, name) == 0)
			return i;
	return l->place + 1;
}

/* Return: false: s->report.why says why there is no next configuration */
static bool find_next(struct session *s, const struct session_next *how)
{
	struct session_lookup *l = &s->lookup;
	struct str full = str_of(l->next.name, sizeof l->next.name);
	struct str dir = str_of(l->next.cwd, sizeof l->next.cwd);
	struct str why;

	if (!session_entry_chain(s))
		return false;
	plan_names_full(l->cwd, how->name, &full);
	if (how->cwd.n)
		plan_names_full(l->cwd, how->cwd, &dir);
	else
		str_put(&dir, l->cwd);
	l->next_place = place_of(l, l->next.name);
	if (!full.cut && !dir.cut)
		return true;
	why = session_report_why(&s->report);
	str_fmt(&why, "%s: the name of the next configuration is too long", l->conf_url);
	return false;
}

struct session_next session_chain_enter(struct session *s, const struct session_next *how,
					uint64_t now)
{
	struct session_lookup *l = &s->lookup;

	if (how->back) {
		l->next_place = how->place;
		l->next = l->places[how->place];
	} else if (!find_next(s, how)) {
		return session_go(PHASE_REFUSED);
	}
	if (fetch_conf(s, view_of(""), view_of(l->next.name), now))
		return session_stay();
	return session_go(PHASE_REFUSED);
}

/* Where the next configuration is not to be had, the one that led there still is. */
struct session_next session_chain_ended(struct session *s, bool ok, uint64_t now)
{
	struct session_lookup *l = &s->lookup;
	struct str why = session_report_why(&s->report);

	(void)now;
	if (!ok) {
		str_puts(&why, session_download_why(&s->download));
		return session_go(PHASE_REFUSED);
	}
	set_conf_url(s);
	log_conf(s);
	l->cwd = view_of(l->next.cwd);
	l->state = SESSION_CONF_NEXT;
	return parse_conf(s, l->next.name);
}
