/* SPDX-License-Identifier: MIT
 * init/uevent.h - the kernel's word that a device came or went. Layer: adapter; the reader of a
 * message is pure.
 */
#ifndef INIT_UEVENT_H
#define INIT_UEVENT_H

#include "lib/text.h"

#include <stdbool.h>

/** struct uevent - views into the message */
struct uevent {
	struct view action;    /* add, remove, change, ... */
	struct view devpath;   /* below /sys */
	struct view subsystem; /* net, virtio, ccw, ...; may be empty */
	struct view modalias;  /* empty when the device needs no driver */
};

/** uevent_parse() - "ACTION@DEVPATH", NUL, "KEY=VALUE", NUL, ...; false when it is not of this
 *  shape (udev's own messages are not), @ret untouched */
bool uevent_parse(struct view msg, struct uevent *ret);

/** uevent_open() - a non-blocking socket that hears the kernel's events, or -errno */
int uevent_open(void);

/** uevent_read() - the next message of the kernel; those of other senders are thrown away
 * @buf: its bytes, 8 KiB are enough for any
 * Return: 1 and @ret filled, 0 when nothing waits, -ENOBUFS when messages were lost (look at all
 * devices again), another -errno when the socket is of no use.
 */
int uevent_read(int fd, char *buf, size_t size, struct uevent *ret);

#endif
