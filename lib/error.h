/* SPDX-License-Identifier: MIT
 * lib/error.h - what an errno value means, in words. Layer: lib (leaf).
 *
 * libc's strerror() brings every text there is, 2.3 KB of an init of 200; and two libcs word some
 * of them differently. This knows the errors that a boot can meet. The host's tools, which meet
 * any, call strerror().
 */
#ifndef LIB_ERROR_H
#define LIB_ERROR_H

/**
 * error_str() - the usual words for @err, a positive errno value
 *
 * Return: a text that lives for ever, or for an error that is not in the list "error N", which
 * lives until the next such call.
 */
const char *error_str(int err);

#endif
