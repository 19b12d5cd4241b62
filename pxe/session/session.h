/* SPDX-License-Identifier: MIT
 * pxe/session/session.h - one attempt to boot: from a lease to sealed memfds. Layer: adapter.
 * Caller: pxe/worker/worker.c, whose poll loop it lives in.
 *
 * A session is one machine. In each phase it waits for a download, for time or for a person, or it
 * only decides. Each phase's step returns the phase that follows; pxe/session/session.c alone goes
 * there, and SESSION_TRANSITIONS below is all of the ways. What goes wrong ends the attempt with
 * one sentence; when to try again is the worker's business.
 */
#ifndef PXE_SESSION_SESSION_H
#define PXE_SESSION_SESSION_H

#include "lib/image/initrd.h"
#include "lib/image/s390.h"
#include "pxe/chan.h"
#include "pxe/conf/conf.h"
#include "pxe/plan/names.h"
#include "pxe/plan/plan.h"
#include "pxe/session/download.h"
#include "pxe/session/ipxe.h"
#include "pxe/session/net.h"
#include "pxe/session/passwd.h"
#include "pxe/session/report.h"
#include "pxe/session/stages.h"

#include <stdbool.h>
#include <stdint.h>

#define SESSION_POLLFDS (SESSION_DOWNLOAD_POLLFDS + DNS_LOOKUP_SOCKETS)
#define SESSION_PLACES	8
#define SESSION_NAMES	40

/** enum session_phase - those marked with a dot decide at once, the others wait */
enum session_phase {
	PHASE_IDLE,	   /*   no attempt: no lease, or session_stop() */
	PHASE_BOOT_MENU,   /*   PID 1 shows the menu of a PXE server */
	PHASE_ASK_SERVER,  /*   it is chosen from: session_picked(), and the worker asks by DHCP */
	PHASE_LOOKUP,	   /*   fetches the configuration, name after name */
	PHASE_CHAIN,	   /*   fetches the configuration that another one leads to */
	PHASE_INCLUDE,	   /*   fetches a file that the configuration includes */
	PHASE_READY,	   /* . a configuration was read: what does it start? */
	PHASE_WAIT,	   /*   TIMEOUT runs, and there is nobody to see a menu */
	PHASE_START,	   /* . starts the entry that was chosen */
	PHASE_SHOW,	   /* . sends a menu to PID 1 */
	PHASE_MENU,	   /*   PID 1 shows it; a file of help may be on its way */
	PHASE_HELP,	   /* . asks for a file of help to be shown */
	PHASE_REFUSED,	   /* . what was to be started cannot be: tell who chose it */
	PHASE_FALLBACK,	   /* . what was started came to nothing: ONERROR, the menu, the end */
	PHASE_PARM,	   /*   fetches the parameter file of an .ins list */
	PHASE_KERNEL,	   /*   fetches the kernel */
	PHASE_INITRD,	   /*   fetches the initrds, one after the other */
	PHASE_TREE,	   /* . what do FDT, FDTDIR and FDTOVERLAYS ask for? */
	PHASE_DTB,	   /*   fetches the device tree */
	PHASE_OVERLAY,	   /*   fetches its overlays, one after the other */
	PHASE_SCRIPT,	   /* . an iPXE script runs, until it needs something */
	PHASE_SCRIPT_FILE, /*   fetches a file for it */
	PHASE_SCRIPT_MENU, /*   PID 1 shows a menu of its, or asks for a line */
	PHASE_SCRIPT_WAIT, /*   it pauses, or waits for a key */
	PHASE_HAND_OVER,   /* . passes the sealed memfds to PID 1 */
	PHASE_LEAVE,	   /* . asks PID 1 to reboot, switch off, or leave to the disk */
	PHASE_HANDED_OVER, /*   PID 1 has all it needs and acts */
	PHASE_FAILED,	   /*   session_why() says why */
	PHASES,
	PHASE_STAY = PHASES, /* in place of a next phase: none, the phase goes on */
};

/*
 * Every way from a phase to the next one; from itself to itself is the next file of its kind.
 * session_stop() leads from each phase to IDLE besides. A way that does not stand here is a fault
 * of a step: it is logged and ends the attempt.
 */
#define SESSION_TRANSITIONS(FROM, TO)                                                         \
	FROM(IDLE, TO(BOOT_MENU) TO(LOOKUP))                                                  \
	FROM(BOOT_MENU, TO(ASK_SERVER) TO(LEAVE))                                             \
	FROM(ASK_SERVER, )                                                                    \
	FROM(LOOKUP, TO(LOOKUP) TO(INCLUDE) TO(READY) TO(SCRIPT) TO(FAILED))                  \
	FROM(CHAIN, TO(CHAIN) TO(INCLUDE) TO(READY) TO(SCRIPT) TO(REFUSED) TO(FAILED))        \
	FROM(INCLUDE, TO(INCLUDE) TO(CHAIN) TO(READY) TO(FAILED))                             \
	FROM(READY, TO(CHAIN) TO(WAIT) TO(START) TO(SHOW))                                    \
	FROM(WAIT, TO(START) TO(SHOW))                                                        \
	FROM(START, TO(CHAIN) TO(SHOW) TO(HELP) TO(REFUSED) TO(PARM) TO(KERNEL) TO(LEAVE))    \
	FROM(SHOW, TO(MENU) TO(HELP))                                                         \
	FROM(MENU, TO(CHAIN) TO(START) TO(HELP) TO(REFUSED))                                  \
	FROM(HELP, TO(MENU) TO(REFUSED))                                                      \
	FROM(REFUSED, TO(MENU) TO(FALLBACK))                                                  \
	FROM(FALLBACK, TO(WAIT) TO(SHOW) TO(FAILED))                                          \
	FROM(PARM, TO(SHOW) TO(KERNEL) TO(FALLBACK))                                          \
	FROM(KERNEL, TO(LOOKUP) TO(SHOW) TO(INITRD) TO(TREE) TO(SCRIPT) TO(FALLBACK))         \
	FROM(INITRD, TO(LOOKUP) TO(SHOW) TO(INITRD) TO(TREE) TO(FALLBACK))                    \
	FROM(TREE, TO(DTB) TO(OVERLAY) TO(HAND_OVER))                                         \
	FROM(DTB, TO(SHOW) TO(DTB) TO(OVERLAY) TO(FALLBACK))                                  \
	FROM(OVERLAY, TO(SHOW) TO(OVERLAY) TO(HAND_OVER))                                     \
	FROM(SCRIPT, TO(LOOKUP) TO(SCRIPT_FILE) TO(SCRIPT_MENU) TO(SCRIPT_WAIT) TO(HAND_OVER) \
			     TO(LEAVE) TO(FALLBACK))                                          \
	FROM(SCRIPT_FILE, TO(SCRIPT))                                                         \
	FROM(SCRIPT_MENU, TO(SCRIPT) TO(SCRIPT_MENU))                                         \
	FROM(SCRIPT_WAIT, TO(SCRIPT) TO(SCRIPT_WAIT))                                         \
	FROM(HAND_OVER, TO(HANDED_OVER) TO(FALLBACK))                                         \
	FROM(LEAVE, TO(HANDED_OVER))                                                          \
	FROM(HANDED_OVER, TO(FALLBACK))                                                       \
	FROM(FAILED, TO(SHOW))

/** struct session_place - a configuration: where it lies, and what its names are relative to */
struct session_place {
	char name[PLAN_NAMES_BUF]; /* of several files all their names */
	char cwd[PLAN_NAMES_BUF];
	bool menu;		    /* a menu module reads it */
	char files[PLAN_NAMES_BUF]; /* its arguments then; empty: @name is the file's */
	char main[PLAN_NAMES_BUF];  /* what "~" among them means: @name where no module reads it */
};

/** enum session_conf_state - how far the reading of the configuration is */
enum session_conf_state {
	SESSION_CONF_NONE,  /* there is none that could be used */
	SESSION_CONF_FIRST, /* one under a name of the lookup order is being read */
	SESSION_CONF_NEXT,  /* one that another led to is being read */
	SESSION_CONF_READ,  /* it was read to its end */
};

/** struct session_lookup - which configuration, and what it says; pxe/session/lookup.c writes it */
struct session_lookup {
	struct plan_names_iter names;
	struct plan_names_candidate candidate;
	unsigned missing;		/* names without a configuration so far */
	unsigned ours;			/* of them: with one that starts this loader itself */
	uint8_t answers[SESSION_NAMES]; /* enum session_answer of each */
	bool boot_file_tried;		/* whether it is an iPXE script */
	bool boot_file;			/* it is the file at hand, or the script that runs */
	bool nowhere;			/* no name led to one: PHASE_FAILED for that alone */
	bool lost;	/* its server cannot be asked: PHASE_FAILED for that alone */
	bool said_none; /* that one of them led to no configuration */
	enum session_conf_state state;
	struct conf conf;
	char conf_url[SESSION_URL_MAX];
	struct view cwd; /* what names in the configuration are relative to */
	/* the way from the first configuration to this one, and the one that is being fetched */
	struct session_place places[SESSION_PLACES], next;
	unsigned place, next_place;  /* their indices in @places */
	struct plan_menu_files rest; /* of @next.files: those still to be fetched */
	char file[PLAN_NAMES_BUF];   /* the one at hand */
};

/** enum session_chooser - who chose what is being started */
enum session_chooser {
	SESSION_BY_ITSELF,	 /* the configuration, or LOADPARM */
	SESSION_BY_HAND,	 /* a person, at the menu or the prompt */
	SESSION_ONERROR,	 /* ONERROR, after SESSION_BY_ITSELF failed */
	SESSION_ONERROR_BY_HAND, /* ONERROR, after SESSION_BY_HAND failed */
};

/** struct session_entry - what is being started; pxe/session/entry.c writes it */
struct session_entry {
	enum session_chooser chooser;
	unsigned chained; /* configurations that led to the next since somebody chose */
	struct plan_choice choice;
	struct plan plan;
	char line[PLAN_CMDLINE_MAX + 1]; /* what @choice points to, if not to the configuration */
};

/** struct session_start - pxe/session/start.c writes it */
struct session_start {
	int32_t loadparm; /* see chan_setup; CHAN_NO_LOADPARM once it was obeyed */
	uint64_t until;	  /* the end of PHASE_WAIT, ms */
};

/** enum session_person - whether somebody is there; outlives an attempt */
enum session_person {
	SESSION_NOBODY,	  /* no key was pressed, or a menu timed out since */
	SESSION_SOMEBODY, /* a key was pressed */
	SESSION_OFFERED,  /* and a menu was offered after a failure, and no key pressed since */
};

enum session_menu_state {
	SESSION_MENU_OFF,	      /* PID 1 has no menu of ours */
	SESSION_MENU_OPEN,	      /* it has one, and nothing was chosen */
	SESSION_MENU_ASKED,	      /* something was chosen, PID 1 waits for the answer; or: */
	SESSION_MENU_CHECKING,	      /* its password is being compared with the entry's */
	SESSION_MENU_CHECKING_MASTER, /* with the menu's master password */
	SESSION_MENU_DENYING,	      /* it was wrong, and the answer waits for its time */
};

/** struct session_menu - the conversation with a person; pxe/session/menu.c writes it */
struct session_menu {
	enum session_menu_state state;
	enum session_person person;
	enum chan_screen screen;    /* as it was shown last */
	struct chan_choice request; /* the choice being looked at */
	uint32_t request_kind;	    /* CHAN_CHOOSE or CHAN_EDIT */
	struct session_passwd passwd;
	unsigned wrong;	  /* passwords in a row */
	uint64_t deny_at; /* of SESSION_MENU_DENYING, ms */
};

/** struct session_bootmenu - pxe/session/bootmenu.c writes it */
struct session_bootmenu {
	uint32_t item; /* of the PXE server's menu, the one that was chosen */
};

/** struct session_kept - a file of a session that was suspended, or of this one */
struct session_kept {
	int fd; /* memfd, the file at its beginning; -1 = of this session, or none */
	struct pxe_target target;
	struct fetch_part part; /* bytes 0 = none */
};

#define SESSION_KEPT 2 /* CHAN_KERNEL and CHAN_INITRD: of the latter the first file */

/** struct session_parts - what PID 1 will boot; pxe/session/parts.c writes it */
struct session_parts {
	int fd[CHAN_PARTS];	   /* memfds, -1 = none */
	uint64_t size[CHAN_PARTS]; /* so far; each file is padded */
	enum chan_part which;	   /* the part of the file at hand */
	struct view name;	   /* the file at hand, as the configuration names it */
	uint64_t max;		   /* bytes of it */
	unsigned retries;	   /* other places where it was asked for, too */
	struct session_kept kept[SESSION_KEPT];
};

/** struct session_kernel - pxe/session/kernel.c writes it */
struct session_kernel {
	bool head_checked, head_bad, ahead_tried;
	bool walks; /* plan_check_walks() */
	bool ramdisk_sought;
	uint64_t ramdisk_at; /* offset of a ramdisk to be looked at when it arrives; 0 = none */
	unsigned initrd;     /* index into the plan's list */
	uint8_t head[S390_HEAD_LEN];
};

/** struct session_initrd - pxe/session/initrd.c and judge.c write it */
struct session_initrd {
	struct initrd_check check; /* of the file at hand, which may be a compressed kernel */
	uint64_t read;		   /* bytes of it that the check has seen */
	bool again;		   /* it was cut off or damaged once */
	bool may_grow;		   /* of the last one that is complete: initrd_check_may_grow() */
};

/** struct session_tree - pxe/session/tree.c writes it */
struct session_tree {
	unsigned names;		   /* tried in FDTDIR */
	unsigned overlays;	   /* asked for */
	struct view rest;	   /* overlays still to be fetched */
	char name[PLAN_NAMES_BUF]; /* of the tree at hand */
};

struct session {
	/* pxe/session/session.c writes these */
	enum session_phase phase;
	uint64_t phase_since; /* ms */
	struct session_net net;
	struct plan_host host;		  /* the same, and @system, as pxe/plan/ asks for it */
	const struct chan_system *system; /* NULL = nothing is known of the machine */
	/* for tests: called at every transition, and at one that is refused; NULL in the product */
	void (*moved)(enum session_phase from, enum session_phase to);
	/* below, for all steps */
	struct session_report report;
	struct session_download download;
	struct session_entry entry;
	struct session_parts parts;
	struct session_stages stages;
	/* each step's own */
	struct session_lookup lookup;
	struct session_start start;
	struct session_menu menu;
	struct session_bootmenu bootmenu;
	struct session_kernel kernel;
	struct session_initrd initrd;
	struct session_tree tree;
	struct session_ipxe ipxe; /* last: session_init() leaves it to session_ipxe_init() */
};

/** session_init() - once; @ops and @ctx must stay valid, and @s must not move */
void session_init(struct session *s, const struct session_ops *ops, void *ctx, uint64_t seed);

/** session_system() - what is known of the machine, read by session_start(); @system must stay
 *  valid */
void session_system(struct session *s, const struct chan_system *system);

/** session_start() - begin an attempt with @net, which is copied; the last one's rest is dropped */
void session_start(struct session *s, const struct session_net *net, uint64_t now);

/** session_running() - neither PHASE_IDLE nor PHASE_ASK_SERVER, PHASE_HANDED_OVER or PHASE_FAILED */
bool session_running(const struct session *s);

/** session_picked() - PHASE_ASK_SERVER: the boot servers are to be asked for item @ret of net.pxe, and
 *  the next attempt begins with what they answer. Return: whether that is so */
bool session_picked(const struct session *s, unsigned *ret);

/** session_lost() - of PHASE_FAILED: it found no configuration, for the server is silent, unknown or out of reach */
bool session_lost(const struct session *s);

/** session_unheard() - ms since when it waits for the first word of any server; CLOCK_NEVER: it does not, or
 *  some server has said something */
uint64_t session_unheard(const struct session *s);

/** session_searching() - it looks for its first configuration, and nothing of one has come */
bool session_searching(const struct session *s);

/** session_why() - of PHASE_FAILED: what went wrong, one printable sentence */
const char *session_why(const struct session *s);

/** session_may_be_script() - whether the boot file @name may be an iPXE script; @plain: as a plain name too,
 *  which is a script's only where DHCP was asked as iPXE asks: otherwise it is what the firmware was given */
bool session_may_be_script(struct view name, bool plain);

/** session_nowhere() - PHASE_FAILED because no name led to a configuration, and no script was there */
bool session_nowhere(const struct session *s);

/** session_pollfds() - what to poll: how many entries of @ret were filled, 0 = only time counts */
unsigned session_pollfds(const struct session *s, struct pollfd ret[static SESSION_POLLFDS]);

/** session_polled() - @fds: those of session_pollfds(), with what poll() found. A caller may leave
 *  this out: then the next session_step() looks at all of them */
void session_polled(struct session *s, const struct pollfd *fds);

/** session_deadline() - ms; CLOCK_NEVER = none */
uint64_t session_deadline(const struct session *s);

/** session_step() - go on: when readable or when the deadline has passed, harmless at other times
 */
void session_step(struct session *s, uint64_t now);

/** session_message() - a message of the menu's kinds from PID 1: CHAN_TOUCHED, CHAN_CHOOSE,
 *  CHAN_TIMEOUT, CHAN_EDIT, CHAN_FKEY, CHAN_LEFT, CHAN_SHELL_ENDED, CHAN_ADDR_RESULT,
 *  CHAN_CLOCK_SET, CHAN_VLAN_SET; one that comes out of turn is passed over */
void session_message(struct session *s, const struct chan_msg *m, uint64_t now);

/** session_boot_failed() - what was handed over could not be started: @why, printable */
void session_boot_failed(struct session *s, const char *why, uint64_t now);

/** session_offer() - PHASE_FAILED, and nothing else is left to try: show the menu if somebody is
 *  there. Return: whether it is session_running() again */
bool session_offer(struct session *s, uint64_t now);

/** session_suspend() - as session_stop(), but what was downloaded of kernel and initrd, and the server said
 *  which version it is, need not be sent again when the next attempt to boot comes to the same files */
void session_suspend(struct session *s);

/** session_stop() - drop everything, as when the lease is gone; PHASE_IDLE then */
void session_stop(struct session *s);

/** session_status() - append what is being done and since when */
void session_status(const struct session *s, struct str *out, uint64_t now);

/** session_may_go() - whether SESSION_TRANSITIONS has the way from @from to @to */
bool session_may_go(enum session_phase from, enum session_phase to);

/** session_phase_str() - the name of @phase, as in SESSION_TRANSITIONS */
const char *session_phase_str(enum session_phase phase);

#endif
