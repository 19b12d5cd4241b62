/* SPDX-License-Identifier: MIT
 * pxe/ipxe/script.h - the stack of scripts, jumps, images and what commands say. Layer: pure. Callers:
 * pxe/ipxe/.
 */
#ifndef PXE_IPXE_SCRIPT_H
#define PXE_IPXE_SCRIPT_H

#include "pxe/ipxe/ipxe.h"

/* --- pxe/ipxe/say.c --- */

/** ipxe_puts(), ipxe_put(), ipxe_putf() - add to what will be shown; what does not fit is left out */
void ipxe_puts(struct ipxe *x, const char *text);
void ipxe_put(struct ipxe *x, struct view v);
void ipxe_putf(struct ipxe *x, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* --- pxe/ipxe/expand.c: ipxe_expand() --- */

/* --- pxe/ipxe/image.c --- */

/** ipxe_image_at() - the place of the image @handle in the list; -1 = it is not there */
int ipxe_image_at(const struct ipxe *x, uint32_t handle);

/** ipxe_image_find() - the handle of the first image called @name; 0 = there is none */
uint32_t ipxe_image_find(const struct ipxe *x, struct view name);

/**
 * ipxe_image_add() - append an image
 * @name: empty = made from @uri
 * @text: of a script; kept
 * Return: its handle, 0 = no room
 */
uint32_t ipxe_image_add(struct ipxe *x, struct view name, struct view uri, enum ipxe_kind kind,
			uint64_t size, struct view text);

/** ipxe_image_args() - set the arguments of the image at @at; an empty @args clears them. Return: 0 or
 *  IPXE_ENOMEM */
int ipxe_image_args(struct ipxe *x, int at, struct view args);

/** ipxe_image_take() - take the image at @at off the list, without dropping it */
struct ipxe_image ipxe_image_take(struct ipxe *x, int at);

/** ipxe_image_drop() - give back the texts of @i, which is no longer on the list */
void ipxe_image_drop(struct ipxe *x, struct ipxe_image *i);

/** ipxe_image_back() - put @i at the end of the list; dropped where that is full */
void ipxe_image_back(struct ipxe *x, struct ipxe_image *i);

/* --- pxe/ipxe/stack.c --- */

/** ipxe_push() - the script @i runs next. Return: 0 or IPXE_ELOOP, which is the end of the run */
int ipxe_push(struct ipxe *x, struct ipxe_image i);

/** ipxe_pop() - the running script ends, and its image goes back to the list unless it frees itself */
void ipxe_pop(struct ipxe *x);

/** ipxe_goto() - go on at the first line with that label. Return: 0 or IPXE_ENOENT */
int ipxe_goto(struct ipxe *x, struct view label);

/** ipxe_spend() - @n lines' worth of work was done; too much of it ends the run */
void ipxe_spend(struct ipxe *x, uint64_t n);

/** ipxe_refresh() - somebody waited or pressed a key: the work counts anew */
void ipxe_refresh(struct ipxe *x);

/** ipxe_finish() - the run has ended */
void ipxe_finish(struct ipxe *x, enum ipxe_end end);

#endif
