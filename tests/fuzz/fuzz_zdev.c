/* SPDX-License-Identifier: MIT
 * Any bytes as the machine's own list of devices: counts are in their range, every text ends, and
 * what becomes the name of a file leads nowhere else. */
#include "init/zdev.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct zdev d;
	char id[BUSID_MAX];

	zdev_read(rd_of(data, size), &d);
	need(d.n_net <= ZDEV_NETS && d.n_disk <= ZDEV_DISKS);
	for (unsigned i = 0; i < d.n_net; i++) {
		const struct znet *z = &d.net[i];
		char text[300];
		struct str s = str_of(text, sizeof text);
		struct znet again;

		need(memchr(z->settings, 0, sizeof z->settings));
		znet_put(&s, z);
		need(!s.cut && znet_parse(view_of(text), &again));
	}
	for (unsigned i = 0; i < d.n_disk; i++)
		need(busid_parse(view_of(d.disk[i].device), id));
	return 0;
}
