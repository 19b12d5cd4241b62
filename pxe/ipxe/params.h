/* SPDX-License-Identifier: MIT
 * pxe/ipxe/params.h - lists of parameters, which "##params" puts into a request. Layer: pure.
 * Callers: pxe/ipxe/.
 */
#ifndef PXE_IPXE_PARAMS_H
#define PXE_IPXE_PARAMS_H

#include "pxe/ipxe/ipxe.h"

/** ipxe_params_find() - the list called @name, which may be empty; -1 = there is none */
int ipxe_params_find(const struct ipxe *x, struct view name);

/** ipxe_params_drop() - forget list number @list */
void ipxe_params_drop(struct ipxe *x, int list);

/**
 * ipxe_params_use() - set method, body and headers of ipxe.need from the list @name, and forget it
 * @name: p is NULL = the URI names none
 *
 * A list that is not there gives a plain GET. Return: false = it is too long, or its
 * method is none.
 */
bool ipxe_params_use(struct ipxe *x, struct view name);

#endif
