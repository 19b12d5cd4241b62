/* SPDX-License-Identifier: MIT */
#include "init/modules.h"

#include "init/timed_child.h"
#include "init/modalias.h"
#include "lib/sysfile.h"
#include "init/uevent.h"
#include "lib/error.h"
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MODULES_DIR	"/lib/modules/"
#define FILE_MAX	(8 * 1024 * 1024) /* a distribution's whole modules.alias has 1.5 */
#define TRIED_MAX	256
#define EVENTS_A_STEP	256
#define COMPRESSED_FILE 4     /* MODULE_INIT_COMPRESSED_FILE, Linux 5.17 */
#define LOAD_WAIT_MS	30000 /* said in why() */

static struct view dep_file, alias_file;
static int events = -1;

/* Modules that were tried, by the place of their path in dep_file: a machine has hundreds of
 * devices of one kind, and each try reads the whole module. */
static const char *tried[TRIED_MAX];
static unsigned n_tried;

/* --- one module ------------------------------------------------------------------------------- */

static struct view map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	void *p = MAP_FAILED;
	struct view v = {0};

	if (size > FILE_MAX)
		errno = EFBIG;
	else if (size > 0)
		p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p != MAP_FAILED)
		v = (struct view){.p = p, .n = (size_t)size};
	else if (size)
		log_warn("modules: %s: %s, going on with the drivers in the kernel", path,
			 error_str(errno));
	if (fd >= 0)
		close(fd);
	return v;
}

static bool was_tried(struct view path)
{
	for (unsigned i = 0; i < n_tried; i++)
		if (tried[i] == path.p)
			return true;
	if (n_tried < TRIED_MAX)
		tried[n_tried++] = path.p;
	return false;
}

static bool is_compressed(struct view path)
{
	return path.n > 3 && memcmp(path.p + path.n - 3, ".ko", 3) != 0;
}

/* What finit_module() takes. */
struct module_call {
	int fd, flags;
};

static int call(void *arg)
{
	const struct module_call *c = arg;

	return syscall(SYS_finit_module, c->fd, "", c->flags) < 0 && errno != EEXIST ? -errno : 0;
}

/* Apart, as the call returns when the driver has looked at all its devices; or never, or it is
 * killed with the driver. */
static int insert_module(struct view path)
{
	char full[256] = MODULES_DIR;
	const size_t dir = sizeof MODULES_DIR - 1;
	struct module_call c = {.flags = is_compressed(path) ? COMPRESSED_FILE : 0};
	int err;

	if (!text_copy(full + dir, sizeof full - dir, path))
		return -ENAMETOOLONG;
	c.fd = open(full, O_RDONLY | O_CLOEXEC);
	if (c.fd < 0)
		return -errno;
	err = timed_child_run(call, &c, LOAD_WAIT_MS);
	close(c.fd);
	return err;
}

static void log_module(struct view name, const char *why)
{
	char text[64];
	struct str s = str_of(text, sizeof text);

	str_printable(&s, name, 40);
	log_warn("modules: %s: %s, going on without it", text, why);
}

static const char *why(int err)
{
	switch (err) {
	case -ETIMEDOUT: return "not loaded after 30 s";
	case -ECHILD: return "crashed";
	default: return error_str(-err);
	}
}

static int load_with_needs(struct view name)
{
	struct modalias_order order;
	int err = modalias_order(dep_file, name, &order);

	if (err)
		return err;
	for (unsigned i = 0; i < order.n; i++) {
		if (was_tried(order.path[i]))
			continue;
		err = insert_module(order.path[i]);
		if (err) {
			log_module(modalias_name(order.path[i]), why(err));
			return err;
		}
		log_debug("modules: loaded %.*s", (int)order.path[i].n, order.path[i].p);
	}
	return 0;
}

int modules_load(const char *name)
{
	char dir[64] = "/sys/module/";
	const size_t at = strlen(dir);
	int err;

	if (!text_copy(dir + at, sizeof dir - at, view_of(name)))
		return -ENAMETOOLONG;
	for (char *p = dir + at; *p; p++)
		if (*p == '-')
			*p = '_';
	if (access(dir, F_OK) == 0)
		return 0;
	err = load_with_needs(view_of(name));
	if (err > 0 && err != MODALIAS_NOT_LISTED)
		log_module(view_of(name), modalias_str(err));
	if (!err && access(dir, F_OK) < 0)
		err = -ENODEV; /* an earlier try failed, and was logged */
	return err;
}

static void load_alias(struct view alias)
{
	struct view file = alias_file, name;

	while (modalias_next(&file, alias, &name)) {
		int err = load_with_needs(name);

		/* An image may ship a distribution's whole list of aliases with a few modules. */
		if (err > 0 && err != MODALIAS_NOT_LISTED)
			log_module(name, modalias_str(err));
	}
}

/* --- the devices there are -------------------------------------------------------------------- */

/* A device of a bus: its alias, if it has one. */
static void look_at_modalias(const char *bus, const char *device)
{
	char path[256], alias[512];
	struct str s = str_of(path, sizeof path);
	int n;

	str_fmt(&s, "/sys/bus/%s/devices/%s/modalias", bus, device);
	n = s.cut ? 0 : sysfile_read(path, alias, sizeof alias);
	if (n > 0)
		load_alias((struct view){.p = alias, .n = (size_t)n});
}

/* Every device that can have a driver is on a bus, so this flat walk sees what a walk through all
 * of /sys/devices would, with a tenth of its system calls. */
static void look_at_all(void)
{
	static struct dirents buses, devices;
	const char *bus, *device;
	char path[128];

	if (dirents_open(&buses, AT_FDCWD, "/sys/bus") < 0) {
		log_warn("modules: /sys/bus: %s, no driver is loaded", error_str(errno));
		return;
	}
	while ((bus = dirents_next(&buses))) {
		struct str s = str_of(path, sizeof path);

		str_fmt(&s, "/sys/bus/%s/devices", bus);
		if (s.cut || dirents_open(&devices, AT_FDCWD, path) < 0)
			continue;
		while ((device = dirents_next(&devices)))
			look_at_modalias(bus, device);
		dirents_close(&devices);
	}
	dirents_close(&buses);
}

void modules_start(void)
{
	/* Listen first: a device that comes during the walk is then seen twice and not never. */
	events = uevent_open();
	if (events < 0)
		log_warn("modules: no device events: %s, devices plugged in later stay unseen",
			 error_str(-events));
	/* A kernel that has all drivers inside comes without the folder. */
	if (access(MODULES_DIR, F_OK) < 0)
		return;
	dep_file = map_file(MODULES_DIR "modules.dep");
	alias_file = map_file(MODULES_DIR "modules.alias");
	look_at_all();
}

/* --- the devices that come -------------------------------------------------------------------- */

int modules_fd(void)
{
	return events < 0 ? -1 : events;
}

void modules_step(void)
{
	static char buf[8192];
	struct uevent e;
	int got = 1;

	for (int i = 0; i < EVENTS_A_STEP && got > 0 && events >= 0; i++) {
		got = uevent_read(events, buf, sizeof buf, &e);
		if (got > 0 && view_is(e.action, "add") && e.modalias.n)
			load_alias(e.modalias);
	}
	if (got == -ENOBUFS) {
		log_debug("modules: device events were lost, looking at all devices again");
		look_at_all();
	} else if (got < 0) {
		log_warn("modules: device events: %s, devices plugged in later stay unseen",
			 error_str(-got));
		close(events);
		events = -1;
	}
}
