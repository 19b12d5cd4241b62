/* SPDX-License-Identifier: MIT
 * lib/format.h - the part of printf's language that one-line messages need. Layer: lib (leaf),
 * pure. Callers: lib/text.c, lib/log.c.
 *
 * The loader formats into its own buffers only, without streams, floating point or locales.
 * format_text() touches no global, so pure modules may use it. Other code calls str_fmt() and the
 * log macros, whose formats the compiler checks.
 */
#ifndef LIB_FORMAT_H
#define LIB_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/**
 * format_text() - vsnprintf() for %d %i %u %x %X %o %c %s %%, the flags '-' and '0', width and
 * precision as numbers or '*', and the lengths hh h l ll z
 * @buf: @size bytes, @size >= 1; always terminated; longer text is cut
 *
 * Return: the length of the whole text, without the NUL; -1 when @fmt has another conversion, and
 * @buf then holds the text in front of that conversion.
 */
int format_text(char *buf, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

#endif
