/* SPDX-License-Identifier: MIT
 * What is said before kexec_file_load on x86_64, and that nothing but it is called. */
#include "tests/unit/check.h"

#include "init/kexec/x86.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LEN 0x3000u

static struct kexec_set set;
static struct kexec_report report;
static const struct ram plenty = {.range = {{.start = 0x100000, .end = 0x40000000}},
				  .ranges = 1,
				  .total = 0x40000000,
				  .available = 0x20000000};
static int file_answer, file_calls, load_calls;

static int memfd(const void *data, size_t len)
{
	int fd = memfd_create("part", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, data, len) != (ssize_t)len) {
		close(fd);
		return -1;
	}
	return fd;
}

static int kernel_fd(size_t len, uint8_t xloadflags)
{
	static uint8_t file[LEN];

	memset(file, 0, sizeof file);
	file[0x1f1] = 7;
	file[0x1f5] = 0x02; /* 0x2000 bytes in units of 16 */
	memcpy(file + 0x202, "HdrS\x0f\x02", 6);
	file[0x211] = 0x01;
	file[0x236] = xloadflags;
	memcpy(file + 0x238, "\xff\x07\0", 4);
	file[0x262] = 1;
	return memfd(file, len);
}

static int file_load(int kernel, int initrd, size_t cmdline_len, const char *cmdline,
		     unsigned long flags)
{
	CHECK(kernel >= 0);
	CHECK_INT(flags, initrd < 0 ? 4 : 0);
	CHECK_INT(cmdline_len, cmdline ? (long long)strlen(cmdline) + 1 : 0);
	file_calls++;
	return file_answer;
}

static int load(unsigned long entry, unsigned long segs, const struct kexec_seg *seg,
		unsigned long flags)
{
	(void)entry, (void)segs, (void)seg, (void)flags;
	load_calls++;
	return 0;
}

static const struct kexec_calls calls = {x86_prepare, file_load, load};

static int try_job(struct kexec_job job, int answer)
{
	int r;

	file_answer = answer;
	file_calls = load_calls = 0;
	r = kexec_load_with(&calls, &job, &plenty, &set, &report);
	CHECK_INT(load_calls, 0);
	CHECK_INT(set.maps, 0);
	close(job.kernel_fd);
	if (job.initrd_fd >= 0)
		close(job.initrd_fd);
	return r;
}

TEST(kernel_and_initrd)
{
	struct kexec_job job = {.kernel_fd = kernel_fd(LEN, 3),
				.initrd_fd = memfd("070701", 6),
				.cmdline = "quiet"};

	CHECK_INT(try_job(job, 0), 0);
	CHECK_INT(file_calls, 1);
	CHECK_STR(report.text, "kernel 12288 bytes, initrd 6 bytes (kexec_file_load)");
}

TEST(kernel_alone)
{
	struct kexec_job job = {.kernel_fd = kernel_fd(LEN, 3), .initrd_fd = -1};

	CHECK_INT(try_job(job, 0), 0);
	CHECK_STR(report.text, "kernel 12288 bytes (kexec_file_load)");
}

/* kexec_load without segments would unload and report success. */
TEST(refusals_of_the_kernel_are_final)
{
	static const int answers[] = {-ENOEXEC, -EINVAL, -ENOSYS, -EPERM, -EKEYREJECTED, -ENOMEM};

	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		struct kexec_job job = {
			.kernel_fd = kernel_fd(LEN, 3), .initrd_fd = -1, .cmdline = ""};

		CHECK(try_job(job, answers[i]) != 0);
		CHECK_INT(file_calls, 1);
		CHECK(strncmp(report.text, "kexec_file_load: ", 17) == 0);
	}
}

TEST(hazard_94_what_is_no_kernel_never_gets_there)
{
	static char line[3000];
	struct kexec_job job = {.kernel_fd = kernel_fd(LEN - 1, 3), .initrd_fd = -1};

	CHECK_INT(try_job(job, 0), KEXEC_NOT_KERNEL);
	CHECK_STR(report.text, "kernel: a bzImage: the file is cut off");
	job.kernel_fd = kernel_fd(LEN, 2);
	CHECK_INT(try_job(job, 0), KEXEC_NOT_KERNEL);
	job.kernel_fd = memfd("<!DOCTYPE html><html>", 21);
	CHECK_INT(try_job(job, 0), KEXEC_NOT_KERNEL);
	CHECK(strstr(report.text, "HTML"));
	job.kernel_fd = memfd("", 0);
	CHECK_INT(try_job(job, 0), KEXEC_NOT_KERNEL);
	memset(line, 'x', 2048);
	job.kernel_fd = kernel_fd(LEN, 3);
	job.cmdline = line;
	CHECK_INT(try_job(job, 0), KEXEC_CMDLINE_LONG);
	line[2047] = '\0';
	job.kernel_fd = kernel_fd(LEN, 3);
	CHECK_INT(try_job(job, 0), 0);
	CHECK_INT(file_calls, 1);
}
