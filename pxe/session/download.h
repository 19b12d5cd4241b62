/* SPDX-License-Identifier: MIT
 * pxe/session/download.h - the files of one session on their way into memory: one at hand, and
 * beside it perhaps one that runs ahead, or texts that may be wanted next. Layer: adapter. Callers:
 * pxe/session.
 *
 * Knows a lease and files, and nothing of what they are for. A struct fetch must not move while it
 * runs, so there are slots that change roles. Where a function takes @why and returns false,
 * one printable sentence was appended to @why.
 */
#ifndef PXE_SESSION_DOWNLOAD_H
#define PXE_SESSION_DOWNLOAD_H

#include "lib/random.h"
#include "lib/text.h"
#include "pxe/fetch/fetch.h"
#include "pxe/session/net.h"
#include "pxe/url.h"

#include <stdbool.h>
#include <stdint.h>

/* Texts that run ahead; with the one at hand no more requests are under way at a time than these. */
#define SESSION_DOWNLOAD_TEXTS	 15
#define SESSION_DOWNLOAD_SLOTS	 (2 + SESSION_DOWNLOAD_TEXTS)
#define SESSION_DOWNLOAD_NAME	 256 /* bytes of a name that runs ahead, with NUL */
#define SESSION_DOWNLOAD_POLLFDS (SESSION_DOWNLOAD_SLOTS * FETCH_POLLFDS)

/** struct session_download_slot - one download; private */
struct session_download_slot {
	struct fetch fetch;
	struct pxe_target target;
	int fd;
	uint64_t max; /* bytes that the fetch may take */
	uint64_t
		most; /* bytes that were in @fd at a time; an attempt that starts over frees none */
	uint64_t since, until; /* ms: when it began, and when its end was seen */
	bool named; /* the target's host is the default server, which is known by its name */
	bool on;
	bool idle;			  /* poll() named none of its descriptors */
	bool text;			  /* it is a text that runs ahead, and @fd its own */
	char name[SESSION_DOWNLOAD_NAME]; /* of such a text */
};

/** struct session_download - private */
struct session_download {
	const struct session_net *net;
	struct random random; /* seeds of the fetches */
	struct session_download_slot slots[SESSION_DOWNLOAD_SLOTS];
	unsigned at;		/* the slot of the file at hand */
	unsigned next;		/* the slot of the file that runs ahead */
	int text_fd;		/* memfd of session_download_text(), -1 = none */
	uint64_t room;		/* bytes for both files together while one runs ahead */
	struct fetch_part part; /* session_download_expect() */
};

enum session_download_state {
	SESSION_DOWNLOAD_NONE, /* nothing is on its way */
	SESSION_DOWNLOAD_RUNNING,
	SESSION_DOWNLOAD_DONE,
	SESSION_DOWNLOAD_FAILED, /* session_download_failure() says why */
};

/** session_download_init() - once; @net must stay valid, it is read whenever a download begins */
void session_download_init(struct session_download *d, const struct session_net *net,
			   uint64_t seed);

/** session_download_stop() - end both downloads; the memfd of session_download_text() is closed */
void session_download_stop(struct session_download *d);

/** session_download_close() - close *@fd if it is one; it is -1 then */
void session_download_close(int *fd);

/** session_download_memfd() - an empty memfd that can be sealed in *@fd, in place of the one there.
 *  Return: false: @why */
bool session_download_memfd(int *fd, const char *name, struct str *why);

/** session_download_expect() - the next session_download_start() finds the beginning of its file in @fd */
void session_download_expect(struct session_download *d, const struct fetch_part *part);

/** session_download_is() - @name, relative to @cwd, is @target */
bool session_download_is(const struct session_download *d, struct view cwd, struct view name,
			 const struct pxe_target *target);

/** session_download_part() - end the download at hand, which @fd must be of. Return: what there is of it, and
 *  its server vouches for; NULL = @fd is not its, or no byte is */
const struct fetch_part *session_download_part(struct session_download *d, int fd);

/**
 * session_download_start() - the file at hand is @name, relative to @cwd; the one before is ended
 * @fd:   written from offset @base on; stays the caller's
 * @name: must stay valid until the download ends
 * @max:  bytes; a larger file fails with FETCH_TOO_BIG
 * Return: false: @why
 */
bool session_download_start(struct session_download *d, int fd, struct view cwd, struct view name,
			    uint64_t base, uint64_t max, uint64_t now, struct str *why);

/** session_download_request() - session_download_start() from the start of @fd, of a full URL, with
 *  @request, which must stay valid until the download ends */
bool session_download_request(struct session_download *d, int fd, struct view url,
			      const struct fetch_request *request, uint64_t max, uint64_t now,
			      struct str *why);

/** session_download_text() - session_download_start() into a memfd of its own, which stays until
 *  the next one or session_download_text_close(). Return: false: @why */
bool session_download_text(struct session_download *d, struct view cwd, struct view name,
			   uint64_t max, uint64_t now, struct str *why);

/** session_download_text_ahead() - begin a text that session_download_text() may be called for next. Texts
 *  come by any server and in any order; whoever asks for one gets it when it is there. How many there
 *  may be depends on the transport. Return: false: no more of them now */
bool session_download_text_ahead(struct session_download *d, struct view cwd, struct view name,
				 uint64_t max, uint64_t now);

/** session_download_drop_texts() - end all texts that run ahead; harmless where there are none */
void session_download_drop_texts(struct session_download *d);

/** session_download_map() - the text that arrived, mapped; an empty one is not mapped.
 *  session_download_unmap() it. Return: 0 or negative errno */
int session_download_map(const struct session_download *d, struct view *ret);
void session_download_unmap(struct view text);
void session_download_text_close(struct session_download *d);

/** session_download_budget() - of @room bytes those that a second file may take beside the one at
 *  hand; 0 = none, or the server did not announce how much the one at hand takes */
uint64_t session_download_budget(const struct session_download *d, uint64_t room);

/** session_download_ahead() - begin @name beside the file at hand, if its transport gains by that;
 *  arguments as of session_download_start(), but for @room: what both files may take together. Sizes
 *  are what servers say: once more has come the file that runs ahead is dropped, and @fd is empty. */
void session_download_ahead(struct session_download *d, int fd, struct view cwd, struct view name,
			    uint64_t room, uint64_t now);

/** session_download_take_ahead() - the file that runs ahead is the one at hand from now on, if it
 *  keeps to @room bytes; else it is dropped. Return: false: none does */
bool session_download_take_ahead(struct session_download *d, uint64_t room);

/** session_download_pollfds() - what to poll: how many entries of @ret were filled */
unsigned session_download_pollfds(const struct session_download *d,
				  struct pollfd ret[static SESSION_DOWNLOAD_POLLFDS]);

/** session_download_polled() - @fds: those of session_download_pollfds(), with what poll() found.
 *  The next step leaves out a download that has nothing to read and no deadline that passed. */
void session_download_polled(struct session_download *d, const struct pollfd *fds);

/** session_download_deadline() - ms; CLOCK_NEVER = none */
uint64_t session_download_deadline(const struct session_download *d);

/** session_download_step() - go on with both. Return: what became of the file at hand; DONE and
 *  FAILED are said once */
enum session_download_state session_download_step(struct session_download *d, uint64_t now);

/** Of the file at hand, after its end too: bytes so far, its announced size (0 = unknown), when it
 *  began and when its end was seen (ms), what it was resolved to, and why it failed. */
uint64_t session_download_bytes(const struct session_download *d);
uint64_t session_download_size(const struct session_download *d);
uint64_t session_download_since(const struct session_download *d);
uint64_t session_download_until(const struct session_download *d);
const struct pxe_target *session_download_target(const struct session_download *d);
/** session_download_landed() - likewise where it was in the end, after redirects */
const struct pxe_target *session_download_landed(const struct session_download *d);
/** session_download_server() - likewise the address of its server, 0 = not known */
struct netaddr session_download_server(const struct session_download *d);
enum fetch_fail session_download_failure(const struct session_download *d);
const char *session_download_why(const struct session_download *d);

/** session_download_heard() - a server has sent something for the file at hand, or for one that runs ahead */
bool session_download_heard(const struct session_download *d);

/** session_download_put_url() - append the URL of the file at hand, printable */
void session_download_put_url(const struct session_download *d, struct str *out);

#endif
