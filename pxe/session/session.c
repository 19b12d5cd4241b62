/* SPDX-License-Identifier: MIT
 * The machine: which step each phase has, and the one place where the phase changes. */
#include "pxe/session/internal.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <stddef.h>
#include <string.h>

/** struct phase - what is done in it */
struct phase {
	const char *status; /* what is being done; NULL = it is left at once */
	/* on the way in; NULL = nothing */
	struct session_next (*enter)(struct session *s, const struct session_next *how,
				     uint64_t now);
	/* the file at hand arrived, or not; NULL = no file is ever at hand */
	struct session_next (*ended)(struct session *s, bool ok, uint64_t now);
	/* more of the file at hand arrived; NULL = no matter */
	struct session_next (*running)(struct session *s, uint64_t now);
	/* time passed, @deadline perhaps; NULL = only downloads count */
	struct session_next (*tick)(struct session *s, uint64_t now);
	uint64_t (*deadline)(const struct session *s); /* NULL where @tick is */
	bool drops;	 /* on the way in: end downloads, release the parts */
	bool ends_menu;	 /* on the way in: PID 1's menu is gone */
	bool progresses; /* downloads have a line of progress */
	bool by_itself;	 /* what nobody chose is on its way: a key brings a menu instead */
};

static const struct phase phases[PHASES] = {
	[PHASE_IDLE] = {.drops = true, .ends_menu = true},
	[PHASE_BOOT_MENU] = {.status = "the menu of the PXE server waits for a choice",
			     .enter = session_bootmenu_enter},
	[PHASE_ASK_SERVER] = {.drops = true, .ends_menu = true},
	[PHASE_LOOKUP] = {.status = "looking for the configuration",
			  .enter = session_lookup_enter,
			  .ended = session_lookup_ended,
			  .drops = true},
	[PHASE_CHAIN] = {.status = "looking for the configuration",
			 .enter = session_chain_enter,
			 .ended = session_chain_ended},
	[PHASE_INCLUDE] = {.status = "fetching an included file",
			   .enter = session_include_enter,
			   .ended = session_include_ended},
	[PHASE_READY] = {.enter = session_ready_enter},
	[PHASE_WAIT] = {.status = "waiting as TIMEOUT says",
			.enter = session_wait_enter,
			.tick = session_wait_tick,
			.deadline = session_wait_deadline,
			.ends_menu = true,
			.by_itself = true},
	[PHASE_START] = {.enter = session_start_enter},
	[PHASE_SHOW] = {.enter = session_show_enter, .drops = true},
	[PHASE_MENU] = {.status = "the menu waits for a choice",
			.ended = session_help_ended,
			.tick = session_menu_tick,
			.deadline = session_menu_deadline},
	[PHASE_HELP] = {.enter = session_help_enter},
	[PHASE_REFUSED] = {.enter = session_refused_enter},
	[PHASE_FALLBACK] = {.enter = session_fallback_enter, .drops = true},
	[PHASE_PARM] = {.status = "fetching the parameter file",
			.enter = session_parm_enter,
			.ended = session_parm_ended,
			.drops = true,
			.ends_menu = true,
			.by_itself = true},
	[PHASE_KERNEL] = {.status = "fetching the kernel",
			  .enter = session_kernel_enter,
			  .ended = session_kernel_ended,
			  .running = session_kernel_running,
			  .drops = true,
			  .ends_menu = true,
			  .progresses = true,
			  .by_itself = true},
	[PHASE_INITRD] = {.status = "fetching the initrd",
			  .enter = session_initrd_enter,
			  .running = session_initrd_running,
			  .ended = session_initrd_ended,
			  .progresses = true,
			  .by_itself = true},
	[PHASE_TREE] = {.enter = session_tree_enter},
	[PHASE_DTB] = {.status = "fetching the device tree",
		       .enter = session_dtb_enter,
		       .ended = session_dtb_ended,
		       .progresses = true,
		       .by_itself = true},
	[PHASE_OVERLAY] = {.status = "fetching an overlay of the device tree",
			   .enter = session_overlay_enter,
			   .ended = session_overlay_ended,
			   .progresses = true,
			   .by_itself = true},
	[PHASE_SCRIPT] = {.enter = session_script_enter, .ends_menu = true},
	[PHASE_SCRIPT_FILE] = {.status = "fetching a file of the iPXE script",
			       .ended = session_script_file_ended,
			       .tick = session_script_file_tick,
			       .deadline = session_script_file_deadline,
			       .progresses = true},
	[PHASE_SCRIPT_MENU] = {.status = "a menu of the iPXE script waits for a choice"},
	[PHASE_SCRIPT_WAIT] = {.status = "the iPXE script waits",
			       .tick = session_script_wait_tick,
			       .deadline = session_script_wait_deadline},
	[PHASE_HAND_OVER] = {.enter = session_hand_over_enter},
	[PHASE_LEAVE] = {.enter = session_leave_enter, .drops = true, .ends_menu = true},
	[PHASE_HANDED_OVER] = {0},
	[PHASE_FAILED] = {.drops = true, .ends_menu = true},
};

/* --- from phase to phase --------------------------------------------------------------------- */

#define TO(phase)	  | 1u << PHASE_##phase
#define FROM(phase, ways) [PHASE_##phase] = 0 ways,
static const uint32_t transitions[PHASES] = {SESSION_TRANSITIONS(FROM, TO)};
#undef FROM

#define FROM(phase, ways) [PHASE_##phase] = #phase,
static const char *const names[PHASES] = {SESSION_TRANSITIONS(FROM, TO)};
#undef FROM
#undef TO

_Static_assert(PHASES <= 32, "the phases fit into the bits of a transition's row");

bool session_may_go(enum session_phase from, enum session_phase to)
{
	return from < PHASES && to < PHASES && transitions[from] & 1u << to;
}

const char *session_phase_str(enum session_phase phase)
{
	return phase < PHASES ? names[phase] : "unknown";
}

static void enter_phase(struct session *s, enum session_phase to, uint64_t now)
{
	const struct phase *p = &phases[to];
	/* from one name to the next the other names are on their way */
	bool same = s->phase == PHASE_LOOKUP && to == PHASE_LOOKUP;

	if (s->moved)
		s->moved(s->phase, to);
	if (to == PHASE_SCRIPT && (s->phase == PHASE_LOOKUP || s->phase == PHASE_CHAIN))
		session_stages_configured(&s->stages, now);
	s->phase = to;
	s->phase_since = now;
	if (p->drops && !same) {
		session_download_stop(&s->download);
		session_parts_drop(s);
		session_ipxe_drop(s);
	}
	if (to != PHASE_LOOKUP)
		session_download_drop_texts(&s->download);
	if (p->ends_menu)
		session_menu_close(s);
	if (to == PHASE_READY)
		session_stages_configured(&s->stages, now);
	if (to == PHASE_START)
		session_stages_chosen(&s->stages, now);
	if (to == PHASE_FALLBACK || to == PHASE_FAILED)
		session_report_progress_end(&s->report);
	if (to == PHASE_FAILED || to == PHASE_HANDED_OVER)
		session_parts_forget(s);
}

/* A fault of a step, and none that anybody can cause from outside: the attempt ends. */
static void enter_unlisted(struct session *s, enum session_phase to, uint64_t now)
{
	struct str why = session_report_why(&s->report);

	str_fmt(&why, "internal error: no way leads from phase %s to %s",
		session_phase_str(s->phase), session_phase_str(to));
	log_err("%s", s->report.why);
	if (s->moved)
		s->moved(s->phase, to);
	enter_phase(s, PHASE_FAILED, now);
}

static void dispatch(struct session *s, struct session_next next, uint64_t now)
{
	while (next.phase != PHASE_STAY) {
		struct session_next how = next;

		if (!session_may_go(s->phase, next.phase)) {
			enter_unlisted(s, next.phase, now);
			return;
		}
		enter_phase(s, next.phase, now);
		next = phases[s->phase].enter ? phases[s->phase].enter(s, &how, now)
					      : session_stay();
	}
}

/* --- what drives it -------------------------------------------------------------------------- */

void session_init(struct session *s, const struct session_ops *ops, void *ctx, uint64_t seed)
{
	/* what a script needs takes no memory until there is one: session_ipxe_init() */
	memset(s, 0, offsetof(struct session, ipxe));
	session_report_init(&s->report, ops, ctx);
	session_download_init(&s->download, &s->net, seed);
	session_parts_init(s);
	session_ipxe_init(s);
}

void session_system(struct session *s, const struct chan_system *system)
{
	s->system = system;
}

static void set_base(struct session_net *n)
{
	struct str prefix = str_of(n->prefix, sizeof n->prefix);

	n->has_prefix = true;
	plan_names_url_prefix(view_of(n->conffile), &prefix);
}

void session_start(struct session *s, const struct session_net *net, uint64_t now)
{
	session_stop(s);
	fetch_forgive();
	s->net = *net;
	session_expand_conffile(s);
	if (s->net.conffile_is_base)
		set_base(&s->net);
	session_host_set(s);
	session_stages_begin(&s->stages, now);
	session_entry_reset(s);
	session_menu_reset(s);
	session_start_reset(s);
	session_lookup_reset(s);
	dispatch(s, session_go(net->pxe.n_items ? PHASE_BOOT_MENU : PHASE_LOOKUP), now);
}

void session_suspend(struct session *s)
{
	session_parts_keep(s);
	session_stop(s);
}

void session_stop(struct session *s)
{
	enter_phase(s, PHASE_IDLE, s->phase_since);
}

bool session_running(const struct session *s)
{
	return s->phase != PHASE_IDLE && s->phase != PHASE_ASK_SERVER &&
	       s->phase != PHASE_HANDED_OVER && s->phase != PHASE_FAILED;
}

bool session_searching(const struct session *s)
{
	return s->phase == PHASE_LOOKUP && !session_download_bytes(&s->download);
}

uint64_t session_unheard(const struct session *s)
{
	bool waits = session_searching(s) && !s->lookup.missing;

	return waits && !session_download_heard(&s->download) ? s->phase_since : CLOCK_NEVER;
}

const char *session_why(const struct session *s)
{
	return s->report.why;
}

bool session_nowhere(const struct session *s)
{
	return s->phase == PHASE_FAILED && s->lookup.nowhere;
}

bool session_lost(const struct session *s)
{
	return s->phase == PHASE_FAILED && s->lookup.lost;
}

unsigned session_pollfds(const struct session *s, struct pollfd ret[static SESSION_POLLFDS])
{
	unsigned n = session_download_pollfds(&s->download, ret);

	if (s->phase == PHASE_SCRIPT_WAIT)
		n += session_script_pollfds(s, ret + n);
	return n;
}

void session_polled(struct session *s, const struct pollfd *fds)
{
	session_download_polled(&s->download, fds);
}

uint64_t session_deadline(const struct session *s)
{
	uint64_t at = CLOCK_NEVER;

	if (!session_running(s))
		return at;
	if (phases[s->phase].deadline)
		at = phases[s->phase].deadline(s);
	return clock_min(at, session_download_deadline(&s->download));
}

static void step_download(struct session *s, uint64_t now)
{
	const struct phase *p = &phases[s->phase];
	enum session_download_state state = session_download_step(&s->download, now);
	struct session_next next;

	if (state == SESSION_DOWNLOAD_NONE)
		return;
	if (state != SESSION_DOWNLOAD_RUNNING) {
		if (p->progresses)
			session_report_progress_end(&s->report);
		if (p->ended)
			dispatch(s, p->ended(s, state == SESSION_DOWNLOAD_DONE, now), now);
		return;
	}
	next = p->running ? p->running(s, now) : session_stay();
	if (next.phase == PHASE_STAY && p->progresses)
		session_report_progress(&s->report, &s->download, now);
	dispatch(s, next, now);
}

void session_step(struct session *s, uint64_t now)
{
	if (!session_running(s))
		return;
	step_download(s, now);
	if (phases[s->phase].tick)
		dispatch(s, phases[s->phase].tick(s, now), now);
}

void session_message(struct session *s, const struct chan_msg *m, uint64_t now)
{
	if (m->kind == CHAN_TOUCHED && s->phase == PHASE_SCRIPT_WAIT)
		dispatch(s, session_script_touched(s, m, now), now);
	else if (m->kind == CHAN_TOUCHED && s->phase == PHASE_SCRIPT_FILE)
		dispatch(s, session_script_cancel(s, m), now);
	else if (m->kind == CHAN_ADDR_RESULT && s->phase == PHASE_SCRIPT_WAIT)
		dispatch(s, session_script_address_set(s, m->u.result.addr, m->u.result.err), now);
	else if (m->kind == CHAN_CLOCK_SET && s->phase == PHASE_SCRIPT_WAIT)
		dispatch(s, session_script_clock_set(s, m->u.result.err), now);
	else if (m->kind == CHAN_VLAN_SET && s->phase == PHASE_SCRIPT_WAIT)
		dispatch(s, session_script_vlan_set(s, m->u.result.err), now);
	else if (m->kind == CHAN_SHELL_ENDED && s->phase == PHASE_SCRIPT_WAIT)
		dispatch(s, session_script_shell_ended(s, m->u.result.err), now);
	else if (m->kind == CHAN_TOUCHED)
		dispatch(s, session_menu_touched(s, phases[s->phase].by_itself), now);
	else if (s->phase == PHASE_MENU)
		dispatch(s, session_menu_message(s, m), now);
	else if (s->phase == PHASE_BOOT_MENU)
		dispatch(s, session_bootmenu_message(s, m), now);
	else if (s->phase == PHASE_SCRIPT_MENU)
		dispatch(s, session_script_message(s, m), now);
}

void session_boot_failed(struct session *s, const char *why, uint64_t now)
{
	struct str text = session_report_why(&s->report);

	if (s->phase != PHASE_HANDED_OVER)
		return;
	str_puts(&text, why);
	dispatch(s, session_go(PHASE_FALLBACK), now);
}

bool session_offer(struct session *s, uint64_t now)
{
	if (s->phase == PHASE_FAILED)
		dispatch(s, session_menu_offer(s), now);
	return session_running(s);
}

void session_status(const struct session *s, struct str *out, uint64_t now)
{
	const char *what = phases[s->phase].status;

	if (s->phase == PHASE_WAIT && session_wait_deadline(s) == CLOCK_NEVER)
		what = "a menu without TIMEOUT waits for a choice, and nobody can see it,";
	if (s->phase == PHASE_SCRIPT_WAIT)
		what = session_script_waits(s);
	session_report_status(out, what ? what : session_phase_str(s->phase), s->phase_since, now);
}
