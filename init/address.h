/* SPDX-License-Identifier: MIT
 * init/address.h - put a checked lease onto an interface. Layer: adapter.
 * Callers: init/pid1.c and, on a workstation, cmd/boot.c.
 */
#ifndef INIT_ADDRESS_H
#define INIT_ADDRESS_H

#include "pxe/chan.h"

/** address_apply() - address, MTU and routes of @a, which chan_check() has passed. An address that
 *  is there already only gets its new lifetime; another one goes first. Routes are replaced one by
 *  one, in the order given. A route that cannot be set is logged and left out.
 *  Return: 0 or negative errno of the address */
int address_apply(int ifindex, const struct chan_addr *a);

/** address_apply6() - address and gateway of @a, which chan_check() has passed. A gateway that cannot be set is
 *  logged and left out. Return: 0 or negative errno of the address */
int address_apply6(int ifindex, const struct chan_addr6 *a);

/** address_routes() - the routes of @a alone, with its address as their source */
void address_routes(int ifindex, const struct chan_addr *a);

/** address_drop() - take all addresses, and with them all routes, off an interface */
void address_drop(int ifindex);

#endif
