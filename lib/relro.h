/* SPDX-License-Identifier: MIT
 * lib/relro.h - read-only after relocation. Layer: lib (leaf), adapter. Callers:
 * init/main.c, cmd/main.c.
 *
 * A linker gathers what a start must write once and nobody after it, pointers in constants above all,
 * in the segment PT_GNU_RELRO. Making it read-only is the dynamic linker's duty; a static PIE
 * relocates itself, and musl's start code (1.2.3) leaves the segment writable.
 */
#ifndef LIB_RELRO_H
#define LIB_RELRO_H

/** relro_seal() - make the segment read-only for this process and what it forks. Called first of all in
 *  main(). Harmless where a dynamic linker has been.
 *  Return: 0, also for a program without such a segment, or a negative errno */
int relro_seal(void);

#endif
