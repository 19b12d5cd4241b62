/* SPDX-License-Identifier: MIT
 * In place of pxe/session/tree.c where no machine has a device tree and every byte of /init counts. */
#include "pxe/session/internal.h"

#include "lib/log.h"

void session_fetch_tree(struct session *s, uint64_t now)
{
	if (s->plan.fdt.n || s->plan.fdtdir.n || s->plan.fdtoverlays.n)
		log_info("FDT, FDTDIR and FDTOVERLAYS passed over: no device tree describes this "
			 "machine");
	session_hand_over(s, now);
}

/* No such download ever begins. */
void session_tree_ended(struct session *s, bool ok, uint64_t now)
{
	(void)s;
	(void)ok;
	(void)now;
}
