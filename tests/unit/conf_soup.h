/* SPDX-License-Identifier: MIT
 * tests/unit/conf_soup.h - bytes that look a little like a configuration.
 */
#ifndef TESTS_UNIT_CONF_SOUP_H
#define TESTS_UNIT_CONF_SOUP_H

#include "lib/random.h"
#include "lib/text.h"

/** soup_cook() - 64 bytes to 64 KiB of keywords, values and stray bytes; valid until the next call.
 *  It includes "a" and "b". */
struct view soup_cook(struct random *r);

#endif
