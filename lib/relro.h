/* SPDX-License-Identifier: MIT
 * lib/relro.h - read-only after relocation. Layer: lib (leaf), adapter. Callers:
 * init/main.c, cmd/main.c.
 *
 * The segment PT_GNU_RELRO holds the data that only relocation writes, pointers in constants above
 * all. The dynamic linker makes the segment read-only. A static PIE relocates itself, and musl's
 * start code (1.2.3) leaves the segment writable.
 */
#ifndef LIB_RELRO_H
#define LIB_RELRO_H

/** relro_seal() - make the segment read-only for this process and its children; main() calls this
 *  first. The call is harmless after a dynamic linker has done the same.
 *  Return: 0, also for a program without such a segment, or a negative errno */
int relro_seal(void);

#endif
