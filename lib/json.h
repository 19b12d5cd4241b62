/* SPDX-License-Identifier: MIT
 * lib/json.h - writes JSON to a stream. Layer: lib (leaf).
 *
 * Commas and indentation are its business, so that callers only say what there is. Output is valid
 * JSON whatever bytes a string holds, and safe on a terminal: a byte that is no part of valid UTF-8
 * comes out as \u00XX, as do control characters. Errors of the stream stay in the stream (ferror).
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** struct json - a document being written; opened by json_open() */
struct json {
	FILE *out;
	unsigned depth;
	bool first; /* nothing yet in the innermost object or array */
	bool keyed; /* a key was written, its value follows on the same line */
};

/** json_open() - start a document on @out, which the caller owns. The document is done when its
 *  outermost object or array ends; a newline follows it. */
struct json json_open(FILE *out);

void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);

/** json_key() - the name of the member whose value comes next; a plain word of ours */
void json_key(struct json *j, const char *name);

/** json_view() - a string of any bytes; json_str() takes a C string, NULL gives null */
void json_view(struct json *j, struct view v);
void json_str(struct json *j, const char *s);
void json_u64(struct json *j, uint64_t n);
void json_i64(struct json *j, int64_t n);
void json_bool(struct json *j, bool b);
void json_null(struct json *j);

#endif
