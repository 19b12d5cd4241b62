/* SPDX-License-Identifier: MIT
 * pxe/session/internal.h - what pxe/session/session.c dispatches to, and what lies below the
 * steps; nobody else includes it.
 *
 * session.c calls the steps. The steps call entry.c, parts.c, report.c and download.c, and never
 * one another: each returns the phase that follows. Where a step fails, s->report.why says why.
 */
#ifndef PXE_SESSION_INTERNAL_H
#define PXE_SESSION_INTERNAL_H

#include "lib/clock.h"
#include "pxe/session/session.h"

/** struct session_next - the next phase, and what it needs to know; the views must be valid until
 *  the phase after it */
struct session_next {
	enum session_phase phase;
	struct view name; /* HELP: the file. CHAIN: the configuration */
	struct view cwd;  /* CHAIN: what names in it are relative to; empty = as here */
	bool back;	  /* CHAIN: instead, the one at @place on the way to this one */
	bool more;	  /* CHAIN: instead, the next file of those that are read as one */
	bool as_menu; /* CHAIN: instead, a menu of @files; without any, of the main configuration */
	struct plan_menu_files files;
	unsigned place;
	enum chan_screen screen; /* SHOW */
	int menu;		 /* SHOW: index into conf.menus, -1 = conf_menu_start() */
	uint64_t until;		 /* WAIT: ms */
	enum session_end end;	 /* LEAVE */
	bool ours;		 /* LOOKUP: what was read starts this loader itself */
};

static inline struct session_next session_go(enum session_phase phase)
{
	return (struct session_next){.phase = phase};
}

static inline struct session_next session_stay(void)
{
	return (struct session_next){.phase = PHASE_STAY};
}

static inline struct session_next session_go_show(enum chan_screen screen, int menu)
{
	return (struct session_next){.phase = PHASE_SHOW, .screen = screen, .menu = menu};
}

/** session_can_show() - whether there is anybody to see a menu */
static inline bool session_can_show(const struct session *s)
{
	return !s->net.headless;
}

/** session_script_wait() - PHASE_SCRIPT_WAIT is for @what, until @until at most, ms */
static inline void session_script_wait(struct session *s, enum session_script_wait what,
				       uint64_t until)
{
	s->ipxe.wait = what;
	s->ipxe.until = until;
	s->ipxe.keys.n = 0;
	s->ipxe.key_at = CLOCK_NEVER;
}

/* --- below the steps: pxe/session/host.c ----------------------------------------------------- */

/** session_host_set() - s->host is what s->net and s->system say */
void session_host_set(struct session *s);

/** session_host_set_dns() - of @dns what kernels are told: the words know name servers of IPv4 alone */
void session_host_set_dns(struct plan_host *h, const struct netaddr dns[static CHAN_DNS_MAX]);

/* --- below the steps: pxe/session/entry.c ---------------------------------------------------- */

/** session_entry_reset() - at the start of an attempt */
void session_entry_reset(struct session *s);

/** session_entry_chosen_by() - @chooser chooses next; by hand, it begins a new way from
 *  configuration to configuration */
void session_entry_chosen_by(struct session *s, enum session_chooser chooser);

/** session_entry_by_hand() - whether a person chose what is being started, or what ONERROR
 *  replaces */
bool session_entry_by_hand(const struct session *s);

/** What is chosen: what starts by itself; label @label as it stands; with @line as its whole
 *  command line; the command @line; the arguments @args beside what was chosen. Texts are copied.
 */
void session_entry_default(struct session *s);
void session_entry_label(struct session *s, int label);
void session_entry_edited(struct session *s, int label, const char *line);
void session_entry_command(struct session *s, const char *line);
void session_entry_args(struct session *s, struct view args);

/** session_entry_onerror() - ONERROR's command instead of what failed. Return: false: there is
 *  none, or it was what failed */
bool session_entry_onerror(struct session *s);

/** session_entry_onerror_again() - another configuration was read, which has an ONERROR of its own
 */
void session_entry_onerror_again(struct session *s);

/** session_entry_plan() - plan what was chosen. Return: false: s->report.why says why not */
bool session_entry_plan(struct session *s);

/** session_entry_chain() - one configuration leads to the next. Return: false: one too many,
 *  likely a loop; s->report.why says so */
bool session_entry_chain(struct session *s);

/* --- below the steps: pxe/session/expand.c --------------------------------------------------- */

/** session_expand_conffile() - put iPXE's settings into the name of the configuration, from option 209,
 *  pxehop.url= or pxehop.config=; at the start of an attempt */
void session_expand_conffile(struct session *s);

/** session_expand_cmdline() - put them into the plan's command line where its word pxehop.expand, which is taken
 *  out, or the loader's own command line asks for it. Return: false: s->report.why says why not */
bool session_expand_cmdline(struct session *s);

/* --- below the steps: pxe/session/parts.c ---------------------------------------------------- */

void session_parts_init(struct session *s);

/** session_parts_keep() - the attempt ends for want of an address: keep what need not be sent again.
 *  session_parts_forget() - release what was kept */
void session_parts_keep(struct session *s);
void session_parts_forget(struct session *s);

/** session_parts_drop() - release all memfds, but for what was kept */
void session_parts_drop(struct session *s);

/** session_parts_release() - release the memfd of @which, which has nothing in it */
void session_parts_release(struct session *s, enum chan_part which);

/** session_parts_room() - bytes that the parts may still take */
uint64_t session_parts_room(const struct session *s);

/** session_parts_fits() - whether @more bytes of the file at hand fit into memory. Return: false:
 *  s->report.why says why not */
bool session_parts_fits(struct session *s, uint64_t more);

/** session_parts_fetch() - begin to fetch @name for @which, behind what it holds already; at most
 *  @max bytes. Return: false: s->report.why says why not */
bool session_parts_fetch(struct session *s, enum chan_part which, struct view name, uint64_t max,
			 uint64_t now);

/** session_parts_ahead() - begin to fetch @name, the first file of @which, beside the file at
 *  hand, if that is possible; @room bytes at most for both */
void session_parts_ahead(struct session *s, enum chan_part which, struct view name, uint64_t room,
			 uint64_t now);

/** session_parts_take_ahead() - the file that runs ahead, @name of @which, is the one at hand from
 *  now on. Return: false: none does */
bool session_parts_take_ahead(struct session *s, enum chan_part which, struct view name);

/** session_parts_elsewhere() - after "not found": where else @name may lie, a full name for @text: beside
 *  the .ins list that names it, then at the server's root. Return: false: nowhere, or it was not
 *  "not found" */
bool session_parts_elsewhere(struct session *s, struct view name, struct str *text);

/** session_parts_retry() - after "not found": the file at hand elsewhere, and in the end without its
 *  prefix, for trees written for QEMU's firmware or U-Boot, which name files from the server's root.
 *  Return: whether it is being fetched */
bool session_parts_retry(struct session *s, uint64_t now);

/** session_parts_join() - the file at hand is there, and its first @size bytes are wanted: say so, pad the
 *  part to @align bytes. Return: false: s->report.why says why not */
bool session_parts_join(struct session *s, uint64_t size, uint64_t align);

/** session_parts_note() - the file at hand arrived, @size bytes: for the list of where the time went */
void session_parts_note(struct session *s, uint64_t size);

/** session_parts_append() - put @n bytes of our own behind what @which holds. Return: false: it is
 *  as it was */
bool session_parts_append(struct session *s, enum chan_part which, const void *bytes, size_t n);

/** session_parts_cut() - take what of the file at hand is in its memfd out again.
 *  Return: 0 or negative errno */
int session_parts_cut(struct session *s);

/** session_parts_pass() - seal every part, the command line among them, and pass it to PID 1.
 *  Return: 0 or negative errno */
int session_parts_pass(struct session *s);

/* --- steps: pxe/session/bootmenu.c ----------------------------------------------------------- */

struct session_next session_bootmenu_enter(struct session *s, const struct session_next *how,
					   uint64_t now);
/** session_bootmenu_message() - what PID 1 says in PHASE_BOOT_MENU */
struct session_next session_bootmenu_message(struct session *s, const struct chan_msg *m);

/* --- steps: pxe/session/lookup.c ------------------------------------------------------------- */

/** session_lookup_reset() - at the start of an attempt, for the lease in s->net */
void session_lookup_reset(struct session *s);

struct session_next session_lookup_enter(struct session *s, const struct session_next *how,
					 uint64_t now);
struct session_next session_lookup_ended(struct session *s, bool ok, uint64_t now);
struct session_next session_chain_enter(struct session *s, const struct session_next *how,
					uint64_t now);
struct session_next session_chain_ended(struct session *s, bool ok, uint64_t now);
struct session_next session_include_enter(struct session *s, const struct session_next *how,
					  uint64_t now);
struct session_next session_include_ended(struct session *s, bool ok, uint64_t now);

/* --- steps: pxe/session/start.c -------------------------------------------------------------- */

/** session_start_reset() - at the start of an attempt */
void session_start_reset(struct session *s);

struct session_next session_ready_enter(struct session *s, const struct session_next *how,
					uint64_t now);
struct session_next session_wait_enter(struct session *s, const struct session_next *how,
				       uint64_t now);
struct session_next session_wait_tick(struct session *s, uint64_t now);
uint64_t session_wait_deadline(const struct session *s);
struct session_next session_start_enter(struct session *s, const struct session_next *how,
					uint64_t now);
struct session_next session_leave_enter(struct session *s, const struct session_next *how,
					uint64_t now);
struct session_next session_fallback_enter(struct session *s, const struct session_next *how,
					   uint64_t now);

/* --- steps: pxe/session/menu.c --------------------------------------------------------------- */

/** session_menu_reset() - at the start of an attempt */
void session_menu_reset(struct session *s);

/** session_menu_close() - no menu from here on; harmless where there is none */
void session_menu_close(struct session *s);

struct session_next session_show_enter(struct session *s, const struct session_next *how,
				       uint64_t now);
struct session_next session_refused_enter(struct session *s, const struct session_next *how,
					  uint64_t now);
struct session_next session_menu_tick(struct session *s, uint64_t now);
uint64_t session_menu_deadline(const struct session *s);

/** session_menu_message() - what PID 1 says in PHASE_MENU */
struct session_next session_menu_message(struct session *s, const struct chan_msg *m);

/** session_menu_touched() - CHAN_TOUCHED; @by_itself: something is about to start that a menu can
 *  take the place of */
struct session_next session_menu_touched(struct session *s, bool by_itself);

/** session_menu_offer() - PHASE_FAILED: the menu, if there is somebody to choose something else */
struct session_next session_menu_offer(struct session *s);

/* --- steps: pxe/session/help.c --------------------------------------------------------------- */

struct session_next session_help_enter(struct session *s, const struct session_next *how,
				       uint64_t now);
struct session_next session_help_ended(struct session *s, bool ok, uint64_t now);

/* --- steps: pxe/session/parm.c --------------------------------------------------------------- */

struct session_next session_parm_enter(struct session *s, const struct session_next *how,
				       uint64_t now);
struct session_next session_parm_ended(struct session *s, bool ok, uint64_t now);

/* --- steps: pxe/session/kernel.c ------------------------------------------------------------- */

struct session_next session_kernel_enter(struct session *s, const struct session_next *how,
					 uint64_t now);
struct session_next session_kernel_running(struct session *s, uint64_t now);
struct session_next session_kernel_ended(struct session *s, bool ok, uint64_t now);
/** session_kernel_missing() - the file at hand, a kernel or an initrd, could not be fetched */
struct session_next session_kernel_missing(struct session *s, uint64_t now);

/** session_kernel_ours() - the file at hand is this loader's own image: a configuration for the firmware.
 *  It is none for the loader, unless a person chose it */
struct session_next session_kernel_ours(struct session *s);

/** session_kernel_next() - the next initrd, or the device tree once all are there */
struct session_next session_kernel_next(const struct session *s);

/* --- pxe/session/judge.c --------------------------------------------------------------------- */

/** session_judge_start() - the file begins */
void session_judge_start(struct session *s);

/** session_judge_due() - so much has arrived since that a look is worth its price */
bool session_judge_due(const struct session *s);

/** session_judge_more() - show the check what has arrived since. Return: false: it has seen enough */
bool session_judge_more(struct session *s);

/** session_judge_whole() - judge the initrd @file, which is in memory, at once; @name is printable. @ret: what
 *  of it the kernel gets. Return: false: s->report.why says why not */
bool session_judge_whole(struct session *s, struct rd file, const char *name,
			 struct initrd_part *ret);

/* --- steps: pxe/session/initrd.c ------------------------------------------------------------- */

struct session_next session_initrd_enter(struct session *s, const struct session_next *how,
					 uint64_t now);
struct session_next session_initrd_running(struct session *s, uint64_t now);
struct session_next session_initrd_ended(struct session *s, bool ok, uint64_t now);
struct session_next session_hand_over_enter(struct session *s, const struct session_next *how,
					    uint64_t now);

/* --- steps: pxe/session/script.c ------------------------------------------------------------- */

struct session_next session_script_enter(struct session *s, const struct session_next *how,
					 uint64_t now);
struct session_next session_script_file_ended(struct session *s, bool ok, uint64_t now);
/** session_script_file_tick() - no byte has come for as long as --timeout says: the script is told.
 *  session_script_file_deadline() - when to look, ms */
struct session_next session_script_file_tick(struct session *s, uint64_t now);
uint64_t session_script_file_deadline(const struct session *s);
/** session_script_cancel() - CHAN_TOUCHED in PHASE_SCRIPT_FILE: Ctrl-C ends the download */
struct session_next session_script_cancel(struct session *s, const struct chan_msg *m);

/* --- below pxe/session/script.c, and steps: pxe/session/script_ask.c -------------------------- */

/** session_script_ask() - wait for a person or for time, as @event of the script says. PHASE_STAY = it
 *  was answered at once */
struct session_next session_script_ask(struct session *s, enum ipxe_event event, uint64_t now);

/** session_script_told() - end the command that the script waits for with @rc, 0 or an IPXE_E number. @why is
 *  said behind the name that the command had; NULL = there is nothing to say. Return: on with the script */
struct session_next session_script_told(struct session *s, int rc, const char *why);

/** session_script_answer() - the same for a command that need not wait. Return: stay in PHASE_SCRIPT */
static inline struct session_next session_script_answer(struct session *s, int rc, const char *why)
{
	session_script_told(s, rc, why);
	return session_stay();
}

/** session_script_keys() - tell PID 1 whether all keys are for the script; harmless where it knows */
void session_script_keys(struct session *s, bool on);

/** session_script_ctrl_c() - whether Ctrl-C is among the keys of @m */
bool session_script_ctrl_c(const struct chan_msg *m);

/** session_script_waits() - what PHASE_SCRIPT_WAIT waits for */
const char *session_script_waits(const struct session *s);

struct session_next session_script_wait_tick(struct session *s, uint64_t now);
uint64_t session_script_wait_deadline(const struct session *s);

/** session_script_touched() - CHAN_TOUCHED in PHASE_SCRIPT_WAIT */
struct session_next session_script_touched(struct session *s, const struct chan_msg *m,
					   uint64_t now);

/** session_script_shell_ended() - CHAN_SHELL_ENDED in PHASE_SCRIPT_WAIT; @err: 0 or negative errno */
struct session_next session_script_shell_ended(struct session *s, int err);

/** session_script_message() - what PID 1 says in PHASE_SCRIPT_MENU */
struct session_next session_script_message(struct session *s, const struct chan_msg *m);

/* --- below pxe/session/script_net.c, and steps: pxe/session/script_host.c --------------------- */

/** session_script_host_begin() - ping the host at @addr, or ask it for the time, as the script needs.
 *  PHASE_STAY = it was answered at once.
 *  session_script_host_step() - it goes on.
 *  session_script_clock_set() - CHAN_CLOCK_SET in PHASE_SCRIPT_WAIT; @err: 0 or negative errno.
 *  session_script_host_stop() - nothing is awaited of it any longer */
struct session_next session_script_host_begin(struct session *s, uint32_t addr, uint64_t now);
struct session_next session_script_host_step(struct session *s, uint64_t now);
struct session_next session_script_clock_set(struct session *s, int err);
void session_script_host_stop(struct session *s);

/* --- below pxe/session/script_net.c, and steps: pxe/session/script_vlan.c --------------------- */

/** session_script_vlan() - make the VLAN that the script needs, or forget it. PHASE_STAY = it was answered at
 *  once.
 *  session_script_vlan_set() - CHAN_VLAN_SET in PHASE_SCRIPT_WAIT; @err: 0 or negative errno.
 *  session_script_vlan_use() - what the script wants of an interface, where it is a VLAN of its, or where
 *  the interface below is to be used again. Return: false: it is neither. @ret: PHASE_STAY = answered.
 *  session_script_vlan_step() - is there a lease by now?
 *  session_script_vlan_leave() - the interface below again, harmless where it is in use */
struct session_next session_script_vlan(struct session *s, uint64_t now);
struct session_next session_script_vlan_set(struct session *s, int err);
bool session_script_vlan_use(struct session *s, uint64_t now, struct session_next *ret);
struct session_next session_script_vlan_step(struct session *s, uint64_t now);
void session_script_vlan_leave(struct session *s);

/* --- below pxe/session/script.c, and steps: pxe/session/script_net.c -------------------------- */

/** session_script_net() - what the script wants of an interface. PHASE_STAY = it was answered at once.
 *  session_script_address_set() - CHAN_ADDR_RESULT in PHASE_SCRIPT_WAIT.
 *  session_script_address_back() - the lease's address again, harmless where it never went */
struct session_next session_script_net(struct session *s, uint64_t now);
struct session_next session_script_address_set(struct session *s, uint32_t addr, int err);
void session_script_address_back(struct session *s);

/** session_script_dns() - the name server that the script has set as dns, if it has, comes first */
void session_script_dns(struct session *s);

/** session_script_name_step() - the lookup goes on */
struct session_next session_script_name_step(struct session *s, uint64_t now);

/** session_script_resolve() - look up the host that the script names, and do with it what is needed. PHASE_STAY = it was answered at once.
 *  session_script_pollfds() - what to poll in PHASE_SCRIPT_WAIT. Return: the number of entries
 *  session_script_stop() - nothing is awaited any longer */
struct session_next session_script_resolve(struct session *s, uint64_t now);
unsigned session_script_pollfds(const struct session *s,
				struct pollfd ret[static DNS_LOOKUP_SOCKETS]);
void session_script_stop(struct session *s);

/* --- steps: pxe/session/tree.c --------------------------------------------------------------- */

struct session_next session_tree_enter(struct session *s, const struct session_next *how,
				       uint64_t now);
struct session_next session_dtb_enter(struct session *s, const struct session_next *how,
				      uint64_t now);
struct session_next session_dtb_ended(struct session *s, bool ok, uint64_t now);
struct session_next session_overlay_enter(struct session *s, const struct session_next *how,
					  uint64_t now);
struct session_next session_overlay_ended(struct session *s, bool ok, uint64_t now);

#endif
