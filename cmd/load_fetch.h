/* SPDX-License-Identifier: MIT
 * cmd/load_fetch.h - download one small file from a server, blocking. Layer: adapter. Caller:
 * cmd/load.c.
 */
#ifndef CMD_LOAD_FETCH_H
#define CMD_LOAD_FETCH_H

#include "pxe/url.h"

#include <stddef.h>

#define LOAD_FETCH_WHY 1024

/**
 * load_fetch() - download @target into @buf with the loader's own code; blocks until done
 * @server: default server, host byte order, 0 = none
 * @ret:    a view of the text in @buf, at most @size bytes; written on success only
 * @why:    LOAD_FETCH_WHY bytes; gets a printable sentence when the download fails
 *
 * Return: 0; -ENOENT = the server has no such file; -EIO = another failure of server or network;
 * another -errno = an error of our side.
 */
int load_fetch(const struct pxe_target *target, uint32_t server, char *buf, size_t size,
	       struct view *ret, char *why);

#endif
