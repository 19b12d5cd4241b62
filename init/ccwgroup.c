/* SPDX-License-Identifier: MIT */
#include "init/ccwgroup.h"

#include "init/timed_child.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PATH	  160
#define DEVICES	  "bus/ccw/devices"
#define ONLINE_MS 10000 /* an adapter takes some seconds */

/* Control units of qeth: OSA in QDIO mode, and HiperSockets. */
static const char *const control_units[] = {"1731/01", "1731/05"};

static bool exists(const char *sys, const char *id, const char *file)
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);

	str_fmt(&s, "%s/" DEVICES "/%s/%s", sys, id, file);
	return !s.cut && access(path, F_OK) == 0;
}

bool ccwgroup_there(const char *sys, const struct znet *z)
{
	for (unsigned i = 0; i < znet_members(z->type); i++)
		if (!exists(sys, z->id[i], ""))
			return false;
	return true;
}

void ccwgroup_free(const char *ignore, const struct znet *z)
{
	for (unsigned i = 0; i < znet_members(z->type); i++) {
		char text[BUSID_MAX + 8];
		struct str s = str_of(text, sizeof text);

		str_fmt(&s, "free %s", z->id[i]);
		sysfile_write(ignore, text); /* no such file: nothing is ignored */
	}
}

/* --- making one ------------------------------------------------------------------------------- */

static int group(const char *sys, const struct znet *z)
{
	char path[PATH], ids[ZNET_MEMBERS * BUSID_MAX + 1];
	struct str s = str_of(path, sizeof path), list = str_of(ids, sizeof ids);

	if (exists(sys, z->id[0], "group_device"))
		return 0;
	str_fmt(&s, "%s/bus/ccwgroup/drivers/%s/group", sys, znet_driver(z->type));
	for (unsigned i = 0; i < znet_members(z->type); i++)
		str_fmt(&list, "%s%s", i ? "," : "", z->id[i]);
	return s.cut ? -ENAMETOOLONG : sysfile_write(path, ids);
}

static int put(const char *sys, const struct znet *z, struct view name, const char *value)
{
	char path[PATH];
	struct str s = str_of(path, sizeof path);

	str_fmt(&s, "%s/bus/ccwgroup/devices/%s/", sys, z->id[0]);
	str_put(&s, name);
	return s.cut ? -ENAMETOOLONG : sysfile_write(path, value);
}

static void apply(const char *sys, const struct znet *z)
{
	struct view rest = view_of(z->settings), one;

	while (view_until(&rest, ',', &one)) {
		struct view name;
		char value[ZNET_SETTINGS];
		int err;

		if (!view_until(&one, '=', &name) || !text_copy(value, sizeof value, one))
			continue;
		err = put(sys, z, name, value);
		if (err)
			log_err("%s %s: %.*s=%s: %s, left out", znet_driver(z->type), z->id[0],
				(int)name.n, name.p, value, error_str(-err));
	}
}

struct online {
	const char *sys;
	const struct znet *z;
};

/* The kernel answers when the adapter has. */
static int set_online(void *arg)
{
	const struct online *o = arg;

	return put(o->sys, o->z, view_of("online"), "1");
}

int ccwgroup_make(const char *sys, const struct znet *z)
{
	struct online o = {.sys = sys, .z = z};
	int err = group(sys, z);

	if (err)
		return err;
	apply(sys, z);
	return timed_child_run(set_online, &o, ONLINE_MS);
}

/* --- finding one ------------------------------------------------------------------------------ */

static bool is_free(const char *sys, const char *id, const char *control_unit)
{
	char path[PATH], type[16];
	struct str s = str_of(path, sizeof path);

	str_fmt(&s, "%s/" DEVICES "/%s/cutype", sys, id);
	if (s.cut || sysfile_read(path, type, sizeof type) <= 0)
		return false;
	return view_is(view_trim(view_of(type)), control_unit) && !exists(sys, id, "group_device");
}

/* The bus id @by numbers behind @id, in the same set of subchannels. */
static bool behind(const char *id, unsigned by, char ret[static BUSID_MAX])
{
	uint64_t number;
	struct str s = str_of(ret, BUSID_MAX);

	if (!text_hex_u64(view_of(id + 4), &number) || number % 2 || number + by > UINT16_MAX)
		return false;
	str_fmt(&s, "%.4s%04x", id, (unsigned)number + by);
	return !s.cut;
}

static bool triple(const char *sys, const char *first, const char *control_unit, struct znet *ret)
{
	struct znet z = {.type = ZNET_QETH};

	for (unsigned i = 0; i < ZNET_MEMBERS; i++)
		if (!behind(first, i, z.id[i]) || !is_free(sys, z.id[i], control_unit))
			return false;
	*ret = z;
	return true;
}

static bool first_of(const char *sys, const char *control_unit, struct znet *ret)
{
	char path[PATH], id[BUSID_MAX];
	struct str s = str_of(path, sizeof path);
	struct dirents dir;
	struct znet z;
	bool found = false;

	str_fmt(&s, "%s/" DEVICES, sys);
	if (s.cut || dirents_open(&dir, AT_FDCWD, path))
		return false;
	for (const char *name; (name = dirents_next(&dir));) {
		if (strlen(name) != BUSID_MAX - 1 || !busid_parse(view_of(name), id))
			continue;
		if (found && strcmp(id, ret->id[0]) > 0)
			continue;
		if (!triple(sys, id, control_unit, &z))
			continue;
		*ret = z;
		found = true;
	}
	dirents_close(&dir);
	return found;
}

bool ccwgroup_first(const char *sys, struct znet *ret)
{
	for (size_t i = 0; i < sizeof control_units / sizeof *control_units; i++)
		if (first_of(sys, control_units[i], ret))
			return true;
	return false;
}
