/* SPDX-License-Identifier: MIT
 * lib/json.h - write JSON to a stream or a text. Layer: lib (leaf). Callers: cmd,
 * pxe/session/handover.c.
 *
 * The writer puts commas and indentation; callers only name keys and values. The output is valid
 * JSON for any bytes in a string, and safe on a terminal: control characters and bytes outside
 * valid UTF-8 become \u00XX. Errors of the stream stay in the stream (ferror()).
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include "lib/netaddr.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** struct json - a document being written; opened by json_open() or json_into() */
struct json {
	void (*put)(void *ctx, struct view v); /* never NULL */
	void *ctx;
	unsigned depth;
	bool first; /* the innermost object or array is still empty */
	bool keyed; /* a key was written; its value follows on the same line */
};

/** json_open() - start a document on @out, which the caller owns. The document is done when its
 *  outermost object or array ends; a newline follows it. */
struct json json_open(FILE *out);

/** json_into() - the same, appended to @s; a document that does not fit leaves it cut */
struct json json_into(struct str *s);

void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);

/** json_key() - write the name of the member whose value comes next; @name is trusted text. Return: @j,
 *  for the call that writes the value */
struct json *json_key(struct json *j, const char *name);

/** json_view() - write a string of any bytes. json_str() takes a C string; NULL gives null. */
void json_view(struct json *j, struct view v);
void json_str(struct json *j, const char *s);
void json_u64(struct json *j, uint64_t n);
void json_i64(struct json *j, int64_t n);
void json_bool(struct json *j, bool b);
void json_null(struct json *j);

/** json_text_or_null() - a C string, of which "" stands for none: null */
void json_text_or_null(struct json *j, const char *s);

/** json_ip4() - an address in dots, host byte order; 0 stands for none: null */
void json_ip4(struct json *j, uint32_t addr);

/** json_netaddr() - an address of either family; none is null */
void json_netaddr(struct json *j, const struct netaddr *addr);

/** json_words() - the words of @words as an array of strings */
void json_words(struct json *j, struct view words);

#endif
