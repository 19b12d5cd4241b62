/* SPDX-License-Identifier: MIT */
#include "init/kexec/kexec.h"

#include "lib/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Enough for the tables of any machine; what lies beyond is left out, in whole lines. */
#define PROC_MAX (64u * 1024u)
#define AMOUNTS	 "/proc/meminfo"

/* --- the system calls, which musl does not wrap ----------------------------------------------- */

static int real_file_load(int kernel_fd, int initrd_fd, size_t cmdline_len, const char *cmdline,
			  unsigned long flags)
{
#ifdef SYS_kexec_file_load
	return syscall(SYS_kexec_file_load, kernel_fd, initrd_fd, cmdline_len, cmdline, flags)
		       ? -errno
		       : 0;
#else
	(void)kernel_fd, (void)initrd_fd, (void)cmdline_len, (void)cmdline, (void)flags;
	return -ENOSYS;
#endif
}

static int real_load(unsigned long entry, unsigned long segs, const struct kexec_seg *seg,
		     unsigned long flags)
{
	return syscall(SYS_kexec_load, entry, segs, seg, flags) ? -errno : 0;
}

static int real_prepare(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
			struct str *text)
{
	return kexec_arch.prepare(job, ram, set, text);
}

const struct kexec_calls kexec_calls_real = {
	.prepare = real_prepare, .file_load = real_file_load, .load = real_load};

/* --- what this machine has -------------------------------------------------------------------- */

/* Read the file @fd into @ram by @parse. Return: 0, negative errno, or KEXEC_NO_RAM_MAP */
static int read_ram_file(int fd, bool (*parse)(struct view text, struct ram *ret), struct ram *ram)
{
	static char buf[PROC_MAX];
	size_t n = 0;
	ssize_t got = 1;

	/* the kernel gives out a page of lines at a time */
	while (n < sizeof buf && got > 0) {
		got = pread(fd, buf + n, sizeof buf - n, (off_t)n);
		n += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		return -errno;
	return parse((struct view){.p = buf, .n = n}, ram) ? 0 : KEXEC_NO_RAM_MAP;
}

static int read_ram_path(const char *path, bool (*parse)(struct view text, struct ram *ret),
			 struct ram *ram)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;

	if (fd < 0)
		return -errno;
	r = read_ram_file(fd, parse, ram);
	close(fd);
	return r;
}

int kexec_ram_open(void)
{
	return open(AMOUNTS, O_RDONLY | O_CLOEXEC);
}

int kexec_ram_read(struct ram *ret)
{
	struct ram ram = {.ranges = 0};
	int r = read_ram_path("/proc/iomem", ram_parse_iomem, &ram);

	if (!r)
		r = read_ram_path(AMOUNTS, ram_parse_meminfo, &ram);
	if (!r)
		*ret = ram;
	return r;
}

/* --- loading ---------------------------------------------------------------------------------- */

/* Final answers of the kernel, in words; NULL = nothing more to say than the errno. */
static const char *refusal(int err)
{
	switch (err) {
	case -EPERM: return "not permitted: lockdown, kexec_load_disabled or no CAP_SYS_BOOT";
	case -EKEYREJECTED:
	case -ENOKEY:
	case -ENODATA:
	case -EBADMSG: return "its signature is missing or not trusted by this kernel";
	case -ENOEXEC: return "not recognised by this kernel";
	case -EBUSY: return "another load is under way, or memory is busy";
	case -EADDRNOTAVAIL: return "an address is not usable";
	case -EOPNOTSUPP: return "this system was started from a shared kernel (NSS)";
	default: return NULL;
	}
}

static int call_refused(const char *call, int err, struct str *text)
{
	const char *why = refusal(err);

	str_fmt(text, "%s: %s%s%s", call, why ? why : "", why ? ": " : "", error_str(-err));
	return why ? KEXEC_REFUSED : err;
}

/* Errors after which kexec_load is tried: it asks for no signature and parses no file formats. */
static bool may_differ(int err)
{
	return err != -EBUSY && err != -ENOMEM;
}

static int try_file_load(const struct kexec_calls *calls, const struct kexec_job *job,
			 const struct kexec_set *set)
{
	if (!set->by_file)
		return -ENOSYS;
	return calls->file_load(set->kernel_fd, set->initrd_fd,
				job->cmdline ? strlen(job->cmdline) + 1 : 0, job->cmdline,
				set->initrd_fd < 0 ? KEXEC_FILE_NO_INITRAMFS : 0);
}

int kexec_load_with(const struct kexec_calls *calls, const struct kexec_job *job,
		    const struct ram *ram, struct kexec_set *set, struct kexec_report *report)
{
	struct str text = str_of(report->text, sizeof report->text);
	const char *call = "kexec_file_load";
	int r = calls->prepare(job, ram, set, &text);

	if (r)
		return r;
	r = try_file_load(calls, job, set);
	/* without segments kexec_load would drop what was loaded before, and return success */
	if (r && may_differ(r) && set->segs) {
		int other = calls->load(set->entry, set->segs, set->seg, set->flags);

		/* EPERM says less than what kexec_file_load said after a look at the file */
		if (other != -EPERM || r == -ENOSYS) {
			call = "kexec_load";
			r = other;
		}
	}
	kexec_set_drop(set);
	if (!r) {
		str_fmt(&text, " (%s)", call);
		return 0;
	}
	text = str_of(report->text, sizeof report->text);
	return call_refused(call, r, &text);
}

static int load_by_calls(const struct kexec_job *job, const struct ram *ram,
			 struct kexec_report *report)
{
	static struct kexec_set set;

	return kexec_load_with(&kexec_calls_real, job, ram, &set, report);
}

int kexec_load_job(const struct kexec_job *job, const struct ram *ram, struct kexec_report *report)
{
	int r = load_by_calls(job, ram, report);
	size_t n = strlen(report->text);
	struct str text = str_of(report->text + n, sizeof report->text - n);
	static struct ram now;

	/* the peak: the downloaded parts and the kernel's copies of them exist together */
	if (!r && !read_ram_file(job->meminfo_fd, ram_parse_meminfo, &now))
		str_fmt(&text, ", %llu of %llu MiB left", (unsigned long long)(now.available >> 20),
			(unsigned long long)(now.total >> 20));
	return r;
}
