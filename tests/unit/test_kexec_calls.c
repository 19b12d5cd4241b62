/* SPDX-License-Identifier: MIT
 * Which of the two system calls is made, and what each of their errors becomes (fault 23: every
 * one has a name, none leads to a loop). */
#include "tests/unit/check.h"

#include "init/kexec/kexec.h"
#include "lib/error.h"

#include <errno.h>
#include <string.h>

static struct {
	int prepare, file, load; /* what the calls answer */
	int file_calls, load_calls;
	size_t cmdline_len;
	unsigned long file_flags, entry;
	bool not_by_file;
} fake;

static int fake_prepare(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
			struct str *text)
{
	(void)ram;
	str_puts(text, "kernel 5 bytes");
	set->segs = 2;
	set->by_file = !fake.not_by_file;
	set->kernel_fd = job->kernel_fd;
	set->initrd_fd = job->initrd_fd;
	set->entry = 0x3000000;
	return fake.prepare;
}

static int fake_file_load(int kernel_fd, int initrd_fd, size_t cmdline_len, const char *cmdline,
			  unsigned long flags)
{
	(void)kernel_fd, (void)initrd_fd;
	CHECK(cmdline_len == 0 || cmdline[cmdline_len - 1] == '\0');
	fake.cmdline_len = cmdline_len;
	fake.file_flags = flags;
	fake.file_calls++;
	return fake.file;
}

static int fake_load(unsigned long entry, unsigned long segs, const struct kexec_seg *seg,
		     unsigned long flags)
{
	(void)seg, (void)flags;
	CHECK_INT(segs, 2);
	fake.entry = entry;
	fake.load_calls++;
	return fake.load;
}

static const struct kexec_calls calls = {fake_prepare, fake_file_load, fake_load};
static const struct ram no_ram;
static struct kexec_report report;

static struct kexec_set set;
static const struct kexec_job quiet = {.kernel_fd = 3, .initrd_fd = -1, .cmdline = "quiet"};

static int load(int prepare_r, int file_r, int load_r)
{
	memset(&fake, 0, sizeof fake);
	fake.prepare = prepare_r;
	fake.file = file_r;
	fake.load = load_r;
	return kexec_load_with(&calls, &quiet, &no_ram, &set, &report);
}

TEST(file_load_comes_first)
{
	CHECK_INT(load(0, 0, -EPERM), 0);
	CHECK_INT(fake.file_calls, 1);
	CHECK_INT(fake.load_calls, 0);
	CHECK_INT(fake.cmdline_len, 6);
	CHECK_INT(fake.file_flags, 4);
	CHECK_STR(report.text, "kernel 5 bytes (kexec_file_load)");
}

TEST(file_load_is_told_about_an_initrd)
{
	static const struct kexec_job job = {.kernel_fd = 3, .initrd_fd = 4, .cmdline = NULL};

	memset(&fake, 0, sizeof fake);
	CHECK_INT(kexec_load_with(&calls, &job, &no_ram, &set, &report), 0);
	CHECK_INT(fake.file_flags, 0);
	CHECK_INT(fake.cmdline_len, 0); /* the one in the image stays */
}

TEST(kernels_without_file_load_get_kexec_load)
{
	CHECK_INT(load(0, -ENOSYS, 0), 0);
	CHECK_INT(fake.load_calls, 1);
	CHECK_INT(fake.entry, 0x3000000);
	CHECK_STR(report.text, "kernel 5 bytes (kexec_load)");
}

TEST(a_form_that_file_load_dislikes_is_tried_once_more)
{
	static const int soft[] = {ENOEXEC, EINVAL, ETXTBSY, EOPNOTSUPP, EADDRNOTAVAIL};

	for (size_t i = 0; i < sizeof soft / sizeof *soft; i++) {
		CHECK_INT(load(0, -soft[i], 0), 0);
		CHECK_INT(fake.file_calls + fake.load_calls, 2);
	}
}

/* A device tree of its own, or a kernel in no file: only the other call can do it. */
TEST(what_file_load_cannot_do_is_not_asked_of_it)
{
	memset(&fake, 0, sizeof fake);
	fake.not_by_file = true;
	CHECK_INT(kexec_load_with(&calls, &quiet, &no_ram, &set, &report), 0);
	CHECK_INT(fake.file_calls, 0);
	CHECK_INT(fake.load_calls, 1);
}

/* A policy about signatures is about one of the calls, lockdown about both. */
TEST(what_one_call_forbids_the_other_may_allow)
{
	static const int hard[] = {EPERM, EKEYREJECTED, ENOKEY, ENODATA, EBADMSG};

	for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
		CHECK_INT(load(0, -hard[i], 0), 0);
		CHECK_INT(fake.load_calls, 1);
		CHECK_STR(report.text, "kernel 5 bytes (kexec_load)");
		CHECK_INT(load(0, -hard[i], -EPERM), KEXEC_REFUSED);
		CHECK_INT(fake.load_calls, 1);
		CHECK(strncmp(report.text, "kexec_file_load: ", 17) == 0);
	}
}

TEST(a_call_that_is_busy_is_not_made_again_in_another_way)
{
	CHECK_INT(load(0, -EBUSY, 0), KEXEC_REFUSED);
	CHECK_INT(load(0, -ENOMEM, 0), -ENOMEM);
	CHECK_INT(fake.load_calls, 0);
}

TEST(fault_23_every_error_of_kexec_load_has_a_name)
{
	static const struct {
		int err, want;
		const char *text;
	} row[] = {
		{EPERM, KEXEC_REFUSED,
		 "kexec_load: not permitted: lockdown, kexec_load_disabled or no CAP_SYS_BOOT: "},
		{ENOEXEC, KEXEC_REFUSED, NULL},
		{EBUSY, KEXEC_REFUSED, NULL},
		{EADDRNOTAVAIL, KEXEC_REFUSED, NULL},
		{EOPNOTSUPP, KEXEC_REFUSED, NULL},
		{ENOMEM, -ENOMEM, "kexec_load: "},
		{EINVAL, -EINVAL, NULL},
		{ENOSYS, -ENOSYS, NULL},
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		CHECK_INT(load(0, -ENOSYS, -row[i].err), row[i].want);
		CHECK_INT(fake.load_calls, 1);
		CHECK(strncmp(report.text, "kexec_load: ", 12) == 0);
		if (row[i].text) { /* what follows is the C library's own wording */
			size_t n = strlen(row[i].text);

			CHECK(strncmp(report.text, row[i].text, n) == 0);
			CHECK_STR(report.text + n, error_str(row[i].err));
		}
	}
}

TEST(nothing_is_loaded_when_the_job_is_bad)
{
	CHECK_INT(load(KEXEC_NOT_KERNEL, 0, 0), KEXEC_NOT_KERNEL);
	CHECK_INT(fake.file_calls + fake.load_calls, 0);
	CHECK_STR(report.text, "kernel 5 bytes");
}

#if !defined(__s390x__) && !defined(__aarch64__) && !defined(__arm__)
TEST(no_loader_says_so)
{
	struct kexec_job job = {.kernel_fd = -1, .initrd_fd = -1, .cmdline = ""};

	CHECK_INT(kexec_load_job(&job, &no_ram, &report), KEXEC_NO_LOADER);
	CHECK_STR(report.text, "no loader for this architecture");
}
#endif
