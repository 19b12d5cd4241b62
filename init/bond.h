/* SPDX-License-Identifier: MIT
 * init/bond.h - several network cards as one, as bond= asks. Layer: adapter, over the files of the
 * bonding driver below /sys/class/net. Callers: init/pid1.c, tests.
 */
#ifndef INIT_BOND_H
#define INIT_BOND_H

#include "init/options.h"

/** bond_make() - make the bond, down and without members, with its settings; one that is there
 *  already is used. A setting that the driver refuses is logged and left out; without one that
 *  watches the members' links, they are looked at every 100 ms.
 *  @net: "/sys/class/net". The module bonding must be loaded.
 *  Return: its interface's number, or negative errno: the driver is not there, or makes none */
int bond_make(const char *net, const struct options_bond *b);

/** bond_add() - make the interface @member, which must be down, one of the bond's; the driver sets
 *  it up. Return: 0 or negative errno */
int bond_add(const char *net, const struct options_bond *b, const char *member);

#endif
