/* SPDX-License-Identifier: MIT */
#include "init/bus.h"

#include "init/busid.h"
#include "lib/sysfile.h"

#include <string.h>
#include <unistd.h>

#define NET	 "/sys/class/net/"
#define PATH_MAX 256

/* Cut the last component off @path. Return: it; empty = there is none */
static struct view cut_last(struct view *path)
{
	struct view last = *path;
	size_t n = path->n;

	while (n && path->p[n - 1] != '/')
		n--;
	last.p += n;
	last.n -= n;
	path->n = n ? n - 1 : 0;
	return last;
}

static bool hex(struct view *v, char end, uint64_t max, uint64_t *ret)
{
	struct view digits;

	return view_until(v, end, &digits) && text_hex_u64(digits, ret) && *ret <= max;
}

/* "0000:00:03.0" */
static bool pci_place(struct view name, uint32_t *ret)
{
	uint64_t segment, bus, slot, function;

	if (name.n != 12 || !hex(&name, ':', 0xffff, &segment) || !hex(&name, ':', 0xff, &bus) ||
	    !hex(&name, '.', 0x1f, &slot) || !hex(&name, '/', 7, &function))
		return false;
	*ret = (uint32_t)(segment << 16 | bus << 8 | slot << 3 | function);
	return true;
}

bool bus_of(struct view path, struct chan_bus *ret, struct view *device)
{
	struct chan_bus bus = {.kind = CHAN_BUS_PCI};
	char id[BUSID_MAX];
	struct view name;

	cut_last(&path); /* the interface, and "net" */
	cut_last(&path);
	*device = path;
	name = cut_last(&path);
	if (view_starts(name, "virtio")) {
		*device = path;
		name = cut_last(&path);
	}
	if (!pci_place(name, &bus.place)) {
		if (name.n != BUSID_MAX - 1 || !busid_parse(name, id))
			return false;
		bus.kind = CHAN_BUS_CCW;
	}
	*ret = bus;
	return true;
}

static uint16_t read_id(const char *folder, struct view device, const char *file)
{
	char path[2 * PATH_MAX], text[16];
	struct str s = str_of(path, sizeof path);
	uint64_t id = 0;

	str_puts(&s, folder);
	str_put(&s, device);
	str_fmt(&s, "/%s", file);
	if (s.cut || sysfile_read(path, text, sizeof text) <= 0 || !busid_hex(view_of(text), &id) ||
	    id > UINT16_MAX)
		return 0;
	return (uint16_t)id;
}

void bus_read(const char *name, struct chan_bus *ret)
{
	char link[PATH_MAX], path[PATH_MAX];
	struct str where = str_of(link, sizeof link);
	struct view device;
	ssize_t n;

	memset(ret, 0, sizeof *ret);
	str_fmt(&where, NET "%s", name);
	n = readlink(link, path, sizeof path);
	if (n <= 0 || (size_t)n == sizeof path ||
	    !bus_of((struct view){.p = path, .n = (size_t)n}, ret, &device) ||
	    ret->kind != CHAN_BUS_PCI)
		return;
	ret->vendor = read_id(NET, device, "vendor");
	ret->device = read_id(NET, device, "device");
}
