/* SPDX-License-Identifier: MIT
 * pxe/ipxe/ipxe.h - iPXE scripts: what they do, step by step. Layer: pure. Callers: cmd/ipxe*.c,
 * pxe/session, tests.
 *
 * ipxe_run() goes on until the script says something, needs something, or has ended; it never
 * fetches, waits or asks by itself. Who calls it does what is needed, answers, and calls it again.
 * All room is in struct ipxe, and every loop counts against ipxe.steps_max, so that any script ends.
 */
#ifndef PXE_IPXE_IPXE_H
#define PXE_IPXE_IPXE_H

#include "lib/bytes.h"
#include "lib/hash.h"
#include "pxe/ipxe/lex.h"
#include "pxe/ipxe/pool.h"
#include "pxe/ipxe/type.h"

#include <stdbool.h>
#include <stdint.h>

#define IPXE_DEPTH	32u	   /* scripts that chain one another */
#define IPXE_STEPS	1000000u   /* lines between two pauses or keys */
#define IPXE_SCRIPT_MAX (1u << 19) /* bytes of a script */
#define IPXE_ROUNDS	1000u	   /* of expansion, in one word */
#define IPXE_WORDS	1024u	   /* of a command */
#define IPXE_WORDS_BUF	(1u << 17) /* bytes of them, expanded */
#define IPXE_VALUE_MAX	8192u	   /* bytes of a setting */
#define IPXE_NAME_MAX	255u	   /* bytes of a setting's name */
#define IPXE_SETTINGS	1024u
#define IPXE_SCOPES	64u
#define IPXE_IMAGES	128u
#define IPXE_MENUS	16u
#define IPXE_ITEMS	2048u
#define IPXE_LISTS	8u
#define IPXE_PARAMS	128u
#define IPXE_URI_MAX	4096u
#define IPXE_BODY_MAX	16384u
#define IPXE_SAY_BUF	4096u
#define IPXE_PING_MAX	8972u /* bytes of an echo's data: 9000 with the headers of IP and ICMP */
#define IPXE_OPTIONS	8u    /* of one command */
#define IPXE_OPEN	16u   /* interfaces */

/* What a script's ${errno} is, and the status of a script that failed. */
enum ipxe_error {
	IPXE_OK = 0,
	IPXE_ECANCELED = 0x0b,
	IPXE_EINVAL = 0x1c,
	IPXE_ELOOP = 0x22,
	IPXE_ENOENT = 0x2d,
	IPXE_ENOEXEC = 0x2e,
	IPXE_ENOMEM = 0x31,
	IPXE_ENOTSUP = 0x3c,
	IPXE_ETIMEDOUT = 0x4c,
	IPXE_EFAULT = 0x7f, /* a condition that does not hold */
};

/** enum ipxe_event - why ipxe_run() returned, and which answer makes it go on */
enum ipxe_event {
	IPXE_GO,      /* never returned */
	IPXE_SAY,     /* ipxe.say is to be shown; no answer */
	IPXE_FETCH,   /* ipxe.need.uri is to be fetched: ipxe_fetched() or ipxe_done() */
	IPXE_SUM,     /* the sum of an image's bytes: ipxe_summed() or ipxe_done() */
	IPXE_CONTENT, /* an image's bytes, as a setting: ipxe_content() or ipxe_done() */
	IPXE_EXTRACT, /* an image is to be unpacked: ipxe_fetched() or ipxe_done() */
	IPXE_CHOOSE,  /* a menu: ipxe_chosen() */
	IPXE_FORM,    /* a form: ipxe_filled() for each item, then ipxe_done() */
	IPXE_KEY,     /* a key: ipxe_done() */
	IPXE_LINE,    /* a line of text: ipxe_typed() or ipxe_done() */
	IPXE_PAUSE,   /* need.ms to wait: ipxe_done() */
	IPXE_NET,     /* need.net with the interface need.name: ipxe_done() */
	IPXE_RESOLVE, /* the address of the host need.name: ipxe_typed() or ipxe_done() */
	IPXE_PING,    /* of the host need.name: ipxe_done() */
	IPXE_CLOCK,   /* to be set from the host need.name: ipxe_done() */
	IPXE_SHELL,   /* a shell for a person: ipxe_done() when it was left */
	IPXE_STOP,    /* the end: ipxe.end */
};

enum ipxe_end {
	IPXE_END_EXIT,	   /* the outermost script ended, with ipxe.status: nothing is booted */
	IPXE_END_BOOT,	   /* ipxe_kernel() is to be booted, with ipxe_initrd() */
	IPXE_END_LOCAL,	   /* the local disk is to be booted */
	IPXE_END_REBOOT,   /* the machine */
	IPXE_END_POWEROFF, /* likewise */
	IPXE_END_LOOP,	   /* it went on for ever, and was stopped */
};

/** enum ipxe_net - what is to be done with an interface, or all */
enum ipxe_net {
	IPXE_NET_DHCP,	  /* configure it; empty name = whichever */
	IPXE_NET_OPEN,	  /* use it, with the address that the script set, if it did */
	IPXE_NET_CLOSE,	  /* no longer use it */
	IPXE_NET_LINK,	  /* wait for a carrier */
	IPXE_NET_VLAN,	  /* create a VLAN on it: need.number is its tag */
	IPXE_NET_NO_VLAN, /* remove that */
};

/** enum ipxe_kind - what a file is, by its content */
enum ipxe_kind {
	IPXE_KIND_OTHER,  /* nothing that can be executed here */
	IPXE_KIND_SCRIPT, /* ipxe_is_script() */
	IPXE_KIND_KERNEL, /* a kernel of this machine */
};

/** struct ipxe_image - a file that was downloaded */
struct ipxe_image {
	uint32_t handle; /* what who fetched it knows it by; 0 = none */
	uint64_t size;	 /* bytes */
	uint16_t name, uri, args;
	uint16_t text; /* of a script */
	enum ipxe_kind kind;
	bool has_args, autofree, tree;
};

/** struct ipxe_item - a line of a menu or form */
struct ipxe_item {
	uint16_t name; /* 0 = cannot be chosen */
	uint16_t text, key_text;
	uint32_t key;
	uint8_t menu;
	bool start, secret;
};

/** struct ipxe_menu - a menu or form that a script has made */
struct ipxe_menu {
	uint16_t name, title;
	bool used;
};

/** struct ipxe_need - what an event is about; texts are good until the answer */
struct ipxe_need {
	uint32_t image; /* SUM, CONTENT, EXTRACT: its handle */
	enum hash_kind sum;
	/* FETCH */
	struct view uri;
	const char *method;  /* "GET", or in capital letters what the script says */
	struct view body;    /* of a POST: application/x-www-form-urlencoded; p is NULL for none */
	struct view headers; /* "Name: value" and LF each */
	/* CHOOSE, FORM */
	unsigned menu;
	int item;	       /* CHOOSE: what is selected first, an index into ipxe.items */
	uint32_t retimeout_ms; /* CHOOSE: after a key; 0 = for ever */
	/* PAUSE, KEY, LINE, CHOOSE, FETCH, NET, PING: 0 = for ever */
	uint32_t ms;
	uint32_t key;	  /* KEY: 0 = any */
	struct view text; /* KEY: the prompt. LINE: the value it begins with */
	bool secret;	  /* LINE */
	enum ipxe_net net;
	struct view name;
	uint32_t number; /* PING: how often; 0 = until it fails. NET: tag of a VLAN */
	uint32_t size;	 /* PING: bytes of data */
	bool quiet;	 /* PING: nothing is said of each answer */
};

/** struct ipxe_frame - a script that runs; private */
struct ipxe_frame {
	struct ipxe_image image;
	uint32_t line, next; /* offsets in its text: of this line and of the one after it */
	uint32_t token;	     /* offset in the line of what comes next */
	enum ipxe_token op;  /* in front of what comes next */
	int rc;		     /* of the line so far */
	bool in_line;
	bool last; /* the command at hand is the line's last one */
};

/** struct ipxe_setting - private */
struct ipxe_setting {
	uint16_t name, value;
	uint8_t scope, type;
	bool fact;    /* cannot be changed by a script */
	uint32_t tag; /* 0 = none */
};

/** struct ipxe_scope - private */
struct ipxe_scope {
	uint16_t name;
	uint8_t parent;
	int8_t priority;
};

/** struct ipxe_param - private */
struct ipxe_param {
	uint16_t key, value;
	uint8_t list;
	bool used, header;
};

struct ipxe;
struct ipxe_command;

/** struct ipxe_options - what the options of a command were; private */
struct ipxe_options {
	uint32_t given; /* bits, by place in the command's table */
	struct view value[IPXE_OPTIONS];
};

/** struct ipxe - a run; about 3 MiB, most of it untouched, so make it static */
struct ipxe {
	/* For who runs it, before ipxe_start(). */
	uint32_t steps_max;  /* IPXE_STEPS unless set */
	uint64_t unixtime;   /* s; may be set anew at any time */
	uint32_t cpu_edx[2]; /* of cpuid: plain and extended; 0 where there is none */
	uint32_t cpu_ecx[2]; /* likewise */

	struct ipxe_need need;
	struct view say; /* of IPXE_SAY: not printable yet, lines end in LF */
	enum ipxe_end end;
	int status;  /* of IPXE_END_EXIT: 0, what `exit` said, or enum ipxe_error */
	bool exited; /* the outermost script ended by `exit` */

	size_t image_count, item_count;
	uint32_t selected; /* handle of an image; 0 = none */

	/* Private from here on. */
	enum ipxe_event event;
	/* goes on with the command that needed something, with enum ipxe_error; NULL = none waits */
	int (*resume)(struct ipxe *x, int rc);
	uint64_t steps;
	uint64_t moved;	  /* of the pool, when that was counted last */
	uint32_t handles; /* given out so far */
	uint32_t errno_value;
	unsigned depth;
	size_t setting_count, scope_count;
	uint8_t open[IPXE_OPEN]; /* scopes of interfaces; netX is the last one */
	unsigned open_count;
	/* of the command at hand */
	const struct ipxe_command *command; /* NULL = there is none */
	uint32_t argc, first;		    /* its words, and the first behind the options */
	struct ipxe_options opt;
	size_t words_used;
	unsigned at;		/* how far it is with several arguments */
	uint32_t fresh;		/* the image it works on: a handle */
	struct view image_name; /* what the file it waits for will be called; empty = by its URI */
	bool leaving;		/* it was `exit` */
	bool jumped;		/* it was `goto` */
	bool called;		/* it was the start of a script */
	bool timed;		/* `time` stands in front */
	uint64_t since;		/* s; when @timed */

	size_t said;
	struct {
		uint16_t name, method;
		bool used;
	} list[IPXE_LISTS];

	struct ipxe_frame frame[IPXE_DEPTH];
	struct ipxe_menu menus[IPXE_MENUS];
	struct ipxe_image images[IPXE_IMAGES];
	struct view argv[IPXE_WORDS];
	struct ipxe_scope scopes[IPXE_SCOPES];
	struct ipxe_setting settings[IPXE_SETTINGS];
	struct ipxe_item items[IPXE_ITEMS];
	struct ipxe_param params[IPXE_PARAMS];
	char uri[IPXE_URI_MAX];
	char body[IPXE_BODY_MAX], headers[IPXE_BODY_MAX];
	char method[16];
	char said_buf[IPXE_SAY_BUF];
	char line[IPXE_LINE_MAX];
	char words[IPXE_WORDS_BUF];
	struct ipxe_pool pool;
};

/* --- before the start ------------------------------------------------------------------------ */

/** ipxe_init() - an empty run; touches only what it has to */
void ipxe_init(struct ipxe *x);

/** ipxe_set() - what the command `set` does: @name is "[scope/]name[:type]", an empty @text clears it.
 *  Return: 0 or enum ipxe_error */
int ipxe_set(struct ipxe *x, struct view name, struct view text);

/**
 * ipxe_fact() - a setting that scripts see and cannot change in its scope
 * @scope: such as "net0", "net0.dhcp", "builtin", "smbios"; made where it is not there yet
 * @raw:   its bytes, as in a DHCP option; empty = there is none
 * Return: false = no room.
 */
bool ipxe_fact(struct ipxe *x, const char *scope, struct view name, struct view raw);

/** ipxe_fact_text() - the same of a text */
bool ipxe_fact_text(struct ipxe *x, const char *scope, const char *name, const char *text);

/** ipxe_fact_option() - the same of DHCP option @code, 1 to 254, under its name too where it has one */
bool ipxe_fact_option(struct ipxe *x, const char *scope, uint8_t code, struct view raw);

/** ipxe_use_net() - the interface @scope was opened, last of all: the script's netX. One that is open
 *  keeps its place, as in iPXE */
void ipxe_use_net(struct ipxe *x, const char *scope);

/** ipxe_start() - begin with the script @text, which is copied, of @uri; an empty @uri = it has none.
 *  Return: 0 or enum ipxe_error */
int ipxe_start(struct ipxe *x, struct view uri, struct view text);

/* --- the run --------------------------------------------------------------------------------- */

/** ipxe_run() - go on. Where an answer is awaited, the same event again */
enum ipxe_event ipxe_run(struct ipxe *x);

/** ipxe_done() - it was done; @rc: 0, or enum ipxe_error for why not */
void ipxe_done(struct ipxe *x, int rc);

/**
 * ipxe_fetched() - the file is there
 * @uri:  where it came from in the end, after redirects; empty = from where it was asked for
 * @text: of a script; copied
 * Return: its handle; 0 = no room, and the command has failed.
 */
uint32_t ipxe_fetched(struct ipxe *x, struct view uri, enum ipxe_kind kind, uint64_t size,
		      struct view text);

/** ipxe_summed() - the sum that was asked for */
void ipxe_summed(struct ipxe *x, struct view sum);

/** ipxe_content() - the image's bytes */
void ipxe_content(struct ipxe *x, struct view bytes);

/** ipxe_chosen() - what was chosen: an index into ipxe.items; -1 = the menu was left */
void ipxe_chosen(struct ipxe *x, int item);

/** ipxe_typed() - the line that was typed, or the text that was asked for */
void ipxe_typed(struct ipxe *x, struct view text);

/** ipxe_filled() - what was entered at @item of a form. Return: 0 or enum ipxe_error */
int ipxe_filled(struct ipxe *x, unsigned item, struct view text);

/* --- looking at it --------------------------------------------------------------------------- */

/** ipxe_text() - the text of number @id; good until the next call that goes on */
struct view ipxe_text(const struct ipxe *x, uint16_t id);

/** ipxe_image() - the image of @handle; NULL = there is none */
const struct ipxe_image *ipxe_image(const struct ipxe *x, uint32_t handle);

/** ipxe_kernel() - IPXE_END_BOOT: the kernel */
const struct ipxe_image *ipxe_kernel(const struct ipxe *x);

/** ipxe_initrd() - IPXE_END_BOOT: image number @at of those that the kernel gets, in order; NULL =
 *  there are no more */
const struct ipxe_image *ipxe_initrd(const struct ipxe *x, size_t at);

/** ipxe_where() - append "URI: line N" of the script that runs, printable */
void ipxe_where(const struct ipxe *x, struct str *out);

/** ipxe_expand() - append @text with its settings put in, as in a script. Return: 0 or IPXE_ELOOP,
 *  IPXE_ENOMEM */
int ipxe_expand(struct ipxe *x, struct view text, struct str *out);

/** ipxe_error_str() - an enum ipxe_error in words; never NULL */
const char *ipxe_error_str(int error);

/** ipxe_end_str() - an enum ipxe_end as `pxe ipxe` prints it */
const char *ipxe_end_str(enum ipxe_end end);

#endif
