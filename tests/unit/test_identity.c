/* SPDX-License-Identifier: MIT
 * The machine's UUID: ours, not the one of a hypervisor around it, and none rather than a dummy. */
#include "tests/unit/check.h"

#include "init/identity.h"
#include "pxe/chan.h"

#include <string.h>
#include <sys/utsname.h>

static const char nested[] = "Manufacturer:         IBM\n"
			     "Type:                 8561\n"
			     "\n"
			     "VM00 Name:            guest1\n"
			     "VM00 Control Program: KVM/Linux\n"
			     "VM00 UUID:            00112233-4455-6677-8899-aabbccddeeff\n"
			     "VM01 Name:            outer\n"
			     "VM01 UUID:            ffeeddcc-bbaa-9988-7766-554433221100\n";

static const uint8_t inner[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
				  0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

TEST(identity_takes_the_innermost_uuid)
{
	uint8_t uuid[16] = {0};

	CHECK(identity_uuid_sysinfo(view_of(nested), uuid));
	CHECK_MEM(uuid, inner, 16);
	CHECK(view_is(view_field(view_of(nested), "VM00 Name"), "guest1"));
	CHECK_INT(view_field(view_of(nested), "VM00").n, 0);
	CHECK_INT(view_field(view_of(nested), "VM02 Name").n, 0);
}

TEST(hazard_93_dummy_uuids_are_none)
{
	static const char *const bad[] = {
		"00000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff",
		"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
		"",
		"Not Settable",
		"00112233-4455-6677-8899-aabbccddee",
		"00112233-4455-6677-8899-aabbccddeeff00",
	};
	uint8_t uuid[16] = {7};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!identity_uuid_dmi(view_of(bad[i]), uuid));
	CHECK_INT(uuid[0], 7);
	CHECK(!identity_uuid_sysinfo(view_of("VM01 UUID: 00112233-4455-6677-8899-aabbccddeeff"),
				     uuid));
	CHECK(!identity_uuid_sysinfo(view_of("VM00 UUID:"), uuid));
	CHECK(!identity_uuid_sysinfo(view_of("VM00 UUID"), uuid));
	CHECK(identity_uuid_dmi(view_of(" 00112233-4455-6677-8899-AABBCCDDEEFF\n"), uuid));
	CHECK_MEM(uuid, inner, 16);
}

static void swallow(const uint8_t *data, size_t len)
{
	struct view v = {.p = (const char *)data, .n = len};
	uint8_t uuid[16];

	identity_uuid_sysinfo(v, uuid);
	identity_uuid_dmi(v, uuid);
}

TEST(identity_mutations)
{
	check_mutations((const uint8_t *)nested, sizeof nested - 1, swallow);
}

TEST(identity_loadparm_names_an_entry)
{
	static const struct {
		const char *text;
		int32_t want;
	} rows[] = {
		{"", CHAN_NO_LOADPARM},
		{"0", 0},
		{"2", 2},
		{"  12    \n", 12},
		{"99999999", 99999999},
		{"999999999", CHAN_NO_LOADPARM},
		{"-1", CHAN_NO_LOADPARM},
		{"2A", CHAN_NO_LOADPARM},
		{"PROMPT", CHAN_LOADPARM_PROMPT},
		{"prompt  ", CHAN_LOADPARM_PROMPT},
		{"PROMPT2", CHAN_NO_LOADPARM},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_INT(identity_loadparm(view_of(rows[i].text)), rows[i].want);
}

/* Against what the kernel says of the same machine by another way. */
TEST(identity_of_this_machine)
{
	static const struct {
		const char *kernel, *arch;
		uint16_t codes[2];
	} rows[] = {
		{"s390x", "s390x", {0x1f, 0x1f}},
		{"x86_64", "x86_64", {0x00, 0x07}},
		{"aarch64", "arm64", {0x16, 0x16}},
		{"armv", "armhf", {0x15, 0x15}}, /* armv5tel armv7l armv8l */
	};
	static const uint8_t none[16];
	struct identity id;
	struct utsname u;
	size_t i = 0, n;

	CHECK_INT(uname(&u), 0);
	while (i < sizeof rows / sizeof *rows &&
	       strncmp(rows[i].kernel, u.machine, strlen(rows[i].kernel)) != 0)
		i++;
	identity_read(&id);
	if (CHECK(i < sizeof rows / sizeof *rows)) {
		CHECK_STR(id.arch_name, rows[i].arch);
		CHECK(id.arch == rows[i].codes[0] || id.arch == rows[i].codes[1]);
	}
	n = strnlen(id.machine, sizeof id.machine);
	CHECK(n < sizeof id.machine);
	while (n > 0)
		CHECK(id.machine[--n] >= ' ' && id.machine[n] <= '~');
	CHECK((memcmp(id.uuid, none, sizeof none) != 0) == id.has_uuid);
}
