/* SPDX-License-Identifier: MIT
 * lib/format.h - the part of printf's language that one-line messages need. Layer: lib (leaf).
 *
 * The loader formats into buffers of its own only, without streams, floating point or locales; and
 * pure modules may use this, since it touches no global. Callers use str_fmt() and the log macros,
 * whose formats the compiler checks.
 */
#ifndef LIB_FORMAT_H
#define LIB_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/**
 * format_text() - as vsnprintf(), for: %d %i %u %x %X %o %c %s %%, the flags '-' and '0', width and
 * precision as numbers or '*', the lengths hh h l ll z
 * @buf: @size bytes, @size >= 1; always terminated, cut where it ends
 *
 * Return: the length that all of it would have, without the NUL; -1 when @fmt asks for something
 * else, and @buf then holds what came before.
 */
int format_text(char *buf, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

#endif
