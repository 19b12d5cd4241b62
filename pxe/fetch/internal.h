/* SPDX-License-Identifier: MIT
 * pxe/fetch/internal.h - how the files of one download call each other; nobody else includes it.
 *
 * pxe/fetch/fetch.c finds the server and waits between attempts; pxe/fetch/tftp.c and pxe/fetch/http.c make attempts
 * and judge how they ended. pxe/fetch/http_none.c takes the latter's place in builds with HTTP=no.
 */
#ifndef PXE_FETCH_INTERNAL_H
#define PXE_FETCH_INTERNAL_H

#include "pxe/fetch/fetch.h"

#define FETCH_PATH_SHOWN 120 /* characters of a path in a sentence */

/* --- pxe/fetch/fetch.c --- */

/** fetch_begin_why() - a builder over the sentence of @f, which begins with the URL */
struct str fetch_begin_why(struct fetch *f);

/** fetch_end_failed() - it is over, or goes on elsewhere; the sentence is in place */
void fetch_end_failed(struct fetch *f, enum fetch_fail fail);

/** fetch_failed() - the same with the sentence @text; NULL = in the words for @fail */
void fetch_failed(struct fetch *f, enum fetch_fail fail, const char *text);

/** fetch_failed_local() - the same for a negative errno of our side */
void fetch_failed_local(struct fetch *f, int error);

/** fetch_pause() - wait for a while that no two machines have in common, then try again */
void fetch_pause(struct fetch *f, uint64_t now);

/** fetch_find_server() - find the address of f->target's host, or of the proxy, then begin */
void fetch_find_server(struct fetch *f, uint64_t now);

/* --- pxe/fetch/servers.c --- */

/** fetch_place_first() - begin with the mirror that was good for the last file */
void fetch_place_first(struct fetch *f);

/** fetch_place_take() - the addresses of f->target's host, or of the proxy; f->server is the first
 *  to be asked, 0 if there is none */
void fetch_place_take(struct fetch *f, const uint32_t *addr, unsigned n);

/** fetch_place_more() - whether there is another place, so that this one needs less patience */
bool fetch_place_more(const struct fetch *f);

/** fetch_place_next() - to the next place, said in one line behind f->why; false: there is none */
bool fetch_place_next(struct fetch *f);

/* --- pxe/fetch/tftp.c --- */

/** fetch_tftp_begin() - f->server is known: the first attempt */
void fetch_tftp_begin(struct fetch *f, uint64_t now);

/** fetch_tftp_again() - another attempt, with what f->peer lets ask for */
void fetch_tftp_again(struct fetch *f, uint64_t now);

/** fetch_tftp_deadline() - when the step is due at the latest */
uint64_t fetch_tftp_deadline(const struct fetch *f);

/** fetch_tftp_step() - go on; judges the attempt when it has ended */
void fetch_tftp_step(struct fetch *f, uint64_t now);

/* --- pxe/fetch/http.c, or pxe/fetch/http_none.c --- */

/** fetch_http_built() - whether this build speaks http, https or ftp */
bool fetch_http_built(enum pxe_scheme scheme);

/** fetch_http_host() - whose address is needed, the target's host or the proxy; false: it failed */
bool fetch_http_host(struct fetch *f, struct view *host);

/** fetch_http_begin() - f->server is known: the first attempt, or the first behind a redirect */
void fetch_http_begin(struct fetch *f, uint64_t now);

/** fetch_http_again() - another attempt, from the first byte missing */
void fetch_http_again(struct fetch *f, uint64_t now);

/** fetch_http_step() - go on; judges the attempt when it has ended, and frees all at the end */
void fetch_http_step(struct fetch *f, uint64_t now);
unsigned fetch_http_pollfds(const struct fetch *f, struct pollfd ret[static FETCH_POLLFDS]);
uint64_t fetch_http_deadline(const struct fetch *f);

/** fetch_http_stop() - end what runs and free all; harmless at any time */
void fetch_http_stop(struct fetch *f);

#endif
