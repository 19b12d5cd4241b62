/* SPDX-License-Identifier: MIT
 * In front of each source of libcurl: libcurl is given addresses only, and prints no fraction. libc's
 * resolver and its floating point have no place in the loader. */
#ifndef PXEHOP_CURL_LEAN_H
#define PXEHOP_CURL_LEAN_H

#include <netdb.h>
#include <stdio.h>

#define gethostbyname(name) ((struct hostent *)0)

static inline int curl_lean_no_fraction(char *buf, size_t size, const char *format, ...)
{
	(void)format;
	if (size)
		buf[0] = '\0';
	return 0;
}
#define snprintf curl_lean_no_fraction

#endif
