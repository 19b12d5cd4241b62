/* SPDX-License-Identifier: MIT
 * From the lookup order to a plan. */
#include "pxe/session_steps.h"

#include "lib/error.h"
#include "lib/log.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

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

static bool begin_config(struct session *s, struct view name, uint64_t now)
{
	s->phase = PHASE_LOOKUP;
	return session_memfd(s, &s->fd, "config") &&
	       session_fetch(s, s->fd, s->cwd, name, 0, CONFIG_MAX, now);
}

void session_next_candidate(struct session *s, uint64_t now)
{
	struct str why;

	while (names_next(&s->names, &s->candidate)) {
		if (begin_config(s, view_of(s->candidate.name), now))
			return;
		log_warn("%s, passed over", s->why);
	}
	why = session_why(s);
	put_server(s, &why);
	str_fmt(&why, ": no configuration under any of %u names", s->missing);
	session_fail(s);
}

/* A server that is silent, unknown or out of reach is all that to the other names too. Option 209
 * may name a server of its own, or nonsense; it is passed over. */
static bool server_is_lost(const struct session *s)
{
	enum fetch_fail fail = fetch_failure(&s->fetch);
	bool special = s->net.has_conffile && strcmp(s->candidate.name, s->net.conffile) == 0;
	bool own = !s->target.host[0] || strcmp(s->target.host, s->net.server_name) == 0;

	if (fail == FETCH_NOT_FOUND || fail == FETCH_REFUSED || fail == FETCH_TOO_BIG)
		return false;
	return own || !special;
}

/* Missing is an answer, and told once for each lease: the names do not change. */
static void config_missing(struct session *s, uint64_t now)
{
	enum log_level level = s->net.again ? LOG_DEBUG : LOG_INFO;
	struct str why = session_why(s);
	char url[SESSION_URL_MAX];
	struct str text = str_of(url, sizeof url);

	if (s->chained || server_is_lost(s)) {
		str_puts(&why, fetch_why(&s->fetch));
		session_fail(s);
		return;
	}
	s->missing++;
	session_put_target(s, &text);
	if (fetch_failure(&s->fetch) == FETCH_NOT_FOUND)
		log_at(level, "%s: not found", url);
	else
		log_at(level, "%s", fetch_why(&s->fetch));
	session_next_candidate(s, now);
}

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

static void plan_host_of(const struct session *s, struct plan_host *h)
{
	const struct session_net *n = &s->net;

	memset(h, 0, sizeof *h);
	h->htype = n->htype;
	memcpy(h->mac, n->mac, sizeof h->mac);
	h->mac_len = n->mac_len;
	h->ip = n->addr;
	h->server = n->server;
	h->gateway = n->gateway;
	h->netmask = n->netmask;
	h->has_uuid = n->has_uuid;
	memcpy(h->uuid, n->uuid, sizeof h->uuid);
}

static void log_plan(const struct session *s)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);

	str_puts(&text, "label ");
	str_printable(&text, s->plan.label, 60);
	str_puts(&text, ": kernel ");
	str_printable(&text, s->plan.kernel, 200);
	for (size_t i = 0; i < s->plan.initrd_count && i < 4; i++) {
		str_puts(&text, i ? "," : ", initrd ");
		str_printable(&text, s->plan.initrds[i], 100);
	}
	log_info("%s", line);
	text = str_of(line, sizeof line);
	str_printable(&text, (struct view){.p = s->plan.cmdline, .n = s->plan.cmdline_len},
		      sizeof line - 20);
	log_info("command line: %s", line);
}

static void chain(struct session *s, struct view name, uint64_t now)
{
	struct str why = session_why(s);

	if (++s->chained > CHAIN_MAX) {
		str_fmt(&why, "%s: more than %d configurations lead from one to the next",
			s->conf_url, CHAIN_MAX);
		session_fail(s);
		return;
	}
	/* the name points into the configuration that the next one replaces */
	if (!text_copy(s->candidate.name, sizeof s->candidate.name, name)) {
		str_fmt(&why, "%s: the name of the next configuration is too long", s->conf_url);
		session_fail(s);
	} else if (!begin_config(s, view_of(s->candidate.name), now)) {
		session_fail(s);
	}
}

static void start_plan(struct session *s, uint64_t now)
{
	struct str why = session_why(s);
	struct plan_host host;
	char reason[PLAN_WHY_BUF];
	struct str text = str_of(reason, sizeof reason);

	plan_host_of(s, &host);
	if (plan_make(&s->conf, &s->choice, &host, &s->plan, &text)) {
		str_fmt(&why, "%s: %s", s->conf_url, reason);
		session_fail(s);
		return;
	}
	switch (s->plan.action) {
	case PLAN_BOOT:
		log_plan(s);
		session_fetch_kernel(s, now);
		return;
	case PLAN_CONFIG: chain(s, s->plan.kernel, now); return;
	case PLAN_LOCALBOOT:
		str_fmt(&why, "%s: LOCALBOOT: this version cannot start the next boot device",
			s->conf_url);
		break;
	case PLAN_MENU:
	case PLAN_SUBMENU:
	case PLAN_QUIT:
	case PLAN_HELP:
		str_fmt(&why, "%s: the entry opens a menu, which this version cannot show",
			s->conf_url);
		break;
	case PLAN_REBOOT:
	case PLAN_POWEROFF:
		str_fmt(&why, "%s: this version cannot switch the machine off or on", s->conf_url);
		break;
	}
	session_fail(s);
}

void session_prompt_over(struct session *s, uint64_t now)
{
	start_plan(s, now);
}

/* PXELINUX would show a prompt or a menu; without one the wait alone remains, if it ever ends. */
static uint64_t wait_ms(const struct session *s)
{
	if (s->choice.screen == PLAN_SCREEN_NONE)
		return 0;
	if (s->net.timeout_s != UINT32_MAX)
		return (uint64_t)s->net.timeout_s * 1000;
	return s->choice.wait_ds == PLAN_FOREVER ? 0 : (uint64_t)s->choice.wait_ds * 100;
}

static void conf_done(struct session *s, uint64_t now)
{
	uint64_t ms;

	say_notes(s);
	plan_default(&s->conf, &s->choice);
	if (s->choice.menu_file.n) {
		chain(s, s->choice.menu_file, now);
		return;
	}
	ms = wait_ms(s);
	if (ms) {
		log_info("waiting %llu.%llu s as TIMEOUT says", (unsigned long long)(ms / 1000),
			 (unsigned long long)(ms % 1000 / 100));
		s->phase = PHASE_PROMPT;
		s->phase_since = now;
		s->prompt_until = now + ms;
		return;
	}
	start_plan(s, now);
}

/* The parser stopped: at its end, at an error, or because it needs another file. One that cannot
 * even be asked for is told at once, so this is a loop. */
static void conf_went(struct session *s, int result, uint64_t now)
{
	struct str why;

	say_lines(s);
	while (result == CONF_NEED_FILE) {
		s->phase = PHASE_INCLUDE;
		if (session_memfd(s, &s->fd, "include") &&
		    session_fetch(s, s->fd, s->cwd, conf_wanted(&s->conf), 0, CONFIG_MAX, now))
			return;
		result = conf_no_include(&s->conf, s->why);
		say_lines(s);
	}
	if (!result) {
		conf_done(s, now);
		return;
	}
	why = session_why(s);
	str_puts(&why, conf_error(&s->conf));
	session_fail(s);
}

/* The text is mapped rather than read: the parser copies what it keeps. */
static void feed(struct session *s, uint64_t now)
{
	size_t len = (size_t)fetch_bytes(&s->fetch);
	struct str why = session_why(s);
	struct view text = {.p = "", .n = len};
	void *map = NULL;
	int result;

	if (len) {
		map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, s->fd, 0);
		if (map == MAP_FAILED) {
			str_fmt(&why, "configuration: %s", error_str(errno));
			session_fail(s);
			return;
		}
		text.p = map;
	}
	if (s->phase == PHASE_INCLUDE)
		result = conf_feed_include(&s->conf, text);
	else
		result = conf_feed(&s->conf, view_of(s->candidate.name), text);
	if (map)
		munmap(map, len);
	session_close(&s->fd);
	conf_went(s, result, now);
}

static void config_arrived(struct session *s, uint64_t now)
{
	struct str text = str_of(s->conf_url, sizeof s->conf_url);
	unsigned long long size = fetch_bytes(&s->fetch);

	session_put_target(s, &text);
	if (!size && !s->chained) {
		s->missing++;
		log_info("%s: empty, counts as not found", s->conf_url);
		session_next_candidate(s, now);
		return;
	}
	log_info("%s: configuration, %llu bytes", s->conf_url, size);
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
		conf_went(s, conf_no_include(&s->conf, fetch_why(&s->fetch)), now);
}
