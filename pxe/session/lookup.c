/* SPDX-License-Identifier: MIT
 * From the lookup order to a plan. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"

#include <string.h>

#define CONFIG_MAX CONF_TEXT_MAX
/* CONFIG and UI menu.c32 FILE lead from one file to the next; a loop ends here. */
#define CHAIN_MAX 8

static void put_server(const struct session *s, struct str *out)
{
	if (s->net.server_name[0])
		str_printable(out, view_of(s->net.server_name), 120);
	else if (s->net.server)
		str_ip4(out, s->net.server);
	else
		str_puts(out, "no server");
}

static bool begin_config(struct session *s, struct view cwd, struct view name, uint64_t now)
{
	struct str why = session_why(s);

	s->phase = PHASE_LOOKUP;
	s->phase_since = now;
	return session_download_text(&s->download, cwd, name, CONFIG_MAX, now, &why);
}

/* --- looking it up --------------------------------------------------------------------------- */

enum answer { NOT_ASKED, IS_MISSING, IS_EMPTY, IS_REFUSED, IS_TOO_BIG, IS_LOST, IS_IMPOSSIBLE };

static const char *answer_str(uint8_t answer)
{
	switch (answer) {
	case IS_MISSING: return "not found";
	case IS_EMPTY: return "empty, counts as not found";
	case IS_REFUSED: return "the server refuses it";
	case IS_TOO_BIG: return "too big for a configuration";
	case IS_LOST: return "no answer";
	case IS_IMPOSSIBLE: return "cannot be asked for";
	default: return "not asked for";
	}
}

static void note_answer(struct session *s, enum answer answer)
{
	if (s->missing < SESSION_NAMES)
		s->answers[s->missing] = (uint8_t)answer;
	s->missing++;
}

/* One table instead of lines between other lines; once for each lease, the names do not change. */
static void say_table(struct session *s)
{
	enum log_level level = s->net.again ? LOG_DEBUG : LOG_INFO;
	static char name[2 * PLAN_NAMES_BUF];
	unsigned i = 0;

	if (!s->missing)
		return;
	log_at(level, "names tried for the configuration:");
	plan_names_start(&s->names, &s->host);
	while (i < s->missing && i < SESSION_NAMES && plan_names_next(&s->names, &s->candidate)) {
		char line[SESSION_URL_MAX];
		struct str full = str_of(name, sizeof name), text = str_of(line, sizeof line);

		plan_names_full(plan_names_prefix(&s->host), view_of(s->candidate.name), &full);
		str_printable(&text, view_of(name), sizeof line - 8);
		log_at(level, "  %s: %s", line, answer_str(s->answers[i++]));
	}
}

void session_next_candidate(struct session *s, uint64_t now)
{
	struct str why;

	while (plan_names_next(&s->names, &s->candidate)) {
		if (begin_config(s, s->cwd, view_of(s->candidate.name), now))
			return;
		log_warn("%s, passed over", s->why);
		note_answer(s, IS_IMPOSSIBLE);
	}
	say_table(s);
	why = session_why(s);
	put_server(s, &why);
	str_fmt(&why, ": no configuration under any of %u names", s->missing);
	session_fail(s);
}

/* A server that is silent, unknown or out of reach is all that to the other names too. Option 209
 * may name a server of its own, or nonsense; it is passed over. */
static bool server_is_lost(const struct session *s)
{
	enum fetch_fail fail = session_download_failure(&s->download);
	bool special = s->net.has_conffile && strcmp(s->candidate.name, s->net.conffile) == 0;
	bool own = !session_download_target(&s->download)->host[0] ||
		   strcmp(session_download_target(&s->download)->host, s->net.server_name) == 0;

	if (fail == FETCH_NOT_FOUND || fail == FETCH_REFUSED || fail == FETCH_TOO_BIG)
		return false;
	return own || !special;
}

static enum answer answer_of(enum fetch_fail fail)
{
	switch (fail) {
	case FETCH_NOT_FOUND: return IS_MISSING;
	case FETCH_REFUSED: return IS_REFUSED;
	case FETCH_TOO_BIG: return IS_TOO_BIG;
	default: return IS_LOST;
	}
}

/* The next configuration is not to be had; the one that led there still is. */
static void chain_missing(struct session *s, uint64_t now)
{
	s->chaining = false;
	s->cwd = view_of(s->places[s->place].cwd);
	session_refuse(s, now);
}

static void config_missing(struct session *s, uint64_t now)
{
	enum fetch_fail fail = session_download_failure(&s->download);
	struct str why = session_why(s);

	if (s->chaining || server_is_lost(s)) {
		str_puts(&why, session_download_why(&s->download));
		s->chaining ? chain_missing(s, now) : session_fail(s);
		return;
	}
	note_answer(s, answer_of(fail));
	log_debug("%s", session_download_why(&s->download));
	if (fail != FETCH_NOT_FOUND)
		log_at(s->net.again ? LOG_DEBUG : LOG_INFO, "%s",
		       session_download_why(&s->download));
	session_next_candidate(s, now);
}

/* --- one leads to the next ------------------------------------------------------------------- */

/* The way back to a configuration that was on the way here is the way here. */
static unsigned place_of(const struct session *s, const char *name)
{
	unsigned at = s->place + 1;

	for (unsigned i = 0; i <= s->place; i++)
		if (strcmp(s->places[i].name, name) == 0)
			return i;
	return at;
}

static void chain_to(struct session *s, uint64_t now)
{
	s->chaining = true;
	if (!begin_config(s, view_of(""), view_of(s->next.name), now))
		chain_missing(s, now);
}

void session_chain(struct session *s, struct view name, struct view cwd, uint64_t now)
{
	struct str why = session_why(s);
	struct str full = str_of(s->next.name, sizeof s->next.name);
	struct str dir = str_of(s->next.cwd, sizeof s->next.cwd);

	plan_names_full(s->cwd, name, &full);
	if (cwd.n)
		plan_names_full(s->cwd, cwd, &dir);
	else
		str_put(&dir, s->cwd);
	s->next_place = place_of(s, s->next.name);
	if (++s->chained > CHAIN_MAX)
		str_fmt(&why, "%s: more than %d configurations lead from one to the next",
			s->conf_url, CHAIN_MAX);
	else if (full.cut || dir.cut)
		str_fmt(&why, "%s: the name of the next configuration is too long", s->conf_url);
	else {
		chain_to(s, now);
		return;
	}
	session_refuse(s, now);
}

void session_back(struct session *s, uint64_t now)
{
	s->next_place = s->place - 1;
	s->next = s->places[s->next_place];
	chain_to(s, now);
}

/* It was read to its end: from here on it is the one that names are relative to. */
static void arrive(struct session *s)
{
	if (s->chaining) {
		if (s->next_place == SESSION_PLACES) {
			memmove(s->places, s->places + 1, sizeof s->places - sizeof *s->places);
			s->next_place--;
		}
		s->places[s->next_place] = s->next;
		s->place = s->next_place;
	}
	s->chaining = false;
	s->cwd = view_of(s->places[s->place].cwd);
	s->readable = true;
}

/* --- reading it ------------------------------------------------------------------------------ */

static void say_lines(struct session *s)
{
	struct view line;
	char text[LOG_LINE_MAX];

	while (conf_say(&s->conf, &line)) {
		struct str out = str_of(text, sizeof text);

		str_printable(&out, line, sizeof text - 8);
		log_info("%s", text);
	}
}

static void say_notes(struct session *s)
{
	const struct conf *c = &s->conf;
	char where[LOG_LINE_MAX];

	for (size_t i = 0; i < c->note_count; i++) {
		struct str text = str_of(where, sizeof where);

		conf_put_where(c, c->notes[i].where, &text);
		log_warn("%s: %s", where, c->notes[i].text);
	}
	if (c->notes_lost)
		log_warn("%zu more warnings not shown; pxe lint shows them all", c->notes_lost);
}

static void conf_done(struct session *s, uint64_t now)
{
	say_notes(s);
	arrive(s);
	session_ready(s, now);
}

/* A configuration that cannot be read has overwritten the one that led there, which a person wants
 * back; without one the next attempt begins at the beginning. */
static void conf_broken(struct session *s, uint64_t now)
{
	struct str why = session_why(s);

	str_puts(&why, conf_error(&s->conf));
	s->readable = false;
	if (!s->chaining || !s->by_hand) {
		session_fail(s);
		return;
	}
	log_err("%s, back to the one before", s->why);
	s->by_hand = false;
	s->next_place = s->place;
	s->next = s->places[s->place];
	chain_to(s, now);
}

/* The parser stopped: at its end, at an error, or because it needs another file. One that cannot
 * even be asked for is told at once, so this is a loop. */
static void conf_went(struct session *s, int result, uint64_t now)
{
	say_lines(s);
	while (result == CONF_NEED_FILE) {
		struct str why = session_why(s);

		s->phase = PHASE_INCLUDE;
		s->phase_since = now;
		if (session_download_text(&s->download, s->cwd, conf_wanted(&s->conf), CONFIG_MAX,
					  now, &why))
			return;
		result = conf_no_include(&s->conf, s->why);
		say_lines(s);
	}
	if (result)
		conf_broken(s, now);
	else
		conf_done(s, now);
}

/* The text is mapped rather than read: the parser copies what it keeps. */
static void feed(struct session *s, uint64_t now)
{
	struct str why = session_why(s);
	struct view text;
	int result = session_download_map(&s->download, &text);

	if (result) {
		str_fmt(&why, "configuration: %s", error_str(-result));
		session_fail(s);
		return;
	}
	if (s->phase == PHASE_INCLUDE)
		result = conf_feed_include(&s->conf, text);
	else
		result = conf_feed(&s->conf,
				   view_of(s->chaining ? s->next.name : s->candidate.name), text);
	session_download_unmap(text);
	session_download_text_close(&s->download);
	conf_went(s, result, now);
}

static void config_arrived(struct session *s, uint64_t now)
{
	struct str text = str_of(s->conf_url, sizeof s->conf_url);
	unsigned long long size = session_download_bytes(&s->download);

	session_download_put_url(&s->download, &text);
	if (!size && !s->chaining) {
		note_answer(s, IS_EMPTY);
		log_debug("%s: empty, counts as not found", s->conf_url);
		session_next_candidate(s, now);
		return;
	}
	log_info("%s: configuration, %llu bytes", s->conf_url, size);
	if (s->chaining) {
		s->cwd = view_of(s->next.cwd);
	} else {
		struct str name = str_of(s->places[0].name, sizeof s->places[0].name);

		plan_names_full(s->cwd, view_of(s->candidate.name), &name);
		s->place = 0;
	}
	s->readable = false;
	conf_init(&s->conf);
	feed(s, now);
}

void session_conf_ended(struct session *s, bool ok, uint64_t now)
{
	if (s->phase == PHASE_LOOKUP && ok)
		config_arrived(s, now);
	else if (s->phase == PHASE_LOOKUP)
		config_missing(s, now);
	else if (ok)
		feed(s, now);
	else
		conf_went(s, conf_no_include(&s->conf, session_download_why(&s->download)), now);
}
