/* SPDX-License-Identifier: MIT
 * pxe/fetch_steps.h - how the files of one download call each other; nobody else includes it.
 *
 * fetch.c finds the server and waits between attempts, fetch_tftp.c makes an attempt by TFTP and
 * judges how it ended.
 */
#ifndef PXE_FETCH_STEPS_H
#define PXE_FETCH_STEPS_H

#include "pxe/fetch.h"

#define FETCH_PATH_SHOWN 120 /* characters of a path in a sentence */

/* --- fetch.c --- */

/** fetch_begin_why() - a builder over the sentence of @f, which begins with the URL */
struct str fetch_begin_why(struct fetch *f);

/** fetch_end_failed() - it is over; the sentence is in place */
void fetch_end_failed(struct fetch *f, enum fetch_fail fail);

/** fetch_failed() - the same with the sentence @text; NULL = in the words for @fail */
void fetch_failed(struct fetch *f, enum fetch_fail fail, const char *text);

/** fetch_failed_local() - the same for a negative errno of our side */
void fetch_failed_local(struct fetch *f, int error);

/** fetch_pause() - wait for a while that no two machines have in common, then try again */
void fetch_pause(struct fetch *f, uint64_t now);

/* --- fetch_tftp.c --- */

/** fetch_tftp_begin() - f->server is known: the first attempt */
void fetch_tftp_begin(struct fetch *f, uint64_t now);

/** fetch_tftp_again() - another attempt, with what f->peer lets ask for */
void fetch_tftp_again(struct fetch *f, uint64_t now);

/** fetch_tftp_step() - go on; judges the attempt when it has ended */
void fetch_tftp_step(struct fetch *f, uint64_t now);

#endif
