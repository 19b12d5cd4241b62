/* SPDX-License-Identifier: MIT
 * init/options_ip.h - the words with a grammar of their own: ip=, vlan= and bond=. Layer: pure.
 * Called by init/options.c alone.
 */
#ifndef INIT_OPTIONS_IP_H
#define INIT_OPTIONS_IP_H

#include "init/options.h"

/** options_ip_parse() - CLIENT:SERVER:GATEWAY:MASK:HOST:DEVICE:AUTOCONF:DNS0:DNS1[:NTP0] with any
 *  field empty or left off at the end, or AUTOCONF alone, or dracut's DEVICE:AUTOCONF. dracut's
 *  MTU[:MAC] may stand behind AUTOCONF. Addresses of IPv6 stand in brackets. The mask may be a prefix
 *  length. As in the kernel, a client address without an autoconf method means static.
 *  Return: NULL, or what is wrong with it, and @ret is untouched */
const char *options_ip_parse(struct view v, struct options_ip *ret);

/** options_ip6_text() - an address of IPv6 that a host can have, in brackets or without. @ret is written on
 *  success only */
bool options_ip6_text(struct view v, struct netaddr *ret);

/** options_vlan_parse() - NAME:PARENT; @ret is written on success only */
bool options_vlan_parse(struct view v, struct options_vlan *ret);

/** options_bond_parse() - NAME[:MEMBERS[:SETTINGS[:MTU]]], and dracut's defaults for what is missing:
 *  bond0:eth0,eth1:mode=balance-rr. @ret is written on success only */
bool options_bond_parse(struct view v, struct options_bond *ret);

/** options_is_ifname() - what the kernel takes as the name of an interface */
bool options_is_ifname(struct view v);

/** options_is_host() - an address or host name: 1..253 letters, digits, dots, dashes, underscores
 */
bool options_is_host(struct view v);

#endif
