/* SPDX-License-Identifier: MIT
 * What is said before the download: kexec missing, turned off, locked, forbidden. */
#include "tests/unit/check.h"

#include "init/kexec/precheck.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

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

/* On whatever machine the tests run. Its switch is there exactly when kexec is built in, and is set
 * for good once it is. */
TEST(asking_the_real_kernel)
{
	int r = kexec_ready(words, sizeof words), c = -1;
	FILE *f = fopen("/proc/sys/kernel/kexec_load_disabled", "re");

	if (f) {
		c = fgetc(f);
		fclose(f);
	}
	if (c == '1')
		CHECK_INT(r, KEXEC_TURNED_OFF);
	else
		CHECK(r == 0 || r == KEXEC_TURNED_OFF ||
		      r == (f ? KEXEC_CPUS_STAY : KEXEC_NOT_BUILT_IN));
	CHECK((r == 0) == (words[0] == '\0'));
}

/* Nobody may: the answer to a process without rights is no everywhere, and tells why. */
TEST(asking_without_the_right_to)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (geteuid() == 0 && setresuid(NOBODY, NOBODY, NOBODY) != 0)
			_exit(2);
		_exit(kexec_ready(words, sizeof words) != 0 &&
				      (strstr(words, "CAP_SYS_BOOT") ||
				       strstr(words, "CONFIG_KEXEC") ||
				       strstr(words, "kexec_load_disabled"))
			      ? 0
			      : 1);
	}
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK_INT(status, 0);
}

/* The first "System RAM" of /proc/iomem that does not begin and end at 0, as it does for those without
 * rights. */
static bool kernel_shows_ram(void)
{
	FILE *f = fopen("/proc/iomem", "re");
	unsigned long long start, end;
	char line[256], what[64];
	bool found = false;

	while (f && !found && fgets(line, sizeof line, f))
		found = sscanf(line, "%llx-%llx : %63[^\n]", &start, &end, what) == 3 &&
			strcmp(what, "System RAM") == 0 && end > 0;
	if (f)
		fclose(f);
	return found;
}

TEST(no_machine_has_memory_for_all)
{
	struct kexec_sizes endless = {.kernel = UINT64_MAX, .initrd = UINT64_MAX};
	struct kexec_sizes little = {.kernel = 4096, .initrd = 4096};
	struct str why = str_of(words, sizeof words);
	static struct ram ram;
	int r = kexec_ram_read(&ram);

	if (!kernel_shows_ram()) {
		CHECK(r < 0 || r == KEXEC_NO_RAM_MAP);
		return;
	}
	if (!CHECK_INT(r, 0))
		return;
	CHECK(layout_fits(&ram, endless, true, &why) != 0 && words[0]);
	CHECK_INT(layout_fits(&ram, little, true, &why), 0);
}
