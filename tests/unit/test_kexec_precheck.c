/* SPDX-License-Identifier: MIT
 * What is said before the download: kexec missing, turned off, locked, forbidden. */
#include "tests/unit/check.h"

#include "init/kexec/precheck.h"

#include <errno.h>
#include <string.h>

static char words[KEXEC_TEXT];

static int judge(int file_load, int load, int limit, bool disabled, bool locked)
{
	struct kexec_state s = {.file_load = file_load,
				.load = load,
				.limit = limit,
				.disabled = disabled,
				.locked = locked};
	struct str why = str_of(words, sizeof words);

	return kexec_judge(&s, &why);
}

TEST(ready_when_one_of_the_calls_is_open)
{
	CHECK_INT(judge(ENOSYS, EINVAL, -1, false, false), 0);
	CHECK_INT(judge(EBADF, ENOSYS, -1, false, false), 0);
	CHECK_INT(judge(EBADF, EPERM, -1, false, true), 0); /* lockdown leaves signed files */
	CHECK_INT(judge(EBADF, EINVAL, -1, false, false), 0);
	CHECK_INT(judge(EBADF, EINVAL, 1, false, false), 0);
	CHECK_STR(words, "");
}

TEST(every_no_names_its_cause)
{
	CHECK_INT(judge(ENOSYS, ENOSYS, -1, false, false), KEXEC_NOT_BUILT_IN);
	CHECK(strstr(words, "CONFIG_KEXEC"));
	CHECK_INT(judge(EPERM, EPERM, -1, true, false), KEXEC_TURNED_OFF);
	CHECK(strstr(words, "kexec_load_disabled"));
	CHECK_INT(judge(EBADF, EINVAL, 0, false, false), KEXEC_TURNED_OFF);
	CHECK(strstr(words, "kexec_load_limit_reboot"));
	CHECK_INT(judge(ENOSYS, EPERM, -1, false, true), KEXEC_TURNED_OFF);
	CHECK(strstr(words, "lockdown is on"));
	CHECK_INT(judge(EPERM, EPERM, -1, false, false), KEXEC_TURNED_OFF);
	CHECK(strstr(words, "CAP_SYS_BOOT"));
	CHECK_INT(judge(EPERM, ENOSYS, -1, false, false), KEXEC_TURNED_OFF);
}

TEST(lockdown_is_what_stands_in_brackets)
{
	CHECK(!kexec_lockdown(view_of("[none] integrity confidentiality\n")));
	CHECK(kexec_lockdown(view_of("none [integrity] confidentiality\n")));
	CHECK(kexec_lockdown(view_of("none integrity [confidentiality]")));
	CHECK(!kexec_lockdown(view_of("")));
	CHECK(!kexec_lockdown(view_of("none integrity\n")));
}

/* On whatever machine the tests run: an answer, and a sentence exactly when it is no. */
TEST(asking_the_real_kernel)
{
	struct kexec_sizes endless = {.kernel = UINT64_MAX, .initrd = UINT64_MAX};
	int r = kexec_ready(words, sizeof words);
	static struct ram ram;
	struct str why;

	CHECK(r == 0 || r == KEXEC_NOT_BUILT_IN || r == KEXEC_TURNED_OFF);
	CHECK((r == 0) == (words[0] == '\0'));
	why = str_of(words, sizeof words);
	r = kexec_ram_read(&ram);
	CHECK(r <= 0 || r == KEXEC_NO_RAM_MAP);
	if (r == 0)
		CHECK(layout_fits(&ram, endless, true, &why) != 0 && words[0]);
}
