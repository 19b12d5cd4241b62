/* SPDX-License-Identifier: MIT
 * cmd/load_fetch.h - one small file from a server, waited for. Layer: adapter. Callers: load.c.
 */
#ifndef CMD_LOAD_FETCH_H
#define CMD_LOAD_FETCH_H

#include "pxe/url.h"

#include <stddef.h>

#define LOAD_FETCH_WHY 1024

/**
 * load_fetch() - download @target into @buf with the loader's own code; blocks until done
 * @server: default server, host byte order, 0 = none
 * @ret:    the text, at most @size bytes; written on success only
 * @why:    LOAD_FETCH_WHY bytes, receives a printable sentence on an error
 *
 * Return: 0, -ENOENT = the server has no such file, -EIO = anything else that went wrong there, or
 * another -errno of our side.
 */
int load_fetch(const struct pxe_target *target, uint32_t server, char *buf, size_t size,
	       struct view *ret, char *why);

#endif
