/* SPDX-License-Identifier: MIT */
#include "init/identity.h"

#include "lib/sysfile.h"
#include "pxe/chan.h"

#include <string.h>
#include <unistd.h>

/* IANA "Processor Architecture Types" */
enum {
	ARCH_X86_BIOS = 0x00,
	ARCH_X64_UEFI = 0x07,
	ARCH_ARM32_UBOOT = 0x15,
	ARCH_ARM64_UBOOT = 0x16,
	ARCH_S390 = 0x1f,
	ARCH_UNKNOWN = 0xffff,
};

static bool usable_uuid(const uint8_t uuid[16])
{
	uint8_t all = 0xff, any = 0;

	for (int i = 0; i < 16; i++) {
		all &= uuid[i];
		any |= uuid[i];
	}
	return any != 0 && all != 0xff;
}

bool identity_uuid_dmi(struct view text, uint8_t ret[16])
{
	uint8_t uuid[16];

	if (!text_hex(view_trim(text), uuid, sizeof uuid) || !usable_uuid(uuid))
		return false;
	memcpy(ret, uuid, sizeof uuid);
	return true;
}

bool identity_uuid_sysinfo(struct view text, uint8_t ret[16])
{
	return identity_uuid_dmi(view_field(text, "VM00 UUID"), ret);
}

int32_t identity_loadparm(struct view text)
{
	uint32_t n;

	text = view_trim(text);
	if (view_ieq(text, view_of("PROMPT")))
		return CHAN_LOADPARM_PROMPT;
	return text_u32(text, 0, 99999999, &n) ? (int32_t)n : CHAN_NO_LOADPARM;
}

static void machine_arch(struct identity *ret)
{
#if defined(__s390x__)
	ret->arch = ARCH_S390;
	ret->arch_name = "s390x";
#elif defined(__aarch64__)
	ret->arch = ARCH_ARM64_UBOOT;
	ret->arch_name = "arm64";
#elif defined(__arm__)
	ret->arch = ARCH_ARM32_UBOOT;
	ret->arch_name = "armhf";
#elif defined(__x86_64__)
	ret->arch = access("/sys/firmware/efi", F_OK) == 0 ? ARCH_X64_UEFI : ARCH_X86_BIOS;
	ret->arch_name = "x86_64";
#else
	ret->arch = ARCH_UNKNOWN;
	ret->arch_name = "unknown";
#endif
}

static void add_machine(struct identity *ret, struct view text)
{
	size_t used = strlen(ret->machine);
	struct str s = str_of(ret->machine + used, sizeof ret->machine - used);

	text = view_trim(text);
	if (!text.n)
		return;
	if (used)
		str_putc(&s, ' ');
	str_printable(&s, text, 36);
}

static void read_sysinfo(struct identity *ret)
{
	static char text[8192];
	struct view v = {.p = text};
	int n = sysfile_read("/proc/sysinfo", text, sizeof text);

	if (n <= 0)
		return;
	v.n = (size_t)n;
	ret->has_uuid = identity_uuid_sysinfo(v, ret->uuid);
	add_machine(ret, view_field(v, "VM00 Control Program"));
	add_machine(ret, view_field(v, "VM00 Name"));
	if (!ret->machine[0]) {
		add_machine(ret, view_field(v, "Manufacturer"));
		add_machine(ret, view_field(v, "Type"));
	}
}

static void identity_of_dmi(struct identity *ret)
{
	char text[128];

	if (sysfile_read("/sys/class/dmi/id/product_uuid", text, sizeof text) > 0)
		ret->has_uuid = identity_uuid_dmi(view_of(text), ret->uuid);
	if (sysfile_read("/sys/class/dmi/id/sys_vendor", text, sizeof text) > 0)
		add_machine(ret, view_of(text));
	if (sysfile_read("/sys/class/dmi/id/product_name", text, sizeof text) > 0)
		add_machine(ret, view_of(text));
}

void identity_read(struct identity *ret)
{
	char text[64];

	memset(ret, 0, sizeof *ret);
	ret->loadparm = CHAN_NO_LOADPARM;
	machine_arch(ret);
	if (sysfile_read("/sys/firmware/ipl/loadparm", text, sizeof text) > 0)
		ret->loadparm = identity_loadparm(view_of(text));
	read_sysinfo(ret);
	if (!ret->has_uuid)
		identity_of_dmi(ret);
	if (!ret->machine[0] && sysfile_read("/proc/device-tree/model", text, sizeof text) > 0)
		add_machine(ret, view_of(text));
}
