/* SPDX-License-Identifier: MIT
 * How an iPXE script learns what came of a command that waited for others. */
#include "pxe/session/internal.h"

#include "lib/log.h"

struct session_next session_script_told(struct session *s, int rc, const char *why)
{
	char text[120];
	struct str name = str_of(text, sizeof text);

	str_printable(&name, s->ipxe.run.need.name, 100);
	if (why)
		log_warn("iPXE: %s: %s, the script is told", text, why);
	ipxe_done(&s->ipxe.run, rc);
	return session_go(PHASE_SCRIPT);
}
