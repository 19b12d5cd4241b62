/* SPDX-License-Identifier: MIT
 * lib/error.h - an errno value in words. Layer: lib (leaf).
 *
 * glibc and musl word some errors differently, and messages must not depend on the libc. The list
 * has the errors that a boot can meet. Commands of the workstation, which can meet any error, call
 * strerror().
 */
#ifndef LIB_ERROR_H
#define LIB_ERROR_H

/**
 * error_str() - the usual words for @err, a positive errno value
 *
 * Return: a text that lives for ever. An error that is not in the list gives "error N", which lives
 * until the next such call. Never NULL.
 */
const char *error_str(int err);

#endif
