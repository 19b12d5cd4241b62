/* SPDX-License-Identifier: MIT
 * What the running ARM machine is asked. */
#include "init/kexec/arm.h"

#include "init/kexec/dt.h"
#include "lib/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define TREE "/sys/firmware/fdt"
#define CPUS "/proc/device-tree/cpus"

/* sysfs gives it out a page at a time. */
static size_t read_running_tree(uint8_t *buf, size_t size)
{
	int fd = open(TREE, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got = 1;

	while (fd >= 0 && n < size && got > 0) {
		got = read(fd, buf + n, size - n);
		if (got > 0)
			n += (size_t)got;
	}
	if (fd >= 0)
		close(fd);
	return got < 0 ? 0 : n;
}

void arm_see(struct kexec_job *job)
{
	static _Alignas(8) uint8_t tree[ARM64_DTB_MAX];
	size_t n = read_running_tree(tree, sizeof tree);

	_Static_assert(sizeof job->seed == DT_SEED, "the seed is for /chosen");
	job->fdt = rd_of(tree, n);
	if (getrandom(job->seed, sizeof job->seed, GRND_NONBLOCK) != sizeof job->seed)
		memset(job->seed, 0, sizeof job->seed);
}

/* --- the other CPUs --------------------------------------------------------------------------- */

static bool is_spin_table(const char *cpu)
{
	char path[128], method[32];
	struct str s = str_of(path, sizeof path);

	str_fmt(&s, CPUS "/%s/enable-method", cpu);
	return !s.cut && sysfile_read(path, method, sizeof method) > 0 &&
	       strcmp(method, "spin-table") == 0;
}

static bool one_cpu(void)
{
	char text[32];

	return sysfile_read("/sys/devices/system/cpu/possible", text, sizeof text) <= 0 ||
	       strcmp(text, "0") == 0;
}

int arm_cpus(struct str *why)
{
	static struct dirents d;
	const char *name;
	bool spin = false;

	if (one_cpu() || dirents_open(&d, AT_FDCWD, CPUS) < 0)
		return 0;
	while ((name = dirents_next(&d)))
		spin = spin || is_spin_table(name);
	dirents_close(&d);
	if (!spin)
		return 0;
	str_puts(why, "this machine's other CPUs wait in a spin table and cannot be stopped; start "
		      "this loader with nr_cpus=1");
	return KEXEC_CPUS_STAY;
}
