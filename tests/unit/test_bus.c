/* SPDX-License-Identifier: MIT
 * The bus of a network interface, from its path in sysfs. */
#include "init/bus.h"
#include "tests/unit/check.h"

#include <string.h>

TEST(buses)
{
	static const struct {
		const char *path, *device; /* device NULL: none that is known */
		uint8_t kind;
		uint32_t place;
	} r[] = {
		{"../../devices/pci0000:00/0000:00:03.0/net/eth0",
		 "../../devices/pci0000:00/0000:00:03.0", CHAN_BUS_PCI, 3 << 3},
		{"../../devices/pci0000:00/0000:00:1c.5/0000:02:00.1/net/eno2",
		 "../../devices/pci0000:00/0000:00:1c.5/0000:02:00.1", CHAN_BUS_PCI, 0x201},
		{"../../devices/pci0001:00/0001:ff:1f.7/virtio0/net/eth0",
		 "../../devices/pci0001:00/0001:ff:1f.7", CHAN_BUS_PCI, 0x1ffff},
		{"../../devices/css0/0.0.0001/0.0.0000/virtio1/net/eth0",
		 "../../devices/css0/0.0.0001/0.0.0000", CHAN_BUS_CCW, 0},
		{"../../devices/qeth/0.0.1000/net/eth0", "../../devices/qeth/0.0.1000",
		 CHAN_BUS_CCW, 0},
		/* on USB below PCI, on a bus of none of these kinds, and virtual ones */
		{"../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/net/eth0", NULL, 0, 0},
		{"../../devices/platform/a003e00.virtio_mmio/virtio0/net/eth0", NULL, 0, 0},
		{"../../devices/virtual/net/lo", NULL, 0, 0},
		{"../../devices/pci0000:00/0000:00:20.0/net/eth0", NULL, 0, 0},
		{"../../devices/pci0000:00/0000:00:03.8/net/eth0", NULL, 0, 0},
		{"../../devices/pci0000:00/10000:0:03.0/net/eth0", NULL, 0, 0},
		{"net/eth0", NULL, 0, 0},
		{"eth0", NULL, 0, 0},
		{"", NULL, 0, 0},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct chan_bus bus = {.place = 99};
		struct view device;
		bool known = bus_of(view_of(r[i].path), &bus, &device);

		if (!CHECK_INT(known, r[i].device != NULL) || !known)
			continue;
		CHECK_INT(bus.kind, r[i].kind);
		CHECK_INT(bus.place, r[i].place);
		CHECK(view_is(device, r[i].device));
	}
}

TEST(interfaces_of_this_machine)
{
	struct chan_bus bus = {.kind = 9};

	bus_read("lo", &bus);
	CHECK_INT(bus.kind, CHAN_BUS_NONE);
	bus_read("no/such/interface", &bus);
	CHECK_INT(bus.kind, CHAN_BUS_NONE);
}
