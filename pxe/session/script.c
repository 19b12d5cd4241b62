/* SPDX-License-Identifier: MIT
 * An iPXE script: what it needs becomes downloads, menus and pauses, and its end a boot. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <string.h>

/* --- what it says ---------------------------------------------------------------------------- */

static void say(const struct ipxe *x)
{
	struct view text = x->say, line;
	char buf[400];

	while (text.n && view_until(&text, '\n', &line)) {
		struct str s = str_of(buf, sizeof buf);

		str_printable(&s, line, sizeof buf - 1);
		log_info("iPXE: %s", buf);
	}
}

static void cannot(struct ipxe *x, const char *what)
{
	log_warn("iPXE: %s, the script is told", what);
	ipxe_done(x, IPXE_ENOTSUP);
}

/* --- what it needs --------------------------------------------------------------------------- */

/* Return: PHASE_STAY = it was answered at once */
static struct session_next need(struct session *s, enum ipxe_event event, uint64_t now)
{
	struct ipxe *x = &s->ipxe.run;

	switch (event) {
	case IPXE_SAY: say(x); break;
	case IPXE_FETCH:
		if (session_ipxe_fetch(s, now))
			return session_go(PHASE_SCRIPT_FILE);
		break;
	case IPXE_SUM: session_ipxe_sum(s); break;
	case IPXE_CONTENT: session_ipxe_content(s); break;
	case IPXE_CHOOSE:
	case IPXE_LINE:
	case IPXE_FORM:
	case IPXE_KEY:
	case IPXE_PAUSE:
	case IPXE_SHELL: return session_script_ask(s, event, now);
	case IPXE_NET: return session_script_net(s, now);
	case IPXE_EXTRACT: session_ipxe_extract(s); break;
	case IPXE_RESOLVE:
	case IPXE_PING:
	case IPXE_CLOCK: return session_script_resolve(s, now);
	default: cannot(x, "this is not possible here"); break;
	}
	return session_stay();
}

static struct session_next leave(struct session *s, enum session_end end)
{
	s->entry.plan.label = view_of("of iPXE");
	s->entry.plan.disk = -1;
	return (struct session_next){.phase = PHASE_LEAVE, .end = end};
}

static struct session_next failed(struct session *s, const char *what)
{
	struct str why = session_report_why(&s->report);

	str_fmt(&why, "%s: %s", s->lookup.conf_url, what);
	return session_go(PHASE_FALLBACK);
}

/* The script is a firmware's, and starts this loader: another configuration may be the loader's. */
static struct session_next for_firmware(struct session *s)
{
	struct str why = session_report_why(&s->report);

	str_fmt(&why, "%s: the script starts this loader itself", s->lookup.conf_url);
	if (session_entry_by_hand(s))
		return session_go(PHASE_FALLBACK);
	return (struct session_next){.phase = PHASE_LOOKUP, .ours = true};
}

/* A script that says `exit` means the next device, whatever its status; one that failed did not mean to. */
static struct session_next ended(struct session *s)
{
	const struct ipxe *x = &s->ipxe.run;

	switch (x->end) {
	case IPXE_END_BOOT:
		return session_go(session_ipxe_parts(s) ? PHASE_HAND_OVER : PHASE_FALLBACK);
	case IPXE_END_LOCAL: return leave(s, SESSION_LOCALBOOT);
	case IPXE_END_REBOOT: return leave(s, SESSION_REBOOT);
	case IPXE_END_POWEROFF: return leave(s, SESSION_POWEROFF);
	case IPXE_END_LOOP: return failed(s, "the script went round in circles");
	case IPXE_END_EXIT: break;
	}
	if (x->exited || !x->status)
		return leave(s, SESSION_LOCALBOOT);
	return s->ipxe.ours ? for_firmware(s) : failed(s, "the script failed");
}

struct session_next session_script_enter(struct session *s, const struct session_next *how,
					 uint64_t now)
{
	enum ipxe_event event;

	(void)how;
	session_script_keys(s, false);
	s->ipxe.run.unixtime = clock_unix();
	while ((event = ipxe_run(&s->ipxe.run)) != IPXE_STOP) {
		struct session_next next = need(s, event, now);

		if (next.phase != PHASE_STAY)
			return next;
	}
	return ended(s);
}

/* --- answers --------------------------------------------------------------------------------- */

struct session_next session_script_file_ended(struct session *s, bool ok, uint64_t now)
{
	(void)now;
	session_ipxe_fetched(s, ok);
	return session_go(PHASE_SCRIPT);
}

static struct session_next give_up(struct session *s, int rc, const char *why)
{
	session_download_stop(&s->download);
	session_report_progress_end(&s->report);
	session_ipxe_given_up(s, rc, why);
	return session_go(PHASE_SCRIPT);
}

struct session_next session_script_file_tick(struct session *s, uint64_t now)
{
	uint64_t bytes = session_download_bytes(&s->download);
	char text[SESSION_URL_MAX + 60];
	struct str why = str_of(text, sizeof text);

	if (s->ipxe.stalls_at == CLOCK_NEVER)
		return session_stay();
	if (bytes != s->ipxe.fetched) {
		s->ipxe.fetched = bytes;
		s->ipxe.stalls_at = now + s->ipxe.run.need.ms;
	}
	if (now < s->ipxe.stalls_at)
		return session_stay();
	session_download_put_url(&s->download, &why);
	str_fmt(&why, ": nothing came for %u ms (--timeout)", s->ipxe.run.need.ms);
	return give_up(s, IPXE_ETIMEDOUT, text);
}

uint64_t session_script_file_deadline(const struct session *s)
{
	return s->ipxe.stalls_at;
}

struct session_next session_script_cancel(struct session *s, const struct chan_msg *m)
{
	s->menu.person = SESSION_SOMEBODY;
	if (!session_script_ctrl_c(m))
		return session_stay();
	return give_up(s, IPXE_ECANCELED, "the download is ended by hand");
}
