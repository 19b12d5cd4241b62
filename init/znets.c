/* SPDX-License-Identifier: MIT */
#include "init/znets.h"

#include "init/ccwgroup.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/sysfile.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PATH	  160
#define STEP_MS	  500
#define SAY_MS	  3000 /* channel devices that the kernel shows at all are there by then */
#define LATE_MS	  60000
#define LATE_STEP 5000
#define FIRMWARE  "firmware/sclp_sd/config/data"
#define DATA_MAX  16384

static void path_of(const struct znets *z, struct str *s, const char *dir, const char *name)
{
	str_fmt(s, "%s/%s%s", z->paths.sys, dir, name);
}

/* What the operator gave this machine. There is no such file outside of LPARs with DPM. */
static void read_firmware(struct znets *z)
{
	static uint8_t data[DATA_MAX];
	char path[PATH];
	struct str s = str_of(path, sizeof path);
	ssize_t n;
	int fd;

	path_of(z, &s, FIRMWARE, "");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, data, sizeof data);
	close(fd);
	if (n > 0 && !zdev_read(rd_of(data, (size_t)n), &z->zdev))
		log_warn("the machine's list of devices is cut off or of another kind, what of it "
			 "could be read counts");
}

/* Whether this is a machine with a channel subsystem at all. */
static bool has_channels(const struct znets *z)
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);

	path_of(z, &s, "bus/ccw", "");
	return !s.cut && access(path, F_OK) == 0;
}

static void is_done(struct znets *z, unsigned i)
{
	z->made |= 1u << i;
	if (z->made == (1u << z->n) - 1 && !z->search)
		z->step_at = CLOCK_NEVER;
}

void znets_start(struct znets *z, const struct options *o, const struct znets_paths *paths,
		 uint64_t now)
{
	*z = (struct znets){.paths = *paths, .began = now, .step_at = now};
	read_firmware(z);
	z->n = o->n_znet;
	memcpy(z->net, o->znet, o->n_znet * sizeof *o->znet);
	if (!z->n && o->zdev) {
		z->n = z->zdev.n_net;
		memcpy(z->net, z->zdev.net, z->n * sizeof *z->net);
	}
	z->search = !z->n && o->zdev && has_channels(z);
	for (unsigned i = 0; i < z->n; i++)
		ccwgroup_free(z->paths.ignore, &z->net[i]);
	if (!z->n && !z->search)
		z->step_at = CLOCK_NEVER;
}

/* qeth's drivers of layer 2 and 3 are asked for by the kernel through a program that is not here. */
static void load_driver(int (*load)(const char *module), enum znet_type type)
{
	load(znet_driver(type));
	if (type != ZNET_QETH)
		return;
	load("qeth_l2");
	load("qeth_l3");
}

static void make(struct znets *z, unsigned i, int (*load)(const char *module))
{
	const struct znet *net = &z->net[i];
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);
	int err;

	load_driver(load, net->type);
	znet_put(&text, net);
	err = ccwgroup_make(z->paths.sys, net);
	if (err)
		log_err("rd.znet=%s: %s, not used", line, error_str(-err));
	else
		log_info("%s: on", line);
	is_done(z, i);
}

static void say_missing(struct znets *z, const struct znet *net)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);

	znet_put(&text, net);
	log_warn("rd.znet=%s: waiting for its channel devices, not all are there", line);
	z->said_waiting = true;
}

static void search(struct znets *z, uint64_t now)
{
	if (ccwgroup_first(z->paths.sys, &z->net[0])) {
		z->search = false;
		z->n = 1;
	} else if (now - z->began >= ZNETS_SEARCH_MS) {
		z->search = false;
		z->step_at = CLOCK_NEVER;
	}
}

void znets_step(struct znets *z, int (*load)(const char *module), uint64_t now)
{
	if (now < z->step_at)
		return;
	z->step_at = now + (now - z->began < LATE_MS ? STEP_MS : LATE_STEP);
	if (z->search)
		search(z, now);
	for (unsigned i = 0; i < z->n; i++) {
		if (z->made & 1u << i)
			continue;
		if (ccwgroup_there(z->paths.sys, &z->net[i]))
			make(z, i, load);
		else if (!z->said_waiting && now - z->began >= SAY_MS)
			say_missing(z, &z->net[i]);
	}
}

uint64_t znets_deadline(const struct znets *z)
{
	return z->step_at;
}

/* --- of interfaces ---------------------------------------------------------------------------- */

static bool id_of(const struct znets *z, const char *name, char ret[static BUSID_MAX])
{
	char path[PATH], target[256];
	struct str s = str_of(path, sizeof path);
	ssize_t n;

	path_of(z, &s, "class/net/", name);
	n = s.cut ? -1 : readlink(path, target, sizeof target);
	return n > 0 && znet_id_in_path((struct view){.p = target, .n = (size_t)n}, ret);
}

const struct znet *znets_of(const struct znets *z, const char *name)
{
	char id[BUSID_MAX];

	if (!id_of(z, name, id))
		return NULL;
	for (unsigned i = 0; i < z->n; i++)
		if (strcmp(z->net[i].id[0], id) == 0)
			return &z->net[i];
	return NULL;
}

bool znets_name(const struct znets *z, const char *name, struct str *ret)
{
	char id[BUSID_MAX];

	if (!id_of(z, name, id))
		return false;
	znet_name(ret, id);
	return !ret->cut;
}

bool znets_is_layer3(const struct znets *z, const char *name)
{
	char path[PATH], layer2[8];
	struct str s = str_of(path, sizeof path);

	path_of(z, &s, "class/net/", name);
	str_puts(&s, "/device/layer2");
	return !s.cut && sysfile_read(path, layer2, sizeof layer2) > 0 &&
	       view_is(view_trim(view_of(layer2)), "0");
}
