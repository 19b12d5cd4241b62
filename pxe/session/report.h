/* SPDX-License-Identifier: MIT
 * pxe/session/report.h - what a session says: to its owner, to the log, to whoever reads the
 * console. Layer: adapter. Callers: pxe/session.
 *
 * Knows nothing of phases. What went wrong is one printable sentence, "object: what happened",
 * without what follows from it; whoever decides that adds it in the log.
 */
#ifndef PXE_SESSION_REPORT_H
#define PXE_SESSION_REPORT_H

#include "lib/text.h"
#include "pxe/chan.h"
#include "pxe/conf/conf.h"
#include "pxe/plan/names.h"
#include "pxe/plan/plan.h"
#include "pxe/session/download.h"

#include <stdbool.h>
#include <stdint.h>

#define SESSION_WHY_MAX 400
#define SESSION_URL_MAX 200

struct session_net;

/** enum session_end - what an entry may do but boot a kernel */
enum session_end { SESSION_REBOOT, SESSION_POWEROFF, SESSION_LOCALBOOT };

/** struct session_ops - where a session's results go; no slot may be NULL */
struct session_ops {
	/* replaces the line of the last one; empty @text ends it */
	void (*progress)(void *ctx, const char *text);
	/* one file that a part is made of has arrived */
	void (*file)(void *ctx, const struct chan_file *file);
	/* what a stage took; all of them come before boot() */
	void (*stage)(void *ctx, const struct chan_stage *stage);
	/* a sealed memfd, the session's to close. Return: 0 or negative errno */
	int (*part)(void *ctx, enum chan_part which, int fd, uint64_t size);
	/* all parts were passed. Return: 0 or negative errno */
	int (*boot)(void *ctx);
	/* set this address on the link of the lease; the answer is CHAN_ADDR_RESULT */
	void (*addr)(void *ctx, unsigned ifindex, const struct chan_addr *addr);
	/* what the lease of the interface @ifname says, once it is usable. Return: false: it is not yet */
	bool (*lease)(void *ctx, const char *ifname, struct session_net *ret);
	/* a message about the menu, CHAN_CLOCK or CHAN_VLAN; pxe/chan.h says which follow which */
	void (*menu)(void *ctx, const struct chan_msg *m);
	void (*end)(void *ctx, enum session_end how, int32_t disk, const char *why);
};

/** struct session_report - the sentence that says what went wrong is @why; the rest is private */
struct session_report {
	const struct session_ops *ops;
	void *ctx;
	uint64_t progress_at; /* the next line of progress, not before */
	char why[SESSION_WHY_MAX];
};

/** enum session_answer - what a server said to one name of the configuration */
enum session_answer {
	SESSION_NOT_ASKED,
	SESSION_IS_MISSING,
	SESSION_IS_EMPTY,
	SESSION_IS_NO_CONF,
	SESSION_IS_REFUSED,
	SESSION_IS_TOO_BIG,
	SESSION_IS_LOST,
	SESSION_IS_IMPOSSIBLE,
	SESSION_IS_OURS,
};

void session_report_init(struct session_report *r, const struct session_ops *ops, void *ctx);

/** session_report_why() - an empty builder over the sentence that says what went wrong */
struct str session_report_why(struct session_report *r);

/** session_report_progress() - the line of progress of the file at hand, a few times a second */
void session_report_progress(struct session_report *r, const struct session_download *d,
			     uint64_t now);
void session_report_progress_end(struct session_report *r);

/** session_report_file() - the file at hand arrived: @size bytes at @offset of part @which */
void session_report_file(struct session_report *r, const struct session_download *d,
			 enum chan_part which, uint64_t offset, uint64_t size);

/** session_report_menu() - send @m as a message of @kind */
void session_report_menu(struct session_report *r, struct chan_msg *m, uint32_t kind);

/** session_report_line() - send one printable line for the screen of the menu or the prompt */
void session_report_line(struct session_report *r, const char *text);

/** session_report_names() - log the first @n names of the lookup order and the server's answers:
 *  one table, instead of lines between other lines. @again: they were logged before, at this
 *  lease's first attempt, and only debugging wants them */
void session_report_names(const struct plan_host *host, const uint8_t *answers, unsigned n,
			  bool again);

/** session_report_conf_said() - log the lines that SAY queued */
void session_report_conf_said(struct conf *c);

/** session_report_conf_notes() - log what an administrator should look at in @c */
void session_report_conf_notes(const struct conf *c);

/** session_report_plan() - log what is going to be booted, and its command line */
void session_report_plan(const struct plan *plan);

/** session_report_status() - append "@what for N s" */
void session_report_status(struct str *out, const char *what, uint64_t since, uint64_t now);

#endif
