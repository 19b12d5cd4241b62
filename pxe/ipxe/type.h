/* SPDX-License-Identifier: MIT
 * pxe/ipxe/type.h - the types of settings: from text to raw bytes and back. Layer: pure. Callers:
 * pxe/ipxe/, cmd/.
 *
 * A type reads the raw bytes anew: the string "1.2.3.4" as an ipv4 is 49.46.50.46.
 */
#ifndef PXE_IPXE_TYPE_H
#define PXE_IPXE_TYPE_H

#include "lib/text.h"

enum ipxe_type {
	IPXE_STRING,
	IPXE_URISTRING,
	IPXE_INT8,
	IPXE_INT16,
	IPXE_INT32,
	IPXE_UINT8,
	IPXE_UINT16,
	IPXE_UINT32,
	IPXE_HEX,
	IPXE_HEXHYP,
	IPXE_HEXRAW,
	IPXE_BASE64,
	IPXE_UUID,
	IPXE_GUID,
	IPXE_IPV4,
	IPXE_IPV6,
	IPXE_BUSDEVFN,
	IPXE_DNSSL,
	IPXE_TYPES,
};

/** ipxe_type_name() - as scripts write it */
const char *ipxe_type_name(enum ipxe_type type);

/** ipxe_type_find() - the type that scripts call @name; IPXE_TYPES = there is none */
enum ipxe_type ipxe_type_find(struct view name);

/** ipxe_type_number() - whether `inc` may count a setting of @type */
bool ipxe_type_number(enum ipxe_type type);

/** ipxe_type_format() - append the raw bytes @raw as text; nothing when they cannot be of @type */
void ipxe_type_format(enum ipxe_type type, struct view raw, struct str *out);

/** ipxe_type_parse() - append the raw bytes of @text to @out. Return: false = @text is no value of
 *  @type, or does not fit; @out then has rubbish */
bool ipxe_type_parse(enum ipxe_type type, struct view text, struct str *out);

/** ipxe_type_int() - @raw, the bytes of a number with the highest first, with its sign. Return: false
 *  = no bytes, or more than 64 bits count */
bool ipxe_type_int(struct view raw, int64_t *ret);

/** ipxe_uristring() - append @v percent-encoded: control bytes, blank, 0x7f and above, and %/#:@?=&+ */
void ipxe_uristring(struct view v, struct str *out);

/** ipxe_unescape() - append @v with each %HH decoded; a '%' without two digits stays */
void ipxe_unescape(struct view v, struct str *out);

#endif
