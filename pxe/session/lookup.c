/* SPDX-License-Identifier: MIT
 * Which configuration: the names of the lookup order, the files it includes, and the
 * configurations it leads to. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"
#include "pxe/ipxe/ipxe.h"

#include <string.h>

static bool download_conf(struct session *s, struct view cwd, struct view name, uint64_t now)
{
	struct str why = session_report_why(&s->report);

	return session_download_text(&s->download, cwd, name, CONF_TEXT_MAX, now, &why);
}

/* --- the lookup order ------------------------------------------------------------------------ */

/* No configuration was read, and names are relative to the prefix. */
static void at_the_beginning(struct session *s)
{
	struct session_lookup *l = &s->lookup;

	l->state = SESSION_CONF_NONE;
	l->place = 0;
	l->places[0].menu = false;
	l->places[0].files[0] = 0;
	text_copy(l->places[0].cwd, sizeof l->places[0].cwd, plan_names_prefix(&s->host));
	l->cwd = view_of(l->places[0].cwd);
}

void session_lookup_reset(struct session *s)
{
	struct session_lookup *l = &s->lookup;

	l->missing = 0;
	l->nowhere = l->lost = false;
	l->said_none = false;
	l->boot_file = l->boot_file_tried = false;
	l->ours = 0;
	at_the_beginning(s);
	plan_names_start(&l->names, &s->host);
}

static void note_answer(struct session_lookup *l, enum session_answer answer)
{
	if (l->missing < SESSION_NAMES)
		l->answers[l->missing] = (uint8_t)answer;
	l->missing++;
}

/* Servers that were silent in the last attempt were not asked. They may be back, and have what these lack. */
static struct session_next ask_the_silent(struct session *s)
{
	log_info("no configuration there; asking those too that were silent before");
	s->lookup.missing = 0;
	plan_names_start(&s->lookup.names, &s->host);
	return session_go(PHASE_LOOKUP);
}

static struct session_next no_configuration(struct session *s)
{
	const struct session_lookup *l = &s->lookup;
	unsigned answers = l->missing < SESSION_NAMES ? l->missing : SESSION_NAMES;
	struct str why = session_report_why(&s->report);
	struct view prefix = plan_names_prefix(&s->host);

	s->lookup.nowhere = true;
	session_report_names(&s->host, l->answers, answers, s->net.again);
	if (s->net.server_name[0])
		str_printable(&why, view_of(s->net.server_name), 120);
	else if (netaddr_is_set(&s->net.server))
		str_netaddr(&why, &s->net.server);
	else if (prefix.n && memmem(prefix.p, prefix.n, "://", 3))
		str_public(&why, prefix);
	else
		str_puts(&why, "no server");
	str_fmt(&why, ": no configuration under any of %u names", l->missing);
	if (l->ours)
		str_fmt(&why, ", but %u that start%s this loader itself", l->ours,
			l->ours == 1 ? "s" : "");
	return session_go(PHASE_FAILED);
}

/* One tree serves the firmware and this loader: what starts the loader is not for the loader. */
static void pass_over(struct session *s)
{
	log_warn("%s; trying the next name for a configuration", s->report.why);
	if (!s->lookup.boot_file) {
		note_answer(&s->lookup, SESSION_IS_OURS);
		s->lookup.ours++;
	}
	at_the_beginning(s);
	session_entry_reset(s);
}

/* What firmware loads is no script, and is not fetched again; most boot files are that: the loader itself. */
bool session_may_be_script(struct view name, bool plain)
{
	static const char *const loaders[] = {".0",   ".efi", ".img",  ".uimg", ".bin",
					      ".itb", ".gz",  ".kpxe", ".pxe",	".lkrn"};
	struct view path;

	view_until(&name, '?', &path);
	for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
		if (path.n > strlen(loaders[i]) && view_iends(path, loaders[i]))
			return false;
	return path.n && (plain || pxe_url_escapes(path));
}

/* Servers name a configuration in the place of the boot file, for firmware that reads it: QEMU's for s390x.
 * Who names one by option 209, too, or on the command line, means that one. */
static bool may_be_configuration(const struct session *s)
{
	static const char *const ends[] = {".cfg", ".conf", ".ins"};
	struct view name = view_of(s->net.bootfile), dir = view_of(PLAN_NAMES_DIR "/");

	if (s->net.has_conffile)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (name.n > strlen(ends[i]) && view_iends(name, ends[i]))
			return true;
	for (; name.n > dir.n; name.p++, name.n--)
		if (view_starts(name, PLAN_NAMES_DIR "/"))
			return true;
	return false;
}

/* Return: whether it is on its way */
static bool fetch_boot_file(struct session *s, uint64_t now)
{
	struct session_lookup *l = &s->lookup;
	struct str why = session_report_why(&s->report);
	struct str name = str_of(l->file, sizeof l->file);
	bool conf = may_be_configuration(s);

	if (!conf && !session_may_be_script(view_of(s->net.bootfile), s->net.as_ipxe))
		return false;
	if (!session_ipxe_expand(s, view_of(s->net.bootfile), &name)) {
		log_warn("the boot file's name is too long, or contains itself: passed over");
		return false;
	}
	return session_download_text(&s->download, view_of(""), view_of(l->file),
				     conf ? CONF_TEXT_MAX : IPXE_SCRIPT_MAX, now, &why);
}

static struct session_next begin_first(struct session *s, const char *name);

static struct session_next boot_file_ended(struct session *s, bool ok)
{
	bool may_run = session_may_be_script(view_of(s->net.bootfile), s->net.as_ipxe);
	struct session_lookup *l = &s->lookup;
	bool script = false, is_script;
	struct view text;

	if (!ok)
		log_debug("%s", session_download_why(&s->download));
	if (!ok || session_download_map(&s->download, &text))
		return session_go(PHASE_LOOKUP);
	is_script = ipxe_is_script(text);
	if (is_script && may_run)
		script = session_ipxe_begin(s, text);
	session_download_unmap(text);
	if (!is_script && may_be_configuration(s)) {
		text_copy(l->places[0].name, sizeof l->places[0].name, view_of(l->file));
		return begin_first(s, l->file);
	}
	session_download_text_close(&s->download);
	return session_go(script ? PHASE_SCRIPT : PHASE_LOOKUP);
}

/* All names are asked for at once, for each may cost a round trip; who comes first in the order counts. */
static void look_ahead(struct session *s, uint64_t now)
{
	static struct plan_names_candidate ahead;
	struct plan_names_iter names = s->lookup.names;

	while (plan_names_next(&names, &ahead) &&
	       session_download_text_ahead(&s->download, s->lookup.cwd, view_of(ahead.name),
					   CONF_TEXT_MAX, now))
		;
}

struct session_next session_lookup_enter(struct session *s, const struct session_next *how,
					 uint64_t now)
{
	struct session_lookup *l = &s->lookup;

	if (how->ours)
		pass_over(s);
	if (!l->boot_file_tried) {
		l->boot_file_tried = true;
		l->boot_file = fetch_boot_file(s, now);
		if (l->boot_file)
			return session_stay();
	}
	l->boot_file = false;
	if (!plan_names_next(&l->names, &l->candidate))
		return fetch_reconsider() ? ask_the_silent(s) : no_configuration(s);
	if (download_conf(s, l->cwd, view_of(l->candidate.name), now)) {
		look_ahead(s, now);
		return session_stay();
	}
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
		s->lookup.lost = true;
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
	l->conf.as_menu = l->places[l->place].menu;
	l->state = SESSION_CONF_READ;
	return session_go(PHASE_READY);
}

/* A configuration that cannot be read, for s->report.why, has overwritten the one that led there. A
 * person wants that one back; without a person the next attempt begins at the beginning. */
static struct session_next conf_broken(struct session *s)
{
	struct session_lookup *l = &s->lookup;
	bool way_back = l->state == SESSION_CONF_NEXT && session_entry_by_hand(s);

	l->state = SESSION_CONF_NONE;
	if (!way_back)
		return session_go(PHASE_FAILED);
	log_err("%s, back to the one before", s->report.why);
	session_entry_chosen_by(s, SESSION_BY_ITSELF);
	return (struct session_next){.phase = PHASE_CHAIN, .back = true, .place = l->place};
}

/* All that a configuration led to is something else. */
static struct session_next next_is_none(struct session *s)
{
	struct str why = session_report_why(&s->report);

	session_report_conf_notes(&s->lookup.conf);
	str_fmt(&why, "%s: nothing can start from this: ", s->lookup.conf_url);
	if (!conf_nothing(&s->lookup.conf, &why))
		str_puts(&why, "it is no configuration");
	return conf_broken(s);
}

/* Whether a configuration that was led to holds nothing to start and nothing to show. */
static bool is_barren(const struct conf *c)
{
	return conf_none(c) || conf_foreign(c) ||
	       (!c->label_count && !c->default_line.n && !c->ui.n);
}

/* Everything was read. */
static struct session_next conf_ended(struct session *s)
{
	bool next = s->lookup.state == SESSION_CONF_NEXT;

	return next && is_barren(&s->lookup.conf) ? next_is_none(s) : conf_read(s);
}

/* @result: why the parser stopped */
static struct session_next conf_stopped(struct session *s, int result)
{
	struct plan_menu_files rest = s->lookup.rest;
	struct view name;
	struct str why;

	session_report_conf_said(&s->lookup.conf);
	if (result == CONF_NEED_FILE)
		return session_go(PHASE_INCLUDE);
	if (!result && plan_menu_files_next(&rest, &name))
		return (struct session_next){.phase = PHASE_CHAIN, .more = true};
	if (!result)
		return conf_ended(s);
	why = session_report_why(&s->report);
	str_puts(&why, conf_error(&s->lookup.conf));
	return conf_broken(s);
}

static void log_conf(struct session *s)
{
	if (s->lookup.state == SESSION_CONF_FIRST)
		s->net.served = session_download_server(&s->download);
	log_info("%s: configuration, %llu bytes", s->lookup.conf_url,
		 (unsigned long long)session_download_bytes(&s->download));
}

/* What the name of a candidate led to is something else: a server's page for what it does not have,
 * a portal's for whoever is not logged in. Such a server answers every name alike. */
static struct session_next candidate_is_none(struct session *s, const char *what)
{
	struct session_lookup *l = &s->lookup;
	bool said = l->said_none || s->net.again;

	log_at(said ? LOG_DEBUG : LOG_WARN, "%s: %s and no configuration, counts as not found",
	       l->conf_url, what);
	l->said_none = true;
	if (!l->boot_file)
		note_answer(l, SESSION_IS_NO_CONF);
	l->state = SESSION_CONF_NONE;
	return session_go(PHASE_LOOKUP);
}

/* @name: of the configuration; NULL: this is the file that it includes. @more: it is read behind
 * what was read before */
static struct session_next parse_conf(struct session *s, const char *name, bool more)
{
	struct conf *c = &s->lookup.conf;
	struct str why = session_report_why(&s->report);
	struct view text;
	int result = session_download_map(&s->download, &text);
	bool first = name && s->lookup.state == SESSION_CONF_FIRST;
	const char *none = NULL;
	bool script;

	if (result) {
		str_fmt(&why, "configuration: %s", error_str(-result));
		return session_go(PHASE_FAILED);
	}
	if (name && !more && ipxe_is_script(text)) {
		script = session_ipxe_begin(s, text);
		session_download_unmap(text);
		session_download_text_close(&s->download);
		return session_go(script ? PHASE_SCRIPT : PHASE_FAILED);
	}
	if (name && more) {
		result = conf_feed_more(c, view_of(name), text);
	} else if (name) {
		conf_init(c);
		result = conf_feed(c, view_of(name), text);
	} else {
		result = conf_feed_include(c, text);
	}
	session_download_unmap(text);
	if (first && (!result || result == CONF_NEED_FILE))
		none = conf_none(c);
	if (name && !none)
		log_conf(s);
	session_download_text_close(&s->download);
	return none ? candidate_is_none(s, none) : conf_stopped(s, result);
}

static void set_conf_url(struct session *s)
{
	struct str text = str_of(s->lookup.conf_url, sizeof s->lookup.conf_url);

	session_download_put_url(&s->download, &text);
}

/* The file at hand may be a configuration; the name of its place is set. */
static struct session_next begin_first(struct session *s, const char *name)
{
	struct session_lookup *l = &s->lookup;

	set_conf_url(s);
	/* SYSAPPEND 1 names the server by its address, whatever the lease named it by */
	if (!netaddr_is_set(&s->net.server)) {
		struct netaddr server = session_download_server(&s->download);

		s->host.server = netaddr_to_ip4(&server);
	}
	if (!session_download_bytes(&s->download)) {
		if (!l->boot_file)
			note_answer(l, SESSION_IS_EMPTY);
		log_debug("%s: empty, counts as not found", l->conf_url);
		return session_go(PHASE_LOOKUP);
	}
	text_copy(l->places[0].main, sizeof l->places[0].main, view_of(l->places[0].name));
	l->rest = (struct plan_menu_files){0};
	l->state = SESSION_CONF_FIRST;
	return parse_conf(s, name, false);
}

struct session_next session_lookup_ended(struct session *s, bool ok, uint64_t now)
{
	struct session_lookup *l = &s->lookup;
	struct str name = str_of(l->places[0].name, sizeof l->places[0].name);

	(void)now;
	if (l->boot_file)
		return boot_file_ended(s, ok);
	if (!ok)
		return candidate_missing(s);
	plan_names_full(l->cwd, view_of(l->candidate.name), &name);
	return begin_first(s, l->candidate.name);
}

/* --- INCLUDE --------------------------------------------------------------------------------- */

struct session_next session_include_enter(struct session *s, const struct session_next *how,
					  uint64_t now)
{
	struct session_lookup *l = &s->lookup;

	(void)how;
	if (download_conf(s, l->cwd, conf_wanted(&l->conf), now))
		return session_stay();
	return conf_stopped(s, conf_no_include(&l->conf, s->report.why));
}

struct session_next session_include_ended(struct session *s, bool ok, uint64_t now)
{
	(void)now;
	if (ok)
		return parse_conf(s, NULL, false);
	return conf_stopped(s,
			    conf_no_include(&s->lookup.conf, session_download_why(&s->download)));
}

/* --- CONFIG, menu.c32 FILE, and the way back ------------------------------------------------- */

/* A configuration that was on the way here is gone back to. */
static unsigned place_of(const struct session_lookup *l, const char *name)
{
	for (unsigned i = 0; i <= l->place; i++)
		if (strcmp(l->places[i].name, name) == 0)
			return i;
	return l->place + 1;
}

/* The full name of @word, an argument of a menu module in l->next; false when that is too long. */
static bool find_file(struct session_lookup *l, struct view word)
{
	struct str full = str_of(l->file, sizeof l->file);

	if (view_is(word, "~"))
		str_puts(&full, l->next.main);
	else
		plan_names_full(view_of(l->next.cwd), word, &full);
	return !full.cut;
}

/* The arguments of a menu module. They stand in the configuration that is about to be read over. */
static bool find_menu_files(struct session_lookup *l, struct plan_menu_files files)
{
	struct str name = str_of(l->next.name, sizeof l->next.name);
	struct str words = str_of(l->next.files, sizeof l->next.files);
	struct view word;

	l->next.menu = true;
	text_copy(l->next.main, sizeof l->next.main, view_of(l->places[l->place].main));
	if (!plan_menu_files_any(&files))
		files = plan_menu_words(view_of("~"));
	while (plan_menu_files_next(&files, &word)) {
		if (!find_file(l, word))
			return false;
		str_puts(&name, name.n ? " " : "");
		str_puts(&name, l->file);
		str_puts(&words, words.n ? " " : "");
		str_put(&words, word);
	}
	return !name.cut && !words.cut;
}

static bool find_config(struct session_lookup *l, struct view name)
{
	struct str full = str_of(l->next.name, sizeof l->next.name);

	l->next.menu = false;
	l->next.files[0] = 0;
	plan_names_full(l->cwd, name, &full);
	return !full.cut && text_copy(l->next.main, sizeof l->next.main, view_of(l->next.name));
}

/* Return: false: s->report.why says why there is no next configuration */
static bool find_next(struct session *s, const struct session_next *how)
{
	struct session_lookup *l = &s->lookup;
	struct str dir = str_of(l->next.cwd, sizeof l->next.cwd);
	struct str why;
	bool found;

	if (!session_entry_chain(s))
		return false;
	if (how->cwd.n)
		plan_names_full(l->cwd, how->cwd, &dir);
	else
		str_put(&dir, l->cwd);
	found = how->as_menu ? find_menu_files(l, how->files) : find_config(l, how->name);
	l->next_place = place_of(l, l->next.name);
	if (found && !dir.cut)
		return true;
	why = session_report_why(&s->report);
	str_fmt(&why, "%s: the name of the next configuration is too long", l->conf_url);
	return false;
}

/* The next of a menu module's files, or of the one file that there is. @more: some were read. A
 * file that cannot be had is passed over, unless it is the last one and none was read. */
static struct session_next fetch_next_file(struct session *s, bool more, uint64_t now)
{
	struct session_lookup *l = &s->lookup;
	struct view word;

	while (plan_menu_files_next(&l->rest, &word)) {
		if (find_file(l, word) && download_conf(s, view_of(""), view_of(l->file), now))
			return session_stay();
		log_warn("%s, passed over", s->report.why);
	}
	return more ? conf_ended(s) : session_go(PHASE_REFUSED);
}

struct session_next session_chain_enter(struct session *s, const struct session_next *how,
					uint64_t now)
{
	struct session_lookup *l = &s->lookup;

	if (how->more)
		return fetch_next_file(s, l->state == SESSION_CONF_NEXT, now);
	if (how->back) {
		l->next_place = how->place;
		l->next = l->places[how->place];
	} else if (!find_next(s, how)) {
		return session_go(PHASE_REFUSED);
	}
	l->rest = plan_menu_words(view_of(l->next.files));
	if (l->next.files[0])
		return fetch_next_file(s, false, now);
	text_copy(l->file, sizeof l->file, view_of(l->next.name));
	if (download_conf(s, view_of(""), view_of(l->file), now))
		return session_stay();
	return session_go(PHASE_REFUSED);
}

/* Where the next configuration is not to be had, the one that led there still is. */
struct session_next session_chain_ended(struct session *s, bool ok, uint64_t now)
{
	struct session_lookup *l = &s->lookup;
	struct str why = session_report_why(&s->report);
	struct plan_menu_files rest = l->rest;
	bool more = l->state == SESSION_CONF_NEXT;
	struct view word;

	(void)now;
	if (!ok) {
		str_puts(&why, session_download_why(&s->download));
		if (!more && !plan_menu_files_next(&rest, &word))
			return session_go(PHASE_REFUSED);
		log_warn("%s, passed over", s->report.why);
		return (struct session_next){.phase = PHASE_CHAIN, .more = true};
	}
	set_conf_url(s);
	l->cwd = view_of(l->next.cwd);
	l->state = SESSION_CONF_NEXT;
	return parse_conf(s, l->file, more);
}
