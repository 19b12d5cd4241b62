/* SPDX-License-Identifier: MIT
 * pxe/session/ipxe.h - an iPXE script that a session runs: what the script learns of the machine, and the
 * files of its images. Layer: adapter. Callers: pxe/session.
 */
#ifndef PXE_SESSION_IPXE_H
#define PXE_SESSION_IPXE_H

#include "pxe/chan.h"
#include "pxe/fetch/dns_lookup.h"
#include "pxe/fetch/job.h"
#include "pxe/ipxe/ipxe.h"
#include "pxe/session/net.h"

#include <stdbool.h>
#include <stdint.h>

#define SESSION_FORM_MAX 8192u /* bytes that a form's fields have together */

struct session;

/** enum session_script_wait - what a script waits for without a menu */
enum session_script_wait {
	SCRIPT_WAITS_TIME,
	SCRIPT_WAITS_KEY,
	SCRIPT_WAITS_PERSON,	/* nobody can be shown what it asks */
	SCRIPT_WAITS_OFFER,	/* a key opens the shell that it wants */
	SCRIPT_WAITS_SHELL,	/* that is open */
	SCRIPT_WAITS_NAME,	/* the address of a host */
	SCRIPT_WAITS_ADDRESS,	/* PID 1 sets the one that the script wants */
	SCRIPT_WAITS_ECHO,	/* of the host that the script pings */
	SCRIPT_WAITS_HOST_TIME, /* a server tells the time */
	SCRIPT_WAITS_VLAN,	/* PID 1 makes one */
	SCRIPT_WAITS_LEASE,	/* of a VLAN */
	SCRIPT_WAITS_CLOCK,	/* PID 1 sets it */
};

/** struct session_ipxe_file - the bytes of an image */
struct session_ipxe_file {
	uint32_t handle; /* 0 = the entry is free */
	int fd;
	uint64_t size;
	uint64_t start, len; /* of an initrd: what the kernel gets of it, without U-Boot's header */
};

/** struct session_script_address - the lease's, to be set again when the script has ended */
struct session_script_address {
	bool changed; /* the script has set another one */
	uint32_t addr, netmask, gateway;
};

/** struct session_script_host - the host that is pinged, or asked for the time */
struct session_script_host {
	int fd; /* -1 = none */
	uint32_t addr;
	uint64_t cookie;	 /* of the latest question */
	uint64_t sent_at, until; /* ms: when it was sent; when the next one follows */
	unsigned sent, answered;
	bool waits; /* the latest one has no answer yet */
};

#define SESSION_VLANS 8

/** struct session_script_vlans - those that the script has made, and the interface below */
struct session_script_vlans {
	struct session_net below; /* of the lease that the session began with */
	bool away;		  /* another one is in use */
	uint64_t look_at;	  /* ms, whether there is a lease */
	unsigned n;
	uint16_t tag[SESSION_VLANS];
};

/** struct session_ipxe - pxe/session/ipxe.c and pxe/session/script.c write it */
struct session_ipxe {
	struct ipxe run;
	bool used;		       /* @files and @fd count */
	int fd;			       /* memfd of the file that is being fetched; -1 = none */
	enum session_script_wait wait; /* in PHASE_SCRIPT_WAIT */
	uint64_t until;		       /* of a pause or a question, ms */
	bool keys_on;		       /* PID 1 sends all keys: CHAN_KEYS */
	struct chan_keys keys;	       /* the beginning of a key */
	uint64_t key_at;	       /* ms, when it counts as it is */
	struct session_script_address address;
	struct dns_lookup dns; /* of SCRIPT_WAITS_NAME */
	struct session_script_host host;
	struct session_script_vlans vlans;
	bool prefilled; /* a question's line began with the old value */
	/* PHASE_SCRIPT_MENU with a form: its item at hand, an index into run.items, and what was typed at
	 * those before, each with its NUL */
	size_t field;
	size_t typed_n;
	char typed[SESSION_FORM_MAX];
	uint64_t fetched; /* bytes of the file that is being fetched, when it grew last */
	uint64_t
		stalls_at; /* ms, when its --timeout ends, unless more comes; CLOCK_NEVER = never */
	struct fetch_request request; /* of the file that is being fetched */
	bool ours; /* it fetched this loader's own image, and was told that it cannot */
	struct session_ipxe_file files[IPXE_IMAGES];
};

/** session_ipxe_init() - once */
void session_ipxe_init(struct session *s);

/** session_ipxe_drop() - release all files */
void session_ipxe_drop(struct session *s);

/** session_ipxe_facts() - set in @x, which is fresh, what a script may know of interface, lease and machine.
 *  File: pxe/session/ipxe_facts.c */
void session_ipxe_facts(const struct session *s, struct ipxe *x);

/** session_ipxe_facts_of() - likewise of the interface of @n, which the script knows by @name; @leased: and of
 *  its lease. Same file */
void session_ipxe_facts_of(const struct session_net *n, struct ipxe *x, const char *name,
			   bool leased);

/** session_ipxe_expand() - append @name, from DHCP or the command line, with the settings in it put in.
 *  Return: false = it does not fit, or contains itself */
bool session_ipxe_expand(struct session *s, struct view name, struct str *out);

/** session_ipxe_begin() - run the script @text next, which the file at hand was. Return: false: why not,
 *  in s->report.why */
bool session_ipxe_begin(struct session *s, struct view text);

/** session_ipxe_fetch() - begin to fetch what the script needs. Return: false: it was answered already */
bool session_ipxe_fetch(struct session *s, uint64_t now);

/** session_ipxe_fetched() - the file at hand arrived, @ok, or not: the script is told */
void session_ipxe_fetched(struct session *s, bool ok);

/** session_ipxe_given_up() - the same after the download was given up: @rc for the script, @why for the log */
void session_ipxe_given_up(struct session *s, int rc, const char *why);

/** session_ipxe_sum(), session_ipxe_content() - answer what the script needs of an image's bytes */
void session_ipxe_sum(struct session *s);
void session_ipxe_content(struct session *s);

/** session_ipxe_extract() - unpack the image that the script needs unpacked */
void session_ipxe_extract(struct session *s);

/** session_ipxe_parts() - the script boots: its images become the parts that PID 1 gets, the plan's command
 *  line is that of its kernel. Return: false: why not, in s->report.why */
bool session_ipxe_parts(struct session *s);

#endif
