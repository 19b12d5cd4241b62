/* SPDX-License-Identifier: MIT
 * init/options_s390.h - dracut's words for devices of s390. Layer: pure. Caller: init/options.c.
 */
#ifndef INIT_OPTIONS_S390_H
#define INIT_OPTIONS_S390_H

#include "init/options.h"

/** options_zfcp_parse() - ADAPTER,WWPN,LUN; @ret is written on success only */
bool options_zfcp_parse(struct view v, struct reipl_disk *ret);

#endif
