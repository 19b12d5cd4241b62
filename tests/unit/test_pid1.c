/* SPDX-License-Identifier: MIT
 * What PID 1 does to a machine, in children of the test that live in a root and a namespace of
 * their own: descriptors, modules that cannot be loaded (hazard 104 and row 26 of the fault
 * matrix), the rescue shell. */
#include "tests/unit/check.h"

#include "init/early.h"
#include "init/modalias.h"
#include "init/modules.h"
#include "init/shell.h"
#include "lib/clock.h"
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char logged[4096];

static void keep(enum log_level level, const char *line)
{
	size_t n = strlen(logged);

	if (level <= LOG_WARN)
		snprintf(logged + n, sizeof logged - n, "%s\n", line);
}

static unsigned count(const char *what)
{
	unsigned n = 0;

	for (const char *p = strstr(logged, what); p; p = strstr(p + 1, what))
		n++;
	return n;
}

/* Run @fn in a child; its value, 0 to 99, is 0 when all was well. */
static int in_child(int (*fn)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(fn());
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 98;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static int own_mounts(void)
{
	return unshare(CLONE_NEWNS) < 0 || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) ? -1 : 0;
}

/* An empty root directory that goes away with the process. */
static int own_root(void)
{
	if (own_mounts() < 0 || mount("none", "/tmp", "tmpfs", 0, NULL))
		return -1;
	return chroot("/tmp") < 0 ? -1 : chdir("/");
}

/* --- descriptors -------------------------------------------------------------------------------
 */

static int fds_in_child(void)
{
	for (int fd = 0; fd <= 2; fd++)
		close(fd);
	early_fds();
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			return 1 + fd;
	return fcntl(3, F_GETFD) >= 0 ? 4 : 0;
}

static int fds_without_dev(void)
{
	if (own_root() < 0)
		return 10;
	return fds_in_child();
}

TEST(early_descriptors_exist)
{
	CHECK_INT(in_child(fds_in_child), 0);
}

TEST(early_descriptors_exist_without_dev_null)
{
	if (check_root())
		CHECK_INT(in_child(fds_without_dev), 0);
}

/* --- modules -----------------------------------------------------------------------------------
 */

#define DEVICES 40

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		_exit(20);
}

static void make_dirs(const char *path)
{
	char part[128];

	for (const char *p = strchr(path + 1, '/');; p = strchr(p + 1, '/')) {
		snprintf(part, sizeof part, "%.*s", (int)(p ? p - path : (long)strlen(path)), path);
		if (mkdir(part, 0755) < 0 && errno != EEXIST)
			_exit(21);
		if (!p)
			return;
	}
}

/* A machine with forty equal devices and modules that are no modules. */
static void make_machine(void)
{
	char path[128];

	for (int i = 0; i < DEVICES; i++) {
		snprintf(path, sizeof path, "/sys/bus/virtio/devices/virtio%d", i);
		make_dirs(path);
		strcat(path, "/modalias");
		put(path, i % 2 ? "virtio:d00000001v1\n" : "virtio:d00000009v1\n");
	}
	make_dirs("/sys/bus/empty");
	make_dirs("/sys/module");
	make_dirs("/lib/modules/k");
	put("/lib/modules/k/virtio_net.ko", "\177ELF cut off");
	put("/lib/modules/k/failover.ko", "");
	put("/lib/modules/modules.dep", "k/virtio_net.ko: k/failover.ko\nk/failover.ko:\n"
					"k/loop.ko: k/pool.ko\nk/pool.ko: k/loop.ko\n"
					"k/gone.ko:\n");
	put("/lib/modules/modules.alias", "alias virtio:d00000001v* virtio_net\n"
					  "alias virtio:d00000009v* gone\n"
					  "alias virtio:d00000009v* not_shipped\n");
}

static int bad_modules(void)
{
	if (own_root() < 0)
		return 10;
	make_machine();
	log_set(keep, LOG_WARN);
	modules_start();
	modules_step();
	if (count("modules: failover: ") != 1 || count("modules: gone: No such file") != 1 ||
	    count("going on") != count("\n") || count("not_shipped"))
		return 1;
	if (modules_load("loop") != MODALIAS_CYCLE || !count("loop: needs itself"))
		return 2;
	if (modules_load("nonesuch") != MODALIAS_NOT_LISTED || count("nonesuch"))
		return 3;
	make_dirs("/sys/module/built_in");
	if (modules_load("built-in") != 0)
		return 4;
	return modules_load("failover") == -ENODEV ? 0 : 5;
}

static int no_modules(void)
{
	if (own_root() < 0)
		return 10;
	log_set(keep, LOG_WARN);
	modules_start();
	modules_step();
	if (modules_load("virtio_net") != MODALIAS_NOT_LISTED)
		return 1;
	/* Where there is not even a folder, none were meant to be. */
	if (count("No such file") != 0)
		return 2;
	make_dirs("/lib/modules");
	modules_start();
	return count("modules.dep: No such file") == 1 ? 0 : 3;
}

TEST(hazard_104_modules_that_cannot_be_loaded_are_one_line_each)
{
	if (check_root())
		CHECK_INT(in_child(bad_modules), 0);
}

TEST(hazard_row_26_an_image_without_modules)
{
	if (check_root())
		CHECK_INT(in_child(no_modules), 0);
}

/* --- the rescue shell --------------------------------------------------------------------------
 */

/* dash under the name of busybox, in place of all of /bin in a mount namespace of our own */
static int put_busybox(void)
{
	static char dash[1 << 20];
	int fd = open("/bin/dash", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, dash, sizeof dash);

	if (n <= 0 || own_mounts() < 0 || mount("none", "/bin", "tmpfs", 0, NULL))
		return -1;
	close(fd);
	fd = open("/bin/busybox", O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	if (fd < 0 || write(fd, dash, (size_t)n) != n)
		return -1;
	return close(fd);
}

static bool read_until(int fd, const char *want)
{
	uint64_t until = clock_ms() + CHECK_PATIENCE_MS;
	static char text[4096];
	size_t n = 0;

	while (n < sizeof text - 1 && clock_ms() < until) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t got = poll(&p, 1, 100) > 0 ? read(fd, text + n, sizeof text - 1 - n) : 0;

		n += got > 0 ? (size_t)got : 0;
		text[n] = '\0';
		if (strstr(text, want))
			return true;
	}
	return false;
}

/* Only the leader of a session on this terminal can open /dev/tty. The answer is not in what the
 * terminal echoes. */
static const char script[] = "echo own >/dev/tty && echo the-$((6*7))-end; exit 5\n";

static int shell_in_child(void)
{
	int far = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status;
	pid_t pid;

	if (far < 0 || unlockpt(far) < 0)
		return 10;
	if (put_busybox() < 0)
		return 11;
	signal(SIGPIPE, SIG_IGN);
	pid = shell_start(ptsname(far), true);
	if (pid <= 0)
		return 1;
	if (write(far, script, sizeof script - 1) < 0 || !read_until(far, "the-42-end"))
		return 2;
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 3;
	return WEXITSTATUS(status) == 5 ? 0 : 4;
}

TEST(shell_runs_on_its_own_terminal)
{
	if (check_root())
		CHECK_INT(in_child(shell_in_child), 0);
}

static int no_shell(void)
{
	if (own_root() < 0)
		return 10;
	return shell_there() == -ENOENT && shell_start("/dev/console", false) == -ENOENT ? 0 : 1;
}

TEST(shell_absent_is_said)
{
	if (check_root())
		CHECK_INT(in_child(no_shell), 0);
}
