/* SPDX-License-Identifier: MIT
 * pxe/session/session.h - one attempt to boot: from a lease to sealed memfds. Layer: adapter.
 * Caller: pxe/worker/worker.c, whose poll loop it lives in.
 *
 * The phases follow one another and never mix: look up the configuration, read it and what it
 * includes, plan, fetch kernel and initrds (judging the kernel by its first bytes), hand over.
 * What goes wrong ends the attempt with one sentence; when to try again is the worker's business.
 */
#ifndef PXE_SESSION_SESSION_H
#define PXE_SESSION_SESSION_H

#include "lib/image/s390.h"
#include "pxe/chan.h"
#include "pxe/conf/conf.h"
#include "pxe/plan/names.h"
#include "pxe/plan/plan.h"
#include "pxe/session/download.h"
#include "pxe/session/net.h"
#include "pxe/session/passwd.h"

#include <stdbool.h>
#include <stdint.h>

#define SESSION_WHY_MAX 400
#define SESSION_URL_MAX 200
#define SESSION_POLLFDS SESSION_DOWNLOAD_POLLFDS
#define SESSION_PLACES	8
#define SESSION_NAMES	40

/** enum session_end - what an entry may do but boot a kernel */
enum session_end { SESSION_REBOOT, SESSION_POWEROFF, SESSION_LOCALBOOT };

/** struct session_ops - where a session's results go; no slot may be NULL */
struct session_ops {
	void (*progress)(void *ctx, const char *text);
	void (*file)(void *ctx, const struct chan_file *file);
	/* a sealed memfd, the session's to close. Return: 0 or negative errno */
	int (*part)(void *ctx, enum chan_part which, int fd, uint64_t size);
	int (*boot)(void *ctx);
	/* a message about the menu; pxe/chan.h says which follow which */
	void (*menu)(void *ctx, const struct chan_msg *m);
	void (*end)(void *ctx, enum session_end how, const char *why);
};

enum session_state {
	SESSION_IDLE,
	SESSION_RUNNING,
	SESSION_HANDED_OVER, /* PID 1 has it all and is to load it */
	SESSION_FAILED,	     /* session_why() says why */
};

enum session_phase {
	PHASE_LOOKUP,
	PHASE_INCLUDE,
	PHASE_PROMPT, /* waits for its time alone */
	PHASE_MENU,   /* PID 1 shows it; a file of help may be on its way */
	PHASE_PARM,
	PHASE_KERNEL,
	PHASE_INITRD,
	PHASE_DTB,
	PHASE_OVERLAY,
};

/** struct session_place - a configuration: where it lies, and what its names are relative to */
struct session_place {
	char name[PLAN_NAMES_BUF];
	char cwd[PLAN_NAMES_BUF];
};

struct session {
	const struct session_ops *ops;
	void *ctx;
	struct session_download download;
	enum session_state state;
	enum session_phase phase;
	struct session_net net;
	struct plan_names_host host;
	struct plan_names_iter names;
	struct plan_names_candidate candidate;
	struct view cwd;
	struct conf conf;
	struct plan_choice choice;
	struct plan plan;
	unsigned chained; /* configurations that led to this one by themselves */
	bool chaining;	  /* the one being read is none of the names looked up */
	bool readable;	  /* conf was read to its end */
	unsigned place,
		next_place; /* in the way to this configuration; where the one being read goes */
	struct session_place places[SESSION_PLACES];
	struct session_place next;	/* the one being read */
	uint8_t answers[SESSION_NAMES]; /* to the names looked up, for the table */
	unsigned initrd;		/* index into plan's list */
	bool retried;			/* the name at hand was tried without its prefix */
	bool head_checked;
	bool ahead_tried;
	int part_fd[CHAN_PARTS];	/* memfds, -1 = none */
	uint64_t part_size[CHAN_PARTS]; /* so far; what was joined is padded */
	uint64_t part_max;		/* bytes of the file at hand, at most */
	const struct chan_system *system;
	unsigned tree;	      /* names tried in FDTDIR */
	struct view overlays; /* still to be fetched */
	struct view overlay;  /* at hand */
	char tree_name[PLAN_NAMES_BUF];
	bool person; /* a key was pressed, and no menu has timed out since */
	bool loadparm_used;
	bool menu_on;		 /* PID 1 has a menu of ours */
	enum chan_screen screen; /* as it was shown last */
	bool asked;		 /* and waits for an answer to its choice */
	bool by_hand;		 /* what is started was chosen by a person */
	bool offered;		 /* the menu came back after a failure, and nobody wanted it */
	bool failed_once;	 /* what is started is what ONERROR says */
	struct chan_choice wish; /* the choice being looked at */
	uint32_t wish_kind;	 /* CHAN_CHOOSE or CHAN_EDIT */
	struct passwd passwd;
	bool checking;			 /* its password is being looked at */
	bool second_check;		 /* now against the menu's, too */
	unsigned wrong;			 /* passwords in a row */
	uint64_t deny_at;		 /* when to say so, CLOCK_NEVER = nothing to say */
	char line[PLAN_CMDLINE_MAX + 1]; /* what choice points to if it is not the configuration */
	uint64_t prompt_until;
	uint64_t progress_at;
	uint64_t phase_since;
	unsigned missing; /* configuration names that were not there */
	uint8_t head[S390_HEAD_LEN];
	char conf_url[SESSION_URL_MAX]; /* the configuration being read */
	char why[SESSION_WHY_MAX];
};

/** session_init() - once; @ops and @ctx must stay valid */
void session_init(struct session *s, const struct session_ops *ops, void *ctx, uint64_t seed);

/** session_system() - what is known of the machine; @system must stay valid */
void session_system(struct session *s, const struct chan_system *system);

/** session_start() - begin an attempt with @net, which is copied; the last one's rest is dropped */
void session_start(struct session *s, const struct session_net *net, uint64_t now);

/** session_pollfds() - what to poll: how many entries of @ret were filled, 0 = only time counts */
unsigned session_pollfds(const struct session *s, struct pollfd ret[static SESSION_POLLFDS]);
uint64_t session_deadline(const struct session *s);
void session_step(struct session *s, uint64_t now);

/** session_message() - a message of the menu's kinds from PID 1: CHAN_TOUCHED, CHAN_CHOOSE,
 *  CHAN_TIMEOUT, CHAN_EDIT, CHAN_FKEY; one that comes out of turn is passed over */
void session_message(struct session *s, const struct chan_msg *m, uint64_t now);

/** session_boot_failed() - what was handed over could not be started: @why, printable */
void session_boot_failed(struct session *s, const char *why, uint64_t now);

/** session_offer() - SESSION_FAILED, and nothing else is left to try: show its menu if somebody is
 *  there. Return: whether it is SESSION_RUNNING again */
bool session_offer(struct session *s, uint64_t now);

/** session_stop() - drop everything (the lease is gone); the state is SESSION_IDLE then */
void session_stop(struct session *s);

/** session_status() - what is being done and since when, for the line that says so every minute */
void session_status(const struct session *s, struct str *out, uint64_t now);

#endif
