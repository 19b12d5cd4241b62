/* SPDX-License-Identifier: MIT
 * init/identity.h - which machine this is. Layer: adapter; the two readers of text are pure.
 *
 * On s390 the UUID is the one of the innermost virtual machine, "VM00" in /proc/sysinfo: the
 * hypervisors above put their blocks behind it. Elsewhere SMBIOS has it.
 */
#ifndef INIT_IDENTITY_H
#define INIT_IDENTITY_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

/** struct identity - one machine */
struct identity {
	bool has_uuid;
	uint8_t uuid[16];      /* in the order in which it is printed */
	uint16_t arch;	       /* DHCP option 93 (RFC 4578 2.1 and the IANA list behind it) */
	const char *arch_name; /* s390x armhf arm64 x86_64, or "unknown" */
	char machine[80];      /* maker and model, printable; "" = not known */
	int32_t loadparm;      /* s390: as struct chan_setup has it; elsewhere none */
};

/** identity_read() - look at /proc and /sys; cannot fail, what is missing stays empty */
void identity_read(struct identity *ret);

/** identity_loadparm() - the number of the entry in s390's LOADPARM, the eight characters that the
 *  operator may give along with "load" (-machine loadparm= in QEMU); CHAN_LOADPARM_PROMPT for
 *  "PROMPT" in any case, CHAN_NO_LOADPARM for everything else */
int32_t identity_loadparm(struct view text);

/** identity_uuid_dmi() - a UUID as SMBIOS prints it; all zeroes or all ones is none */
bool identity_uuid_dmi(struct view text, uint8_t ret[16]);

/** identity_uuid_sysinfo() - the UUID of VM00 in the text of /proc/sysinfo */
bool identity_uuid_sysinfo(struct view text, uint8_t ret[16]);

#endif
