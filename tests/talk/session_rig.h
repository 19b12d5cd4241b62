/* SPDX-License-Identifier: MIT
 * tests/talk/session_rig.h - a session against files in memory, on a virtual clock, and a person at
 * the menu. Downloads (pxe/fetch/fetch.c) and the judgement of kernels (pxe/plan/check.c) are
 * replaced at the link of whatever test names a function of this rig.
 */
#ifndef TESTS_TALK_SESSION_RIG_H
#define TESTS_TALK_SESSION_RIG_H

#include "pxe/session/session.h"

/** struct rig - the session, what it knows of the machine, and what it sent to PID 1 */
struct rig {
	struct session session;
	struct session_net net;
	struct chan_system machine;
	uint64_t now;
	uint32_t looked_up; /* address of whatever server was asked; 0 = not known */
	uint64_t announce;  /* the size that the server says of each file; 0 = the truth */
	int32_t disk;	    /* of the latest LOCALBOOT */
	char sent[65536];   /* what PID 1 was sent, a line each */
	char logged[65536];
	char requests
		[4096]; /* "METHOD path body headers" of those that carry something, a line each */
	char cmdline[4096];    /* of the latest part of that kind */
	uint8_t initrd[65536]; /* of the latest one that fits */
	size_t initrd_len;
	struct chan_stage stage[64];
	unsigned stages;
	uint32_t asked_dns;	    /* the first name server of the latest lookup */
	unsigned dns_stopped;	    /* how often a lookup was stopped */
	unsigned sent_parts, boots; /* bits of 1 << enum chan_part; how often CHAN_BOOT was sent */
	/* of the latest probe: its host and port, how many packets were sent, the latest of them, and what
	 * comes in next: n 0 = nothing */
	struct rig_probe {
		uint32_t addr;
		uint16_t port;
		unsigned opened, sent;
		int err; /* of opening one: 0 or negative errno */
		uint8_t packet[256];
		size_t n;
	} probe;
	uint64_t clock_ms; /* of the latest CHAN_CLOCK */
	unsigned pace_ms;  /* between two steps of a download; 0 = as many as the clock lets */
	bool vouches;	   /* the server says of each file which version it is */
	char behind
		[256]; /* "path bytes" of downloads that go on behind what is there, a line each */
	/* steps for which no server says a word to a session by IPv4, or by IPv6; 0 = they answer */
	unsigned silent4, silent6;
	const struct session_net *vlan; /* the lease of its interface; NULL = there is none */
	int part_err;			/* what passing a part comes to: 0 or a negative errno */
	bool went[PHASES][PHASES];	/* ways from phase to phase, of all tests so far */
};

extern struct rig rig;

/** rig_put() - a file on the server; @text, which must stay, NULL: it does not answer for this one
 */
void rig_put(const char *name, const char *text);

/** rig_put_bytes() - likewise, of any bytes */
void rig_put_bytes(const char *name, const void *data, size_t len);

/** rig_put_slow() - likewise; its download, or the silence, ends after @steps steps */
void rig_put_slow(const char *name, const char *text, unsigned steps);

/** rig_downloads() - how many are on their way. A test fails when one is moved, or left. */
unsigned rig_downloads(void);

/** rig_fresh() - everything as at the start of the machine, with the kernels k and k2 and the
 * initrd i on the server; the session waits to be started */
void rig_fresh(void);

/** rig_settle() - until nothing happens any more without time or a person */
void rig_settle(void);

/** rig_start() - the link is there, and settle */
void rig_start(void);

/** rig_start_with() - fresh, @conf as pxelinux.cfg/default, and start */
void rig_start_with(const char *conf);

/** rig_pass() - @ms pass */
void rig_pass(uint64_t ms);

/** rig_send() - a message from PID 1; @fkey is of CHAN_FKEY alone; @choice NULL: one without */
void rig_send(uint32_t kind, uint32_t fkey, const struct chan_choice *choice);

/** rig_press() - CHAN_TOUCHED with up to CHAN_KEYS_MAX @bytes; rig_shell_ended() - CHAN_SHELL_ENDED */
void rig_press(const char *bytes);
void rig_shell_ended(int err);

/** rig_address_set() - CHAN_ADDR_RESULT */
void rig_address_set(uint32_t addr, int err);

/** rig_clock_set() - CHAN_CLOCK_SET, rig_vlan_set() - CHAN_VLAN_SET */
void rig_clock_set(int err);
void rig_vlan_set(int err);

/** rig_choose() - the person picks an entry, with a password, types a line at the prompt, or starts
 * an entry's edited command line */
void rig_choose(uint32_t entry);
void rig_choose_with(uint32_t entry, const char *passwd);
void rig_type(const char *line, const char *passwd);
void rig_run_edited(uint32_t entry, const char *line);

/** SENT() - what PID 1 was sent since the last time is exactly this */
#define SENT(want) rig_check_sent(want, __FILE__, __LINE__)
void rig_check_sent(const char *want, const char *file, int line);

/** rig_print_transitions() - the ways from phase to phase that all tests so far went, as
 *  SESSION_TRANSITIONS is written, and those of it that none went. One that it does not name
 *  fails where it is gone. */
void rig_print_transitions(void);

#define LOGGED(part) CHECK(strstr(rig.logged, part) != NULL)

/* Two entries, and a menu of them. */
#define TWO  "label a\nkernel k\nappend one\ninitrd i\nlabel b\nkernel k2\nappend two\n"
#define MENU "ui menu.c32\n" TWO

#endif
