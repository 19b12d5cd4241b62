/* SPDX-License-Identifier: MIT
 * init/bus.h - the bus that a network interface is on, from its path in sysfs. Layer: adapter; bus_of() is
 * pure. Caller: init/link.c.
 */
#ifndef INIT_BUS_H
#define INIT_BUS_H

#include "lib/text.h"
#include "pxe/chan.h"

/**
 * bus_of() - take the device apart of which @path, what the link /sys/class/net/NAME points at, is the
 *            interface; a device of virtio's is on the bus of the one above it
 * @ret:      written on success only; vendor and device are 0
 * @device:   the part of @path that ends with the device on that bus
 * Return: false = it is on none of enum chan_bus_kind
 */
bool bus_of(struct view path, struct chan_bus *ret, struct view *device);

/** bus_read() - of the interface @name; of kind CHAN_BUS_NONE where it is on none that is known */
void bus_read(const char *name, struct chan_bus *ret);

#endif
