/* SPDX-License-Identifier: MIT
 * lib/json_read.h - read JSON (RFC 8259). Layer: pure. Callers: cmd/ipxe_case.c, tests.
 *
 * A document becomes a flat list: each value is followed by what is inside of it, and knows where the
 * value behind it is. In an object the members' names are strings in front of their values.
 */
#ifndef LIB_JSON_READ_H
#define LIB_JSON_READ_H

#include "lib/text.h"

#define JSON_DEPTH 32u /* of arrays and objects in one another */

enum json_kind {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

/** struct json_value - a value; its text is in the document */
struct json_value {
	enum json_kind kind;
	struct view text; /* of a number; of a string between its quotes, escapes as written */
	size_t next;	  /* index of the value behind this one and all that is inside of it */
};

/**
 * json_read() - take the document @text apart
 * @values: room for @max values
 * Return: how many there are, the first is the document's; 0 = no JSON, too deep, or too many. @values
 * then has rubbish.
 */
size_t json_read(struct view text, struct json_value *values, size_t max);

/** json_member() - the value of the member @name of the object values[@at]; 0 = there is none, or
 *  values[@at] is no object. Of two, the first. */
size_t json_member(const struct json_value *values, size_t at, const char *name);

/** json_text() - append the string @v as UTF-8, its escapes decoded; half a surrogate pair becomes
 *  U+FFFD */
void json_text(const struct json_value *v, struct str *out);

#endif
