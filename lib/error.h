/* SPDX-License-Identifier: MIT
 * lib/error.h - what an errno value means, in words. Layer: lib (leaf).
 *
 * Two libcs word some errors differently; what a console says should not depend on that. This knows
 * the errors that a boot can meet. The host's tools, which meet any, call strerror().
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
