/* SPDX-License-Identifier: MIT
 * init/znet.h - network devices of s390, which are two or three channel devices each: what the
 * command line and the machine's configuration say of them. Layer: pure. Callers:
 * init/options_s390.c, init/ccwgroup.c, init/pid1.c, tests.
 */
#ifndef INIT_ZNET_H
#define INIT_ZNET_H

#include "init/busid.h"
#include "lib/bytes.h"

#include <stdbool.h>

#define ZNET_MEMBERS  3
#define ZNET_SETTINGS 160

enum znet_type { ZNET_QETH, ZNET_LCS, ZNET_CTC, ZNET_TYPES };

/** struct znet - one device */
struct znet {
	enum znet_type type;
	char id[ZNET_MEMBERS][BUSID_MAX]; /* read, write, and qeth's data channel */
	char settings[ZNET_SETTINGS];	  /* name=value, commas between them, such as layer2=1 */
};

/** znet_members() - how many channel devices it has, 2 or 3 */
unsigned znet_members(enum znet_type type);

/** znet_driver() - what the kernel calls its driver */
const char *znet_driver(enum znet_type type);

/** znet_parse() - the value of dracut's rd.znet=: qeth,READ,WRITE,DATA[,NAME=VALUE]..., and lcs or
 *  ctc with two bus ids. @ret is written on success only */
bool znet_parse(struct view v, struct znet *ret);

/** znet_put() - append the same */
void znet_put(struct str *s, const struct znet *z);

/** znet_name() - append the name that udev would give the interface of the device @id: "enc1000" */
void znet_name(struct str *s, const char *id);

/** znet_id_in_path() - the last bus id among the parts of @path, as sysfs has them */
bool znet_id_in_path(struct view path, char ret[static BUSID_MAX]);

#endif
